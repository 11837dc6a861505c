"""The event log of the network controller (S2 Fig. 9): time, type of event and status, as rows, CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType

import numpy as np

from engine.readmodel.codes import Duty, Rec, ServiceStatus, label
from engine.readmodel.records import describe

HEADER = ("time_s", "event", "status", "node", "what")


@dataclass(frozen=True, slots=True)
class ServiceEvent:
    """One entry."""

    time_s: float
    event: str
    """Type, in words: ``node added``, ``roles reconfigured`` …"""
    status: str
    """`ServiceStatus` in words."""
    node: int
    """Whom it concerns."""
    what: str
    """The event as a phrase."""


def _reported(c: int) -> str:
    return label(ServiceStatus(c)).replace("_", " ")


def _always(status: ServiceStatus) -> Callable[[int], str]:
    return lambda _c: _reported(status)


_TYPES: Mapping[Rec, tuple[str, Callable[[int], str]]] = MappingProxyType(
    {
        Rec.JOIN: ("node added", _reported),
        Rec.LEAVE: ("node deleted", _reported),
        Rec.REDISTRIBUTION: ("roles reconfigured", _reported),
        Rec.ROLE_GIVEN: ("role given", _always(ServiceStatus.COMPLETED)),
        Rec.ROLE_TAKEN: ("role taken", _always(ServiceStatus.COMPLETED)),
        Rec.ROLE_REFUSED: ("role given", _always(ServiceStatus.REFUSED)),
        Rec.CONTROLLER_LOST: ("controller lost", _always(ServiceStatus.TIMED_OUT)),
        Rec.ELECTED: ("controller elected", _always(ServiceStatus.COMPLETED)),
        Rec.CONFIGURED: ("configuration sent", _always(ServiceStatus.INITIATED)),
        Rec.CONFIRMED: ("configuration sent", _always(ServiceStatus.COMPLETED)),
        Rec.FRAME_REFUSED: ("frame checked", _always(ServiceStatus.REFUSED)),
    }
)
"""Kinds of records that a controller's log has, with their type and what gives their status."""

SERVICE_KINDS = tuple(_TYPES)


def service_events(records: np.ndarray) -> tuple[ServiceEvent, ...]:
    """The entries among ``records`` (`records.RECORD`), in their order; all else is left out.

    The collector's role, which every node is given with its admission, makes no entry of its own.
    """
    out = []
    for record in records[np.isin(records["kind"], [int(k) for k in SERVICE_KINDS])]:
        kind = Rec(int(record["kind"]))
        given = kind in (Rec.ROLE_GIVEN, Rec.ROLE_TAKEN)
        if given and int(record["c"]) == Duty.COLLECTOR:
            continue
        event, status = _TYPES[kind]
        out.append(
            ServiceEvent(float(record["t"]), event, status(int(record["c"])), int(record["a"]), describe(record))
        )
    return tuple(out)


def csv_lines(events: Iterable[ServiceEvent]) -> str:
    """The entries as CSV lines, without a header."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerows((f"{e.time_s:.3f}", e.event, e.status, e.node, e.what) for e in events)
    return text.getvalue()


def to_csv(events: Iterable[ServiceEvent]) -> str:
    """A whole CSV file with `HEADER`."""
    return ",".join(HEADER) + "\n" + csv_lines(events)


def to_json(events: Iterable[ServiceEvent]) -> str:
    """A JSON list of objects with the keys of `HEADER`."""
    return json.dumps([asdict(e) for e in events], ensure_ascii=False, indent=1) + "\n"
