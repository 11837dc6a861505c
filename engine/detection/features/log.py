"""From the controller's log to figures of a window: how often, and what its initiators are like."""

from __future__ import annotations

from collections import deque

import numpy as np

from engine.detection.features.catalogue import ATTRIBUTE_NAMES, EVENT_NAMES, LONG, SHORT
from engine.detection.features.gather import places
from engine.readmodel.codes import Rec, ServiceStatus

_BEGUN, _DONE = int(ServiceStatus.INITIATED), int(ServiceStatus.COMPLETED)
_TURNED, _LATE = int(ServiceStatus.REFUSED), int(ServiceStatus.TIMED_OUT)
_ABORTED = int(ServiceStatus.ABORTED)


class LogFigures:
    """Counts of events in windows, with two memories."""

    def __init__(self) -> None:
        self._past: deque[np.ndarray] = deque(maxlen=LONG)

    def push(self, events: np.ndarray, last: np.ndarray, seconds: float) -> np.ndarray:
        """Takes the log of one window.

        Args:
            events: `EVENT`[e].
            last: `RECORD`[n] at its end.
            seconds: Length of the window.

        Returns:
            float32: rates, their means over the two memories, then attributes; as in `NETWORK_FEATURES`.
        """
        counts = _counts(events, last)
        self._past.append(counts)
        past = np.stack(self._past)
        short, long = past[-SHORT:].mean(axis=0), past.mean(axis=0)
        rates = np.concatenate([counts, short, long]) / seconds
        at = {name: k for k, name in enumerate(EVENT_NAMES)}
        totals = past.sum(axis=0)
        shares = (
            totals[at["failed"]] / (totals[at["requests"]] + 1.0),
            totals[at["joins_failed"]] / (totals[at["joins_begun"]] + 1.0),
        )
        return np.concatenate([rates, _attributes(events, last), shares]).astype(np.float32)


def _counts(events: np.ndarray, last: np.ndarray) -> np.ndarray:
    """float64: counts of `EVENT_NAMES`."""
    if not len(events):
        return np.zeros(len(EVENT_NAMES))
    kind, status = events["kind"], events["status"]
    join, asks, leave = kind == Rec.JOIN, kind == Rec.REDISTRIBUTION, kind == Rec.LEAVE
    given = kind == Rec.ROLE_GIVEN
    begun = events["node"][asks & (status == _BEGUN)]
    nobody = places(events["node"][given], last["id"]) < 0
    failed = (status == _ABORTED) | (status == _LATE)
    found = (
        (join & (status == _BEGUN)).sum(),
        (join & (status == _DONE)).sum(),
        (join & (failed | (status == _TURNED))).sum(),
        (leave & (status == _DONE)).sum(),
        (leave & (status == _LATE)).sum(),
        len(begun),
        (asks & (status == _DONE)).sum(),
        (asks & failed).sum(),
        (asks & (status == _TURNED)).sum(),
        given.sum(),
        (kind == Rec.ROLE_TAKEN).sum(),
        (kind == Rec.ROLE_REFUSED).sum(),
        nobody.sum(),
        ((kind == Rec.CONTROLLER_LOST) | (kind == Rec.ELECTED)).sum(),
        (kind == Rec.CONFIGURED).sum(),
        np.unique(begun, return_counts=True)[1].max() if len(begun) else 0,
    )
    return np.array(found, float)


def _attributes(events: np.ndarray, last: np.ndarray) -> np.ndarray:
    """float64: what initiators of redistributions and newcomers say of themselves, against the rest (S2-97, S2-98)."""
    out = np.zeros(len(ATTRIBUTE_NAMES) - 2)
    if not len(events) or not len(last):
        return out
    said = last[last["uptime"] > 0]
    if not len(said):
        return out
    free, energy = float(np.median(1.0 - said["storage"])), float(np.median(said["energy"]))
    asks = events[(events["kind"] == Rec.REDISTRIBUTION) & (events["status"] == _BEGUN)]
    joins = events[events["kind"] == Rec.JOIN]
    out[0], out[1] = _most(asks["storage"], free), _most(asks["energy"], energy)
    out[2], out[3] = _most(joins["storage"], free), _most(joins["energy"], energy)
    out[4] = _nearness(joins, last)
    return out


def _most(said: np.ndarray, usual: float) -> float:
    known = said[np.isfinite(said)]
    return float(known.max()) - usual if len(known) else 0.0


def _nearness(joins: np.ndarray, last: np.ndarray) -> float:
    """How near the nearest other node is to a newcomer: 1 at the same place, 0 without newcomers."""
    known = joins[np.isfinite(joins["x"])]
    if not len(known):
        return 0.0
    nodes, where = np.unique(known["node"], return_index=True)
    gap = np.hypot(known["x"][where, None] - last["x"], known["y"][where, None] - last["y"])
    gap[(nodes[:, None] == last["id"]) | (last["uptime"] <= 0)[None, :]] = np.inf
    return float(1.0 / (1.0 + gap.min())) if gap.size else 0.0
