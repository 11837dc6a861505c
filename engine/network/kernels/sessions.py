"""Attacks on the protocol between nodes: closed sessions (S2-43) and false time (S2-44)."""

from __future__ import annotations

import numpy as np

from engine.network.kernels.columns import CONTROL as CONTROL_COUNT
from engine.network.kernels.columns import Array, Belief, Books, Duties, Links, Nodes, Physics, Routes
from engine.network.kernels.compile import compiled, inlined
from engine.network.kernels.energy import CONTROL, TRANSMIT, hear_cost, send_cost, spend, write
from engine.network.kernels.hearing import Heard
from engine.network.kernels.packets import clock
from engine.network.kernels.rng import uniform
from engine.readmodel.codes import LossCause, Rec

HANDSHAKE = 3
"""Messages that open a session: request, answer, confirmation."""
BELIEVE, ADJUST, RESYNC = 0.5, 0.1, 0.1
"""How far a clock goes, each round, towards the time that an attacker tells it, towards its neighbours' and back to the
network's own. Ours."""
GUARD = 0.05
"""Share of a round by which a clock may be off before its node misses its slot: the guard time. Ours."""
_SESSION, _LOST = int(Rec.SESSION), int(LossCause.SESSION)


@inlined
def _pay(i: int, j: int, bits: float, messages: float, nodes: Nodes, books: Books, physics: Physics) -> None:
    """Node ``i`` sends ``messages`` to ``j``, -1: to nobody that pays."""
    d2 = physics.shout2
    if j >= 0:
        dx, dy = nodes[i].x - nodes[j].x, nodes[i].y - nodes[j].y
        d2 = dx * dx + dy * dy
        spend(j, messages * hear_cost(j, bits, nodes), CONTROL, nodes, books, physics.round_s)
    spend(i, messages * send_cost(i, bits, d2, nodes, physics), CONTROL, nodes, books, physics.round_s)


@compiled
def reopen(p: int, partner: int, nodes: Nodes, duties: Duties, books: Books, physics: Physics) -> None:
    """Node ``p`` and its partner (-1: unknown) open a session anew: three messages, a new number."""
    bits = max(physics.control_bits, 1.0)
    _pay(p, partner, bits, 2.0, nodes, books, physics)
    if partner >= 0:
        _pay(partner, p, bits, 1.0, nodes, books, physics)
    books.counts[CONTROL_COUNT] += HANDSHAKE
    duties[p].sessions += 1
    other = nodes[partner].id if partner >= 0 else -1
    write(books, _SESSION, clock(0.0, books, physics), nodes[p].id, other, duties[p].sessions, 0.0)


@compiled
def close_sessions(
    chance: Array,
    refusing: bool,
    nodes: Nodes,
    routes: Routes,
    duties: Duties,
    links: Links,
    books: Books,
    physics: Physics,
    rng: Array,
    hit: Array,
    heard: Heard,
) -> int:
    """Frames with the number of a session under way close it; what was sent in it is lost, and another is opened.

    The frames are in the partner's name: no list protects from them, only proof of who sent them.

    Args:
        chance: float32[M]: probability that an attacker closes the session of a node in range.
        refusing: Nodes prove who they are.
        nodes: Energy is spent; ``hindered`` is written.
        routes: With whom each node speaks.
        duties: Sessions are counted.
        links: Who is in range; without a radio range everybody.
        books: New sessions are logged.
        physics: Costs.
        rng: uint64[1].
        hit: int32[M]: of each victim, whose it is.
        heard: Written where somebody heeds.

    Returns:
        Frames refused.
    """
    refused, m, ranged = 0, nodes.shape[0], physics.range2 < 1e300
    bits = max(physics.control_bits, 1.0)
    for i in range(m):
        if chance[i] <= 0 or not nodes[i].alive:
            continue
        first, count = (nodes[i].first, nodes[i].last - nodes[i].first) if ranged else (0, m)
        for k in range(count):
            p = links[first + k].target if ranged else k
            if p == i or (ranged and not links[first + k].near) or not nodes[p].alive:
                continue
            if nodes[p].station or nodes[p].master >= 0 or nodes[p].hindered or uniform(rng) >= chance[i]:
                continue
            if not spend(i, send_cost(i, bits, physics.shout2, nodes, physics), CONTROL, nodes, books, physics.round_s):
                break
            if heard.shape[0] > 0:
                heard[i].closes += np.float32(not refusing)
                heard[i].refused += np.float32(refusing)
            if refusing:
                refused += 1
                continue
            hit[p] = i
            _interrupt(p, nodes, routes, duties, books, physics)
    return refused


@inlined
def _interrupt(p: int, nodes: Nodes, routes: Routes, duties: Duties, books: Books, physics: Physics) -> None:
    """What ``p`` sent in this round was sent in a closed session."""
    nodes[p].hindered = 1 + _LOST
    partner = routes[p].parent if routes[p].parent >= 0 else routes[p].uplink
    if partner >= 0 and not nodes[partner].alive:
        partner = -1
    d2 = physics.shout2
    if partner >= 0:
        dx, dy = nodes[p].x - nodes[partner].x, nodes[p].y - nodes[partner].y
        d2 = dx * dx + dy * dy
    spend(p, send_cost(p, physics.data_bits, d2, nodes, physics), TRANSMIT, nodes, books, physics.round_s)
    reopen(p, partner, nodes, duties, books, physics)


@inlined
def _listen(
    p: int, told: Array, ranged: bool, nodes: Nodes, duties: Duties, links: Links, belief: Belief
) -> tuple[int, int, float]:
    """Of those to whom ``p`` listens: row of one that tells a false time, -1; how many do not; mean of their clocks."""
    liar, others, total = -1, 0, 0.0
    first, count = (nodes[p].first, nodes[p].last - nodes[p].first) if ranged else (0, nodes.shape[0])
    for k in range(count):
        q = links[first + k].target if ranged else k
        if q == p or not nodes[q].alive or (not ranged and told[q] == 0):
            continue
        if ranged and (not links[first + k].near or not belief[links[first + k].back].trusted):
            continue
        if told[q] != 0:
            liar = q
        elif not nodes[q].station:
            others += 1
            total += duties[q].clock
    return liar, others, total / max(others, 1)


@compiled
def turn_clocks(
    told: Array,
    refusing: bool,
    nodes: Nodes,
    duties: Duties,
    links: Links,
    belief: Belief,
    books: Books,
    physics: Physics,
    new: Array,
    hit: Array,
    heard: Heard,
) -> int:
    """False time spreads: from attackers to who listens to them, from clock to clock; the network's own time returns.

    Nodes whose clocks are off by more than the guard time miss their slots: what they send is lost.

    Args:
        told: float32[M]: false time that a row tells, s; 0: none.
        refusing: Nodes prove who they are: only those charged with it tell the time.
        nodes: ``hindered`` is written.
        duties: ``clock`` is written.
        links: Who is in range; without a radio range attackers reach everybody, and others nobody.
        belief: Lists.
        books: Messages count as control packets.
        physics: Costs.
        new: float32[M], scratch.
        hit: int32[M]: of each node that was told a false time, by whom.
        heard: Written where somebody heeds.

    Returns:
        Messages refused.
    """
    m, ranged, refused = nodes.shape[0], physics.range2 < 1e300, 0
    bits = max(physics.control_bits, 1.0)
    for i in range(m):
        if told[i] != 0 and nodes[i].alive:
            books.counts[CONTROL_COUNT] += 1
            if heard.shape[0] > 0:
                heard[i].times += np.float32(1.0)
            spend(i, send_cost(i, bits, physics.shout2, nodes, physics), CONTROL, nodes, books, physics.round_s)
    for p in range(m):
        new[p] = duties[p].clock
        if not nodes[p].alive or nodes[p].station or nodes[p].master >= 0 or told[p] != 0:
            new[p] = 0.0
            continue
        liar, others, mean = _listen(p, told, ranged, nodes, duties, links, belief)
        if others > 0:
            new[p] += ADJUST * (mean - duties[p].clock)
        new[p] *= 1.0 - RESYNC
        if liar >= 0:
            spend(p, hear_cost(p, bits, nodes), CONTROL, nodes, books, physics.round_s)
            if refusing:
                refused += 1
                if heard.shape[0] > 0:
                    heard[liar].refused += np.float32(1.0)
            else:
                new[p] += BELIEVE * (told[liar] - new[p])
                hit[p] = liar
    for p in range(m):
        duties[p].clock = new[p] if abs(new[p]) >= 1e-4 * physics.round_s else np.float32(0.0)
        if abs(duties[p].clock) > GUARD * physics.round_s:
            nodes[p].hindered = 1 + _LOST
    return refused
