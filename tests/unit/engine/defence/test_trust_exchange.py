"""Reputation exchange and equation (2) on paper, and what the inspector shows of it.

p is node 1, q node 2; nodes 3, 4 and 5 report.
"""

import numpy as np
import pytest

from engine.defence.explain import edge_between, explain
from engine.defence.kernels.reports import insert, median
from engine.network.kernels.columns import CURSOR_ROUND, LIE_PRAISE, LIE_SMEAR, REPUTATION, SCRATCH
from engine.readmodel.codes import EnergyCause
from engine.runtime.compose import recompose
from engine.scenario.model import Trust
from tests.worlds import STRATEGIES, after, column, quiet, rows_of, s3, start, world

PLACES = ((0, 0), (10, 0), (0, 10), (10, 10), (5, 5))
P, Q = 0, 1
MINE = {2: 0.9, 3: 0.5, 4: 0.8}
"""C_{p,i} by row i."""
THEIRS = {2: 0.4, 3: 0.6, 4: 0.2}
"""C_{i,q} by row i."""


def before_exchange(*, unseen=(4,), untrusted=(), places=PLACES, radio=None, **trust):
    parts = start(world(places, radio=radio or quiet(), trust=Trust(exchange_every=2, **trust)))
    net = parts.network
    net.books.cursor[CURSOR_ROUND] = 2
    net.watch["seen"] = 1
    for i, mine in MINE.items():
        net.belief["own"][edge_between(net, P, i)] = mine
        net.belief["own"][edge_between(net, i, Q)] = THEIRS[i]
    for i in unseen:
        net.watch["seen"][edge_between(net, i, Q)] = 0
    for i in untrusted:
        net.belief["trusted"][edge_between(net, P, i)] = 0
    return parts


def exchanged(**options):
    parts = before_exchange(**options)
    parts.trust.end_round(parts.network)
    return parts


def reputation(parts):
    return float(parts.network.belief["reputation"][edge_between(parts.network, P, Q)])


@pytest.mark.parametrize(
    ("options", "expected", "reporters"),
    [
        # informed: node 5 never observed q. R = (.9·.4 + .5·.6) / (.9 + .5)
        ({}, 0.66 / 1.4, [3, 4]),
        # … and node 4 is not on p's list. R = .9·.4 / .9
        ({"untrusted": (3,)}, 0.4, [3]),
        # all: whoever reports. R = (.9·.4 + .5·.6 + .8·.2) / (.9 + .5 + .8)
        ({"untrusted": (3,), "witnesses": "all"}, 0.82 / 2.2, [3, 4, 5]),
    ],
)
def test_equation_2_over_the_list_of_witnesses(options, expected, reporters):
    parts = exchanged(**options)
    assert reputation(parts) == pytest.approx(expected, abs=1e-6)
    shown = explain(parts.network, parts.trust, P, Q)
    assert [t.reporter for t in shown.reports] == reporters
    assert [t.own_trust for t in shown.reports] == pytest.approx([MINE[i - 1] for i in reporters])
    assert [t.reported for t in shown.reports] == pytest.approx([THEIRS[i - 1] for i in reporters])
    assert sum(t.product for t in shown.reports) / sum(t.own_trust for t in shown.reports) == pytest.approx(
        shown.reputation, abs=1e-6
    )
    assert shown.reputation_round == 2


def test_no_weight_at_all_leaves_reputation_to_own_trust():
    parts = before_exchange()
    net = parts.network
    for i in MINE:
        net.belief["own"][edge_between(net, P, i)] = 0.0
    parts.trust.end_round(net)
    shown = explain(net, parts.trust, P, Q)
    assert shown.reputation is None
    assert shown.trust == pytest.approx(shown.own_trust)


def test_mean_report_for_m7_is_over_the_same_witnesses():
    parts = exchanged()
    told_mean = parts.network.belief["told_mean"][edge_between(parts.network, P, Q)]
    assert told_mean == pytest.approx((0.4 + 0.6) / 2)


def test_each_broadcast_that_arrives_counts_as_one_exchange_z():
    net = exchanged().network
    near = net.links["near"].astype(bool) & (net.links["target"] < 5) & (net.links["source"] < 5)
    assert (net.watch["z"][near] == 1).all()
    assert net.books.counts[REPUTATION] == 5
    lost = exchanged(radio=quiet(link_loss=1.0)).network
    assert not lost.watch["z"].any(), "a lost broadcast is no exchange"
    assert np.isnan(lost.belief["reputation"]).all()


@pytest.mark.parametrize(("tolerance", "correct"), [(0.3, 1), (0.2, 0)])
def test_z_star_counts_reports_that_agree_with_own_trust_on_average(tolerance, correct):
    # q tells 1 about 3, 4, 5; p thinks .9, .5, .8: the mean difference is (.1 + .5 + .2) / 3 = .267
    net = exchanged(report_tolerance=tolerance).network
    assert net.watch["z_ok"][edge_between(net, P, Q)] == correct


def test_liars_tell_zero_of_others_and_one_of_allies():
    parts = before_exchange()
    net = parts.network
    net.behaviour["lie"][[2, 3]] = LIE_PRAISE | LIE_SMEAR
    net.behaviour["ally"][[2, 3]] = 1
    parts.trust.end_round(net)
    told = {i: float(net.belief["told"][edge_between(net, 2, i)]) for i in (0, 1, 3)}
    assert told == {0: 0.0, 1: 0.0, 3: 1.0}


def test_exchange_happens_every_so_many_rounds_and_never_when_switched_off():
    def rounds_with(every):
        rows = rows_of(start(world(PLACES, trust=Trust(exchange_every=every))).network, 6)
        return column(rows, "round")[column(rows, "reputation_packets") > 0].tolist()

    assert rounds_with(3) == [3, 6]
    assert rounds_with(0) == []


def test_exchange_is_paid_for_by_sender_and_hearers():
    # two nodes 10 m apart, range 33 m: each sends header 200 + 24·1 bit to 33 m, and hears the other's
    parts = start(world(PLACES[:2], ((200, 200),), radio=quiet(range_m=33.0), trust=Trust(exchange_every=1)))
    net = parts.network
    net.books.cursor[CURSOR_ROUND] = 1
    net.watch["seen"] = 1
    parts.trust.end_round(net)
    by_hand = 224 * (50e-9 + 10e-12 * 33**2) + 224 * 50e-9
    assert net.nodes["spent"][:2, EnergyCause.REPUTATION] == pytest.approx([by_hand] * 2)


def test_trust_explains_itself_for_neighbours_only():
    parts = exchanged(places=(*PLACES, (90, 90)))
    assert explain(parts.network, parts.trust, P, 5) is None, "strangers"
    assert explain(parts.network, parts.trust, P, 6) is None, "a base station is not judged"


def test_without_exchange_trust_is_own_trust_from_the_next_round_on():
    parts = after(s3(3, trust={"exchange_every": 5}), 12)
    trust = parts.scenario.trust.model_copy(update={"exchange_every": 0})
    parts = recompose(parts, parts.scenario.replace(trust=trust), STRATEGIES)
    parts.network.run_round()
    belief = parts.network.belief
    assert np.isnan(belief["reputation"]).all()
    assert np.allclose(belief["trust"], belief["own"], atol=1e-6)


# -- rules for reports ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "tolerance", "expected", "mean"),
    [
        ("mean", 0.3, 0.82 / 2.2, 0.4),
        # the weights .9 (tells .4), .5 (.6), .8 (.2): in rising order .2 .4 .6, half of 2.2 is passed at .4
        ("median", 0.3, 0.4, 0.4),
        # p itself thinks .5: .2 is further than .15, the rest stays. R = (.9·.4 + .5·.6) / 1.4
        ("deviation", 0.15, 0.66 / 1.4, 0.5),
        ("deviation", 0.35, 0.82 / 2.2, 0.4),
    ],
)
def test_rules_by_which_reports_are_put_together(rule, tolerance, expected, mean):
    parts = before_exchange(unseen=(), report_rule=rule, report_tolerance=tolerance)
    edge = edge_between(parts.network, P, Q)
    parts.network.belief["own"][edge] = 0.5
    parts.trust.end_round(parts.network)
    assert reputation(parts) == pytest.approx(expected, abs=1e-6)
    assert parts.network.belief["told_mean"][edge] == pytest.approx(mean, abs=1e-6)
    shown = explain(parts.network, parts.trust, P, Q)
    assert len(shown.reports) == (2 if tolerance == 0.15 else 3)
    assert (shown.reputation_equation is not None) == (rule == "median")


def test_deviation_holds_nothing_against_reports_while_the_observer_has_seen_nothing():
    parts = before_exchange(unseen=(), report_rule="deviation", report_tolerance=0.01)
    parts.network.watch["seen"][edge_between(parts.network, P, Q)] = 0
    parts.trust.end_round(parts.network)
    assert reputation(parts) == pytest.approx(0.82 / 2.2, abs=1e-6)


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        ([], np.nan),
        ([(0.3, 0.0)], np.nan),
        ([(0.3, 2.0)], 0.3),
        ([(0.9, 1.0), (0.1, 1.0)], 0.5),
        ([(0.9, 1.0), (0.1, 1.0), (0.2, 1.0)], 0.2),
        ([(0.9, 1.0), (0.1, 1.0), (0.5, 0.0)], 0.5),
        ([(0.0, 0.9), (0.9, 0.5), (0.8, 0.5)], 0.8),
    ],
)
def test_weighted_median_of_reports(reports, expected):
    scratch, n = np.zeros(len(reports) + 1, SCRATCH), 0
    for value, mass in reports:
        n = insert(value, mass, n, scratch)
    assert median(n, scratch) == pytest.approx(expected, nan_ok=True)
    assert sorted(v for v, _ in reports) == pytest.approx(scratch["value"][:n].tolist())


@pytest.mark.parametrize("rule", ["median", "deviation"])
def test_a_liar_among_three_does_not_decide(rule):
    parts = before_exchange(unseen=(), report_rule=rule)
    for i in THEIRS:
        parts.network.belief["own"][edge_between(parts.network, i, Q)] = 0.9 if i != 4 else 0.0
    parts.trust.end_round(parts.network)
    assert reputation(parts) == pytest.approx(0.9)
