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

from widgets.common.theme import apply_theme
from widgets.stage.widget import Stage

LIMIT_MS = {1000: 5.0, 10_000: 16.0}


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

    for _ in range(5):
        one()
    spent.clear()
    benchmark.pedantic(one, rounds=80, iterations=1)
    median = 1e3 * float(np.median(spent))
    benchmark.extra_info["cpu_ms"] = round(median, 2)
    print(f"\n{n} nodes, {'everything moving' if moving else 'still'}: {median:.2f} ms CPU, aim {LIMIT_MS[n]}")
    assert median < 4 * LIMIT_MS[n]
