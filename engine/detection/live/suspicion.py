"""Who stands out: by the module that knows nodes, and by evidence that honest nodes do not give."""

from __future__ import annotations

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
_HALF: Final = 4.0
"""Evidence, in scales, that makes suspicion 63 %."""
_FADE: Final = 0.7
"""What is left of suspicion from window to window."""
_LEAST: Final = 0.15
_MOST: Final = 5


class Suspicion:
    """Of each node, over the last windows; one for each detector."""

    def __init__(self) -> None:
        self.of: dict[int, float] = {}
        """By id, 0 … 1."""
        self._reasons: dict[int, str] = {}

    def take(self, window: Window, module: Installed | None) -> None:
        """Takes one window in."""
        evidence, reason = _evidence(window.nodes)
        now = 1.0 - np.exp(-evidence / _HALF)
        if module is not None and module.normal >= 0 and len(window.nodes):
            learned = 1.0 - module.scores(window.nodes)[:, module.normal]
            now = np.maximum(0.75 * learned, 0.0) + 0.25 * now
        ids = window.ids.tolist()
        self.of = {
            i: _FADE * self.of.get(i, 0.0) + (1 - _FADE) * value for i, value in zip(ids, now.tolist(), strict=True)
        }
        self._reasons = {i: QUANTITIES[k].title for i, k in zip(ids, reason.tolist(), strict=True)}

    def suspects(self) -> tuple[Suspect, ...]:
        """The likeliest first."""
        ranked = sorted(self.of.items(), key=lambda item: (-item[1], item[0]))[:_MOST]
        return tuple(Suspect(i, score, self._reasons.get(i, "")) for i, score in ranked if score >= _LEAST)


def _evidence(nodes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of each row the greatest telling deviation from the other nodes, in scales, and which quantity it is."""
    if not len(nodes):
        return np.zeros(0), np.zeros(0, int)
    now = nodes[:, _TELLING]
    short = nodes[:, _SHORT]
    both = np.maximum(now, 2.0 * short) if short.shape == now.shape else now
    off = (both - np.median(both, axis=0)) / SCALES[_TELLING] * _OWN_FAULT[_TELLING]
    which = off.argmax(axis=1)
    return np.maximum(off[np.arange(len(off)), which], 0.0), _TELLING[which]
