"""Breadth-first forests over what each node's trusted list allows, and the control traffic they cost."""

from __future__ import annotations

import numpy as np

from engine.network.kernels.columns import CONTROL as CONTROL_COUNT
from engine.network.kernels.columns import Array, Belief, Books, Links, Nodes, Physics, Routes
from engine.network.kernels.compile import compiled
from engine.network.kernels.contention import air
from engine.network.kernels.energy import CONTROL, hear_cost, send_cost, spend
from engine.network.kernels.nearest import Room, nearest_heads
from engine.network.kernels.rng import uniform

FAR = 1 << 30
"""Depth of a node that is to have no route."""
NOTICEABLE = 0.05
"""Difference of claimed energy (share of the initial) that makes one head more attractive than another."""


@compiled
def grow(
    tail: int,
    heads: bool,
    depth: Array,
    parent: Array,
    edge: Array,
    routes: Routes,
    nodes: Nodes,
    links: Links,
    belief: Belief,
    rng: Array,
) -> None:
    """Grows a forest from the ``tail`` roots in ``routes.queue``: u hangs under v when u hears v and trusts it.

    Parents of equal depth have equal chances, but a head that claims noticeably more energy wins over others. A node
    whose depth is `FAR` beforehand is left out.
    """
    queue, ties, cluster = routes["queue"], routes["ties"], routes["cluster"]
    front = 0
    while front < tail:
        v = queue[front]
        front += 1
        for e in range(nodes[v].first, nodes[v].last):
            u = links[e].target
            if depth[u] >= 0 and depth[u] != depth[v] + 1:
                continue
            if not links[e].near or not belief[e].trusted or not nodes[u].alive or nodes[u].station:
                continue
            if depth[u] < 0:
                queue[tail] = u
                tail += 1
                ties[u] = 0
            if heads and ties[u] > 0:
                gain = nodes[cluster[v]].claimed - nodes[cluster[u]].claimed
                if gain < -NOTICEABLE:
                    continue
                if gain > NOTICEABLE:
                    ties[u] = 0
            ties[u] += 1
            if ties[u] == 1 or uniform(rng) * ties[u] < 1.0:
                depth[u], parent[u], edge[u] = depth[v] + 1, v, e
                if heads:
                    cluster[u] = cluster[v]


@compiled
def routes_to_stations(routes: Routes, nodes: Nodes, links: Links, belief: Belief, rng: Array) -> None:
    """Shortest trusted routes to the nearest base station (S3-82); and who has any physical path at all."""
    m = nodes.shape[0]
    roots = 0
    routes["uplink"][:] = -1
    routes["uplink_edge"][:] = -1
    routes["level"][:] = -1
    for i in range(m):
        if nodes[i].station:
            routes[i].level = 0
            routes[roots].queue = i
            roots += 1
    forged = False
    for i in range(m):  # whoever says without proof that it is a gateway is believed (S0-61)
        if nodes[i].claimed_hops >= 0:
            forged = True
            routes[i].level = 0
            routes[roots].queue = i
            roots += 1
    grow(
        roots,
        False,
        routes["level"],
        routes["uplink"],
        routes["uplink_edge"],
        routes,
        nodes,
        links,
        belief,
        rng,
    )
    cut_off = False
    for i in range(m):
        routes[i].reachable = routes[i].level >= 0
        cut_off |= nodes[i].alive and routes[i].level < 0
    if cut_off or forged:
        physical_paths(routes, nodes, links)


@compiled
def physical_paths(routes: Routes, nodes: Nodes, links: Links) -> None:
    """Marks every live node that some chain of live nodes in range joins to a sink, trusted or not."""
    tail = 0
    for i in range(nodes.shape[0]):
        routes[i].reachable = nodes[i].sink
        if nodes[i].sink:
            routes[tail].queue = i
            tail += 1
    head = 0
    while head < tail:
        v = routes[head].queue
        head += 1
        for e in range(nodes[v].first, nodes[v].last):
            u = links[e].target
            if links[e].near and nodes[u].alive and not routes[u].reachable:
                routes[u].reachable = 1
                routes[tail].queue = u
                tail += 1


@compiled
def join_heads(routes: Routes, nodes: Nodes, links: Links, belief: Belief, rng: Array) -> None:
    """Each node joins the head that is fewest trusted hops away; heads stand in ``routes.head``."""
    routes["parent"][:] = -1
    routes["parent_edge"][:] = -1
    routes["depth"][:] = -1
    routes["cluster"][:] = -1
    roots = 0
    for i in range(nodes.shape[0]):
        if routes[i].head:
            routes[i].depth = 0
            routes[i].cluster = i
            routes[roots].queue = i
            roots += 1
    grow(
        roots,
        True,
        routes["depth"],
        routes["parent"],
        routes["parent_edge"],
        routes,
        nodes,
        links,
        belief,
        rng,
    )


@compiled
def charge_adverts(routes: Routes, nodes: Nodes, links: Links, books: Books, physics: Physics) -> None:
    """Set-up of a multi-hop round: every node with a route repeats the advert once; members send a join one hop."""
    bits = physics.control_bits
    if bits <= 0:
        return
    for i in range(nodes.shape[0]):
        if not nodes[i].alive or (routes[i].level < 0 and routes[i].depth < 0):
            continue
        if not nodes[i].station:
            heard = 0
            for e in range(nodes[i].first, nodes[i].last):
                u = links[e].target
                heard += links[e].near and nodes[u].alive and (routes[u].level >= 0 or routes[u].depth >= 0)
            shout = send_cost(i, bits, physics.shout2, nodes, physics)
            if not spend(i, shout + hear_cost(i, bits, nodes) * heard, CONTROL, nodes, books, physics.round_s):
                continue
            books.counts[CONTROL_COUNT] += 1
            air(i, 1.0, bits, nodes, physics)
        if routes[i].parent_edge >= 0 and nodes[i].alive:
            books.counts[CONTROL_COUNT] += 1
            v = routes[i].parent
            air(i, 1.0, bits, nodes, physics)
            cost = send_cost(i, bits, links[routes[i].parent_edge].d2, nodes, physics)
            if spend(i, cost, CONTROL, nodes, books, physics.round_s):
                spend(v, hear_cost(v, bits, nodes), CONTROL, nodes, books, physics.round_s)


@compiled
def single_hop(routes: Routes, nodes: Nodes, books: Books, physics: Physics, room: Room) -> None:
    """Routes of a network in which all reach all: members to the nearest head, the rest to the nearest station.

    Args:
        routes: Heads are read, the rest written.
        nodes: Positions and life.
        books: For control traffic.
        physics: Costs.
        room: Scratch, see `nearest.new_room`.
    """
    heads = 0
    for i in range(nodes.shape[0]):
        routes[i].parent, routes[i].cluster, routes[i].depth = -1, -1, -1
        routes[i].parent_edge, routes[i].uplink_edge = -1, -1
        if routes[i].head:
            heads += 1
            routes[i].cluster, routes[i].depth = i, 0
    if heads == 0:
        return
    nearest_heads(routes, nodes, room)
    if physics.control_bits > 0:
        charge_single_hop(routes, nodes, books, physics)


@compiled
def nearest_stations(routes: Routes, nodes: Nodes) -> None:
    """Uplink of every node to the nearest station in one hop (S3-82)."""
    m = nodes.shape[0]
    first = m
    while first > 0 and nodes[first - 1].station:
        first -= 1
    for i in range(m):
        routes[i].uplink, routes[i].level, routes[i].reachable = -1, -1, 0
        if nodes[i].station:
            routes[i].level, routes[i].reachable = 0, 1
            continue
        best = np.inf
        for s in range(first, m):
            dx, dy = nodes[i].x - nodes[s].x, nodes[i].y - nodes[s].y
            if dx * dx + dy * dy < best:
                best = dx * dx + dy * dy
                routes[i].uplink, routes[i].level, routes[i].reachable = s, 1, 1


@compiled
def charge_single_hop(routes: Routes, nodes: Nodes, books: Books, physics: Physics) -> None:
    """Each head shouts its advert to the farthest node; each member answers its head."""
    m = nodes.shape[0]
    bits = physics.control_bits
    for h in range(m):
        if not routes[h].head:
            continue
        far = 0.0
        for i in range(m):
            if nodes[i].alive and not nodes[i].station:
                dx, dy = nodes[i].x - nodes[h].x, nodes[i].y - nodes[h].y
                far = max(far, dx * dx + dy * dy)
        books.counts[CONTROL_COUNT] += 1
        air(h, 1.0, bits, nodes, physics)
        if spend(h, send_cost(h, bits, far, nodes, physics), CONTROL, nodes, books, physics.round_s):
            for i in range(m):
                if nodes[i].alive and i != h:
                    spend(i, hear_cost(i, bits, nodes), CONTROL, nodes, books, physics.round_s)
    for i in range(m):
        h = routes[i].parent
        if h >= 0 and nodes[i].alive:
            dx, dy = nodes[i].x - nodes[h].x, nodes[i].y - nodes[h].y
            books.counts[CONTROL_COUNT] += 1
            air(i, 1.0, bits, nodes, physics)
            if spend(i, send_cost(i, bits, dx * dx + dy * dy, nodes, physics), CONTROL, nodes, books, physics.round_s):
                spend(h, hear_cost(h, bits, nodes), CONTROL, nodes, books, physics.round_s)
