"""What the laboratory has to meet, and whether a method meets it (S2-133, S2-134)."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, nan
from statistics import median

from engine.readmodel.laboratory import ModelScore


@dataclass(frozen=True, slots=True)
class Requirements:
    """Limits of S2 section 7, which a user may change."""

    f1: float = 0.9
    """Macro-F1 at least."""
    delay_s: float = 60.0
    """Every incident found within so many seconds of its start."""
    cpu: float = 0.2
    """Share by which the load of the detector's processor may grow."""


@dataclass(frozen=True, slots=True)
class NewModule:
    """A module that is asked for."""

    name: str
    method: str
    path: str = ""
    """File; empty leaves the choice to the program."""


def good_enough(score: ModelScore, limits: Requirements) -> bool:
    """Whether quality and delays are within the limits; an engine's own doubt stands."""
    late = worst_delay(score)
    quality = isfinite(score.macro_f1) and score.macro_f1 >= limits.f1
    return quality and not (isfinite(late) and late > limits.delay_s)


def worst_delay(score: ModelScore) -> float:
    """Longest time from an attack's start to its first alarm, s; NaN when nothing was found."""
    return max(score.delays_s, default=nan)


def usual_delay(score: ModelScore, of: int | None = None) -> float:
    """Median of the delays, of one class if it is named, s; NaN when nothing was found."""
    known = zip(score.delays_s, score.delay_classes, strict=False)
    delays = score.delays_s if of is None else tuple(delay for delay, k in known if k == of)
    return median(delays) if delays else nan
