"""Features window by window, from what one detector collects interval by interval."""

from __future__ import annotations

from collections import deque

import numpy as np

from engine.detection.collection.records import EVENT, RECORD
from engine.detection.features.catalogue import LONG, SHORT
from engine.detection.features.columns import AT, COLUMNS, LEVELS, SHARED, SLOW
from engine.detection.features.gather import gather, places
from engine.detection.features.log import LogFigures

_SLOW = np.array([AT[name] for name in SLOW])
_LEVELS = np.array([AT[name] for name in LEVELS])
_SHARED = np.array([AT[name] for name in SHARED])


class NetworkWindows:
    """Works out features while data come in.

    Args:
        interval_s: Time between two collections.
        window_s: Span of a window; a whole number of intervals, at least one.
        hop_s: Time from one window to the next, likewise.
    """

    def __init__(self, interval_s: float = 1.0, window_s: float = 1.0, hop_s: float = 1.0) -> None:
        self._span = max(1, round(window_s / interval_s))
        self._hop = max(1, round(hop_s / interval_s))
        self._interval = interval_s
        self._blocks: deque[np.ndarray] = deque(maxlen=self._span + 1)
        self._events: deque[np.ndarray] = deque(maxlen=self._span)
        self._log, self._count = LogFigures(), 0
        self.ids = np.zeros(0, np.int32)
        """int32[n]: ids of the rows of `node_matrix`; the only use of ids is to find a node again."""
        self.columns = np.zeros((0, len(COLUMNS)), np.float32)
        """float32[n, columns]: the last window."""
        self._past: deque[np.ndarray] = deque(maxlen=LONG)
        self._sums = [np.zeros((0, len(COLUMNS))) for _ in (SHORT, LONG)]
        self._seen = np.zeros(0, np.int32)

    def push(self, records: np.ndarray, events: np.ndarray) -> np.ndarray | None:
        """Takes one interval.

        Args:
            records: `RECORD`[n], each node once.
            events: `EVENT`[e] of the controller's log.

        Returns:
            float32[k] as `NETWORK_FEATURES`, finite; None where no window ends with this interval.
        """
        self._blocks.append(records)
        self._events.append(events)
        self._count += 1
        if self._count < self._span or (self._count - self._span) % self._hop:
            return None
        blocks = list(self._blocks)[-self._span :]
        before = self._blocks[0] if len(self._blocks) > self._span else np.zeros(0, RECORD)
        seconds = self._interval * self._span
        # against the interval before the window: a move or a draw is one of the whole window
        self.columns = gather(blocks, before, seconds)
        self._remember(records["id"])
        log = np.concatenate(list(self._events)) if self._events else np.zeros(0, EVENT)
        return np.concatenate([self._network(), self._log.push(log, records, seconds)])

    def node_matrix(self) -> np.ndarray:
        """float32[n, k] as `NODE_FEATURES`: every node in the last window; rows as `ids`."""
        short, long = self._means()
        total = short[:, _SHARED].sum(axis=0)
        share = short[:, _SHARED] / np.where(total > 0, total, 1.0)
        return np.concatenate([self.columns, short, long[:, _SLOW], share], axis=1).astype(np.float32)

    # -- memory -------------------------------------------------------------------------------------------------------

    def _remember(self, ids: np.ndarray) -> None:
        """Keeps the window, and the sums of those before it; a newcomer's past is empty."""
        if not (len(ids) == len(self.ids) and np.array_equal(ids, self.ids)):
            at = places(ids, self.ids)
            self._past = deque((_moved(p, at) for p in self._past), LONG)
            self._sums = [_moved(s, at) for s in self._sums]
            self._seen = _moved(self._seen[:, None], at)[:, 0]
            self.ids = ids.copy()
        for k, windows in enumerate((SHORT, LONG)):
            if len(self._past) >= windows:
                self._sums[k] -= self._past[-windows]
            self._sums[k] += self.columns
        self._past.append(self.columns)
        self._seen += 1

    def _means(self) -> tuple[np.ndarray, np.ndarray]:
        """Means over both memories.

        Of levels over the windows in which the node was there; what it does counts as
        nothing in windows before it came, so that one deed of a newcomer is not more than one of others.
        """
        found = []
        for total, windows in zip(self._sums, (SHORT, LONG), strict=True):
            mean = total / windows
            mean[:, _LEVELS] = total[:, _LEVELS] / np.minimum(self._seen, windows)[:, None]
            found.append(mean)
        return found[0], found[1]

    # -- the network --------------------------------------------------------------------------------------------------

    def _network(self) -> np.ndarray:
        """float32: features of the network that come from nodes, in the order of the catalogue."""
        now = self.columns
        if not len(now):
            return np.zeros(3 * len(COLUMNS) + len(SLOW) + len(SHARED), np.float32)
        short, long = self._means()
        parts = (now.mean(axis=0), now.max(axis=0), short.max(axis=0), long[:, _SLOW].max(axis=0))
        second = np.partition(now[:, _SHARED], -2, axis=0)[-2] if len(now) > 1 else np.zeros(len(SHARED), np.float32)
        return np.concatenate([*parts, second]).astype(np.float32)


def _moved(values: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Rows of ``values`` in a new order; rows of nodes that were not there are 0."""
    out = np.zeros((len(at), values.shape[1]), values.dtype)
    there = np.flatnonzero(at >= 0)
    out[there] = values[at[there]]
    return out
