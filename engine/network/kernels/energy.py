"""First-order radio energy (Heinzelman et al. 2000), spent by cause; the death of a node; the log."""

from __future__ import annotations

from engine.network.kernels.columns import CURSOR_LOG, CURSOR_ROUND, Books, Nodes, Physics
from engine.network.kernels.compile import inlined
from engine.readmodel.codes import EnergyCause, Rec

_DIED = int(Rec.DIED)
TRANSMIT, RECEIVE = int(EnergyCause.TRANSMIT), int(EnergyCause.RECEIVE)
AGGREGATE, SENSE, CONTROL = int(EnergyCause.AGGREGATE), int(EnergyCause.SENSE), int(EnergyCause.CONTROL)
ACKNOWLEDGE, OVERHEAR = int(EnergyCause.ACKNOWLEDGE), int(EnergyCause.OVERHEAR)
REPUTATION = int(EnergyCause.REPUTATION)


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
def send_cost(bits: float, d2: float, physics: Physics) -> float:
    """Joules to send ``bits`` over √d2 metres: k·Eelec + k·εfs·d² below d0, k·Eelec + k·εmp·d⁴ from d0 on."""
    if d2 < physics.cross2:
        return bits * (physics.elec + physics.amp_fs * d2)
    return bits * (physics.elec + physics.amp_mp * d2 * d2)


@inlined
def spend(i: int, joules: float, cause: int, nodes: Nodes, books: Books, round_s: float) -> bool:
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
