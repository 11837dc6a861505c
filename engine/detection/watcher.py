"""Whoever looks at what detectors collect."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import numpy as np

    from engine.readmodel.detection import Alarm, DetectionView


class Watcher(ABC):
    """Takes collections from the manager; what it does not override it has nothing to say of."""

    @abstractmethod
    def push(self, round_: int, detector: int, records: np.ndarray, events: np.ndarray) -> float:
        """Takes what a detector collected in one interval, `RECORD`[n] and `EVENT`[e].

        Returns:
            The cycles that it took of the detector.
        """

    def keep(self, detectors: tuple[int, ...]) -> None:  # noqa: B027 - nothing is forgotten
        """Forgets detectors that gave the work up: all but these."""

    def take_fresh(self) -> tuple[Alarm, ...]:
        """Alarms raised since the last call."""
        return ()

    def show(self, view: DetectionView, ids: np.ndarray) -> DetectionView:
        """Adds what is seen to a view of the collection.

        Args:
            view: Collections, and a budget for each detector.
            ids: int32[M]: of the rows that suspicion is told of.
        """
        return view

    def take_over(self, before: Self) -> None:  # noqa: B027 - nothing is remembered
        """Goes on after an edit where the one ``before`` stood."""
