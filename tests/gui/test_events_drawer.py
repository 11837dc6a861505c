from __future__ import annotations

import time

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester

from engine.readmodel.codes import LossCause, Rec
from tests.gui.panel_fakes import one, some_records
from widgets.common.tables import copy_selection
from widgets.events.drawer import EventsDrawer
from widgets.events.model import Column, EventsModel
from widgets.events.ring import RecordRing


@pytest.fixture
def drawer(qtbot):
    made = EventsDrawer()
    qtbot.addWidget(made)
    made.resize(1000, 300)
    made.show()
    return made


def fill(drawer, records):
    drawer.append(records)
    while drawer.model.scanning:
        drawer.model.advance()


def test_model_keeps_the_rules_of_qt_while_it_grows_filters_and_forgets():
    model = EventsModel(RecordRing(500))
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for block in np.array_split(some_records(2000), 9):
        model.append(block)
        model.advance()
    assert model.rowCount() == 500
    model.clear()
    assert model.rowCount() == 0


def test_ring_keeps_the_last_records():
    ring = RecordRing(100)
    records = some_records(1000)
    for block in np.array_split(records, 17):
        ring.append(block)
    assert len(ring) == 100
    np.testing.assert_array_equal(ring.span(ring.begin, ring.end), records[-100:])
    ring.append(records)
    np.testing.assert_array_equal(ring.span(0, ring.end), records[-100:])


def test_filter_shows_the_rows_that_pass(drawer):
    fill(drawer, some_records())
    drawer.set_filter("kind==lost && node<10")
    shown = drawer.model.matching()
    assert drawer.model.rowCount() == len(shown) > 0
    assert set(shown["kind"]) == {Rec.LOST}


def test_error_stands_in_place_and_the_filter_before_it_stays(drawer):
    fill(drawer, some_records())
    drawer.set_filter("kind==lost")
    rows = drawer.model.rowCount()
    drawer.set_filter("kind==lots")
    assert "Column 7" in drawer._message.text()
    assert "lost" in drawer._message.text()
    assert drawer.model.rowCount() == rows
    drawer.set_filter("")
    assert drawer._message.isHidden()


def test_choosing_a_row_tells_round_and_nodes(drawer, qtbot):
    fill(drawer, one(7, Rec.LOST, a=3, b=4))
    with qtbot.waitSignal(drawer.record_selected) as told:
        drawer.table.selectRow(0)
    assert told.args == [7, (3, 4)]


def test_hidden_truth_shows_neither_attacks_nor_their_losses(drawer, tmp_path):
    drawer.set_attack_names(("black hole",))
    fill(drawer, np.concatenate([one(1, Rec.ATTACK_START, a=9), one(2, Rec.LOST, 9, 3, LossCause.ATTACK, 1.0)]))
    assert drawer.model.rowCount() == 2
    drawer.set_reveal(False)
    assert drawer.model.rowCount() == 1
    assert "attack" not in drawer.model.index(0, Column.DETAILS).data()
    drawer.set_filter("cause==attack")
    assert drawer.model.rowCount() == 0
    drawer.set_filter("")
    drawer.export_log(tmp_path / "a.log")
    assert "attack" not in (tmp_path / "a.log").read_text()


def test_chips_put_filters_in_force_and_keep_those_of_the_user(drawer, qtbot):
    fill(drawer, some_records())
    chip = drawer.chips._buttons["kind==lost"]
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert drawer.filter_text() == "kind==lost"
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert drawer.filter_text() == ""
    with qtbot.waitSignal(drawer.chips_changed) as told:
        drawer.chips.add("mine", "node==3")
    assert told.args == [(("mine", "node==3"),)]


def test_copy_and_export_hold_the_filtered_rows(drawer, tmp_path):
    fill(drawer, np.concatenate([one(1, Rec.HEAD, a=5), one(2, Rec.LOST, 4, 3, 0, 1.0)]))
    drawer.set_filter("kind==head")
    drawer.table.selectRow(0)
    copy_selection(drawer.table)
    assert "cluster head" in QGuiApplication.clipboard().text()
    drawer.export_csv(tmp_path / "a.csv")
    drawer.export_log(tmp_path / "a.log")
    assert (tmp_path / "a.csv").read_text().count("\n") == 2
    assert (tmp_path / "a.log").read_text() == "1.000000\t1\thead\tnode 5 is cluster head\n"


def test_completion_is_put_in_the_place_of_the_word(drawer, qtbot):
    edit = drawer.edit
    edit.setFocus()
    qtbot.keyClicks(edit, "kind==lo")
    edit.insert_choice("lost")
    assert edit.text() == "kind==lost "


def test_appending_costs_no_work_per_row(drawer):
    drawer.hide()
    block = some_records(50_000)
    begin = time.process_time()
    for _ in range(20):
        drawer.append(block)
    assert time.process_time() - begin < 1.0
