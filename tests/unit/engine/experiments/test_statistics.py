"""Bands over seeds: Student's t against SciPy and tables, gaps left out, one seed without a band."""

import numpy as np
import pytest

from engine.experiments.statistics import band, student_t

stats = pytest.importorskip("scipy.stats")


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 5, 9, 10, 19, 30, 99, 200])
@pytest.mark.parametrize("confidence", [0.5, 0.9, 0.95, 0.999])
def test_quantiles_are_those_of_scipy(freedom, confidence):
    assert student_t(freedom, confidence) == pytest.approx(stats.t.ppf((1 + confidence) / 2, freedom), rel=1e-10)


@pytest.mark.parametrize(("freedom", "printed"), [(1, 12.706), (4, 2.776), (19, 2.093), (120, 1.980)])
def test_quantiles_are_those_of_printed_tables(freedom, printed):
    assert student_t(freedom) == pytest.approx(printed, abs=5e-4)


def test_bands_are_those_of_scipy_column_by_column():
    samples = np.random.default_rng(1).normal(5, 2, (8, 3))
    found = band(samples)
    for k in range(3):
        low, high = stats.t.interval(0.95, 7, samples[:, k].mean(), stats.sem(samples[:, k]))
        assert (found.mean[k], found.low[k], found.high[k]) == pytest.approx((samples[:, k].mean(), low, high))
    assert found.n.tolist() == [8, 8, 8]


def test_what_is_not_known_is_left_out_column_by_column():
    found = band(np.array([[1.0, np.nan], [3.0, 7.0], [np.nan, np.nan]]))
    assert found.n.tolist() == [2, 1]
    assert found.mean.tolist() == [2, 7]
    assert found.low[0] == pytest.approx(2 - 12.706 * 1.0, abs=1e-3)
    assert np.isnan(found.low[1])


def test_one_seed_has_no_band_and_equal_seeds_have_one_without_width():
    one, same = band(np.array([4.0])), band(np.full(5, 4.0))
    assert (float(one.mean), np.isnan(one.low)) == (4, True)
    assert (float(same.low), float(same.high)) == (4, 4)
    assert np.isnan(band(np.array([np.nan, np.nan])).mean)
