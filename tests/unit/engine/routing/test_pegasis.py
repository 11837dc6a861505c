"""PEGASIS: the chain, whose turn it is, one packet a node, and what becomes of it with a radio range."""

import itertools

import numpy as np
import pytest

from engine.network.kernels.columns import CONTROL, HOPS
from engine.readmodel.codes import EnergyCause
from engine.scenario.model import Mobility, Routing
from engine.scenario.templates import template
from tests.worlds import after, assert_books_balance, column, on_nodes, quiet, rows_of, s3, some_nodes, start, world

PEGASIS = Routing(protocol="pegasis")


def field(places, stations=((0.0, 0.0),), **changes):
    return world(places, stations, routing=PEGASIS, **{"radio": quiet(range_m=None), **changes})


def chain_of(network):
    strategy = network.routing
    ends = strategy._first[: strategy._count + 1]
    return [strategy._chain[a:b].tolist() for a, b in itertools.pairwise(ends)]


def test_chain_begins_at_the_farthest_and_goes_on_to_the_nearest():
    # by distance from the station: row 3 is farthest; from there 1, then 0, then 2
    network = after(field([(50, 0), (70, 0), (10, 0), (95, 0)]), 1).network
    assert chain_of(network) == [[3, 1, 0, 2]]


def test_all_lead_in_turn_and_each_sends_one_packet_a_round():
    network = start(field(some_nodes(20, 3), ((50.0, 150.0),))).network
    leaders = []
    for _ in range(40):
        row = network.run_round()
        leaders.append(int(np.flatnonzero(network.routes["head"])[0]))
        assert row[column(np.arange(len(row)), "hops").astype(int)] == 20
        assert row[column(np.arange(len(row)), "delivered").astype(int)] == 20
    assert leaders[:20] == chain_of(network)[0]
    assert leaders[20:] == leaders[:20]
    assert (network.routes["times_head"][:20] == 2).all()


def test_fusing_costs_one_signal_for_each_packet_received():
    network = after(field(some_nodes(20, 3)), 1).network
    signals = np.zeros(20)
    parents = network.routes["parent"][:20]
    np.add.at(signals, parents[parents >= 0], 1)
    assert network.nodes["spent"][:20, EnergyCause.AGGREGATE] == pytest.approx(signals * 2000 * 5e-9)
    assert signals.max() <= 2


def test_the_dead_are_left_out_and_the_chain_goes_on():
    network = after(field([(10.0 * k, 0.0) for k in range(1, 8)]), 3).network
    network.nodes["alive"][3] = 0
    network.run_round()
    assert chain_of(network) == [[6, 5, 4, 2, 1, 0]]
    assert network.books.counts[HOPS] == 3 * 7 + 6


def test_an_unbroken_chain_is_not_linked_again_and_a_token_is_what_a_round_costs():
    scenario = field(some_nodes(15, 2, 60), radio=quiet(range_m=40.0, control_bits=200))
    rows = rows_of(start(scenario).network, 6)
    control = column(rows, "control_packets")
    assert (control[1:] == 15 - len(chain_of(after(scenario, 1).network))).all()
    assert control[0] > 15, "discovery of routes, places told, token"


def test_with_a_radio_range_chains_end_where_nobody_is_in_reach():
    east, west = [(100 + 10.0 * k, 0.0) for k in range(1, 5)], [(-10.0 * k, 0.0) for k in range(1, 4)]
    scenario = field(east + west, ((90.0, 0.0), (0.0, 0.0)), radio=quiet(range_m=22.0))
    network = start(scenario).network
    rows = rows_of(network, 8)
    assert sorted(map(sorted, chain_of(network))) == [[0, 1, 2, 3], [4, 5, 6]]
    assert (column(rows, "heads") == 2).all()
    assert (column(rows, "delivered") == 7).all()


def test_chains_hold_trusted_pairs_in_range_only():
    network = after(s3(4, "blackhole:count=15,start=2", routing=PEGASIS), 40).network
    network.begin_round()
    links = network.links
    usable = {
        (int(e["target"]), int(e["source"])) for e in links[(links["near"] == 1) & (network.belief["trusted"] == 1)]
    }
    for rows in chain_of(network):
        for a, b in itertools.pairwise(rows):
            assert (a, b) in usable
            assert (b, a) in usable
    assert sorted(row for rows in chain_of(network) for row in rows) == list(range(100))


def test_a_black_hole_in_the_chain_takes_all_that_comes_from_behind():
    places = [(10.0 * k, 0.0) for k in range(1, 7)]
    network = start(field(places, attacks=(on_nodes("blackhole", 3),))).network
    rows = rows_of(network, 6)
    assert column(rows, "lost_attack").sum() > 0
    assert network.nodes["delivered"][2] > 0, "its own readings it sends"
    assert_books_balance(network)


def test_mobile_network_relinks_its_chains_and_balances():
    network = start(s3(5, routing=PEGASIS, mobility=Mobility(step_m=4.0))).network
    rows = rows_of(network, 30)
    assert column(rows, "delivered").sum() > 0.5 * column(rows, "generated").sum()
    assert network.books.counts[CONTROL] > 0
    assert_books_balance(network)


def test_lives_far_longer_than_direct_sending():
    """Lindsey and Raghavendra: near the energy bound of one short hop a round."""
    scenario = template("pegasis-50", 3)
    energy = scenario.energy.model_copy(update={"initial_j": 0.05})
    lives = []
    for protocol in ("pegasis", "flat"):
        network = start(scenario.replace(energy=energy, routing=Routing(protocol=protocol))).network
        rows = rows_of(network, 300)
        lives.append(int((column(rows, "alive") > 50).sum()))
    assert lives[0] > 5 * lives[1]
