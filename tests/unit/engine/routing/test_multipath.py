"""Multipath: two routes that share no relay, copies that count once, and what survives a bad relay on either."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.network.kernels.columns import HOPS
from engine.runtime.picture import snapshot
from engine.scenario.model import Routing
from tests.worlds import after, assert_books_balance, column, on_nodes, quiet, rows_of, s3, some_nodes, start, world

MULTIPATH = Routing(protocol="multipath")
# two lanes from the station at the origin to node 5; 6 stands behind 5 alone
LANES = [(20, 8), (20, -8), (40, 14), (40, -14), (55, 0), (75, 0)]


def lanes(*attacks, places=LANES, **changes):
    radio = quiet(range_m=25.0, control_bits=200)
    return world(places, routing=MULTIPATH, attacks=attacks, **{"radio": radio, **changes})


def route(network, row, first=None):
    """Rows on the way from ``row`` to a station: its first route, or its second one as packets take it."""
    routes, nodes = network.routes, network.nodes
    way, aside = [row], first == "aside"
    while not nodes["station"][way[-1]]:
        at = way[-1]
        goal = int(routes["alternate"][at] if aside else routes["uplink"][at])
        aside = aside and routes["branch"][goal] == routes["branch"][at]
        way.append(goal)
        assert len(way) < len(nodes) + 2, "no loop"
    return way


def assert_disjoint(network):
    """Second routes lead to a station over usable links and share no node with the first. Returns how many."""
    links, pairs = network.links, 0
    usable = links[(links["near"] == 1) & (network.belief["trusted"] == 1)]
    allowed = set(zip(usable["target"].tolist(), usable["source"].tolist(), strict=True))
    for row in np.flatnonzero(network.routes["alternate"] >= 0):
        one, other = route(network, int(row)), route(network, int(row), "aside")
        assert not set(one[1:-1]) & set(other[1:-1])
        assert set(itertools.pairwise(other)) <= allowed
        pairs += 1
    return pairs


def test_two_lanes_give_two_disjoint_routes():
    network = after(lanes(), 1).network
    assert assert_disjoint(network) >= 1
    assert {tuple(route(network, 4)[1:-1]), tuple(route(network, 4, "aside")[1:-1])} == {(2, 0), (3, 1)}
    assert network.routes["alternate"][5] == -1, "all that 6 sends goes through 5"


@pytest.mark.parametrize("bad", [1, 2, 3, 4])
def test_reading_survives_a_black_hole_on_either_route(bad):
    network = start(lanes(on_nodes("blackhole", bad))).network
    rows_of(network, 20)
    assert network.nodes["delivered"][4] == 20
    assert_books_balance(network)


def test_copies_count_once_and_duplicates_are_dropped():
    network = start(lanes()).network
    rows = rows_of(network, 10)
    assert (column(rows, "generated") == 6).all()
    assert (column(rows, "delivered") == 6).all()
    first = sum(len(route(network, row)) - 1 for row in range(6))
    second = sum(len(route(network, row, "aside")) - 1 for row in np.flatnonzero(network.routes["alternate"] >= 0))
    assert network.books.counts[HOPS] == 10 * (first + second) > 10 * first


def test_both_copies_lost_is_one_reading_lost():
    network = start(lanes(on_nodes("blackhole", 1, 2))).network
    rows = rows_of(network, 10)
    assert (column(rows, "lost") == 4).all()
    assert_books_balance(network)


def test_books_balance_in_the_middle_of_a_round():
    network = start(s3(3, "greyhole:count=20", routing=MULTIPATH)).network
    for _ in range(3):
        network.begin_round()
        while not network.run_waves(1):
            assert_books_balance(network)
        network.finish_round()


def test_loses_less_than_one_route_under_black_holes():
    def lost(protocol):
        scenario = s3(7, "blackhole:count=10", routing=Routing(protocol=protocol), trust={"enabled": False})
        rows = rows_of(start(scenario).network, 30)
        return column(rows, "honest_lost").sum() / column(rows, "honest_generated").sum()

    assert lost("multipath") < 0.75 * lost("flat")


@settings(deadline=None, max_examples=25)
@given(st.integers(5, 60), st.integers(0, 10_000), st.booleans())
def test_second_routes_are_disjoint_in_any_field(count, seed, several):
    stations = ((0.0, 0.0), (90.0, 90.0)) if several else ((50.0, 50.0),)
    scenario = world(some_nodes(count, seed), stations, routing=MULTIPATH, radio=quiet(range_m=28.0), seed=seed)
    assert_disjoint(after(scenario, 2).network)


def test_most_nodes_of_the_reference_network_have_two_routes_and_the_picture_shows_them():
    parts = after(s3(7, routing=MULTIPATH), 3)
    network = parts.network
    behind = network.routes["level"][:100] >= 2
    assert assert_disjoint(network) > 0.7 * behind.sum()
    assert np.array_equal(snapshot(parts, run_id="r", seq=1).alternate, network.routes["alternate"])
