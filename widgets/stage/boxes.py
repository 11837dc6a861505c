"""Obstacles: where their corners are, which one is meant, and how they look on the ground."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QFontMetricsF, QPainter, QPen, QPolygonF, QTransform

from widgets.common.theme import faded, font
from widgets.stage.inks import Inks
from widgets.stage.view import ViewTransform

NEW_WIDTH_M, NEW_HEIGHT_M = 40.0, 8.0
"""Size of an obstacle that is placed from the palette."""
_REACH_PX = 6.0
_LABELS_APART, _NODES_APART = 20, 2000
"""Up to so many obstacles and nodes labels keep clear of nodes."""
SPOTS = np.array(
    [
        (0.5, 0.5),
        (0.25, 0.5),
        (0.75, 0.5),
        (0.5, 0.25),
        (0.5, 0.75),
        (0.25, 0.25),
        (0.75, 0.25),
        (0.25, 0.75),
        (0.75, 0.75),
    ]
)
"""Where a label may stand, as parts of width and height; the middle first."""
_SIGNS = np.array([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)])


def corners_of(x: float, y: float, width: float, height: float, turn_deg: float) -> np.ndarray:
    """float64[4, 2]: the corners of one box, metres, counter-clockwise from its lower left."""
    angle = np.deg2rad(turn_deg)
    along, up = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
    return np.array([x, y]) + _SIGNS[:, :1] * width * along + _SIGNS[:, 1:] * height * up


class Boxes:
    """The obstacles of a snapshot.

    Args:
        columns: `NetworkSnapshot.obstacles`.
    """

    def __init__(self, columns: np.ndarray) -> None:
        self.columns = np.asarray(columns, float).reshape(-1, 7)
        self.n = len(self.columns)
        self.ids = self.columns[:, 0].astype(np.int64)
        self.centres = self.columns[:, 1:3]
        self.loss_db = self.columns[:, 6]
        corners = [corners_of(*row[1:6]) for row in self.columns.tolist()]
        self.corners = np.array(corners).reshape(-1, 4, 2)
        self.key = self.columns.tobytes()
        """Equal for equal obstacles."""
        self.index_of: dict[int, int] = {int(i): k for k, i in enumerate(self.ids)}

    def rows(self, ids: tuple[int, ...]) -> np.ndarray:
        """Indices of those ``ids`` that are obstacles."""
        return np.array([self.index_of[i] for i in ids if i in self.index_of], np.int64)

    def at(self, x: float, y: float, scale: float) -> int:
        """The obstacle under a place, the smallest of several; -1 for none.

        Args:
            x: Metres.
            y: Metres.
            scale: Pixels per metre: thin walls are met within a few pixels.
        """
        if not self.n:
            return -1
        angle = np.deg2rad(self.columns[:, 5])
        run = np.array([x, y]) - self.centres
        along = np.abs(run[:, 0] * np.cos(angle) + run[:, 1] * np.sin(angle))
        up = np.abs(run[:, 1] * np.cos(angle) - run[:, 0] * np.sin(angle))
        half = self.columns[:, 3:5] / 2
        room = np.maximum(half, _REACH_PX / scale)
        met = np.flatnonzero((along <= room[:, 0]) & (up <= room[:, 1]))
        return int(met[half[met].prod(axis=1).argmin()]) if len(met) else -1

    def inside(self, low: tuple[float, float], high: tuple[float, float]) -> np.ndarray:
        """Indices of obstacles whose middle is in a rectangle, metres."""
        return np.flatnonzero(((self.centres >= low) & (self.centres <= high)).all(axis=1))


def polygon(corners: np.ndarray, view: ViewTransform) -> QPolygonF:
    """A box on the screen."""
    return QPolygonF([QPointF(x, y) for x, y in view.to_screen(corners).tolist()])


def decibels(loss_db: float) -> str:
    """``12 dB``."""
    return f"{loss_db:.3g}\u2009dB"


def draw_box(painter: QPainter, shape: QPolygonF, turn_deg: float, ink: Inks) -> None:
    """One obstacle: a hatched box; the hatch turns with it."""
    hatch = QBrush(faded(ink.wall, 0.75), Qt.BrushStyle.BDiagPattern)
    hatch.setTransform(QTransform().rotate(-turn_deg))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(faded(ink.wall, 0.16))
    painter.drawPolygon(shape)
    painter.setBrush(hatch)
    painter.setPen(QPen(ink.wall, 1.6))
    painter.drawPolygon(shape)


class LabelPlaces:
    """Where in each obstacle its attenuation is written: in the middle, or aside from nodes that stand there.

    A place is kept until another one is clearly better, so that labels do not hop about with moving nodes.
    """

    def __init__(self) -> None:
        self._kept: dict[int, int] = {}

    def choose(self, boxes: Boxes, xy: np.ndarray) -> tuple[int, ...]:
        """For each obstacle an index into `SPOTS`.

        Args:
            boxes: The obstacles.
            xy: float[n, 2]: places of nodes and stations, metres.
        """
        if not 0 < boxes.n <= _LABELS_APART or not 0 < len(xy) <= _NODES_APART:
            return (0,) * boxes.n
        out = []
        for k in range(boxes.n):
            away = np.linalg.norm(_spots(boxes.corners[k])[:, None] - xy[None], axis=2).min(axis=1)
            kept = self._kept.get(int(boxes.ids[k]), 0)
            best = int(away.argmax())
            out.append(best if away[best] > 1.5 * away[kept] else kept)
            self._kept[int(boxes.ids[k])] = out[-1]
        return tuple(out)


def _spots(corners: np.ndarray) -> np.ndarray:
    """float64[9, 2]: `SPOTS` of a box, metres."""
    place: np.ndarray = corners[0] + SPOTS[:, :1] * (corners[1] - corners[0]) + SPOTS[:, 1:] * (corners[3] - corners[0])
    return place


def draw_boxes(
    painter: QPainter, boxes: Boxes, view: ViewTransform, size: QRectF, ink: Inks, spots: tuple[int, ...]
) -> None:
    """All obstacles that are in sight, each with its attenuation at the spot given."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    face = font("small", bold=True)
    metrics = QFontMetricsF(face)
    painter.setFont(face)
    for k in range(boxes.n):
        shape = polygon(boxes.corners[k], view)
        bounds = shape.boundingRect()
        if not bounds.intersects(size):
            continue
        draw_box(painter, shape, float(boxes.columns[k, 5]), ink)
        text = decibels(float(boxes.loss_db[k]))
        wide, tall = metrics.horizontalAdvance(text) + 8, metrics.height()
        if max(bounds.width(), bounds.height()) < 0.8 * wide:
            continue
        middle = view.point_to_screen(*_spots(boxes.corners[k])[spots[k]].tolist())
        plate = QRectF(middle.x() - wide / 2, middle.y() - tall / 2, wide, tall)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faded(ink.field, 0.9))
        painter.drawRoundedRect(plate, 4, 4)
        painter.setPen(ink.text)
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()
