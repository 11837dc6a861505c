"""Recorded readings sent again (S2-45)."""

from __future__ import annotations

import numpy as np

from engine.network.kernels.columns import (
    FATE_LOST,
    Array,
    Books,
    Links,
    Nodes,
    Packets,
    Physics,
    Routes,
)
from engine.network.kernels.compile import compiled
from engine.network.kernels.energy import TRANSMIT, send_cost, spend
from engine.network.kernels.fusion import set_out
from engine.network.kernels.hearing import Heard
from engine.network.kernels.packets import deliver, fill, put
from engine.readmodel.codes import PacketKind

_READING, _DIRECT = int(PacketKind.READING), int(PacketKind.DIRECT)
RECORD = 32
"""Readings that an attacker has room for."""


@compiled
def listen_to(row: int, nodes: Nodes, links: Links, ranged: bool, origins: Array, values: Array) -> int:
    """Attacker ``row`` records what its neighbours report; int32[RECORD] and float32[RECORD]. Returns how many."""
    kept, m = 0, nodes.shape[0]
    first, count = (nodes[row].first, nodes[row].last - nodes[row].first) if ranged else (0, m)
    for k in range(count):
        p = links[first + k].target if ranged else k
        if p == row or kept == RECORD or (ranged and not links[first + k].near):
            continue
        if nodes[p].alive and nodes[p].sensor and nodes[p].master < 0:
            origins[kept], values[kept] = p, nodes[p].reading
            kept += 1
    return kept


@compiled
def replay(
    row: int,
    messages: int,
    count: int,
    begin: int,
    origins: Array,
    values: Array,
    refusing: bool,
    nodes: Nodes,
    routes: Routes,
    packets: Packets,
    books: Books,
    physics: Physics,
    heard: Heard,
) -> int:
    """Attacker ``row`` sends recorded readings once more; they travel like its own, carry nothing and look new.

    Args:
        row: The attacker.
        messages: How many it sends.
        count: Readings in its record.
        begin: Which of them comes first; they are sent in turn.
        origins: int32[count]: rows that made them.
        values: float32[count]: what they said, °C.
        refusing: Readings bear a proof of who sent them and when: the first receiver refuses them.
        nodes: What stands at the sensors now; energy is spent for what is refused.
        routes: The attacker's.
        packets: With room for ``messages`` more.
        books: Cursors.
        physics: Costs.
        heard: Written where somebody heeds.

    Returns:
        Packets refused.
    """
    refused = 0
    if heard.shape[0] > 0:
        heard[row].frames += np.float32(messages)
        heard[row].stale += np.float32(messages)
        heard[row].refused += np.float32(messages if refusing else 0)
    for k in range(messages):
        at = (begin + k) % count
        i = origins[at]
        if refusing:
            refused += 1
            cost = send_cost(row, physics.data_bits, physics.shout2, nodes, physics)
            spend(row, cost, TRANSMIT, nodes, books, physics.round_s)
            continue
        joined = routes[row].head or routes[row].parent >= 0
        c = put(packets, books, i, _READING if joined else _DIRECT, 0, 0, 0.2 * physics.round_s)
        packets[c].at = row
        packets[c].shift = values[at] - nodes[i].reading
        fill(c, packets, nodes)
        if nodes[row].sink:
            deliver(c, row, packets, nodes, books, physics)
        elif not set_out(c, row, routes, packets, books):
            packets[c].fate = FATE_LOST
    return refused
