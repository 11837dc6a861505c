"""Loops and false routing information: where packets go, and where they end."""

import pytest

from engine.readmodel.codes import Rec
from engine.readmodel.metrics import COLUMN
from engine.runtime.picture import snapshot
from tests.worlds import after, assert_books_balance, column, heads, on_nodes, quiet, rows_of, s3, start, world

PLACES = [(25, 0), (50, 0), (75, 0), (65, 20), (100, 0)]
"""1 – 2 – 3 – 5 in a row from the station; 4 hears 2 and 3."""


def small(*attacks, hop_limit=12):
    radio = quiet(range_m=30.0, hop_limit=hop_limit)
    return world(PLACES, radio=radio, routing=heads(0.0001), attacks=attacks)


def test_packets_in_a_loop_circle_until_their_hop_limit():
    calm, looped = (start(small(*some)).network for some in ((), (on_nodes("loop", 2),)))
    rows = rows_of(looped, 10)
    assert column(rows, "lost_hop_limit").sum() == 10 * 4, "all but node 1 route through node 2"
    assert column(rows, "hops").sum() > 2 * column(rows_of(calm, 10), "hops").sum()
    assert looped.nodes["spent"][:5].sum() > 1.5 * calm.nodes["spent"][:5].sum()
    assert_books_balance(looped)


def test_the_bend_leads_back_to_the_attacker():
    parts = after(small(on_nodes("loop", 2)), 3, logging=True)
    network = parts.network
    goal = int(network.routes["uplink"][1])
    row, steps = goal, 1
    while row != 1 and steps < 10:
        row, steps = int(network.routes["uplink"][row]), steps + 1
    assert row == 1
    assert snapshot(parts, run_id="r", seq=1).truth.bends.tolist() == [[1, goal]]
    records = network.take_records()
    bent = records[records["kind"] == Rec.BENT]
    assert [(int(r["a"]), int(r["b"])) for r in bent] == [(2, goal + 1)], "told once, not every round"


def test_a_loop_ends_with_the_attack():
    attack = on_nodes("loop", 2).model_copy(update={"start": 2, "duration": 3})
    rows = rows_of(start(small(attack)).network, 8)
    assert (column(rows, "lost_hop_limit") > 0).tolist() == [False, True, True, True, False, False, False, False]


def test_several_attackers_in_range_make_a_ring():
    network = after(small(on_nodes("loop", 2, 3, 4)), 2).network
    assert sorted(network.routes["uplink"][[1, 2, 3]].tolist()) == [1, 2, 3]


def test_a_network_with_loops_loses_readings_and_energy():
    rows = [rows_of(start(s3(6, *some, trust={"enabled": False})).network, 60) for some in ((), ("loop:count=10",))]
    calm, looped = rows
    assert column(looped, "lost_hop_limit").sum() > 0.1 * column(looped, "generated").sum()
    assert column(calm, "lost_hop_limit").sum() == 0
    assert column(looped, "hops").sum() > 2 * column(calm, "hops").sum()
    assert looped[-1, COLUMN["residual_j"]] < calm[-1, COLUMN["residual_j"]]


def test_a_forged_gateway_draws_routes_and_swallows():
    calm, forged = (after(small(*some), 10).network for some in ((), (on_nodes("falseroute", 5),)))
    assert calm.nodes["delivered"][:5].tolist() == [10] * 5
    assert forged.nodes["delivered"][[0, 2, 3]].tolist() == [10, 0, 0], "3 and 4 are nearer to the forger"
    assert forged.routes["reachable"][:5].all(), "physically a path to the station is still there"
    assert_books_balance(forged)


def test_false_routing_information_takes_more_than_a_black_hole():
    def lost(kind):
        rows = rows_of(start(s3(8, f"{kind}:count=5", trust={"enabled": False})).network, 40)
        return column(rows, "honest_lost").sum() / column(rows, "honest_generated").sum()

    assert lost("falseroute") > 1.2 * lost("blackhole")


def test_trust_finds_who_swallows_what_a_false_advert_drew():
    scenario = s3(8, "falseroute:count=5,start=10")
    network = after(scenario, 60).network
    attackers = network.behaviour["attacker"] == 1
    assert network.excluded[attackers].sum() >= 4
    assert network.excluded[~attackers].sum() <= 5


@pytest.mark.parametrize("kind", ["loop", "falseroute"])
def test_in_a_one_hop_network_books_balance_too(kind):
    scenario = world(PLACES, radio=quiet(range_m=None, hop_limit=8), attacks=(on_nodes(kind, 2, 3),))
    assert_books_balance(after(scenario, 20).network)
