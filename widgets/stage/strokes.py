"""Dashes and arrow heads as plain lines, for whole arrays of lines at once."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF


def dashes(starts: np.ndarray, ends: np.ndarray, period: float = 8.0) -> tuple[np.ndarray, np.ndarray]:
    """Splits lines into dashes of about half a ``period`` px; Qt's own dashing costs ten times as much."""
    run = ends - starts
    count = np.maximum(2, np.rint(np.hypot(run[:, 0], run[:, 1]) / period)).astype(np.int64)
    line = np.repeat(np.arange(len(starts)), count)
    first = np.cumsum(count) - count
    k = np.arange(len(line)) - first[line]
    unit = run[line] / count[line, None]
    begin = starts[line] + unit * (k + 0.25)[:, None]
    return begin, begin + 0.5 * unit


def chevrons(
    starts: np.ndarray, ends: np.ndarray, size: float, at: float | np.ndarray = 0.58
) -> tuple[np.ndarray, np.ndarray]:
    """Arrow heads on lines, as lines: two strokes each, the tip at ``at`` of the way."""
    run = ends - starts
    length = np.hypot(run[:, 0], run[:, 1])
    long = length > 2.5 * size
    share = at[long, None] if isinstance(at, np.ndarray) else at
    run, length = run[long], length[long]
    unit = run / length[:, None]
    side = np.stack([-unit[:, 1], unit[:, 0]], axis=1)
    tip = starts[long] + share * run
    wings = [tip - size * unit + turn * 0.6 * size * side for turn in (1, -1)]
    return np.concatenate([tip, tip]), np.concatenate(wings)


def visible(a: np.ndarray, b: np.ndarray, size: QRectF) -> np.ndarray:
    """bool[n]: lines whose boxes touch the widget."""
    w, h = size.width(), size.height()
    low, high = np.minimum(a, b), np.maximum(a, b)
    seen: np.ndarray = (high[:, 0] >= 0) & (high[:, 1] >= 0) & (low[:, 0] <= w) & (low[:, 1] <= h)
    return seen
