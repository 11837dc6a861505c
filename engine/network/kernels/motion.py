"""Movement, sensing and the start of a round."""

from __future__ import annotations

from math import cos, pi, sin, sqrt

from engine.network.kernels.columns import CARRIED, CURSOR_ROUND, DRIVES, Array, Behaviour, Nodes, Watch
from engine.network.kernels.compile import compiled, inlined
from engine.network.kernels.rng import uniform
from engine.network.kernels.travel import carry, drive


@compiled
def _reflect(v: float, move: float, high: float) -> float:
    """``v + move``, reflected at the borders 0 and ``high``; from outside, only the way in is open."""
    if v < 0.0:
        return v + abs(move)
    if v > high:
        return v - abs(move)
    to = v + move
    if to < 0.0:
        to = -to
    if to > high:
        to = 2.0 * high - to
    return min(max(to, 0.0), high)


@compiled
def move(
    senses: Array,
    travel: Array,
    step: float,
    pace: float,
    street: float,
    carried: float,
    width: float,
    height: float,
    nodes: Nodes,
    rng: Array,
) -> float:
    """Each live sensor goes to a random point within ``step`` metres (S3-60), or on its way; borders reflect.

    Args:
        senses: uint8[M]: who may move at all.
        travel: TRAVEL[M]: how, and whither.
        step: Radius, m, times ``stride``.
        pace: Metres that a vehicle drives, and that a node is taken.
        street: Distance between two streets, m.
        carried: Probability that a node is taken elsewhere.
        width: Of the area, m.
        height: Of the area, m.
        nodes: Positions are written here.
        rng: uint64[1].

    Returns:
        The largest distance of any node from where the last neighbour search found it, m.
    """
    worst = 0.0
    for i in range(nodes.shape[0]):
        if not senses[i] or not nodes[i].alive:
            continue
        if travel[i].kind == DRIVES:
            drive(i, pace, street, width, height, nodes, travel, rng)
        elif travel[i].kind == CARRIED:
            carry(i, pace, carried, width, height, nodes, travel, rng)
        elif nodes[i].stride > 0 and step > 0:
            radius = step * nodes[i].stride * sqrt(uniform(rng))
            angle = 2 * pi * uniform(rng)
            nodes[i].x = _reflect(nodes[i].x, radius * cos(angle), width)
            nodes[i].y = _reflect(nodes[i].y, radius * sin(angle), height)
        dx, dy = nodes[i].x - nodes[i].x0, nodes[i].y - nodes[i].y0
        worst = max(worst, dx * dx + dy * dy)
    return sqrt(worst)


@compiled
def fade(watch: Watch, memory: float) -> None:
    """Multiplies the watchdogs' counters by ``memory`` at the start of a round."""
    for e in range(watch.shape[0]):
        watch[e].heard *= memory
        watch[e].r *= memory
        watch[e].relayed *= memory
        watch[e].intact *= memory
        watch[e].own *= memory
        watch[e].confirmed *= memory
        watch[e].z *= memory
        watch[e].z_ok *= memory


@inlined
def _claim_station(i: int, nodes: Nodes) -> None:
    """Node ``i`` says that it stands where the nearest station stands."""
    best = 1e30
    for s in range(nodes.shape[0] - 1, -1, -1):
        if not nodes[s].station:
            break
        dx, dy = nodes[i].x - nodes[s].x, nodes[i].y - nodes[s].y
        if dx * dx + dy * dy < best:
            best = dx * dx + dy * dy
            nodes[i].claimed_x, nodes[i].claimed_y = nodes[s].x, nodes[s].y


@compiled
def awake(nodes: Nodes, behaviour: Behaviour, cursor: Array, round_s: float, rng: Array) -> None:
    """Each node says where it is and how much energy it has left (a liar says more, S3-20); sensors read °C.

    A forger of routing information says that it is a gateway (S0-61); a false identity claims a full battery.

    The temperature is a daily wave and a slope over the field, plus noise of ± 0.25.
    """
    wave = 20.0 + 4.0 * sin(2 * pi * cursor[CURSOR_ROUND] * round_s / 86_400.0)
    for i in range(nodes.shape[0]):
        nodes[i].claimed_x, nodes[i].claimed_y, nodes[i].claimed_hops = nodes[i].x, nodes[i].y, -1
        if behaviour[i].forge and nodes[i].alive:
            nodes[i].claimed_hops = 0
            _claim_station(i, nodes)
        if nodes[i].station or nodes[i].master >= 0 or nodes[i].initial <= 0.0:
            nodes[i].claimed = 1.0
        elif nodes[i].alive:
            nodes[i].claimed = min(1.0, nodes[i].energy / nodes[i].initial * behaviour[i].claim)
            if nodes[i].sensor:
                nodes[i].reading = wave + 0.01 * nodes[i].x + 0.005 * nodes[i].y + 0.5 * (uniform(rng) - 0.5)
        else:
            nodes[i].claimed = 0.0
