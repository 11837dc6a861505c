"""Watchdogs: what the neighbours of a sender and of a relay hear and note.

A watchdog compares what a relay sent with what it received; so a damaged packet is blamed on the node that damaged
it and on nobody behind it. A hand-over that was not acknowledged, or that the relay answered with "no route", is no
interaction.
"""

from __future__ import annotations

import numpy as np

from engine.network.kernels.columns import Array, Books, Links, Nodes, Physics, Watch
from engine.network.kernels.compile import compiled, inlined
from engine.network.kernels.energy import OVERHEAR, count_more, hear_cost, spend
from engine.network.kernels.rng import uniform


@inlined
def witness(
    sender: int,
    giver: int,
    addressee: int,
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
        addressee: Row that the frame is meant for, -1; it pays for receiving, not for listening.
        on_air: A frame is on the air now: who listens counts it (N) and pays. All neighbours listen when they are
            promiscuous, else the giver alone.
        relayed: The packet handed over was passed on.
        intact: It left as it came.
        confirmed: The next hop acknowledged.
        nodes: Places and life; ``overheard`` is written.
        links: Who is in range.
        watch: Written.
        physics: Constants.
        rng: uint64[1].
    """
    gx, gy = nodes[max(giver, 0)].x, nodes[max(giver, 0)].y
    range2 = np.float32(physics.shout2 if physics.promiscuous else -1.0)
    miss = physics.miss
    miss_either = 1.0 - (1.0 - miss) * (1.0 - miss)
    passed, unharmed, acknowledged = np.float32(relayed), np.float32(intact), np.float32(confirmed)
    for e in range(nodes[sender].first, nodes[sender].last):
        p = links[e].target
        if not links[e].near or not nodes[p].alive or nodes[p].station:
            continue
        own = p == giver
        if on_air and (own or physics.promiscuous):
            watch[e].heard += np.float32(1.0)
            watch[e].seen = 1
            nodes[p].overheard += p != addressee
        if giver < 0:
            continue
        # Sums of 0 and 1 rather than branches: which neighbour heard what is a coin toss that no processor predicts.
        luck = uniform(rng)
        dx, dy = nodes[p].x - gx, nodes[p].y - gy
        knows = np.float32(own | ((dx * dx + dy * dy <= range2) & (luck >= miss)))
        saw = knows * passed * np.float32(luck >= (miss if own else miss_either))
        saw_own = saw * np.float32(own)
        watch[e].r += knows
        watch[e].relayed += saw
        watch[e].intact += saw * unharmed
        watch[e].crc = intact if saw > 0 else watch[e].crc
        watch[e].own += saw_own
        watch[e].confirmed += saw_own * acknowledged


@compiled
def pay_for_listening(nodes: Nodes, books: Books, physics: Physics) -> None:
    """Charges each node for the frames that it overheard in the round."""
    for i in range(nodes.shape[0]):
        if nodes[i].overheard > 0 and nodes[i].alive:
            count_more(nodes[i].overheard, books)
            cost = hear_cost(i, physics.listen_bits, nodes) * nodes[i].overheard
            spend(i, cost, OVERHEAR, nodes, books, physics.round_s)
        nodes[i].overheard = 0
