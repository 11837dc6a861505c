"""Reports of several neighbours about one node, put together so that a few liars do not decide."""

from __future__ import annotations

import numpy as np

from engine.network.kernels.columns import Array
from engine.network.kernels.compile import inlined

MEAN, MEDIAN, DEVIATION = range(3)
"""Rules: the weighted mean as printed; the weighted median; the mean of reports near the observer's own view."""


@inlined
def insert(value: float, mass: float, n: int, sorted_reports: Array) -> int:
    """Adds a report to the ``n`` that stand sorted in ``sorted_reports``; returns how many there are now."""
    k = n
    while k > 0 and sorted_reports[k - 1].value > value:
        sorted_reports[k].value, sorted_reports[k].mass = sorted_reports[k - 1].value, sorted_reports[k - 1].mass
        k -= 1
    sorted_reports[k].value, sorted_reports[k].mass = value, mass
    return n + 1


@inlined
def median(n: int, sorted_reports: Array) -> float:
    """The weighted median of ``n`` reports: half of all weight lies on either side; NaN without weight.

    Where the halves meet between two reports it is the middle of both.
    """
    total = 0.0
    for k in range(n):
        total += sorted_reports[k].mass
    if total <= 0:
        return np.nan
    below = 0.0
    for k in range(n):
        below += sorted_reports[k].mass
        if below > 0.5 * total:
            return sorted_reports[k].value
        if below == 0.5 * total:
            other = k + 1
            while sorted_reports[other].mass <= 0:
                other += 1
            return 0.5 * (sorted_reports[k].value + sorted_reports[other].value)
    return sorted_reports[n - 1].value
