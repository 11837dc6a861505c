"""Secure routing (S0-54 to S0-59): before routes are sought, each node checks what its neighbours say of themselves.

A check reads what the observer can measure or was told, never who attacks. A neighbour that fails is no next hop in
this round: its links count as out of range while routes are sought (`shut`), and are there again after (`reopen`).
"""

from __future__ import annotations

import numpy as np

from engine.network.kernels.columns import Books, Links, Nodes, Physics, Routes, Watch
from engine.network.kernels.compile import compiled, inlined
from engine.network.kernels.energy import write
from engine.readmodel.codes import Rec, Refusal

_REFUSED = int(Rec.LINK_REFUSED)
_DELAY, _POSITION, _HOPS = int(Refusal.DELAY), int(Refusal.POSITION), int(Refusal.HOPS)
_ENERGY, _UNSIGNED = int(Refusal.ENERGY), int(Refusal.UNSIGNED)
_PASSED = -1
EXCESS_S = 1e-3
"""Delay of a link beyond a frame's own time that one hop through the air cannot have, s."""
CERTAIN = 1e-5
"""Claimed share of the battery beyond what frames heard leave that is more than rounding."""


@inlined
def _misplaced(e: int, q: int, p: int, room: float, nodes: Nodes, links: Links, physics: Physics) -> bool:
    """Whether the position that q claims does not fit the distance that p measured."""
    dx, dy = nodes[q].claimed_x - nodes[p].x, nodes[q].claimed_y - nodes[p].y
    claimed, measured = np.sqrt(dx * dx + dy * dy), np.sqrt(links[e].d2)
    return abs(claimed - measured) > room or claimed > np.sqrt(physics.range2) + room


@inlined
def _too_near(q: int, room: float, nodes: Nodes, routes: Routes, physics: Physics) -> bool:
    """Whether q says that it is fewer hops from a station than its claimed position allows."""
    hops = nodes[q].claimed_hops if nodes[q].claimed_hops >= 0 else routes[q].level
    if hops < 0:
        return False
    best = np.inf
    for s in range(nodes.shape[0] - 1, -1, -1):
        if not nodes[s].station:
            break
        dx, dy = nodes[q].claimed_x - nodes[s].x, nodes[q].claimed_y - nodes[s].y
        best = min(best, dx * dx + dy * dy)
    return np.sqrt(best) > hops * np.sqrt(physics.range2) + room


@inlined
def _verdict(
    e: int,
    q: int,
    p: int,
    room: float,
    drift: float,
    nodes: Nodes,
    routes: Routes,
    links: Links,
    watch: Watch,
    physics: Physics,
) -> int:
    """The first check that q fails with p, a `Refusal`, or `_PASSED`."""
    if physics.signed and (not nodes[q].authenticated or nodes[q].claimed_hops >= 0):
        return _UNSIGNED  # who has no key cannot sign, and nobody can sign that he is a station
    if physics.feedback and links[e].delay > EXCESS_S:
        return _DELAY
    if (physics.feedback or physics.located) and _misplaced(e, q, p, room, nodes, links, physics):
        return _POSITION
    if (physics.feedback or physics.located) and _too_near(q, room + drift, nodes, routes, physics):
        return _HOPS
    if physics.feedback and physics.watching:
        used = watch[e].heard * physics.data_bits * nodes[q].tx / nodes[q].initial
        if nodes[q].claimed > 1.0 - used + CERTAIN:
            return _ENERGY
    return _PASSED


@compiled
def shut(
    nodes: Nodes,
    routes: Routes,
    links: Links,
    watch: Watch,
    books: Books,
    physics: Physics,
    slack: float,
    drift: float,
    time: float,
) -> None:
    """Every live node checks each neighbour in range and shuts links to those that fail.

    Args:
        nodes: Claims, and the observers' own places.
        routes: ``level`` of the last round: the hops that honest adverts tell.
        links: Measured distance and delay; ``refused`` and ``near`` are written.
        watch: Frames heard of q: what it must have spent.
        books: A refusal is noted when it is new.
        physics: Which checks are on.
        slack: How far claimed and measured distances may differ, m.
        drift: How much nearer a neighbour may have come since the round whose hops it tells, m.
        time: Simulation time, s.
    """
    for e in range(links.shape[0]):
        q, p = links[e].source, links[e].target
        before = links[e].refused
        links[e].refused = 0
        if not links[e].near or nodes[q].station or nodes[p].station or not nodes[p].alive or not nodes[q].alive:
            continue
        knows = links[e].via < -1 or links[e].via == p  # p is an end of the tunnel itself
        if knows or nodes[p].master >= 0:
            continue
        reason = _verdict(e, q, p, slack, drift, nodes, routes, links, watch, physics)
        if reason == _PASSED:
            continue
        links[e].refused, links[e].near = reason + 1, 0
        if before != reason + 1:
            write(books, _REFUSED, time, nodes[p].id, nodes[q].id, reason, 0.0)


@compiled
def reopen(links: Links) -> None:
    """After routes were sought: who was refused as next hop is in range all the same."""
    for e in range(links.shape[0]):
        if links[e].refused:
            links[e].near = 1
