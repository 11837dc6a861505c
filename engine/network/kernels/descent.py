"""Geographic routing: downhill to the nearest station by claimed positions, and out of voids by raising heights.

A node's height is its claimed distance to the nearest station until it finds no trusted neighbour lower than itself: a
void. Then it puts itself one radio range above its lowest neighbour and tells its neighbours so (a height table, as in
link reversal: Gafni and Bertsekas 1981, and the distance upgrading of greedy protocols). Packets only ever go down, so
never in a circle; and as long as a trusted path to a station exists, raising ends with every node having a lower
neighbour. A node that has risen above what the hop limit lets a packet travel gives up.
"""

from __future__ import annotations

import numpy as np

from engine.network.kernels.columns import Array, Belief, Books, Kept, Links, Nodes, Physics, Routes
from engine.network.kernels.compile import compiled, inlined
from engine.network.kernels.routes import routes_to_stations
from engine.network.kernels.upkeep import broadcast, charge_flood, edge_to, is_root, usable, write_routes


@inlined
def _away(i: int, nodes: Nodes) -> float:
    """Distance from where ``i`` says it is to the nearest station, m; infinite without one."""
    best = np.inf
    for s in range(nodes.shape[0] - 1, -1, -1):
        if not nodes[s].station:
            break
        dx, dy = nodes[i].claimed_x - nodes[s].x, nodes[i].claimed_y - nodes[s].y
        best = min(best, np.sqrt(dx * dx + dy * dy))
    return best


@compiled
def beacons(
    kept: Kept, routes: Routes, nodes: Nodes, links: Links, belief: Belief, books: Books, physics: Physics, rng: Array
) -> None:
    """Discovery: a station's beacon is repeated once by every node, each with its own position; tables begin anew.

    Whoever no trusted neighbour's beacon reaches is cut off and stays so until one does.
    """
    routes_to_stations(routes, nodes, links, belief, rng)
    charge_flood(routes, nodes, links, books, physics)
    for i in range(nodes.shape[0]):
        kept[i].hop, kept[i].height = -1, np.inf
        if routes[i].level >= 0 and nodes[i].alive:
            kept[i].height = _away(i, nodes)


@inlined
def _lower(i: int, kept: Kept, nodes: Nodes, links: Links, belief: Belief) -> int:
    """The edge to the lowest trusted live neighbour of ``i``, lower than ``i`` or not; of equals the nearest; or -1."""
    best, low, near = -1, np.inf, np.float32(np.inf)
    for f in range(nodes[i].first, nodes[i].last):
        v, e = links[f].target, links[f].back
        if kept[v].height > low or kept[v].height == np.inf or not usable(e, nodes, links, belief):
            continue
        if kept[v].height < low or links[e].d2 < near:
            best, low, near = e, kept[v].height, links[e].d2
    return best


@inlined
def _holds(i: int, kept: Kept, nodes: Nodes, links: Links, belief: Belief) -> bool:
    """Whether the next hop of ``i`` is still there, and below it."""
    v = kept[i].hop
    if v < 0 or kept[v].height >= kept[i].height:
        return False
    e = edge_to(i, v, nodes, links)
    return e >= 0 and usable(e, nodes, links, belief)


@inlined
def _queue(i: int, tail: int, waiting: int, routes: Routes) -> int:
    """Puts ``i`` into the ring of nodes to look at, once; returns how many wait."""
    if routes[i].ties:
        return waiting
    routes[i].ties = 1
    routes[(tail + waiting) % routes.shape[0]].queue = i
    return waiting + 1


@compiled
def settle_heights(
    kept: Kept, routes: Routes, nodes: Nodes, links: Links, belief: Belief, books: Books, physics: Physics
) -> None:
    """Every node with a lower trusted neighbour sends to the lowest; a node in a void raises itself until it has one.

    A next hop that holds is kept. A node without height, which was cut off, takes part again as soon as a neighbour
    has one: it tells its position once.

    Args:
        kept: Next hops and heights, m; read and written.
        routes: ``uplink``, ``uplink_edge``, ``level``, ``reachable`` are written; ``ties`` and ``queue`` are scratch.
        nodes: Claimed places and life; energy is spent.
        links: Who is in range.
        belief: Whom each node trusts.
        books: Messages are counted.
        physics: Costs; the range is how much a node rises.
    """
    m = nodes.shape[0]
    reach = np.sqrt(physics.range2)
    highest = 0.0
    for i in range(m):
        routes[i].ties = 0
        if is_root(i, nodes):
            kept[i].hop, kept[i].height = -1, 0.0
        elif not nodes[i].alive:
            kept[i].hop, kept[i].height = -1, np.inf
        elif kept[i].height == 0.0:  # was believed to be a station
            kept[i].height = _away(i, nodes)
        highest = max(highest, _away(i, nodes)) if nodes[i].alive and not nodes[i].station else highest
    highest += (physics.hop_limit + 1) * reach
    head, waiting = 0, 0
    for i in range(m):
        if nodes[i].alive and not is_root(i, nodes) and not _holds(i, kept, nodes, links, belief):
            waiting = _queue(i, head, waiting, routes)
    while waiting > 0:
        i = routes[head].queue
        head, waiting = (head + 1) % m, waiting - 1
        routes[i].ties = 0
        if not nodes[i].alive or _holds(i, kept, nodes, links, belief):
            continue
        e = _lower(i, kept, nodes, links, belief)
        if e < 0:
            changed = kept[i].height < np.inf
            kept[i].hop, kept[i].height = -1, np.inf
        else:
            v = links[e].source
            changed = kept[i].height == np.inf
            if changed:
                kept[i].height = _away(i, nodes)
            if kept[v].height >= kept[i].height:
                kept[i].height = kept[v].height + reach
                changed = True
            kept[i].hop = v
            if kept[i].height > highest:
                kept[i].hop, kept[i].height = -1, np.inf
            if changed:
                broadcast(i, nodes, links, books, physics)
        if changed:
            for f in range(nodes[i].first, nodes[i].last):
                u = links[f].target
                if nodes[u].alive and not is_root(u, nodes) and links[f].near:
                    if kept[u].hop == i or (kept[u].height == np.inf and kept[i].height < np.inf):
                        waiting = _queue(u, head, waiting, routes)
    write_routes(kept, routes, nodes, links)
