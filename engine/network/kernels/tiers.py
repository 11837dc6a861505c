"""Discovery in a hierarchy of sensors, routers and gateways (S3 Fig. 1)."""

from __future__ import annotations

import numpy as np

from engine.network.kernels.columns import Belief, Books, Kept, Links, Nodes, Physics, Routes
from engine.network.kernels.compile import compiled, inlined
from engine.network.kernels.upkeep import (
    TIERS,
    broadcast,
    charge_flood,
    edge_to,
    is_root,
    is_sensor,
    unicast,
    usable,
    write_routes,
)


@compiled
def flood_tiers(
    tiers: int, kept: Kept, routes: Routes, nodes: Nodes, links: Links, belief: Belief, books: Books, physics: Physics
) -> None:
    """Discovery in a hierarchy (S3 Fig. 1): routers find a way over routers, sensors to the nearest router or station.

    Heights are hops for routers, and M plus hops to the router for sensors, so that no route leads from the mesh down
    to a sensor. A router outside the mesh makes do with sensors. Of several parents as many hops away the nearest is
    taken.
    """
    m = nodes.shape[0]
    tail = 0
    for i in range(m):
        kept[i].hop, kept[i].height = -1, np.inf
        if is_root(i, nodes):
            kept[i].height = 0.0
            routes[tail].queue = i
            tail += 1
    tail = _spread(False, 0, tail, m, kept, routes, nodes, links, belief)
    if tiers == TIERS:
        _spread(True, 0, tail, m, kept, routes, nodes, links, belief)
    else:
        _adopt(tail, m, kept, routes, nodes, links, belief)
    write_routes(kept, routes, nodes, links)
    charge_flood(routes, nodes, links, books, physics)


@inlined
def _offer(e: int, height: float, kept: Kept, nodes: Nodes, links: Links) -> bool:
    """Offers the subject of edge ``e`` as next hop at ``height``; returns whether the observer had none before."""
    v, u = links[e].source, links[e].target
    fresh = kept[u].hop < 0
    if not fresh:
        if kept[u].height != height:
            return False
        if links[edge_to(u, kept[u].hop, nodes, links)].d2 <= links[e].d2:
            return False
    kept[u].hop, kept[u].height = v, height
    return fresh


@inlined
def _spread(
    sensors: bool,
    front: int,
    tail: int,
    m: int,
    kept: Kept,
    routes: Routes,
    nodes: Nodes,
    links: Links,
    belief: Belief,
) -> int:
    """Breadth first over routers, or from these over all others; returns how many nodes the queue holds."""
    while front < tail:
        v = routes[front].queue
        front += 1
        for e in range(nodes[v].first, nodes[v].last):
            u = links[e].target
            if (is_sensor(u, nodes) and not sensors) or is_root(u, nodes) or not nodes[u].alive:
                continue
            if not usable(e, nodes, links, belief):
                continue
            height = kept[v].height + 1.0
            if sensors and kept[v].height < m:
                height = m + 1.0
            if _offer(e, height, kept, nodes, links):
                routes[tail].queue = u
                tail += 1
    return tail


@inlined
def _adopt(tail: int, m: int, kept: Kept, routes: Routes, nodes: Nodes, links: Links, belief: Belief) -> None:
    """Sensors one hop from the first ``tail`` nodes of the queue take the nearest of them."""
    for k in range(tail):
        v = routes[k].queue
        for e in range(nodes[v].first, nodes[v].last):
            u = links[e].target
            if is_sensor(u, nodes) and nodes[u].alive and not is_root(u, nodes):
                if usable(e, nodes, links, belief):
                    _offer(e, m + 1.0, kept, nodes, links)


@compiled
def charge_joins(limit: int, routes: Routes, nodes: Nodes, links: Links, books: Books, physics: Physics) -> None:
    """Heads and whoever relays for them, up to ``limit`` hops, repeat the advert once; members send a join one hop."""
    if physics.control_bits <= 0:
        return
    for i in range(nodes.shape[0]):
        if nodes[i].alive and 0 <= routes[i].depth < limit:
            broadcast(i, nodes, links, books, physics)
        if nodes[i].alive and routes[i].parent >= 0:
            unicast(i, routes[i].parent, links[routes[i].parent_edge].d2, nodes, books, physics)


@compiled
def nearest_routers(routes: Routes, nodes: Nodes) -> None:
    """Where all reach all: sensors send to the nearest router or station, routers to the nearest station."""
    for i in range(nodes.shape[0]):
        routes[i].uplink, routes[i].uplink_edge, routes[i].level = -1, -1, -1
        routes[i].reachable = nodes[i].station
        if nodes[i].station:
            routes[i].level = 0
            continue
        best, stations = np.inf, False
        for v in range(nodes.shape[0]):
            stations |= nodes[v].station
            if v == i or not nodes[v].alive or is_sensor(v, nodes):
                continue
            if not nodes[v].station and not is_sensor(i, nodes):
                continue
            dx, dy = nodes[i].x - nodes[v].x, nodes[i].y - nodes[v].y
            if dx * dx + dy * dy < best:
                best = dx * dx + dy * dy
                routes[i].uplink, routes[i].level = v, 1 if nodes[v].station else 2
        routes[i].reachable = stations
        if not stations:
            routes[i].uplink, routes[i].level = -1, -1
