"""Between metres (y upwards, as on paper) and pixels (y downwards)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF

MARGIN = 36.0
"""Pixels kept free around the field when it is fitted: rulers and the halos of border nodes."""
NODE_MAX = 14.0
"""Radius of a node at 100 % zoom, px."""
NODE_MIN = 2.0
_STEPS = np.array([2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6, 7, 8, 9, 10, 11, 12, 13, 14])


@dataclass
class ViewTransform:
    """Scale and shift; ``spacing_m``, the typical distance of nodes, sets how large they are drawn."""

    scale: float = 1.0
    """Pixels per metre."""
    left: float = 0.0
    """Screen x of 0 m."""
    bottom: float = 0.0
    """Screen y of 0 m."""
    spacing_m: float = 20.0
    factor: float = 1.0
    """The presenter's factor on sizes."""

    @property
    def node_radius(self) -> float:
        """Radius of a node in pixels, in steps so that pictures can be kept."""
        wish = min(NODE_MAX, max(NODE_MIN, 0.75 * (self.scale * self.spacing_m / self.factor) ** 0.64))
        return float(_STEPS[np.searchsorted(_STEPS, wish + 1e-9, side="right") - 1]) * self.factor

    @property
    def zoom(self) -> float:
        """1 where nodes have their full size; below 0.6 nothing is written."""
        return self.node_radius / NODE_MAX

    def key(self) -> tuple[float, float, float, float]:
        """What a cached picture depends on."""
        return (self.scale, self.left, self.bottom, self.factor * self.spacing_m)

    def to_screen(self, xy: np.ndarray) -> np.ndarray:
        """float[n, 2] metres → float64[n, 2] pixels."""
        out = np.empty(xy.shape)
        out[..., 0] = self.left + self.scale * xy[..., 0]
        out[..., 1] = self.bottom - self.scale * xy[..., 1]
        return out

    def point_to_screen(self, x: float, y: float) -> QPointF:
        """Metres → pixels."""
        return QPointF(self.left + self.scale * x, self.bottom - self.scale * y)

    def to_world(self, x: float, y: float) -> tuple[float, float]:
        """Pixels → metres."""
        return (x - self.left) / self.scale, (self.bottom - y) / self.scale

    def zoom_about(self, x: float, y: float, factor: float, least: float, most: float) -> None:
        """Zooms while the metre under pixel (x, y) stays where it is; the scale stays in [least, most]."""
        wx, wy = self.to_world(x, y)
        self.scale = min(most, max(least, self.scale * factor))
        self.left, self.bottom = x - self.scale * wx, y + self.scale * wy

    def pan(self, dx: float, dy: float) -> None:
        """Shifts by pixels."""
        self.left += dx
        self.bottom += dy

    def fit(self, world: QRectF, width: float, height: float, *, inset: float = 0.0) -> None:
        """Shows all of ``world`` (metres) in width × height pixels, clear of ``inset`` pixels at the left."""
        wide, tall = max(world.width(), 1e-6), max(world.height(), 1e-6)
        self.scale = fit_scale(world, width, height)
        if (width - self.scale * wide) / 2 < inset + MARGIN:
            self.scale = min(self.scale, max(40.0, width - inset - 2 * MARGIN) / wide)
        start = max((width - self.scale * wide) / 2, inset + MARGIN if inset else 0.0)
        self.left = start - self.scale * world.left()
        self.bottom = (height + self.scale * tall) / 2 + self.scale * world.top()


def fit_scale(world: QRectF, width: float, height: float) -> float:
    """Pixels per metre at which ``world`` just fills the room."""
    room_x, room_y = max(40.0, width - 2 * MARGIN), max(40.0, height - 2 * MARGIN)
    return min(room_x / max(world.width(), 1e-6), room_y / max(world.height(), 1e-6))


def nice_step(scale: float, pixels: float) -> float:
    """The round number of metres (1, 2 or 5 × 10ⁿ) that is at least ``pixels`` long."""
    metres = pixels / scale
    power = 10.0 ** np.floor(np.log10(metres))
    return float(next(k * power for k in (1, 2, 5, 10) if k * power >= metres * (1 - 1e-9)))
