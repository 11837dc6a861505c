"""Routers relay and do nothing else: sense nothing, head nothing, stay put, and count for no lifetime."""

import numpy as np
import pytest

from engine import api
from engine.api import parse_attack
from engine.readmodel.codes import Role, Vertex
from engine.runtime.compose import recompose
from engine.runtime.picture import node_detail, snapshot
from engine.runtime.summary import summarise
from engine.scenario.model import Energy, Mobility, Node, Station
from tests.worlds import STRATEGIES, after, assert_books_balance, heads, quiet, rows_of, start, world

ROUTER, SENSOR = 50, 1


def relayed(**router):
    """A sensor that reaches the station over a router only."""
    line = world([(40, 0)], radio=quiet(range_m=25.0, control_bits=200), routing=heads(1.0))
    return line.replace(nodes=(*line.nodes, Node(id=ROUTER, x=20.0, y=0.0, kind="router", **router)))


def row(network, node):
    return int(np.flatnonzero(network.nodes["id"] == node)[0])


def test_router_passes_on_and_makes_nothing_of_its_own():
    network = after(relayed(), 5).network
    router = network.nodes[row(network, ROUTER)]
    assert network.nodes["generated"].tolist() == [5, 0, 0]
    assert network.nodes["delivered"].tolist() == [5, 0, 0]
    assert router["forwarded"] == 5
    assert network.routes["times_head"].tolist() == [5, 0, 0]
    assert np.isnan(router["reading"])


def test_router_on_the_mains_spends_nothing_and_the_books_balance():
    network = after(relayed(), 5).network
    router = network.nodes[row(network, ROUTER)]
    assert (router["initial"], router["spent"].sum()) == (0.0, 0.0)
    assert_books_balance(network)


def test_router_with_a_battery_pays_and_dies():
    network = start(relayed(energy_j=0.002)).network
    rows_of(network, 12)
    router = network.nodes[row(network, ROUTER)]
    assert not router["alive"]
    assert router["spent"].sum() == pytest.approx(0.002)
    assert_books_balance(network)


def test_routers_stay_where_they_are():
    network = after(relayed().replace(mobility=Mobility(step_m=2.0)), 10).network
    at = row(network, ROUTER)
    assert (network.nodes["x"][at], network.nodes["y"][at]) == (20.0, 0.0)
    assert network.nodes["x"][row(network, SENSOR)] != 40.0


def test_run_ends_when_the_sensors_are_dead_and_lifetimes_count_them_alone():
    scenario = relayed().replace(energy=Energy(initial_j=0.003))
    result = api.run(scenario, 200)
    assert 0 < result.summary["lnd"] == result.summary["rounds"] < 200
    assert (result.summary["nodes"], result.summary["routers"], result.summary["alive"]) == (1, 1, 0)


def test_pictures_tell_routers_from_sensors():
    parts = after(relayed(), 2)
    picture = snapshot(parts, run_id="r", seq=1)
    assert picture.vertex.tolist() == [Vertex.SENSOR, Vertex.ROUTER, Vertex.STATION]
    assert picture.role.tolist() == [Role.HEAD, Role.ROUTER, Role.STATION]
    assert picture.energy[1] == 1.0
    detail = node_detail(parts, ROUTER)
    assert (detail.role, detail.residual_j, detail.reading) == ("router", np.inf, None)
    assert summarise(parts, rows_of(parts.network, 1), {})["energy"]["initial_j"] == 2.0


def test_random_attackers_are_sensors_but_a_router_can_be_named():
    scenario = relayed()
    everybody = after(parse_attack("blackhole:count=1", scenario), 3).network
    assert everybody.behaviour["attacker"].tolist() == [1, 0, 0]
    network = after(parse_attack(f"blackhole:nodes={ROUTER}", scenario), 3).network
    assert network.nodes["swallowed"][row(network, ROUTER)] == 3
    assert network.nodes["delivered"].sum() == 0


def test_sensor_turned_router_mid_run_and_back():
    parts = after(relayed(), 3)
    scenario = parts.scenario
    sensor = scenario.node_by_id[SENSOR]
    as_router = scenario.replace(nodes=(sensor.model_copy(update={"kind": "router"}), scenario.nodes[1]))
    parts = recompose(parts, as_router, STRATEGIES)
    generated = rows_of(parts.network, 3)[:, 5]
    assert not generated.any()
    assert_books_balance(parts.network)
    parts = recompose(parts, scenario, STRATEGIES)
    rows_of(parts.network, 3)
    assert parts.network.nodes["initial"][row(parts.network, SENSOR)] == 2.0
    assert_books_balance(parts.network)


def test_station_among_routers_is_still_the_only_end():
    scenario = relayed()
    lonely = scenario.replace(stations=(Station(id=101, x=500.0, y=0.0),))
    network = after(lonely, 2).network
    assert network.nodes["delivered"].sum() == 0
    assert network.routes["uplink"].tolist() == [-1, -1, -1]
