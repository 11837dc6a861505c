"""The nearest head of every member, against all distances worked out."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.network import state
from engine.network.kernels.columns import NODE
from engine.network.kernels.nearest import nearest_heads, new_room


def joined(xy, head, dead=()):
    nodes = np.zeros(len(xy), NODE)
    nodes["x"], nodes["y"] = np.asarray(xy, np.float32).T
    nodes["alive"] = 1
    nodes["alive"][list(dead)] = 0
    routes = state.new_routes(len(xy))
    routes["head"][head] = 1
    nearest_heads(routes, nodes, new_room(len(xy)))
    return nodes, routes


def assert_nearest(nodes, routes):
    heads = np.flatnonzero(routes["head"])
    x, y = nodes["x"].astype(float), nodes["y"].astype(float)
    room = 1e-5 * (np.ptp(x) ** 2 + np.ptp(y) ** 2 + 1)
    for i in np.flatnonzero(nodes["alive"].astype(bool) & (routes["head"] == 0)):
        d2 = (x[heads] - x[i]) ** 2 + (y[heads] - y[i]) ** 2
        mine = routes["parent"][i]
        assert mine in heads
        assert d2[heads == mine][0] <= d2.min() + room
        assert (routes["cluster"][i], routes["depth"][i]) == (mine, 1)


@pytest.mark.parametrize(("count", "heads"), [(5, 1), (300, 10), (300, 24), (300, 25), (2000, 130), (400, 390)])
@pytest.mark.parametrize("shape", ["square", "line", "clumps"])
def test_every_member_joins_the_nearest(count, heads, shape):
    draw = np.random.default_rng(count + heads)
    xy = draw.random((count, 2)) * 200
    if shape == "line":
        xy[:, 1] = 7.0
    elif shape == "clumps":
        xy = xy / 40 + draw.choice([0.0, 5000.0], (count, 2))
    assert_nearest(*joined(xy, draw.choice(count, heads, replace=False)))


@settings(deadline=None, max_examples=60)
@given(st.integers(2, 120), st.integers(1, 60), st.integers(0, 2**32 - 1), st.sampled_from([0.0, 1e-3, 50.0, 2e4]))
def test_also_in_odd_fields(count, heads, seed, side):
    draw = np.random.default_rng(seed)
    xy = draw.random((count, 2)) * side
    assert_nearest(*joined(xy, draw.choice(count, min(heads, count), replace=False)))


def test_the_dead_join_nobody_and_of_equals_the_first_is_taken():
    nodes, routes = joined([(0, 0), (10, 0), (5, 0), (5, 1)], [0, 1], dead=[3])
    assert routes["parent"].tolist() == [-1, -1, 0, -1]
    assert nodes["alive"][3] == 0
