"""Fusion of readings: at cluster heads, or layer by layer at every node of a tree (a chain is one)."""

from __future__ import annotations

import numpy as np

from engine.network.kernels.columns import (
    CURSOR_FUSING,
    CURSOR_LAYER,
    CURSOR_PACKETS,
    FATE_AT_HEAD,
    FATE_CARRIED,
    WAY_IN,
    Array,
    Behaviour,
    Books,
    Links,
    Nodes,
    Packets,
    Physics,
    Routes,
    Watch,
)
from engine.network.kernels.compile import compiled, inlined
from engine.network.kernels.crc import crc16
from engine.network.kernels.energy import AGGREGATE, spend
from engine.network.kernels.hearing import Heard
from engine.network.kernels.packets import damage, damaged, falsify, fly, lose, put
from engine.network.kernels.relaying import note_kept, note_passed
from engine.network.kernels.rng import uniform
from engine.network.kernels.watch import witness
from engine.readmodel.codes import LossCause, PacketKind

AGGREGATED = int(PacketKind.AGGREGATE)
ATTACK, NO_ROUTE, NO_ENERGY = int(LossCause.ATTACK), int(LossCause.NO_TRUSTED_ROUTE), int(LossCause.NO_ENERGY)
FULL = int(LossCause.STORAGE)
_FOLD = np.uint64(0x100000001B3)


@inlined
def hold(k: int, i: int, routes: Routes, packets: Packets) -> None:
    """Node ``i`` keeps packet ``k`` until its layer's turn to fuse."""
    packets[k].fate = FATE_AT_HEAD
    packets[k].chain, routes[i].held = routes[i].held, k


@inlined
def set_out(k: int, i: int, routes: Routes, packets: Packets, books: Books) -> bool:
    """Reading ``k`` that node ``i`` made waits to be fused, or flies; returns whether there is a way for it."""
    if routes[i].fuse:
        hold(k, i, routes, packets)
    elif routes[i].head:
        packets[k].fate = FATE_AT_HEAD
    elif routes[i].parent >= 0:
        packets[k].way = WAY_IN
        fly(k, packets, books)
    elif routes[i].uplink >= 0:
        fly(k, packets, books)
    else:
        return False
    return True


@inlined
def distort(k: int, i: int, behaviour: Behaviour, packets: Packets, rng: Array) -> None:
    """Node ``i`` works out packet ``k`` and, if it distorts what it works out, gives it a false value (S2-39)."""
    if behaviour[i].distort > 0 and uniform(rng) < behaviour[i].distort:
        falsify(k, behaviour[i].shift, packets)


@compiled
def prepare_layers(nodes: Nodes, routes: Routes, books: Books) -> None:
    """Lists the nodes that fuse by depth: ``queue`` holds the first of each depth, ``ties`` the one after a node."""
    m = nodes.shape[0]
    routes["held"][:] = -1
    routes["queue"][:] = -1
    layers = 1
    for back in range(m):
        i = m - 1 - back  # so that each list runs from the first row to the last
        if routes[i].fuse:
            depth = routes[i].depth
            routes[i].ties = routes[depth].queue
            routes[depth].queue = i
            layers = max(layers, depth + 1)
    books.cursor[CURSOR_LAYER] = layers
    books.cursor[CURSOR_FUSING] = 1


@inlined
def _take(
    k: int,
    a: int,
    nodes: Nodes,
    routes: Routes,
    behaviour: Behaviour,
    links: Links,
    watch: Watch,
    packets: Packets,
    books: Books,
    physics: Physics,
    rng: Array,
    heard_of: Heard,
) -> int:
    """Whoever holds packet ``k`` checks it and takes it into aggregate ``a`` (-1: makes one).

    Returns:
        The aggregate, -1 when there is still none.
    """
    h, giver = packets[k].at, packets[k].prev
    watched = physics.watching and packets[k].edge >= 0
    onward = routes[h].uplink if routes[h].head else routes[h].parent
    if packets[k].swallow:
        nodes[h].swallowed += 1
        note_kept(h, heard_of)
        if watched:
            witness(h, giver, -1, False, False, True, False, nodes, links, watch, physics, rng)
        lose(k, ATTACK, packets, nodes, books, physics)
    elif damaged(k, packets):  # the head says so, and is not blamed
        lose(k, ATTACK, packets, nodes, books, physics)
    elif onward < 0:
        lose(k, NO_ROUTE, packets, nodes, books, physics)
    elif not nodes[h].alive:
        lose(k, NO_ENERGY, packets, nodes, books, physics)
    elif nodes[h].room == 0:
        lose(k, FULL, packets, nodes, books, physics)
    else:
        nodes[h].room -= nodes[h].room > 0
        if a < 0:
            a = put(packets, books, h, AGGREGATED, 0, 0, packets[k].time)
            packets[a].spoil = behaviour[h].corrupt > 0 and uniform(rng) < behaviour[h].corrupt
        packets[a].data = packets[a].data * _FOLD + packets[k].data
        packets[a].n += packets[k].n
        packets[a].honest += packets[k].honest
        packets[a].leaked += packets[k].leaked
        packets[a].time = max(packets[a].time, packets[k].time)
        packets[k].carrier = a
        packets[k].fate = FATE_CARRIED
        if giver >= 0:
            note_passed(h, False, packets[a].spoil > 0, False, heard_of)
        if watched:
            seen = watch[packets[k].edge].own
            witness(h, giver, -1, False, True, not packets[a].spoil, False, nodes, links, watch, physics, rng)
            packets[k].noticed = watch[packets[k].edge].own > seen
            packets[k].chain, packets[a].chain = packets[a].chain, k
    return a


@inlined
def _send_off(
    a: int,
    signals: int,
    nodes: Nodes,
    behaviour: Behaviour,
    packets: Packets,
    books: Books,
    physics: Physics,
    rng: Array,
) -> None:
    """Aggregate ``a`` of ``signals`` signals gets its checksum and flies; who distorts it does so before."""
    packets[a].crc = crc16(packets[a].data)
    distort(a, packets[a].at, behaviour, packets, rng)
    if packets[a].spoil:
        damage(a, packets, rng)
    cost = physics.data_bits * physics.aggregate * signals
    if spend(packets[a].at, cost, AGGREGATE, nodes, books, physics.round_s):
        fly(a, packets, books)
    else:
        lose(a, NO_ENERGY, packets, nodes, books, physics)


@inlined
def aggregate(
    nodes: Nodes,
    routes: Routes,
    behaviour: Behaviour,
    links: Links,
    watch: Watch,
    packets: Packets,
    books: Books,
    physics: Physics,
    rng: Array,
    heard_of: Heard,
) -> None:
    """Heads check the readings they hold, fuse them into one packet each and send it off towards the station.

    Every reading is a signal, the head's own among them.
    """
    readings = books.cursor[CURSOR_PACKETS]
    routes["queue"][:] = -1  # aggregate of each head
    for k in range(readings):
        if packets[k].fate == FATE_AT_HEAD:
            h = packets[k].at
            a = _take(
                k, routes[h].queue, nodes, routes, behaviour, links, watch, packets, books, physics, rng, heard_of
            )
            routes[h].queue = a
    for a in range(readings, books.cursor[CURSOR_PACKETS]):
        _send_off(a, packets[a].n, nodes, behaviour, packets, books, physics, rng)


@compiled
def fuse_layer(
    layer: int,
    nodes: Nodes,
    routes: Routes,
    behaviour: Behaviour,
    links: Links,
    watch: Watch,
    packets: Packets,
    books: Books,
    physics: Physics,
    rng: Array,
    heard_of: Heard,
) -> None:
    """Each node of depth ``layer`` fuses its reading with what its children sent, and sends one packet on.

    Every packet that came in is a signal; a node's own reading costs nothing to keep. A head sends towards the
    station, others to their parent. Times end with the round: a longer tree would need a longer round.
    """
    h = routes[layer].queue
    while h >= 0:
        a, signals = -1, 0
        k = routes[h].held
        while k >= 0:
            later = packets[k].chain
            packets[k].chain = -1
            a = _take(k, a, nodes, routes, behaviour, links, watch, packets, books, physics, rng, heard_of)
            signals += packets[k].prev >= 0 and packets[k].fate == FATE_CARRIED
            k = later
        if a >= 0:
            if not routes[h].head:
                packets[a].way = WAY_IN
            packets[a].time = min(packets[a].time, np.float32(physics.round_s))
            _send_off(a, signals, nodes, behaviour, packets, books, physics, rng)
        h = routes[h].ties
