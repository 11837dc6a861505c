"""What every registered routing protocol must keep to, whoever wrote it."""

import pickle

import numpy as np
import pytest

from engine.network.kernels.columns import CURSOR_ROUND, DELIVERED
from engine.network.strategies import Params, RoutingStrategy
from engine.scenario.model import Mobility, Routing, Trust
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

ALLOWED = {"energy", "spent", "alive"}
"""Columns of the nodes that set-up changes through the price of control traffic."""


def scenario_of(protocol, scenario):
    return scenario.replace(routing=Routing(protocol=protocol.name))


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
    assert network.routing_params == protocol.params_type()
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


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_routes_lead_over_trusted_live_neighbours_in_range_to_the_nearest_station(protocol, seed):
    scenarios = (
        s3(seed, "blackhole:count=20,start=2"),
        several_stations(protocol, seed, mobility=Mobility(step_m=3.0)),
    )
    for scenario in scenarios:
        network = after(scenario_of(protocol, scenario), 45).network
        network.nodes["alive"][3:60:9] = 0
        network.begin_round()
        routes, links = network.routes, network.links
        alive = network.nodes["alive"].astype(bool)
        sensor = network.nodes["station"] == 0
        assert np.array_equal(routes["level"], hops_by_hand(network))
        for step, edge, depth in (("uplink", "uplink_edge", "level"), ("parent", "parent_edge", "depth")):
            senders = np.flatnonzero((routes[step] >= 0) & alive & sensor)
            assert len(senders) or step == "parent"
            nexts, used = routes[step][senders], routes[edge][senders]
            assert np.array_equal(links["source"][used], nexts)
            assert np.array_equal(links["target"][used], senders)
            assert links["near"][used].all(), "in range"
            assert alive[nexts].all(), "alive"
            assert network.belief["trusted"][used].all(), "on the sender's trusted list"
            assert (routes[depth][nexts] == routes[depth][senders] - 1).all(), "closer by one: no loops"
        if scenario.trust.enabled:
            assert (network.belief["trusted"] == 0).sum() > 20, "or the test shows nothing"


def test_whoever_has_no_station_in_reach_is_marked_unreachable(protocol):
    scenario = scenario_of(protocol, world([(10, 0), (30, 0), (150, 150)], radio=quiet(range_m=25.0)))
    network = start(scenario).network
    network.run_round()
    assert network.routes["reachable"].tolist() == [1, 1, 0, 1]
    assert network.routes["uplink"].tolist() == [3, 0, -1, -1]
