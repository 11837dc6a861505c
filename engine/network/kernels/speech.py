"""What nodes say of each other, and what of it arrives: the one place where liars speak.

Trust models are handed the outcome (`Belief`: who told what, who heard it), never the behaviour behind it.
"""

from __future__ import annotations

import numpy as np

from engine.network.kernels.columns import (
    CURSOR_ROUND,
    LIE_PRAISE,
    LIE_SMEAR,
    LIE_VICTIMS,
    REPUTATION,
    Array,
    Belief,
    Books,
    Links,
    Nodes,
    Physics,
    Routes,
    Watch,
)
from engine.network.kernels.compile import compiled, inlined
from engine.network.kernels.contention import air, broadcast_odds, hop_odds, link_loss
from engine.network.kernels.energy import REPUTATION as REPUTATION_CAUSE
from engine.network.kernels.energy import hear_cost, send_cost, spend, write
from engine.network.kernels.rng import uniform
from engine.readmodel.codes import Rec

_TOLD = int(Rec.REPUTATION)
BOAST = 255.0
"""Interactions that a liar claims stand behind what it says: the most that eight bits hold."""


@inlined
def _says(
    i: int,
    q: int,
    mine: int,
    everybody: bool,
    lie: Array,
    ally: Array,
    victim: Array,
    watch: Watch,
    belief: Belief,
) -> bool:
    """Writes what node ``i`` says of ``q`` (``told``, and ``told_n`` interactions behind it) on its edge ``mine``.

    The honest say what they think, of whom they have observed; liars say 1 of accomplices, 0 of victims.

    Returns:
        Whether it says anything.
    """
    if lie[i]:
        if lie[i] & LIE_PRAISE and ally[q]:
            belief[mine].told, belief[mine].told_n = 1.0, BOAST
            return True
        if (lie[i] & LIE_SMEAR and not ally[q]) or (lie[i] & LIE_VICTIMS and victim[q]):
            belief[mine].told, belief[mine].told_n = 0.0, BOAST
            return True
    if everybody or watch[mine].seen:
        belief[mine].told, belief[mine].told_n = belief[mine].own, watch[mine].r
        return True
    return False


@compiled
def broadcast(
    lie: Array,
    ally: Array,
    victim: Array,
    header_bits: float,
    report_bits: float,
    everybody: bool,
    nodes: Nodes,
    links: Links,
    watch: Watch,
    belief: Belief,
    books: Books,
    physics: Physics,
    rng: Array,
) -> None:
    """Every live node tells its neighbours in one frame what it thinks of its neighbours; who hears it pays for that.

    Args:
        lie: uint8[M], LIE_* by row.
        ally: uint8[M]: is praised by liars, and spared.
        victim: uint8[M]: is smeared by those who smear victims only.
        header_bits: Length of a message that tells of nobody, bit.
        report_bits: What each neighbour told of adds, bit.
        everybody: Neighbours never observed are told of too.
        nodes: Energy is spent.
        links: Who is in range.
        watch: ``z`` is written.
        belief: ``own`` and the list are read; ``told``, ``told_n``, ``got``, ``shared``, ``listed`` written.
        books: Messages are counted.
        physics: Costs.
        rng: uint64[1].
    """
    now = books.cursor[CURSOR_ROUND] * physics.round_s
    for e in range(links.shape[0]):
        belief[e].got, belief[e].told, belief[e].told_n = 0, np.nan, 0.0
        belief[e].shared, belief[e].listed = belief[e].own, belief[e].trusted
    for i in range(nodes.shape[0]):
        if nodes[i].station or not nodes[i].alive or nodes[i].blocked:
            continue
        told = 0
        for e in range(nodes[i].first, nodes[i].last):
            q = links[e].target
            if links[e].near and nodes[q].alive and not nodes[q].station:
                told += _says(i, q, links[e].back, everybody, lie, ally, victim, watch, belief)
        bits = header_bits + report_bits * told
        cost = send_cost(i, bits, physics.shout2, nodes, physics)
        if not spend(i, cost, REPUTATION_CAUSE, nodes, books, physics.round_s):
            continue
        books.counts[REPUTATION] += 1
        air(i, 1.0, bits, nodes, physics)
        heard = 0
        for e in range(nodes[i].first, nodes[i].last):
            p = links[e].target
            if not links[e].near or nodes[p].station or not nodes[p].alive:
                continue
            if uniform(rng) < broadcast_odds(p, link_loss(e, links, physics), nodes, physics):
                continue
            if spend(p, hear_cost(p, bits, nodes), REPUTATION_CAUSE, nodes, books, physics.round_s):
                belief[e].got = 1
                watch[e].z += 1.0
                heard += 1
        if physics.logging:
            write(books, _TOLD, now, nodes[i].id, -1, heard, 0.0)


@compiled
def collect(
    lie: Array,
    ally: Array,
    victim: Array,
    drop: Array,
    header_bits: float,
    report_bits: float,
    nodes: Nodes,
    routes: Routes,
    links: Links,
    watch: Watch,
    belief: Belief,
    books: Books,
    physics: Physics,
    rng: Array,
) -> None:
    """Every live node reports to its base station what it thinks of its neighbours, hop by hop along its route.

    What arrives replaces what the station knew from this node (``told``, ``told_n``); of a report that is lost on the
    way, or swallowed by a relay, the old one stays. ``got`` marks what arrived now.

    Args:
        lie: As in `broadcast`.
        ally: As in `broadcast`.
        victim: As in `broadcast`.
        drop: float32[M]: probability that a relay swallows what it should pass on.
        header_bits: Length of a report that tells of nobody, bit.
        report_bits: What each neighbour told of adds, bit.
        nodes: Energy is spent.
        routes: Uplinks as of this round's set-up.
        links: Lengths.
        watch: Read.
        belief: ``told``, ``told_n``, ``got``, ``shared`` and ``listed`` are written.
        books: Every frame on the way is counted.
        physics: Costs.
        rng: uint64[1].
    """
    now = books.cursor[CURSOR_ROUND] * physics.round_s
    for e in range(links.shape[0]):
        belief[e].got, belief[e].shared, belief[e].listed = 0, belief[e].own, belief[e].trusted
    for i in range(nodes.shape[0]):
        if nodes[i].station or not nodes[i].alive or nodes[i].blocked or routes[i].uplink < 0:
            continue
        told = 0
        for e in range(nodes[i].first, nodes[i].last):
            told += nodes[links[e].target].alive and (watch[links[e].back].seen or lie[i] > 0)
        arrived = _carry(i, header_bits + report_bits * told, drop, nodes, routes, links, books, physics, rng)
        if arrived:
            for e in range(nodes[i].first, nodes[i].last):
                q, mine = links[e].target, links[e].back
                if nodes[q].alive and not nodes[q].station:
                    belief[mine].got = _says(i, q, mine, False, lie, ally, victim, watch, belief)
        if physics.logging:
            write(books, _TOLD, now, nodes[i].id, -1, arrived, 0.0)


@inlined
def _carry(
    i: int,
    bits: float,
    drop: Array,
    nodes: Nodes,
    routes: Routes,
    links: Links,
    books: Books,
    physics: Physics,
    rng: Array,
) -> int:
    """Sends a report of ``bits`` from ``i`` along uplinks; 1 when a station receives it, else 0."""
    at = i
    for _ in range(physics.hop_limit):
        to, edge = routes[at].uplink, routes[at].uplink_edge
        if to < 0 or edge < 0 or not nodes[at].alive or not nodes[to].alive:
            return 0
        lost, attempts, _, _ = hop_odds(to, link_loss(edge, links, physics), nodes, physics)
        cost = attempts * send_cost(at, bits, links[edge].d2, nodes, physics)
        if not spend(at, cost, REPUTATION_CAUSE, nodes, books, physics.round_s):
            return 0
        books.counts[REPUTATION] += 1
        air(at, attempts, bits, nodes, physics)
        if uniform(rng) < lost:
            return 0
        if nodes[to].station:
            return 1
        if not spend(to, attempts * hear_cost(to, bits, nodes), REPUTATION_CAUSE, nodes, books, physics.round_s):
            return 0
        if uniform(rng) < drop[to]:
            return 0
        at = to
    return 0


@compiled
def announce(
    drop: Array,
    header_bits: float,
    bits: float,
    heard: Array,
    queue: Array,
    nodes: Nodes,
    links: Links,
    books: Books,
    physics: Physics,
    rng: Array,
) -> None:
    """Base stations tell all nodes something: whoever hears it for the first time repeats it once.

    Args:
        drop: float32[M]: probability that a node does not repeat it.
        header_bits: What a node listens to before it knows that it has the message already, bit.
        bits: Length of the message, bit.
        heard: uint8[M], written: the message arrived.
        queue: int32[M], scratch.
        nodes: Energy is spent.
        links: Who is in range.
        books: Frames of nodes are counted.
        physics: Costs.
        rng: uint64[1].
    """
    tail = 0
    for v in range(nodes.shape[0]):
        heard[v] = nodes[v].station
        if nodes[v].station:
            queue[tail] = v
            tail += 1
    front = 0
    while front < tail:
        v = queue[front]
        front += 1
        if not nodes[v].station:
            if drop[v] > 0 and uniform(rng) < drop[v]:
                continue
            shout = send_cost(v, bits, physics.shout2, nodes, physics)
            if not spend(v, shout, REPUTATION_CAUSE, nodes, books, physics.round_s):
                continue
            books.counts[REPUTATION] += 1
            air(v, 1.0, bits, nodes, physics)
        for e in range(nodes[v].first, nodes[v].last):
            u = links[e].target
            if not links[e].near or nodes[u].station or not nodes[u].alive or nodes[u].blocked:
                continue
            if uniform(rng) < broadcast_odds(u, link_loss(e, links, physics), nodes, physics):
                continue
            length = header_bits if heard[u] else bits
            if spend(u, hear_cost(u, length, nodes), REPUTATION_CAUSE, nodes, books, physics.round_s) and not heard[u]:
                heard[u] = 1
                queue[tail] = u
                tail += 1
