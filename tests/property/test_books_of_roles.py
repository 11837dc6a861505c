"""The books balance in networks that organise themselves, whoever comes, goes and attacks, by whatever protocol."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.readmodel.codes import Duty, Membership
from engine.readmodel.metrics import COLUMN
from engine.runtime.compose import recompose
from engine.runtime.picture import totals
from engine.scenario.model import Area, Attack, Energy, Mobility, Node, Routing, Trust
from engine.scenario.organisation import Hardening, Incident, Roles
from tests.worlds import STRATEGIES, assert_books_balance, quiet, some_nodes, start, world

KINDS = tuple(STRATEGIES.attacks.items())
PROTOCOLS = tuple(STRATEGIES.routing.items())
INCIDENTS = ("join", "leave", "kill", "drain", "fill", "fail", "mend")
ROLES = ("collector", "keeper", "processor", "controller", "detector")


@st.composite
def incidents(draw, count):
    """Whatever may befall nodes, some that do not exist among them, and holders of roles."""
    out = []
    for k in range(draw(st.integers(0, 6))):
        whom = (
            {"node": draw(st.integers(1, count + 2))} if draw(st.booleans()) else {"role": draw(st.sampled_from(ROLES))}
        )
        kind, at, to = (
            draw(st.sampled_from(INCIDENTS)),
            draw(st.integers(1, 12)),
            draw(st.sampled_from([0.0, 0.1, 0.9])),
        )
        out.append(Incident(id=f"i{k}", kind=kind, at=at, to=to, **whom))
    return tuple(out)


@st.composite
def attacks(draw):
    """Attacks of all kinds in both variations, by nodes of the network and by foreign ones."""
    return tuple(
        Attack(
            id=f"a{k}",
            type=kind,
            count=draw(st.integers(1, 3)),
            start=draw(st.integers(0, 6)),
            duration=draw(st.sampled_from([None, 3])),
            variation=draw(st.sampled_from(["common", "exploiting"])),
            origin=draw(st.sampled_from(["insider", "outsider"])),
        )
        for k, kind in enumerate(draw(st.lists(st.sampled_from(KINDS), max_size=2)))
    )


@st.composite
def scenarios(draw):
    """Small networks with roles, or without, in which much happens."""
    count, seed = draw(st.integers(1, 20)), draw(st.integers(0, 10_000))
    reach = draw(st.sampled_from([25.0, 45.0]))
    nodes = tuple(
        Node(id=k, x=x, y=y, motion=draw(st.sampled_from(["", "", "fixed", "carried", "vehicle"])))
        for k, (x, y) in enumerate(some_nodes(count, seed), 1)
    )
    scenario = world(
        [],
        draw(st.sampled_from([(), ((50, 50),)])),
        seed=seed,
        radio=quiet(range_m=reach, link_loss=draw(st.sampled_from([0.0, 0.2])), control_bits=200, ack_bits=88),
        area=Area(width_m=100, height_m=100),
        mobility=Mobility(enabled=draw(st.booleans()), step_m=3.0, street_m=25.0, carry_every=4),
        energy=Energy(
            initial_j=draw(st.sampled_from([0.01, 2.0])), model=draw(st.sampled_from(["first-order", "datasheet"]))
        ),
        routing=Routing(protocol=draw(st.sampled_from(["roles", *PROTOCOLS]))),
        trust=Trust(enabled=draw(st.booleans()), exchange_every=2),
        roles=Roles(
            enabled=draw(st.sampled_from([True, True, False])),
            decentralised=draw(st.booleans()),
            keepers=draw(st.integers(0, 3)),
            processors=draw(st.integers(0, 2)),
            pace=draw(st.sampled_from([1, 8])),
            history_every=draw(st.sampled_from([0, 2])),
            keep_rounds=draw(st.sampled_from([1, 5, 600])),
        ),
        hardening=Hardening(limit_joins=draw(st.booleans()), check_eligibility=draw(st.booleans())),
        incidents=draw(incidents(count)),
        attacks=draw(attacks()),
    )
    return scenario.replace(nodes=nodes)


def assert_presence(network):
    """Who is away is not alive; who is no member makes no readings; stores hold what they say."""
    member, nodes, duties = network.duties["member"], network.nodes, network.duties
    away = np.isin(member, (Membership.ABSENT, Membership.LEFT))
    assert not nodes["alive"][away].any()
    assert (duties["stored"] <= duties["storage"] * (1 + 1e-6)).all()
    assert (duties["kept"] >= 0).all()
    assert ((duties["load"] >= 0) & (duties["load"] <= 1)).all()
    if network.labour is not None:
        assert np.array_equal(network.labour.ring.sum(axis=1), duties["kept"])
    if network.scenario.routing.protocol == "roles" and network.scenario.roles.enabled:
        holds = (duties["roles"] & int(Duty.PROCESSOR)) > 0
        assert not (nodes["sink"].astype(bool) & ~holds & (nodes["station"] == 0)).any()


@settings(max_examples=60, deadline=None)
@given(scenarios())
def test_books_balance_whoever_comes_and_goes(scenario):
    network = start(scenario).network
    for _ in range(14):
        before = totals(network)
        network.begin_round()
        assert_books_balance(network)
        while not network.run_waves(1):
            assert_books_balance(network)
        row = network.finish_round()
        assert_books_balance(network)
        assert network.readings_held() == 0
        books = totals(network)
        assert row[COLUMN["generated"]] == row[COLUMN["delivered"]] + row[COLUMN["lost"]]
        assert row[COLUMN["falsified"]] <= row[COLUMN["delivered"]]
        assert row[COLUMN["generated"]] == books.generated - before.generated
        assert_presence(network)


@settings(max_examples=20, deadline=None)
@given(scenarios())
def test_the_same_seed_gives_the_same_run(scenario):
    one, other = start(scenario).network, start(scenario, logging=True).network
    for _ in range(10):
        assert np.array_equal(one.run_round(), other.run_round(), equal_nan=True)


@settings(max_examples=30, deadline=None)
@given(scenarios(), scenarios(), st.integers(1, 8))
def test_books_balance_when_an_edit_changes_everything(scenario, other, rounds):
    """Nodes with one id stay the same nodes; all else may be another's."""
    parts = start(scenario)
    for _ in range(rounds):
        parts.network.run_round()
    generated = totals(parts.network).generated
    parts = recompose(parts, other.replace(seed=scenario.seed), STRATEGIES)
    assert_books_balance(parts.network)
    for _ in range(8):
        parts.network.run_round()
        assert_books_balance(parts.network)
        assert_presence(parts.network)
    assert totals(parts.network).generated >= generated
