"""The kernels' generator is SplitMix64, scaled to [0, 1) with 53 bits."""

import numpy as np
from numba import njit

from engine.base.streams import kernel_state
from engine.network.kernels.rng import uniform


@njit
def _draws(state, count):
    out = np.empty(count)
    for k in range(count):
        out[k] = uniform(state)
    return out


def test_reference_values_of_splitmix64():
    known = (
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    )
    got = _draws(np.array([1234567], np.uint64), len(known))
    assert got.tolist() == [(value >> 11) * 2.0**-53 for value in known]


def test_state_wraps_around_and_goes_on():
    state = np.array([2**64 - 1], np.uint64)
    got = _draws(state, 3)
    assert ((got >= 0) & (got < 1)).all()
    assert int(state[0]) == (2**64 - 1 + 3 * 0x9E3779B97F4A7C15) % 2**64


def test_draws_are_even_and_do_not_follow_one_another():
    u = _draws(kernel_state(1, "radio"), 200_000)
    counts, _ = np.histogram(u, 50, (0, 1))
    chi2 = ((counts - 4000) ** 2 / 4000).sum()
    assert chi2 < 100, "49 degrees of freedom: above 100 once in 40,000 seeds"
    assert abs(np.corrcoef(u[:-1], u[1:])[0, 1]) < 0.01
    assert 0 <= u.min() < u.max() < 1
