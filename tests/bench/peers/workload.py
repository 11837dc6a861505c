"""The LEACH workload that all peers run, and how they are timed.

200 × 200 m, base station in the centre, p = 0.05, 4000 bit, 0.5 J, one hop to the head and one to the station; control
traffic free. Rates are per CPU second of one thread, so that a busy machine disturbs little.
"""

from __future__ import annotations

import math
import random
import time
from dataclasses import dataclass, field

SIDE_M, SHARE, EPOCH = 200.0, 0.05, 20
STATION = (SIDE_M / 2, SIDE_M / 2)
BITS, INITIAL_J, ROUNDS = 4000, 0.5, 1000
ELEC, FREE_SPACE, MULTI_PATH, FUSE = 50e-9, 10e-12, 0.0013e-12, 5e-9
CROSS2 = FREE_SPACE / MULTI_PATH
RECEIVE, AGGREGATE = BITS * ELEC, BITS * FUSE


def places(count: int, seed: int = 1) -> list[tuple[float, float]]:
    """Where the nodes stand."""
    draw = random.Random(seed)  # noqa: S311 - a simulation, no secret
    return [(draw.uniform(0, SIDE_M), draw.uniform(0, SIDE_M)) for _ in range(count)]


def send(d2: float) -> float:
    """Joules to send a packet over √d2 metres."""
    return BITS * (ELEC + (FREE_SPACE * d2 if d2 < CROSS2 else MULTI_PATH * d2 * d2))


def threshold(round_: int) -> float:
    """Chance to become head of a node that was not head in this epoch."""
    return SHARE / (1 - SHARE * (round_ % EPOCH))


def squared(ax: float, ay: float, bx: float, by: float) -> float:
    """Squared distance, m²."""
    return (ax - bx) ** 2 + (ay - by) ** 2


def near_station(x: float, y: float) -> float:
    """Squared distance to the base station, m²."""
    return squared(x, y, *STATION)


@dataclass
class Clock:
    """Counts rounds and hops until the time or the nodes run out; it runs from when it was made, or started again."""

    seconds: float = 3.0
    rounds: int = 0
    hops: int = 0
    spent: float = math.inf
    _begun: float = field(default_factory=time.process_time)

    def start(self) -> None:
        """Begins to count: what was set up before costs nothing."""
        self._begun = time.process_time()

    def round_done(self, alive: int, hops: int) -> bool:
        """Call after each round; whether to go on."""
        self.rounds += 1
        self.hops += hops
        self.spent = time.process_time() - self._begun
        return alive > 0 and self.rounds < ROUNDS and self.spent < self.seconds

    @property
    def rounds_per_s(self) -> float:
        """Rounds per CPU second."""
        return self.rounds / max(self.spent, 1e-9)
