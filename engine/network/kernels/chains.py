"""Chains of neighbours, and whose turn it is to lead (PEGASIS)."""

from __future__ import annotations

import numpy as np

from engine.network.kernels.columns import Array, Behaviour, Belief, Books, Links, Nodes, Physics, Routes
from engine.network.kernels.compile import compiled, inlined
from engine.network.kernels.energy import write
from engine.network.kernels.upkeep import broadcast, edge_to, is_sensor, unicast, usable
from engine.readmodel.codes import Rec

_HEAD = int(Rec.HEAD)


@inlined
def _pair(a: int, b: int, nodes: Nodes, links: Links, belief: Belief) -> bool:
    """Whether live ``a`` and ``b`` may send to each other; without edges every pair may."""
    if not nodes[a].alive or not nodes[b].alive:
        return False
    if links.shape[0] == 0:
        return True
    e = edge_to(a, b, nodes, links)
    return e >= 0 and usable(e, nodes, links, belief) and usable(links[e].back, nodes, links, belief)


@inlined
def _next(v: int, order: Array, nodes: Nodes, links: Links, belief: Belief, placed: Array) -> int:
    """The nearest node that is in no chain yet and that ``v`` and it may send to each other; -1 without one."""
    best, best2 = -1, np.inf
    if links.shape[0] == 0:
        for k in range(order.shape[0]):
            u = order[k]
            dx, dy = nodes[u].x - nodes[v].x, nodes[u].y - nodes[v].y
            d2 = dx * dx + dy * dy
            if not placed[u] and d2 < best2:
                best, best2 = u, d2
        return best
    for f in range(nodes[v].first, nodes[v].last):
        u, e = links[f].target, links[f].back
        if placed[u] or not is_sensor(u, nodes) or links[f].d2 >= best2:
            continue
        if usable(e, nodes, links, belief) and usable(f, nodes, links, belief):
            best, best2 = u, links[f].d2
    return best


@compiled
def link_chains(
    order: Array,
    chain: Array,
    first: Array,
    placed: Array,
    nodes: Nodes,
    links: Links,
    belief: Belief,
    books: Books,
    physics: Physics,
) -> int:
    """Greedy chains (Lindsey and Raghavendra 2002): from the farthest node on, always to the nearest that has no place.

    Where a chain gets stuck for want of a trusted neighbour in range, the farthest node left begins another. Everybody
    tells its neighbours once where it stands in the chain.

    Args:
        order: int32[S]: live sensors, the farthest from a station first.
        chain: int32[M], written: rows, chain after chain.
        first: int32[M + 1], written: where each chain begins, and where the last one ends.
        placed: uint8[M]: scratch.
        nodes: Places and life; energy is spent.
        links: Neighbours; none where every node reaches every other.
        belief: Whom each node trusts.
        books: Messages are counted.
        physics: Costs.

    Returns:
        How many chains there are.
    """
    placed[:] = 0
    chains, count = 0, 0
    first[0] = 0
    for k in range(order.shape[0]):
        v = order[k]
        if placed[v]:
            continue
        while v >= 0:
            placed[v] = 1
            chain[count] = v
            count += 1
            v = _next(v, order, nodes, links, belief, placed)
        chains += 1
        first[chains] = count
    if links.shape[0] > 0:
        for k in range(count):
            broadcast(chain[k], nodes, links, books, physics)
    return chains


@compiled
def unbroken(chains: int, chain: Array, first: Array, nodes: Nodes, links: Links, belief: Belief) -> bool:
    """Whether all live sensors still stand in their chains and every pair in them can still send to each other."""
    live = 0
    for i in range(nodes.shape[0]):
        live += nodes[i].alive and is_sensor(i, nodes)
    if live != first[chains]:
        return False
    for c in range(chains):
        for k in range(first[c], first[c + 1]):
            if not nodes[chain[k]].alive:
                return False
            if k > first[c] and not _pair(chain[k - 1], chain[k], nodes, links, belief):
                return False
    return True


@inlined
def _leader(turn: int, low: int, high: int, chain: Array, routes: Routes, behaviour: Behaviour) -> int:
    """Place of the leader among ``low`` … ``high`` - 1: whose turn it is, or the next after it that has a route.

    Whoever announces itself head regardless of turns is believed. -1: nobody has a route.
    """
    size = high - low
    best = -1
    for step in range(size):
        k = low + (turn + step) % size
        i = chain[k]
        if routes[i].uplink < 0:
            continue
        if behaviour[i].force_head:
            return k
        if best < 0:
            best = k
    return best


@compiled
def lead(
    turn: int,
    chains: int,
    chain: Array,
    first: Array,
    nodes: Nodes,
    routes: Routes,
    behaviour: Behaviour,
    links: Links,
    books: Books,
    physics: Physics,
    time: float,
) -> None:
    """Each chain's leader of the round, and the way of everybody's packet along the chain to it.

    The leader passes a token along the chain, which every node hands on to the next one outwards.

    Args:
        turn: Rounds before this one: the leader stands at this place of the chain, counted in a circle.
        chains: How many there are.
        chain: int32[M]: rows, chain after chain.
        first: int32[M + 1]: where each chain begins.
        nodes: Energy is spent.
        routes: ``head``, ``times_head``, ``cluster``, ``parent``, ``parent_edge``, ``depth`` and ``fuse`` are written;
            ``uplink`` is read.
        behaviour: Who announces itself head every round.
        links: Neighbours.
        books: The log, and messages counted.
        physics: Costs.
        time: Simulation time, s.
    """
    for i in range(nodes.shape[0]):
        routes[i].head, routes[i].fuse, routes[i].cluster = 0, 0, -1
        routes[i].parent, routes[i].parent_edge, routes[i].depth = -1, -1, -1
    for c in range(chains):
        low, high = first[c], first[c + 1]
        at = _leader(turn, low, high, chain, routes, behaviour)
        if at < 0:
            continue
        h = chain[at]
        routes[h].head, routes[h].served = 1, 1
        routes[h].times_head += 1
        write(books, _HEAD, time, nodes[h].id, -1, 0, 0.0)
        for k in range(low, high):
            i = chain[k]
            routes[i].fuse, routes[i].cluster, routes[i].depth = 1, h, abs(k - at)
            if k == at:
                continue
            p = chain[k + 1] if k < at else chain[k - 1]
            routes[i].parent = p
            if links.shape[0] > 0:
                routes[i].parent_edge = edge_to(i, p, nodes, links)
        for k in range(low, high):
            i, p = chain[k], routes[chain[k]].parent
            if p >= 0:
                dx, dy = nodes[i].x - nodes[p].x, nodes[i].y - nodes[p].y
                unicast(p, i, dx * dx + dy * dy, nodes, books, physics)
