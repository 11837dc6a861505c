"""Attacks that use roles and joining: what each does, against the same network without it (S2-47 to S2-53)."""

from functools import cache

import numpy as np
import pytest

from engine.readmodel.codes import Duty, FloodStep, Membership, NetworkState, Rec, ServiceStatus
from engine.readmodel.metrics import COLUMN
from engine.runtime.picture import snapshot
from engine.scenario.model import Attack, Radio, Routing
from engine.scenario.organisation import Hardening, Roles
from tests.worlds import assert_books_balance, column, rows_of, some_nodes, start, world

START, ROUNDS = 10, 80
BIG = int(Duty.KEEPER | Duty.PROCESSOR)


def organised(*attacks, hardening=None, pace=4, **changes):
    """60 nodes in multi-hop reach of one another, two keepers, one processor."""
    return world(
        some_nodes(60, 2, 150.0),
        ((75.0, 75.0),),
        radio=Radio(range_m=35.0),
        roles=Roles(enabled=True, keepers=2, processors=1, pace=pace),
        routing=Routing(protocol="roles"),
        attacks=attacks,
        hardening=Hardening(**(hardening or {})),
        **changes,
    )


def exploiting(kind, *nodes, origin="insider", begin=START, duration=None, **params):
    where = {"nodes": nodes or (5,), "origin": origin, "duration": duration}
    return Attack(id=kind, type=kind, start=begin, variation="exploiting", params=params, **where)


class Run:
    """A network run for so many rounds, and what is to be read off it."""

    def __init__(self, *attacks, rounds=ROUNDS, **world_):
        self.parts = start(organised(*attacks, **world_))
        self.network = self.parts.network
        self.rows = rows_of(self.network, rounds)
        self.records = self.network.take_records()
        self.society = self.parts.roles.running
        assert_books_balance(self.network)

    def sum(self, name, first=1):
        return float(column(self.rows[first - 1 :], name).sum())

    def row(self, node):
        return int(np.flatnonzero(self.network.nodes["id"] == node)[0])

    def roles(self, node):
        return int(self.society.table().roles_of(np.array([node], np.int32))[0])

    def noted(self, kind, **fields):
        found = self.records[self.records["kind"] == kind]
        for name, value in fields.items():
            found = found[found[name] == value]
        return len(found)

    @property
    def refusals(self):
        return self.parts.roles.admission.refusals


@cache
def calm(rounds=ROUNDS):
    return Run(rounds=rounds)


@cache
def relay():
    """A member through which many of the controller's messages pass."""
    network, society = calm().network, calm().society
    tree = society.plane.tree
    society.plane.span(network, society.controller_row(network))
    below = np.bincount(tree["parent"][tree["parent"] >= 0], minlength=len(tree))
    below[(tree["depth"] < 1) | (network.duties["roles"] != Duty.COLLECTOR)] = 0
    return int(network.nodes["id"][np.argmax(below)])


EXPLOITS = ("roletheft", "sinkhole", "blackhole", "wormhole", "sybil", "phantom", "roleflood", "rolecommand")
EXPLOITS += ("fieldtamper", "falseroute", "domino")


@pytest.mark.parametrize("kind", EXPLOITS)
def test_nothing_happens_before_it_starts(kind):
    run = Run(exploiting(kind, 5, 9), rounds=START + 1)
    seen = [k for name, k in COLUMN.items() if "honest" not in name]
    assert np.array_equal(calm().rows[: START - 1, seen], run.rows[: START - 1, seen], equal_nan=True)


def test_thief_is_given_roles_and_learns_all_while_nothing_is_lost():
    run = Run(exploiting("roletheft"))
    assert calm().roles(5) == Duty.COLLECTOR
    assert run.roles(5) & BIG == BIG
    assert run.noted(Rec.ROLE_GIVEN, a=5) == 2
    assert run.sum("leaked", START + 10) > 0.8 * run.sum("delivered", START + 10)
    assert calm().sum("leaked") == 0
    assert run.sum("delivered") >= 0.97 * calm().sum("delivered")


def test_sinkhole_is_given_the_keepers_role_and_rewrites_what_it_keeps():
    run = Run(exploiting("sinkhole", rewrite_kept=0.5))
    assert run.roles(5) & Duty.KEEPER
    assert run.sum("leaked") > 0
    assert 0.3 < run.sum("falsified") / run.sum("leaked") < 0.7
    assert calm().sum("falsified") == 0


def test_black_hole_is_handed_by_right_what_it_swallows():
    common = Run(Attack(id="b", type="blackhole", nodes=(5,), start=START))
    run = Run(exploiting("blackhole"))
    assert run.roles(5) & BIG == BIG
    assert run.sum("leaked") >= run.sum("lost_attack"), "what it swallows it has read"
    assert common.sum("leaked") == 0
    assert run.sum("lost_attack") > 5 * max(common.sum("lost_attack"), 1)
    assert calm().sum("lost_attack") == 0


def test_false_keeper_gathers_readings_without_a_role_in_the_table():
    run = Run(exploiting("falseroute"))
    assert run.roles(5) == Duty.COLLECTOR
    assert run.sum("lost_attack") > 100
    assert run.network.routes["head"][run.row(5)]


def test_ends_of_a_wormhole_take_roles():
    run = Run(exploiting("wormhole", 5, 9))
    assert (run.roles(5) | run.roles(9)) & BIG == BIG
    assert run.sum("leaked") > 1000
    assert 0 < run.sum("falsified") < run.sum("leaked")


def test_false_identities_join_and_stand_for_roles():
    run = Run(exploiting("sybil", identities=4))
    ids = [int(i) for i in run.network.nodes["id"][run.network.nodes["master"] >= 0]]
    assert run.sum("joined") == 4
    assert all(run.noted(Rec.JOIN, a=i, c=ServiceStatus.COMPLETED) == 1 for i in ids)
    table = run.society.table()
    assert table.names(np.array(ids)).all()
    assert (table.roles_of(np.array(ids)) & BIG).any()
    common = Run(Attack(id="s", type="sybil", nodes=(5,), start=START, params={"identities": 4}))
    assert common.sum("joined") == 0
    assert not common.society.table().names(np.array(ids)).any()


def test_phantoms_hold_roles_that_nobody_carries_out():
    run = Run(exploiting("phantom", identities=3))
    phantoms = snapshot(run.parts, run_id="x", seq=1).truth.phantoms
    table = run.society.table()
    roles = table.roles_of(np.array(phantoms, np.int32))
    assert len(phantoms) == 3
    assert sorted(roles.tolist()) == [Duty.KEEPER, Duty.KEEPER, Duty.PROCESSOR]
    assert run.sum("lost_no_trusted_route", START + 10) > 0.9 * run.sum("generated", START + 10)
    assert calm().sum("lost_no_trusted_route") < 0.05 * calm().sum("generated")


def test_flood_goes_round_its_script_and_wastes_everybodys_energy():
    run = Run(exploiting("roleflood"))
    script = run.parts.roles.post.sources[0].scripts[5]
    assert script.loops > 10
    assert script.loops - 1 <= run.sum("aborted") <= script.loops + 1
    assert run.sum("redistributions") == 0, "nothing comes of it"
    assert run.noted(Rec.REDISTRIBUTION, a=5, c=ServiceStatus.ABORTED) == run.sum("aborted")
    assert run.sum("spent_service_j") > 3 * calm().sum("spent_service_j")
    assert run.society.table().text == calm().society.table().text, "the network is as it was"
    visits = run.society.machine.visits
    assert visits[NetworkState.SD6] > 10
    assert visits[NetworkState.SD7] == 0


def test_script_of_an_outsider_begins_with_overhearing():
    parts = start(organised(exploiting("roleflood", origin="outsider", begin=5), pace=1))
    steps, script = [], parts.roles.post.sources[0]
    for _ in range(60):
        parts.network.run_round()
        if 5 in script.scripts:
            steps.append(script.scripts[5].step)
    assert list(dict.fromkeys(steps)) == list(FloodStep)
    assert parts.network.duties["member"][4] == Membership.MEMBER
    assert script.scripts[5].loops >= 1


def test_flood_in_runs_rests_between_them():
    run = Run(exploiting("roleflood", begin=1, on_rounds=20, off_rounds=20), rounds=80)
    spent = column(run.rows, "spent_service_j").reshape(4, 20).sum(axis=1)
    assert spent[0] > 3 * spent[1]
    assert spent[2] > 2 * spent[3], "what was under way when it paused is ended by the network itself"


def test_modified_command_brings_a_role_that_the_controller_did_not_give():
    run = Run(exploiting("rolecommand", relay()))
    row = run.row(relay())
    assert run.network.duties["roles"][row] & Duty.KEEPER
    assert not run.roles(relay()) & Duty.KEEPER
    assert run.sum("leaked") > 100


def test_stolen_role_is_given_up_when_the_attack_ends():
    run = Run(exploiting("rolecommand", relay(), duration=30))
    assert column(run.rows, "leaked")[START + 20] > 0
    assert run.network.duties["roles"][run.row(relay())] == Duty.COLLECTOR
    assert column(run.rows, "leaked")[-5:].sum() == 0


def test_garbled_messages_are_as_good_as_lost():
    run = Run(Attack(id="r", type="rolecommand", nodes=(relay(),), start=START))
    assert run.sum("service_packets") > 1.2 * calm().sum("service_packets"), "those behind it ask again and again"
    assert run.sum("leaked") == 0


def test_changed_fields_make_nodes_ask_again():
    run = Run(exploiting("fieldtamper", relay(), share=1.0))
    assert run.sum("spent_service_j") > 1.2 * calm().sum("spent_service_j")
    assert run.sum("falsified") == 0, "it is the protocol that it changes"


def test_storm_of_requests_to_join_fills_the_table_with_names():
    run = Run(exploiting("helloflood"))
    assert run.sum("joined") > 10
    assert len(run.society.table().ids) > 70
    assert run.sum("spent_service_j") > 2 * calm().sum("spent_service_j")


def test_outsider_has_to_join_before_it_can_take_a_role():
    run = Run(exploiting("roletheft", origin="outsider"))
    assert run.noted(Rec.JOIN, a=5, c=ServiceStatus.COMPLETED) == 1
    assert run.sum("joined") == 1
    assert run.roles(5) & BIG


@pytest.mark.parametrize("kind", EXPLOITS)
def test_two_runs_are_equal(kind):
    one, other = (Run(exploiting(kind, 5, 9), rounds=40).rows for _ in range(2))
    assert np.array_equal(one, other, equal_nan=True)


def test_two_floods_take_turns():
    attack = Attack(id="f", type="roleflood", nodes=(5, 9), start=START, variation="exploiting")
    run = Run(attack)
    loops = {node: script.loops for node, script in run.parts.roles.post.sources[0].scripts.items()}
    assert sorted(loops) == [5, 9]
    assert min(loops.values()) >= 2
    assert run.sum("redistributions") == 0
    assert sum(loops.values()) <= run.sum("aborted") <= sum(loops.values()) + 2
