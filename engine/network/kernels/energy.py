"""Radio energy, spent by cause; the death of a node; the log.

First-order model (Heinzelman et al. 2000): all nodes pay Eelec for a bit sent or received, and the amplifier. Datasheet
model: each node pays the power of its own radio over its bit rate, whatever the distance (the amplifier's terms are 0),
and at the end of a round for the time it was awake or asleep.
"""

from __future__ import annotations

import numpy as np

from engine.network.kernels.columns import CURSOR_LOG, CURSOR_ROUND, OPERATIONS, Books, Idle, Nodes, Physics
from engine.network.kernels.compile import compiled, inlined
from engine.readmodel.codes import EnergyCause, Rec

_DIED = int(Rec.DIED)
TRANSMIT, RECEIVE = int(EnergyCause.TRANSMIT), int(EnergyCause.RECEIVE)
AGGREGATE, SENSE, CONTROL = int(EnergyCause.AGGREGATE), int(EnergyCause.SENSE), int(EnergyCause.CONTROL)
ACKNOWLEDGE, OVERHEAR = int(EnergyCause.ACKNOWLEDGE), int(EnergyCause.OVERHEAR)
REPUTATION, LISTEN, SLEEP = int(EnergyCause.REPUTATION), int(EnergyCause.LISTEN), int(EnergyCause.SLEEP)
SERVICE = int(EnergyCause.SERVICE)


@inlined
def write(books: Books, kind: int, time: float, a: int, b: int, c: int, v: float) -> None:
    """Appends a log record; the caller has seen to room (`Network` grows the log between waves)."""
    k = books.cursor[CURSOR_LOG]
    if k >= books.log.shape[0]:
        return
    record = books.log[k]
    record.round = books.cursor[CURSOR_ROUND]
    record.kind = kind
    record.t = time
    record.a = a
    record.b = b
    record.c = c
    record.v = v
    books.cursor[CURSOR_LOG] = k + 1


@inlined
def send_cost(i: int, bits: float, d2: float, nodes: Nodes, physics: Physics) -> float:
    """Joules for node ``i`` to send ``bits`` over √d2 m: k·Eelec + k·εfs·d² below d0, k·Eelec + k·εmp·d⁴ from d0 on."""
    if d2 < physics.cross2:
        return bits * (nodes[i].tx + physics.amp_fs * d2)
    return bits * (nodes[i].tx + physics.amp_mp * d2 * d2)


@inlined
def hear_cost(i: int, bits: float, nodes: Nodes) -> float:
    """Joules for node ``i`` to receive ``bits``: k·Eelec in the first-order model."""
    return bits * nodes[i].rx


@inlined
def count_more(operations: float, books: Books) -> None:
    """Counts operations beyond the one that a call of `spend` stands for."""
    books.counts[OPERATIONS] += np.int64(max(operations - 1.0, 0.0))


@inlined
def draw(i: int, joules: float, cause: int, nodes: Nodes, books: Books, round_s: float) -> bool:
    """Takes energy from node ``i``; who draws on the mains, as stations do, has no end of it.

    A node that cannot pay gives what it has left and dies.

    Returns:
        Whether the node could pay.
    """
    if nodes[i].mains:
        return True
    if nodes[i].energy > joules:
        nodes[i].energy -= joules
        nodes[i].spent[cause] += joules
        return True
    if nodes[i].alive:
        nodes[i].spent[cause] += nodes[i].energy
        nodes[i].energy = 0.0
        nodes[i].alive = 0
        now = (books.cursor[CURSOR_ROUND] - 0.5) * round_s
        write(books, _DIED, now, nodes[i].id, -1, cause, 0.0)
    return False


@inlined
def spend(i: int, joules: float, cause: int, nodes: Nodes, books: Books, round_s: float) -> bool:
    """An operation of node ``i`` that costs energy, see `draw`; counted (S3-84).

    Whoever pays for several operations at once counts the others itself, by `count_more`.
    """
    books.counts[OPERATIONS] += not nodes[i].mains
    return draw(i, joules, cause, nodes, books, round_s)


@inlined
def _frames_spent(i: int, nodes: Nodes) -> float:
    """Joules that frames, sent and received, have cost node ``i`` in its life."""
    spent = nodes[i].spent
    frames = spent[TRANSMIT] + spent[RECEIVE] + spent[CONTROL]
    return frames + spent[ACKNOWLEDGE] + spent[OVERHEAR] + spent[REPUTATION] + spent[SERVICE]


@compiled
def mark_frames(nodes: Nodes, idle: Idle) -> None:
    """The time that frames take is counted from now on."""
    for i in range(idle.shape[0]):
        idle[i].frames_j = _frames_spent(i, nodes)


@compiled
def pay_for_idling(nodes: Nodes, idle: Idle, books: Books, physics: Physics) -> None:
    """Charges each live node for the part of the round in which its radio had no frame.

    The radio is awake for the share ``duty`` of the round, or for as long as frames, or others that deny it sleep, kept
    it; the time that frames took is what they cost over the listening power. Awake without a frame is
    `EnergyCause.LISTEN`, the rest is sleep.
    """
    for i in range(idle.shape[0]):
        if nodes[i].mains or not nodes[i].alive:
            continue
        total = _frames_spent(i, nodes)
        busy = min((total - idle[i].frames_j) / idle[i].listen_w, physics.round_s)
        idle[i].frames_j = total
        awake = max(physics.duty * physics.round_s, busy, min(idle[i].awake_s, physics.round_s))
        if draw(i, (awake - busy) * idle[i].listen_w, LISTEN, nodes, books, physics.round_s):
            draw(i, (physics.round_s - awake) * idle[i].sleep_w, SLEEP, nodes, books, physics.round_s)
