"""Which node is meant, and where a moved or placed one comes to lie."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from widgets.stage.scene import Scene
from widgets.stage.view import ViewTransform

_REACH_PX = 9.0
_ALIGN_PX = 5.0
_NEAR_PX = 260.0


@dataclass(frozen=True)
class Snapped:
    """A place in metres, and the nodes (rows) with which it lines up."""

    x: float
    y: float
    with_x: int = -1
    """Row at the same x, -1 for none: draw an upright guide line through it."""
    with_y: int = -1


def row_at(xy: np.ndarray, at: QPointF, r: float) -> int:
    """The row whose picture is under a pixel, -1 for none.

    Args:
        xy: Screen coordinates of all rows.
        at: The pixel.
        r: Node radius.
    """
    if not len(xy):
        return -1
    away = (xy[:, 0] - at.x()) ** 2 + (xy[:, 1] - at.y()) ** 2
    row = int(away.argmin())
    return row if away[row] <= max(1.6 * r, _REACH_PX) ** 2 else -1


def rows_in(xy: np.ndarray, box: QRectF) -> np.ndarray:
    """Rows inside a rubber band."""
    x, y = xy[:, 0], xy[:, 1]
    inside = (x >= box.left()) & (x <= box.right()) & (y >= box.top()) & (y <= box.bottom())
    return np.flatnonzero(inside)


def row_towards(xy: np.ndarray, start: QPointF, dx: int, dy: int) -> int:
    """The next row in a direction of the arrow keys (screen, y downwards), -1 for none."""
    run = xy - (start.x(), start.y())
    along = run @ np.array([dx, dy], float)
    across = np.abs(run @ np.array([-dy, dx], float))
    ahead = np.flatnonzero((along > 2) & (across <= 1.2 * along))
    return int(ahead[(along[ahead] + 2 * across[ahead]).argmin()]) if len(ahead) else -1


def snap_place(scene: Scene, view: ViewTransform, x: float, y: float, step: float, moving: np.ndarray) -> Snapped:
    """Snaps a place to nodes nearby that line up with it, else to the grid.

    Args:
        scene: The network.
        view: Present zoom.
        x: Wished place, metres.
        y: Wished place, metres.
        step: Grid step, metres.
        moving: Rows that move along and so do not count.
    """
    others = np.ones(scene.n, bool)
    others[moving] = False
    gap = np.abs(scene.xy - (x, y)) * view.scale
    others &= gap.max(axis=1, initial=0.0) <= _NEAR_PX
    rows = np.flatnonzero(others)
    found, place = [-1, -1], [step * round(x / step), step * round(y / step)]
    for axis in (0, 1):
        if len(rows):
            best = int(rows[gap[rows, axis].argmin()])
            if gap[best, axis] <= _ALIGN_PX:
                found[axis], place[axis] = best, float(scene.xy[best, axis])
    return Snapped(place[0], place[1], found[0], found[1])


def clamped(scene: Scene, x: float, y: float) -> tuple[float, float]:
    """The nearest place inside the field."""
    return min(max(x, 0.0), scene.snap.width_m), min(max(y, 0.0), scene.snap.height_m)


def clamped_shift(scene: Scene, places: np.ndarray, dx: float, dy: float) -> tuple[float, float]:
    """The part of a shift that keeps all ``places`` (float[n, 2], metres) inside the field."""
    if not len(places):
        return dx, dy
    low, high = places.min(axis=0), places.max(axis=0)
    limits = (scene.snap.width_m, scene.snap.height_m)
    out = []
    for axis, shift in enumerate((dx, dy)):
        least, most = min(0.0, -low[axis]), max(0.0, limits[axis] - high[axis])
        out.append(float(min(max(shift, least), most)))
    return out[0], out[1]
