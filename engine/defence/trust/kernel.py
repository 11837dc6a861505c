"""Equations (1), (2) and (3) of S3 over all edges. An edge e is: observer p = target[e] about subject q = source[e]."""

from __future__ import annotations

import numpy as np

from engine.defence.kernels.lists import decide
from engine.defence.kernels.reports import DEVIATION, MEAN, MEDIAN, insert, median
from engine.defence.trust.rules import PROOF, Rules
from engine.network.kernels.columns import CURSOR_ROUND, Array, Belief, Books, Links, Nodes, Watch
from engine.network.kernels.compile import compiled, inlined


@inlined
def ratio(numerator: float, denominator: float, rules: Rules) -> float:
    """A share with the reading of §N for an empty denominator: one virtual good case, or the neutral value."""
    if denominator + rules.prior > 0:
        return (numerator + rules.prior) / (denominator + rules.prior)
    return rules.empty


@inlined
def metric(k: int, e: int, q: int, nodes: Nodes, watch: Watch, belief: Belief, rules: Rules) -> float:
    """m_k of S3 Table 1 for edge ``e`` with subject ``q``; 0 … 1."""
    r, relayed = watch[e].r, watch[e].relayed
    if k == 1:
        n = watch[e].heard * rules.per_round
        if n <= 0:
            return rules.empty
        return min(1.0, max(rules.m1_reference, 1.0) / n)
    if k == 2:
        return ratio(relayed, r, rules)
    if k == 3 or k == 10:
        if relayed <= 0 and r > 0 and not rules.window:
            return 0.0
        value = ratio(watch[e].intact, relayed, rules) if k == 3 else ratio(watch[e].confirmed, watch[e].own, rules)
        if rules.window and r > PROOF * relayed:
            value *= ratio(relayed, r, rules)
        return value
    if k == 4:
        return min(1.0, watch[e].z / r) if r > 0 else rules.empty
    if k == 5:
        return ratio(watch[e].z_ok, watch[e].z, rules)
    if k == 6:
        return nodes[q].claimed
    if k == 7:
        if np.isnan(belief[e].told_mean):
            return 1.0
        gap = belief[e].before - belief[e].told_mean
        agrees = abs(gap) <= abs(rules.r_lim) if rules.m7_absolute else gap >= rules.r_lim
        return 1.0 if agrees else 0.0
    if k == 8:
        return belief[e].before
    if k == 9:
        return float(nodes[q].authenticated)
    return float(watch[e].crc)


@compiled
def evaluate(
    nodes: Nodes, links: Links, watch: Watch, belief: Belief, books: Books, rules: Rules, round_s: float
) -> None:
    """Own trust, comprehensive trust and the list, by every live observer about every live neighbour (steps 2 to 6)."""
    now = books.cursor[CURSOR_ROUND] * round_s
    for q in range(nodes.shape[0]):
        if nodes[q].station or not nodes[q].alive:
            continue
        for e in range(nodes[q].first, nodes[q].last):
            p = links[e].target
            if nodes[p].station or not nodes[p].alive:
                continue
            if not rules.hold or watch[e].r > 0:
                belief[e].before = belief[e].own
                belief[e].own = own_trust(e, q, nodes, watch, belief, rules)
            _decide(e, q, p, now, nodes, watch, belief, books, rules)


@inlined
def own_trust(e: int, q: int, nodes: Nodes, watch: Watch, belief: Belief, rules: Rules) -> float:
    """Equation (1): C_{p,q} = Σ m_i·w_i for edge ``e`` with subject ``q``."""
    w = rules.weights
    c = w[0] * metric(1, e, q, nodes, watch, belief, rules)
    c += w[1] * metric(2, e, q, nodes, watch, belief, rules)
    c += w[2] * metric(3, e, q, nodes, watch, belief, rules)
    c += w[3] * metric(4, e, q, nodes, watch, belief, rules)
    c += w[4] * metric(5, e, q, nodes, watch, belief, rules)
    c += w[5] * metric(6, e, q, nodes, watch, belief, rules)
    c += w[6] * metric(7, e, q, nodes, watch, belief, rules)
    c += w[7] * metric(8, e, q, nodes, watch, belief, rules)
    c += w[8] * metric(9, e, q, nodes, watch, belief, rules)
    c += w[9] * metric(10, e, q, nodes, watch, belief, rules)
    c += w[10] * metric(11, e, q, nodes, watch, belief, rules)
    return c


@inlined
def exchange_share(z: float, r: float) -> float:
    """z/r of equation (3), clamped to [0, 1]; without interaction all weight goes to whichever side reports."""
    if r > 0:
        return min(1.0, z / r)
    return 1.0 if z > 0 else 0.0


@inlined
def _decide(
    e: int, q: int, p: int, now: float, nodes: Nodes, watch: Watch, belief: Belief, books: Books, rules: Rules
) -> None:
    """Equation (3), the rule D > P, and the list: D = C·z/r + R·(1 − z/r), or swapped; R falls back to C."""
    c = belief[e].own
    other = c if np.isnan(belief[e].reputation) else belief[e].reputation
    share = exchange_share(watch[e].z, watch[e].r)
    if rules.swapped:
        share = 1.0 - share
    d = c * share + other * (1.0 - share)
    belief[e].trust = d
    decide(e, p, q, d, rules.threshold, rules.hysteresis, now, nodes, belief, books)


@compiled
def reputation(nodes: Nodes, links: Links, watch: Watch, belief: Belief, rules: Rules, reporters: Array) -> None:
    """Equation (2): R_{p,q} = Σ C_{p,i}·C_{i,q} / Σ C_{p,i} over the list L of neighbours i whose report arrived.

    Also the mean report about q, for m7, and z*, the reports that agree with p's own trust, for m5.

    Args:
        nodes: Rows and life.
        links: Who neighbours whom.
        watch: ``z_ok`` is written.
        belief: Reports are read, ``reputation`` and ``told_mean`` written.
        rules: The readings in force.
        reporters: columns.SCRATCH[M].
    """
    for i in range(nodes.shape[0]):
        reporters[i].heard, reporters[i].listed, reporters[i].weight = 0.0, 0.0, 0.0
        reporters[i].gap, reporters[i].common = 0.0, 0.0
    for p in range(nodes.shape[0]):
        if nodes[p].station or not nodes[p].alive:
            continue
        for e in range(nodes[p].first, nodes[p].last):
            about, i = links[e].back, links[e].target
            reporters[i].heard, reporters[i].weight = belief[about].got, belief[about].shared
            reporters[i].listed = 1.0 if rules.all_witnesses else belief[about].listed
            reporters[i].gap, reporters[i].common = 0.0, 0.0
        for e in range(nodes[p].first, nodes[p].last):
            if not links[e].near:
                continue  # nobody routes to a neighbour out of range: its reputation stays as it was
            if rules.report_rule == MEAN:
                _weigh(links[e].target, links[e].back, nodes, links, belief, reporters)
            else:
                _weigh_warily(links[e].target, links[e].back, nodes, links, watch, belief, rules, reporters)
        for e in range(nodes[p].first, nodes[p].last):
            i = links[e].target
            if reporters[i].heard > 0 and reporters[i].gap <= rules.tolerance * reporters[i].common:
                watch[links[e].back].z_ok += 1.0
            reporters[i].heard = 0.0


@inlined
def _weigh(q: int, mine: int, nodes: Nodes, links: Links, belief: Belief, reporters: Array) -> None:
    """Reputation of ``q`` with one observer, whose edge about q is ``mine``.

    Sums of 0 and 1 rather than branches, as in `kernels.watch`: whether i reported about q is a coin toss.
    """
    total, weights, told_sum, reports = 0.0, 0.0, 0.0, 0.0
    shared = belief[mine].shared
    for f in range(nodes[q].first, nodes[q].last):
        i = links[f].target
        told = belief[f].told
        known = told == told  # noqa: PLR0124 - false for NaN: nothing told
        told = told if known else np.float32(0.0)
        heard = reporters[i].heard * np.float32(known)
        reporters[i].gap += heard * abs(told - shared)
        reporters[i].common += heard
        counted = heard * reporters[i].listed
        weight = counted * reporters[i].weight
        total += weight * told
        weights += weight
        told_sum += counted * told
        reports += counted
    belief[mine].reputation = total / weights if weights > 0 else np.nan
    belief[mine].told_mean = told_sum / reports if reports > 0 else np.nan


@inlined
def _weigh_warily(
    q: int, mine: int, nodes: Nodes, links: Links, watch: Watch, belief: Belief, rules: Rules, reporters: Array
) -> None:
    """As `_weigh`, but by the weighted median, or without the reports that are far from what the observer saw itself.

    An observer that never observed q has nothing to hold reports against: it takes them all.
    """
    shared, told_sum, total, weights, n = belief[mine].shared, 0.0, 0.0, 0.0, 0
    picky = rules.report_rule == DEVIATION and watch[mine].seen
    for f in range(nodes[q].first, nodes[q].last):
        i = links[f].target
        told = belief[f].told
        if np.isnan(told) or reporters[i].heard <= 0:
            continue
        gap = abs(told - shared)
        reporters[i].gap += gap
        reporters[i].common += np.float32(1.0)
        if reporters[i].listed <= 0 or (picky and gap > rules.tolerance):
            continue
        n = insert(told, reporters[i].weight, n, reporters)
        told_sum += told
        total += reporters[i].weight * told
        weights += reporters[i].weight
    if rules.report_rule == MEDIAN:
        belief[mine].reputation = median(n, reporters)
        belief[mine].told_mean = belief[mine].reputation
    else:
        belief[mine].reputation = total / weights if weights > 0 else np.nan
        belief[mine].told_mean = told_sum / n if n > 0 else np.nan
