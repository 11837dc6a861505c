"""The attacks that the engine carries out have their pictures in the real window, and only while they are revealed."""

from __future__ import annotations

import numpy as np
import pytest

from app.data import template_of
from engine import api
from tests.gui.window_kit import run_to
from widgets.common.theme import theme


def busiest(scenario, number=3):
    """Ids of the sensors nearest to the station: all traffic passes there."""
    base = scenario.stations[0]
    near = sorted(scenario.nodes, key=lambda n: (n.x - base.x) ** 2 + (n.y - base.y) ** 2)
    return "+".join(str(n.id) for n in near[:number])


def attacked(kind):
    scenario = template_of("s3-connected", 7)
    scenario = scenario.replace(trust=scenario.trust.model_copy(update={"enabled": False}))
    who = f"nodes={busiest(scenario)}" if kind == "loop" else "count=2"
    return api.parse_attack(f"{kind}:{who},start=2", scenario)


def pixels(stage):
    for _ in range(3):
        stage.repaint()
    image = stage.grab().toImage().convertToFormat(stage.grab().toImage().Format.Format_RGB32)
    words = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width())
    return np.stack([words >> 16 & 255, words >> 8 & 255, words & 255], axis=2).astype(int)


SHOWN = {
    "wormhole": lambda truth: len(truth.tunnels) and len(truth.false_links),
    "sybil": lambda truth: len(truth.sybils) == 2 and (truth.identities > 1).all(),
    "loop": lambda truth: len(truth.bends),
    "rush": lambda truth: len(truth.storms) == 2 and not truth.drains.any(),
    "depletion": lambda truth: len(truth.storms) == 2 and len(truth.victims),
    "falseroute": lambda truth: len(truth.rows_of("falseroute")) == 2,
    "collusion": lambda truth: len(truth.pacts) == 1,
}


@pytest.mark.parametrize("kind", SHOWN)
def test_what_the_engine_does_is_seen_when_revealed_and_not_otherwise(qtbot, open_window, kind):
    window = open_window(attacked(kind), "observe")
    window.resize(1280, 800)
    stage = window.views.stage
    run_to(qtbot, window, 4)
    assert SHOWN[kind](stage.scene.truth)
    stage.clock.hold(0.3)
    stage.legend.hide()
    seen = pixels(stage)
    window.menus.action["reveal"].setChecked(False)
    hidden = pixels(stage)
    danger = [int(theme().danger[k : k + 2], 16) for k in (1, 3, 5)]
    assert (np.abs(seen - danger).sum(axis=2) < 40).sum() > 800
    assert (np.abs(hidden - danger).sum(axis=2) < 40).sum() < 60


def test_the_timeline_names_drawn_attackers_and_false_neighbours(qtbot, open_window):
    window = open_window(attacked("wormhole"), "observe")
    run_to(qtbot, window, 4)
    who = window.views.timeline._shown_bars()[0].who
    nodes = sorted(window.views.stage.snapshot().ids[window.views.stage.scene.truth.rows].tolist())
    assert who.startswith(f"nodes {nodes[0]}, {nodes[1]}; ")
    assert who.endswith("false neighbours")
    assert window.views.banner.accessibleName() == f"Wormhole: nodes {nodes[0]}, {nodes[1]}"
    assert "false neighbours" in window.views.banner.accessibleDescription()
