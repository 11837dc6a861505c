"""The light methods: ranges of readings on nodes (S2-91), statistics of what floods bring (S2-92)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from engine.detection.features.names import NETWORK_FEATURES
from engine.readmodel.detection import Gauge, Vote

if TYPE_CHECKING:
    from engine.scenario.detection import Detection

_NAMES: Final = tuple(f.name for f in NETWORK_FEATURES)


def check_ranges(settings: Detection, records: np.ndarray) -> tuple[Vote, np.ndarray]:
    """Readings that cannot be, as the nodes and their neighbours notice them.

    Returns:
        The vote, and the ids of the nodes that it is about.
    """
    said = (records["answered"] == 1) & (records["taken"] > 0)
    wrong = said & ((records["value"] < settings.lowest) | (records["value"] > settings.highest))
    ids = records["id"][wrong]
    if not len(ids):
        return Vote("rules", "normal", 0.0, "every reading lies within its range"), ids
    first = int(np.flatnonzero(wrong)[0])
    text = f"node {int(ids[0])} reads {float(records['value'][first]):.1f} °C"
    return Vote("rules", "node", 0.9, text + (f", and {len(ids) - 1} others" if len(ids) > 1 else "")), ids


_WATCHED: Final = (
    ("sessions", "Failed sessions, mean of 10 windows", "mean_sessions_10", "a node", 0.2),
    ("joins", "Requests to join in 30 windows", "joins_asked_30", "events", 6.0),
    ("requests", "Redistributions asked for in 30 windows", "redistributions_asked_30", "events", 8.0),
    ("control", "Control frames of the loudest node", "max_control_10", "frames", 4.0),
    ("service", "Service messages of the loudest node", "max_service_10", "messages", 10.0),
    ("wakes", "Calls that keep others awake", "max_wakes_10", "frames", 3.0),
)
"""Key, title, feature, unit, least rise that counts (ours)."""
_COLUMNS: Final = np.array([_NAMES.index(feature) for _, _, feature, _, _ in _WATCHED])
_FLOORS: Final = np.array([floor for *_, floor in _WATCHED])
_SIGMAS: Final = 4.0


class Heuristics:
    """Learns how much of each is usual while the network is quiet; a vote where something rises far beyond.

    Args:
        windows: How many windows it learns from.
    """

    def __init__(self, windows: int) -> None:
        self._wanted, self._seen = max(windows, 2), 0
        self._mean, self._square = np.zeros(len(_WATCHED)), np.zeros(len(_WATCHED))
        self.gauges: tuple[Gauge, ...] = ()

    def look(self, values: np.ndarray) -> Vote:
        """Takes one window of the network in."""
        now = values[_COLUMNS].astype(float)
        spread = np.sqrt(self._square / max(self._seen, 1))
        limit = self._mean + np.maximum(_SIGMAS * spread, _FLOORS)
        learning = self._seen < self._wanted
        if learning:
            self._seen += 1
            step = now - self._mean
            self._mean += step / self._seen
            self._square += step * (now - self._mean)
        self.gauges = tuple(
            Gauge(key, title, float(value), float(most), unit)
            for (key, title, _, unit, _), value, most in zip(_WATCHED, now, limit, strict=True)
        )
        if learning:
            return Vote("heuristics", "learning", 0.0, f"{self._seen} of {self._wanted} windows")
        excess = (now - self._mean) / (limit - self._mean)
        worst = int(np.argmax(excess))
        if excess[worst] <= 1:
            return Vote("heuristics", "normal", 0.0, "nothing rises beyond its threshold")
        gauge = self.gauges[worst]
        text = f"{gauge.title.lower()}: {gauge.value:.3g}, threshold {gauge.threshold:.3g}"
        return Vote("heuristics", "unknown", float(min(1.0, 0.5 * excess[worst])), text)
