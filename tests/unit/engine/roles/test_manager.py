"""A network is founded with every role held, by who suits it or whom the document names."""

from __future__ import annotations

import numpy as np
import pytest

from engine.readmodel.codes import Duty, NetworkState, NodeState
from engine.runtime.picture import snapshot
from engine.scenario.model import Routing
from engine.scenario.organisation import Roles
from tests.worlds import s3, start, world

ROLES = Roles(enabled=True, keepers=2, processors=1, detectors=1)


def _organisation(parts):
    return snapshot(parts, run_id="r", seq=1).organisation


def _count(parts, duty):
    return int(np.count_nonzero(parts.network.duties["roles"] & int(duty)))


def test_without_roles_there_is_no_organisation():
    parts = start(s3(1))
    assert parts.roles is None
    assert _organisation(parts) is None
    assert not parts.network.duties["roles"].any()


def test_each_role_is_held_from_the_start_and_all_collect():
    parts = start(s3(1, roles=ROLES))
    counts = [_count(parts, d) for d in (Duty.CONTROLLER, Duty.PROCESSOR, Duty.KEEPER, Duty.DETECTOR)]
    assert counts == [1, 1, 2, 1]
    assert _count(parts, Duty.COLLECTOR) == 100
    shown = _organisation(parts)
    assert shown.state == NetworkState.S0
    assert shown.agreed == 1.0
    assert len({row.id for row in shown.table}) == 5, "functions are spread over nodes while there are enough"


def test_the_document_names_holders():
    scenario = s3(1, roles=ROLES)
    nodes = tuple(
        n.model_copy(update={"roles": ("controller",) if n.id == 7 else ("keeper",) if n.id in (8, 9, 10) else ()})
        for n in scenario.nodes
    )
    parts = start(scenario.replace(nodes=nodes))
    assert parts.roles.society.main.controller == 7
    assert set(parts.roles.society.table().holders(Duty.KEEPER).tolist()) == {8, 9, 10}


def test_readings_that_nobody_needs_are_not_collected():
    parts = start(s3(1, roles=Roles(enabled=True, unneeded=(3,))))
    assert parts.roles.society.table().roles_of(np.array([3, 4])).tolist() == [0, Duty.COLLECTOR]


def test_one_node_holds_all_in_a_centralised_network():
    parts = start(s3(1, roles=Roles(enabled=True, decentralised=False)))
    (row,) = _organisation(parts).table
    assert row.roles == Duty.COLLECTOR | Duty.KEEPER | Duty.PROCESSOR | Duty.CONTROLLER


@pytest.mark.parametrize(
    ("wanted", "given", "decentralised", "holders"),
    [(0, 0, True, 0), (0, 2, True, 2), (0, 0, False, 0), (0, 1, False, 1), (1, 0, False, 1)],
)
def test_either_processors_take_readings_in_or_base_stations(wanted, given, decentralised, holders):
    scenario = s3(1, roles=Roles(enabled=True, processors=wanted, decentralised=decentralised))
    nodes = tuple(n.model_copy(update={"roles": ("processor",)}) if n.id <= given else n for n in scenario.nodes)
    network = start(scenario.replace(nodes=nodes, routing=Routing(protocol="roles"))).network
    network.run_round()
    stations = network.nodes["station"] == 1
    assert np.count_nonzero(network.duties["roles"] & int(Duty.PROCESSOR)) == holders
    assert network.nodes["sink"][~stations].sum() == holders
    assert network.nodes["sink"][stations].all() == (holders == 0)


def test_a_lone_node_holds_every_role():
    parts = start(world([(5.0, 5.0)], roles=Roles(enabled=True)))
    assert parts.network.duties["roles"][0] == Duty.COLLECTOR | Duty.KEEPER | Duty.PROCESSOR | Duty.CONTROLLER
    assert parts.network.duties["state"][0] == NodeState.CONTROL


def test_the_first_round_leads_to_normal_functioning():
    parts = start(s3(1, roles=ROLES))
    parts.network.run_round()
    assert _organisation(parts).state == NetworkState.S1


def test_without_a_radio_range_the_first_roles_stay():
    scenario = s3(1, roles=ROLES)
    parts = start(scenario.replace(radio=scenario.radio.model_copy(update={"range_m": None})))
    before = parts.network.duties["roles"].copy()
    for _ in range(15):
        parts.network.run_round()
    assert _organisation(parts).state == NetworkState.S1
    assert np.array_equal(parts.network.duties["roles"], before)
