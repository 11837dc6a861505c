"""Beta reputation over all edges. An edge e is: observer p = target[e] about subject q = source[e].

α counts satisfactory interactions: hand-overs to q that were relayed unchanged (r**). β counts all others (r − r**).
Both fade with the watchdogs' counters: the ageing of RFSN.
"""

from __future__ import annotations

import numpy as np

from engine.defence.beta.rules import BetaRules
from engine.defence.kernels.lists import decide
from engine.defence.kernels.reports import DEVIATION, MEDIAN, insert, median
from engine.network.kernels.columns import CURSOR_ROUND, Array, Belief, Books, Links, Nodes, Watch
from engine.network.kernels.compile import compiled, inlined


@inlined
def expectation(alpha: float, beta: float) -> float:
    """E of the beta distribution after α good and β bad cases: T = (α + 1) / (α + β + 2)."""
    return (alpha + 1.0) / (alpha + beta + 2.0)


@inlined
def discount(trusted_good: float, trusted_bad: float, told_n: float) -> float:
    """What one of ``told_n`` reported interactions counts, from a reporter with these of its own.

    Jøsang and Ismail (2002), reputation discounting, which RFSN takes over:
    2·α_k / ((β_k + 2)·(α_kj + β_kj + 2) + 2·α_k). It is 0 for a reporter that has proved nothing, and never above 1.
    """
    return 2.0 * trusted_good / ((trusted_bad + 2.0) * (told_n + 2.0) + 2.0 * trusted_good)


@inlined
def good_of(told: float, told_n: float) -> float:
    """α behind a reported T = (α + 1) / (n + 2) of n interactions."""
    return min(max(told * (told_n + 2.0) - 1.0, 0.0), told_n)


@compiled
def observe(nodes: Nodes, links: Links, watch: Watch, belief: Belief) -> None:
    """Direct trust of every observer in every subject that lives: C = (α + 1) / (α + β + 2)."""
    for e in range(links.shape[0]):
        q = links[e].source
        if nodes[q].alive and not nodes[q].station and not nodes[links[e].target].station:
            belief[e].own = expectation(watch[e].intact, watch[e].r - watch[e].intact)


@compiled
def listen(nodes: Nodes, links: Links, watch: Watch, belief: Belief, rules: BetaRules, reporters: Array) -> None:
    """Second-hand evidence of every live observer about every neighbour in range, from the reports that arrived.

    Reporters are neighbours on the observer's list; each report is discounted by what the observer itself has seen of
    the reporter. Reports tell of first-hand observation only, and replace those before, so nothing is counted twice.

    Args:
        nodes: Rows and life.
        links: Who neighbours whom.
        watch: Read: what the observer saw of the reporter.
        belief: Reports are read; ``reputation`` and ``backing`` written.
        rules: Parameters.
        reporters: columns.SCRATCH[M].
    """
    for i in range(nodes.shape[0]):
        reporters[i].heard = 0.0
    for p in range(nodes.shape[0]):
        if nodes[p].station or not nodes[p].alive:
            continue
        for e in range(nodes[p].first, nodes[p].last):
            about, i = links[e].back, links[e].target
            reporters[i].heard = belief[about].got and belief[about].listed
            reporters[i].good, reporters[i].bad = watch[about].intact, watch[about].r - watch[about].intact
        for e in range(nodes[p].first, nodes[p].last):
            if links[e].near:
                _put_together(links[e].target, links[e].back, nodes, links, watch, belief, rules, reporters)
        for e in range(nodes[p].first, nodes[p].last):
            reporters[links[e].target].heard = 0.0


@inlined
def _put_together(
    q: int, mine: int, nodes: Nodes, links: Links, watch: Watch, belief: Belief, rules: BetaRules, reporters: Array
) -> None:
    """Σα', Σβ' of the reports about ``q`` to the observer whose edge about q is ``mine``, by the rule in force.

    The median weighs reporters by the belief in them, α_i / (α_i + β_i + 2), not by what they claim to have seen.
    """
    good, bad, n = 0.0, 0.0, 0
    picky = rules.report_rule == DEVIATION and watch[mine].r >= rules.evidence
    for f in range(nodes[q].first, nodes[q].last):
        i, told, told_n = links[f].target, belief[f].told, belief[f].told_n
        if reporters[i].heard <= 0 or np.isnan(told) or told_n <= 0:
            continue
        if picky and abs(told - belief[mine].own) > rules.tolerance:
            continue
        each = discount(reporters[i].good, reporters[i].bad, told_n)
        alpha = good_of(told, told_n)
        beta = 0.0 if rules.good_only else told_n - alpha
        good += each * alpha
        bad += each * beta
        if alpha + beta > 0:
            standing = reporters[i].good / (reporters[i].good + reporters[i].bad + 2.0)
            n = insert(alpha / (alpha + beta), standing, n, reporters)
    if rules.report_rule == MEDIAN and good + bad > 0:
        total = good + bad
        good = median(n, reporters) * total
        bad = total - good
    belief[mine].backing = good + bad
    belief[mine].reputation = expectation(good, bad) if good + bad > 0 else np.nan


@compiled
def judge(
    nodes: Nodes, links: Links, watch: Watch, belief: Belief, books: Books, rules: BetaRules, round_s: float
) -> None:
    """D = (α + α' + 1) / (α + β + α' + β' + 2) and the list, by every live observer about every live neighbour.

    While the evidence is short the list stays as it is: everybody starts on it (step 1 of S3).
    """
    now = books.cursor[CURSOR_ROUND] * round_s
    for q in range(nodes.shape[0]):
        if nodes[q].station or not nodes[q].alive:
            continue
        for e in range(nodes[q].first, nodes[q].last):
            p = links[e].target
            if nodes[p].station or not nodes[p].alive:
                continue
            alpha, beta = watch[e].intact, watch[e].r - watch[e].intact
            said = 0.0 if np.isnan(belief[e].reputation) else good_of(belief[e].reputation, belief[e].backing)
            d = expectation(alpha + said, beta + belief[e].backing - said)
            belief[e].trust = d
            if watch[e].r + belief[e].backing >= rules.evidence:
                decide(e, p, q, d, rules.threshold, rules.hysteresis, now, nodes, belief, books)
