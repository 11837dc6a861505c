"""Neighbour search: a cell grid, an edge list with a skin, and what edges know carried across a rebuild."""

from __future__ import annotations

import numpy as np

from engine.network.kernels.columns import Array, Belief, Links, Nodes, Watch
from engine.network.kernels.compile import allocating, compiled


@allocating
def _pairs(
    x: Array, y: Array, reach2: float, nx: int, ny: int, cell: Array, first: Array, member: Array
) -> tuple[Array, Array]:
    """Rows of the neighbours of each vertex, unsorted, from the cells around its own."""
    m = x.shape[0]
    start = np.zeros(m + 1, np.int32)
    target = np.empty(16 * m + 64, np.int32)
    k = 0
    for i in range(m):
        cx, cy = cell[i] % nx, cell[i] // nx
        xi, yi = x[i], y[i]
        for yy in range(max(cy - 1, 0), min(cy + 2, ny)):
            low, high = first[yy * nx + max(cx - 1, 0)], first[yy * nx + min(cx + 1, nx - 1) + 1]
            if k + high - low > target.shape[0]:
                wider = np.empty(2 * target.shape[0] + high - low, np.int32)
                wider[:k] = target[:k]
                target = wider
            for s in range(low, high):
                j = member[s]
                dx, dy = xi - x[j], yi - y[j]
                if dx * dx + dy * dy <= reach2 and i != j:
                    target[k] = j
                    k += 1
        start[i + 1] = k
    return start, target


@allocating
def edges_within(x: Array, y: Array, reach: float) -> tuple[Array, Array, Array, Array]:
    """All ordered pairs within ``reach`` metres, as rows sorted by target.

    Args:
        x: float32[M], m.
        y: float32[M], m.
        reach: Radio range plus skin, m; finite.

    Returns:
        start int32[M + 1], source int32[E], target int32[E], back int32[E] (the same pair the other way round).
    """
    m = x.shape[0]
    start = np.zeros(m + 1, np.int32)
    if m == 0:
        return start, np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.int32)
    x0, y0 = x.min(), y.min()
    limit = int(np.ceil(np.sqrt(m))) * 2 + 1
    size = max(reach, (x.max() - x0) / limit, (y.max() - y0) / limit, 1e-6)
    nx, ny = int((x.max() - x0) / size) + 1, int((y.max() - y0) / size) + 1
    cell = np.empty(m, np.int32)
    first = np.zeros(nx * ny + 1, np.int32)
    for i in range(m):
        cell[i] = int((y[i] - y0) / size) * nx + int((x[i] - x0) / size)
        first[cell[i] + 1] += 1
    for c in range(nx * ny):
        first[c + 1] += first[c]
    fill = first[:-1].copy()
    member = np.empty(m, np.int32)
    for i in range(m):
        member[fill[cell[i]]] = i
        fill[cell[i]] += 1
    loose_start, loose = _pairs(x, y, reach * reach, nx, ny, cell, first, member)
    for e in range(loose_start[m]):
        start[loose[e] + 1] += 1
    for i in range(m):
        start[i + 1] += start[i]
    target = np.empty(start[m], np.int32)
    at = start[:-1].copy()
    for i in range(m):  # the relation is symmetric: written the other way round, in this order, rows come out sorted
        for e in range(loose_start[i], loose_start[i + 1]):
            j = loose[e]
            target[at[j]] = i
            at[j] += 1
    source, back = np.empty(start[m], np.int32), np.empty(start[m], np.int32)
    at[:] = start[:-1]
    for i in range(m):  # rows are sorted: row j meets its targets i in this very order
        for e in range(start[i], start[i + 1]):
            j = target[e]
            source[e] = i
            back[at[j]] = e
            at[j] += 1
    return start, source, target, back


@compiled
def lay_edges(
    start: Array, source: Array, target: Array, back: Array, nodes: Nodes, links: Links, watch: Watch, belief: Belief
) -> None:
    """Writes the rows of `edges_within` into ``nodes`` (``first``, ``last``) and ``links``; nothing is known yet.

    Step 1 of S3: every neighbour is on the trusted list.
    """
    for i in range(nodes.shape[0]):
        nodes[i].first, nodes[i].last = start[i], start[i + 1]
        nodes[i].x0, nodes[i].y0 = nodes[i].x, nodes[i].y
    for e in range(links.shape[0]):
        links[e].source, links[e].target, links[e].back = source[e], target[e], back[e]
        links[e].d2, links[e].near, links[e].via = 0.0, 0, -1
        links[e].refused, links[e].delay = 0, 0.0
        w = watch[e]
        w.heard, w.r, w.relayed, w.intact, w.own, w.confirmed, w.z, w.z_ok = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
        w.crc, w.seen = 1, 0
        b = belief[e]
        b.own, b.before, b.shared, b.trust = 1.0, 1.0, 1.0, 1.0
        b.reputation, b.told_mean, b.told = np.nan, np.nan, np.nan
        b.told_n, b.backing = 0.0, 0.0
        b.trusted, b.listed, b.got = 1, 0, 0


@allocating
def carry_over(
    old_nodes: Nodes,
    old_links: Links,
    old_watch: Watch,
    old_belief: Belief,
    nodes: Nodes,
    old_row: Array,
    links: Links,
    watch: Watch,
    belief: Belief,
) -> None:
    """Copies what edges knew to the edges of the same pairs in a new list.

    Whom an edit takes off the operator's block list is listed again until trust says otherwise.

    Args:
        old_nodes: Rows (``first``, ``last``) of the list before.
        old_links: The list before.
        old_watch: Its counters.
        old_belief: Its beliefs.
        nodes: Rows of the new list.
        old_row: int32[M]: old row of each new row, -1 for a newcomer.
        links: The new list.
        watch: Written where the pair was known.
        belief: Likewise.
    """
    at = np.full(old_nodes.shape[0], -1, np.int32)
    for i in range(nodes.shape[0]):
        row = old_row[i]
        if row < 0:
            continue
        for e in range(old_nodes[row].first, old_nodes[row].last):
            at[old_links[e].target] = e
        for e in range(nodes[i].first, nodes[i].last):
            j = links[e].target
            mate = old_row[j]
            if mate < 0 or at[mate] < 0:
                continue
            watch[e] = old_watch[at[mate]]
            belief[e] = old_belief[at[mate]]
            if old_nodes[row].blocked or old_nodes[mate].blocked:
                belief[e].trusted = not (nodes[i].blocked or nodes[j].blocked)
        for e in range(old_nodes[row].first, old_nodes[row].last):
            at[old_links[e].target] = -1


@compiled
def shut_out(nodes: Nodes, links: Links, belief: Belief) -> None:
    """Takes every node on the operator's block list off all lists, and all others off its own."""
    for e in range(links.shape[0]):
        if nodes[links[e].source].blocked or nodes[links[e].target].blocked:
            belief[e].trusted, belief[e].listed = 0, 0


@compiled
def measure(nodes: Nodes, links: Links, range2: float) -> None:
    """Refreshes the squared length of every edge and whether it is within range."""
    for i in range(nodes.shape[0]):
        x, y = nodes[i].x, nodes[i].y
        for e in range(nodes[i].first, nodes[i].last):
            j = links[e].target
            dx, dy = x - nodes[j].x, y - nodes[j].y
            d2 = dx * dx + dy * dy
            links[e].d2 = d2
            links[e].near = d2 <= range2
