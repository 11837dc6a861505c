"""The steady state of a round: packets in flight move one hop a wave, heads aggregate, the books are kept."""

from __future__ import annotations

import numpy as np

from engine.network.kernels.columns import (
    CURSOR_ACTIVE,
    CURSOR_FUSING,
    CURSOR_LAYER,
    CURSOR_LOG,
    CURSOR_PACKETS,
    CURSOR_WAVE,
    FATE_AT_HEAD,
    GENERATED,
    HONEST_GENERATED,
    HOPS,
    RULE_AGGREGATES,
    RULE_ALL,
    UNREACHABLE,
    WAY_ASIDE,
    WAY_IN,
    WAY_UP,
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
from engine.network.kernels.contention import air, hop_odds, link_loss
from engine.network.kernels.energy import ACKNOWLEDGE, RECEIVE, SENSE, TRANSMIT, hear_cost, send_cost, spend, write
from engine.network.kernels.fusion import AGGREGATED, aggregate, distort, fuse_layer, hold, prepare_layers, set_out
from engine.network.kernels.hearing import Heard
from engine.network.kernels.packets import clock, damage, damaged, deliver, falsify, fill, fly, leak, lose, put
from engine.network.kernels.relaying import note_kept, note_passed
from engine.network.kernels.rng import uniform
from engine.network.kernels.watch import witness
from engine.readmodel.codes import LossCause, PacketKind, Rec

READING, DIRECT = int(PacketKind.READING), int(PacketKind.DIRECT)
LINK, ATTACK, NO_ROUTE = int(LossCause.LINK), int(LossCause.ATTACK), int(LossCause.NO_TRUSTED_ROUTE)
NO_ENERGY, HOP_LIMIT = int(LossCause.NO_ENERGY), int(LossCause.HOP_LIMIT)
COLLISION, NOISE = int(LossCause.COLLISION), int(LossCause.NOISE)
_DATA, _TRANSFER = int(Rec.DATA), int(Rec.TRANSFER)
SETUP_SHARE, SLOTS_SHARE = 0.1, 0.6
"""Parts of a round: set-up, then the slots in which members send."""


@compiled
def start_readings(
    nodes: Nodes,
    routes: Routes,
    behaviour: Behaviour,
    packets: Packets,
    books: Books,
    physics: Physics,
    rng: Array,
) -> None:
    """Every live sensor makes one packet of its reading, two where it has two routes.

    Silent ones sense and say nothing; those without any physical path count as unreachable.
    """
    books.cursor[CURSOR_PACKETS] = 0
    books.cursor[CURSOR_ACTIVE] = 0
    books.cursor[CURSOR_WAVE] = 0
    books.cursor[CURSOR_LAYER] = 1
    books.cursor[CURSOR_FUSING] = 0
    m = nodes.shape[0]
    slot = SLOTS_SHARE * physics.round_s / max(m, 1)
    for i in range(m):
        if routes[i].fuse and not books.cursor[CURSOR_FUSING]:
            prepare_layers(nodes, routes, books)
        if not nodes[i].sensor or not nodes[i].alive:
            continue
        if not routes[i].reachable:
            books.counts[UNREACHABLE] += 1
            continue
        if physics.sense > 0 and not spend(i, physics.data_bits * physics.sense, SENSE, nodes, books, physics.round_s):
            continue
        if routes[i].silent:
            continue
        time = SETUP_SHARE * physics.round_s + slot * (i + uniform(rng))
        honest = 1 - behaviour[i].attacker
        books.counts[GENERATED] += 1
        books.counts[HONEST_GENERATED] += honest
        if physics.logging:
            write(books, _DATA, clock(time, books, physics), nodes[i].id, -1, 0, nodes[i].reading)
        joined = routes[i].head or routes[i].parent >= 0
        k = put(packets, books, i, READING if joined else DIRECT, 1, honest, time)
        packets[k].shift = behaviour[i].bias
        fill(k, packets, nodes)
        if nodes[i].hindered:
            lose(k, nodes[i].hindered - 1, packets, nodes, books, physics)
        elif nodes[i].sink:
            distort(k, i, behaviour, packets, rng)
            deliver(k, i, packets, nodes, books, physics)
        elif not set_out(k, i, routes, packets, books):
            lose(k, NO_ROUTE, packets, nodes, books, physics)
        elif routes[i].alternate >= 0 and not joined and not routes[i].fuse:
            _copy(k, i, packets, books)


@inlined
def _copy(k: int, i: int, packets: Packets, books: Books) -> None:
    """Sends a second copy of reading ``k`` of node ``i`` over the node's other route."""
    c = put(packets, books, i, DIRECT, 0, 0, packets[k].time)
    packets[c].data, packets[c].crc, packets[c].way = packets[k].data, packets[k].crc, WAY_ASIDE
    packets[c].twin, packets[k].twin, packets[c].shift = k, c, packets[k].shift
    fly(c, packets, books)


@inlined
def _next(i: int, way: int, routes: Routes) -> tuple[int, int]:
    """Where node ``i`` sends packets that go this ``way`` (WAY_*), and over which edge; -1: nowhere."""
    if way == WAY_IN:
        return routes[i].parent, routes[i].parent_edge
    if way == WAY_UP:
        return routes[i].uplink, routes[i].uplink_edge
    return routes[i].alternate, routes[i].alternate_edge


@inlined
def _relay_unchanged(k: int, i: int, behaviour: Behaviour, packets: Packets, rng: Array) -> bool:
    """What relay ``i`` does to packet ``k`` before it passes it on; returns whether it leaves it as it is."""
    intact = True
    if behaviour[i].corrupt > 0 and uniform(rng) < behaviour[i].corrupt:
        damage(k, packets, rng)
        intact = False
    if behaviour[i].rewrite > 0 and not damaged(k, packets) and uniform(rng) < behaviour[i].rewrite:
        falsify(k, behaviour[i].shift, packets)
        intact = False  # the checksum is right, but who watches knows what it was
    return intact


@inlined
def _leads_astray(i: int, j: int, way: int, giver: int, routes: Routes) -> bool:
    """Whether what ``i`` was handed by ``giver`` and passes on to ``j`` comes no nearer to its goal (loop attack)."""
    if way == WAY_IN:
        return j == giver or routes[j].depth > routes[i].depth >= 0
    return j == giver or (way == WAY_UP and routes[j].level > routes[i].level >= 0)


@inlined
def _missed(luck: float, lost: float, clash: float, drowned: float) -> int:
    """`LossCause` of a frame that did not arrive: ``luck`` below ``lost``, of which others and noise have shares."""
    if luck < clash * lost:
        return COLLISION
    return NOISE if luck < (clash + drowned) * lost else LINK


@inlined
def _hop(
    k: int,
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
) -> bool:
    """Moves packet ``k`` one hop; returns whether it is still in flight."""
    i, giver = packets[k].at, packets[k].prev
    watched = physics.watching and packets[k].edge >= 0
    if packets[k].swallow:
        nodes[i].swallowed += 1
        note_kept(i, heard_of)
        if watched:
            witness(i, giver, -1, False, False, True, False, nodes, links, watch, physics, rng)
        lose(k, ATTACK, packets, nodes, books, physics)
        return False
    if packets[k].hops >= physics.hop_limit:
        lose(k, HOP_LIMIT, packets, nodes, books, physics)
        return False
    j, edge = _next(i, packets[k].way, routes)
    if j < 0:  # "no route" goes back to the giver and is not held against the relay
        lose(k, NO_ROUTE, packets, nodes, books, physics)
        return False
    if not nodes[i].alive:
        lose(k, NO_ENERGY, packets, nodes, books, physics)
        return False
    intact = giver < 0 or _relay_unchanged(k, i, behaviour, packets, rng)
    if edge >= 0:
        d2 = links[edge].d2
    else:
        dx, dy = nodes[i].x - nodes[j].x, nodes[i].y - nodes[j].y
        d2 = dx * dx + dy * dy
    lost, attempts, clash, drowned = hop_odds(j, link_loss(edge, links, physics), nodes, physics)
    cost = attempts * send_cost(i, physics.data_bits, d2, nodes, physics)
    if not spend(i, cost, TRANSMIT, nodes, books, physics.round_s):
        lose(k, NO_ENERGY, packets, nodes, books, physics)
        return False
    air(i, attempts, physics.data_bits, nodes, physics)
    books.counts[HOPS] += 1
    packets[k].hops += 1
    nodes[i].forwarded += giver >= 0
    luck = uniform(rng) if lost > 0 else 1.0
    arrived = luck >= lost
    missed = NO_ENERGY if arrived else _missed(luck, lost, clash, drowned)
    if giver >= 0:
        spoiled = not intact and damaged(k, packets)
        note_passed(
            i, _leads_astray(i, j, packets[k].way, giver, routes), spoiled, not intact and not spoiled, heard_of
        )
    cost = attempts * hear_cost(j, physics.data_bits, nodes)
    listens = (arrived or physics.csma) and nodes[j].alive
    heard = listens and spend(j, cost, RECEIVE, nodes, books, physics.round_s) and arrived
    if physics.watching:
        # handing a packet back to the giver is no relay (loop attack)
        witness(i, giver if watched else -1, j, True, j != giver, intact, heard, nodes, links, watch, physics, rng)
        if heard and packets[k].kind == AGGREGATED and giver < 0:
            _confirm(k, watch, packets)
    sent = packets[k].time
    packets[k].time = sent + attempts * physics.data_bits / physics.bit_rate + 0.002 * uniform(rng) * physics.round_s
    return _receive(
        k, i, j, edge, missed, heard, sent, nodes, routes, behaviour, packets, books, physics, rng, heard_of
    )


@inlined
def _confirm(k: int, watch: Watch, packets: Packets) -> None:
    """The first hop of aggregate ``k`` was acknowledged: those whose readings it carries learn so (r⁺ of m10)."""
    reading = packets[k].chain
    while reading >= 0:
        if packets[reading].noticed:
            watch[packets[reading].edge].confirmed += np.float32(1.0)
        reading = packets[reading].chain


@inlined
def _picked(k: int, rule: int, packets: Packets) -> bool:
    """Whether a selective dropper's rule is about packet ``k``."""
    return rule == RULE_ALL or (rule == RULE_AGGREGATES) == (packets[k].kind == AGGREGATED)


@inlined
def _receive(
    k: int,
    i: int,
    j: int,
    edge: int,
    missed: int,
    heard: bool,
    sent: float,
    nodes: Nodes,
    routes: Routes,
    behaviour: Behaviour,
    packets: Packets,
    books: Books,
    physics: Physics,
    rng: Array,
    heard_of: Heard,
) -> bool:
    """The far end of a hop: reception (or not: ``missed`` says why), acknowledgement, arrival at a head or sink."""
    tempted = heard and behaviour[j].drop > 0 and _picked(k, behaviour[j].rule, packets)
    swallow = tempted and uniform(rng) < behaviour[j].drop
    if physics.logging:
        fate = 1 if not heard else (2 if swallow else 3 * damaged(k, packets))
        code = packets[k].kind + 16 * fate
        start = clock(sent, books, physics)
        write(books, _TRANSFER, start, nodes[i].id, nodes[j].id, code, packets[k].time)
    if not heard:
        lose(k, missed, packets, nodes, books, physics)
        return False
    if physics.ack_bits > 0:
        air(j, 1.0, physics.ack_bits, nodes, physics)
        if not nodes[j].station:
            dx, dy = nodes[i].x - nodes[j].x, nodes[i].y - nodes[j].y
            back = send_cost(j, physics.ack_bits, dx * dx + dy * dy, nodes, physics)
            spend(j, back, ACKNOWLEDGE, nodes, books, physics.round_s)
        spend(i, hear_cost(i, physics.ack_bits, nodes), ACKNOWLEDGE, nodes, books, physics.round_s)
    packets[k].at, packets[k].prev, packets[k].edge, packets[k].swallow = j, i, edge, swallow
    if behaviour[j].listens_in:
        leak(k, packets, books)
    # on its way to a keeper a reading only passes through a processor
    if nodes[j].sink and not swallow and (packets[k].way != WAY_IN or nodes[j].station or routes[j].head):
        if damaged(k, packets):
            lose(k, ATTACK, packets, nodes, books, physics)
        else:
            distort(k, j, behaviour, packets, rng)
            deliver(k, j, packets, nodes, books, physics)
            if not nodes[j].station:
                note_passed(j, False, False, False, heard_of)
        return False
    if packets[k].way == WAY_IN:
        if routes[j].fuse and routes[j].depth < books.cursor[CURSOR_LAYER]:
            hold(k, j, routes, packets)
            return False  # what comes back to a node that has sent (loop attack) is passed on as it is
        if routes[j].head:
            packets[k].fate = FATE_AT_HEAD
            return False
    elif packets[k].way == WAY_ASIDE and routes[j].branch != routes[i].branch:
        packets[k].way = WAY_UP
    return True


def room_for(nodes: int) -> int:
    """Log records that must fit before `steady` does another wave or the aggregation."""
    return 16 * nodes + 64


@compiled
def steady(
    limit: int,
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
) -> bool:
    """Runs hop waves of readings, the aggregation at the heads, and hop waves of aggregates.

    Where not only heads fuse, the deepest nodes do so first; what they send arrives before the next layer's turn.

    Stops when nothing flies any more, when ``limit`` waves are done, or when the log has no room for another.

    Returns:
        Whether nothing is left to move.
    """
    room = 8 * nodes.shape[0]
    while True:
        if physics.logging and books.cursor[CURSOR_LOG] + room > books.log.shape[0]:
            return False
        if books.cursor[CURSOR_ACTIVE] == 0:
            layer = books.cursor[CURSOR_LAYER] - 1
            if layer < 0:
                return True
            books.cursor[CURSOR_LAYER] = layer
            if books.cursor[CURSOR_FUSING]:
                fuse_layer(layer, nodes, routes, behaviour, links, watch, packets, books, physics, rng, heard_of)
            else:
                aggregate(nodes, routes, behaviour, links, watch, packets, books, physics, rng, heard_of)
        elif limit > 0:
            _wave(nodes, routes, behaviour, links, watch, packets, books, physics, rng, heard_of)
            limit -= 1
        else:
            return False


@inlined
def _wave(
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
    """Everything in flight goes one hop on."""
    kept = 0
    for a in range(books.cursor[CURSOR_ACTIVE]):
        k = packets[a].active
        if _hop(k, nodes, routes, behaviour, links, watch, packets, books, physics, rng, heard_of):
            packets[kept].active = k
            kept += 1
    books.cursor[CURSOR_ACTIVE] = kept
    books.cursor[CURSOR_WAVE] += 1
