"""What is usual in this network: learned from its quiet beginning, for attacks that nobody has seen before (S2-93)."""

from __future__ import annotations

from typing import Final

import numpy as np

from engine.detection.features.base import QUANTITIES
from engine.detection.features.events import EVENT_NAMES
from engine.detection.features.names import NETWORK_FEATURES, SHORT

_SCALE: Final = {q.name: q.scale for q in QUANTITIES}
_TELLING: Final = frozenset(q.name for q in QUANTITIES if q.telling)


def _scale(name: str) -> float:
    """A difference of a feature of the network that means something."""
    for event in EVENT_NAMES:
        if name.startswith(event):
            return 3.0 if name.endswith("_30") else 1.0
    _, _, rest = name.partition("_")
    short, most = rest.endswith("_10"), rest.endswith("_most")
    quantity = rest.removesuffix("_10").removesuffix("_most")
    share = 0.25 if name.startswith("mean_") else 1.0
    return _SCALE[quantity] * share * (0.5 if short and not most else 1.0)


NAMES: Final = tuple(f.name for f in NETWORK_FEATURES)
SCALES: Final = np.array([_scale(name) for name in NAMES], np.float32)
WATCHED: Final = np.array(
    [name.startswith("max_") and name[4:].removesuffix("_10") in _TELLING for name in NAMES], dtype=bool
)
"""Features of which a quiet network has none or little, whatever honestly comes and goes."""
_CLEAR: Final = 4.0
"""Deviation from which a feature stands out at least."""
_MARGIN: Final = 1.5
"""By how much the threshold exceeds what was seen while learning."""
_SLOW: Final = 1 / 300
"""Share by which calm windows move the profile afterwards."""


class Profile:
    """Mean and spread of every feature of the network, and from where on a window is strange.

    Args:
        windows: How many windows it learns from.
    """

    def __init__(self, windows: int) -> None:
        self._wanted = max(windows, 2 * SHORT)
        self._seen = 0
        self._mean = np.zeros(len(NAMES))
        self._square = np.zeros(len(NAMES))
        self._worst = 0.0

    @property
    def learned(self) -> float:
        """How far it is, 0 … 1."""
        return min(self._seen / self._wanted, 1.0)

    @property
    def usual(self) -> np.ndarray:
        """float64[k]: mean of each feature."""
        return self._mean

    @property
    def threshold(self) -> float:
        """Deviation from which a window is strange."""
        return max(_CLEAR, _MARGIN * self._worst)

    def sigmas(self, values: np.ndarray) -> np.ndarray:
        """float64[k]: distance from what is usual, in standard deviations; in scales where these are more."""
        spread = np.sqrt(np.maximum(self._square / max(self._seen, 1), 0.0))
        return np.asarray((values - self._mean) / np.maximum(spread, SCALES))

    @staticmethod
    def score(sigmas: np.ndarray) -> float:
        """Of a window: its greatest deviation upwards among the features that tell."""
        return float(sigmas[WATCHED].max(initial=0.0))

    def take(self, values: np.ndarray, score: float) -> None:
        """Learns from one window; once it has learned enough, slowly, and from calm ones alone."""
        if self._seen < self._wanted:
            self._seen += 1
            step = values - self._mean
            self._mean += step / self._seen
            self._square += step * (values - self._mean)
            if self._seen > self._wanted // 2:
                self._worst = max(self._worst, min(score, 2 * _CLEAR))
        elif score < self.threshold / 2:
            self._mean += _SLOW * (values - self._mean)
