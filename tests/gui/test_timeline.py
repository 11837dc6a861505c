from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt

from engine.readmodel.codes import Rec
from engine.readmodel.records import RECORD
from tests.gui.detection_fakes import detector_snapshot
from tests.gui.fakes import fake_snapshot
from tests.gui.panel_fakes import one
from widgets.timeline.lanes import LaneId, stacked
from widgets.timeline.timeline import Timeline


@pytest.fixture
def line(qtbot):
    made = Timeline()
    qtbot.addWidget(made)
    made.resize(900, 140)
    made.show()
    made.set_attacks((("black hole", 20, None), ("grey hole", 30, 40)))
    return made


def test_bars_that_overlap_stand_under_one_another():
    bars = stacked((("a", 0, 10), ("b", 5, 8), ("c", 10, None)))
    assert [bar.row for bar in bars] == [0, 1, 0]


def test_detection_counts_from_the_start_to_the_first_alarm_about_an_attacker(line):
    line.append(one(20, Rec.ATTACK_START, a=7, c=0))
    line.append(one(22, Rec.MAJORITY_EXCLUDED, a=99))
    line.append(one(29, Rec.MAJORITY_EXCLUDED, a=7))
    line.append(one(31, Rec.MAJORITY_EXCLUDED, a=7))
    found = line.marks.detections(line._bars)
    assert [(f.attack, f.rounds, f.node) for f in found] == [(0, 9, 7)]


def test_attacks_drawn_by_lot_are_found_under_the_attack_they_belong_to(line):
    line.set_attacks((("random-1", 20, None), ("rush-1", 30, None)))
    line.set_attack_names(("random-1:damage", "random-1:blackhole", "rush-1"))
    line.append(one(20, Rec.ATTACK_START, a=7, c=1))
    line.append(one(30, Rec.ATTACK_START, a=8, c=2))
    line.append(one(26, Rec.MAJORITY_EXCLUDED, a=7))
    line.append(one(31, Rec.MAJORITY_EXCLUDED, a=8))
    found = line.marks.detections(line._bars, line._names)
    assert [(f.attack, f.rounds, f.node) for f in found] == [(0, 6, 7), (1, 1, 8)]


def test_a_bar_tells_the_attack_by_name_its_nodes_and_its_picture(line):
    line.set_reveal(True)
    line.set_attacks((("wormhole-1", 10, None, "nodes 12, 40"),))
    row = line._rows()["attacks"]
    tip = line._tip(QPointF(line.view.x(15), row.middle))
    assert tip.startswith("Wormhole (nodes 12, 40): from round 10")

    def head(name):
        line.set_attacks(((name, 10, None, "nodes 12, 40"),))
        box = QRect(round(line.view.x(10)), round(row.top), round(row.height), round(row.height))
        return line.grab(box).toImage()

    assert head("wormhole-1") != head("depletion-1")


def test_a_bar_names_the_nodes_that_were_drawn_and_what_their_tunnel_feigns(line):
    line.set_reveal(True)
    line.set_attacks((("wormhole-1", 10, None, "2 random nodes"), ("rush-1", 10, None, "1 random node")))
    assert [bar.who for bar in line._shown_bars()] == ["2 random nodes", "1 random node"]
    starts = (one(10, Rec.ATTACK_START, a=40, c=0), one(10, Rec.ATTACK_START, a=12, c=0))
    line.append(np.concatenate([*starts, one(10, Rec.TUNNEL, a=12, b=40, c=9)]))
    line.append(one(10, Rec.ATTACK_START, a=5, c=1))
    assert [bar.who for bar in line._shown_bars()] == ["nodes 12, 40; 9 false neighbours", "node 5"]
    line.append(one(14, Rec.TUNNEL, a=12, b=40, c=1))
    assert line._shown_bars()[0].who == "nodes 12, 40; 1 false neighbour"
    line.set_reveal(False)
    assert line._shown_bars() == ()


def test_click_on_a_mark_activates_it(line, qtbot):
    line.append(one(33, Rec.MAJORITY_EXCLUDED, a=17))
    row = line._rows()[LaneId.ALARMS]
    at = QPoint(round(line.view.x(33.2)), round(row.middle))
    with qtbot.waitSignal(line.mark_activated) as told:
        qtbot.mouseClick(line, Qt.MouseButton.LeftButton, pos=at)
    assert told.args == [33, (17,)]
    assert "17" in line._tip(QPointF(at))


def test_keys_walk_from_mark_to_mark(line, qtbot):
    line.append(np.concatenate([one(5, Rec.DIED, a=1), one(9, Rec.EDIT), one(12, Rec.MAJORITY_EXCLUDED, a=2)]))
    qtbot.keyClick(line, Qt.Key.Key_Down)
    qtbot.keyClick(line, Qt.Key.Key_Down)
    qtbot.keyClick(line, Qt.Key.Key_Down)
    with qtbot.waitSignal(line.mark_activated) as told:
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert told.args == [12, (2,)]


def test_axis_grows_until_the_user_zooms(line, qtbot):
    line.set_clock(replace(fake_snapshot(5), round=500))
    assert line.view.end >= 500
    qtbot.keyClick(line, Qt.Key.Key_Plus)
    end = line.view.end
    line.set_clock(replace(fake_snapshot(5), round=90_000))
    assert line.view.end == end
    qtbot.keyClick(line, Qt.Key.Key_0)
    assert line.view.end >= 90_000


def test_zoom_keeps_the_round_under_the_pointer(line):
    line.view.pan(-200)
    before = line.view.round_at(400)
    line.view.zoom(0.8, 400)
    assert line.view.round_at(400) == pytest.approx(before)


def test_a_hundred_thousand_rounds_are_drawn_quickly(line):
    n = 500_000
    records = np.zeros(n, RECORD)
    records["round"] = np.sort(np.random.default_rng(1).integers(0, 100_000, n))
    records["kind"] = np.where(np.arange(n) % 50, Rec.EXCLUDED, Rec.DIED)
    line.append(records)
    line.fit()
    line.set_reveal(True)
    line.grab()
    begin = time.process_time()
    line.grab()
    assert time.process_time() - begin < 0.15


def test_clear_forgets_marks_and_keeps_the_schedule(line):
    line.append(one(33, Rec.DIED, a=17))
    line.clear()
    assert line.marks.lanes[LaneId.DEATHS].size == 0
    assert len(line._bars) == 2


def test_the_gap_from_attack_to_alarm_is_told_in_seconds_and_on_reveal_only(line):
    line.append(one(4, Rec.ATTACK_START, a=17, c=0))
    line.append(one(8, Rec.ATTACK_START, a=17, c=0))
    line.append(one(10, Rec.ALARM, a=17, b=5, c=5, v=0.9))
    line.append(one(20, Rec.ALARM, a=-1, b=5, c=0, v=0.7))
    line.set_clock(replace(detector_snapshot(), round=24))
    (gap,) = line._gaps
    assert (gap.found.start, gap.found.found, gap.seconds, gap.alarm) == (8, 10, 0.8, 1)
    assert line._false.tolist() == [20]
    row = line._rows()[LaneId.DETECTED]
    strip = QRect(0, int(row.top), line.width(), int(row.height))
    hidden = line.grab(strip).toImage()
    line.set_reveal(True)
    row = line._rows()[LaneId.DETECTED]
    strip = QRect(0, int(row.top), line.width(), int(row.height))
    assert line.grab(strip).toImage() != hidden
    assert line._tip(QPointF(line.view.x(10), row.middle)) == "Round 10: 1 alarm of detectors, suspected: node 17"
    assert line._tip(QPointF(line.view.x(20), row.middle)) == "Round 20: 1 alarm of detectors"
    line.clear()
    assert line._gaps == ()
