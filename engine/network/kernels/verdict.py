"""Who is off whose list, counted over in-range neighbours. For metrics, logs and pictures only: no run reads it."""

from __future__ import annotations

import numpy as np

from engine.network.kernels.columns import CURSOR_ROUND, Array, Belief, Books, Links, Nodes, Routes
from engine.network.kernels.compile import compiled
from engine.network.kernels.energy import write
from engine.readmodel.codes import Rec

_OUT, _BACK = int(Rec.MAJORITY_EXCLUDED), int(Rec.MAJORITY_READMITTED)
_NO_PATH, _PATH_BACK = int(Rec.NO_PATH), int(Rec.PATH_BACK)
MAJORITY = 0.5


@compiled
def distrust(nodes: Nodes, links: Links, belief: Belief, counted: Array, share: Array, mean: Array) -> float:
    """How the neighbours of each node think of it.

    Args:
        nodes: Life.
        links: Who is in range.
        belief: Lists and D.
        counted: uint8[M]: observers that count.
        share: float32[M], written: share of counting in-range neighbours that have the node off their lists; NaN
            where there is none.
        mean: float32[M], written: mean D of the same; NaN where there is none.

    A node on the operator's block list has no say.

    Returns:
        Mean D over all counted pairs; NaN without any.
    """
    pairs, total = 0, 0.0
    for q in range(nodes.shape[0]):
        share[q], mean[q] = np.nan, np.nan
        if nodes[q].station or not nodes[q].alive:
            continue
        n, off, d = 0, 0, 0.0
        for e in range(nodes[q].first, nodes[q].last):
            p = links[e].target
            if links[e].near and counted[p] and nodes[p].alive and not nodes[p].station and not nodes[p].blocked:
                n += 1
                off += not belief[e].trusted
                d += belief[e].trust
        if n > 0:
            share[q], mean[q] = off / n, d / n
            pairs += n
            total += d
    return total / pairs if pairs > 0 else np.nan


@compiled
def note_changes(
    nodes: Nodes,
    routes: Routes,
    share: Array,
    excluded: Array,
    first: Array,
    cut: Array,
    books: Books,
    round_s: float,
) -> int:
    """Logs nodes that the majority excluded or took back, and nodes that lost or found a path.

    Args:
        nodes: Ids and life.
        routes: Reachability.
        share: float32[M] of `distrust`.
        excluded: uint8[M], kept: excluded now.
        first: int32[M], kept: first round of exclusion, -1 never.
        cut: uint8[M], kept: without a path now.
        books: The log.
        round_s: Duration of a round, s.

    Returns:
        How many nodes the majority has excluded now.
    """
    now = books.cursor[CURSOR_ROUND] * round_s
    total = 0
    for q in range(nodes.shape[0]):
        if nodes[q].station or nodes[q].master >= 0:
            continue
        if nodes[q].alive and share[q] >= MAJORITY and not excluded[q]:
            excluded[q] = 1
            if first[q] < 0:
                first[q] = books.cursor[CURSOR_ROUND]
            write(books, _OUT, now, nodes[q].id, -1, 0, share[q])
        elif nodes[q].alive and share[q] < MAJORITY and excluded[q]:
            excluded[q] = 0
            write(books, _BACK, now, nodes[q].id, -1, 0, share[q])
        total += excluded[q]
        lonely = nodes[q].alive and not routes[q].reachable
        if lonely and not cut[q]:
            write(books, _NO_PATH, now, nodes[q].id, -1, 0, 0.0)
        elif cut[q] and not lonely and nodes[q].alive:
            write(books, _PATH_BACK, now, nodes[q].id, -1, 0, 0.0)
        cut[q] = lonely
    return total


@compiled
def close_row(
    nodes: Nodes,
    routes: Routes,
    books: Books,
    flows: Array,
    counts_before: Array,
    spent_before: Array,
    retired: Array,
    honest: Array,
    stocks: Array,
    row: Array,
) -> None:
    """Fills the metrics of a round, but for what `distrust` and `note_changes` find.

    Args:
        nodes: Energy and life.
        routes: Heads.
        books: Running totals.
        flows: int64[k, 2]: column of the row, index of the running total whose increase it shows.
        counts_before: int64[COUNTS]: running totals at the last call; brought up to date.
        spent_before: float64[CAUSES]: joules at the last call; brought up to date.
        retired: float64[1 + CAUSES]: joules left in and spent by nodes that were taken out.
        honest: uint8[M]: never attacks.
        stocks: int64[6]: columns of round, live sensors, live honest sensors, heads, residual joules, first of the
            joules spent by cause.
        row: float64[columns], written.
    """
    for k in range(flows.shape[0]):
        total = flows[k, 1]
        row[flows[k, 0]] = books.counts[total] - counts_before[total]
    for total in range(counts_before.shape[0]):
        counts_before[total] = books.counts[total]
    row[stocks[0]] = books.cursor[CURSOR_ROUND]
    causes = spent_before.shape[0]
    row[stocks[4]] = retired[0]
    for cause in range(causes):
        row[stocks[5] + cause] = retired[1 + cause]
    for i in range(nodes.shape[0]):
        if nodes[i].station or nodes[i].master >= 0:
            continue
        lives = nodes[i].alive and nodes[i].sensor
        row[stocks[1]] += lives
        row[stocks[2]] += lives and honest[i]
        row[stocks[3]] += routes[i].head
        row[stocks[4]] += nodes[i].energy
        for cause in range(causes):
            row[stocks[5] + cause] += nodes[i].spent[cause]
    for cause in range(causes):
        total_spent = row[stocks[5] + cause]
        row[stocks[5] + cause] -= spent_before[cause]
        spent_before[cause] = total_spent
