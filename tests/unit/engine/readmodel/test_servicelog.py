"""The controller's event log has time, type and status, and service events alone."""

from __future__ import annotations

import csv
import io
import json

import numpy as np

from engine.readmodel.codes import Duty, Rec, ServiceStatus
from engine.readmodel.records import RECORD
from engine.readmodel.servicelog import HEADER, service_events, to_csv, to_json

RECORDS = np.array(
    [
        (3, Rec.JOIN, 2.0, 100, 7, ServiceStatus.INITIATED, 0),
        (3, Rec.NODE_STATE, 2.0, 100, -1, 1, 0),
        (3, Rec.ROLE_GIVEN, 2.0, 100, 7, Duty.COLLECTOR, 0.5),
        (8, Rec.JOIN, 7.0, 100, 7, ServiceStatus.COMPLETED, 0),
        (9, Rec.REDISTRIBUTION, 8.0, 7, 7, ServiceStatus.ABORTED, 0),
        (9, Rec.LEAVE, 8.5, 4, -1, ServiceStatus.TIMED_OUT, 0),
        (9, Rec.ROLE_GIVEN, 8.5, 9, 7, Duty.KEEPER, 0.9),
        (9, Rec.HEAD, 8.5, 4, -1, 0, 0),
    ],
    RECORD,
)
WANTED = [
    (2.0, "node added", "initiated", 100),
    (7.0, "node added", "completed", 100),
    (8.0, "roles reconfigured", "aborted", 7),
    (8.5, "node deleted", "timed out", 4),
    (8.5, "role given", "completed", 9),
]


def test_only_service_events_with_their_status():
    events = service_events(RECORDS)
    assert [(e.time_s, e.event, e.status, e.node) for e in events] == WANTED


def test_csv_and_json_hold_the_same():
    events = service_events(RECORDS)
    rows = list(csv.DictReader(io.StringIO(to_csv(events))))
    assert tuple(rows[0]) == HEADER
    listed = json.loads(to_json(events))
    assert [(float(r["time_s"]), r["event"], r["status"], int(r["node"])) for r in rows] == WANTED
    assert [(e["time_s"], e["event"], e["status"], e["node"]) for e in listed] == WANTED
