"""The controller's log in the drawer: rows, choice of a type, export."""

from __future__ import annotations

import json

import numpy as np
import pytest

from engine.readmodel.codes import Rec, ServiceStatus
from tests.gui.panel_fakes import one
from widgets.roles import log as module
from widgets.roles.log import EVENT, STATUS, ServiceLog

RECORDS = np.concatenate(
    [
        one(3, Rec.JOIN, 9, 1, int(ServiceStatus.INITIATED)),
        one(4, Rec.HEAD, 5),
        one(5, Rec.JOIN, 9, 1, int(ServiceStatus.COMPLETED)),
        one(8, Rec.REDISTRIBUTION, 2, 1, int(ServiceStatus.ABORTED), 1),
    ]
)


@pytest.fixture
def log(qtbot):
    made = ServiceLog()
    qtbot.addWidget(made)
    made.resize(700, 200)
    made.show()
    return made


def _cells(log, column):
    return [log.model.index(r, column).data() for r in range(log.model.rowCount())]


def test_rows_are_those_of_fig_9_with_a_sign_for_the_status(log, qtbot):
    log.append(RECORDS)
    qtbot.waitUntil(lambda: log.model.rowCount() == 3)
    assert _cells(log, EVENT) == ["node added", "node added", "roles reconfigured"]
    assert _cells(log, STATUS) == ["initiated", "completed", "aborted"]
    for column, name in enumerate(("Time, s", "Event type", "Status")):
        assert log.model.headerData(column, log.table.horizontalHeader().orientation()) == name
    with qtbot.waitSignal(log.node_chosen) as told:
        log.table.clicked.emit(log.model.index(2, 0))
    assert told.args == [(2,)]


def test_one_type_can_be_chosen_and_new_entries_keep_to_it(log, qtbot):
    log.append(RECORDS)
    log.flush()
    log.types.setCurrentIndex(log.types.findData("node added"))
    log.types.activated.emit(log.types.currentIndex())
    assert log.model.rowCount() == 2
    assert log.number.text() == "2 of 3"
    log.append(RECORDS)
    log.flush()
    assert log.model.rowCount() == 4
    log.clear()
    assert log.model.rowCount() == 0
    assert not log.export.isEnabled()


def test_a_log_out_of_sight_keeps_the_latest_entries_only(log, monkeypatch):
    monkeypatch.setattr(module, "MOST", 12)
    log.hide()
    for _ in range(3 * module._BLOCKS):
        log.append(RECORDS)
    assert sum(map(len, log._waiting)) <= 12 + 3 * module._BLOCKS
    log.show()
    assert len(log.model.entries) == 12


def test_csv_and_json_hold_all_entries(log, tmp_path):
    log.append(RECORDS)
    log.write(tmp_path / "a.csv", "csv")
    log.write(tmp_path / "a.json", "json")
    lines = (tmp_path / "a.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 4
    assert "roles reconfigured,aborted" in lines[3]
    assert [e["status"] for e in json.loads((tmp_path / "a.json").read_text())] == ["initiated", "completed", "aborted"]
    with pytest.raises(OSError, match="nowhere"):
        log.write(tmp_path / "nowhere" / "a.csv", "csv")
