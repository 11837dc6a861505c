"""Routes in the log: who found one, whose was repaired, who lost it."""

from __future__ import annotations

from engine.network.kernels.columns import Belief, Books, Kept, Links, Nodes, Routes
from engine.network.kernels.compile import compiled
from engine.network.kernels.energy import write
from engine.network.kernels.upkeep import edge_to, usable
from engine.readmodel.codes import Rec

_FOUND, _REPAIRED, _LOST = int(Rec.ROUTE_FOUND), int(Rec.ROUTE_REPAIRED), int(Rec.ROUTE_LOST)

BY_LOT, FLOODED, KEPT_UP = range(3)
"""How the routes of a round came about."""


@compiled
def tell(
    how: int, kept: Kept, routes: Routes, nodes: Nodes, links: Links, belief: Belief, books: Books, time: float
) -> None:
    """Writes down which nodes found, repaired or lost their route since the last call.

    Where next hops are drawn by lot every round, one that was given up without need is not worth a line.

    Args:
        how: `BY_LOT`, `FLOODED` or `KEPT_UP`.
        kept: ``told`` is brought up to date.
        routes: Next hops and hops.
        nodes: Ids and life.
        links: Neighbours; without any every node reaches every other.
        belief: Whom each node trusts.
        books: The log.
        time: Simulation time, s.
    """
    for i in range(nodes.shape[0]):
        now, before = routes[i].uplink, kept[i].told
        if nodes[i].station or not nodes[i].alive or now == before:
            continue
        if now < 0:
            write(books, _LOST, time, nodes[i].id, nodes[before].id, 0, 0.0)
        elif before < 0:
            write(books, _FOUND, time, nodes[i].id, nodes[now].id, routes[i].level, 0.0)
        else:
            e = edge_to(i, before, nodes, links)
            lost = not nodes[before].alive if links.shape[0] == 0 else e < 0 or not usable(e, nodes, links, belief)
            if lost or how == KEPT_UP:
                write(books, _REPAIRED, time, nodes[i].id, nodes[now].id, routes[i].level, 0.0)
            elif how == FLOODED:
                write(books, _FOUND, time, nodes[i].id, nodes[now].id, routes[i].level, 0.0)
        kept[i].told = now
