"""Each switch of hardening against attacks on roles: what it stops, what it leaves, the evidence (S2-154 to S2-158)."""

from functools import cache

import pytest

from tests.unit.engine.roles.test_malice import Run, calm, exploiting, relay

SWITCHES = ("limit_joins", "check_frames", "authentication", "limit_reassignments", "check_eligibility")
SIGNS = {
    "sinkhole": "falsified",
    "blackhole": "lost_attack",
    "wormhole": "leaked",
    "roletheft": "leaked",
    "falseroute": "lost_attack",
    "phantom": "lost_no_trusted_route",
    "rolecommand": "leaked",
    "roleflood": "aborted",
    "helloflood": "joined",
}
STOPPED = {
    "sinkhole": {"check_eligibility"},
    "blackhole": {"check_eligibility"},
    "wormhole": {"check_eligibility"},
    "roletheft": {"check_eligibility"},
    "falseroute": {"check_eligibility", "authentication"},
    "phantom": {"check_eligibility"},
    "rolecommand": {"check_frames", "authentication"},
    "roleflood": {"limit_reassignments"},
    "helloflood": {"limit_joins", "authentication"},
}
"""By a node of the network that was taken over: it has a key of its own, and none for names that it invents."""


@cache
def damage(kind, origin, switch=""):
    nodes = (5, 9) if kind == "wormhole" else (5,)
    hardening = {switch: True, "joins": 1, "reassignments": 1} if switch else {}
    run = Run(exploiting(kind, *nodes, origin=origin), hardening=hardening)
    return run.sum(SIGNS[kind]) - calm().sum(SIGNS[kind]), run.refusals.get(switch, 0)


@pytest.mark.parametrize("switch", SWITCHES)
@pytest.mark.parametrize("kind", SIGNS)
def test_stops_what_it_is_for_and_nothing_else(kind, switch):
    whole, _ = damage(kind, "insider")
    left, evidence = damage(kind, "insider", switch)
    assert whole > 10
    if switch in STOPPED[kind]:
        assert left <= 0.25 * whole
        assert evidence > 0
    else:
        assert left >= 0.75 * whole


@pytest.mark.parametrize("kind", SIGNS)
def test_authentication_keeps_every_outsider_out(kind):
    whole, _ = damage(kind, "outsider")
    left, evidence = damage(kind, "outsider", "authentication")
    assert whole > 10
    assert left <= 0
    assert evidence > 0


def test_network_identifier_is_not_learnt_where_nodes_authenticate():
    attack = exploiting("roleflood", origin="outsider")
    script = Run(attack, hardening={"authentication": True}).parts.roles.post.sources[0].scripts[5]
    assert script.step.name == "LEARN"
    assert script.loops == 0


def test_false_identities_are_fewer_where_joins_are_limited():
    free = Run(exploiting("sybil", identities=8))
    limited = Run(exploiting("sybil", identities=8), hardening={"limit_joins": True, "joins": 1})
    assert limited.sum("joined") <= 2 < free.sum("joined")
    assert limited.refusals["limit_joins"] > 0


def test_false_identities_have_no_keys():
    run = Run(exploiting("sybil", identities=4), hardening={"authentication": True})
    assert run.sum("joined") == 0
    assert run.refusals["authentication"] == 4


@pytest.mark.parametrize("switch", ["check_frames", "authentication"])
def test_changed_fields_are_not_believed(switch):
    run = Run(exploiting("fieldtamper", relay(), share=1.0), hardening={switch: True})
    assert run.refusals[switch] > 0
    versions = [t.version for t in run.society.tables]
    assert not {v + 1 for v in versions} & set(versions), "nobody holds a table with another version than it was given"


@pytest.mark.parametrize("switch", SWITCHES)
def test_a_switch_changes_nothing_where_nobody_attacks(switch):
    run = Run(hardening={switch: True})
    assert run.sum("delivered") == calm().sum("delivered")
    assert not run.refusals
