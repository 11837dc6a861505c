"""What every registered routing protocol must keep to, whoever wrote it."""

import pickle

import numpy as np
import pytest

from engine.network.kernels.columns import CURSOR_ROUND, DELIVERED
from engine.network.strategies import Params, RoutingStrategy
from engine.runtime.compose import recompose
from engine.scenario.model import Mobility, Node, Routing, Trust
from tests.worlds import (
    CHEAP,
    STRATEGIES,
    after,
    assert_books_balance,
    column,
    quiet,
    rows_of,
    s3,
    some_nodes,
    start,
    world,
)

PROTOCOLS = list(STRATEGIES.routing)
pytestmark = pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda p: p.name)

ALLOWED = {"energy", "spent", "alive", "aired"}
"""Columns of the nodes that set-up changes through the price of control traffic."""

TALKATIVE = {"teen": {"hard": -1e9, "soft": 0.0}}
"""Parameters with which a protocol that may keep quiet reports every reading."""

ROUTERS = tuple(Node(id=900 + k, x=30.0 + 70 * (k % 3), y=30.0 + 70 * (k // 3), kind="router") for k in range(9))


def scenario_of(protocol, scenario):
    return scenario.replace(routing=Routing(protocol=protocol.name, params=TALKATIVE.get(protocol.name, {})))


def several_stations(protocol, seed=1, **changes):
    options = {"radio": quiet(range_m=22.0), "seed": seed, **changes}
    stations = ((5, 5), (95, 90), (50, 50))
    return scenario_of(protocol, world(some_nodes(70, seed), stations, **options))


def test_has_a_name_texts_and_default_parameters(protocol):
    assert isinstance(protocol, RoutingStrategy)
    assert protocol.name == protocol.name.lower()
    assert protocol.title
    assert issubclass(protocol.params_type, Params)
    protocol.params_type()
    for name, field in protocol.params_type.model_fields.items():
        assert field.description, f"{name} has no docstring, which is its tip in the window"


def test_is_built_without_arguments_and_pickles(protocol):
    assert pickle.loads(pickle.dumps(type(protocol)())).name == protocol.name  # noqa: S301 - our own bytes


def test_same_seed_same_trace(protocol):
    one, other = (start(scenario_of(protocol, s3(5, "greyhole:count=8,start=3"))).network for _ in range(2))
    assert np.array_equal(rows_of(one, 25), rows_of(other, 25), equal_nan=True)
    assert np.array_equal(one.routes["uplink"], other.routes["uplink"])


def test_parameters_and_document_are_left_alone(protocol):
    scenario = scenario_of(protocol, s3(5))
    before = scenario.model_dump_json()
    network = after(scenario, 5).network
    assert network.routing_params == protocol.params_type(**TALKATIVE.get(protocol.name, {}))
    assert scenario.model_dump_json() == before


@pytest.mark.parametrize("range_m", [33.0, None])
@pytest.mark.parametrize("places", [[], [(10, 10)], [(10, 10)] * 3], ids=["none", "one", "one place"])
@pytest.mark.parametrize("stations", [(), ((0, 0),)], ids=["no station", "station"])
def test_survives_few_nodes_and_no_station(protocol, range_m, places, stations):
    trust = Trust(enabled=range_m is not None)
    scenario = scenario_of(protocol, world(places, stations, radio=quiet(range_m=range_m), trust=trust))
    network = after(scenario, 6).network
    assert_books_balance(network)
    assert network.books.counts[DELIVERED] == (6 * len(places) if stations else 0)


@pytest.mark.parametrize("range_m", [150.0, None])
def test_survives_the_death_of_all(protocol, range_m):
    trust = Trust(enabled=range_m is not None)
    radio = quiet(range_m=range_m, control_bits=200)
    scenario = scenario_of(protocol, world(some_nodes(20, 2), ((50, 50),), energy=CHEAP, radio=radio, trust=trust))
    network = start(scenario).network
    rows = rows_of(network, 60)
    assert not network.nodes["alive"][:20].any()
    assert not network.routes["head"].any(), "the dead do not head"
    assert column(rows, "alive")[-1] == 0
    assert_books_balance(network)


def test_set_up_writes_routes_and_pays_energy_but_nothing_else(protocol):
    network = after(scenario_of(protocol, s3(6, "blackhole:count=10,start=2")), 12).network
    names = [n for n in network.nodes.dtype.names if n not in ALLOWED]
    state = (network.links, network.watch, network.belief, network.behaviour, network.nodes[names])
    before = [array.copy() for array in state]
    network.books.cursor[CURSOR_ROUND] += 1
    network.routing.set_up(network)
    after_ = (network.links, network.watch, network.belief, network.behaviour, network.nodes[names])
    for was, now in zip(before, after_, strict=True):
        for name in was.dtype.names:
            assert np.array_equal(was[name], now[name], equal_nan=was[name].dtype.kind == "f"), name


def hops_by_hand(network):
    """Hops of each node to the nearest station over trusted links, breadth first."""
    usable = network.links["near"].astype(bool) & network.belief["trusted"].astype(bool)
    pairs = network.links[usable]
    alive = network.nodes["alive"].astype(bool)
    level = np.where(network.nodes["station"] == 1, 0, -1)
    for hop in range(len(level)):
        # an edge stands for observer p = target, who may send to subject q = source
        reached = pairs["target"][level[pairs["source"]] == hop]
        new = reached[(level[reached] < 0) & alive[reached]]
        if not len(new):
            break
        level[new] = hop + 1
    return level


def follow(network, step, rows):
    """Hops from each of ``rows`` along a column until it ends, and where; more hops than vertices mean a circle."""
    steps, at = np.zeros(len(rows), int), rows.copy()
    for _ in range(len(network.nodes) + 1):
        goes_on = network.routes[step][at] >= 0
        steps += goes_on
        at = np.where(goes_on, network.routes[step][at], at)
    return steps, at


def assert_usable(network, step, edge):
    """Every next hop of a live node is alive, in range and on its list, and the edge is the one between the two."""
    alive = network.nodes["alive"].astype(bool)
    senders = np.flatnonzero((network.routes[step] >= 0) & alive & (network.nodes["station"] == 0))
    nexts, used = network.routes[step][senders], network.routes[edge][senders]
    assert np.array_equal(network.links["source"][used], nexts)
    assert np.array_equal(network.links["target"][used], senders)
    assert network.links["near"][used].all(), "in range"
    assert alive[nexts].all(), "alive"
    assert network.belief["trusted"][used].all(), "on the sender's trusted list"
    return senders


def assert_routes(network):
    """All next hops are usable, and whoever follows them comes to a station, or to a head, and never in a circle."""
    routes, stations = network.routes, network.nodes["station"] == 1
    senders = assert_usable(network, "uplink", "uplink_edge")
    assert len(senders)
    steps, ends = follow(network, "uplink", senders)
    assert stations[ends].all()
    assert np.array_equal(steps, routes["level"][senders]), "level is hops to the station"
    alive = network.nodes["alive"] == 1
    assert np.array_equal((routes["level"] >= 0) & alive, (hops_by_hand(network) >= 0) & alive), "whoever can has one"
    members = assert_usable(network, "parent", "parent_edge")
    steps, ends = follow(network, "parent", members)
    assert routes["head"][ends].all()
    assert np.array_equal(ends, routes["cluster"][members])
    assert np.array_equal(steps, routes["depth"][members]), "depth is hops to the head"
    assert_usable(network, "alternate", "alternate_edge")


@pytest.mark.parametrize("routers", [(), ROUTERS], ids=["no routers", "routers"])
@pytest.mark.parametrize("seed", [1, 2])
def test_routes_lead_over_trusted_live_neighbours_in_range_to_a_station(protocol, seed, routers):
    attacked = s3(seed, "blackhole:count=20,start=2")
    scenarios = (attacked, several_stations(protocol, seed, mobility=Mobility(step_m=3.0)))
    for scenario in scenarios:
        network = start(scenario_of(protocol, scenario.replace(nodes=(*scenario.nodes, *routers)))).network
        for round_ in range(1, 46):
            if round_ % 9 == 0:
                network.nodes["alive"][3:60:9] = 0
            if round_ % 9 == 4:
                network.nodes["alive"][:100] = 1
            network.begin_round()
            assert_routes(network)
            network.run_round()
        if scenario.trust.enabled:
            assert (network.belief["trusted"] == 0).sum() > 20, "or the test shows nothing"


def test_routers_neither_head_nor_make_readings(protocol):
    network = after(scenario_of(protocol, s3(4).replace(nodes=(*s3(4).nodes, *ROUTERS))), 25).network
    routers = np.flatnonzero((network.nodes["sensor"] == 0) & (network.nodes["station"] == 0))
    assert len(routers) == len(ROUTERS)
    assert not network.routes["times_head"][routers].any()
    assert not network.nodes["generated"][routers].any()


def test_nearest_station_is_used_in_one_hop(protocol):
    scenario = world(some_nodes(40, 4), ((0, 0), (100, 100), (100, 0)), radio=quiet(range_m=None))
    network = start(scenario_of(protocol, scenario)).network
    network.begin_round()
    x, y = network.nodes["x"], network.nodes["y"]
    rows = np.flatnonzero((network.routes["uplink"] >= 40) & (network.routes["parent"] < 0) & (x < 1000))[:40]
    away = np.hypot(x[rows, None] - x[40:], y[rows, None] - y[40:])
    assert len(rows)
    assert np.array_equal(network.routes["uplink"][rows], 40 + away.argmin(1))


@pytest.mark.parametrize("range_m", [25.0, None])
def test_books_balance_at_every_hop_and_stepping_changes_nothing(protocol, range_m):
    radio = quiet(range_m=range_m, link_loss=0.1, control_bits=200, ack_bits=88)
    scenario = world(some_nodes(40, 8), ((50, 50),), radio=radio, trust=Trust(enabled=range_m is not None))
    scenario = scenario_of(protocol, s3(2, "greyhole:count=9", "damage:count=9") if range_m else scenario)
    whole, stepped = start(scenario).network, start(scenario, logging=True).network
    for _ in range(6):
        row = whole.run_round()
        stepped.begin_round()
        assert_books_balance(stepped)
        while not stepped.run_waves(1):
            assert_books_balance(stepped)
        assert np.array_equal(row, stepped.finish_round(), equal_nan=True)
        nodes = stepped.nodes
        assert np.array_equal(nodes["generated"], nodes["delivered"] + nodes["lost"])


@pytest.mark.parametrize("other", PROTOCOLS, ids=lambda p: p.name)
def test_gives_way_to_any_other_protocol_mid_run(protocol, other):
    parts = after(scenario_of(protocol, s3(3, "blackhole:count=9")), 6)
    parts = recompose(parts, scenario_of(other, parts.scenario), STRATEGIES)
    for _ in range(4):
        parts.network.begin_round()
        assert_routes(parts.network)
        parts.network.run_round()
        assert_books_balance(parts.network)
    assert parts.network.routing.name == other.name


def test_whoever_has_no_station_in_reach_is_marked_unreachable(protocol):
    scenario = scenario_of(protocol, world([(10, 0), (30, 0), (150, 150)], radio=quiet(range_m=25.0)))
    network = start(scenario).network
    network.run_round()
    assert network.routes["reachable"].tolist() == [1, 1, 0, 1]
    assert network.routes["uplink"].tolist() == [3, 0, -1, -1]
