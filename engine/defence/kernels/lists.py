"""Steps 5 and 6 of S3, which every trust model takes: D against P, and the list."""

from __future__ import annotations

from engine.network.kernels.columns import Belief, Books, Nodes
from engine.network.kernels.compile import inlined
from engine.network.kernels.energy import write
from engine.readmodel.codes import Rec

_EXCLUDED, _READMITTED = int(Rec.EXCLUDED), int(Rec.READMITTED)


@inlined
def decide(
    e: int,
    p: int,
    q: int,
    d: float,
    threshold: float,
    hysteresis: float,
    now: float,
    nodes: Nodes,
    belief: Belief,
    books: Books,
) -> None:
    """P takes q off its list when D ≤ P, and back when D > P + hysteresis; the operator's block list stands above it.

    Args:
        e: Edge on which p keeps what it thinks of q.
        p: Observer.
        q: Subject.
        d: D_{p,q}.
        threshold: P.
        hysteresis: What D must exceed P by for a return.
        now: Simulation time, s.
        nodes: Ids and the block list.
        belief: ``trusted`` is written.
        books: The log.
    """
    if nodes[p].blocked or nodes[q].blocked:
        return
    if belief[e].trusted and d <= threshold:
        belief[e].trusted = 0
        write(books, _EXCLUDED, now, nodes[p].id, nodes[q].id, 0, d)
    elif not belief[e].trusted and d > threshold + hysteresis:
        belief[e].trusted = 1
        write(books, _READMITTED, now, nodes[p].id, nodes[q].id, 0, d)
