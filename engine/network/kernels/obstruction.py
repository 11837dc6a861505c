"""What stands between two nodes: rectangles that weaken the waves that pass through them."""

from __future__ import annotations

from math import exp, log
from typing import Any

import numpy as np

from engine.network.kernels.columns import Array, Links, Nodes
from engine.network.kernels.compile import compiled, inlined

BOX = np.dtype(
    [
        ("x", "f8"),  # centre, m
        ("y", "f8"),
        ("half_w", "f8"),  # half of the width and of the height, m
        ("half_h", "f8"),
        ("cos", "f8"),  # of the turn
        ("sin", "f8"),
        ("loss_db", "f8"),
    ],
    align=True,
)
"""One entry an obstacle of the document."""

_LN10 = log(10.0)


@inlined
def crosses(x0: float, y0: float, x1: float, y1: float, box: Any) -> bool:
    """Whether the segment from (x0, y0) to (x1, y1) meets the rectangle; touching counts.

    Separating axes: the two are apart exactly when their shadows are on one of the rectangle's two axes or on the
    normal of the segment. Written with the segment's middle and half, so that both directions give the same answer.
    """
    mx, my, dx, dy = 0.5 * (x0 + x1) - box.x, 0.5 * (y0 + y1) - box.y, 0.5 * (x1 - x0), 0.5 * (y1 - y0)
    mu, du = mx * box.cos + my * box.sin, abs(dx * box.cos + dy * box.sin)
    if abs(mu) > box.half_w + du:
        return False
    mv, dv = my * box.cos - mx * box.sin, abs(dy * box.cos - dx * box.sin)
    if abs(mv) > box.half_h + dv:
        return False
    return abs(mx * dy - my * dx) <= box.half_w * dv + box.half_h * du


@inlined
def loss_between(i: int, j: int, nodes: Nodes, boxes: Array) -> float:
    """Decibels by which all obstacles between nodes ``i`` and ``j`` weaken a signal."""
    total = 0.0
    for k in range(boxes.shape[0]):
        if crosses(nodes[i].x, nodes[i].y, nodes[j].x, nodes[j].y, boxes[k]):
            total += boxes[k].loss_db
    return total


@compiled
def measure_obstructed(nodes: Nodes, links: Links, range2: float, exponent: float, boxes: Array) -> None:
    """As `graph.measure`, with obstacles: A dB shorten the range r to r·10^(−A/(10·n)).

    So far a signal that is weaker by A dB carries to the same strength under PL(d) = PL0 + 10·n·log10(d).

    Args:
        nodes: Places.
        links: ``d2`` and ``near`` are written.
        range2: Range without obstacles, m².
        exponent: n.
        boxes: BOX[K].
    """
    shorter = 2.0 * _LN10 / (10.0 * exponent)
    for i in range(nodes.shape[0]):
        x, y = nodes[i].x, nodes[i].y
        for e in range(nodes[i].first, nodes[i].last):
            j, back = links[e].target, links[e].back
            if j < i:
                continue
            dx, dy = x - nodes[j].x, y - nodes[j].y
            d2 = dx * dx + dy * dy
            near = d2 <= range2
            if near:
                db = loss_between(i, j, nodes, boxes)
                near = db <= 0.0 or d2 <= range2 * exp(-db * shorter)
            links[e].d2, links[e].near = d2, near
            links[back].d2, links[back].near = d2, near
