"""Predetermined clusters: groups of neighbours by place, and the election of a head within each (S3-08 to S3-10).

Places are those that nodes claim. A node that most of its neighbours in the group distrust does not stand.
"""

from __future__ import annotations

import numpy as np

from engine.network.kernels.columns import Array, Behaviour, Belief, Books, Links, Nodes, Routes
from engine.network.kernels.compile import compiled, inlined
from engine.network.kernels.energy import write
from engine.network.kernels.rng import uniform
from engine.network.kernels.routes import NOTICEABLE
from engine.network.kernels.upkeep import is_sensor
from engine.readmodel.codes import Rec

_HEAD = int(Rec.HEAD)
BY_CHANCE, BY_CENTRALITY, BY_ENERGY = range(3)
_PASSES = 50


@inlined
def _distance2(i: int, x: float, y: float, nodes: Nodes) -> float:
    dx, dy = nodes[i].claimed_x - x, nodes[i].claimed_y - y
    return dx * dx + dy * dy


@compiled
def seed_groups(k: int, x: Array, y: Array, group: Array, far: Array, nodes: Nodes) -> None:
    """First centres of ``k`` groups: the sensor nearest to the middle of all, then always the one farthest from them.

    Args:
        k: Groups, no more than there are live sensors.
        x: float64[k], m, written.
        y: float64[k], m, written.
        group: int32[M]: scratch.
        far: float64[M]: scratch.
        nodes: Claimed places and life.
    """
    m, n, mx, my = nodes.shape[0], 0, 0.0, 0.0
    for i in range(m):
        group[i] = -1
        if nodes[i].sensor and nodes[i].alive:
            n += 1
            mx += nodes[i].claimed_x
            my += nodes[i].claimed_y
    for i in range(m):
        far[i] = _distance2(i, mx / max(n, 1), my / max(n, 1), nodes)
    for g in range(k):
        best = -1
        for i in range(m):
            if not nodes[i].sensor or not nodes[i].alive or group[i] >= 0:
                continue
            if best < 0 or (far[i] < far[best] if g == 0 else far[i] > far[best]):
                best = i
        if best < 0:
            break
        group[best] = g
        x[g], y[g] = nodes[best].claimed_x, nodes[best].claimed_y
        for i in range(m):
            d2 = _distance2(i, x[g], y[g], nodes)
            far[i] = d2 if g == 0 else min(far[i], d2)


@compiled
def form_groups(k: int, x: Array, y: Array, sums: Array, group: Array, nodes: Nodes) -> None:
    """k-means (Lloyd 1982) over the places of live sensors from the centres given; draws nothing.

    Args:
        k: Groups.
        x: float64[k], m: centres, read and written.
        y: float64[k], m.
        sums: float64[k, 3]: scratch.
        group: int32[M], written: number of the group, -1 for whoever is no live sensor.
        nodes: Claimed places and life.
    """
    group[:] = -1
    for _ in range(_PASSES):
        moved = False
        sums[:] = 0.0
        for i in range(nodes.shape[0]):
            if not is_sensor(i, nodes) or not nodes[i].alive:
                continue
            best, best2 = -1, np.inf
            for g in range(k):
                d2 = _distance2(i, x[g], y[g], nodes)
                if d2 < best2:
                    best, best2 = g, d2
            moved |= best != group[i]
            group[i] = best
            if nodes[i].sensor:
                sums[best, 0] += nodes[i].claimed_x
                sums[best, 1] += nodes[i].claimed_y
                sums[best, 2] += 1.0
        if not moved:
            return
        for g in range(k):
            if sums[g, 2] > 0:
                x[g], y[g] = sums[g, 0] / sums[g, 2], sums[g, 1] / sums[g, 2]


@inlined
def _accepted(i: int, group: Array, nodes: Nodes, links: Links, belief: Belief) -> bool:
    """Whether at least half of the neighbours of ``i`` in its group have it on their lists; without any it is."""
    known, trusting = 0, 0
    for e in range(nodes[i].first, nodes[i].last):
        p = links[e].target
        if links[e].near and nodes[p].alive and group[p] == group[i]:
            known += 1
            trusting += belief[e].trusted
    return 2 * trusting >= known


@inlined
def _residual(i: int, nodes: Nodes) -> float:
    """Joules that ``i`` claims to have left; a false identity claims its master's battery, full."""
    owner = nodes[i].master if nodes[i].master >= 0 else i
    return nodes[i].claimed * nodes[owner].initial


@inlined
def _spread_of(i: int, first: Array, after: Array, group: Array, nodes: Nodes) -> float:
    """Sum of the distances of ``i`` to the live members of its group, m."""
    total = 0.0
    j = first[group[i]]
    while j >= 0:
        total += np.sqrt(_distance2(j, nodes[i].claimed_x, nodes[i].claimed_y, nodes))
        j = after[j]
    return total


@compiled
def elect_in_groups(
    by: int,
    k: int,
    group: Array,
    first: Array,
    after: Array,
    routes: Routes,
    nodes: Nodes,
    behaviour: Behaviour,
    links: Links,
    belief: Belief,
    books: Books,
    time: float,
    rng: Array,
) -> None:
    """Elects one head in each group among the live nodes that have a route to a station.

    Args:
        by: `BY_CHANCE`: all are equally likely; `BY_CENTRALITY`: the least sum of Euclidean distances to the others;
            `BY_ENERGY`: the most residual energy, as claimed. Of equals the first row.
        k: Groups.
        group: int32[M].
        first: int32[k], written: first live member of each group.
        after: int32[M], written: the next one of the same group.
        routes: ``head`` and ``times_head`` are written; ``uplink`` is read.
        nodes: Claims and life.
        behaviour: Whoever announces itself head is one besides the elected.
        links: Neighbours.
        belief: Lists.
        books: The log.
        time: Simulation time of the set-up, s.
        rng: uint64[1].
    """
    m = nodes.shape[0]
    first[:k] = -1
    for back in range(m):
        i = m - 1 - back
        routes[i].head = 0
        if group[i] >= 0 and nodes[i].alive:
            after[i] = first[group[i]]
            first[group[i]] = i
    for g in range(k):
        best, best_worth, stand = -1, 0.0, 0
        i = first[g]
        while i >= 0:
            if routes[i].uplink >= 0 and _accepted(i, group, nodes, links, belief):
                stand += 1
                if by == BY_CHANCE:
                    if uniform(rng) * stand < 1.0:
                        best = i
                else:
                    worth = _residual(i, nodes) if by == BY_ENERGY else -_spread_of(i, first, after, group, nodes)
                    if best < 0 or worth > best_worth:
                        best, best_worth = i, worth
            i = after[i]
        if best >= 0:
            routes[best].head = 1
    for i in range(m):
        if behaviour[i].force_head and group[i] >= 0 and nodes[i].alive and routes[i].uplink >= 0:
            routes[i].head = 1
        if routes[i].head:
            routes[i].times_head += 1
            write(books, _HEAD, time, nodes[i].id, -1, 0, 0.0)


@compiled
def join_within(
    limit: int, group: Array, routes: Routes, nodes: Nodes, links: Links, belief: Belief, rng: Array
) -> None:
    """Members join a head over trusted hops through sensors of the same group, no more than ``limit`` of them.

    Args:
        limit: Hops; 1 where members do not relay.
        group: int32[M]; whoever has -1 takes no part.
        routes: ``head`` is read; ``parent``, its edge, ``depth`` and ``cluster`` are written.
        nodes: Life and claimed energy: a head that claims noticeably more wins over others as many hops away.
        links: Who is in range.
        belief: Whom each node trusts.
        rng: uint64[1].
    """
    tail = 0
    for i in range(nodes.shape[0]):
        routes[i].parent, routes[i].parent_edge, routes[i].depth, routes[i].cluster = -1, -1, -1, -1
        if routes[i].head:
            routes[i].depth, routes[i].cluster = 0, i
            routes[tail].queue = i
            tail += 1
    front = 0
    while front < tail:
        v = routes[front].queue
        front += 1
        if routes[v].depth >= limit:
            return
        for e in range(nodes[v].first, nodes[v].last):
            u = links[e].target
            if group[u] != group[v] or not nodes[u].alive or not links[e].near or not belief[e].trusted:
                continue
            if routes[u].depth >= 0 and routes[u].depth != routes[v].depth + 1:
                continue
            if routes[u].depth < 0:
                routes[tail].queue = u
                tail += 1
                routes[u].ties = 0
            else:
                gain = nodes[routes[v].cluster].claimed - nodes[routes[u].cluster].claimed
                if gain < -NOTICEABLE:
                    continue
                if gain > NOTICEABLE:
                    routes[u].ties = 0
            routes[u].ties += 1
            if routes[u].ties == 1 or uniform(rng) * routes[u].ties < 1.0:
                routes[u].parent, routes[u].parent_edge, routes[u].depth = v, e, routes[v].depth + 1
                routes[u].cluster = routes[v].cluster


@compiled
def join_in_one_hop(group: Array, first: Array, after: Array, routes: Routes, nodes: Nodes) -> None:
    """Where all reach all: members join the nearest head of their own group.

    Args:
        group: int32[M].
        first: int32[k] of `elect_in_groups`.
        after: int32[M] of `elect_in_groups`.
        routes: ``head`` is read; ``parent``, ``depth`` and ``cluster`` are written.
        nodes: Places and life.
    """
    for i in range(nodes.shape[0]):
        routes[i].parent, routes[i].parent_edge, routes[i].depth, routes[i].cluster = -1, -1, -1, -1
        if group[i] < 0 or not nodes[i].alive:
            continue
        if routes[i].head:
            routes[i].depth, routes[i].cluster = 0, i
            continue
        best2 = np.inf
        h = first[group[i]]
        while h >= 0:
            if routes[h].head:
                dx, dy = nodes[i].x - nodes[h].x, nodes[i].y - nodes[h].y
                if dx * dx + dy * dy < best2:
                    best2 = dx * dx + dy * dy
                    routes[i].parent, routes[i].depth, routes[i].cluster = h, 1, h
            h = after[h]
