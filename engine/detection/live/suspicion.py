"""Who stands out: by the module that knows nodes, and by evidence that honest nodes do not give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

import numpy as np

from engine.detection.features.base import INDEX, QUANTITIES, SCALES
from engine.detection.features.names import REMEMBERED
from engine.readmodel.detection import Suspect

if TYPE_CHECKING:
    from engine.detection.features.windows import Window
    from engine.detection.live.installed import Installed

_TELLING: Final = np.array([k for k, q in enumerate(QUANTITIES) if q.telling])
_SHORT: Final = np.array(
    [len(QUANTITIES) + REMEMBERED.index(QUANTITIES[k].name) for k in _TELLING if QUANTITIES[k].name in REMEMBERED]
)
_OWN_FAULT: Final = np.ones(len(QUANTITIES))
for _name in ("noise", "awake", "clock", "twice"):
    _OWN_FAULT[INDEX[_name]] = 0.3
"""What others do to a node counts less against it than what it does."""
_WEIGHTS: Final = _OWN_FAULT[_TELLING] / SCALES[_TELLING]
_HALF: Final = 4.0
"""Evidence, in scales, that makes suspicion 63 %."""
_FADE: Final = 0.7
"""What is left of suspicion from window to window."""
_LEAST: Final = 0.15
_MOST: Final = 5


class Suspicion:
    """Of each node, over the last windows; one for each detector."""

    def __init__(self) -> None:
        self._ids, self._of, self.now = np.zeros(0, np.int32), np.zeros(0), np.zeros(0)
        self._reason = np.zeros(0, np.int64)
        """Of each node, by rising id: how suspicious it is, 0 … 1, in the last window alone, and by which quantity."""

    def of(self, ids: np.ndarray) -> np.ndarray:
        """float64[k]: suspicion of the nodes ``ids``, 0 … 1; 0 of those that it does not know."""
        if not len(self._ids):
            return np.zeros(len(ids))
        place = np.minimum(np.searchsorted(self._ids, ids), len(self._ids) - 1)
        return np.where(self._ids[place] == ids, self._of[place], 0.0)

    def take(self, window: Window, module: Installed | None) -> None:
        """Takes one window in."""
        evidence, reason = _evidence(window.nodes)
        now = 1.0 - np.exp(-evidence / _HALF)
        if module is not None and module.normal >= 0 and len(window.nodes):
            learned = 1.0 - module.scores(window.nodes)[:, module.normal]
            now = np.maximum(0.75 * learned, 0.0) + 0.25 * now
        self._of = _FADE * self.of(window.ids) + (1 - _FADE) * now
        self._ids, self._reason, self.now = window.ids, reason, now

    def blame(self) -> Iterator[tuple[int, float, str]]:
        """Id, suspicion in the last window, and what stands out, of each node."""
        for node, value, which in zip(self._ids.tolist(), self.now.tolist(), self._reason.tolist(), strict=True):
            yield node, value, QUANTITIES[which].title


def ranked(blame: Mapping[int, float], reasons: Mapping[int, str]) -> tuple[Suspect, ...]:
    """The likeliest first.

    Args:
        blame: By id, 0 … 1.
        reasons: By id.
    """
    order = sorted(blame.items(), key=lambda item: (-item[1], item[0]))[:_MOST]
    return tuple(Suspect(i, score, reasons.get(i, "")) for i, score in order if score >= _LEAST)


def _evidence(nodes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of each row the greatest telling deviation from the other nodes, in scales, and which quantity it is."""
    if not len(nodes):
        return np.zeros(0), np.zeros(0, int)
    now, short = nodes.T[_TELLING], nodes.T[_SHORT]
    both = np.maximum(now, 2.0 * short) if short.shape == now.shape else now
    off = (both - np.median(both, axis=1)[:, None]) * _WEIGHTS[:, None]
    which = off.argmax(axis=0)
    return np.maximum(off[which, np.arange(len(nodes))], 0.0), _TELLING[which]
