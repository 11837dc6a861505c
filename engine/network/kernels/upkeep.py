"""Upkeep of routes to the stations: discovery by a flood, repair where a next hop is lost, and what both cost.

Every node remembers its next hop and a height that falls with every hop towards a station (`columns.KEPT`). As long as
that holds, whoever follows next hops comes to a station and never in a circle. Between floods a node keeps its next hop
while that one is alive, in range and trusted. Otherwise it asks its neighbours for another one below itself; where
there is none, it and those behind it search anew, each asking once. What attackers make of a route after set-up
(`kernels.deceit`) is not remembered.
"""

from __future__ import annotations

import numpy as np

from engine.network.kernels.columns import CONTROL as CONTROL_COUNT
from engine.network.kernels.columns import Array, Belief, Books, Kept, Links, Nodes, Physics, Routes
from engine.network.kernels.compile import compiled, inlined
from engine.network.kernels.contention import air
from engine.network.kernels.energy import CONTROL, hear_cost, send_cost, spend
from engine.network.kernels.routes import physical_paths, routes_to_stations

ANYBODY, TIERS, ROUTERS_ONLY = range(3)
"""Who may be a next hop: anybody; anybody, but routers before sensors; routers and stations alone."""

_SOUND, _HANGING, _BROKEN, _NONE, _NEW = range(5)
"""State of a node's route: leads to a station; its own link holds; its own link is lost; none; found in this wave."""


@inlined
def is_root(i: int, nodes: Nodes) -> bool:
    """Whether routes end at ``i``: at a station, or at a node that is believed to be one (S0-61)."""
    return nodes[i].station or (nodes[i].claimed_hops >= 0 and nodes[i].alive)


@inlined
def is_sensor(i: int, nodes: Nodes) -> bool:
    """Whether ``i`` is a sensor, or a false identity that passes for one."""
    return nodes[i].sensor or nodes[i].master >= 0


@inlined
def edge_to(i: int, v: int, nodes: Nodes, links: Links) -> int:
    """The edge over which ``i`` may send to ``v``, -1 when ``v`` is no neighbour any more."""
    for e in range(nodes[v].first, nodes[v].last):
        if links[e].target == i:
            return e
    return -1


@inlined
def usable(e: int, nodes: Nodes, links: Links, belief: Belief) -> bool:
    """Whether the observer of edge ``e`` may send to its subject: in range, trusted, alive."""
    return links[e].near and belief[e].trusted and nodes[links[e].source].alive


@inlined
def _may(v: int, tiers: int, nodes: Nodes) -> bool:
    """Whether ``v`` may be anybody's next hop."""
    return tiers != ROUTERS_ONLY or not is_sensor(v, nodes) or is_root(v, nodes)


@inlined
def broadcast(i: int, nodes: Nodes, links: Links, books: Books, physics: Physics) -> None:
    """A control message of ``i`` to all live neighbours in range, each of which pays for receiving."""
    bits = physics.control_bits
    if bits > 0:
        if spend(i, send_cost(i, bits, physics.shout2, nodes, physics), CONTROL, nodes, books, physics.round_s):
            for e in range(nodes[i].first, nodes[i].last):
                p = links[e].target
                if links[e].near and nodes[p].alive:
                    spend(p, hear_cost(p, bits, nodes), CONTROL, nodes, books, physics.round_s)
            books.counts[CONTROL_COUNT] += 1
            air(i, 1.0, bits, nodes, physics)


@inlined
def unicast(i: int, p: int, d2: float, nodes: Nodes, books: Books, physics: Physics) -> None:
    """A control message of ``i`` to ``p``, √d2 m away."""
    bits = physics.control_bits
    if bits > 0:
        if spend(i, send_cost(i, bits, d2, nodes, physics), CONTROL, nodes, books, physics.round_s):
            spend(p, hear_cost(p, bits, nodes), CONTROL, nodes, books, physics.round_s)
            books.counts[CONTROL_COUNT] += 1
            air(i, 1.0, bits, nodes, physics)


@compiled
def charge_flood(routes: Routes, nodes: Nodes, links: Links, books: Books, physics: Physics) -> None:
    """The price of a discovery: every node with a route repeats the message once and hears each neighbour that does."""
    bits = physics.control_bits
    if bits <= 0:
        return
    for i in range(nodes.shape[0]):
        if nodes[i].station or not nodes[i].alive or routes[i].level < 0:
            continue
        heard = 0
        for e in range(nodes[i].first, nodes[i].last):
            u = links[e].target
            heard += links[e].near and nodes[u].alive and routes[u].level >= 0
        cost = send_cost(i, bits, physics.shout2, nodes, physics) + heard * hear_cost(i, bits, nodes)
        if spend(i, cost, CONTROL, nodes, books, physics.round_s):
            books.counts[CONTROL_COUNT] += 1
            air(i, 1.0, bits, nodes, physics)


@compiled
def flood(
    kept: Kept, routes: Routes, nodes: Nodes, links: Links, belief: Belief, books: Books, physics: Physics, rng: Array
) -> None:
    """Discovery: shortest trusted routes to the nearest station; heights are hops."""
    routes_to_stations(routes, nodes, links, belief, rng)
    for i in range(nodes.shape[0]):
        kept[i].hop = routes[i].uplink
        kept[i].height = routes[i].level if routes[i].level >= 0 else np.inf
    charge_flood(routes, nodes, links, books, physics)


@compiled
def write_routes(kept: Kept, routes: Routes, nodes: Nodes, links: Links) -> None:
    """Writes ``uplink``, its edge, ``level`` and ``reachable`` from the next hops kept; heights fall along them."""
    m = nodes.shape[0]
    cut_off, forged = False, False
    for i in range(m):
        v = kept[i].hop
        routes[i].uplink, routes[i].uplink_edge, routes[i].level = v, -1, -1
        if is_root(i, nodes):
            routes[i].level = 0
            forged |= not nodes[i].station
        elif v >= 0:
            routes[i].uplink_edge = edge_to(i, v, nodes, links)
    for i in range(m):
        v, steps = i, 0
        while routes[v].level < 0 and routes[v].uplink >= 0 and steps < m:
            routes[steps].queue = v
            steps += 1
            v = routes[v].uplink
        level = routes[v].level
        while steps > 0 and level >= 0:
            steps -= 1
            level += 1
            routes[routes[steps].queue].level = level
    for i in range(nodes.shape[0]):
        routes[i].reachable = routes[i].level >= 0
        cut_off |= nodes[i].alive and routes[i].level < 0
    if cut_off or forged:
        physical_paths(routes, nodes, links)


@inlined
def _inspect(kept: Kept, routes: Routes, nodes: Nodes, links: Links, belief: Belief) -> bool:
    """Writes into ``ties`` the state of each node's own link; returns whether any needs attention."""
    trouble = False
    for i in range(nodes.shape[0]):
        if is_root(i, nodes):
            kept[i].hop, kept[i].height = -1, 0.0
            routes[i].ties = _SOUND
        elif kept[i].hop < 0 or not nodes[i].alive:
            routes[i].ties = _NONE
            trouble |= nodes[i].alive
        else:
            e = edge_to(i, kept[i].hop, nodes, links)
            holds = e >= 0 and usable(e, nodes, links, belief)
            routes[i].ties = _HANGING if holds else _BROKEN
            trouble |= not holds
        if not nodes[i].alive:
            kept[i].hop, kept[i].height = -1, np.inf
    return trouble


@inlined
def _follow(kept: Kept, routes: Routes, nodes: Nodes) -> None:
    """A route is sound when all links on it hold."""
    m = nodes.shape[0]
    for i in range(m):
        v, steps = i, 0
        while routes[v].ties == _HANGING and steps < m:
            routes[steps].queue = v
            steps += 1
            v = kept[v].hop
        if routes[v].ties == _SOUND:
            for k in range(steps):
                routes[routes[k].queue].ties = _SOUND


@inlined
def _lowest(
    i: int, below: float, tiers: int, kept: Kept, routes: Routes, nodes: Nodes, links: Links, belief: Belief
) -> int:
    """The edge to the lowest neighbour of ``i`` with a sound route and a height under ``below``; nearest of equals."""
    best, low, near = -1, below, np.float32(np.inf)
    for f in range(nodes[i].first, nodes[i].last):
        v, e = links[f].target, links[f].back
        if routes[v].ties != _SOUND or kept[v].height > low or not usable(e, nodes, links, belief):
            continue
        if kept[v].height >= below or not _may(v, tiers, nodes):
            continue
        if kept[v].height < low or links[e].d2 < near:
            best, low, near = e, kept[v].height, links[e].d2
    return best


@inlined
def _step_up(i: int, v: int, tiers: int, kept: Kept, nodes: Nodes) -> float:
    """Height of ``i`` with next hop ``v``."""
    m = nodes.shape[0]
    if tiers != ANYBODY and is_sensor(i, nodes) and kept[v].height < m:
        return m + 1.0
    return kept[v].height + 1.0


@compiled
def keep(
    tiers: int, kept: Kept, routes: Routes, nodes: Nodes, links: Links, belief: Belief, books: Books, physics: Physics
) -> None:
    """Maintenance between floods: next hops that are lost are replaced, nodes without a route find one.

    A node whose next hop is lost asks its neighbours, and the lowest that is lower than itself and has a sound route
    answers. Whoever gets no answer, and whoever is cut off with it, asks once more for any route; answers spread from
    the nodes that have one. A node that had none before listens and, when it hears a neighbour with one, joins it.

    Args:
        tiers: Who may be a next hop.
        kept: Read and written.
        routes: ``uplink``, ``uplink_edge``, ``level``, ``reachable`` are written; ``ties`` and ``queue`` are scratch.
        nodes: Life; energy is spent.
        links: Who is in range.
        belief: Whom each node trusts.
        books: Messages are counted.
        physics: Costs.
    """
    if _inspect(kept, routes, nodes, links, belief):
        _follow(kept, routes, nodes)
        _repair(tiers, kept, routes, nodes, links, belief, books, physics)
        _search(tiers, kept, routes, nodes, links, belief, books, physics)
    write_routes(kept, routes, nodes, links)


@inlined
def _repair(
    tiers: int, kept: Kept, routes: Routes, nodes: Nodes, links: Links, belief: Belief, books: Books, physics: Physics
) -> None:
    """Nodes whose own link is lost take another next hop below themselves, as long as that helps anybody."""
    first, mended = True, True
    while first or mended:
        mended = False
        for i in range(nodes.shape[0]):
            if routes[i].ties != _BROKEN or not nodes[i].alive:
                continue
            if first:
                broadcast(i, nodes, links, books, physics)
            e = _lowest(i, kept[i].height, tiers, kept, routes, nodes, links, belief)
            if e >= 0 and nodes[i].alive:
                v = links[e].source
                unicast(v, i, links[e].d2, nodes, books, physics)
                kept[i].hop, kept[i].height = v, _step_up(i, v, tiers, kept, nodes)
                routes[i].ties = _SOUND
                mended = True
        if mended:
            _follow(kept, routes, nodes)
        first = False


@inlined
def _search(
    tiers: int, kept: Kept, routes: Routes, nodes: Nodes, links: Links, belief: Belief, books: Books, physics: Physics
) -> None:
    """Nodes without a sound route search for one, hop by hop from those that have one."""
    for i in range(nodes.shape[0]):
        if routes[i].ties == _SOUND or not nodes[i].alive:
            continue
        if routes[i].ties != _NONE:
            broadcast(i, nodes, links, books, physics)
        routes[i].ties = _NONE
        kept[i].hop, kept[i].height = -1, np.inf
    found = True
    while found:
        found = False
        for i in range(nodes.shape[0]):
            if routes[i].ties != _NONE or not nodes[i].alive:
                continue
            e = _lowest(i, np.inf, tiers, kept, routes, nodes, links, belief)
            if e >= 0:
                v = links[e].source
                unicast(v, i, links[e].d2, nodes, books, physics)
                kept[i].hop, kept[i].height = v, _step_up(i, v, tiers, kept, nodes)
                routes[i].ties = _NEW
                found = True
        for i in range(nodes.shape[0]):
            if routes[i].ties == _NEW:
                routes[i].ties = _SOUND
