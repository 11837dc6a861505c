"""Beta reputation on paper: the three reference values, discounting, ageing, and the rules for reports.

p is node 1, q node 2; nodes 3, 4 and 5 report.
"""

import numpy as np
import pytest

from engine.defence.beta import kernel
from engine.defence.explain import edge_between, explain
from engine.network.kernels.columns import CURSOR_ROUND, REPUTATION
from engine.scenario.model import Trust
from tests.worlds import after, quiet, s3, start, world

PLACES = ((0, 0), (10, 0), (0, 10), (10, 10), (5, 5))
P, Q = 0, 1
REPORTERS = (2, 3, 4)


def set_up(*, rounds=2, every=2, rule="mean", tolerance=0.3, **params):
    """Nobody has seen anything yet; an exchange is due at the end of round 2."""
    trust = Trust(
        model="beta", params=params, exchange_every=every, report_rule=rule, report_tolerance=tolerance, memory=1.0
    )
    parts = start(world(PLACES, radio=quiet(), trust=trust))
    parts.network.books.cursor[CURSOR_ROUND] = rounds
    return parts


def saw(parts, p, q, good, bad):
    """p has had so many good and bad cases with q."""
    watch, edge = parts.network.watch, edge_between(parts.network, p, q)
    watch["r"][edge], watch["relayed"][edge], watch["intact"][edge] = good + bad, good, good
    watch["seen"][edge] = good + bad > 0


def found(parts):
    parts.trust.end_round(parts.network)
    return parts.network.belief[edge_between(parts.network, P, Q)]


@pytest.mark.parametrize(("good", "bad", "expected"), [(0, 0, 0.5), (8, 2, 0.75), (0, 10, 0.0833), (98, 0, 0.99)])
def test_reference_values(good, bad, expected):
    # T = (α + 1) / (α + β + 2)
    parts = set_up(every=0)
    saw(parts, P, Q, good, bad)
    belief = found(parts)
    assert float(belief["own"]) == pytest.approx(expected, abs=1e-4)
    assert float(belief["trust"]) == pytest.approx(expected, abs=1e-4), "nobody reports: D is direct trust"


def test_damaged_relays_are_bad_cases():
    parts = set_up(every=0)
    saw(parts, P, Q, 8, 0)
    parts.network.watch["intact"][edge_between(parts.network, P, Q)] = 3
    assert float(found(parts)["own"]) == pytest.approx((3 + 1) / (8 + 2))


def test_discounting_by_hand():
    # p has seen 3 relay 6 of 6, and 4 relay 2 of 8; 5 it never saw. All three tell (4, 1) about q.
    parts = set_up(evidence=0)
    saw(parts, P, 2, 6, 0)
    saw(parts, P, 3, 2, 6)
    for i in REPORTERS:
        saw(parts, i, Q, 4, 1)
    belief = found(parts)
    # 2·α_k / ((β_k + 2)·(α_kj + β_kj + 2) + 2·α_k): 12 / (2·7 + 12) = 6/13;  4 / (8·7 + 4) = 1/15;  0
    first, second = 6 / 13, 1 / 15
    alpha, beta = 4 * (first + second), 1 * (first + second)
    assert float(belief["backing"]) == pytest.approx(alpha + beta, abs=1e-5)
    assert float(belief["reputation"]) == pytest.approx((alpha + 1) / (alpha + beta + 2), abs=1e-5)
    assert float(belief["trust"]) == pytest.approx((alpha + 1) / (alpha + beta + 2), abs=1e-5)


@pytest.mark.parametrize("n", [1.0, 5.0, 200.0])
def test_a_report_never_counts_more_than_it_tells_and_nothing_from_a_stranger(n):
    assert kernel.discount(0.0, 0.0, n) == 0
    assert kernel.discount(1e6, 0.0, n) == pytest.approx(1, abs=1e-3)
    assert kernel.discount(9.0, 30.0, n) < kernel.discount(9.0, 1.0, n) < 1


@pytest.mark.parametrize(("good", "n"), [(0, 0), (0, 7), (3, 7), (7, 7), (254, 255)])
def test_what_is_told_gives_back_the_good_cases(good, n):
    assert kernel.good_of(kernel.expectation(float(good), float(n - good)), float(n)) == pytest.approx(good, abs=1e-9)
    assert 0 <= kernel.good_of(0.0, float(n)) <= kernel.good_of(1.0, float(n)) <= n, "whatever a liar tells"


def test_own_and_reported_evidence_add_up():
    parts = set_up(evidence=0)
    saw(parts, P, Q, 1, 3)
    saw(parts, P, 2, 6, 0)
    saw(parts, 2, Q, 4, 1)
    belief = found(parts)
    alpha, beta = 1 + 4 * 6 / 13, 3 + 6 / 13
    assert float(belief["own"]) == pytest.approx(2 / 6)
    assert float(belief["trust"]) == pytest.approx((alpha + 1) / (alpha + beta + 2), abs=1e-5)


def test_reports_replace_those_before_so_that_nothing_is_counted_twice():
    parts = set_up(evidence=0)
    saw(parts, P, 2, 6, 0)
    saw(parts, 2, Q, 4, 1)
    first = float(found(parts)["backing"])
    parts.network.books.cursor[CURSOR_ROUND] = 4
    assert float(found(parts)["backing"]) == pytest.approx(first)


def test_reporters_off_the_list_are_not_heard():
    parts = set_up(evidence=0)
    for i in (2, 3):
        saw(parts, P, i, 6, 0)
    saw(parts, 2, Q, 5, 0)
    saw(parts, 3, Q, 0, 5)
    parts.network.belief["trusted"][edge_between(parts.network, P, 3)] = 0
    assert float(found(parts)["reputation"]) > 0.7


def with_a_liar(rule, **params):
    """Three reporters of equal standing; 5 speaks ill of q, the others and p itself saw it relay well."""
    parts = set_up(rule=rule, evidence=2, **params)
    saw(parts, P, Q, 4, 0)
    for i in REPORTERS:
        saw(parts, P, i, 20, 0)
        saw(parts, i, Q, 10, 0) if i != 4 else saw(parts, i, Q, 0, 255)
    return float(found(parts)["trust"])


def test_rules_for_reports_against_a_liar():
    mean, median, deviation = (with_a_liar(rule) for rule in ("mean", "median", "deviation"))
    assert mean < 0.65
    assert median > 0.9
    assert deviation > 0.9
    assert with_a_liar("mean", hearsay="good") > 0.9


@pytest.mark.parametrize(("cases", "listed"), [((0, 4), True), ((0, 5), False), ((3, 2), False), ((4, 1), True)])
def test_the_list_follows_once_there_is_evidence(cases, listed):
    # P = 0.7: (3, 2) gives 4/7 = .571, (4, 1) gives 5/7 = .714
    parts = set_up(every=0)
    saw(parts, P, Q, *cases)
    assert bool(found(parts)["trusted"]) == listed
    shown = explain(parts.network, parts.trust, P, Q)
    assert ("not judged" in shown.pending) == (sum(cases) < 5)


def test_return_needs_p_and_the_hysteresis():
    parts = set_up(every=0, threshold=0.7, hysteresis=0.05)
    parts.network.belief["trusted"][edge_between(parts.network, P, Q)] = 0
    saw(parts, P, Q, 5, 1)
    assert not found(parts)["trusted"], "6/8 = .75 is not above .75"
    saw(parts, P, Q, 6, 1)
    assert found(parts)["trusted"]


def test_ageing_forgets_and_the_prior_remains():
    parts = after(s3(4, trust={"model": "beta", "memory": 0.5, "exchange_every": 0}), 12)
    watch = parts.network.watch
    assert watch["r"].max() < 120, "a window of two rounds"
    old = watch["r"][watch["r"] > 1].copy()
    parts.network.watch["r"][:] = 0
    parts.network.watch["intact"][:] = 0
    parts.trust.end_round(parts.network)
    near = parts.network.links["near"].astype(bool) & (parts.network.links["target"] < 100)
    near &= parts.network.links["source"] < 100
    assert len(old)
    assert np.allclose(parts.network.belief["own"][near], 0.5)


def test_messages_are_broadcast_and_paid_for_like_those_of_s3():
    parts = set_up()
    found(parts)
    assert parts.network.books.counts[REPUTATION] == 5


def test_explanation_adds_up_by_hand():
    parts = set_up(evidence=0)
    saw(parts, P, Q, 1, 3)
    saw(parts, P, 2, 6, 0)
    saw(parts, 2, Q, 4, 1)
    found(parts)
    shown = explain(parts.network, parts.trust, P, Q)
    assert {c.symbol: c.value for c in shown.counters} == {"α": 1, "β": 3, "r": 4, "r*": 1, "N": 0}
    assert shown.own_equation.symbols == "C = (α + 1) / (α + β + 2)"
    assert shown.own_equation.values == "  = (1.000 + 1) / (1.000 + 3.000 + 2)\n  = 0.333"
    (report,) = shown.reports
    assert report.reporter == 3
    assert (report.own_trust, report.reported) == pytest.approx((5 * 6 / 13, 0.8), abs=1e-4)
    assert "(1.846 + 1) / (1.846 + 0.462 + 2)" in shown.reputation_equation.values
    assert shown.combination == "D = (α + α′ + 1) / (α + β + α′ + β′ + 2)"
    assert shown.combination_values == ("  = (1.000 + 1.846 + 1)\n    / (1.000 + 3.000 + 1.846 + 0.462 + 2)\n  = 0.463")
    assert shown.ratio is None
    assert shown.metrics == ()


@pytest.mark.parametrize("rule", ["mean", "median", "deviation"])
@pytest.mark.parametrize("hearsay", ["all", "good"])
def test_reports_shown_give_what_stands_there_in_a_running_network(rule, hearsay):
    trust = {"model": "beta", "params": {"hearsay": hearsay}, "report_rule": rule}
    parts = after(s3(3, "liar:count=10,start=2", trust=trust), 25)
    net, compared = parts.network, 0
    for e in range(len(net.links)):
        shown = explain(net, parts.trust, int(net.links["target"][e]), int(net.links["source"][e]))
        if shown is None or not shown.in_range or not net.links["near"][net.links["back"][e]]:
            continue
        backing = sum(t.own_trust for t in shown.reports)
        assert backing == pytest.approx(float(net.belief["backing"][e]), abs=1e-3)
        if rule != "median" and shown.reputation is not None:
            good = sum(t.product for t in shown.reports)
            assert shown.reputation == pytest.approx((good + 1) / (backing + 2), abs=1e-3)
            compared += 1
    assert compared > 300 or rule == "median"
