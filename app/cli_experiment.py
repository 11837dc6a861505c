"""Experiments on the command line: listed, run, resumed."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.readmodel.experiment import Change, Plan, Preset, Progress, Result
    from engine.scenario.model import Scenario

INTERRUPTED = 130
_SIGNS = {"holds": "holds", "fails": "FAILS", "undecided": "undecided"}
Number = Callable[[str], int]


def add_arguments(sub: argparse.ArgumentParser, whole: Number) -> None:
    """The arguments of ``experiment``."""
    sub.add_argument("name", metavar="NAME", help="see `motewarden experiments`; `sweep` is the free one")
    sub.add_argument("--seeds", type=whole, metavar="K", help="seeds 1 … K")
    sub.add_argument("--rounds", type=whole, metavar="N", help="rounds of a run")
    where = sub.add_mutually_exclusive_group()
    where.add_argument("--workers", type=whole, metavar="N", help="processes (default: one for each core)")
    where.add_argument("--scheduler", metavar="ADDRESS", help="a Dask scheduler, e.g. tcp://host:8786")
    sub.add_argument("--scenario", default="", help="sweep: a *.motewarden file, or template:NAME")
    sub.add_argument("--attack", dest="attacks", metavar="TYPE:key=value,…", action="append", default=[])
    sub.add_argument("--set", dest="sets", metavar="PATH=VALUE", action="append", default=[], help="in every run")
    sub.add_argument("--over", dest="axes", metavar="PATH=V1,V2,…", action="append", default=[], help="vary a value")
    sub.add_argument(
        "--measure",
        dest="measures",
        metavar="COLUMN|[NAME=]EXPR",
        action="append",
        default=[],
        help="sweep: a column of metrics.csv, a figure of summary.json, or arithmetic, e.g. sum(lost[60:])",
    )
    sub.add_argument("--out", type=Path, required=True, metavar="DIR", help="results folder; resumes what is there")


def presets_text(found: Sequence[Preset]) -> str:
    """The list for the terminal."""
    lines = []
    for p in found:
        lines.append(f"{p.name:14} {p.title}" + (f" ({p.source})" if p.source else ""))
        lines += [f"{'':14} {p.paper}"] if p.paper else []
    return "\n".join(lines)


def plain_value(text: str) -> object:
    """JSON, or else the text itself."""
    try:
        value: object = json.loads(text, parse_constant=str)
    except (ValueError, RecursionError):
        return text
    return value


def values_of(text: str) -> tuple[object, ...]:
    """The values of ``V1,V2,…``: a JSON list without its brackets, or words between commas."""
    try:
        return tuple(json.loads(f"[{text}]", parse_constant=str))
    except (ValueError, RecursionError):
        return tuple(plain_value(part.strip()) for part in text.split(","))


def _pair(option: str, text: str, example: str) -> tuple[str, str]:
    from engine.api import ScenarioError

    path, sign, value = text.partition("=")
    if not sign or not path.strip():
        raise ScenarioError("is not PATH=VALUE", where=f"{option} {text}", mend=f"e.g. {example}")
    return path.strip(), value


def order_of(args: argparse.Namespace, open_document: Callable[[str], Scenario]) -> tuple[Plan, Scenario | None]:
    """The order that the arguments spell; with a document when its scenario is not one of the engine's templates.

    Raises:
        MotewardenError: They do not fit.
    """
    from engine.api import ScenarioError, experiments
    from engine.readmodel.experiment import Axis, Change, Plan
    from engine.scenario.templates import names

    preset = experiments.preset(args.name)
    scenario = args.scenario or preset.scenario
    document = None
    if scenario.removeprefix("template:") not in {info.name for info in names()} or not scenario.startswith(
        "template:"
    ):
        document = open_document(scenario)
    if args.attacks and not preset.free:
        what = f"{args.name} has its own attacks"
        raise ScenarioError(what, where="--attack", mend="take `experiment sweep` to attack as you like")
    changes = [_attacks(document or open_document(scenario), args.attacks)] if args.attacks else []
    for text in args.sets:
        path, value = _pair("--set", text, "trust.threshold=0.8")
        changes.append(Change(path, plain_value(value)))
    axes = []
    for text in args.axes:
        path, value = _pair("--over", text, "trust.threshold=0.7,0.8,0.9")
        axes.append(Axis(path, values_of(value)))
    plan = Plan(
        experiment=args.name,
        seeds=tuple(range(1, (args.seeds or preset.seeds) + 1)),
        rounds=args.rounds or 0,
        scenario=args.scenario,
        axes=tuple(axes),
        changes=tuple(changes),
        measures=tuple(experiments.measure_of(text) for text in args.measures),
    )
    return plan, document


def _attacks(scenario: Scenario, texts: Sequence[str]) -> Change:
    """The attacks of the command line, added to those of the document."""
    from engine import api
    from engine.readmodel.experiment import Change
    from engine.scenario.paths import get_value

    for text in texts:
        scenario = api.parse_attack(text, scenario)
    return Change("attacks", get_value(scenario, "attacks"))


class Teller:
    """Says on stderr how far it is, when that is a terminal; remembers it for the last words."""

    def __init__(self) -> None:
        self.last: Progress | None = None
        self._shown = ""

    def __call__(self, progress: Progress) -> None:
        self.last = progress
        if not sys.stderr.isatty():
            return
        left = f", {_duration(progress.seconds_left)} left" if progress.seconds_left > 0 else ""
        again = f", {progress.redone} done again" if progress.redone else ""
        text = f"{progress.state}: {progress.done} of {progress.total} runs{left}{again}"
        if text != self._shown:
            end = "\n" if progress.state in ("done", "cancelled") else ""
            print(f"\r\033[K{text}", end=end, file=sys.stderr, flush=True)
            self._shown = text

    def kept(self, out: Path) -> str:
        """What an interrupted experiment leaves, and how to go on."""
        if self.last is None:
            return "interrupted before the first run"
        done = f"{self.last.done} of {self.last.total} runs are kept in {out}"
        return f"interrupted: {done}; give the same command again to go on"


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"


def run_experiment(args: argparse.Namespace, open_document: Callable[[str], Scenario]) -> Result | str:
    """Runs it; after Ctrl+C the words to say.

    Raises:
        MotewardenError: Something does not fit, or cannot be done.
    """
    from engine.api import experiments

    order, document = order_of(args, open_document)
    tell = Teller()
    try:
        result = experiments.start(
            order,
            args.out,
            document=document,
            workers=args.workers,
            scheduler=args.scheduler,
            progress=tell,
        )
    except KeyboardInterrupt:
        result = None
    return result if result is not None else tell.kept(args.out)


def result_data(result: Result) -> dict[str, Any]:
    """What ``--json`` prints."""
    claims = [
        {"id": c.id, "text": c.text, "verdict": c.verdict, "ours": c.ours, "paper": c.paper} for c in result.claims
    ]
    return {
        "experiment": result.experiment,
        "seeds": len(result.seeds),
        "rounds": result.rounds,
        "runs": result.runs,
        "version": result.version,
        "claims": claims,
        "files": list(result.files),
    }


def result_text(result: Result) -> str:
    """The same in words."""
    head = f"{result.title}: {result.runs} runs, {len(result.seeds)} seeds, {result.rounds} rounds"
    lines = [head]
    for c in result.claims:
        lines += [f"{_SIGNS[c.verdict]:10} {c.text}", f"{'':10} ours: {c.ours}", f"{'':10} paper: {c.paper}"]
    return "\n".join([*lines, *(f"wrote      {name}" for name in result.files)])
