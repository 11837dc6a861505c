"""CPU time of a frame of the stage, 1280×800, off screen. Run alone, on a quiet machine: ``-s`` prints."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import numpy as np
import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[1] / "gui"))
from fakes import fake_snapshot, stirred

from tests.gui import attack_fakes
from tests.gui.role_fakes import role_snapshot
from widgets.common.theme import apply_theme
from widgets.stage.widget import Stage

LIMIT_MS = {1000: 5.0, 10_000: 16.0}
ATTACKED = {
    "nobody": lambda snap: snap,
    "wormhole": attack_fakes.wormhole,
    "sybil": attack_fakes.sybil,
    "loop": attack_fakes.loop,
    "rush": attack_fakes.storm,
    "depletion": lambda snap: attack_fakes.storm(snap, "depletion"),
    "greyhole": attack_fakes.greyhole,
}


@pytest.fixture
def stage(qtbot, qapp):
    apply_theme(qapp, "dark")
    w = Stage()
    qtbot.addWidget(w)
    w.resize(1280, 800)
    w.show()
    return w


@pytest.mark.parametrize("n", LIMIT_MS)
@pytest.mark.parametrize("moving", [False, True], ids=["still", "moving"])
def test_frame(benchmark, stage, n, moving):
    base = fake_snapshot(n)
    snaps = [stirred(base, k) for k in range(10)] if moving else [base]
    stage.set_snapshot(base)
    spent, frame = [], 0

    def one():
        nonlocal frame
        frame += 1
        begin = time.process_time()
        stage.clock.hold(frame % 50 / 50)
        if moving:
            stage.set_snapshot(snaps[frame % len(snaps)])
        stage.repaint()
        spent.append(time.process_time() - begin)

    _measure(benchmark, one, spent, f"{n} nodes, {'everything moving' if moving else 'still'}", LIMIT_MS[n])


def _measure(benchmark, one, spent, what, aim):
    for _ in range(5):
        one()
    spent.clear()
    benchmark.pedantic(one, rounds=80, iterations=1)
    median = 1e3 * float(np.median(spent))
    benchmark.extra_info["cpu_ms"] = round(median, 2)
    print(f"\n{what}: {median:.2f} ms CPU, aim {aim}")
    assert median < 4 * aim


@pytest.mark.parametrize("kind", ATTACKED)
@pytest.mark.parametrize("n", [100, 1000])
def test_frame_with_an_attack_revealed(benchmark, stage, n, kind):
    stage.set_snapshot(ATTACKED[kind](attack_fakes.quiet(n, hops=True)))
    stage.set_layers(truth=True)
    spent, frame = [], 0

    def one():
        nonlocal frame
        frame += 1
        begin = time.process_time()
        stage.clock.hold(frame % 50 / 50)
        stage.repaint()
        spent.append(time.process_time() - begin)

    _measure(benchmark, one, spent, f"{n} nodes, {kind}", LIMIT_MS[1000])


@pytest.mark.parametrize("moving", [False, True], ids=["still", "moving"])
@pytest.mark.parametrize("n", [100, 1000])
def test_frame_of_a_network_with_roles(benchmark, stage, n, moving):
    base = role_snapshot(n)
    snaps = [stirred(base, k) for k in range(10)] if moving else [base]
    stage.set_snapshot(base)
    spent, frame = [], 0

    def one():
        nonlocal frame
        frame += 1
        begin = time.process_time()
        stage.clock.hold(frame % 50 / 50)
        if moving:
            stage.set_snapshot(snaps[frame % len(snaps)])
        stage.repaint()
        spent.append(time.process_time() - begin)

    _measure(benchmark, one, spent, f"{n} nodes with roles, {'moving' if moving else 'still'}", LIMIT_MS[1000])
