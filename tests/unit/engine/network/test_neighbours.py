"""Neighbour lists equal brute force, in a pass over all pairs, after moves and after rebuilds."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.network.kernels import graph
from engine.scenario.model import Area, Mobility, Trust
from tests.worlds import quiet, some_nodes, start, world

QUARTERS = st.integers(0, 400).map(lambda k: k / 4)
"""Coordinates whose squares are exact, so that the border belongs to both in the same way."""


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(QUARTERS, QUARTERS), max_size=40), QUARTERS.filter(bool))
def test_edges_within_finds_exactly_the_pairs_in_reach(places, reach):
    xy = np.array(places, np.float32).reshape(-1, 2)
    start_, source, target, back = graph.edges_within(xy[:, 0].copy(), xy[:, 1].copy(), reach)
    d2 = ((xy[:, None] - xy[None]) ** 2).sum(-1)
    near = (d2 <= reach**2) & ~np.eye(len(xy), dtype=bool)
    found = np.zeros_like(near)
    found[source, target] = True
    assert np.array_equal(found, near)
    assert len(source) == near.sum(), "no pair comes twice"
    assert np.array_equal(np.diff(start_), near.sum(1))
    assert np.array_equal(back[back], np.arange(len(back))), "back is an involution"
    assert np.array_equal(source[back], target)
    for i in range(len(xy)):
        assert (np.diff(target[start_[i] : start_[i + 1]]) > 0).all(), "rows are sorted"


def near_pairs(network):
    near = network.links["near"].astype(bool)
    return set(zip(network.links["target"][near].tolist(), network.links["source"][near].tolist(), strict=True))


def brute_force(network, reach):
    x, y = network.nodes["x"].astype(float), network.nodes["y"].astype(float)
    d = np.hypot(x[:, None] - x, y[:, None] - y)
    np.fill_diagonal(d, np.inf)
    inside, border = d <= reach - 1e-3, np.abs(d - reach) < 1e-3
    return {tuple(p) for p in np.argwhere(inside).tolist()}, {tuple(p) for p in np.argwhere(border).tolist()}


@settings(max_examples=20, deadline=None)
@given(
    nodes=st.integers(1, 40),
    reach=st.floats(5, 60),
    step=st.sampled_from([0.0, 0.7, 2.0, 9.0]),
    seed=st.integers(0, 1000),
)
def test_lists_equal_brute_force_and_pairs_keep_what_they_know(nodes, reach, step, seed):
    scenario = world(
        some_nodes(nodes, seed),
        ((50, 50),),
        radio=quiet(range_m=reach),
        area=Area(width_m=100, height_m=100),
        mobility=Mobility(step_m=step),
        trust=Trust(exchange_every=0, memory=1.0, threshold=-1.0),
        seed=seed,
    )
    network = start(scenario).network
    known, marks = {}, 0
    for _ in range(12):
        inside, border = brute_force(network, reach)
        assert inside <= near_pairs(network) <= inside | border
        # z never changes without exchange: it serves to mark the pair
        pairs = list(zip(network.links["target"].tolist(), network.links["source"].tolist(), strict=True))
        assert network.watch["z"].tolist() == [known.get(pair, 0.0) for pair in pairs]
        known = {}
        for e, pair in enumerate(pairs):
            if not network.watch["z"][e]:
                marks += 1
                network.watch["z"][e] = marks
            known[pair] = float(network.watch["z"][e])
        network.run_round()


def test_walking_out_of_range_and_in_again_launders_nothing():
    scenario = world([(0, 0), (30, 0)], trust=Trust(exchange_every=0), mobility=Mobility(step_m=2.0))
    network = start(scenario).network
    network.watch["seen"] = 1
    network.belief["trusted"] = 0
    network.nodes["x"][1] = 38.0  # beyond 33 m, within the skin
    for _ in range(3):
        network.nodes["x0"] += 100.0  # as if all had moved far: the next round searches anew
        network.run_round()
    between_nodes = (network.links["source"] < 2) & (network.links["target"] < 2)
    assert between_nodes.sum() == 2
    assert network.watch["seen"][between_nodes].all()
