"""The life of a packet: made, filled, damaged, checked, delivered, lost; with its entries in the books and the log."""

from __future__ import annotations

import numpy as np

from engine.network.kernels.columns import (
    CURSOR_ACTIVE,
    CURSOR_PACKETS,
    CURSOR_ROUND,
    DELIVERED,
    FATE_DELIVERED,
    FATE_FLYING,
    FATE_LOST,
    HONEST_DELIVERED,
    HONEST_LOST,
    HONEST_LOST_BY,
    LEAKED,
    LOST,
    LOST_BY,
    WAY_UP,
    Array,
    Books,
    Nodes,
    Packets,
    Physics,
)
from engine.network.kernels.compile import inlined
from engine.network.kernels.crc import crc16
from engine.network.kernels.energy import write
from engine.network.kernels.rng import uniform
from engine.readmodel.codes import Rec

_DELIVERED, _LOST = int(Rec.DELIVERED), int(Rec.LOST)


@inlined
def clock(time: float, books: Books, physics: Physics) -> float:
    """Simulation time, s, of ``time`` seconds within the round."""
    return (books.cursor[CURSOR_ROUND] - 1) * physics.round_s + time


@inlined
def _hand_on(giver: int, taker: int, packets: Packets) -> None:
    """From now on the other copy of a reading carries it."""
    packets[taker].n, packets[taker].honest = packets[giver].n, packets[giver].honest
    packets[taker].leaked = packets[giver].leaked
    packets[giver].n, packets[giver].honest, packets[giver].leaked = 0, 0, 0


@inlined
def lose(k: int, cause: int, packets: Packets, nodes: Nodes, books: Books, physics: Physics) -> None:
    """Packet ``k`` and all it carries is lost; ``cause`` is a `LossCause`. Nothing is while another copy flies."""
    packets[k].fate = FATE_LOST
    twin = packets[k].twin
    if twin >= 0:
        if packets[k].n > 0 and packets[twin].fate == FATE_FLYING:
            _hand_on(k, twin, packets)
        if packets[k].n == 0:
            return
    count, n, honest = books.counts, packets[k].n, packets[k].honest
    count[LOST] += n
    count[LOST_BY + cause] += n
    count[HONEST_LOST] += honest
    count[HONEST_LOST_BY + cause] += honest
    if physics.logging:
        at, origin = nodes[packets[k].at].id, nodes[packets[k].origin].id
        write(books, _LOST, clock(packets[k].time, books, physics), at, origin, cause, n)


@inlined
def deliver(k: int, sink: int, packets: Packets, nodes: Nodes, books: Books, physics: Physics) -> None:
    """Packet ``k`` has arrived whole at a sink, or began there. Of two copies the first counts, not the second."""
    packets[k].fate = FATE_DELIVERED
    twin = packets[k].twin
    if twin >= 0:
        if packets[twin].fate == FATE_DELIVERED:
            return
        if packets[k].n == 0:
            _hand_on(twin, k, packets)
    books.counts[DELIVERED] += packets[k].n
    books.counts[HONEST_DELIVERED] += packets[k].honest
    if physics.logging:
        last = packets[k].prev if packets[k].prev >= 0 else sink
        now = clock(packets[k].time, books, physics)
        write(books, _DELIVERED, now, nodes[last].id, nodes[sink].id, packets[k].n, 0.0)


@inlined
def put(packets: Packets, books: Books, origin: int, kind: int, n: int, honest: int, time: float) -> int:
    """A new packet at ``origin`` with ``n`` readings, ``honest`` of them of nodes that never attack; its index."""
    k = books.cursor[CURSOR_PACKETS]
    books.cursor[CURSOR_PACKETS] = k + 1
    packets[k].origin, packets[k].at, packets[k].prev, packets[k].edge = origin, origin, -1, -1
    packets[k].kind, packets[k].n, packets[k].honest = kind, n, honest
    packets[k].swallow, packets[k].spoil, packets[k].hops, packets[k].time = 0, 0, 0, time
    packets[k].data, packets[k].chain, packets[k].noticed = 0, -1, 0
    packets[k].fate, packets[k].carrier = FATE_FLYING, -1
    packets[k].way, packets[k].twin, packets[k].shift, packets[k].leaked = WAY_UP, -1, 0.0, 0
    return int(k)


@inlined
def fill(k: int, packets: Packets, nodes: Nodes) -> None:
    """Writes node and reading (hundredths of a degree) into the data field, and the checksum behind it.

    The reading is what stands at the sensor, and what ``shift`` says it is off by.
    """
    i = packets[k].origin
    reading = np.uint64(np.int64((nodes[i].reading + packets[k].shift) * 100.0) & 0xFFFFFFFF)
    packets[k].data = (np.uint64(nodes[i].id) << np.uint64(32)) | reading
    packets[k].crc = crc16(packets[k].data)


@inlined
def damage(k: int, packets: Packets, rng: Array) -> None:
    """Changes one bit of the data field and leaves the checksum as it was."""
    packets[k].data ^= np.uint64(1) << np.uint64(uniform(rng) * 64.0)


@inlined
def falsify(k: int, shift: float, packets: Packets) -> None:
    """Changes every reading in the data field by ``shift`` °C and writes the checksum anew (S2-38, S2-39)."""
    packets[k].shift += shift
    packets[k].data += np.uint64(np.int64(shift * 100.0))
    packets[k].crc = crc16(packets[k].data)


@inlined
def leak(k: int, packets: Packets, books: Books) -> None:
    """An attacker learns what packet ``k`` carries; a reading that is known counts no more."""
    c = k if packets[k].n > 0 or packets[k].twin < 0 else packets[k].twin
    books.counts[LEAKED] += packets[c].n - packets[c].leaked
    packets[c].leaked = packets[c].n


@inlined
def damaged(k: int, packets: Packets) -> bool:
    """CRC ≠ CRC* (m11 of S3): the checksum of the data field is not the one in the frame."""
    return crc16(packets[k].data) != packets[k].crc


@inlined
def fly(k: int, packets: Packets, books: Books) -> None:
    """Packet ``k`` joins those in flight."""
    packets[books.cursor[CURSOR_ACTIVE]].active = k
    books.cursor[CURSOR_ACTIVE] += 1
