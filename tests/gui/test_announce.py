"""What the banner says of attacks and of their detection."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from app.announce import HARM_ROUNDS, Announcer
from app.harm import through
from engine.readmodel.codes import FloodStep, Rec
from engine.readmodel.metrics import COLUMN, METRIC_COLUMNS
from engine.readmodel.snapshot import FloodRun, frozen
from tests.gui import attack_fakes, harm_fakes
from tests.gui.detection_fakes import alarm, detector_snapshot
from tests.gui.panel_fakes import one
from widgets.headline.banner import Banner


@pytest.fixture
def banner(qtbot):
    made = Banner()
    qtbot.addWidget(made)
    made.resize(900, 40)
    return made


@pytest.fixture
def announcer(banner):
    made = Announcer(banner)
    made.set_names(("wormhole-1", "rush-1", "random-1:blackhole"))
    return made


def start(*nodes, c=0, at=13):
    return np.concatenate([one(at, Rec.ATTACK_START, a=node, c=c) for node in nodes])


def told(banner):
    return banner.accessibleName(), banner.accessibleDescription()


def test_an_attack_is_named_with_its_nodes_and_the_next_picture_tells_its_harm(announcer, banner):
    snap = replace(attack_fakes.wormhole(attack_fakes.quiet()), round=13)
    ids = snap.ids[snap.truth.attack >= 0].tolist()
    announcer.records(start(*ids))
    assert told(banner) == (f"Wormhole: nodes {ids[0]}, {ids[1]}", "round 13")
    announcer.picture(replace(snap, round=12))
    assert told(banner)[1] == "round 13"
    announcer.picture(snap)
    assert told(banner)[1].startswith("9 false neighbours")
    assert banner._sign.attack == "wormhole"


def test_the_harm_of_a_storm_is_the_number_of_its_messages(announcer, banner):
    snap = replace(attack_fakes.storm(attack_fakes.quiet(), number=24), round=13)
    announcer.records(start(int(snap.ids[snap.truth.attack >= 0][0]), c=1))
    announcer.picture(snap)
    assert told(banner)[1] == "24 needless messages a round · round 13"


def test_many_attackers_are_counted_and_one_is_a_node(announcer, banner):
    announcer.records(start(*range(1, 11)))
    assert told(banner)[0] == "Wormhole: nodes 1, 2, 3 and 7 more"
    announcer.records(start(5, c=2))
    assert told(banner)[0] == "Black hole: node 5"


def test_a_detection_says_what_was_found_and_how_soon(announcer, banner):
    announcer.records(start(40))
    announcer.records(one(16, Rec.MAJORITY_EXCLUDED, a=40, v=0.6))
    assert told(banner) == ("Detected: Wormhole, node 40", "after 3 rounds · off 60 % of its neighbours' lists")
    assert not banner._sign.attack


def test_while_attackers_are_hidden_nothing_gives_them_away(announcer, banner):
    announcer.set_reveal(False)
    announcer.records(start(40))
    assert banner.isHidden()
    announcer.records(one(16, Rec.MAJORITY_EXCLUDED, a=40, v=0.6))
    assert told(banner)[0] == "Node 40 is excluded"


def test_hiding_attackers_forgets_the_harm_that_was_to_be_told(announcer, banner):
    snap = replace(attack_fakes.wormhole(attack_fakes.quiet()), round=13)
    announcer.records(start(1, 2))
    announcer.set_reveal(False)
    announcer.picture(snap)
    assert banner.isHidden()


def test_through_counts_all_nodes_whose_way_leads_by():
    snap = attack_fakes.quiet(4)
    m = len(snap.ids)
    nxt = np.array([1, 2, 4, 4, -1], np.int32)
    assert m == 5
    line = replace(snap, next_hop=frozen(nxt))
    assert through(line, np.array([2])) == pytest.approx(2 / 3)
    assert through(line, np.array([0])) == 0
    circle = replace(snap, next_hop=frozen(np.array([1, 0, 0, 4, -1], np.int32)))
    assert through(circle, np.array([1])) == pytest.approx(2 / 3)
    assert through(replace(snap, alive=frozen(np.zeros(5, bool))), np.array([1])) == 0


def test_through_follows_a_way_of_any_length():
    m = 6000
    chain = SimpleNamespace(
        ids=np.arange(m),
        alive=np.ones(m, bool),
        vertex=np.zeros(m, np.uint8),
        next_hop=np.append(np.arange(1, m), -1).astype(np.int32),
    )
    assert through(chain, np.array([m - 1])) == 1
    assert through(chain, np.array([0])) == 0


def metrics(first, number, **values):
    rows = np.zeros((number, len(METRIC_COLUMNS)))
    rows[:, COLUMN["round"]] = np.arange(first, first + number)
    for name, value in values.items():
        rows[:, COLUMN[name]] = value
    return rows


HARMS = {
    "sinkhole": ({"leaked": 3, "falsified": 1}, "9 readings leaked · 3 readings falsified"),
    "roletheft": ({"leaked": 1}, "3 readings leaked"),
    "distortion": ({"falsified": 2, "value_error": -3.24}, "6 readings falsified · mean off by −3.2 °C"),
    "tampering": ({"falsified": 1, "value_error": 12.0}, "3 readings falsified · mean off by +12.0 °C"),
    "replay": ({"duplicates": 4}, "12 duplicates taken for new"),
    "jamming": ({"lost_noise": 5}, "15 packets lost in noise"),
    "helloflood": ({"joined": 2, "spent_control_j": 3.0}, "6 nodes joined · +50 % energy a round"),
    "roleflood": ({"aborted": 1, "spent_control_j": 4.0}, "3 redistributions broken off · +100 % energy a round"),
    "sleepdenial": ({"spent_control_j": 2.5}, "4 nodes kept awake · +25 % energy a round"),
    "clockskew": ({"clock_error": 1.5}, "4 clocks put wrong · clocks off by 1.50 s"),
    "phantom": ({}, "2 roles held by nobody"),
}


@pytest.mark.parametrize("kind", HARMS)
def test_the_harm_of_each_attack_is_told_in_its_own_figures(announcer, banner, kind):
    values, words = HARMS[kind]
    snap = replace(harm_fakes.climax(attack_fakes.quiet(60), kind, exploiting=True, outsider=True), round=15)
    node = int(snap.ids[snap.truth.attack >= 0][0])
    announcer.set_names((f"{kind}-1",))
    announcer.rounds(metrics(3, 10, spent_control_j=2.0))
    announcer.records(start(node))
    announcer.rounds(metrics(13, 3, **{"spent_control_j": 2.0, **values}))
    announcer.picture(snap)
    what, detail = told(banner)
    assert detail.replace("\u2009", " ").startswith(words)
    assert what.endswith(f": node {node}")
    assert detail.endswith("exploiting roles · by an outsider · round 13")
    assert banner._sign.manner == (True, True)


def test_the_banner_follows_the_harm_for_some_rounds_and_stays_away_when_put_away(announcer, banner):
    snap = harm_fakes.climax(attack_fakes.quiet(60), "roletheft")
    announcer.set_names(("roletheft-1",))
    announcer.records(start(int(snap.ids[snap.truth.attack >= 0][0])))
    for round_ in range(13, 13 + HARM_ROUNDS + 3):
        announcer.rounds(metrics(round_, 1, leaked=1))
        announcer.picture(replace(snap, round=round_))
    assert told(banner)[1].startswith(f"{HARM_ROUNDS + 1} readings leaked")
    announcer.records(start(5))
    banner.dismiss()
    announcer.picture(replace(snap, round=14))
    assert banner.isHidden()


def test_a_lost_controller_and_its_successor_are_told_with_the_gap_between(announcer, banner):
    announcer.records(one(40, Rec.CONTROLLER_LOST, a=30, c=12))
    assert told(banner) == ("Controller 30 is lost", "12 nodes noticed · round 40")
    announcer.records(one(44, Rec.ELECTED, a=7, b=30, c=9, v=4))
    assert told(banner) == ("Node 7 is elected controller", "9 votes · 4 rounds after the loss · round 44")
    announcer.records(one(70, Rec.ELECTED, a=10, b=7, c=2, v=6))
    assert told(banner) == ("Node 10 is elected controller", "2 votes · 6 rounds after the loss · round 70")
    banner.dismiss()
    announcer.records(one(3, Rec.ELECTED, a=5, c=1))
    assert banner.isHidden(), "the first controller is no news"


def test_the_script_of_a_role_flood_is_told_with_its_loops(announcer, banner):
    snap = harm_fakes.climax(attack_fakes.quiet(60), "roleflood", exploiting=True)
    row = int(np.flatnonzero(snap.truth.attack >= 0)[0])
    truth = replace(snap.truth, floods=(FloodRun(row, FloodStep.WAIT, 7, 0),))
    announcer.set_names(("roleflood-1",))
    announcer.records(start(int(snap.ids[row])))
    announcer.picture(replace(snap, round=14, truth=truth))
    assert told(banner)[1].startswith("waits for the confirmations, loop 7 · ")


def test_an_alarm_of_a_detector_is_told_once_and_on_reveal_with_its_delay(announcer, banner, qtbot):
    announcer.set_reveal(False)
    snap = replace(detector_snapshot(alarms=(alarm(1),)), round=11)
    announcer.picture(snap)
    assert told(banner) == (
        "Alarm: Sinkhole, exploiting roles",
        "confidence 93\u2009% · node 17 suspected · round 10",
    )
    chosen = []
    banner.activated.connect(chosen.append)
    banner.alarm_activated.connect(chosen.append)
    banner._show.click()
    assert chosen == [(17,), 1]
    with qtbot.waitSignal(banner.alarm_activated):
        qtbot.mouseClick(banner, Qt.MouseButton.LeftButton, pos=QPoint(200, 15))
    banner.dismiss()
    announcer.picture(replace(snap, round=12))
    assert banner.isHidden()
    announcer.begin()
    announcer.set_reveal(True)
    announcer.picture(snap)
    assert told(banner)[1] == "detected in 0.8\u2009s · node 17 suspected · round 10"
    announcer.picture(replace(detector_snapshot(alarms=(alarm(1), alarm(2, suspects=()))), round=21))
    assert told(banner)[1] == "false alarm · round 20"
    with qtbot.assertNotEmitted(banner.activated), qtbot.waitSignal(banner.alarm_activated) as number:
        banner._show.click()
    assert number.args == [2]


def test_a_click_on_a_banner_without_an_alarm_does_nothing(announcer, banner, qtbot):
    announcer.records(start(3))
    with qtbot.assertNotEmitted(banner.alarm_activated), qtbot.assertNotEmitted(banner.activated):
        qtbot.mouseClick(banner, Qt.MouseButton.LeftButton, pos=QPoint(200, 15))
