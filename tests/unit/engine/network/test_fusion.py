"""Packets fused along a tree, and copies on two routes: what arrives, what it costs, and that the books count once."""

import numpy as np
import pytest

from engine.network.kernels.columns import DELIVERED, HOPS
from engine.network.strategies import Params
from engine.readmodel.codes import EnergyCause
from engine.runtime.picture import totals
from engine.scenario.model import Energy, Trust
from tests.worlds import assert_books_balance, on_nodes, quiet, start, world

LINE = [(10.0 * k, 0.0) for k in range(1, 6)]
BITS, EDA = 2000, 5e-9


class Drawn:
    """Routes as the test drew them, by rows; `Network.routing` for one test."""

    name, title, mobile, params_type = "drawn", "Drawn", False, Params

    def __init__(self, **columns):
        self.columns = columns

    def reset(self, network, params):
        pass

    def set_up(self, network):
        routes = network.routes
        routes["reachable"] = 1
        for name, rows in self.columns.items():
            for row, value in rows.items():
                routes[name][row] = value
        for step, edge in (("parent", "parent_edge"), ("uplink", "uplink_edge"), ("alternate", "alternate_edge")):
            for row in np.flatnonzero(routes[step] >= 0):
                routes[edge][row] = edge_between(network, row, routes[step][row])


def edge_between(network, sender, receiver):
    """The edge with subject ``receiver`` and observer ``sender``; -1 where there are no edges."""
    first, last = network.nodes["first"][receiver], network.nodes["last"][receiver]
    found = np.flatnonzero(network.links["target"][first:last] == sender)
    return first + found[0] if len(found) else -1


def drawn(scenario, **columns):
    network = start(scenario).network
    network.routing = Drawn(**columns)
    return network


def chain(attacks=(), range_m=None, trust=False, **changes):
    """Row 0 … 4 in a line; the leader is row 2, which sends to the station at the origin."""
    radio = quiet(range_m=range_m)
    scenario = world(LINE, ((30.0, 20.0),), radio=radio, attacks=tuple(attacks), trust=Trust(enabled=trust), **changes)
    return drawn(
        scenario,
        fuse=dict.fromkeys(range(5), 1),
        head={2: 1},
        parent={0: 1, 1: 2, 3: 2, 4: 3},
        depth={0: 2, 1: 1, 2: 0, 3: 1, 4: 2},
        uplink={2: 5},
    )


def test_each_node_of_a_chain_sends_one_packet_and_everything_arrives():
    network = chain()
    network.run_round()
    assert network.books.counts[DELIVERED] == 5
    assert network.books.counts[HOPS] == 5
    assert network.nodes["delivered"].tolist() == [1, 1, 1, 1, 1, 0]


def test_fusing_costs_once_per_incoming_signal():
    network = chain(energy=Energy(aggregate_nj_per_bit=5.0))
    network.run_round()
    paid = network.nodes["spent"][:5, EnergyCause.AGGREGATE]
    assert paid == pytest.approx(np.array([0, 1, 2, 1, 0]) * BITS * EDA)


def test_layers_take_turns_from_the_ends_to_the_leader():
    network = chain()
    network.begin_round()
    held = []
    while not network.run_waves(1):
        assert_books_balance(network)
        held.append(network.readings_held())
    assert held == [5, 5], "two waves towards the leader; the third empties the network"
    network.finish_round()
    assert network.readings_held() == 0
    assert network.nodes["generated"].tolist() == [1, 1, 1, 1, 1, 0]


def test_black_hole_in_the_chain_swallows_what_its_children_sent():
    network = chain((on_nodes("blackhole", 2),))
    network.run_round()
    assert network.nodes["lost"].tolist() == [1, 0, 0, 0, 0, 0]
    assert network.nodes["swallowed"][1] == 1
    assert_books_balance(network)


def test_damage_in_the_chain_costs_all_that_the_packet_carries_and_is_found_at_the_next_hop():
    network = chain((on_nodes("damage", 2),))
    network.run_round()
    assert network.nodes["lost"].tolist() == [1, 1, 0, 0, 0, 0]
    assert totals(network).lost_by_cause["attack"] == 2
    assert_books_balance(network)


def test_watchdogs_along_a_chain_see_relays_and_blame_the_black_hole():
    network = chain((on_nodes("blackhole", 2),), range_m=25.0, trust=True)
    network.run_round()
    blamed, fair = edge_between(network, 0, 1), edge_between(network, 4, 3)
    assert network.watch["own"][blamed] == 0
    assert network.watch["r"][blamed] > 0
    assert network.watch["own"][fair] == 1
    assert network.watch["confirmed"][fair] == 1


def test_dead_node_in_the_chain_loses_what_it_was_sent():
    network = chain()
    network.begin_round()
    network.nodes["energy"][1], network.nodes["alive"][1] = 0.0, 0
    while not network.run_waves(1):
        pass
    network.finish_round()
    assert network.nodes["lost"].tolist() == [1, 1, 0, 0, 0, 0]
    assert totals(network).lost_by_cause["no_energy"] == 2


def test_what_a_loop_attacker_sends_back_into_the_chain_circles_until_the_hop_limit():
    network = chain((on_nodes("loop", 2),), range_m=25.0)
    for _ in range(3):
        network.run_round()
        assert_books_balance(network)
    assert totals(network).lost_by_cause["hop_limit"] == 3 * 2, "its own reading and what its child sent"


def two_routes(*attacks, **radio):
    """Row 0 sends over row 1 and, as a copy, over row 2; both reach the station in row 3."""
    scenario = world([(40, 0), (20, 10), (20, -10)], radio=quiet(range_m=None, **radio), attacks=tuple(attacks))
    return drawn(
        scenario,
        uplink={0: 1, 1: 3, 2: 3},
        alternate={0: 2},
        branch={0: 1, 1: 1, 2: 2},
    )


def test_copy_on_a_second_route_counts_once():
    network = two_routes()
    network.begin_round()
    assert network.readings_held() == 3
    while not network.run_waves(1):
        assert_books_balance(network)
    network.finish_round()
    assert_books_balance(network)
    assert network.books.counts[HOPS] == 2 + 2 + 1 + 1
    assert network.nodes["generated"].tolist() == [1, 1, 1, 0]
    assert network.nodes["delivered"].tolist() == [1, 1, 1, 0]


@pytest.mark.parametrize("kind", ["blackhole", "damage"])
@pytest.mark.parametrize("relay", [2, 3])
def test_one_bad_relay_on_either_route_costs_nothing(relay, kind):
    network = two_routes(on_nodes(kind, relay))
    for _ in range(5):
        network.run_round()
        assert_books_balance(network)
    assert network.nodes["delivered"][0] == 5
    assert network.nodes["lost"].sum() == 0


def test_reading_is_lost_when_both_copies_are():
    network = two_routes(on_nodes("blackhole", 2, 3))
    network.run_round()
    assert network.nodes["lost"].tolist() == [1, 0, 0, 0]
    assert totals(network).lost_by_cause["attack"] == 1
    assert_books_balance(network)


def test_two_copies_halve_the_odds_of_losing_both_on_bad_links():
    network = two_routes(link_loss=0.3)
    for _ in range(3000):
        network.run_round()
        assert_books_balance(network)
    share = network.nodes["lost"][0] / 3000
    one = 1 - 0.7**2
    assert share == pytest.approx(one**2, abs=0.03), "independent copies"
