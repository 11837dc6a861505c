"""Random streams depend on the seed and their name, and on nothing else."""

import numpy as np

from engine.base.streams import kernel_state, stream


def test_same_seed_and_name_give_the_same_numbers():
    assert np.array_equal(stream(7, "radio").random(5), stream(7, "radio").random(5))
    assert np.array_equal(kernel_state(7, "radio"), kernel_state(7, "radio"))


def test_another_seed_or_name_gives_other_numbers():
    first = stream(7, "radio").random(5)
    assert not np.array_equal(first, stream(8, "radio").random(5))
    assert not np.array_equal(first, stream(7, "trust").random(5))
    assert kernel_state(7, "radio")[0] != kernel_state(7, "trust")[0]


def test_a_stream_does_not_depend_on_what_was_drawn_elsewhere():
    first = stream(7, "radio").random(5)
    stream(7, "trust").random(1000)
    np.random.default_rng(7).random(10)
    assert np.array_equal(first, stream(7, "radio").random(5))


def test_kernel_state_is_one_word():
    state = kernel_state(2**63 - 1, "mobility")
    assert (state.shape, state.dtype) == ((1,), np.uint64)
