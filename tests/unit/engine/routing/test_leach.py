"""LEACH as published: each node is head once per 1/p rounds, pN heads on average, members at the nearest head."""

import numpy as np
import pytest

from engine.base.errors import ScenarioError
from engine.scenario.model import Routing
from engine.scenario.templates import template
from tests.worlds import column, heads, on_nodes, quiet, rows_of, some_nodes, start, world


def single_hop(count=60, share=0.05, seed=1, **changes):
    options = {"radio": quiet(range_m=None), "routing": heads(share), "seed": seed, **changes}
    return world(some_nodes(count, seed), ((50, 120),), **options)


@pytest.mark.parametrize("share", [0.05, 0.1, 0.5, 1.0])
def test_each_live_node_is_head_exactly_once_per_epoch(share):
    network = start(single_hop(share=share)).network
    epoch = round(1 / share)
    for turn in range(1, 4):
        rows = rows_of(network, epoch)
        assert (network.routes["times_head"][:60] == turn).all()
        assert column(rows, "heads").sum() == 60


def test_expected_number_of_heads_is_p_times_n():
    per_round = [rows_of(start(template("leach-100", seed)).network, 20) for seed in range(40)]
    mean = np.mean([column(rows, "heads") for rows in per_round], axis=0)
    assert mean.mean() == pytest.approx(5.0), "exactly pN over an epoch"
    assert np.abs(mean - 5).max() < 1.6, "and no round of the epoch stands out (4.5 standard errors)"


def test_members_join_the_nearest_head_and_heads_send_to_the_nearest_station():
    stations = ((0, 0), (100, 100))
    scenario = world(some_nodes(200, 4), stations, radio=quiet(range_m=None), routing=heads(0.1))
    network = start(scenario).network
    x, y = network.nodes["x"].astype(float), network.nodes["y"].astype(float)
    for _ in range(10):
        network.begin_round()
        routes = network.routes
        is_head = np.flatnonzero(routes["head"])
        members = np.flatnonzero((routes["head"] == 0) & (network.nodes["station"] == 0))
        far = np.hypot(x[members, None] - x[is_head], y[members, None] - y[is_head])
        assert np.array_equal(routes["cluster"][members], is_head[far.argmin(1)])
        assert np.array_equal(routes["parent"][members], routes["cluster"][members])
        to = np.hypot(x[:200, None] - x[200:], y[:200, None] - y[200:])
        assert np.array_equal(routes["uplink"][:200], 200 + to.argmin(1))
        network.run_round()


def test_round_without_heads_sends_directly_to_the_station():
    rows = rows_of(start(single_hop(count=10, share=0.001)).network, 5)
    quiet_rounds = column(rows, "heads") == 0
    assert quiet_rounds.any()
    assert (column(rows, "hops")[quiet_rounds] == 10).all()
    assert (column(rows, "delivered") == 10).all()


def test_only_nodes_with_a_route_stand_for_election():
    scenario = world([(10, 0), (200, 200)], radio=quiet(range_m=33.0), routing=heads(1.0))
    network = start(scenario).network
    rows_of(network, 5)
    assert network.routes["times_head"].tolist() == [5, 0, 0]


def test_members_prefer_the_head_that_claims_noticeably_more_energy():
    # nodes 1 and 2 are heads, equally far in hops from node 3; node 1 lies
    places = [(20, 5), (20, -5), (40, 0)]
    attacks = (on_nodes("sinkhole", 1, 2, claim=1.0, drop=0.0),)
    scenario = world(places, radio=quiet(range_m=33.0), routing=heads(0.0001), attacks=attacks)
    network = start(scenario).network
    network.nodes["energy"][:2] *= 0.5
    joined = []
    for _ in range(20):
        network.run_round()
        joined.append(int(network.routes["cluster"][2]))
    assert set(joined) == {0, 1}, "equal claims: by lot"
    network.nodes["energy"][1] *= 1.5
    for _ in range(20):
        network.run_round()
        assert network.routes["cluster"][2] == 1


@pytest.mark.parametrize("share", [0, -1, 1.5, "a lot"])
def test_share_of_heads_out_of_range_is_refused_with_its_path(share):
    scenario = world([(1, 1)], routing=Routing(params={"head_share": share}))
    with pytest.raises(ScenarioError, match=r"^routing\.params\.head_share: .*parameters are: head_share$"):
        start(scenario)
