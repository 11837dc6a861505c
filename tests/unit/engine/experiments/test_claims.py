"""Verdicts: hold, fail, or left undecided where the seeds do not decide."""

import numpy as np
import pytest

from engine.experiments.claims import above, all_of, apart, at_least, at_most, on_the_mean, within
from engine.experiments.statistics import Band, band

RNG = np.random.default_rng(5)


def around(mean, spread=0.1, n=10):
    """A band of samples that have exactly this mean and standard deviation."""
    if n < 2:
        return band(np.full(n, float(mean)))
    raw = RNG.normal(size=n)
    return band(mean + spread * (raw - raw.mean()) / raw.std(ddof=1))


def over(*bands):
    """Bands side by side."""
    return Band(*(np.array([getattr(b, part) for b in bands]) for part in ("mean", "low", "high", "n")))


@pytest.mark.parametrize(
    ("greater", "lesser", "verdict"),
    [
        (around(3), around(1), "holds"),
        (around(1.01, 1), around(1, 1), "holds"),
        (around(1), around(3), "fails"),
        (around(0.99, 1), around(1, 1), "undecided"),
        (over(around(3), around(5)), over(around(1), around(4)), "holds"),
        (over(around(3), around(3)), over(around(1), around(4)), "fails"),
        (over(around(3), around(3.99, 1)), over(around(1), around(4, 1)), "undecided"),
        (around(3, n=1), around(1), "undecided"),
    ],
)
def test_on_the_mean(greater, lesser, verdict):
    assert on_the_mean(greater, lesser) == verdict


def test_equal_is_enough_unless_strict():
    same = band(np.ones(5))
    assert on_the_mean(same, same) == "holds"
    assert on_the_mean(same, same, strict=True) == "undecided"


@pytest.mark.parametrize(
    ("greater", "lesser", "verdict"),
    [
        (around(3), around(1), "holds"),
        (around(1.6, 0.01), around(1, 0.01), "holds"),
        (around(1.4, 0.01), around(1, 0.01), "fails"),
        (around(1.45, 0.2), around(1, 0.2), "undecided"),
        (around(2, 3), around(1, 3), "undecided"),
        (around(1), around(2), "fails"),
        (around(np.nan), around(1), "undecided"),
    ],
)
def test_apart_by_half_as_much_again(greater, lesser, verdict):
    assert apart(greater, lesser, 1.5) == verdict


def test_at_most_takes_the_worst_ends_of_both_bands():
    assert at_most(around(0.16, 0.01), around(0.76, 0.01), 0.4) == "holds"
    assert at_most(around(0.35, 0.01), around(0.76, 0.01), 0.4) == "fails"
    assert at_most(around(0.29, 0.05), around(0.76, 0.05), 0.4) == "undecided"


def test_limits():
    assert above(around(0.1, 0.01), 0) == "holds"
    assert above(band(np.zeros(5)), 0) == "fails"
    assert above(around(0.1, 1), 0) == "undecided"
    assert at_least(around(0.97, 0.01), 0.9) == "holds"
    assert at_least(around(0.8, 0.01), 0.9) == "fails"
    assert at_least(around(0.91, 0.1), 0.9) == "undecided"
    assert within(around(932, 30), 857, 1007) == "holds"
    assert within(around(700, 30), 857, 1007) == "fails"
    assert within(around(850, 30), 857, 1007) == "undecided"


def test_one_seed_decides_nothing():
    one = band(np.array([5.0]))
    assert {above(one, 0), at_least(one, 0), within(one, 0, 9), apart(one, one), on_the_mean(one, one)} == {"undecided"}


def test_all_of_several():
    assert all_of(["holds", "holds"]) == "holds"
    assert all_of(["holds", "undecided"]) == "undecided"
    assert all_of(["fails", "undecided", "holds"]) == "fails"
    assert all_of([]) == "undecided"
