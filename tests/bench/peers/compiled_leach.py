"""LEACH as one compiled loop over bare arrays, without books, events or metrics: what the arithmetic alone takes.

Nearest heads are found by a grid of cells that hold about one head each.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from tests.bench.peers.workload import (
    AGGREGATE,
    BITS,
    CROSS2,
    ELEC,
    EPOCH,
    FREE_SPACE,
    INITIAL_J,
    MULTI_PATH,
    RECEIVE,
    SIDE_M,
    STATION,
    Clock,
    places,
    threshold,
)


@njit(cache=True)
def _send(d2):
    return BITS * (ELEC + (FREE_SPACE * d2 if d2 < CROSS2 else MULTI_PATH * d2 * d2))


@njit(cache=True)
def _nearest(x, y, i, side, size, first, following):
    cx, cy = int(x[i] / size), int(y[i] / size)
    best, best2 = -1, np.inf
    for ring in range(side + 1):
        if best >= 0 and best2 <= (max(ring - 1, 0) * size) ** 2:
            break
        for yy in range(max(cy - ring, 0), min(cy + ring + 1, side)):
            for xx in range(max(cx - ring, 0), min(cx + ring + 1, side)):
                if max(abs(xx - cx), abs(yy - cy)) != ring:
                    continue
                h = first[yy * side + xx]
                while h >= 0:
                    d2 = (x[i] - x[h]) ** 2 + (y[i] - y[h]) ** 2
                    if d2 < best2:
                        best, best2 = h, d2
                    h = following[h]
    return best, best2


@njit(cache=True)
def _round(x, y, energy, served, is_head, each, first, following, chance, fresh):  # noqa: PLR0917 - bare arrays
    n, heads, alive = len(x), 0, 0
    for i in range(n):
        if fresh:
            served[i] = False
        is_head[i] = energy[i] > 0 and not served[i] and np.random.random() < chance  # noqa: NPY002
        each[i] = 0
        if is_head[i]:
            served[i] = True
            heads += 1
    side = max(int(heads**0.5), 1)
    size = SIDE_M / side * 1.000001
    first[: side * side] = -1
    for i in range(n):
        if is_head[i]:
            cell = int(y[i] / size) * side + int(x[i] / size)
            following[i], first[cell] = first[cell], i
    hops = 0
    for i in range(n):
        if energy[i] <= 0 or is_head[i]:
            continue
        hops += 1
        if heads == 0:
            energy[i] -= _send((x[i] - STATION[0]) ** 2 + (y[i] - STATION[1]) ** 2)
            continue
        h, d2 = _nearest(x, y, i, side, size, first, following)
        energy[i] -= _send(d2)
        each[h] += 1
    for i in range(n):
        if is_head[i]:
            hops += 1
            own = _send((x[i] - STATION[0]) ** 2 + (y[i] - STATION[1]) ** 2)
            energy[i] -= each[i] * RECEIVE + (each[i] + 1) * AGGREGATE + own
        alive += energy[i] > 0
    return alive, hops


def run(count: int, clock: Clock) -> None:
    """Runs until the clock says stop; compiled before it starts."""
    x, y = np.array(places(count)).T.copy()
    scratch = [np.zeros(count, np.int32) for _ in range(3)]
    flags = [np.zeros(count, np.bool_) for _ in range(2)]
    energy, round_ = np.full(count, INITIAL_J), 0
    _round(x, y, energy.copy(), *flags, *scratch, 0.05, True)
    clock.start()
    while True:
        alive, hops = _round(x, y, energy, *flags, *scratch, threshold(round_), round_ % EPOCH == 0)
        round_ += 1
        if not clock.round_done(alive, hops):
            return
