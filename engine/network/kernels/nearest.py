"""The nearest head of every member where all reach all: a grid of cells, and one candidate list for all in a cell.

A branch that no processor can predict costs as much as ten distances. So the heads of a cell and of the cells around
it are laid out in a row, and for each member the whole row is searched without a branch: distance and index are packed
into one whole number, whose minimum the compiler works out many at a time.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.network.kernels.columns import Array, Nodes, Routes
from engine.network.kernels.compile import compiled, inlined

HEADS_A_CELL = 2.0
"""On average: a member's nearest head then stands in the nine cells around it in all but a few cases in a thousand."""
FEW = 24
"""Up to so many heads all are candidates for all."""
_INDEX_BITS = 20
_NONE = np.int64(1) << np.int64(62)
_DISTANCE_BITS = 42


class Room(NamedTuple):
    """Scratch space of `nearest_heads` for M vertices."""

    heads_from: Array  # int32[M + 2]: first head of each cell
    members_from: Array  # int32[M + 2]: first member of each cell
    heads: Array  # int32[M]: rows of heads by cell
    members: Array  # int32[M]: rows of members by cell
    x: Array  # float32[M]: places of heads by cell, m
    y: Array
    near: Array  # int32[M]: candidates
    near_x: Array  # float32[M]
    near_y: Array


def new_room(m: int) -> Room:
    """Scratch space for ``m`` vertices."""

    def whole() -> Array:
        return np.empty(m + 2, np.int32)

    def real() -> Array:
        return np.empty(m + 2, np.float32)

    return Room(whole(), whole(), whole(), whole(), real(), real(), whole(), real(), real())


@inlined
def _cell(v: float, low: float, one: float, side: int) -> int:
    """Column or row of cells in which coordinate ``v`` lies; beyond the rim, the outermost."""
    return min(max(int((v - low) * one), 0), side - 1)


@inlined
def _pick(x: float, y: float, count: int, scale: float, near_x: Array, near_y: Array) -> int:
    """Index of the nearest of ``count`` candidates (the first of equals), and its squared distance."""
    best = _NONE
    for k in range(count):
        dx, dy = x - near_x[k], y - near_y[k]
        best = min(best, (np.int64((dx * dx + dy * dy) * scale) << np.int64(_INDEX_BITS)) | k)
    return int(best & np.int64((1 << _INDEX_BITS) - 1))


@inlined
def _sort(
    rows: Array, start: Array, order: Array, count: int, x0: float, y0: float, one: float, side: int, nodes: Nodes
) -> None:
    """Writes the first ``count`` of ``rows`` into ``order`` by cell, and where each cell begins into ``start``."""
    start[: side * side + 2] = 0
    for k in range(count):
        i = rows[k]
        start[_cell(nodes[i].y, y0, one, side) * side + _cell(nodes[i].x, x0, one, side) + 2] += 1
    for c in range(2, side * side + 1):
        start[c + 1] += start[c]
    for k in range(count):
        i = rows[k]
        c = _cell(nodes[i].y, y0, one, side) * side + _cell(nodes[i].x, x0, one, side) + 1
        order[start[c]] = i
        start[c] += 1


@compiled
def nearest_heads(routes: Routes, nodes: Nodes, room: Room) -> None:
    """Every live member joins the head that is nearest to it.

    Args:
        routes: ``head`` is read; ``parent``, ``cluster`` and ``depth`` of members are written.
        nodes: Places and life.
        room: Scratch.
    """
    heads, members = 0, 0
    x0, y0 = np.float32(np.inf), np.float32(np.inf)
    x1, y1 = np.float32(-np.inf), np.float32(-np.inf)
    for i in range(nodes.shape[0]):
        if not nodes[i].alive or nodes[i].station:
            continue
        x0, y0, x1, y1 = min(x0, nodes[i].x), min(y0, nodes[i].y), max(x1, nodes[i].x), max(y1, nodes[i].y)
        if routes[i].head:
            room.near[heads] = i
            heads += 1
        else:
            room.heads[members] = i
            members += 1
    side = 1 if heads <= FEW else max(int((heads / HEADS_A_CELL) ** 0.5), 1)
    size = max(max(x1 - x0, y1 - y0) / np.float32(side), np.float32(1e-3)) * np.float32(1.000001)
    one = np.float32(1.0) / size
    scale = np.float32(2.0 ** np.floor(_DISTANCE_BITS - np.log2((x1 - x0) ** 2 + (y1 - y0) ** 2 + 1.0)))
    _sort(room.heads, room.members_from, room.members, members, x0, y0, one, side, nodes)
    _sort(room.near, room.heads_from, room.heads, heads, x0, y0, one, side, nodes)
    for k in range(heads):
        room.x[k], room.y[k] = nodes[room.heads[k]].x, nodes[room.heads[k]].y
    for cy in range(side):
        for cx in range(side):
            c = cy * side + cx
            if room.members_from[c] < room.members_from[c + 1]:
                _join(c, cx, cy, side, heads, size, x0, y0, scale, routes, nodes, room)


@inlined
def _join(
    c: int,
    cx: int,
    cy: int,
    side: int,
    heads: int,
    size: float,
    x0: float,
    y0: float,
    scale: float,
    routes: Routes,
    nodes: Nodes,
    room: Room,
) -> None:
    """The members of cell ``c`` join the nearest head of its own and the cells around; of all, where that is unsure."""
    left, right = max(cx - 1, 0), min(cx + 1, side - 1)
    low, high = max(cy - 1, 0), min(cy + 1, side - 1)
    count = 0
    for row in range(low, high + 1):
        for k in range(room.heads_from[row * side + left], room.heads_from[row * side + right + 1]):
            room.near[count], room.near_x[count], room.near_y[count] = k, room.x[k], room.y[k]
            count += 1
    far = np.float32(np.inf)
    west = x0 + left * size if left > 0 else -far
    east = x0 + (right + 1) * size if right < side - 1 else far
    south = y0 + low * size if low > 0 else -far
    north = y0 + (high + 1) * size if high < side - 1 else far
    for s in range(room.members_from[c], room.members_from[c + 1]):
        i = room.members[s]
        x, y = nodes[i].x, nodes[i].y
        k = -1
        if count > 0:
            k = room.near[_pick(x, y, count, scale, room.near_x, room.near_y)]
            dx, dy = x - room.x[k], y - room.y[k]
            sure = min(x - west, east - x, y - south, north - y)
            if dx * dx + dy * dy > sure * sure:
                k = -1
        if k < 0:
            k = _pick(x, y, heads, scale, room.x, room.y)
        h = room.heads[k]
        routes[i].parent, routes[i].cluster, routes[i].depth = h, h, 1
