"""Templates of paper S2: connected, as the figures show them, from the seed alone."""

import numpy as np
import pytest

from engine.readmodel.services import SERVICES
from engine.scenario.hardware import PROFILES
from engine.scenario.templates import template
from engine.scenario.templates_bench import FLOOD_LASTS, FLOOD_STARTS
from engine.scenario.templates_s2 import GATEWAYS, JOINING
from engine.scenario.validate import check

ALL = (
    "crisis",
    "smart-city",
    "smart-city-attacked",
    "s2-bench",
    "roles-tour",
    "role-flood",
    "s2-detector",
    "patients",
    "landslide",
    "infrastructure",
)
SEEDS = range(1, 9)


def _links(scenario):
    places = np.array([(n.x, n.y) for n in scenario.nodes])
    near = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1)) <= scenario.radio.range_m
    np.fill_diagonal(near, 0)
    return near


def _connected(near, inside):
    reached = np.zeros(len(near), bool)
    reached[np.flatnonzero(inside)[0]] = True
    for _ in range(len(near)):
        reached |= near[reached].any(0) & inside
    return reached[inside].all()


@pytest.mark.parametrize("name", ALL)
def test_connected_with_and_without_those_who_come_later(name):
    for seed in SEEDS:
        s = template(name, seed)
        foreign = {i for a in s.attacks if a.origin == "outsider" for i in a.nodes}
        late = {i.node for i in s.incidents if i.kind == "join"} | foreign
        near = _links(s)
        assert _connected(near, np.ones(len(near), bool)), seed
        assert _connected(near, np.array([n.id not in late for n in s.nodes])), seed


@pytest.mark.parametrize("name", ALL)
def test_from_the_seed_alone_and_without_errors(name):
    assert template(name, 4) == template(name, 4)
    assert template(name, 4).nodes != template(name, 5).nodes
    s = template(name)
    assert (s.roles.enabled, s.routing.protocol, s.energy.model) == (True, "roles", "datasheet")
    assert not [p for p in check(s) if p.severity == "error"]
    assert s.attacks or check(s) == ()
    for node in s.nodes:
        assert not node.service or node.service in SERVICES
        assert node.profile in PROFILES


def test_crisis_has_all_emergency_services_and_drones():
    shown = {n.service for n in template("crisis").nodes}
    assert shown == {s.name for s in SERVICES.values() if s.kind == "service"} | {"drone"}


@pytest.mark.parametrize("name", ["smart-city", "roles-tour"])
def test_exactly_two_nodes_join_the_two_subnets(name):
    for seed in SEEDS:
        s = template(name, seed)
        subnet = np.array([n.subnet for n in s.nodes])
        assert sorted(set(subnet)) == ["east", "west"]
        across = (_links(s) & (subnet[:, None] != subnet[None])).any(0)
        assert tuple(n.id for n, a in zip(s.nodes, across, strict=True) if a) == GATEWAYS
        assert {n.motion for n in s.nodes} == {"fixed", "carried", "vehicle"}
        assert all(s.node_by_id[i].motion == "carried" for i in JOINING)


def test_attacks_of_fig_4b_are_two_new_nodes_and_one_taken_over():
    s, quiet = template("smart-city-attacked", 3), template("smart-city", 3)
    wormhole, sinkhole = s.attacks
    assert [wormhole.type, sinkhole.type] == ["wormhole", "sinkhole"]
    assert [wormhole.origin, sinkhole.origin] == ["outsider", "insider"]
    assert {a.variation for a in s.attacks} == {"exploiting"}
    assert s.nodes[: len(quiet.nodes)] == quiet.nodes
    assert wormhole.nodes == tuple(n.id for n in s.nodes[len(quiet.nodes) :])
    assert {s.node_by_id[i].subnet for i in wormhole.nodes} == {"west", "east"}


def test_the_replay_of_fig_8_names_its_four_steps():
    s = template("s2-bench")
    assert [step.title[:3] for step in s.steps] == ["(a)", "(b)", "(c)", "(d)"]
    assert [step.at for step in s.steps] == sorted(step.at for step in s.steps)
    assert {i.kind for i in s.incidents} == {"join", "drain", "fill"}
    (keeper,) = (n.id for n in s.nodes if "keeper" in n.roles)
    assert {i.node for i in s.incidents if i.kind != "join"} == {keeper}
    assert {n.profile for n in s.nodes} == {"xbee-s2"}


def test_the_flood_attacks_for_20_of_60_minutes():
    s = template("role-flood")
    assert s.round_s == 1
    assert [(a.start, a.duration) for a in s.attacks] == [(start, FLOOD_LASTS) for start in FLOOD_STARTS]
    assert sum(a.duration for a in s.attacks) == 20 * 60
    assert all(a.start + a.duration <= b.start for a, b in zip(s.attacks, s.attacks[1:], strict=False))
    assert s.attacks[-1].start + s.attacks[-1].duration <= 3600


def test_infrastructure_has_four_systems_that_only_joints_connect():
    for seed in SEEDS:
        s = template("infrastructure", seed)
        subnet = np.array([n.subnet for n in s.nodes])
        across = (_links(s) & (subnet[:, None] != subnet[None])).any(0)
        assert all(n.name.startswith("Joint") for n, a in zip(s.nodes, across, strict=True) if a)
        assert sorted(set(subnet)) == sorted(x.name for x in SERVICES.values() if x.kind == "asset")
