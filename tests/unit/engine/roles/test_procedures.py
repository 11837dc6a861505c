"""Joining, redistribution, leaving, and the loss of the controller, as messages over the network."""

from __future__ import annotations

import numpy as np
import pytest

from engine.network.kernels.columns import DELIVERED, JOINED, LEFT, REDISTRIBUTED
from engine.readmodel.codes import Duty, EnergyCause, Membership, NetworkState, Rec, ServiceStatus
from engine.runtime.compose import recompose
from engine.scenario.model import Mobility, Node, Radio, Routing
from engine.scenario.organisation import Hardening, Incident, Roles
from tests.worlds import STRATEGIES, s3, start

_S = NetworkState
JOIN_PATH = [_S.S0, _S.S1, _S.SS2, _S.SS3, _S.SS4, _S.SS5, _S.SS4, _S.SS6, _S.S1]
REDISTRIBUTION_PATH = [
    *(_S.S1, _S.SD2, _S.SD3, _S.SD4, _S.SD3),
    *(_S.SD5, _S.SD3, _S.SD6, _S.SD3, _S.SD7, _S.S1),
]


def still(*incidents, seed=1, loss=0.0, hardening=None, **roles):
    """A network that stands still, with what is to happen to it."""
    return s3(
        seed,
        roles=Roles(enabled=True, **roles),
        incidents=incidents,
        hardening=hardening or Hardening(),
        mobility=Mobility(enabled=False),
        routing=Routing(protocol="roles"),
        radio=Radio(range_m=45.0, link_loss=loss),
    )


def incident(kind, at, **more):
    return Incident(id=f"{kind}-{at}-{more.get('node', '')}", kind=kind, at=at, **more)


def records(parts, rounds, *kinds):
    out = []
    for _ in range(rounds):
        parts.network.run_round()
        taken = parts.network.take_records()
        out.append(taken[np.isin(taken["kind"], [int(k) for k in kinds])])
    return np.concatenate(out)


def path(parts, rounds):
    """States in the order in which the network was in them."""
    moves = records(parts, rounds, Rec.STATE)["c"]
    return [_S.S0, *(_S(int(c) & 15) for c in moves)]


def row(parts, node):
    return int(np.flatnonzero(parts.network.nodes["id"] == node)[0])


def test_a_newcomer_goes_through_all_states_of_joining_and_then_roles_are_redistributed():
    parts = start(still(incident("join", 3, node=100)))
    walked = path(parts, 40)
    assert walked[: len(JOIN_PATH)] == JOIN_PATH
    assert walked[len(JOIN_PATH) - 1 :] == REDISTRIBUTION_PATH
    duties = parts.network.duties[row(parts, 100)]
    assert duties["member"] == Membership.MEMBER
    assert duties["roles"] == Duty.COLLECTOR
    assert parts.network.books.counts[JOINED] == 1
    assert parts.roles.running.agreed(parts.network) == 1.0


def test_a_newcomer_makes_no_reading_before_it_is_a_member():
    parts = start(still(incident("join", 3, node=100)))
    for _ in range(30):
        parts.network.run_round()
        joined = parts.network.duties["joined"][row(parts, 100)]
        assert (parts.network.nodes["generated"][row(parts, 100)] > 0) == (joined > 0)
    assert joined > 3


def test_pace_takes_several_transitions_in_a_round():
    slow, fast = start(still(incident("join", 3, node=100))), start(still(incident("join", 3, node=100), pace=32))
    assert path(slow, 40) == path(fast, 40)
    assert slow.network.duties["joined"][row(slow, 100)] > fast.network.duties["joined"][row(fast, 100)] == 3


def test_several_newcomers_queue():
    parts = start(still(*(incident("join", 3, node=n) for n in (97, 98, 99, 100))))
    walked = path(parts, 60)
    assert walked.count(_S.SS2) == 4
    assert parts.network.books.counts[JOINED] == 4
    assert walked.count(_S.SD2) == 1, "one redistribution for all"


def test_messages_cost_energy_and_are_counted():
    quiet, busy = start(still()), start(still(incident("join", 3, node=100)))
    for parts in (quiet, busy):
        for _ in range(30):
            parts.network.run_round()
    spent = [p.network.nodes["spent"][:, EnergyCause.SERVICE].sum() for p in (quiet, busy)]
    assert 0 < spent[0] < spent[1]


def test_a_drained_keeper_hands_its_role_over():
    parts = start(still(incident("drain", 5, role="keeper", to=0.1)))
    before = set(parts.roles.running.table().holders(Duty.KEEPER).tolist())
    walked = path(parts, 25)
    assert walked[1:] == REDISTRIBUTION_PATH
    after = set(parts.roles.running.table().holders(Duty.KEEPER).tolist())
    assert len(after) == 2
    assert len(before & after) == 1
    gone = row(parts, (before - after).pop())
    assert parts.network.duties["roles"][gone] == Duty.COLLECTOR
    assert parts.network.books.counts[REDISTRIBUTED] == 1


@pytest.mark.parametrize("role", ["controller", "processor"])
def test_a_drained_holder_is_relieved_whatever_its_role(role):
    parts = start(still(incident("drain", 5, role=role, to=0.1)))
    before = parts.roles.running.table().holders(Duty[role.upper()]).tolist()
    path(parts, 30)
    society = parts.roles.running
    after = society.table().holders(Duty[role.upper()]).tolist()
    assert len(after) == 1
    assert after != before
    assert society.agreed(parts.network) == 1.0
    assert society.main.controller == society.table().holders(Duty.CONTROLLER)[0]


def test_a_leaving_node_tells_and_tables_are_equal_afterwards():
    parts = start(still(incident("leave", 5, node=20)))
    leaves = records(parts, 25, Rec.LEAVE)
    assert [(int(r["a"]), int(r["c"])) for r in leaves] == [(20, ServiceStatus.COMPLETED)]
    assert parts.network.books.counts[LEFT] == 1
    assert 20 not in parts.roles.running.table().ids
    assert parts.roles.running.agreed(parts.network) == 1.0


def test_a_lost_node_is_missed():
    parts = start(still(incident("kill", 5, role="keeper")))
    leaves = records(parts, 40, Rec.LEAVE)
    assert [int(r["c"]) for r in leaves] == [ServiceStatus.TIMED_OUT]
    assert len(parts.roles.running.table().holders(Duty.KEEPER)) == 2


def test_a_lost_controller_is_replaced_by_election():
    parts = start(still(incident("kill", 5, role="controller")))
    lost = parts.roles.running.main.controller
    taken = records(parts, 15, Rec.CONTROLLER_LOST, Rec.ELECTED, Rec.STATE)
    assert [Rec(int(k)) for k in taken["kind"] if k != Rec.STATE] == [Rec.CONTROLLER_LOST, Rec.ELECTED]
    assert parts.network.duties["member"][row(parts, lost)] == Membership.LEFT
    assert parts.roles.running.main.controller != lost
    assert parts.roles.running.machine.state == NetworkState.S1
    assert parts.network.duties["roles"][row(parts, parts.roles.running.main.controller)] & Duty.CONTROLLER


def test_the_elected_controller_is_the_best_suited():
    parts = start(still(incident("kill", 5, role="controller")))
    elected = records(parts, 15, Rec.ELECTED)
    score = parts.roles.running.score[Duty.CONTROLLER]
    ids = parts.network.nodes["id"]
    alive = parts.network.nodes["alive"] == 1
    assert score[ids == elected["a"][0]][0] >= np.quantile(score[alive], 0.9)


def test_nobody_takes_over_in_a_centralised_network():
    parts = start(still(incident("kill", 5, role="controller"), decentralised=False))
    taken = records(parts, 40, Rec.ELECTED, Rec.CONTROLLER_LOST)
    assert taken["kind"].tolist() == [Rec.CONTROLLER_LOST]
    assert parts.roles.running.machine.state == NetworkState.S0
    assert not (parts.network.nodes["sink"] & parts.network.nodes["alive"])[:100].any()


def test_joins_are_limited():
    limits = Hardening(limit_joins=True, joins=1, joins_per=60)
    parts = start(still(*(incident("join", 3, node=n) for n in (98, 99, 100)), hardening=limits))
    joins = records(parts, 50, Rec.JOIN)
    assert np.count_nonzero(joins["c"] == ServiceStatus.COMPLETED) == 1
    assert np.count_nonzero(joins["c"] == ServiceStatus.REFUSED) >= 2
    assert parts.roles.admission.refusals["limit_joins"] >= 2


def test_who_cannot_prove_itself_stays_outside():
    scenario = still(incident("join", 3, node=100), hardening=Hardening(authentication=True))
    nodes = tuple(n.model_copy(update={"authenticated": n.id != 100}) for n in scenario.nodes)
    parts = start(scenario.replace(nodes=nodes))
    joins = records(parts, 30, Rec.JOIN)
    assert joins["c"].tolist() == [ServiceStatus.INITIATED, ServiceStatus.REFUSED]
    assert parts.network.duties["member"][row(parts, 100)] == Membership.REFUSED


def test_redistributions_are_limited():
    drained = [incident("drain", 5 + 20 * k, role="keeper", to=0.1) for k in range(3)]
    limits = Hardening(limit_reassignments=True, reassignments=1, reassignments_per=1000)
    parts = start(still(*drained, hardening=limits))
    taken = records(parts, 80, Rec.REDISTRIBUTION)
    asked = taken[taken["a"] != parts.roles.running.main.controller]
    assert np.count_nonzero(asked["c"] == ServiceStatus.COMPLETED) == 1
    assert (
        np.count_nonzero(asked["c"] == ServiceStatus.REFUSED) == parts.roles.admission.refusals["limit_reassignments"]
    )
    assert parts.roles.admission.refusals["limit_reassignments"] >= 1


def test_lost_messages_are_made_up_for():
    parts = start(still(incident("join", 3, node=100), incident("drain", 30, role="keeper", to=0.1), loss=0.1))
    for _ in range(80):
        parts.network.run_round()
    assert parts.roles.running.agreed(parts.network) > 0.95


def test_a_newcomer_that_surpasses_a_holder_gets_its_role():
    scenario = still(incident("join", 3, node=100))
    strong = tuple(n.model_copy(update={"profile": "xbee-s2"}) if n.id == 100 else n for n in scenario.nodes)
    parts = start(scenario.replace(nodes=strong))
    taken = records(parts, 40, Rec.ROLE_GIVEN, Rec.STATE)
    given = {int(r["c"]) for r in taken[(taken["kind"] == Rec.ROLE_GIVEN) & (taken["a"] == 100)]}
    assert given & {Duty.KEEPER, Duty.PROCESSOR}
    assert int(parts.network.duties["roles"][row(parts, 100)]) & ~int(Duty.COLLECTOR)


def test_a_role_changes_without_a_restart():
    parts = start(still(incident("drain", 5, role="keeper", to=0.1)))
    before = set(parts.roles.running.table().holders(Duty.KEEPER).tolist())
    path(parts, 25)
    new = (set(parts.roles.running.table().holders(Duty.KEEPER).tolist()) - before).pop()
    assert parts.network.duties["uptime"][row(parts, new)] == parts.network.round


def test_readings_that_nobody_needs_any_more_are_not_taken():
    parts = start(still())
    parts.network.run_round()
    idle = parts.scenario.replace(roles=parts.scenario.roles.model_copy(update={"unneeded": (7,)}))
    parts = recompose(parts, idle, STRATEGIES)
    taken = records(parts, 20, Rec.ROLE_TAKEN)
    assert [(int(r["a"]), int(r["c"])) for r in taken] == [(7, Duty.COLLECTOR)]
    made = parts.network.nodes["generated"][row(parts, 7)]
    parts.network.run_round()
    assert parts.network.nodes["generated"][row(parts, 7)] == made


def test_an_edit_that_adds_a_node_lets_it_join():
    parts = start(still())
    assert path(parts, 3) == [_S.S0, _S.S1]
    more = parts.scenario.replace(nodes=(*parts.scenario.nodes, Node(id=500, x=100.0, y=100.0)))
    parts = recompose(parts, more, STRATEGIES)
    assert parts.network.duties["member"][row(parts, 500)] == Membership.JOINING
    assert path(parts, 30)[1 : len(JOIN_PATH) - 1] == JOIN_PATH[2:]
    assert 500 in parts.roles.running.table().ids


def test_an_edit_in_the_middle_of_a_procedure_lets_it_go_on():
    parts = start(still(incident("join", 3, node=100)))
    walked = []
    for k in range(30):
        walked += path(parts, 1)[1:]
        moved = tuple(n.model_copy(update={"x": n.x + 0.01}) if n.id == 50 else n for n in parts.scenario.nodes)
        parts = recompose(parts, parts.scenario.replace(nodes=moved, name=str(k)), STRATEGIES)
    assert [_S.S0, *walked] == [*JOIN_PATH, *REDISTRIBUTION_PATH[1:]]


def test_a_controller_that_leaves_says_so_and_is_replaced_at_once():
    parts = start(still(incident("leave", 5, role="controller")))
    old = parts.roles.running.main.controller
    taken = records(parts, 9, Rec.LEAVE, Rec.CONTROLLER_LOST, Rec.ELECTED)
    kinds = [Rec(int(k)) for k in taken["kind"]]
    assert kinds == [Rec.LEAVE, Rec.CONTROLLER_LOST, Rec.ELECTED]
    assert taken["round"].tolist() == [5, 5, 6]
    assert taken["a"][0] == old != taken["a"][2]
    assert parts.roles.running.machine.state == NetworkState.S1


def test_a_centralised_network_works_again_when_its_control_node_is_mended():
    parts = start(
        still(incident("kill", 5, role="controller"), incident("mend", 30, role="controller"), decentralised=False)
    )
    node = parts.roles.running.main.controller
    scenario = parts.scenario.replace(
        incidents=(incident("kill", 5, node=node), incident("mend", 30, node=node)),
    )
    parts = start(scenario)
    walked = path(parts, 45)
    assert walked == [_S.S0, _S.S1, _S.S0, _S.S1]
    before = parts.network.books.counts[DELIVERED]
    parts.network.run_round()
    assert parts.network.books.counts[DELIVERED] > before


def test_a_refused_node_may_try_again_when_the_document_lets_it():
    scenario = still(incident("join", 3, node=100), hardening=Hardening(authentication=True))
    nodes = tuple(n.model_copy(update={"authenticated": n.id != 100}) for n in scenario.nodes)
    parts = start(scenario.replace(nodes=nodes))
    path(parts, 30)
    assert parts.network.duties["member"][row(parts, 100)] == Membership.REFUSED
    parts = recompose(parts, scenario, STRATEGIES)
    path(parts, 40)
    assert parts.network.duties["member"][row(parts, 100)] == Membership.MEMBER


@pytest.mark.parametrize("rounds", [1, 2, 3])
def test_who_is_carried_out_of_reach_while_it_joins_is_not_taken_up(rounds):
    parts = start(still(heartbeat_every=40))
    path(parts, 3)
    more = parts.scenario.replace(nodes=(*parts.scenario.nodes, Node(id=500, x=100.0, y=100.0)))
    parts = recompose(parts, more, STRATEGIES)
    assert path(parts, rounds)[-1] in (_S.SS2, _S.SS3, _S.SS4)
    far = tuple(n.model_copy(update={"x": 5000.0}) if n.id == 500 else n for n in parts.scenario.nodes)
    parts = recompose(parts, parts.scenario.replace(nodes=far), STRATEGIES)
    joins = records(parts, 20, Rec.JOIN)
    assert [(int(r["a"]), int(r["c"])) for r in joins] == [(500, ServiceStatus.TIMED_OUT)]
    assert 500 not in parts.roles.running.table().ids
