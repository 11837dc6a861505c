"""LEACH vectorised with NumPy: all members against all heads."""

from __future__ import annotations

import numpy as np

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
    STATION,
    Clock,
    places,
    threshold,
)


def _send(d2: np.ndarray) -> np.ndarray:
    return BITS * (ELEC + np.where(d2 < CROSS2, FREE_SPACE * d2, MULTI_PATH * d2 * d2))


def run(count: int, clock: Clock) -> None:
    """Runs until the clock says stop."""
    draw = np.random.default_rng(8)
    xy = np.array(places(count))
    x, y = xy[:, 0].copy(), xy[:, 1].copy()
    to_station = _send(((xy - STATION) ** 2).sum(1))
    energy, alive = np.full(count, INITIAL_J), np.ones(count, bool)
    served, round_ = np.zeros(count, bool), 0
    clock.start()
    while True:
        if round_ % EPOCH == 0:
            served[:] = False
        is_head = alive & ~served & (draw.random(count) < threshold(round_))
        served |= is_head
        heads, members = np.flatnonzero(is_head), np.flatnonzero(alive & ~is_head)
        if heads.size == 0:
            energy[members] -= to_station[members]
        else:
            d2 = (x[members, None] - x[heads]) ** 2
            d2 += (y[members, None] - y[heads]) ** 2
            joined = d2.argmin(1)
            energy[members] -= _send(d2[np.arange(members.size), joined])
            each = np.bincount(joined, minlength=heads.size)
            energy[heads] -= each * RECEIVE + (each + 1) * AGGREGATE + to_station[heads]
        alive = energy > 0
        round_ += 1
        if not clock.round_done(int(alive.sum()), heads.size + members.size):
            return
