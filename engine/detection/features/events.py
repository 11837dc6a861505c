"""Rates of what the controller logs, with the attributes of whoever brings it about (S2 Table 6)."""

from __future__ import annotations

from collections import Counter
from typing import Final

import numpy as np

from engine.readmodel.codes import Duty, Rec, ServiceStatus

_OK = {int(ServiceStatus.COMPLETED)}
_BAD = {int(ServiceStatus.ABORTED), int(ServiceStatus.REFUSED), int(ServiceStatus.TIMED_OUT)}
_BEGUN = {int(ServiceStatus.INITIATED)}

EVENT_NAMES: Final = (
    "joins_asked",
    "joins_done",
    "joins_failed",
    "leaves",
    "leaves_missed",
    "redistributions_asked",
    "redistributions_done",
    "redistributions_failed",
    "roles_given",
    "roles_refused",
    "controllers_lost",
    "elections",
    "same_initiator",
    "initiator_storage",
    "initiator_energy",
    "initiator_apart",
    "joiner_apart",
    "unheard_holders",
)
"""Counts of log entries in a window; entries of the busiest initiator; least free storage and energy that an initiator
claims; distance of initiators and of joiners from the middle of the network, in its own spread; roles given to nodes
that nobody hears."""

EVENT_TEXTS: Final = (
    ("requests to join", "events", "Nodes that asked to join.", (1, 3, 4)),
    ("nodes added", "events", "Nodes that were let in.", (1, 3, 4)),
    ("joins that failed", "events", "Requests to join that were refused or broken off.", (3, 4)),
    ("nodes that left", "events", "Nodes that said that they leave.", (5,)),
    ("nodes that vanished", "events", "Nodes that were missed.", (5,)),
    ("redistributions begun", "events", "Redistributions of roles begun.", (1, 2, 3, 4)),
    ("redistributions completed", "events", "Redistributions of roles completed.", (3, 4)),
    ("redistributions broken off", "events", "Redistributions aborted, refused or timed out.", (3, 4)),
    ("roles given", "events", "Roles besides collector that were given.", (2, 3)),
    ("roles refused", "events", "Requests for roles that were refused.", (2, 4)),
    ("controllers lost", "events", "Losses of the controller that were noticed.", ()),
    ("elections", "events", "Controllers elected.", ()),
    ("requests of the busiest", "events", "Entries of the initiator with most of them.", (1, 2, 4)),
    ("free storage of initiators", "share", "Least free storage that an initiator claims; 1 without one.", (1, 2)),
    ("energy of initiators", "share", "Least energy that an initiator claims; 1 without one.", (1, 2)),
    ("how far out initiators are", "spreads", "Distance from the middle of the network, in its own spread.", (1,)),
    ("how far out joiners are", "spreads", "Distance from the middle of the network, in its own spread.", (1, 3, 5)),
    ("roles of unheard nodes", "events", "Roles given to nodes that nobody has heard.", (3,)),
)
"""Title, unit, text, rows of Table 6; in the order of `EVENT_NAMES`."""

_LEADING = int(Duty.KEEPER | Duty.PROCESSOR | Duty.CONTROLLER)


_COUNTED: Final = (
    (Rec.JOIN, "begun"),
    (Rec.JOIN, "ok"),
    (Rec.JOIN, "bad"),
    (Rec.LEAVE, "ok"),
    (Rec.LEAVE, "bad"),
    (Rec.REDISTRIBUTION, "begun"),
    (Rec.REDISTRIBUTION, "ok"),
    (Rec.REDISTRIBUTION, "bad"),
    (Rec.ROLE_GIVEN, ""),
    (Rec.ROLE_REFUSED, ""),
    (Rec.CONTROLLER_LOST, ""),
    (Rec.ELECTED, ""),
)
"""Kind, and how it ended where that matters."""
_ENDS: Final = dict.fromkeys(_BEGUN, "begun") | dict.fromkeys(_OK, "ok") | dict.fromkeys(_BAD, "bad")
_ENDING: Final = frozenset(kind for kind, end in _COUNTED if end)
_GIVEN = EVENT_NAMES.index("roles_given")


def _counts(kinds: list[int], statuses: list[int]) -> list[int]:
    met = Counter(
        (kind, _ENDS.get(status, "other") if kind in _ENDING else "")
        for kind, status in zip(kinds, statuses, strict=True)
    )
    return [met[int(kind), end] for kind, end in _COUNTED]


def event_rates(events: np.ndarray, records: np.ndarray) -> np.ndarray:
    """float32[len(EVENT_NAMES)]: of the entries of one window.

    Args:
        events: `EVENT`[e].
        records: `RECORD`[n]: the network at the end of the window.
    """
    out = np.zeros(len(EVENT_NAMES), np.float32)
    out[[EVENT_NAMES.index("initiator_storage"), EVENT_NAMES.index("initiator_energy")]] = 1.0
    if not len(events):
        return out
    kind, status = events["kind"], events["status"]
    given = (kind == int(Rec.ROLE_GIVEN)) & (status & _LEADING > 0)
    out[: len(_COUNTED)] = _counts(kind.tolist(), status.tolist())
    out[_GIVEN] = given.sum()
    asking = ((kind == int(Rec.JOIN)) | (kind == int(Rec.REDISTRIBUTION))) & np.isin(status, sorted(_BEGUN))
    if asking.any():
        out[12] = np.unique(events["node"][asking], return_counts=True)[1].max()
        out[13] = np.nanmin(np.append(events["storage"][asking], 1.0))
        out[14] = np.nanmin(np.append(events["energy"][asking], 1.0))
    out[15] = _apart(events[kind == int(Rec.REDISTRIBUTION)], records)
    out[16] = _apart(events[kind == int(Rec.JOIN)], records)
    out[17] = int(np.isin(events["node"][given], records["id"], invert=True).sum())
    return out


def _apart(events: np.ndarray, records: np.ndarray) -> float:
    """Greatest distance from the middle of the network, as a multiple of its spread; 0 without a place."""
    known = np.isfinite(events["x"]) & np.isfinite(events["y"])
    if not known.any() or len(records) < 2:
        return 0.0
    x, y = records["x"].astype(float), records["y"].astype(float)
    spread = float(np.hypot(x.std(), y.std()))
    far = np.hypot(events["x"][known] - x.mean(), events["y"][known] - y.mean())
    return float(far.max() / spread) if spread > 0 else 0.0
