"""What attackers make others believe: tunnels that feign neighbours, and routes that lead back."""

from __future__ import annotations

import numpy as np

from engine.network.kernels.columns import (
    CURSOR_PACKETS,
    DISCARDED,
    FATE_CARRIED,
    FATE_DELIVERED,
    Array,
    Behaviour,
    Books,
    Links,
    Nodes,
    Packets,
    Physics,
    Routes,
)
from engine.network.kernels.compile import compiled, inlined
from engine.network.kernels.energy import spend, write
from engine.network.kernels.hearing import Heard
from engine.network.kernels.packets import leak
from engine.network.kernels.rng import uniform
from engine.readmodel.codes import PacketKind, Rec

_AGGREGATE = int(PacketKind.AGGREGATE)
_BENT = int(Rec.BENT)
_FAR = 64
"""Hops after which a path is taken not to come back."""


@compiled
def measure_false(nodes: Nodes, links: Links, behaviour: Behaviour, range2: float, loss: float) -> int:
    """Length and life of the pairs that exist through a wormhole only.

    What the observer hears is the tunnel's near end (``via``); so long is the link, and only while that end lives.

    Args:
        nodes: Places and life.
        links: ``d2``, ``near``, ``delay`` and ``loss`` of false pairs are written, in both directions.
        behaviour: Latency of the tunnel.
        range2: Radio range, m².
        loss: Share of frames lost on the way to the near end.

    Returns:
        How many pairs take each other for neighbours now.
    """
    pairs = 0
    for e in range(links.shape[0]):
        v, p = links[e].via, links[e].target
        if v < 0:
            continue
        dx, dy = nodes[p].x - nodes[v].x, nodes[p].y - nodes[v].y
        d2 = dx * dx + dy * dy
        near = d2 <= range2 and nodes[v].alive and nodes[p].alive
        back = links[e].back
        links[e].d2, links[back].d2 = d2, d2
        links[e].near, links[back].near = near, near
        links[e].loss, links[back].loss = loss, loss
        links[e].delay, links[back].delay = behaviour[v].latency, behaviour[v].latency
        pairs += near
    return pairs


@inlined
def _comes_back(u: int, a: int, inner: bool, routes: Routes, nodes: Nodes) -> int:
    """Hops after which a packet that ``a`` gives to ``u`` is with ``a`` again, 0 when it does not come back."""
    v, steps = u, 1
    while v >= 0 and not nodes[v].station and v != a and steps < _FAR:
        v = routes[v].parent if inner else routes[v].uplink
        steps += 1
    return steps if v == a else 0


@inlined
def _way_back(a: int, inner: bool, nodes: Nodes, routes: Routes, behaviour: Behaviour, links: Links) -> tuple[int, int]:
    """The neighbour to which attacker ``a`` sends packets back, and the edge to it; -1, -1 without one."""
    m = nodes.shape[0]
    goal, edge, best = -1, -1, 0
    for e in range(nodes[a].first, nodes[a].last):
        u = links[e].target
        if not links[e].near or not nodes[u].alive or nodes[u].station or (inner and routes[u].head):
            continue
        hops = _comes_back(u, a, inner, routes, nodes)
        rank = m + (a - u) % m if behaviour[u].loop else min(hops, 3)
        if rank > best:
            goal, edge, best = u, links[e].back, rank
    if links.shape[0] == 0:
        for step in range(1, m):
            u = (a + step) % m
            if behaviour[u].loop and nodes[u].alive and not (inner and routes[u].head):
                return u, -1
    return goal, edge


@compiled
def bend(
    nodes: Nodes, routes: Routes, behaviour: Behaviour, links: Links, books: Books, time: float, bent: Array
) -> None:
    """Loop attack (S3-25): attackers send packets to where they come back from.

    An attacker hands on to the next attacker in range, in a ring; without one, to a neighbour whose own route leads
    through the attacker, best over two hops and more, since a packet handed straight back is noticed. It does so with
    what is on its way to a station and, as a relay within a cluster, with what is on its way to the head.

    Args:
        nodes: Life and ids.
        routes: ``uplink`` and ``parent`` of attackers are written, with their edges.
        behaviour: ``loop``.
        links: Neighbours; without any every node reaches every other.
        books: The log: a change of the bend is noted.
        time: Simulation time, s.
        bent: int32[M], kept: row to which an attacker sends back, -1.
    """
    for a in range(nodes.shape[0]):
        if not behaviour[a].loop or not nodes[a].alive:
            bent[a] = -1
            continue
        goal, edge = _way_back(a, False, nodes, routes, behaviour, links)
        if goal >= 0:
            routes[a].uplink, routes[a].uplink_edge = goal, edge
        if routes[a].parent >= 0 and not routes[a].head:
            inside, edge = _way_back(a, True, nodes, routes, behaviour, links)
            if inside >= 0:
                routes[a].parent, routes[a].parent_edge = inside, edge
            goal = inside if inside >= 0 else goal
        if goal >= 0 and goal != bent[a]:
            write(books, _BENT, time, nodes[a].id, nodes[goal].id, 0, 0.0)
        bent[a] = goal


@compiled
def appear(nodes: Nodes, behaviour: Behaviour) -> None:
    """False identities stand where their masters stand, as many as these show now."""
    shown = 0
    for g in range(nodes.shape[0]):
        master = nodes[g].master
        if master < 0:
            continue
        shown = shown + 1 if g > 0 and nodes[g - 1].master == master else 1
        nodes[g].x, nodes[g].y = nodes[master].x, nodes[master].y
        nodes[g].alive = nodes[master].alive and shown <= behaviour[master].identities


@compiled
def pay_for_ghosts(nodes: Nodes, books: Books, physics: Physics) -> None:
    """What false identities spent is their masters' to pay, cause by cause."""
    for g in range(nodes.shape[0]):
        if nodes[g].master < 0:
            continue
        for cause in range(nodes[g].spent.shape[0]):
            if nodes[g].spent[cause] > 0:
                if nodes[nodes[g].master].alive:
                    spend(nodes[g].master, nodes[g].spent[cause], cause, nodes, books, physics.round_s)
                nodes[g].spent[cause] = 0.0


@inlined
def _end_near(i: int, tunnel: int, but: int, nodes: Nodes, behaviour: Behaviour, links: Links) -> int:
    """Row of a live end that catches within range of row ``i``, not ``but``; of a certain ``tunnel``, or of any (0)."""
    for e in range(nodes[i].first, nodes[i].last):
        p = links[e].target
        if p == but or not behaviour[p].catches or not links[e].near or links[e].via != -1 or not nodes[p].alive:
            continue
        if behaviour[p].tunnel > 0 and (tunnel == 0 or behaviour[p].tunnel == tunnel):
            return int(p)
    return -1


@compiled
def catch(
    nodes: Nodes,
    routes: Routes,
    behaviour: Behaviour,
    links: Links,
    packets: Packets,
    books: Books,
    rng: Array,
    heard: Heard,
) -> None:
    """Readings that a wormhole overheard and delivered in fewer hops: the legitimate copy is discarded (S2-35).

    An end hears the node that senses; another end is heard by the keeper (or whoever the reading was for), or is it.
    The tunnel's copy comes after two hops, after one when the far end is the keeper itself. What the far end changed is
    what counts.

    Args:
        nodes: Life.
        routes: Whom each reading was for.
        behaviour: Ends, and how much they change.
        links: Who hears whom.
        packets: Of the round about to be settled; ``shift`` and ``leaked`` are written.
        books: Counted.
        rng: uint64[1].
        heard: The far end sends what nobody near it handed to it; written where somebody heeds.
    """
    for k in range(books.cursor[CURSOR_PACKETS]):
        fate = packets[k].fate
        if packets[k].kind == _AGGREGATE or packets[k].n == 0 or (fate != FATE_DELIVERED and fate != FATE_CARRIED):
            continue
        i = packets[k].origin
        goal = routes[i].cluster if fate == FATE_CARRIED else packets[k].at
        if goal < 0 or goal == i:
            continue
        near = _end_near(i, 0, -1, nodes, behaviour, links)
        if near < 0 or behaviour[i].catches:
            continue
        tunnel = behaviour[near].tunnel
        far, way = goal, 1
        if goal == near or behaviour[goal].tunnel != tunnel or not behaviour[goal].catches:
            far, way = _end_near(goal, tunnel, near, nodes, behaviour, links), 2
        if far < 0 or packets[k].hops <= way:
            continue
        books.counts[DISCARDED] += 1
        leak(k, packets, books)
        changes = behaviour[far].rewrite > 0 and uniform(rng) < behaviour[far].rewrite
        if changes:
            packets[k].shift += behaviour[far].shift
        if heard.shape[0] > 0:
            heard[far].frames += np.float32(way == 2)
            heard[far].altered += np.float32(changes)
