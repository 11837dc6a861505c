"""EigenTrust over all edges. An edge e is: rater i = target[e] about subject j = source[e].

s_ij = max(sat − unsat, 0), where sat counts hand-overs to j that were relayed unchanged (r**), unsat all others.
A report tells l_ij = s_ij / n_ij and n_ij = sat + unsat, from which the station has both again.
"""

from __future__ import annotations

import numpy as np

from engine.defence.eigentrust.rules import EigenRules
from engine.defence.kernels.lists import decide
from engine.network.kernels.columns import CURSOR_ROUND, Array, Belief, Books, Links, Nodes, Watch
from engine.network.kernels.compile import compiled

MAX_ITERATIONS = 3000
"""Enough for a = 0.01: what is left of the start shrinks by 1 − a a turn."""


@compiled
def observe(nodes: Nodes, links: Links, watch: Watch, belief: Belief) -> None:
    """Local trust l_ij = max(sat − unsat, 0) / (sat + unsat) of every live rater; 0 without interaction."""
    for e in range(links.shape[0]):
        if nodes[links[e].target].station or nodes[links[e].source].station:
            continue
        r, sat = watch[e].r, watch[e].intact
        belief[e].own = max(2.0 * sat - r, 0.0) / r if r > 0 else 0.0


@compiled
def rate(nodes: Nodes, links: Links, belief: Belief, satisfied: Array, total: Array) -> None:
    """Row sums of what the station knows: Σ_j s_ij and Σ_j n_ij of every live rater; 0 for all others.

    Args:
        nodes: Life and the block list.
        links: Who rates whom.
        belief: Reports.
        satisfied: float64[M], written.
        total: float64[M], written.
    """
    for i in range(nodes.shape[0]):
        satisfied[i] = total[i] = 0.0
        if nodes[i].station or not nodes[i].alive or nodes[i].blocked:
            continue
        for e in range(nodes[i].first, nodes[i].last):
            j, mine = links[e].target, links[e].back
            if not np.isnan(belief[mine].told) and nodes[j].alive and not nodes[j].station and not nodes[j].blocked:
                satisfied[i] += belief[mine].told * belief[mine].told_n
                total[i] += belief[mine].told_n


@compiled
def iterate(
    nodes: Nodes,
    links: Links,
    belief: Belief,
    satisfied: Array,
    pre: Array,
    rules: EigenRules,
    t: Array,
    following: Array,
) -> int:
    """Power iteration t = (1 − a)·Cᵀ·t + a·p with c_ij = s_ij / Σ_j s_ij; who rates nobody trusts the pre-trusted.

    Args:
        nodes: Life and the block list.
        links: Who rates whom.
        belief: Reports.
        satisfied: float64[M] of `rate`.
        pre: float64[M]: p, sums to 1.
        rules: ``a`` and ``tolerance``.
        t: float64[M], written; sums to 1.
        following: float64[M], scratch.

    Returns:
        Iterations done.
    """
    m = nodes.shape[0]
    for j in range(m):
        t[j] = pre[j]
    for turn in range(MAX_ITERATIONS):
        loose = 0.0
        for j in range(m):
            following[j] = 0.0
        for i in range(m):
            if satisfied[i] <= 0:
                loose += t[i]
                continue
            share = t[i] / satisfied[i]
            for e in range(nodes[i].first, nodes[i].last):
                j, mine = links[e].target, links[e].back
                if not np.isnan(belief[mine].told) and nodes[j].alive and not nodes[j].station and not nodes[j].blocked:
                    following[j] += share * belief[mine].told * belief[mine].told_n
        change = 0.0
        for j in range(m):
            value = (1.0 - rules.a) * (following[j] + loose * pre[j]) + rules.a * pre[j]
            change += abs(value - t[j])
            t[j] = value
        if change < rules.tolerance:
            return turn + 1
    return MAX_ITERATIONS


@compiled
def weigh(
    nodes: Nodes,
    links: Links,
    belief: Belief,
    satisfied: Array,
    total: Array,
    t: Array,
    given: Array,
    due: Array,
    evidence: Array,
) -> None:
    """What raters give each node, and what they would give it had all their interactions been satisfactory.

    Args:
        nodes: Life and the block list.
        links: Who rates whom.
        belief: Reports.
        satisfied: float64[M] of `rate`.
        total: float64[M] of `rate`.
        t: float64[M] of `iterate`.
        given: float64[M], written: Σ_i t_i·c_ij.
        due: float64[M], written: Σ_i t_i·n_ij / Σ_j n_ij.
        evidence: float64[M], written: interactions reported of the node by raters with t_i > 0.
    """
    for j in range(nodes.shape[0]):
        given[j] = due[j] = evidence[j] = 0.0
        if nodes[j].station or not nodes[j].alive or nodes[j].blocked:
            continue
        for e in range(nodes[j].first, nodes[j].last):
            i = links[e].target
            if total[i] <= 0 or t[i] <= 0 or np.isnan(belief[e].told):
                continue
            n = belief[e].told_n
            due[j] += t[i] * n / total[i]
            evidence[j] += n
            if satisfied[i] > 0:
                given[j] += t[i] * belief[e].told * n / satisfied[i]


@compiled
def publish(
    nodes: Nodes, links: Links, belief: Belief, t: Array, given: Array, due: Array, evidence: Array, heard: Array
) -> None:
    """Writes what the station announced with every observer that heard it: R = t_j, D = min(1, given / due)."""
    for e in range(links.shape[0]):
        p, j = links[e].target, links[e].source
        if nodes[j].station or nodes[p].station or not heard[p] or not nodes[p].alive or not nodes[j].alive:
            continue
        belief[e].reputation, belief[e].backing = t[j], evidence[j]
        belief[e].trust = min(1.0, given[j] / due[j]) if due[j] > 0 else 1.0


@compiled
def judge(nodes: Nodes, links: Links, belief: Belief, books: Books, rules: EigenRules, round_s: float) -> None:
    """The list of every live observer by the D that it heard last; while evidence is short it stays as it is."""
    now = books.cursor[CURSOR_ROUND] * round_s
    for j in range(nodes.shape[0]):
        if nodes[j].station or not nodes[j].alive:
            continue
        for e in range(nodes[j].first, nodes[j].last):
            p = links[e].target
            if nodes[p].alive and not nodes[p].station and belief[e].backing >= rules.evidence:
                d = belief[e].trust
                decide(e, p, j, d, rules.threshold, rules.hysteresis, now, nodes, belief, books)
