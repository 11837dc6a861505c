"""Features of nodes and of the network, window by window, from what a detector collected (S2 step 2, Table 6)."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.detection.collection.records import EVENT, RECORD
from engine.detection.features.base import INDEX, NAMES, quantities
from engine.detection.features.events import EVENT_NAMES, event_rates
from engine.detection.features.names import MEAN, MEMORY, MOST, NEXT, REMEMBERED, SHORT

_HANDED, _DROPPED, _SHARE = (INDEX[name] for name in ("handed", "dropped", "drop_share"))
_REMEMBERED: Final = np.array([INDEX[name] for name in REMEMBERED])


@dataclass(frozen=True, slots=True)
class Window:
    """What is known at the end of one window."""

    time: float
    """s; for telling and labels, never a feature."""
    ids: np.ndarray
    """int32[n]: nodes of the rows of `nodes`; for telling and labels, never a feature."""
    nodes: np.ndarray
    """float32[n, len(NODE_FEATURES)]."""
    network: np.ndarray
    """float32[len(NETWORK_FEATURES)]."""


class Windows:
    """Turns collections into windows; one for each detector.

    Args:
        window: Intervals in a window.
        hop: Intervals from one window to the next.
    """

    def __init__(self, window: int = 1, hop: int = 1) -> None:
        self._window, self._hop = max(window, 1), max(hop, 1)
        self._ids = np.zeros(0, np.int32)
        self._last = np.zeros(0, RECORD)
        depth = max(MEMORY, self._window)
        self._past: deque[np.ndarray] = deque(maxlen=depth)
        self._events: deque[np.ndarray] = deque(maxlen=MEMORY)
        self._pending: list[np.ndarray] = []
        self._count = 0

    def push(self, records: np.ndarray, events: np.ndarray) -> Window | None:
        """Takes one interval in; returns a window where one ends.

        Args:
            records: `RECORD`[n]; ids in any order.
            events: `EVENT`[e].
        """
        records = records[np.argsort(records["id"], kind="stable")]
        self._align(records)
        block = quantities(records, self._last)
        recent = [block, *list(self._past)[-(SHORT - 1) :]]
        handed, dropped = (np.sum([b[:, k] for b in recent], axis=0) for k in (_HANDED, _DROPPED))
        block[:, _SHARE] = dropped / (handed + 1.0)
        self._past.append(block)
        self._last = records
        self._pending.append(events)
        self._count += 1
        if self._count % self._hop:
            return None
        seen = np.concatenate(self._pending) if self._pending else np.zeros(0, EVENT)
        self._pending = []
        return self._close(records, seen)

    def _align(self, records: np.ndarray) -> None:
        """Past quantities and records in the order of those that came now; who is new has no past."""
        ids = records["id"]
        if len(ids) == len(self._ids) and np.array_equal(ids, self._ids):
            return
        place = np.searchsorted(self._ids, ids)
        place[place == len(self._ids)] = 0
        known = self._ids[place] == ids if len(self._ids) else np.zeros(len(ids), bool)
        last = records.copy()
        last[known] = self._last[place[known]]
        self._last = last
        for k, old in enumerate(self._past):
            fresh = np.zeros((len(ids), len(NAMES)), np.float32)
            fresh[known] = old[place[known]]
            self._past[k] = fresh
        self._ids = ids.copy()

    def _close(self, records: np.ndarray, events: np.ndarray) -> Window:
        past = list(self._past)
        recent = past[-self._window :]
        now = past[-1] if self._window == 1 else np.mean(recent, axis=0)
        remembered = [block[:, _REMEMBERED] for block in past]
        short = np.mean(remembered[-SHORT:], axis=0)
        most = np.max(remembered, axis=0)
        nodes = np.concatenate([now, short, most], axis=1).astype(np.float32)
        rates = event_rates(events, records)
        self._events.append(rates)
        logged = np.stack(self._events)
        log = np.concatenate([rates, logged[-SHORT:].mean(axis=0), logged.sum(axis=0)])
        network = np.concatenate([*_spread(now, short, most), log]).astype(np.float32)
        time = float(records["time"].max()) if len(records) else 0.0
        return Window(time, records["id"].astype(np.int32), nodes, network)


def _spread(now: np.ndarray, short: np.ndarray, most: np.ndarray) -> list[np.ndarray]:
    """Over nodes: mean and greatest of what is now and of the short memory; the second greatest; greatest ever."""
    if not len(now):
        return [np.zeros(len(MEAN) + len(MOST) + len(NEXT)), np.zeros(3 * len(REMEMBERED))]
    second = np.partition(now, -2, axis=0)[-2] if len(now) > 1 else now[0]
    return [now.mean(axis=0), now.max(axis=0), second, short.mean(axis=0), short.max(axis=0), most.max(axis=0)]


NETWORK_EVENTS: Final = EVENT_NAMES
"""What the controller's log gives; see `events`."""
