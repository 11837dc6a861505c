"""What duties take of nodes: computing time, memory, storage and the joules for them (S2-05 to S2-07, S2-72, S2-75).

Figures that no source states are ours, see docs/decisions/0014-roles-and-duties.md.
"""

from __future__ import annotations

from math import log10

import numpy as np

from engine.network.kernels.columns import (
    CURSOR_PACKETS,
    FATE_DELIVERED,
    Array,
    Books,
    Duties,
    Links,
    Nodes,
    Packets,
    Physics,
)
from engine.network.kernels.compile import compiled, inlined
from engine.network.kernels.energy import draw
from engine.readmodel.codes import Duty, EnergyCause, Membership

_KEEPER, _PROCESSOR = int(Duty.KEEPER), int(Duty.PROCESSOR)
_MEMBER = int(Membership.MEMBER)
COMPUTE, STORE = int(EnergyCause.COMPUTE), int(EnergyCause.STORE)

READING_BYTES = 64.0
"""A reading in store: node, time, quantity and value in JSON, as the paper's test-bench keeps them."""
READING_BITS = 128.0
"""The same in a reply to a request for historical data."""
BLOCKS = 64
"""Readings in store are discarded block by block, the oldest first."""

HOUSEKEEPING = 0.01
"""Share of its computing time that the operating system takes of a node."""
FRAME_CYCLES = 8_000.0
"""For a frame sent or received."""
COLLECT_CYCLES = 4_000.0
"""For a reading taken and preprocessed."""
FUSE_CYCLES = 2_000.0
"""For a reading taken into an aggregate."""
WRITE_CYCLES = 6_000.0
"""For a reading put into store."""
PROCESS_CYCLES = 10_000.0
"""For a packet that a processor works on, and besides"""
READ_CYCLES = 500.0
"""for each reading in it."""
HELLO_CYCLES = 40_000.0
"""For a greeting or a request that nobody asked for: to take it, to look through the tables, to answer."""
SERVICE_CYCLES = 12_000.0
"""For a service message sent or passed on."""

NEIGHBOUR_BYTES, HOLDER_BYTES, WORK_BYTES = 24.0, 8.0, 16.0
"""Memory for a neighbour, for an entry of the role table, and for a reading that is being worked on."""

LABOUR = np.dtype(
    [
        ("cycle_j", "f8"),  # J a cycle
        ("write_j", "f8"),  # J to put a reading into store
        ("read_j", "f8"),  # J to take it out
        ("effort", "f8"),  # cycles for one of a compiled program
        ("system", "f8"),  # bytes of memory for the operating system and the program
        ("forwarded", "i4"),  # as of the round before
        ("served", "i4"),
        ("frames", "i4"),  # of this round: own frames sent, and frames received and kept
        ("fused", "i4"),  # readings taken into aggregates
        ("fresh", "i4"),  # readings to be kept
        ("results", "i4"),  # packets to work on
        ("read", "i4"),  # readings in them
        ("fetched", "i4"),  # readings taken out of store
    ],
    align=True,
)
"""One entry a vertex: what its hardware spends, and what it did in the round under way."""


@inlined
def _count(labour: Array, duties: Duties, nodes: Nodes, packets: Packets, books: Books, physics: Physics) -> None:
    """Who made, fused, kept and worked on what in the round, packet by packet."""
    for k in range(books.cursor[CURSOR_PACKETS]):
        flew = packets[k].hops > 0
        labour[packets[k].origin].frames += flew
        if flew:
            o = packets[k].origin
            duties[o].payload = max(duties[o].payload, np.float32(physics.data_bits))
        c = packets[k].carrier
        if c >= 0:
            h = packets[c].origin
            labour[h].frames += flew
            labour[h].fused += 1
            if duties[h].roles & _KEEPER:
                labour[h].fresh += packets[k].n
        elif packets[k].fate == FATE_DELIVERED and not nodes[packets[k].at].station:
            s, n = packets[k].at, packets[k].n
            labour[s].frames += flew
            labour[s].results += 1
            labour[s].read += n
            duties[s].processed += n
            if duties[s].roles & _KEEPER:
                labour[s].fresh += n


@inlined
def _keep(i: int, block: int, ring: Array, ballast: Array, labour: Array, duties: Duties) -> int:
    """Puts the fresh readings of node ``i`` into store, as far as there is room; returns how many."""
    room = duties[i].storage - ballast[i] - READING_BYTES * duties[i].kept
    taken = min(labour[i].fresh, int(max(room, 0.0) / READING_BYTES))
    ring[i, block] += taken
    duties[i].kept += taken
    duties[i].stored = ballast[i] + READING_BYTES * duties[i].kept
    return int(taken)


@inlined
def _cycles(i: int, taken: int, labour: Array, nodes: Nodes, duties: Duties) -> float:
    """Cycles that the round's work took of node ``i``, housekeeping apart."""
    did = labour[i]
    relayed = nodes[i].forwarded - did.forwarded
    served = duties[i].served - did.served
    cycles = FRAME_CYCLES * (did.frames + 2 * relayed) + SERVICE_CYCLES * served
    cycles += COLLECT_CYCLES * nodes[i].sensor + FUSE_CYCLES * did.fused + WRITE_CYCLES * (taken + did.fetched)
    return did.effort * (cycles + PROCESS_CYCLES * did.results + READ_CYCLES * did.read)


@inlined
def _memory(i: int, holders: int, labour: Array, nodes: Nodes, duties: Duties) -> float:
    """Bytes of memory that node ``i`` uses."""
    did = labour[i]
    used = did.system + NEIGHBOUR_BYTES * (nodes[i].last - nodes[i].first) + HOLDER_BYTES * holders
    used += WORK_BYTES * did.read + READING_BYTES * did.fresh
    return min(used, duties[i].ram)


@compiled
def close_labour(
    block: int,
    fresh_block: bool,
    ring: Array,
    ballast: Array,
    labour: Array,
    nodes: Nodes,
    duties: Duties,
    packets: Packets,
    books: Books,
    physics: Physics,
) -> None:
    """Works out what the round took of each node, and takes it.

    Args:
        block: Column of ``ring`` for what is kept now.
        fresh_block: It begins with this round: what it held is discarded.
        ring: int32[M, BLOCKS]: readings in store, by the time at which they came.
        ballast: float64[M]: bytes of storage taken by other things.
        labour: LABOUR[M]; counters begin anew.
        nodes: Energy is spent.
        duties: Written.
        packets: Of the round, settled.
        books: For energy and the log.
        physics: Constants.
    """
    _count(labour, duties, nodes, packets, books, physics)
    holders = 0
    for i in range(nodes.shape[0]):
        holders += duties[i].roles > 1
    for i in range(nodes.shape[0]):
        if fresh_block:
            duties[i].kept -= ring[i, block]
            ring[i, block] = 0
        taken = _keep(i, block, ring, ballast, labour, duties)
        if nodes[i].alive and not nodes[i].station and nodes[i].master < 0:
            time = max(duties[i].cpu_hz * physics.round_s, 1.0)
            cycles = duties[i].cpu + _cycles(i, taken, labour, nodes, duties)
            duties[i].cpu = cycles + HOUSEKEEPING * time
            duties[i].load = min(duties[i].cpu / time, 1.0)
            duties[i].ram_used = _memory(i, holders, labour, nodes, duties)
            duties[i].uptime += 1
            if nodes[i].forwarded > labour[i].forwarded:
                duties[i].payload = max(duties[i].payload, np.float32(physics.data_bits))
            stored = labour[i].write_j * taken + labour[i].read_j * labour[i].fetched
            if draw(i, cycles * labour[i].cycle_j, COMPUTE, nodes, books, physics.round_s) and stored > 0:
                draw(i, stored, STORE, nodes, books, physics.round_s)
        else:
            duties[i].cpu, duties[i].load, duties[i].ram_used, duties[i].uptime = 0.0, 0.0, 0.0, 0
        labour[i].forwarded, labour[i].served = nodes[i].forwarded, duties[i].served
        labour[i].frames, labour[i].fused, labour[i].fresh = 0, 0, 0
        labour[i].results, labour[i].read, labour[i].fetched = 0, 0, 0


@compiled
def hear_levels(tx_dbm: float, pl0: float, exponent: float, nodes: Nodes, links: Links, duties: Duties) -> None:
    """Mean level at which each node hears its neighbours, by path loss without shadowing, dBm; NaN without any.

    Noise takes from it what it takes from the frames: 3 dB where half of them drown.

    Args:
        tx_dbm: Power sent, dBm.
        pl0: Path loss at 1 m, dB.
        exponent: n.
        nodes: Life.
        links: Lengths, and who is in range.
        duties: ``heard_dbm`` is written.
    """
    for i in range(nodes.shape[0]):
        count, total = 0, 0.0
        for e in range(nodes[i].first, nodes[i].last):
            if links[e].near and nodes[links[e].target].alive:
                count += 1
                total += log10(max(links[e].d2, np.float32(1.0)))
        # 10·n·log10(d) is 5·n·log10(d²)
        duties[i].heard_dbm = tx_dbm - pl0 - 5.0 * exponent * total / count if count > 0 else np.nan
        if count > 0 and nodes[i].noise > 0:
            duties[i].heard_dbm += 10.0 * log10(max(1.0 - nodes[i].noise, np.float32(1e-3)))
