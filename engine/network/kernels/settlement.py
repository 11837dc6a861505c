"""The end of a round: what became of each node's reading."""

from __future__ import annotations

from engine.network.kernels.columns import (
    CURSOR_PACKETS,
    DUPLICATES,
    FALSIFIED,
    FATE_CARRIED,
    FATE_DELIVERED,
    FATE_LOST,
    Books,
    Nodes,
    Packets,
)
from engine.network.kernels.compile import compiled
from engine.network.kernels.fusion import AGGREGATED


@compiled
def settle(nodes: Nodes, packets: Packets, books: Books) -> float:
    """Closes the round: what became of each node's reading.

    Backwards, because an aggregate stands behind all that it carries, other aggregates among them.

    Returns:
        Mean of the readings delivered less the mean of what stood at their sensors, °C; 0 when none was delivered.
    """
    arrived, off = 0, 0.0
    for k in range(books.cursor[CURSOR_PACKETS] - 1, -1, -1):
        if packets[k].fate == FATE_CARRIED:
            packets[k].fate = packets[packets[k].carrier].fate
            packets[k].shift += packets[packets[k].carrier].shift
        if packets[k].kind == AGGREGATED:
            continue
        i = packets[k].origin
        if packets[k].n == 0:
            if packets[k].twin < 0 and packets[k].fate == FATE_DELIVERED:  # replayed, and taken for new
                books.counts[DUPLICATES] += 1
                arrived += 1
                off += packets[k].shift
            continue
        nodes[i].generated += 1
        nodes[i].delivered += packets[k].fate == FATE_DELIVERED
        nodes[i].lost += packets[k].fate == FATE_LOST
        if packets[k].fate == FATE_DELIVERED:
            arrived += 1
            off += packets[k].shift
            books.counts[FALSIFIED] += packets[k].shift != 0.0
    return off / arrived if arrived > 0 else 0.0
