"""Malicious code on its way from node to node (S2-38, S0-14): in frames, in role commands, across subnets.

Whoever is infected today passes it on from tomorrow. Frame checks refuse a frame that carries code for its length and
content; software that resists tampering refuses code that nobody signed.
"""

from __future__ import annotations

import numpy as np

from engine.network.kernels.columns import (
    CURSOR_ROUND,
    INFECT_COMMANDS,
    INFECT_FRAMES,
    INFECT_JOINS,
    Array,
    Belief,
    Books,
    Duties,
    Links,
    Nodes,
    Physics,
    Strain,
)
from engine.network.kernels.compile import compiled, inlined
from engine.network.kernels.contention import air
from engine.network.kernels.energy import RECEIVE, TRANSMIT, hear_cost, send_cost, spend, write
from engine.network.kernels.hearing import Heard
from engine.network.kernels.packets import clock
from engine.network.kernels.rng import uniform
from engine.readmodel.codes import Rec

CODE_BITS = 4096.0
"""What malicious code adds to a frame, bit: 512 B, four times what a frame of IEEE 802.15.4 holds. Ours."""
FREE, CHECKED, SIGNED = 0, 1, 2
"""What stands in the way of code: nothing, checks of frames, software that resists tampering."""
GUARDS = {"": FREE, "check_frames": CHECKED, "authentication": SIGNED}
"""Field of `Hardening` that stands in the way → the same."""
_REFUSED = int(Rec.FRAME_REFUSED)


@inlined
def catch(
    p: int,
    i: int,
    guard: int,
    nodes: Nodes,
    duties: Duties,
    strain: Strain,
    books: Books,
    physics: Physics,
    hit: Array,
    heard: Heard,
) -> int:
    """Code of ``i`` arrives at ``p``; returns 1 when it was refused."""
    if guard:
        if heard.shape[0] > 0:
            heard[i].refused += np.float32(1.0)
        write(books, _REFUSED, clock(0.0, books, physics), nodes[p].id, nodes[i].id, 0, 0.0)
        return 1
    duties[p].infected = 1
    strain[p].infect, strain[p].infect_by = strain[i].infect, strain[i].infect_by
    strain[p].code_drop, strain[p].code_bias = strain[i].code_drop, strain[i].code_bias
    strain[p].since = books.cursor[CURSOR_ROUND]
    hit[p] = i
    return 0


@inlined
def _open_to(p: int, nodes: Nodes, duties: Duties, strain: Strain) -> bool:
    """Whether code can get at ``p``: a live node that does not run some already."""
    return (
        nodes[p].alive
        and not nodes[p].station
        and nodes[p].master < 0
        and strain[p].infect == 0
        and not duties[p].infected
    )


@compiled
def spread(
    guard: int,
    nodes: Nodes,
    duties: Duties,
    strain: Strain,
    links: Links,
    belief: Belief,
    books: Books,
    physics: Physics,
    rng: Array,
    hit: Array,
    heard: Heard,
) -> int:
    """Every node that spreads code says it to its neighbours; each that listens to it may catch it.

    Args:
        guard: `FREE`, `CHECKED` or `SIGNED`.
        nodes: Energy is spent.
        duties: ``infected`` and ``payload`` are written; subnets.
        strain: The code that each row spreads, attackers' among them; that of new victims is written.
        links: Who is in range; without a radio range everybody.
        belief: Lists.
        books: Refusals are logged.
        physics: Costs.
        rng: uint64[1].
        hit: int32[M]: of each new victim, whose it is.
        heard: Written where somebody heeds.

    Returns:
        Frames refused.
    """
    refused, now, m = 0, books.cursor[CURSOR_ROUND], nodes.shape[0]
    bits = physics.data_bits + CODE_BITS
    ranged = physics.range2 < 1e300
    for i in range(m):
        chance, by = strain[i].infect, strain[i].infect_by & (INFECT_FRAMES | INFECT_JOINS)
        if chance <= 0 or by == 0 or not nodes[i].alive or strain[i].since >= now:
            continue
        if by == INFECT_JOINS and duties[i].joined == 0:
            continue  # it has to be taken up over there first
        if not spend(i, send_cost(i, bits, physics.shout2, nodes, physics), TRANSMIT, nodes, books, physics.round_s):
            continue
        air(i, 1.0, bits, nodes, physics)
        duties[i].payload = bits
        if heard.shape[0] > 0:
            heard[i].oversize, heard[i].frames = CODE_BITS, heard[i].frames + np.float32(1.0)
        first, count = (nodes[i].first, nodes[i].last - nodes[i].first) if ranged else (0, m)
        for k in range(count):
            e = first + k if ranged else -1
            p = links[e].target if ranged else k
            if p == i or (ranged and (not links[e].near or not belief[e].trusted)):
                continue
            if not (by & INFECT_FRAMES) and duties[p].subnet == duties[i].subnet:
                continue
            if not _open_to(p, nodes, duties, strain):
                continue
            listens = spend(p, hear_cost(p, bits, nodes), RECEIVE, nodes, books, physics.round_s)
            if listens and uniform(rng) < chance:
                refused += catch(p, i, guard, nodes, duties, strain, books, physics, hit, heard)
    return refused


@compiled
def ride(
    guard: int,
    spanned: int,
    tree: Array,
    arrived: Array,
    nodes: Nodes,
    duties: Duties,
    strain: Strain,
    books: Books,
    physics: Physics,
    rng: Array,
    carrier: Array,
    hit: Array,
    heard: Heard,
) -> int:
    """Service messages went down a tree: code rides in those that passed through whoever spreads it by commands.

    Args:
        guard: As of `spread`.
        spanned: Rows in the tree.
        tree: As of `kernels.service`.
        arrived: bool[M]: whose message arrived.
        nodes: Life.
        duties: ``infected`` is written.
        strain: As of `spread`.
        books: Refusals are logged.
        physics: The time.
        rng: uint64[1].
        carrier: int32[M], scratch: who put code into the message of each row, -1.
        hit: As of `spread`.
        heard: As of `spread`.

    Returns:
        Frames refused.
    """
    refused, now = 0, books.cursor[CURSOR_ROUND]
    for k in range(spanned):
        u = tree[k].order
        v = tree[u].parent
        carrier[u] = -1
        if v < 0:
            continue
        carrier[u] = carrier[v]
        if carrier[u] < 0 and strain[v].infect > 0 and strain[v].infect_by & INFECT_COMMANDS and strain[v].since < now:
            carrier[u] = v
        i = carrier[u]
        if i >= 0 and arrived[u] and heard.shape[0] > 0:
            heard[i].oversize = CODE_BITS
        if i >= 0 and arrived[u] and _open_to(u, nodes, duties, strain) and uniform(rng) < strain[i].infect:
            refused += catch(u, i, guard, nodes, duties, strain, books, physics, hit, heard)
    return refused


@compiled
def draw(rng: Array) -> float:
    """A draw from [0, 1) for code that is not compiled."""
    return uniform(rng)
