"""Noise on the channel (jamming, S2-46): which frames drown in it, and who is deaf with it."""

from __future__ import annotations

from engine.network.kernels.columns import (
    CURSOR_ROUND,
    HIT_CONTROLLER,
    Array,
    Behaviour,
    Books,
    Duties,
    Links,
    Nodes,
    Physics,
)
from engine.network.kernels.compile import compiled, inlined
from engine.network.kernels.energy import TRANSMIT, send_cost, spend
from engine.readmodel.codes import Duty

DEAF = 0.9
"""A link over which more than nine of ten frames drown is none: its ends no longer hear each other's adverts."""
BEAM = 2.0
"""How much further noise carries that is aimed at one node than noise all around."""
_COLLECTOR, _CONTROLLER = int(Duty.COLLECTOR), int(Duty.CONTROLLER)


@inlined
def _pauses(a: int, since: int, behaviour: Behaviour, books: Books) -> bool:
    """Whether jammer ``a``, which began in round ``since``, is silent in this round."""
    period = behaviour[a].burst + behaviour[a].pause
    return behaviour[a].pause > 0 and (books.cursor[CURSOR_ROUND] - since) % period >= behaviour[a].burst


@inlined
def _sought(j: int, whom: int, duties: Duties) -> bool:
    """Whether row ``j`` holds a role at which noise is aimed; ``whom``: HIT_*."""
    roles = duties[j].roles & ~_COLLECTOR
    return (roles & _CONTROLLER) != 0 if whom & HIT_CONTROLLER else roles != 0


@inlined
def _in_beam(a: int, whom: int, reach: float, nodes: Nodes, duties: Duties) -> bool:
    """Whether anybody at whom jammer ``a`` would aim is within ``reach`` m of it."""
    found = False
    for j in range(nodes.shape[0]):
        dx, dy = nodes[j].x - nodes[a].x, nodes[j].y - nodes[a].y
        found |= j != a and dx * dx + dy * dy <= reach * reach and nodes[j].alive and _sought(j, whom, duties)
    return found


@compiled
def make_noise(
    aims: Array,
    since: Array,
    nodes: Nodes,
    behaviour: Behaviour,
    duties: Duties,
    books: Books,
    physics: Physics,
    loud: Array,
    hit: Array,
) -> None:
    """Writes what share of the frames to each vertex drowns.

    Noise all around weakens with the fourth power of the distance (two-ray law) and ends at its reach; a beam on
    chosen nodes is as strong everywhere; with none of these in reach, there is noise all around. Whoever has no mains
    pays for a carrier that is on for that share of the round.

    Args:
        aims: uint8[M]: HIT_* of jammers that aim and know at whom.
        since: int32[M]: round in which each began.
        nodes: ``noise`` is written.
        behaviour: ``noise``, ``noise_m``, ``burst``, ``pause``.
        duties: Roles.
        books: The round.
        physics: Constants.
        loud: float32[M], written: how far the noise of each row carries in this round, m.
        hit: int32[M]: of each row at which somebody aims, who does.
    """
    nodes["noise"][:] = 0.0
    loud[:] = 0.0
    for a in range(nodes.shape[0]):
        p, reach = behaviour[a].noise, behaviour[a].noise_m
        if p <= 0 or reach <= 0 or not nodes[a].alive or (aims[a] and _pauses(a, since[a], behaviour, books)):
            continue
        bits = p * physics.bit_rate * physics.round_s
        if not spend(a, send_cost(a, bits, reach * reach, nodes, physics), TRANSMIT, nodes, books, physics.round_s):
            continue
        aimed = aims[a] > 0 and _in_beam(a, aims[a], reach * BEAM, nodes, duties)
        if aimed:
            reach *= BEAM
        loud[a] = reach
        reach2 = reach * reach
        for j in range(nodes.shape[0]):
            dx, dy = nodes[j].x - nodes[a].x, nodes[j].y - nodes[a].y
            d2 = dx * dx + dy * dy
            if d2 > reach2 or (aimed and (j == a or not _sought(j, aims[a], duties))):
                continue
            drowned = p
            if aimed:
                hit[j] = a
            else:
                drowned = p * (1.0 - (d2 / reach2) * (d2 / reach2))
            nodes[j].noise = 1.0 - (1.0 - nodes[j].noise) * (1.0 - drowned)


@compiled
def deafen(nodes: Nodes, links: Links) -> None:
    """Takes links off the air that have an end where nearly all drowns."""
    for e in range(links.shape[0]):
        if links[e].near and (nodes[links[e].source].noise > DEAF or nodes[links[e].target].noise > DEAF):
            links[e].near = 0
