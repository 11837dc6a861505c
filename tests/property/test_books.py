"""The books balance at every hop, after every round and through edits, in whatever network under whatever attack."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.readmodel.codes import EnergyCause, LossCause, label
from engine.readmodel.metrics import COLUMN
from engine.runtime.compose import recompose
from engine.runtime.picture import totals
from engine.scenario.model import Area, Attack, Energy, Mobility, Node, Routing, Trust
from tests.worlds import STRATEGIES, assert_books_balance, column, heads, quiet, some_nodes, start, world

KINDS = tuple(STRATEGIES.attacks.items())
PROTOCOLS = tuple(STRATEGIES.routing.items())
SPECIAL = {
    "teen": ({"hard": 21.0, "soft": 0.2}, {"hard": -1e9, "soft": 0.0}),
    "clusters": ({"election": "chance", "share": 0.3}, {"election": "centrality"}, {"election": "energy"}),
    "hierarchical": ({"leaves_relay": False}, {"election": "energy", "share": 0.4}),
    "flat": ({"refresh_every": 0}, {"refresh_every": 2}),
}
"""Parameters worth trying besides the defaults."""


@st.composite
def routings(draw):
    """Any protocol; LEACH in half of all cases."""
    protocol = draw(st.sampled_from(PROTOCOLS))
    if draw(st.booleans()):
        return heads(draw(st.sampled_from([0.05, 0.3, 1.0])))
    return Routing(protocol=protocol, params=draw(st.sampled_from(SPECIAL.get(protocol, ({},)))))


@st.composite
def scenarios(draw):
    """Small networks in which packets get lost for every reason and batteries run out."""
    count, seed = draw(st.integers(0, 25)), draw(st.integers(0, 10_000))
    reach = draw(st.sampled_from([None, 15.0, 30.0, 60.0]))
    shadowing = reach is not None and draw(st.booleans())
    radio = quiet(
        model="shadowing" if shadowing else "disk",
        tx_dbm=-10.0,
        curve=draw(st.sampled_from(["oqpsk", "tossim", "fsk"])),
        min_reception=draw(st.sampled_from([0.1, 0.9])),
        range_m=reach,
        link_loss=draw(st.sampled_from([0.0, 0.1, 0.5])),
        control_bits=draw(st.sampled_from([0, 200])),
        ack_bits=draw(st.sampled_from([0, 88])),
        hop_limit=draw(st.sampled_from([2, 64])),
        mac=draw(st.sampled_from(["ideal", "csma"])),
        bit_rate=draw(st.sampled_from([20_000.0, 250_000.0])),
    )
    attacks = tuple(
        Attack(id=f"a{k}", type=kind, count=draw(st.integers(1, 5)), start=draw(st.integers(0, 5)))
        for k, kind in enumerate(draw(st.lists(st.sampled_from(KINDS), max_size=3)))
    )
    scenario = world(
        some_nodes(count, seed),
        draw(st.sampled_from([(), ((50, 50),), ((0, 0), (100, 100))])),
        seed=seed,
        radio=radio,
        area=Area(width_m=100, height_m=100),
        mobility=Mobility(enabled=draw(st.booleans()), step_m=5.0),
        energy=Energy(
            initial_j=draw(st.sampled_from([0.0008, 0.004, 2.0])),
            sense_nj_per_bit=0.5,
            model=draw(st.sampled_from(["first-order", "datasheet"])),
        ),
        routing=draw(routings()),
        trust=Trust(
            enabled=reach is not None and draw(st.booleans()),
            model=draw(st.sampled_from(list(STRATEGIES.trust.items()))),
            report_rule=draw(st.sampled_from(["mean", "median", "deviation"])),
            blocked=draw(st.sampled_from([(), (1,), (1, 2, 3)])) if reach is not None else (),
            exchange_every=draw(st.integers(0, 3)),
        ),
        attacks=attacks,
    )
    return with_routers(scenario, draw(st.sampled_from([0, 0, 3])), draw(st.sampled_from([None, 0.01])))


def with_routers(scenario, every, energy_j):
    """Every so many nodes a router, on the mains or with a battery; 0: none."""
    made = {"kind": "router", "energy_j": energy_j}
    nodes = scenario.nodes
    return scenario.replace(nodes=tuple(n.model_copy(update=made) if every and n.id % every == 0 else n for n in nodes))


def assert_row_agrees(row, network, before):
    """The metrics of a round are the difference of the books."""
    books = totals(network)
    assert column(row, "generated") == books.generated - before.generated
    assert column(row, "lost") == sum(row[COLUMN[f"lost_{label(c)}"]] for c in LossCause)
    assert column(row, "generated") == column(row, "delivered") + column(row, "lost")
    honest = [column(row, f"honest_{name}") for name in ("generated", "delivered", "lost")]
    assert honest[0] == honest[1] + honest[2]
    assert column(row, "in_flight") == 0
    spent = sum(row[COLUMN[f"spent_{label(c)}_j"]] for c in EnergyCause)
    assert abs(spent - (before.residual_j - books.residual_j)) <= 1e-9


@settings(max_examples=60, deadline=None)
@given(scenarios())
def test_books_balance_at_every_hop_and_after_every_round(scenario):
    network = start(scenario).network
    for _ in range(8):
        before = totals(network)
        network.begin_round()
        assert_books_balance(network)
        while not network.run_waves(1):
            assert_books_balance(network)
        row = network.finish_round()
        assert_books_balance(network)
        assert network.readings_held() == 0
        assert_row_agrees(row, network, before)
        nodes = network.nodes
        assert np.array_equal(nodes["generated"], nodes["delivered"] + nodes["lost"])
        assert nodes["generated"].sum() == totals(network).generated
        dead = (nodes["alive"] == 0) & (nodes["master"] < 0)  # a false identity has no battery of its own
        assert not nodes["energy"][dead].any()


@settings(max_examples=25, deadline=None)
@given(scenarios())
def test_stepping_by_hops_changes_nothing_but_the_pauses(scenario):
    whole, stepped = start(scenario).network, start(scenario, logging=True).network
    for _ in range(5):
        row = whole.run_round()
        stepped.begin_round()
        while not stepped.run_waves(1):
            pass
        assert np.array_equal(row, stepped.finish_round(), equal_nan=True)


CHANGES = ["add", "remove", "move", "refill", "trust", "range", "station", "protocol", "router"]
EDITS = st.lists(st.sampled_from(CHANGES), max_size=4)


def edited(scenario, edit, k):
    if edit == "add":
        return scenario.replace(nodes=(Node(id=500 + k, x=40.0, y=10.0 * (k % 9)), *scenario.nodes))
    if edit == "remove":
        return scenario.replace(nodes=scenario.nodes[1:])
    if edit == "move":
        moved = [n.model_copy(update={"x": (n.x + 31) % 100}) for n in scenario.nodes[::2]]
        return scenario.replace(nodes=(*moved, *scenario.nodes[1::2]))
    if edit == "refill":
        full = [n.model_copy(update={"energy_j": 0.01 * (k + 1)}) for n in scenario.nodes[:3]]
        return scenario.replace(nodes=(*full, *scenario.nodes[3:]))
    if edit == "trust":
        on = not scenario.trust.enabled and scenario.radio.range_m is not None
        return scenario.replace(trust=scenario.trust.model_copy(update={"enabled": on}))
    if edit == "range":
        reach = None if scenario.radio.range_m and not scenario.trust.enabled else 25.0
        return scenario.replace(radio=scenario.radio.model_copy(update={"range_m": reach}))
    if edit == "station":
        return scenario.replace(stations=scenario.stations[1:])
    return rerouted(scenario, edit, k)


def rerouted(scenario, edit, k):
    if edit == "protocol":
        return scenario.replace(routing=Routing(protocol=PROTOCOLS[k % len(PROTOCOLS)]))
    other = {"sensor": "router", "router": "sensor"}
    turned = [n.model_copy(update={"kind": other[n.kind]}) for n in scenario.nodes[:4]]
    return scenario.replace(nodes=(*turned, *scenario.nodes[4:]))


@settings(max_examples=50, deadline=None)
@given(scenarios(), st.lists(EDITS, min_size=1, max_size=4))
def test_books_balance_through_edits_of_a_running_network(scenario, batches):
    parts = start(scenario)
    generated = 0
    for turn, batch in enumerate(batches):
        for _ in range(3):
            parts.network.run_round()
        for k, edit in enumerate(batch):
            scenario = edited(scenario, edit, 10 * turn + k)
        parts = recompose(parts, scenario, STRATEGIES)
        assert_books_balance(parts.network)
        assert totals(parts.network).generated >= generated
        generated = totals(parts.network).generated
    before = totals(parts.network)
    row = parts.network.run_round()
    assert_books_balance(parts.network)
    assert_row_agrees(row, parts.network, before)
