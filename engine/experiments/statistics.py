"""Means over seeds with their 95 % bands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import cos, nan, pi, sin, sqrt, tan

import numpy as np

CONFIDENCE = 0.95
_HALVINGS = 80


@cache
def student_t(freedom: int, confidence: float = CONFIDENCE) -> float:
    """The t with P(|T| ≤ t) = ``confidence`` for Student's distribution with ``freedom`` degrees of freedom.

    Abramowitz and Stegun, equations 26.7.3 and 26.7.4, solved for θ = atan(t/√ν) by halving.

    Args:
        freedom: ν, at least 1.
        confidence: Between 0 and 1.
    """
    low, high = 0.0, pi / 2
    for _ in range(_HALVINGS):
        theta = (low + high) / 2
        low, high = (theta, high) if _within(theta, freedom) < confidence else (low, theta)
    return tan(low) * sqrt(freedom)


def _within(theta: float, freedom: int) -> float:
    """A(t|ν), the probability that |T| ≤ t."""
    odd = freedom % 2
    term = total = 0.0 if freedom == 1 else cos(theta) if odd else 1.0
    for k in range(3 if odd else 2, freedom - 1, 2):
        term *= cos(theta) ** 2 * (k - 1) / k
        total += term
    return 2 / pi * (theta + sin(theta) * total) if odd else sin(theta) * total


@dataclass(frozen=True, slots=True)
class Band:
    """Means and the ends of their 95 % bands: float64[k], or float64[] for a single figure."""

    mean: np.ndarray
    low: np.ndarray
    """NaN where fewer than two seeds gave a number: one seed has no band."""
    high: np.ndarray
    n: np.ndarray
    """Seeds that gave a number."""

    def at(self, k: np.ndarray | slice) -> Band:
        """The band at some places only."""
        return Band(self.mean[k], self.low[k], self.high[k], self.n[k])


def band(samples: np.ndarray) -> Band:
    """Mean ± t·s/√n over the first axis; NaN samples are left out.

    Args:
        samples: float64[seeds] or float64[seeds, k].
    """
    known = np.isfinite(samples)
    n = known.sum(axis=0)
    mean = np.where(known, samples, 0.0).sum(axis=0) / np.where(n, n, np.nan)
    square = np.where(known, (samples - mean) ** 2, 0.0).sum(axis=0)
    t = np.vectorize(lambda count: student_t(count - 1) if count > 1 else nan, otypes=[float])(n)
    half = t * np.sqrt(square / np.where(n > 1, n - 1, np.nan) / np.where(n, n, np.nan))
    return Band(mean, mean - half, mean + half, n)
