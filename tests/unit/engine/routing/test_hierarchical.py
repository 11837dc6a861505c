"""Four tiers: sensors, heads, routers, gateway. Routers carry what heads send; leaves relay only where they may."""

import numpy as np
import pytest

from engine.network.kernels.columns import CONTROL
from engine.readmodel.codes import Rec, Role
from engine.runtime.picture import snapshot
from engine.scenario.model import Mobility, Node, Routing, Trust
from engine.scenario.templates import template
from tests.worlds import after, assert_books_balance, column, on_nodes, quiet, rows_of, some_nodes, start, world


def tiers(**params):
    return Routing(protocol="hierarchical", params=params)


def hierarchy(seed=3, routing=None, **changes):
    """The template without movement and trust, unless told."""
    options = {"mobility": Mobility(enabled=False), "trust": Trust(enabled=False), **changes}
    return template("s3-hierarchy", seed).replace(routing=routing or tiers(), **options)


def kinds(network):
    nodes = network.nodes
    station = nodes["station"] == 1
    return nodes["sensor"] == 1, ~station & (nodes["sensor"] == 0), station


def path(network, row):
    rows = [row]
    while network.routes["uplink"][rows[-1]] >= 0:
        rows.append(int(network.routes["uplink"][rows[-1]]))
    return rows


def test_four_tiers_are_passed_in_order():
    network = start(hierarchy()).network
    network.begin_round()
    sensor, router, station = kinds(network)
    for head in np.flatnonzero(network.routes["head"]):
        assert sensor[head]
        tier = [0 if sensor[r] else 1 if router[r] else 2 for r in path(network, head)]
        assert tier == sorted(tier), "never down again"
        assert tier[-1] == 2
        assert station[path(network, head)[-1]]
    used = np.unique(network.routes["uplink"][np.flatnonzero(sensor)])
    assert router[used].sum() > 10, "over many routers"


def test_sensor_beside_a_router_sends_to_the_nearest_router_or_to_the_gateway():
    network = after(hierarchy(), 1).network
    sensor, router, station = kinds(network)
    x, y = network.nodes["x"].astype(float), network.nodes["y"].astype(float)
    ends = np.flatnonzero(router | station)
    for row in np.flatnonzero(sensor):
        away = np.hypot(x[ends] - x[row], y[ends] - y[row])
        assert away.min() <= 41.0
        assert network.routes["uplink"][row] == ends[away.argmin()]


def test_mesh_goes_the_fewest_hops_to_the_gateway():
    network = after(hierarchy(), 1).network
    _, router, _ = kinds(network)
    x, y = network.nodes["x"], network.nodes["y"]
    rows = np.flatnonzero(router)
    # the gateway stands at (200, 100), routers at 20, 60, … 180; the one at (180, 100) is one hop away
    expected = np.round((180 - x[rows]) / 40) + np.round(np.abs(100 - y[rows]) / 40) + 1
    assert network.routes["level"][rows].tolist() == expected.tolist()


def test_one_head_for_each_tenth_of_the_sensors_and_readings_arrive():
    rows = rows_of(
        start(hierarchy(radio=template("s3-hierarchy").radio.model_copy(update={"link_loss": 0.0}))).network, 5
    )
    assert (column(rows, "heads") == 10).all()
    assert (column(rows, "delivered") == 100).all()


@pytest.mark.parametrize("election", ["chance", "centrality", "energy"])
def test_heads_are_elected_as_told(election):
    network = start(hierarchy(routing=tiers(election=election))).network
    rows_of(network, 40)
    ever = int((network.routes["times_head"] > 0).sum())
    assert ever == 10 if election == "centrality" else ever > 60


def test_dead_router_is_gone_round_and_that_is_told():
    network = after(hierarchy(), 1, logging=True).network
    network.take_records()
    _, router, _ = kinds(network)
    carrier = int(np.bincount(network.routes["uplink"][np.flatnonzero(router)]).argsort()[-2])
    carrier = carrier if router[carrier] else int(np.flatnonzero(router)[12])
    network.nodes["alive"][carrier] = 0
    paid = network.books.counts[CONTROL]
    network.run_round()
    assert (network.routes["level"][network.nodes["alive"] == 1] >= 0).all()
    taken = network.take_records()
    assert (taken["kind"] == Rec.ROUTE_REPAIRED).any()
    assert network.books.counts[CONTROL] > paid


def test_router_outside_the_mesh_makes_do_with_sensors():
    scenario = world([(20, 0), (40, 0), (80, 0)], radio=quiet(range_m=25.0), routing=tiers(share=1.0))
    nodes = (*scenario.nodes, Node(id=50, x=60.0, y=0.0, kind="router"))
    network = after(scenario.replace(nodes=nodes), 2).network
    assert network.nodes["delivered"].tolist() == [2, 2, 2, 0, 0]
    assert path(network, 2) == [2, 3, 1, 0, 4]


def test_router_drops_a_way_over_sensors_when_the_mesh_reaches_it():
    scenario = world([(20, 0)], radio=quiet(range_m=25.0), routing=tiers(refresh_every=5))
    far = Node(id=50, x=40.0, y=0.0, kind="router")
    near = Node(id=51, x=20.0, y=5.0, kind="router")
    network = after(scenario.replace(nodes=(*scenario.nodes, far, near)), 1).network
    assert network.routes["uplink"][1] == 2
    network.nodes["alive"][2] = 0
    network.run_round()
    assert network.routes["uplink"][1] == 0
    network.nodes["alive"][2] = 1
    rows_of(network, 5)
    assert network.routes["uplink"][1] == 2


def leaf_of(scenario):
    """A sensor that is never head, and relays nothing where only heads and routers do."""
    network = after(scenario, 3).network
    never = np.flatnonzero((network.routes["times_head"] == 0) & (network.nodes["sensor"] == 1))
    return [int(i) for i in network.nodes["id"][never]]


def test_black_hole_on_a_leaf_is_harmless_where_only_heads_and_routers_relay():
    calm = hierarchy(routing=tiers(election="centrality", leaves_relay=False))
    leaves = leaf_of(calm)
    attacked = calm.replace(attacks=(on_nodes("blackhole", *leaves),))
    one, other = start(calm).network, start(attacked).network
    lost = [column(rows_of(n, 20), "lost").sum() for n in (one, other)]
    assert lost[0] == lost[1]
    assert not other.nodes["swallowed"].any()


def test_the_same_black_holes_do_harm_where_leaves_relay():
    calm = world(some_nodes(60, 2), ((0, 50),), radio=quiet(range_m=25.0), routing=tiers(election="centrality"))
    attacked = calm.replace(attacks=(on_nodes("blackhole", *leaf_of(calm)),))
    network = after(attacked, 10).network
    assert network.nodes["swallowed"].sum() > 0


def test_where_leaves_do_not_relay_nobody_sends_to_one():
    network = start(hierarchy(routing=tiers(leaves_relay=False))).network
    for _ in range(25):
        network.begin_round()
        sensor, _, _ = kinds(network)
        routes = network.routes
        for step in ("uplink", "parent"):
            used = np.unique(routes[step][(routes[step] >= 0) & (network.nodes["alive"] == 1)])
            assert not (sensor[used] & (routes["head"][used] == 0)).any()
        network.run_round()
    assert_books_balance(network)


def test_all_in_one_hop_heads_send_to_the_nearest_router():
    scenario = world(some_nodes(40, 3), ((50, 150),), radio=quiet(range_m=None, control_bits=200), routing=tiers())
    routers = (Node(id=50, x=25.0, y=50.0, kind="router"), Node(id=51, x=75.0, y=50.0, kind="router"))
    network = after(scenario.replace(nodes=(*scenario.nodes, *routers)), 3).network
    x, y = network.nodes["x"], network.nodes["y"]
    near = np.hypot(x[:40, None] - x[40:], y[:40, None] - y[40:]).argmin(1) + 40
    assert np.array_equal(network.routes["uplink"][:40], near)
    assert network.routes["uplink"][40:42].tolist() == [42, 42]
    assert network.routes["level"][40:].tolist() == [1, 1, 0]
    assert network.nodes["delivered"].sum() == 120
    assert_books_balance(network)


def test_picture_shows_the_tiers_and_hops():
    picture = snapshot(after(hierarchy(), 2), run_id="r", seq=1)
    assert picture.protocol == "hierarchical"
    assert (picture.role == Role.ROUTER).sum() == 25
    assert (picture.role == Role.HEAD).sum() == 10
    sensors = picture.role < Role.STATION
    assert set(picture.role[picture.next_hop[sensors]]) >= {Role.HEAD, Role.ROUTER}
    assert picture.hops_to_station[picture.role == Role.ROUTER].max() == 7
