"""An edit of a running network keeps what its nodes have and know."""

import numpy as np
import pytest

from engine.defence.explain import edge_between
from engine.readmodel.codes import Rec
from engine.runtime.compose import recompose
from engine.runtime.picture import totals
from engine.scenario.model import Mobility, Node
from tests.worlds import STRATEGIES, after, assert_books_balance, s3


@pytest.fixture
def parts():
    return after(s3(6, "blackhole:nodes=3+17+40,start=2", mobility=Mobility(enabled=False)), 20)


def knowledge(network):
    """What each observer holds of each subject, by ids."""
    ids = network.nodes["id"][network.links["target"]], network.nodes["id"][network.links["source"]]
    pairs = list(zip(ids[0].tolist(), ids[1].tolist(), strict=True))
    return {pair: (network.watch[e].copy(), network.belief[e].copy()) for e, pair in enumerate(pairs)}


def same(one, other):
    return all(
        np.array_equal(a[name], b[name], equal_nan=a[name].dtype.kind == "f")
        for a, b in zip(one, other, strict=True)
        for name in a.dtype.names
    )


def test_nodes_that_stay_keep_all_they_have_and_know(parts):
    before, nodes = knowledge(parts.network), parts.network.nodes.copy()
    gone, new = 5, Node(id=500, x=100, y=90)
    kept = [n for n in parts.scenario.nodes if n.id != gone]
    changed = parts.scenario.replace(nodes=(new, *reversed(kept)))
    network = recompose(parts, changed, STRATEGIES).network
    now = knowledge(network)
    for pair, known in before.items():
        if gone not in pair:
            assert same(known, now[pair]), pair
    assert [pair for pair in now if pair not in before and 500 not in pair] == []
    for name in ("energy", "spent", "generated", "delivered", "lost", "forwarded", "swallowed", "x", "y"):
        was = dict(zip(nodes["id"].tolist(), nodes[name].tolist(), strict=True))
        for node, value in zip(network.nodes["id"].tolist(), network.nodes[name].tolist(), strict=True):
            assert node == 500 or was[node] == value, (node, name)


def test_newcomer_starts_fresh_and_joins_within_one_round(parts):
    network = recompose(
        parts, parts.scenario.replace(nodes=(*parts.scenario.nodes, Node(id=500, x=100, y=90))), STRATEGIES
    ).network
    row = int(np.flatnonzero(network.nodes["id"] == 500)[0])
    assert network.nodes["energy"][row] == network.nodes["initial"][row] == 2.0
    network.run_round()
    assert network.nodes["generated"][row] == 1
    assert network.routes["uplink"][row] >= 0


def test_removed_node_takes_its_energy_out_of_the_field_but_not_out_of_the_books(parts):
    before = totals(parts.network)
    fewer = parts.scenario.replace(nodes=parts.scenario.nodes[10:])
    network = recompose(parts, fewer, STRATEGIES).network
    after_ = totals(network)
    assert (after_.generated, after_.lost, after_.initial_j) == (before.generated, before.lost, 200.0)
    assert after_.residual_j == pytest.approx(before.residual_j)
    assert after_.spent_by_cause == pytest.approx(before.spent_by_cause)
    network.run_round()
    assert_books_balance(network)


def test_moved_node_goes_to_its_new_place_and_keeps_its_battery(parts):
    row = 7
    charge = float(parts.network.nodes["energy"][row])
    moved = parts.scenario.nodes[row].model_copy(update={"x": 1.0, "y": 2.0})
    nodes = (*parts.scenario.nodes[:row], moved, *parts.scenario.nodes[row + 1 :])
    network = recompose(parts, parts.scenario.replace(nodes=nodes), STRATEGIES).network
    assert (network.nodes["x"][row], network.nodes["y"][row]) == (1, 2)
    assert network.nodes["energy"][row] == charge


def test_edited_battery_is_a_fresh_one_and_wakes_the_dead(parts):
    parts.network.nodes["energy"][7] = 0
    parts.network.nodes["spent"][7, 0] += 2.0 - parts.network.nodes["spent"][7].sum()
    parts.network.nodes["alive"][7] = 0
    fresh = parts.scenario.nodes[7].model_copy(update={"energy_j": 1.0})
    nodes = (*parts.scenario.nodes[:7], fresh, *parts.scenario.nodes[8:])
    network = recompose(parts, parts.scenario.replace(nodes=nodes), STRATEGIES).network
    assert (network.nodes["alive"][7], network.nodes["energy"][7]) == (1, 1.0)
    assert_books_balance(network)


def test_trust_switched_off_forgets_and_switched_on_starts_with_everybody_listed(parts):
    off = parts.scenario.replace(trust=parts.scenario.trust.model_copy(update={"enabled": False}))
    parts.network.belief["trusted"][:] = 0
    unprotected = recompose(parts, off, STRATEGIES)
    assert unprotected.network.belief["trusted"].all()
    unprotected.network.run_round()
    unprotected.network.take_records()
    again = recompose(unprotected, parts.scenario, STRATEGIES).network
    assert again.belief["trusted"].all()
    again.run_round()
    log = again.take_records()
    assert (log["kind"] == Rec.TRUST_START).sum() == 100, "step 1 happens when the defence begins"


def test_threshold_edited_in_mid_run_acts_in_the_next_round_on_what_is_known(parts):
    strict = parts.scenario.replace(trust=parts.scenario.trust.model_copy(update={"threshold": 0.999}))
    excluded = int((parts.network.belief["trusted"] == 0).sum())
    network = recompose(parts, strict, STRATEGIES).network
    assert int((network.belief["trusted"] == 0).sum()) == excluded
    network.run_round()
    assert int((network.belief["trusted"] == 0).sum()) > excluded + 100


def test_edit_is_logged_with_the_number_of_nodes(parts):
    parts.network.take_records()
    network = recompose(parts, parts.scenario.replace(nodes=parts.scenario.nodes[:60]), STRATEGIES).network
    log = network.take_records()
    assert [(r["kind"], r["c"]) for r in log] == [(Rec.EDIT, 60)]


def test_attackers_stay_told_apart_from_the_honest_right_after_an_edit(parts):
    network = recompose(parts, parts.scenario.replace(name="renamed"), STRATEGIES).network
    assert network.nodes["id"][network.honest == 0].tolist() == [3, 17, 40]


def test_edge_between_finds_the_edge_of_observer_and_subject(parts):
    network = parts.network
    for e in range(0, len(network.links), 37):
        observer, subject = int(network.links["target"][e]), int(network.links["source"][e])
        assert edge_between(network, observer, subject) == e
        assert network.links["back"][edge_between(network, subject, observer)] == e
