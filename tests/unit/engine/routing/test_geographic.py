"""Geographic routing: downhill by claimed positions, out of voids, and always there when a way exists."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.network.kernels.columns import CONTROL, DELIVERED, GENERATED
from engine.readmodel.codes import Rec
from engine.scenario.model import Mobility, Routing, Verification
from tests.worlds import after, assert_books_balance, column, on_nodes, quiet, rows_of, s3, some_nodes, start, world


def downhill(refresh=1000):
    return Routing(protocol="geographic", params={"refresh_every": refresh})


def wall():
    """Nodes that feed into the middle of a wall which faces the station over a gap; the way out is round one end."""
    feed = [(120.0, 0.0), (100.0, 0.0), (80.0, 0.0)]
    front = [(60.0, 20.0 * k) for k in range(-3, 4)]
    return [*feed, *front, (40.0, 60.0), (20.0, 50.0), (10.0, 30.0), (0.0, 15.0)]


def assert_downhill(network):
    kept = network.routing._upkeep.told.kept
    rows = np.flatnonzero((network.routes["uplink"] >= 0) & (network.nodes["alive"] == 1))
    assert (kept["height"][network.routes["uplink"][rows]] < kept["height"][rows]).all()


def test_each_hop_goes_to_the_neighbour_nearest_to_the_nearest_station():
    scenario = world(some_nodes(80, 3), ((0, 0), (100, 100)), radio=quiet(range_m=25.0), routing=downhill())
    network = after(scenario, 1).network
    x, y = network.nodes["x"].astype(float), network.nodes["y"].astype(float)
    away = np.minimum(np.hypot(x, y), np.hypot(x - 100, y - 100))
    raised = network.routing._upkeep.told.kept["height"] > away + 1e-3
    plain = 0
    for row in range(80):
        near = np.flatnonzero(np.hypot(x - x[row], y - y[row]) <= 25.0)
        if not raised[near].any():
            plain += 1
            assert network.routes["uplink"][row] == near[away[near].argmin()]
    assert plain > 50, "most nodes are nowhere near a void"


def dead_end(**changes):
    """Node 4 stands nearest to the station behind a gap; the way goes back from it over 5, 6 and 7."""
    places = [(100, 0), (80, 0), (60, 0), (45, 0), (60, 20), (45, 35), (25, 30), (10, 15)]
    options = {"radio": quiet(range_m=22.0, control_bits=200), "routing": downhill(), **changes}
    return world(places, **options)


def test_node_in_a_void_rises_until_a_neighbour_is_below_it_and_pays_for_telling():
    network = after(dead_end(), 1, logging=True).network
    assert network.books.counts[DELIVERED] == 8
    heights = network.routing._upkeep.told.kept["height"]
    assert heights[3] > 45.0, "node 4 left its own distance behind"
    assert heights[4] == pytest.approx(np.hypot(60, 20)), "a node that is not in one keeps it"
    assert network.books.counts[CONTROL] > 8, "beacons and raises"
    assert network.routes["level"][3] == 6
    assert_downhill(network)


def test_table_stays_until_the_next_beacons():
    network = after(dead_end(), 1).network
    paid = network.books.counts[CONTROL]
    rows_of(network, 20)
    assert network.books.counts[CONTROL] == paid
    rows = rows_of(start(dead_end(routing=downhill(refresh=6))).network, 13)
    assert np.flatnonzero(column(rows, "control_packets")).tolist() == [0, 6, 12]


def test_lost_hop_is_replaced_and_a_void_that_opens_is_left():
    scenario = world(some_nodes(80, 3), ((50, 50),), radio=quiet(range_m=25.0), routing=downhill())
    network = after(scenario, 1, logging=True).network
    network.take_records()
    network.nodes["alive"][network.nodes["forwarded"].argsort()[-4:]] = 0
    row = rows_of(network, 1)[0]
    can = (hops_by_hand(network) >= 0) & (network.nodes["alive"] == 1)
    assert column(row, "delivered") == can[:80].sum() > 70
    assert Rec.ROUTE_REPAIRED in network.take_records()["kind"]
    assert_downhill(network)


def test_deep_void_is_left_round_the_end_of_the_wall():
    network = after(world(wall(), radio=quiet(range_m=25.0), routing=downhill()), 3).network
    assert network.books.counts[DELIVERED] == network.books.counts[GENERATED] == 3 * len(wall())
    assert network.routes["level"][0] == 3 + 3 + 1 + 4
    assert_downhill(network)


def test_cut_off_nodes_give_up_and_take_part_again_when_a_way_opens():
    network = after(world([(20, 0), (40, 0), (60, 0)], radio=quiet(range_m=25.0), routing=downhill()), 2).network
    network.nodes["alive"][0] = 0
    rows = rows_of(network, 5)
    assert not column(rows, "delivered").any()
    assert network.routes["level"][:3].tolist() == [-1, -1, -1]
    assert column(rows, "unreachable").tolist() == [2] * 5
    network.nodes["alive"][0] = 1
    assert column(rows_of(network, 2), "delivered").tolist() == [3, 3]


@st.composite
def fields(draw):
    """Random places with a disk cut out between them and the station, and lists with holes."""
    count, seed = draw(st.integers(2, 60)), draw(st.integers(0, 100_000))
    hole = draw(st.floats(0, 35))
    xy = [(x, y) for x, y in some_nodes(count, seed) if np.hypot(x - 45, y - 45) > hole]
    return xy, seed, draw(st.sampled_from([18.0, 25.0, 35.0])), draw(st.floats(0, 0.4))


@settings(max_examples=60, deadline=None)
@given(fields())
def test_delivers_whenever_a_trusted_path_exists(field):
    places, seed, reach, holes = field
    network = start(world(places, ((5, 5),), radio=quiet(range_m=reach), routing=downhill(), seed=seed)).network
    rng = np.random.default_rng(seed)
    for _ in range(4):
        network.belief["trusted"] = rng.random(len(network.links)) >= holes
        stations = network.nodes["station"][network.links["source"]] == 1
        network.belief["trusted"][stations] = 1
        network.nodes["alive"][: len(places)] = rng.random(len(places)) > 0.1
        network.begin_round()
        can = hops_by_hand(network) >= 0
        alive = network.nodes["alive"] == 1
        assert np.array_equal((network.routes["level"] >= 0) & alive, can & alive)
        assert_downhill(network)
        while not network.run_waves(1):
            pass
        lost = network.finish_round()
        assert column(lost, "delivered") == (can & alive)[: len(places)].sum()
        assert_books_balance(network)


def hops_by_hand(network):
    usable = network.links["near"].astype(bool) & network.belief["trusted"].astype(bool)
    pairs, alive = network.links[usable], network.nodes["alive"] == 1
    level = np.where(network.nodes["station"] == 1, 0, -1)
    for hop in range(len(level)):
        reached = pairs["target"][level[pairs["source"]] == hop]
        level[reached[(level[reached] < 0) & alive[reached]]] = hop + 1
    return level


def test_whoever_lies_about_its_place_attracts_routes_until_positions_are_verified():
    scenario = s3(4, "falseroute:nodes=10", routing=downhill(5), mobility=Mobility(enabled=False))
    scenario = scenario.replace(trust=scenario.trust.model_copy(update={"enabled": False}))
    deceived = after(scenario, 10).network
    assert deceived.nodes["swallowed"][9] > 0
    verified = scenario.replace(routing=downhill(5).model_copy(update={"verify": Verification(location=True)}))
    honest = after(verified, 10).network
    assert honest.nodes["swallowed"][9] == 0
    assert honest.books.counts[DELIVERED] > deceived.books.counts[DELIVERED]


def test_black_hole_is_left_when_its_neighbours_distrust_it():
    scenario = s3(4, routing=downhill(), mobility=Mobility(enabled=False))
    busiest = int(np.argmax(after(scenario, 3).network.nodes["forwarded"][:100]))
    attacked = scenario.replace(attacks=(on_nodes("blackhole", busiest + 1),))
    rows = rows_of(start(attacked).network, 40)
    lost = column(rows, "lost_attack")
    assert lost[:3].sum() > 0
    assert lost[-10:].sum() < 0.2 * lost[:10].sum()
