"""Features of nodes and of the network, window by window, from what a detector collected (S2 step 2, Table 6)."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from engine.detection.collection.records import FIGURES
from engine.detection.features.base import INDEX, NAMES, gathered, quantities
from engine.detection.features.events import event_rates
from engine.detection.features.names import MEAN, MEMORY, MOST, NEXT, REMEMBERED, SHORT

if TYPE_CHECKING:
    from engine.scenario.detection import Detection

_HANDED, _DROPPED, _SHARE = (INDEX[name] for name in ("handed", "dropped", "drop_share"))
_CYCLES: Final = 20.0
"""For one feature of one node: a subtraction, a scale, a mean. Ours, on the scale of `kernels.labour`."""
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

    @property
    def cycles(self) -> float:
        """What it takes of a node's processor to work it out."""
        return _CYCLES * self.nodes.size


def spans_of(settings: Detection) -> tuple[int, int]:
    """Intervals of collection in a window, and from one window to the next."""
    return max(round(settings.window_s / settings.interval_s), 1), max(round(settings.hop_s / settings.interval_s), 1)


class Windows:
    """Turns collections into windows; one for each detector.

    Args:
        window: Intervals in a window.
        hop: Intervals from one window to the next.
    """

    def __init__(self, window: int = 1, hop: int = 1) -> None:
        self._window, self._hop = window, hop
        self._ids = np.zeros(0, np.int32)
        self._last = np.zeros((len(FIGURES) + 1, 0), np.float32)
        self._past = np.zeros((max(MEMORY, self._window), len(NAMES), 0), np.float32)
        """Quantities by interval (a ring), quantity and node."""
        self._events: deque[np.ndarray] = deque(maxlen=MEMORY)
        self._pending: list[np.ndarray] = []
        self._count = 0

    def push(self, records: np.ndarray, events: np.ndarray) -> Window | None:
        """Takes one interval in; returns a window where one ends.

        Args:
            records: `RECORD`[n]; ids in any order.
            events: `EVENT`[e].
        """
        ids = records["id"]
        if not bool((ids[1:] > ids[:-1]).all()):
            records = records[np.argsort(ids, kind="stable")]
        figures = gathered(records)
        self._align(records["id"], figures)
        block = self._past[self._count % len(self._past)]
        block[:] = quantities(figures, self._last)
        self._last = figures
        self._count += 1
        handed, dropped = (self._sum(SHORT, k) for k in (_HANDED, _DROPPED))
        block[_SHARE] = dropped / (handed + 1.0)
        self._pending.append(events)
        if self._count % self._hop:
            return None
        seen = np.concatenate(self._pending)
        self._pending = []
        return self._close(records, seen)

    def _align(self, ids: np.ndarray, figures: np.ndarray) -> None:
        """Past quantities and figures in the order of those that came now; who is new has no past."""
        if len(ids) == len(self._ids) and np.array_equal(ids, self._ids):
            return
        place = np.searchsorted(self._ids, ids)
        place[place == len(self._ids)] = 0
        known = self._ids[place] == ids if len(self._ids) else np.zeros(len(ids), bool)
        last = figures.copy()
        last[:, known] = self._last[:, place[known]]
        past = np.zeros((*self._past.shape[:2], len(ids)), np.float32)
        past[:, :, known] = self._past[:, :, place[known]]
        self._last, self._past, self._ids = last, past, ids.copy()

    def _recent(self, count: int) -> list[np.ndarray]:
        """The last ``count`` intervals, or all that there are: one or two pieces of the ring."""
        depth = len(self._past)
        count = min(count, self._count, depth)
        end = (self._count - 1) % depth + 1
        pieces = [self._past[max(end - count, 0) : end]]
        return pieces if count <= end else [*pieces, self._past[depth - (count - end) :]]

    def _sum(self, count: int, rows: int | slice = slice(None)) -> np.ndarray:
        return np.asarray(sum(piece[:, rows].sum(axis=0) for piece in self._recent(count)))

    def _close(self, records: np.ndarray, events: np.ndarray) -> Window:
        block = self._past[(self._count - 1) % len(self._past)]
        now = block if self._window == 1 else self._sum(self._window) / min(self._window, self._count)
        short = self._sum(SHORT)[_REMEMBERED] / min(SHORT, self._count)
        most = np.max([piece.max(axis=0) for piece in self._recent(len(self._past))], axis=0)[_REMEMBERED]
        nodes = np.concatenate([now, short, most]).astype(np.float32, copy=False)
        rates = event_rates(events, records)
        self._events.append(rates)
        logged = np.stack(self._events)
        log = np.concatenate([rates, logged[-SHORT:].mean(axis=0), logged.sum(axis=0)])
        network = np.concatenate([*_spread(now, short, most), log]).astype(np.float32)
        time = float(records["time"].max()) if len(records) else 0.0
        return Window(time, records["id"].astype(np.int32), nodes.T, network)


def _spread(now: np.ndarray, short: np.ndarray, most: np.ndarray) -> list[np.ndarray]:
    """Over nodes: mean and greatest of what is now and of the short memory; the second greatest; greatest ever."""
    if not now.shape[1]:
        return [np.zeros(len(MEAN) + len(MOST) + len(NEXT)), np.zeros(3 * len(REMEMBERED))]
    others = now.copy()
    if now.shape[1] > 1:
        others[np.arange(len(now)), now.argmax(axis=1)] = -np.inf
    return [
        now.mean(axis=1),
        now.max(axis=1),
        others.max(axis=1),
        short.mean(axis=1),
        short.max(axis=1),
        most.max(axis=1),
    ]
