"""Marks of suspicion on the stage: what the detector thinks, never the truth."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest

from engine.readmodel.snapshot import frozen
from tests.gui.detection_fakes import detection, detector_snapshot
from tests.gui.fakes import fake_snapshot
from widgets.stage.accused import ACCUSED_FROM, MOST, accused
from widgets.stage.layers import Layers
from widgets.stage.legend_rows import shown
from widgets.stage.scene import Scene
from widgets.stage.tips import node_tip
from widgets.stage.widget import Stage


@pytest.fixture
def stage(qtbot):
    made = Stage()
    qtbot.addWidget(made)
    made.resize(700, 520)
    made.show()
    made.set_layers(packets=False)
    made.set_reduced_motion(True)
    return made


def suspecting(snap, **rows):
    column = np.zeros(len(snap.ids), np.float32)
    for row, value in rows.items():
        column[int(row[1:])] = value
    return replace(snap, detection=detection(suspicion=frozen(column)))


def test_suspects_are_marked_the_most_suspected_first_and_a_bound_holds():
    snap = fake_snapshot(60)
    scene = Scene(suspecting(snap, r4=0.5, r9=0.9, r11=ACCUSED_FROM - 0.01))
    assert accused(scene).tolist() == [9, 4]
    assert not len(accused(Scene(snap)))
    everyone = replace(snap, detection=detection(suspicion=frozen(np.full(len(snap.ids), 0.8, np.float32))))
    assert len(accused(Scene(everyone))) == MOST
    torn = replace(snap, detection=detection(suspicion=frozen(np.ones(3, np.float32))))
    assert not len(accused(Scene(torn)))


def test_the_mark_follows_suspicion_has_a_switch_and_owes_nothing_to_the_truth(stage):
    calm = fake_snapshot(60, attackers=0.1)
    accusing = suspecting(calm, r9=0.9)
    stage.set_snapshot(calm)
    stage.fit()
    stage.grab()
    before = stage.grab().toImage()
    stage.set_snapshot(accusing)
    assert stage.grab().toImage() != before
    stage.set_layers(suspicion=False)
    assert stage.grab().toImage() == before
    honest = replace(calm.truth, attack=np.full(len(calm.ids), -1, np.int16))
    stage.set_layers(suspicion=True)
    marked = stage.grab().toImage()
    stage.set_snapshot(replace(accusing, truth=honest))
    assert stage.grab().toImage() == marked


def test_legend_and_tip_tell_of_it():
    snap = detector_snapshot()
    scene = Scene(snap)
    assert shown(Layers(), scene).accused
    assert not shown(Layers(suspicion=False), scene).accused
    assert "The detector suspects it: 91\u2009%" in node_tip(scene, 16, truth=False)
    assert "suspects" not in node_tip(scene, 20, truth=False)


def test_marks_cost_little_at_a_thousand_nodes(stage):
    snap = fake_snapshot(1000, hops=False)
    suspects = {f"r{k}": 0.9 for k in range(0, 900, 20)}
    costs = []
    for shown_now in (snap, suspecting(snap, **suspects)):
        stage.set_snapshot(shown_now)
        stage.fit()
        stage.grab()
        spent = []
        for _ in range(8):
            begin = time.process_time()
            stage.grab()
            spent.append(time.process_time() - begin)
        costs.append(np.median(spent))
    assert costs[1] - costs[0] < 0.008
