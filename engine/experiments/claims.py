"""Verdicts from data. What the seeds do not decide is called undecided; one seed decides nothing."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from engine.experiments.statistics import Band
from engine.readmodel.experiment import Verdict


def on_the_mean(greater: Band, lesser: Band, *, strict: bool = False) -> Verdict:
    """Whether ``greater`` is at least ``lesser`` everywhere, on the mean.

    Fails where the bands lie apart the other way round; a mean that is merely on the wrong side decides nothing.

    Args:
        greater: The band that is to be above.
        lesser: The band that is to be below, of the same length.
        strict: Equal is not enough.
    """
    holds = greater.mean > lesser.mean if strict else greater.mean >= lesser.mean
    return _verdict(holds, greater.high < lesser.low, greater, lesser)


def apart(greater: Band, lesser: Band, factor: float = 1.0) -> Verdict:
    """Whether ``greater`` ≥ ``factor`` · ``lesser`` on the mean with separated 95 % bands, everywhere.

    Fails when the band of ``greater`` lies below that of ``factor`` · ``lesser``, or below that of ``lesser``.
    """
    far = (greater.mean >= factor * lesser.mean) & (greater.low > lesser.high)
    near = (greater.high < factor * lesser.low) | (greater.high < lesser.low)
    return _verdict(far, near, greater, lesser)


def at_most(found: Band, limit: Band, factor: float = 1.0) -> Verdict:
    """Whether the whole band of ``found`` is at most ``factor`` times the band of ``limit``, everywhere."""
    return _verdict(found.high <= factor * limit.low, found.low > factor * limit.high, found, limit)


def above(found: Band, limit: float) -> Verdict:
    """Whether the whole band lies above ``limit``, everywhere; fails when one lies at or below it."""
    return _verdict(found.low > limit, found.high <= limit, found)


def at_least(found: Band, limit: float) -> Verdict:
    """Whether the whole band is at least ``limit``, everywhere; fails when one lies below it."""
    return _verdict(found.low >= limit, found.high < limit, found)


def within(found: Band, low: float, high: float) -> Verdict:
    """Whether the mean lies in ``low`` … ``high``; fails when the whole band lies outside."""
    outside = (found.high < low) | (found.low > high)
    return _verdict((found.mean >= low) & (found.mean <= high), outside, found)


def all_of(verdicts: Iterable[Verdict]) -> Verdict:
    """One that fails makes the whole fail; else one that is undecided leaves it undecided."""
    found = tuple(verdicts)
    return "fails" if "fails" in found else "undecided" if "undecided" in found or not found else "holds"


def _verdict(holds: np.ndarray, fails: np.ndarray, *bands: Band) -> Verdict:
    if any(np.any(b.n < 2) for b in bands) or not np.size(holds):
        return "undecided"
    if np.any(fails):
        return "fails"
    return "holds" if np.all(holds) else "undecided"
