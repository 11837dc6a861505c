"""EigenTrust on paper and against NumPy; reports that get lost; what its messages cost."""

import numpy as np
import pytest

from engine.defence.eigentrust import kernel
from engine.defence.eigentrust.rules import EigenParams, rules_of
from engine.defence.explain import edge_between, explain
from engine.network.kernels.columns import CURSOR_ROUND, REPUTATION
from engine.readmodel.codes import EnergyCause
from engine.scenario.model import Trust
from tests.worlds import after, assert_books_balance, on_nodes, quiet, s3, start, world

PLACES = ((0, 0), (20, 0), (0, 20), (20, 20))
STATION = ((-12, -12),)
"""In range of node 1 alone."""
RANGE = 30.0


def set_up(places=PLACES, station=STATION, radio=None, attacks=(), **params):
    """Nobody has seen anything yet; an exchange is due at the end of round 2."""
    trust = Trust(model="eigentrust", params=params, exchange_every=2, memory=1.0)
    radio = radio or quiet(range_m=RANGE)
    parts = start(world(places, station, radio=radio, trust=trust, attacks=attacks))
    net = parts.network
    net.books.cursor[CURSOR_ROUND] = 2
    parts.schedule.begin_round(net)
    net.routing.set_up(net)
    return parts


def saw(parts, i, j, sat, unsat):
    watch, edge = parts.network.watch, edge_between(parts.network, i, j)
    watch["r"][edge], watch["relayed"][edge], watch["intact"][edge] = sat + unsat, sat, sat
    watch["seen"][edge] = 1


def column(parts, name, j):
    """What all observers hold of j; they hold the same."""
    net = parts.network
    rows = slice(net.nodes["first"][j], net.nodes["last"][j])
    held = net.belief[name][rows][net.nodes["station"][net.links["target"][rows]] == 0]
    assert len(set(held.tolist())) == 1
    return float(held[0])


def by_numpy(ratings, pre, a):
    """t and D from {(i, j): (sat, unsat)} by dense matrices."""
    m = len(pre)
    s, n = np.zeros((m, m)), np.zeros((m, m))
    for (i, j), (sat, unsat) in ratings.items():
        s[i, j], n[i, j] = max(sat - unsat, 0), sat + unsat
    rows = s.sum(axis=1, keepdims=True)
    c = np.where(rows > 0, s / np.where(rows > 0, rows, 1), pre)
    t = np.linalg.solve(np.eye(m) - (1 - a) * c.T, a * pre)
    given = (np.where(rows > 0, c, 0) * t[:, None]).sum(axis=0)
    due = (n / np.maximum(n.sum(axis=1, keepdims=True), 1e-12) * t[:, None]).sum(axis=0)
    return t, np.minimum(1, np.divide(given, due, out=np.ones(m), where=due > 0))


RATINGS = {(0, 1): (9, 1), (0, 2): (2, 8), (1, 0): (10, 0), (2, 1): (5, 0), (2, 3): (6, 2)}
RATINGS |= {(3, 0): (4, 4), (3, 2): (0, 5)}


def rated(ratings, **options):
    parts = set_up(**options)
    for (i, j), (sat, unsat) in ratings.items():
        saw(parts, i, j, sat, unsat)
    parts.trust.end_round(parts.network)
    return parts


@pytest.mark.parametrize(("sat", "unsat", "expected"), [(0, 0, 0), (10, 0, 1), (8, 2, 0.6), (5, 5, 0), (0, 10, 0)])
def test_local_trust(sat, unsat, expected):
    # max(sat − unsat, 0) / (sat + unsat)
    parts = rated({(0, 1): (sat, unsat)})
    assert float(parts.network.belief["own"][edge_between(parts.network, 0, 1)]) == pytest.approx(expected)


@pytest.mark.parametrize("a", [0.05, 0.15, 0.5, 1.0])
@pytest.mark.parametrize("pre_trusted", ["neighbours", "all"])
def test_global_trust_is_the_fixed_point(a, pre_trusted):
    parts = rated(RATINGS, pre_trust=a, pre_trusted=pre_trusted)
    pre = np.array([1.0, 0, 0, 0]) if pre_trusted == "neighbours" else np.full(4, 0.25)
    t, d = by_numpy(RATINGS, pre, a)
    assert t.sum() == pytest.approx(1)
    for j in range(4):
        assert column(parts, "reputation", j) == pytest.approx(t[j], abs=1e-6)
        assert column(parts, "trust", j) == pytest.approx(d[j], abs=1e-5)


def test_two_nodes_by_hand():
    # node 1 rates 2 with 9 : 1 and 3 with 0 : 10. c_12 = 1, c_13 = 0; n_12/n_1 = n_13/n_1 = 1/2
    parts = rated({(0, 1): (9, 1), (0, 2): (0, 10)}, pre_trust=0.2)
    # t_1 = .8·(t_2 + t_3 + t_4) + .2, as 2, 3 and 4 rate nobody and so trust the pre-trusted, node 1; t_2 = .8·t_1
    t1 = 1 / 1.8
    assert column(parts, "reputation", 0) == pytest.approx(t1, abs=1e-6)
    assert column(parts, "reputation", 1) == pytest.approx(0.8 * t1, abs=1e-6)
    assert column(parts, "reputation", 2) == pytest.approx(0, abs=1e-9)
    assert column(parts, "trust", 1) == 1, "1 / (1/2), at most 1"
    assert column(parts, "trust", 2) == 0
    net = parts.network
    listed = [bool(net.belief["trusted"][edge_between(net, 3, j)]) for j in (1, 2)]
    assert listed == [True, False], "node 4 never saw either, and follows"


def test_pre_trusted_are_the_neighbours_of_stations_and_everybody_where_there_are_none():
    far = set_up(station=((500, 500),))
    near = set_up()
    for parts, expected in ((near, [1, 0, 0, 0, 0]), (far, [0.25, 0.25, 0.25, 0.25, 0])):
        assert parts.trust.model._pre_trusted(parts.trust.view(parts.network)).tolist() == expected


def test_nobody_is_judged_before_there_is_evidence():
    for cases, listed in ((9, True), (10, False)):
        parts = rated({(0, 2): (0, cases)}, evidence=10)
        assert bool(parts.network.belief["trusted"][edge_between(parts.network, 1, 2)]) == listed
        assert ("not judged" in explain(parts.network, parts.trust, 1, 2).pending) == listed


def test_a_pre_trusted_node_that_drops_is_found_out_all_the_same():
    parts = rated({(0, 1): (10, 0), (1, 0): (0, 10), (1, 3): (10, 0)})
    assert column(parts, "trust", 0) == 0
    assert column(parts, "reputation", 0) > 0, "t as printed keeps a·p"


# -- reports on their way -------------------------------------------------------------------------------------------

CHAIN = ((0, 0), (25, 0), (50, 0))
END = ((-20, 0),)


def test_reports_and_announcement_are_paid_hop_by_hop():
    parts = set_up(CHAIN, END)
    saw(parts, 2, 1, 5, 0)
    parts.trust.end_round(parts.network)
    net = parts.network
    assert net.books.counts[REPUTATION] == 1 + 2 + 3 + 3, "reports over 1, 2 and 3 hops; each repeats the announcement"
    send = lambda bits, d: bits * (50e-9 + 10e-12 * d**2)  # noqa: E731
    header, told, word = 200, 232, 200
    # node 3, at the end: its report 25 m to node 2, the announcement to full range; hears node 2's announcement
    by_hand = send(told, 25) + send(word, RANGE) + word * 50e-9
    assert net.nodes["spent"][2, EnergyCause.REPUTATION] == pytest.approx(by_hand)
    # node 2: its own report and node 3's, 25 m on; hears 3's report, 1's announcement, and 3's down to the header
    by_hand = send(header, 25) + send(told, 25) + told * 50e-9 + send(word, RANGE) + word * 50e-9 + header * 50e-9
    assert net.nodes["spent"][1, EnergyCause.REPUTATION] == pytest.approx(by_hand)
    assert_books_balance(net)


def test_a_black_hole_swallows_reports_and_the_announcement():
    parts = set_up(CHAIN, END, attacks=(on_nodes("blackhole", 2),))
    saw(parts, 2, 1, 0, 50)
    saw(parts, 0, 1, 0, 50)
    parts.trust.end_round(parts.network)
    net = parts.network
    edges = {pair: edge_between(net, *pair) for pair in ((2, 1), (0, 1))}
    assert np.isnan(net.belief["told"][edges[2, 1]]), "swallowed by the very node that it accuses"
    assert net.belief["told"][edges[0, 1]] == 0
    assert [bool(net.belief["trusted"][e]) for e in edges.values()] == [True, False], "and node 3 never hears"
    shown = explain(net, parts.trust, 2, 1)
    assert any("did not hear the last announcement" in note for note in shown.notes)
    assert shown.reports == ()


def test_of_a_lost_report_the_one_before_stays_in_force():
    parts = set_up(CHAIN, END)
    saw(parts, 2, 1, 30, 0)
    parts.trust.end_round(parts.network)
    edge = edge_between(parts.network, 2, 1)
    told = float(parts.network.belief["told_n"][edge])
    saw(parts, 2, 1, 60, 0)
    parts.network.physics["link_loss"] = 1.0
    parts.network.books.cursor[CURSOR_ROUND] = 4
    parts.trust.end_round(parts.network)
    assert float(parts.network.belief["told_n"][edge]) == told == 30
    assert not parts.network.belief["got"][edge]


def test_iteration_ends_and_keeps_the_sum_in_a_running_network():
    last = after(s3(4, "collusion:count=10,start=5", trust={"model": "eigentrust"}), 40).trust.model.last
    assert last.t.sum() == pytest.approx(1)
    assert 3 < last.iterations < kernel.MAX_ITERATIONS
    assert rules_of(EigenParams()).a == 0.15


def test_explanation_adds_up_by_hand_and_in_a_running_network():
    parts = rated(RATINGS, pre_trust=0.15)
    shown = explain(parts.network, parts.trust, 0, 2)
    t, d = by_numpy(RATINGS, np.array([1.0, 0, 0, 0]), 0.15)
    assert {c.symbol: c.value for c in shown.counters} == {"sat": 2, "unsat": 8, "r": 10, "r*": 2, "N": 0}
    assert shown.own_equation.values == "  = max(2.000 − 8.000, 0) / (2.000 + 8.000)\n  = 0.000"
    assert [r.reporter for r in shown.reports] == [1]
    shown = explain(parts.network, parts.trust, 0, 1)
    assert [(r.reporter, r.own_trust, r.reported) for r in shown.reports] == [
        (1, pytest.approx(t[0]), pytest.approx(1.0)),
    ], "node 3 has rated it too, but nobody trusts node 3"
    assert t[2] == 0
    assert shown.reputation_equation.values.endswith(f"\n  = {t[1]:.5f}")
    assert shown.combination_values.endswith(f"= {d[1]:.3f}")

    parts = after(s3(4, "blackhole:count=10,start=5", trust={"model": "eigentrust"}), 32)
    last, net, seen = parts.trust.model.last, parts.network, 0
    for e in range(0, len(net.links), 5):
        shown = explain(net, parts.trust, int(net.links["target"][e]), int(net.links["source"][e]))
        if shown is not None and shown.reports:
            row = last.row_of(shown.subject)
            assert sum(r.product for r in shown.reports) == pytest.approx(last.given[row], rel=1e-4)
            assert shown.reputation == pytest.approx(last.t[row], abs=1e-6)
            seen += 1
    assert seen > 100
