"""Whatever befalls a network of roles: no illegal transition, no two controllers of one version, tables that agree."""

from __future__ import annotations

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.readmodel.codes import Duty, NetworkState, Rec
from engine.readmodel.organisation import NETWORK_ARCS, NODE_ARCS
from engine.runtime.compose import recompose
from engine.scenario.model import Attack, Mobility, Node, Radio, Routing
from engine.scenario.organisation import Hardening, Incident, Roles
from tests.worlds import STRATEGIES, assert_books_balance, some_nodes, start, world

NODES, ROUNDS = 14, 70
KINDS = tuple(STRATEGIES.attacks.items())
LEGAL = {Rec.STATE: {16 * a.source + a.target for a in NETWORK_ARCS}}
LEGAL[Rec.NODE_STATE] = {16 * a.source + a.target for a in NODE_ARCS}

happenings = st.lists(
    st.tuples(
        st.integers(2, ROUNDS - 20),
        st.sampled_from(["join", "leave", "kill", "drain", "fill", "fail", "mend", "add", "remove", "move"]),
        st.integers(1, NODES),
        st.sampled_from([None, "keeper", "processor", "controller"]),
    ),
    max_size=9,
)


def scenario(events, seed, loss, side, pace):
    """A small network with these incidents; edits are made by `live`."""
    incidents = tuple(
        Incident(id=str(k), kind=kind, at=at, **({"node": node} if role is None else {"role": role}))
        for k, (at, kind, node, role) in enumerate(events)
        if kind not in {"add", "remove", "move"} and (kind not in {"join", "mend"} or role is None)
    )
    return world(
        some_nodes(NODES, seed, side),
        roles=Roles(enabled=True, keepers=2, processors=1, detectors=1, pace=pace),
        routing=Routing(protocol="roles"),
        radio=Radio(range_m=40.0, link_loss=loss),
        mobility=Mobility(enabled=False),
        incidents=incidents,
        seed=seed,
    )


def edited(document, kind, node):
    """The document with a node more, a node less, or one elsewhere."""
    if kind == "add":
        return document.replace(nodes=(*document.nodes, Node(id=document.next_id(), x=30.0, y=30.0)))
    if kind == "remove":
        return document.replace(nodes=tuple(n for n in document.nodes if n.id != node))
    moved = tuple(n.model_copy(update={"x": 200.0}) if n.id == node else n for n in document.nodes)
    return document.replace(nodes=moved)


def live(document, events, watch):
    """Runs it, edits included; ``watch`` looks at the run after each round, and gets its records."""
    parts = start(document)
    for _ in range(ROUNDS):
        for at, kind, node, _role in events:
            if kind in {"add", "remove", "move"} and at == parts.network.round:
                parts = recompose(parts, edited(parts.scenario, kind, node), STRATEGIES)
        parts.network.run_round()
        watch(parts, parts.network.take_records())
    return parts


def check_versions(parts):
    network = parts.network
    rules = (network.nodes["alive"] == 1) & ((network.duties["roles"] & int(Duty.CONTROLLER)) != 0)
    versions = network.duties["version"][rules]
    assert len(np.unique(versions)) == len(versions)


def check_moves(records):
    for kind, legal in LEGAL.items():
        assert set(records["c"][records["kind"] == kind].tolist()) <= legal


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    happenings,
    st.integers(0, 200),
    st.sampled_from([0.0, 0.05, 0.3]),
    st.sampled_from([60.0, 110.0]),
    st.integers(1, 4),
)
def test_no_illegal_transition_and_no_two_controllers_with_one_version(events, seed, loss, side, pace):
    states = [int(NetworkState.S0)]

    def watch(parts, records):
        check_moves(records)
        for c in records["c"][records["kind"] == Rec.STATE].tolist():
            assert c >> 4 == states[-1], "the records of the network's state make one path"
            states.append(c & 15)
        check_versions(parts)
        assert states[-1] == parts.roles.running.machine.state

    live(scenario(events, seed, loss, side, pace), events, watch)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(happenings, st.integers(0, 200), st.integers(1, 4))
def test_tables_are_equal_after_each_completed_change(events, seed, pace):
    """On a network in which all hear each other and nothing is lost."""

    def watch(parts, records):
        if not (records["kind"] == Rec.CONFIRMED).any():
            return
        society = parts.roles.running
        root = society.controller_row(parts.network)
        if root < 0 or society.main is None:
            return
        here = society.span(parts.network, root) & society.members(parts.network)
        here &= society.table().names(parts.network.nodes["id"])
        assert (society.ledger.held[here] == society.main.table).all()

    live(scenario(events, seed, 0.0, 25.0, pace), events, watch)


attacks = st.lists(
    st.tuples(
        st.sampled_from(KINDS), st.sampled_from(["common", "exploiting"]), st.sampled_from(["insider", "outsider"])
    ),
    min_size=1,
    max_size=3,
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(happenings, attacks, st.integers(0, 200), st.booleans())
def test_no_attack_forces_an_illegal_transition(events, planned, seed, hardened):
    switches = ("limit_joins", "check_frames", "authentication", "limit_reassignments", "check_eligibility")
    document = scenario(events, seed, 0.05, 60.0, 2).replace(
        attacks=tuple(
            Attack(id=f"a{k}", type=kind, variation=variation, origin=origin, count=2, start=4, duration=40)
            for k, (kind, variation, origin) in enumerate(planned)
        ),
        hardening=Hardening(**dict.fromkeys(switches, hardened)),
    )
    parts = live(document, events, lambda _parts, records: check_moves(records))
    assert_books_balance(parts.network)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(happenings, st.integers(0, 200))
def test_the_same_events_give_the_same_run(events, seed):
    document = scenario(events, seed, 0.05, 60.0, 1)
    traces = []
    for _ in range(2):
        trace: list[bytes] = []
        live(document, events, lambda _parts, records, t=trace: t.append(records.tobytes()))
        traces.append(trace)
    assert traces[0] == traces[1]
