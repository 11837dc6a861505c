"""What holds for every radio: probabilities stay probabilities, and more of a cause is never less of its effect."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.network.kernels.contention import collision_rate, expected_attempts, failing, given_up
from engine.network.kernels.obstruction import crosses
from engine.network.kernels.reception import FSK, OQPSK, TOSSIM, WIDEST, path_loss, reception_rate, shadow
from engine.network.medium import boxes_of
from engine.scenario.model import Obstacle

PLACE = st.floats(-1e3, 1e3)
SIZE = st.floats(1e-3, 1e3)
CURVE = st.sampled_from([OQPSK, TOSSIM, FSK])
SNR = st.floats(-60.0, 60.0)
BITS = st.floats(8.0, 1e6)
IDS = st.integers(0, 2_000_000_000)
SHARE = st.floats(0.0, 1.0)
RETRIES = st.integers(0, 7)
LOAD = st.floats(0.0, 50.0)


@given(SHARE, SHARE, RETRIES)
def test_attempts_lie_between_one_and_all_allowed(loss, busy, retries):
    fails = failing(loss, busy)
    assert 0 <= fails <= 1
    assert max(loss, busy) <= fails + 1e-12
    assert 1 <= expected_attempts(fails, retries) <= retries + 1
    assert 0 <= given_up(fails, retries) <= fails


@given(SHARE, SHARE, RETRIES)
def test_who_fails_more_tries_more_and_gives_up_more(one, other, retries):
    low, high = sorted((one, other))
    assert expected_attempts(low, retries) <= expected_attempts(high, retries)
    assert given_up(low, retries) <= given_up(high, retries)
    assert given_up(high, retries) >= given_up(high, retries + 1)


@given(SHARE, RETRIES)
def test_attempts_are_the_frames_that_came_through_over_the_chance_of_each(fails, retries):
    came = 1 - given_up(fails, retries)
    assert abs(expected_attempts(fails, retries) * (1 - fails) - came) <= 1e-12


@given(LOAD, LOAD, SHARE, st.floats(64.0, 1e6))
def test_collisions_rise_with_the_load(one, other, hidden, frame_bits):
    low, high = sorted((one, other))
    assert 0 <= collision_rate(low, hidden, frame_bits) <= collision_rate(high, hidden, frame_bits) <= 1


BOXES = st.builds(Obstacle, id=st.just(1), x=PLACE, y=PLACE, width_m=SIZE, height_m=SIZE, turn_deg=st.floats(-360, 360))


@given(BOXES, st.tuples(PLACE, PLACE), st.tuples(PLACE, PLACE))
def test_an_obstacle_stands_in_the_way_of_both_directions_or_of_none(obstacle, one, other):
    box = boxes_of((obstacle,))[0]
    assert crosses(*one, *other, box) == crosses(*other, *one, box)


@given(BOXES, st.tuples(PLACE, PLACE))
def test_whoever_stands_in_the_middle_of_an_obstacle_is_behind_it_for_all(obstacle, other):
    assert crosses(obstacle.x, obstacle.y, *other, boxes_of((obstacle,))[0])


@given(CURVE, SNR, SNR, BITS)
def test_reception_is_a_probability_and_rises_with_the_signal(curve, one, other, bits):
    low, high = sorted((one, other))
    assert 0 <= reception_rate(curve, low, bits) <= reception_rate(curve, high, bits) + 1e-9 <= 1 + 1e-9


@given(CURVE, SNR, BITS, BITS)
def test_longer_frames_are_never_received_better(curve, snr_db, one, other):
    short, long = sorted((one, other))
    assert reception_rate(curve, snr_db, long) <= reception_rate(curve, snr_db, short)


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 150), st.floats(1, 8))
def test_path_loss_rises_with_the_distance(one, other, pl0, exponent):
    near, far = sorted((one, other))
    assert pl0 <= path_loss(near, pl0, exponent) <= path_loss(far, pl0, exponent)


@given(st.integers(0, 2**64 - 1), IDS, IDS)
def test_shadows_are_the_same_both_ways_and_bounded(word, one, other):
    x = shadow(np.uint64(word), one, other)
    assert x == shadow(np.uint64(word), other, one)
    assert abs(x) <= WIDEST
