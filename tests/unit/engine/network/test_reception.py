"""Reception curves at published points, path loss by hand, and shadowing that belongs to a pair of nodes alone."""

import numpy as np
import pytest

from engine.network.kernels.reception import FSK, OQPSK, TOSSIM, WIDEST, path_loss, reception_rate, shadow
from engine.network.medium import CURVES, distance, snr_for

WORD = np.uint64(0x1234_5678_9ABC_DEF0)


@pytest.mark.parametrize(
    ("curve", "length", "snr_db", "rate"),
    [
        (OQPSK, 50, -2, 0.124),
        (OQPSK, 50, -1, 0.631),
        (OQPSK, 50, 0, 0.937),
        (OQPSK, 50, 1, 0.995),
        (OQPSK, 20, -2, 0.434),
        (OQPSK, 20, 0, 0.975),
        (OQPSK, 127, 0, 0.849),
        (TOSSIM, 23, 3, 0.024),
        (TOSSIM, 23, 4, 0.139),
        (TOSSIM, 23, 5, 0.392),
        (TOSSIM, 23, 6, 0.681),
        (TOSSIM, 23, 8, 0.966),
        (TOSSIM, 23, 10, 0.999),
        (FSK, 50, 8, 0.235),
        (FSK, 50, 10, 0.922),
        (FSK, 50, 12, 0.999),
    ],
)
def test_curves_at_published_points(curve, length, snr_db, rate):
    assert reception_rate(curve, float(snr_db), 8.0 * length) == pytest.approx(rate, abs=6e-4)


@pytest.mark.parametrize("curve", [OQPSK, TOSSIM, FSK])
def test_curves_end_at_nothing_and_at_all(curve):
    assert reception_rate(curve, -40.0, 1000.0) < 1e-9
    assert reception_rate(curve, 40.0, 1e6) == 1.0


def test_theory_is_some_decibels_kinder_than_the_fit():
    for rate in (0.1, 0.5, 0.9):
        assert 5 < snr_for(TOSSIM, rate, 8 * 23) - snr_for(OQPSK, rate, 8 * 23) < 9


@pytest.mark.parametrize("rate", [0.01, 0.5, 0.9, 0.999])
@pytest.mark.parametrize("curve", list(CURVES.values()))
def test_ratio_for_a_rate_gives_that_rate(curve, rate):
    snr = snr_for(curve, rate, 2000)
    assert reception_rate(curve, snr, 2000.0) == pytest.approx(rate, rel=1e-6)
    assert reception_rate(curve, snr - 0.01, 2000.0) < rate


def test_path_loss_by_hand():
    assert path_loss(1.0, 55.0, 2.4) == 55
    assert path_loss(10.0, 55.0, 2.4) == pytest.approx(79)
    assert path_loss(100.0, 40.2, 2.0) == pytest.approx(80.2)
    assert path_loss(0.0, 55.0, 2.4) == 55, "within the first metre it does not fall"
    assert distance(24.0, 2.4) == pytest.approx(10)
    assert distance(-0.1, 2.4) < 1


def test_shadows_are_normal():
    draws = np.array([shadow(WORD, i, j) for i in range(350) for j in range(i)])
    assert draws.mean() == pytest.approx(0, abs=0.02)
    assert draws.std() == pytest.approx(1, abs=0.02)
    assert np.abs(draws).max() == WIDEST
    for share, sigma in ((0.6827, 1), (0.9545, 2)):
        assert (np.abs(draws) <= sigma).mean() == pytest.approx(share, abs=0.01)


def test_neighbouring_ids_have_nothing_in_common():
    draws = np.array([[shadow(WORD, i, 1000 + j) for j in range(200)] for i in range(200)])
    for one, other in ((draws[:-1], draws[1:]), (draws[:, :-1], draws[:, 1:]), (draws, draws.T)):
        off = one != other
        assert abs(np.corrcoef(one[off], other[off])[0, 1]) < 0.03


def test_shadow_of_a_pair_is_the_same_both_ways_and_another_under_another_seed():
    assert shadow(WORD, 3, 1_999_999_999) == shadow(WORD, 1_999_999_999, 3)
    assert shadow(WORD, 3, 4) != shadow(WORD + np.uint64(1), 3, 4)
