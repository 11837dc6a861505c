"""Ways of nodes that do not wander: vehicles along streets, stand-alone nodes that are taken elsewhere (S2-153)."""

from __future__ import annotations

from math import sqrt

import numpy as np

from engine.network.kernels.columns import RESTS, TO_STREET, Array, Nodes
from engine.network.kernels.compile import inlined
from engine.network.kernels.rng import uniform

_CORNERS = 64
"""At most so many crossings are passed in a round."""


@inlined
def _approach(i: int, far: float, nodes: Nodes, travel: Array) -> float:
    """Node ``i`` goes up to ``far`` metres towards its goal; returns how many are left when it is there."""
    dx, dy = travel[i].x - nodes[i].x, travel[i].y - nodes[i].y
    away = sqrt(dx * dx + dy * dy)
    if away <= far:
        nodes[i].x, nodes[i].y = travel[i].x, travel[i].y
        return far - away
    nodes[i].x += dx * far / away
    nodes[i].y += dy * far / away
    return 0.0


@inlined
def _line(v: float, street: float, high: float) -> float:
    """The street nearest to coordinate ``v``: multiples of ``street`` from 0 on, none beyond ``high``."""
    last = np.floor(high / street)
    return street * min(max(np.floor(v / street + 0.5), 0.0), last)


@inlined
def _turn(i: int, street: float, width: float, height: float, nodes: Nodes, travel: Array, rng: Array) -> None:
    """At a crossing: straight on or aside by lot; back only where no other way leads on."""
    x, y = _line(nodes[i].x, street, width), _line(nodes[i].y, street, height)
    back = (travel[i].heading + 2) % 4 if travel[i].heading < RESTS else RESTS
    count, chosen = 0, RESTS
    for way in range(4):
        dx = street if way == 0 else (-street if way == 2 else 0.0)
        dy = street if way == 1 else (-street if way == 3 else 0.0)
        if way == back or x + dx < 0 or x + dx > width or y + dy < 0 or y + dy > height:
            continue
        count += 1
        if count == 1 or uniform(rng) * count < 1.0:
            chosen = way
    if chosen == RESTS:
        chosen = back
    travel[i].heading = chosen
    travel[i].x = x + (street if chosen == 0 else (-street if chosen == 2 else 0.0))
    travel[i].y = y + (street if chosen == 1 else (-street if chosen == 3 else 0.0))


@inlined
def drive(
    i: int, pace: float, street: float, width: float, height: float, nodes: Nodes, travel: Array, rng: Array
) -> None:
    """Vehicle ``i`` drives ``pace`` metres along streets; from elsewhere it goes to the nearest crossing first."""
    if width < street and height < street:
        return
    if travel[i].heading == RESTS:
        travel[i].x, travel[i].y = _line(nodes[i].x, street, width), _line(nodes[i].y, street, height)
        travel[i].heading = TO_STREET
    left, corners = pace, 0
    while left > 0 and corners < _CORNERS:
        left = _approach(i, left, nodes, travel)
        if nodes[i].x == travel[i].x and nodes[i].y == travel[i].y:
            _turn(i, street, width, height, nodes, travel, rng)
        corners += 1


@inlined
def carry(
    i: int, pace: float, chance: float, width: float, height: float, nodes: Nodes, travel: Array, rng: Array
) -> None:
    """Stand-alone node ``i`` rests, or is taken ``pace`` metres on to another place of the area."""
    if travel[i].heading == RESTS:
        if uniform(rng) >= chance:
            return
        travel[i].x, travel[i].y, travel[i].heading = width * uniform(rng), height * uniform(rng), TO_STREET
    _approach(i, pace, nodes, travel)
    if nodes[i].x == travel[i].x and nodes[i].y == travel[i].y:
        travel[i].heading = RESTS
