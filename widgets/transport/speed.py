"""The logarithmic scale of the speed slider: 0.1 to 1000 rounds a second, and *max* at its end."""

from __future__ import annotations

import math

STEPS = 160
"""Positions of the slider below *max*; 40 for each factor of ten."""
SLOWEST, FASTEST = 0.1, 1000.0
MAX = 0.0
"""Stands for: as fast as the engine can."""
PRESETS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, MAX)
"""Where the keys [ and ] stop."""


def speed_of(position: int) -> float:
    """Rounds per second of a slider position, on two significant digits; 0 means max."""
    if position > STEPS:
        return MAX
    raw = SLOWEST * (FASTEST / SLOWEST) ** (max(0, position) / STEPS)
    return float(f"{raw:.2g}")


def position_of(speed: float) -> int:
    """The slider position of a speed; the nearest where it lies between two."""
    if speed <= MAX:
        return STEPS + 1
    share = math.log(min(max(speed, SLOWEST), FASTEST) / SLOWEST) / math.log(FASTEST / SLOWEST)
    return round(share * STEPS)


def neighbour(speed: float, direction: int) -> float:
    """The next faster (1) or slower (-1) preset."""
    order = [s or math.inf for s in PRESETS]
    now = speed or math.inf
    if direction > 0:
        found = next((s for s in order if s > now * (1 + 1e-9)), math.inf)
    else:
        found = next((s for s in reversed(order) if s < now * (1 - 1e-9)), SLOWEST) if now != math.inf else FASTEST
    return MAX if math.isinf(found) else found


def speed_text(speed: float) -> str:
    """``"max"``, ``"0.5"``, ``"20"``: the number alone."""
    return "max" if speed <= MAX else f"{speed:g}"
