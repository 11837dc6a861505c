"""Service messages of a network that organises itself (S2-169): reports, commands and broadcasts over a tree.

The tree spans the live members that some chain of neighbours, each on the list of the next, joins to its root. A
message takes its hops one after the other, each paid and each at risk: the link loses it, noise drowns it, who relays
it may swallow or change it.
"""

from __future__ import annotations

import numpy as np

from engine.network.kernels.columns import (
    RULE_ALL,
    SERVICE,
    Array,
    Behaviour,
    Belief,
    Books,
    Duties,
    Links,
    Nodes,
    Physics,
)
from engine.network.kernels.compile import compiled, inlined
from engine.network.kernels.contention import air, hop_odds, link_loss
from engine.network.kernels.energy import SERVICE as FOR_SERVICE
from engine.network.kernels.energy import hear_cost, send_cost, spend, write
from engine.network.kernels.packets import clock
from engine.network.kernels.rng import uniform
from engine.readmodel.codes import Membership, PacketKind, Rec

_TRANSFER, _CONTROL = int(Rec.TRANSFER), int(PacketKind.CONTROL)
_MEMBER = int(Membership.MEMBER)
_HOP_S = 0.004
"""Time between two hops of a service message, s."""

TREE = np.dtype([("parent", "i4"), ("edge", "i4"), ("depth", "i4"), ("order", "i4")])
"""One entry a vertex. ``parent``: next row towards the root, -1; ``edge``: whose subject the parent is and whose
observer the row; ``depth``: hops to the root, -1: not spanned; ``order``: k-th entry: the k-th row, nearest first."""

FARE = np.dtype([("arrived", "u1"), ("changed", "i4")])
"""One entry a vertex: whether its message (to it or from it) arrived, and who changed it on the way, -1."""


@compiled
def grow(root: int, tree: Array, nodes: Nodes, duties: Duties, links: Links, belief: Belief) -> int:
    """Spans the tree from ``root`` breadth first over members; nodes that are joining hang on as leaves.

    Args:
        root: Row of the controller, or of whoever speaks.
        tree: `TREE`[M], written.
        nodes: Life.
        duties: Who is a member.
        links: Who is in range.
        belief: Lists.

    Returns:
        Rows spanned, the root among them; the first so many of ``order`` are valid.
    """
    tree["parent"][:] = -1
    tree["edge"][:] = -1
    tree["depth"][:] = -1
    if root < 0 or not nodes[root].alive:
        return 0
    tree[root].depth = 0
    tree[0].order = root
    front, tail = 0, 1
    while front < tail:
        v = tree[front].order
        front += 1
        if duties[v].member != _MEMBER and v != root:
            continue
        for e in range(nodes[v].first, nodes[v].last):
            u = links[e].target
            if tree[u].depth >= 0 or not links[e].near or not nodes[u].alive or not belief[e].trusted:
                continue
            tree[u].depth, tree[u].parent, tree[u].edge = tree[v].depth + 1, v, e
            tree[tail].order = u
            tail += 1
    return tail


@inlined
def _pass_on(
    i: int,
    j: int,
    edge: int,
    bits: float,
    step: int,
    nodes: Nodes,
    duties: Duties,
    links: Links,
    books: Books,
    physics: Physics,
    rng: Array,
) -> bool:
    """One hop of a service message from ``i`` to its tree neighbour ``j``; returns whether it arrived."""
    lost, attempts, _, _ = hop_odds(j, link_loss(edge, links, physics), nodes, physics)
    cost = attempts * send_cost(i, bits, links[edge].d2, nodes, physics)
    if not spend(i, cost, FOR_SERVICE, nodes, books, physics.round_s):
        return False
    books.counts[SERVICE] += 1
    duties[i].served += 1
    duties[i].payload = max(duties[i].payload, np.float32(bits))
    air(i, attempts, bits, nodes, physics)
    arrived = uniform(rng) >= lost and nodes[j].alive
    if arrived:
        arrived = spend(j, attempts * hear_cost(j, bits, nodes), FOR_SERVICE, nodes, books, physics.round_s)
    if physics.logging:
        sent = clock(step * _HOP_S, books, physics)
        fate = 0 if arrived else 1
        write(books, _TRANSFER, sent, nodes[i].id, nodes[j].id, _CONTROL + 16 * fate, (step + 1) * _HOP_S)
    return arrived


@inlined
def _suffer(i: int, row: int, fare: Array, behaviour: Behaviour, rng: Array) -> bool:
    """What relay ``i`` does with the message of ``row``; returns whether it passes it on."""
    if behaviour[i].drop > 0 and behaviour[i].rule == RULE_ALL and uniform(rng) < behaviour[i].drop:
        return False
    if fare[row].changed < 0 and behaviour[i].mangle > 0 and uniform(rng) < behaviour[i].mangle:
        fare[row].changed = i
    return True


@compiled
def send(
    rows: Array,
    down: bool,
    bits: float,
    tree: Array,
    path: Array,
    fare: Array,
    nodes: Nodes,
    duties: Duties,
    behaviour: Behaviour,
    links: Links,
    books: Books,
    physics: Physics,
    rng: Array,
) -> int:
    """Between the root and each of ``rows`` (int32[K]) goes a message of its own; the fares are written.

    Args:
        rows: Each with a message, one row as often as it has some.
        down: The root sends them; else the rows do.
        bits: Length of each, bit.
        tree: `TREE`[M].
        path: int32[M], scratch.
        fare: `FARE`[M], written for ``rows``.
        nodes: Paid for.
        duties: Counted.
        behaviour: What relays do.
        links: Losses.
        books: For traffic.
        physics: Constants.
        rng: uint64[1].

    Returns:
        Messages that arrived.
    """
    total = 0
    for k in range(rows.shape[0]):
        row = rows[k]
        fare[row].arrived, fare[row].changed = 0, -1
        if tree[row].depth < 0:
            continue
        deep, i = tree[row].depth, row
        for step in range(deep):  # whose hop towards the root each is, in the order in which the message takes them
            path[deep - 1 - step if down else step] = i
            i = tree[i].parent
        on, step = True, 0
        while on and step < deep:
            low, high = path[step], tree[path[step]].parent
            giver, taker = (high, low) if down else (low, high)
            on = _pass_on(giver, taker, tree[low].edge, bits, step, nodes, duties, links, books, physics, rng)
            step += 1
            if on and step < deep:
                on = _suffer(taker, row, fare, behaviour, rng)
        fare[row].arrived = on
        total += on
    return total


@compiled
def broadcast(
    spanned: int,
    bits: float,
    tree: Array,
    fare: Array,
    nodes: Nodes,
    duties: Duties,
    behaviour: Behaviour,
    links: Links,
    books: Books,
    physics: Physics,
    rng: Array,
) -> int:
    """The root speaks to all: who hears it and has others below it says it once more, in range of all neighbours.

    Args:
        spanned: What `grow` returned.
        bits: Length of the message, bit.
        tree: `TREE`[M].
        fare: `FARE`[M], written for all rows.
        nodes: Paid for.
        duties: Counted.
        behaviour: What relays do.
        links: Losses.
        books: For traffic.
        physics: Constants.
        rng: uint64[1].

    Returns:
        Rows that heard it, the root not counted.
    """
    fare["arrived"][:] = 0
    fare["changed"][:] = -1
    if spanned == 0:
        return 0
    fare[tree[0].order].arrived = 1
    heard, sender = 0, -1
    sends = False
    for k in range(1, spanned):
        u = tree[k].order  # children of one parent follow one another
        v = tree[u].parent
        if v != sender:
            sender, sends = v, _say(v, bits, tree, fare, nodes, duties, behaviour, books, physics, rng)
        if not sends or not nodes[u].alive:
            continue
        lost, _, _, _ = hop_odds(u, link_loss(tree[u].edge, links, physics), nodes, physics)
        arrived = uniform(rng) >= lost
        if arrived:
            arrived = spend(u, hear_cost(u, bits, nodes), FOR_SERVICE, nodes, books, physics.round_s)
        fare[u].arrived, fare[u].changed = arrived, fare[v].changed
        heard += arrived
        if physics.logging:
            step = tree[v].depth
            sent = clock(step * _HOP_S, books, physics)
            code = _CONTROL + 16 * (not arrived)
            write(books, _TRANSFER, sent, nodes[v].id, nodes[u].id, code, (step + 1) * _HOP_S)
    return heard


@inlined
def _say(
    v: int,
    bits: float,
    tree: Array,
    fare: Array,
    nodes: Nodes,
    duties: Duties,
    behaviour: Behaviour,
    books: Books,
    physics: Physics,
    rng: Array,
) -> bool:
    """Whether row ``v`` has the broadcast, can pay for it and says it on."""
    if not fare[v].arrived or not nodes[v].alive:
        return False
    if tree[v].depth > 0 and not _suffer(v, v, fare, behaviour, rng):
        return False
    if not spend(v, send_cost(v, bits, physics.shout2, nodes, physics), FOR_SERVICE, nodes, books, physics.round_s):
        return False
    books.counts[SERVICE] += 1
    duties[v].served += 1
    duties[v].payload = max(duties[v].payload, np.float32(bits))
    air(v, 1.0, bits, nodes, physics)
    return True
