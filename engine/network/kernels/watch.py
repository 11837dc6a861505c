"""Watchdogs: what the neighbours of a sender and of a relay hear and note.

A watchdog compares what a relay sent with what it received; so a damaged packet is blamed on the node that damaged
it and on nobody behind it. A hand-over that was not acknowledged, or that the relay answered with "no route", is no
interaction.
"""

from __future__ import annotations

from engine.network.kernels.columns import Array, Books, Links, Nodes, Physics, Watch
from engine.network.kernels.compile import compiled, inlined
from engine.network.kernels.energy import OVERHEAR, spend
from engine.network.kernels.rng import uniform


@inlined
def witness(
    sender: int,
    giver: int,
    on_air: bool,
    relayed: bool,
    intact: bool,
    confirmed: bool,
    nodes: Nodes,
    links: Links,
    watch: Watch,
    physics: Physics,
    rng: Array,
) -> None:
    """What the neighbours of ``sender`` note about one frame, or about its absence.

    The giver itself knows that it handed over; any other neighbour must have heard the hand-over (be within range
    of the giver, and not miss the frame). Only the giver learns whether the next hop acknowledged.

    Args:
        sender: Row that is watched.
        giver: Row that handed the packet over, -1 for a packet of the sender's own.
        on_air: A frame is on the air now: N counts up, and a promiscuous neighbour pays for listening.
        relayed: The packet handed over was passed on.
        intact: It left as it came.
        confirmed: The next hop acknowledged.
        nodes: Places and life; ``overheard`` is written.
        links: Who is in range.
        watch: Written.
        physics: Constants.
        rng: uint64[1].
    """
    gx, gy = 0.0, 0.0
    if giver >= 0:
        gx, gy = nodes[giver].x, nodes[giver].y
    for e in range(nodes[sender].first, nodes[sender].last):
        p = links[e].target
        if not links[e].near or not nodes[p].alive or nodes[p].station:
            continue
        if on_air:
            watch[e].heard += 1.0
            watch[e].seen = 1
            nodes[p].overheard += 1
        if giver < 0:
            continue
        luck = uniform(rng)
        if p != giver:
            if not physics.promiscuous:
                continue
            dx, dy = nodes[p].x - gx, nodes[p].y - gy
            if dx * dx + dy * dy > physics.range2 or luck < physics.miss:
                continue
            luck = (luck - physics.miss) / (1.0 - physics.miss)
        watch[e].r += 1.0
        if not relayed or luck < physics.miss:
            continue
        watch[e].relayed += 1.0
        watch[e].crc = intact
        if intact:
            watch[e].intact += 1.0
        if p == giver:
            watch[e].own += 1.0
            if confirmed:
                watch[e].confirmed += 1.0


@compiled
def pay_for_listening(nodes: Nodes, books: Books, physics: Physics) -> None:
    """Charges each node for the frames that it overheard in the round, when watchdogs are promiscuous."""
    cost = physics.listen_bits * physics.elec * physics.promiscuous
    for i in range(nodes.shape[0]):
        if nodes[i].overheard > 0 and nodes[i].alive:
            spend(i, cost * nodes[i].overheard, OVERHEAR, nodes, books, physics.round_s)
        nodes[i].overheard = 0
