"""From votes to one confidence, and from windows to a decision (S2-94)."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Final

from engine.readmodel.detection import Vote

WEIGHTS: Final = {"classifier": 1.0, "integral": 0.5, "profile": 0.9, "rules": 0.7, "heuristics": 0.4}
"""How much a method is believed. Ours: heuristics alone raise no alarm, crowds come honestly too, nor does the single
tree beside a classifier."""
STRONG: Final = 0.9
"""Confidence of which one window is enough."""
MEMORY: Final = 3
"""Windows remembered, as a multiple of those that must agree."""
CALM: Final = 10
"""Quiet windows after which an alarm is over."""
QUIET: Final = frozenset(("normal", "learning"))


def fused(votes: Sequence[Vote]) -> float:
    """1 − Π(1 − weight · confidence) over the votes that are not quiet: 0 … 1, grows with each of them."""
    left = 1.0
    for vote in votes:
        if vote.verdict not in QUIET:
            left *= 1.0 - WEIGHTS[vote.method] * min(max(vote.confidence, 0.0), 1.0)
    return 1.0 - left


class Persistence:
    """Whether enough of the last windows agree.

    Args:
        needed: Windows that must.
        confidence: From which a window counts.
    """

    def __init__(self, needed: int, confidence: float) -> None:
        self._needed, self._confidence = needed, confidence
        self._last: deque[float] = deque(maxlen=MEMORY * needed)

    def take(self, confidence: float) -> bool:
        """Takes the confidence of one window in; True where the last ones amount to an alarm."""
        self._last.append(confidence)
        if confidence < self._confidence:
            return False
        agreeing = sum(c >= self._confidence for c in self._last)
        return agreeing >= self._needed or confidence >= max(STRONG, self._confidence)
