"""Flat routing: shortest paths without heads; routes are found, kept, repaired and lost, and that costs and is told."""

import numpy as np
import pytest

from engine.network.kernels.columns import CONTROL, DELIVERED
from engine.readmodel.codes import EnergyCause, Rec
from engine.scenario.model import Mobility, Routing
from tests.worlds import after, assert_books_balance, column, quiet, rows_of, s3, start, world

FLAT = Routing(protocol="flat")
BITS, ELEC, AMP = 200, 50e-9, 10e-12
# station 101 at the origin; 1 and 2 beside each other in front of it, 3 and 4 in line behind, 5 aside of 3
PLACES = [(20, 0), (20, 8), (40, 0), (60, 0), (40, -14)]
STATION = 5


def places(seed=1, refresh=1000, **changes):
    options = {"radio": quiet(range_m=25.0, control_bits=BITS), "seed": seed, **changes}
    return world(PLACES, routing=Routing(protocol="flat", params={"refresh_every": refresh}), **options)


def records(network, *kinds):
    taken = network.take_records()
    return [(Rec(int(r["kind"])), int(r["a"]), int(r["b"]), int(r["c"])) for r in taken if r["kind"] in kinds]


ROUTE_KINDS = (Rec.ROUTE_FOUND, Rec.ROUTE_REPAIRED, Rec.ROUTE_LOST)


def test_no_heads_and_every_reading_takes_a_shortest_path():
    network = start(s3(2, routing=FLAT, mobility=Mobility(enabled=False))).network
    rows = rows_of(network, 10)
    assert not column(rows, "heads").any()
    assert not network.routes["times_head"].any()
    expected = sum(network.routes["level"][:100][network.routes["level"][:100] > 0])
    assert column(rows, "hops")[-1] <= expected
    assert column(rows, "hops")[-1] > 0.9 * expected, "but for losses on the way"


def test_discovery_is_told_and_paid_once_by_every_node_that_hears_of_it():
    network = after(places(), 1, logging=True).network
    found = records(network, *ROUTE_KINDS)
    assert {r[0] for r in found} == {Rec.ROUTE_FOUND}
    assert [(r[1], r[3]) for r in found] == [(1, 1), (2, 1), (3, 2), (4, 3), (5, 2)]
    assert network.books.counts[CONTROL] == 5
    shout = BITS * (ELEC + AMP * 25.0**2)
    neighbours = [int(network.links["near"][n["first"] : n["last"]].sum()) for n in network.nodes[:5]]
    assert network.nodes["spent"][:5, EnergyCause.CONTROL] == pytest.approx(shout + np.array(neighbours) * BITS * ELEC)


def test_nothing_is_paid_while_nothing_changes():
    network = after(places(), 1).network
    before, uplink = network.books.counts[CONTROL], network.routes["uplink"].copy()
    rows_of(network, 30)
    assert network.books.counts[CONTROL] == before
    assert np.array_equal(network.routes["uplink"], uplink)


def test_every_so_often_routes_are_discovered_anew():
    rows = rows_of(start(places(refresh=7)).network, 15)
    assert np.flatnonzero(column(rows, "control_packets")).tolist() == [0, 7, 14]


def test_zero_means_that_routes_are_never_discovered_again():
    rows = rows_of(start(places(refresh=0)).network, 60)
    assert np.flatnonzero(column(rows, "control_packets")).tolist() == [0]


def broken(network, row):
    """Takes the node in ``row`` off everybody's list."""
    network.belief["trusted"][network.nodes["first"][row] : network.nodes["last"][row]] = 0


@pytest.mark.parametrize("how", ["dead", "distrusted", "gone"])
def test_lost_next_hop_is_replaced_by_a_neighbour_nearer_to_the_station(how):
    network = after(places(), 1, logging=True).network
    network.take_records()
    used = int(network.routes["uplink"][2])
    other = 1 - used
    if how == "dead":
        network.nodes["alive"][used] = 0
    elif how == "distrusted":
        broken(network, used)
    else:
        network.links["near"][network.links["source"] == used] = 0
        network.links["near"][network.links["target"] == used] = 0
    paid, delivered = network.books.counts[CONTROL], network.nodes["delivered"][2]
    network.run_round()
    assert network.routes["uplink"][2] == other
    assert (Rec.ROUTE_REPAIRED, 3, other + 1, 2) in records(network, *ROUTE_KINDS)
    assert network.books.counts[CONTROL] > paid
    assert network.nodes["delivered"][2] == delivered + 1
    assert_books_balance(network)


def test_whoever_is_cut_off_by_a_lost_hop_finds_the_way_at_its_side():
    network = after(places(), 1, logging=True).network
    network.take_records()
    used = int(network.routes["uplink"][3])  # 4 reaches 3 and 5, either of which it may have drawn
    other = {2: 4, 4: 2}[used]
    network.nodes["alive"][used] = 0
    network.run_round()
    assert (Rec.ROUTE_REPAIRED, 4, other + 1, 3) in records(network, *ROUTE_KINDS)
    assert network.routes["uplink"][3] == other
    assert_books_balance(network)


def test_node_without_any_way_loses_its_route_and_says_so_once():
    network = after(places(), 1, logging=True).network
    network.take_records()
    network.nodes["alive"][[2, 4]] = 0
    rows = rows_of(network, 5)
    told = records(network, *ROUTE_KINDS)
    assert [r[:2] for r in told] == [(Rec.ROUTE_LOST, 4)]
    assert column(rows, "control_packets").tolist() == [2, 0, 0, 0, 0], "it asks those nearer, then all, then nobody"
    assert network.routes["level"][3] == -1
    network.nodes["alive"][4] = 1
    network.run_round()
    assert (Rec.ROUTE_FOUND, 4, 5, 3) in records(network, *ROUTE_KINDS), "and joins whoever comes by"


def test_routes_survive_movement_between_discoveries():
    scenario = s3(5, routing=Routing(protocol="flat", params={"refresh_every": 0}), mobility=Mobility(step_m=2.0))
    network = start(scenario).network
    rows = rows_of(network, 80)
    assert column(rows, "delivered").sum() > 0.9 * column(rows, "generated").sum()
    assert column(rows, "control_packets")[1:].any(), "repairs are paid"
    assert_books_balance(network)


def test_records_are_written_only_while_packets_are_recorded():
    network = after(places(), 3).network
    assert not records(network, *ROUTE_KINDS)
    network.set_logging(on=True)
    network.run_round()
    assert not records(network, *ROUTE_KINDS), "what was found before is not told late"


def test_loop_attack_lasts_as_long_as_the_attack_and_not_longer():
    scenario = s3(3, "loop:count=10,start=2,duration=5", routing=FLAT, trust={"enabled": False})
    network = start(scenario).network
    rows = rows_of(network, 12)
    lost = column(rows, "lost_hop_limit")
    assert lost[1:6].all()
    assert not lost[6:].any()


def test_forged_gateway_is_believed_at_the_next_discovery_and_left_when_it_stops():
    routing = Routing(protocol="flat", params={"refresh_every": 5})
    scenario = s3(3, "falseroute:count=3,start=4,duration=4", routing=routing, trust={"enabled": False})
    network = start(scenario).network
    rows = rows_of(network, 14)
    lost = column(rows, "delivered") < 0.8 * column(rows, "generated")
    assert lost[6]
    assert not lost[9:].any()
    assert network.books.counts[DELIVERED] > 0
