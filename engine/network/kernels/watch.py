"""Watchdogs: what the neighbours of a sender and of a relay hear, and what it costs them to listen.

A watchdog compares what a relay sent with what it received; so a damaged packet is blamed on the node that damaged
it and on nobody behind it. A hand-over that was not acknowledged, or that the relay answered with "no route", is no
interaction.
"""

from __future__ import annotations

from engine.network.kernels.columns import Array, Books, Links, Nodes, Physics, Watch
from engine.network.kernels.compile import inlined
from engine.network.kernels.energy import OVERHEAR, spend
from engine.network.kernels.rng import uniform


@inlined
def overhear(sender: int, nodes: Nodes, links: Links, watch: Watch, books: Books, physics: Physics) -> None:
    """Every live neighbour of ``sender`` hears a frame of it: N counts up, and listening is paid for."""
    cost = physics.listen_bits * physics.elec
    for e in range(nodes[sender].first, nodes[sender].last):
        p = links[e].target
        if links[e].near and nodes[p].alive and not nodes[p].station:
            watch[e].heard += 1.0
            watch[e].seen = 1
            if physics.promiscuous:
                spend(p, cost, OVERHEAR, nodes, books, physics.round_s)


@inlined
def judge(
    relay: int,
    giver: int,
    relayed: bool,
    intact: bool,
    confirmed: bool,
    nodes: Nodes,
    links: Links,
    watch: Watch,
    physics: Physics,
    rng: Array,
) -> None:
    """What the neighbours of ``relay`` note about one packet that ``giver`` handed to it.

    The giver itself knows that it handed over; any other neighbour must have heard the hand-over (be within range
    of the giver, and not miss the frame). Only the giver learns whether the next hop acknowledged.
    """
    gx, gy = nodes[giver].x, nodes[giver].y
    for e in range(nodes[relay].first, nodes[relay].last):
        p = links[e].target
        if not links[e].near or not nodes[p].alive or nodes[p].station:
            continue
        if p != giver:
            if not physics.promiscuous:
                continue
            dx, dy = nodes[p].x - gx, nodes[p].y - gy
            if dx * dx + dy * dy > physics.range2 or uniform(rng) < physics.miss:
                continue
        watch[e].r += 1.0
        if not relayed or uniform(rng) < physics.miss:
            continue
        watch[e].relayed += 1.0
        watch[e].crc = intact
        if intact:
            watch[e].intact += 1.0
        if p == giver:
            watch[e].own += 1.0
            if confirmed:
                watch[e].confirmed += 1.0
