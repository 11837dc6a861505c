"""The headless demonstration: the reference network with ten black holes, protected and unprotected."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.data import template_of
from engine import api
from engine.scenario.model import Scenario

ROUNDS = 300
SEED = 7
TEMPLATE = "s3-connected"
ATTACK = "blackhole:count=10,start=20"
FIGURE_SIZE = (960, 540)


def _scenarios() -> dict[str, Scenario]:
    attacked = api.parse_attack(ATTACK, template_of(TEMPLATE, SEED))
    bare = attacked.replace(trust=attacked.trust.model_copy(update={"enabled": False}))
    return {"protected": attacked, "unprotected": bare}


def _shot(scenario: Scenario, out: Path) -> None:
    from app.screenshot import screenshot

    args = argparse.Namespace(
        size="1440x900", theme="dark", reveal=True, workspace="observe", at=60, select=None, result=None, panel=[]
    )
    screenshot(scenario, out, args)


def demo(out: Path, say: Callable[[str], None]) -> dict[str, Any]:
    """Runs both, draws two figures and takes a picture of the window.

    Args:
        out: Results folder; made when missing.
        say: Told what is going on, one line at a time.

    Returns:
        The two summaries, the ratio of losses, the files, and a few lines of text.

    Raises:
        MotewardenError: The folder cannot be written.
    """
    scenarios = _scenarios()
    results = {}
    for name, scenario in scenarios.items():
        say(f"running {TEMPLATE} with ten black holes, {name}, {ROUNDS} rounds …")
        results[name] = api.run(scenario, ROUNDS, out=out / name, measure_from=61)
    say("drawing figures and the window …")
    from app.window import application
    from widgets.charts.figure import render_figure

    application("light", "offscreen")
    files = [f for r in results.values() for f in r.files]
    for kind in ("loss", "excluded"):
        file = out / f"{kind}.png"
        render_figure({name: r.rows for name, r in results.items()}, kind, file, FIGURE_SIZE)
        files.append(file)
    _shot(scenarios["protected"], out / "window.png")
    files.append(out / "window.png")
    losses = {name: r.summary["measured"]["loss_ratio"] for name, r in results.items()}
    protected = results["protected"].summary
    excluded = len(set(protected["excluded_at_end"]) & set(protected["attackers"]))
    shares = ", ".join(f"{100 * loss:.1f} % {name}" for name, loss in losses.items())
    text = [
        f"honest nodes' packets lost after round 60: {shares}",
        f"attackers excluded at the end: {excluded} of 10",
        f"results in {out}",
    ]
    return {
        "text": text,
        "loss_ratio": losses,
        "files": [str(f) for f in files],
        **{name: r.summary for name, r in results.items()},
    }
