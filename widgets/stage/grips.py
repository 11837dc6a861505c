"""Handles of the one selected obstacle: its corners stretch it, the knob above it turns it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF

from widgets.stage.boxes import corners_of
from widgets.stage.scene import Scene
from widgets.stage.state import Touch
from widgets.stage.view import ViewTransform

BoxShape = tuple[float, float, float, float, float]
"""Centre x, y, width, height in metres, turn in degrees counter-clockwise."""
TURN = 4
"""The knob; 0 … 3 are the corners, counter-clockwise from the lower left."""
SIZE_PX = 4.5
_REACH_PX = 9.0
_KNOB_PX = 22.0
_LEAST_M = 0.5
_TURN_STEP = 5.0


def shape_of(scene: Scene, index: int) -> BoxShape:
    """The shape of an obstacle."""
    x, y, width, height, turn = scene.boxes.columns[index, 1:6].tolist()
    return x, y, width, height, turn


def chosen(scene: Scene, touch: Touch) -> int:
    """The index of the obstacle that has handles: the only thing selected; -1 for none."""
    alone = len(touch.boxes) == 1 and not len(touch.selected)
    return int(touch.boxes[0]) if alone and touch.boxes[0] < scene.boxes.n else -1


def handles(shape: BoxShape, view: ViewTransform) -> list[QPointF]:
    """Pixels of the four corners and of the knob."""
    corners = view.to_screen(corners_of(*shape))
    top = (corners[2] + corners[3]) / 2
    middle = corners.mean(axis=0)
    angle = np.deg2rad(shape[4])
    knob = top + _KNOB_PX * np.array([-np.sin(angle), -np.cos(angle)])
    if not len(corners) or np.allclose(top, middle):
        knob = middle - (0, _KNOB_PX)
    return [QPointF(*place) for place in (*corners.tolist(), knob.tolist())]


def handle_at(places: Sequence[QPointF], at: QPointF) -> int:
    """Which handle is under a pixel, -1 for none; corners before the knob."""
    away = [(p - at).manhattanLength() for p in places]
    best = int(np.argmin(away))
    return best if away[best] <= _REACH_PX else -1


def dragged(shape: BoxShape, handle: int, place: tuple[float, float], *, free: bool) -> BoxShape:
    """The shape when a handle is at ``place`` (metres): the corner opposite stays, or the middle when it is turned.

    Args:
        shape: Before.
        handle: `TURN` or a corner.
        place: Where the handle is now.
        free: No snapping of angles.
    """
    x, y, _, _, turn = shape
    if handle == TURN:
        angle = float(np.rad2deg(np.arctan2(place[1] - y, place[0] - x))) - 90.0
        if not free:
            angle = _TURN_STEP * round(angle / _TURN_STEP)
        return (*shape[:4], (angle + 180.0) % 360.0 - 180.0)
    fixed = corners_of(*shape)[(handle + 2) % 4]
    angle = np.deg2rad(turn)
    along, up = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
    run = np.array(place) - fixed
    sides = [float(run @ along), float(run @ up)]
    outward = ((-1, -1), (1, -1), (1, 1), (-1, 1))[handle]
    wide, tall = (max(_LEAST_M, side * sign) for side, sign in zip(sides, outward, strict=True))
    middle = fixed + along * outward[0] * wide / 2 + up * outward[1] * tall / 2
    return float(middle[0]), float(middle[1]), wide, tall, turn
