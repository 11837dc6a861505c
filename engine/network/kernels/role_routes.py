"""Routes of a network that organises itself by roles: collectors to data keepers, keepers to data processors (S2-169).

Only members relay. Data processors are the sinks: what has reached one is delivered.
"""

from __future__ import annotations

import numpy as np

from engine.network.kernels.columns import Array, Behaviour, Belief, Books, Duties, Links, Nodes, Routes
from engine.network.kernels.compile import compiled, inlined
from engine.network.kernels.energy import write
from engine.network.kernels.labour import READING_BYTES
from engine.network.kernels.routes import FAR, grow, physical_paths
from engine.readmodel.codes import Duty, Membership, Rec

_KEEPER, _PROCESSOR = int(Duty.KEEPER), int(Duty.PROCESSOR)
_MEMBER = int(Membership.MEMBER)
_HEAD = int(Rec.HEAD)


@compiled
def take_places(
    stations: bool, routes: Routes, nodes: Nodes, duties: Duties, behaviour: Behaviour, books: Books, time: float
) -> int:
    """Who keeps heads its collectors, who processes is a sink; a liar announces itself keeper every round.

    Args:
        stations: Base stations are sinks too: no node is wanted as processor.
        routes: ``head`` and ``times_head`` are written; ``served``: heads of which the log knows.
        nodes: ``sink`` and ``room`` are written; life is read.
        duties: Roles, membership and storage.
        behaviour: Who announces itself.
        books: The log.
        time: Simulation time of the set-up, s.

    Returns:
        How many sinks there are.
    """
    sinks = 0
    for i in range(nodes.shape[0]):
        here = nodes[i].alive and not nodes[i].station and duties[i].member == _MEMBER
        keeps = here and (((duties[i].roles | duties[i].poses) & _KEEPER) != 0 or behaviour[i].force_head)
        if keeps and not routes[i].served:
            write(books, _HEAD, time, nodes[i].id, -1, 0, 0.0)
        routes[i].head = routes[i].served = keeps
        routes[i].times_head += keeps
        nodes[i].room = -1
        if keeps and (duties[i].roles & _KEEPER) != 0:
            nodes[i].room = int(max(duties[i].storage - duties[i].stored, 0.0) / READING_BYTES)
        processes = here and (duties[i].roles & _PROCESSOR) != 0
        nodes[i].sink = processes or (stations and nodes[i].station)
        sinks += nodes[i].sink
    return sinks


@inlined
def _start(depth: Array, nodes: Nodes, duties: Duties) -> None:
    """Nobody has a route; who is no member gets none."""
    for i in range(nodes.shape[0]):
        depth[i] = -1 if duties[i].member == _MEMBER else FAR


@inlined
def _finish(depth: Array) -> None:
    for i in range(depth.shape[0]):
        if depth[i] == FAR:
            depth[i] = -1


@compiled
def routes_by_roles(
    sinks: int, routes: Routes, nodes: Nodes, duties: Duties, links: Links, belief: Belief, rng: Array
) -> None:
    """Shortest trusted routes over members: of all to the nearest sink, and of collectors to the nearest keeper.

    Where there is no sink in the whole network, readings are made all the same, and lost for want of a route.

    Args:
        sinks: What `take_places` returned.
        routes: Written; ``head`` is read.
        nodes: Life, sinks, and who says without proof that the way ends with it (S0-61).
        duties: Membership.
        links: Who is in range.
        belief: Whom each node trusts.
        rng: uint64[1].
    """
    m, roots, forged, cut_off = nodes.shape[0], 0, False, False
    routes["uplink"][:] = -1
    routes["uplink_edge"][:] = -1
    _start(routes["level"], nodes, duties)
    for i in range(m):
        says_so = nodes[i].claimed_hops >= 0
        if nodes[i].sink or (says_so and duties[i].member == _MEMBER):
            forged |= not nodes[i].sink
            routes[i].level = 0
            routes[roots].queue = i
            roots += 1
    grow(roots, False, routes["level"], routes["uplink"], routes["uplink_edge"], routes, nodes, links, belief, rng)
    _finish(routes["level"])
    for i in range(m):
        routes[i].reachable = routes[i].level >= 0
        cut_off |= nodes[i].alive and routes[i].level < 0
    if sinks == 0:
        routes["reachable"][:] = 1
    elif cut_off or forged:
        physical_paths(routes, nodes, links)
    _join_keepers(routes, nodes, duties, links, belief, rng)


@inlined
def _join_keepers(routes: Routes, nodes: Nodes, duties: Duties, links: Links, belief: Belief, rng: Array) -> None:
    """Each member joins the keeper that is fewest trusted hops away."""
    routes["parent"][:] = -1
    routes["parent_edge"][:] = -1
    routes["cluster"][:] = -1
    _start(routes["depth"], nodes, duties)
    roots = 0
    for i in range(nodes.shape[0]):
        if routes[i].head:
            routes[i].depth, routes[i].cluster = 0, i
            routes[roots].queue = i
            roots += 1
    grow(roots, True, routes["depth"], routes["parent"], routes["parent_edge"], routes, nodes, links, belief, rng)
    _finish(routes["depth"])


@inlined
def _nearest(i: int, heads: bool, routes: Routes, nodes: Nodes) -> int:
    """Row of the keeper (else of the sink) nearest to row ``i``, -1."""
    best, found = np.inf, -1
    for j in range(nodes.shape[0]):
        if j != i and (routes[j].head if heads else nodes[j].sink):
            dx, dy = nodes[i].x - nodes[j].x, nodes[i].y - nodes[j].y
            if dx * dx + dy * dy < best:
                best, found = dx * dx + dy * dy, j
    return found


@compiled
def one_hop_by_roles(sinks: int, routes: Routes, nodes: Nodes, duties: Duties) -> None:
    """The same where every node reaches every other in one hop.

    Args:
        sinks: What `take_places` returned.
        routes: Written; ``head`` is read.
        nodes: Places, life, sinks.
        duties: Membership.
    """
    for i in range(nodes.shape[0]):
        routes[i].uplink, routes[i].uplink_edge, routes[i].level = -1, -1, -1
        routes[i].parent, routes[i].parent_edge, routes[i].cluster, routes[i].depth = -1, -1, -1, -1
        routes[i].reachable = 1
        if nodes[i].sink:
            routes[i].level = 0
        if routes[i].head:
            routes[i].depth, routes[i].cluster = 0, i
        if nodes[i].station or not nodes[i].alive or duties[i].member != _MEMBER:
            continue
        if not nodes[i].sink and sinks > 0:
            routes[i].uplink, routes[i].level = _nearest(i, False, routes, nodes), 1
        if not routes[i].head:
            keeper = _nearest(i, True, routes, nodes)
            if keeper >= 0:
                routes[i].parent, routes[i].cluster, routes[i].depth = keeper, keeper, 1
