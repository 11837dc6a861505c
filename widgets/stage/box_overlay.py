"""Obstacles in hand: selected, hovered, dragged, stretched, turned, and about to be placed."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from widgets.common.theme import faded
from widgets.stage import grips
from widgets.stage.boxes import NEW_HEIGHT_M, NEW_WIDTH_M, corners_of, draw_box, polygon
from widgets.stage.inks import Inks
from widgets.stage.paper import metres
from widgets.stage.scene import Scene
from widgets.stage.state import Touch
from widgets.stage.view import ViewTransform


def paint_boxes(painter: QPainter, scene: Scene, view: ViewTransform, touch: Touch, ink: Inks) -> str:
    """Outlines and handles of the obstacles concerned; gives the size to be told while one is stretched."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for index in touch.boxes.tolist():
        painter.setPen(QPen(ink.accent, 2.4))
        painter.drawPolygon(polygon(scene.boxes.corners[index], view))
    if 0 <= touch.over < scene.boxes.n and touch.over not in touch.boxes:
        painter.setPen(QPen(ink.accent, 1.4))
        painter.drawPolygon(polygon(scene.boxes.corners[touch.over], view))
    if touch.shift is not None:
        for index in touch.boxes.tolist():
            moved = scene.boxes.corners[index] + touch.shift
            _ghost(painter, polygon(moved, view), float(scene.boxes.columns[index, 5]), ink)
    index = grips.chosen(scene, touch)
    if index < 0 or touch.shift is not None:
        return ""
    shape = touch.shape or grips.shape_of(scene, index)
    if touch.shape is not None:
        _ghost(painter, polygon(corners_of(*shape), view), shape[4], ink)
    _handles(painter, shape, view, ink)
    turned = f", {metres(round(shape[4], 1))}°" if shape[4] else ""
    size = f"{metres(round(shape[2], 2))} × {metres(round(shape[3], 2))} m{turned}"
    return size.replace("-", "−") if touch.shape is not None else ""


def paint_new_box(painter: QPainter, at: QPointF, view: ViewTransform, ink: Inks) -> None:
    """The obstacle that a click would place, in its true size."""
    x, y = view.to_world(at.x(), at.y())
    _ghost(painter, polygon(corners_of(x, y, NEW_WIDTH_M, NEW_HEIGHT_M, 0.0), view), 0.0, ink)


def _ghost(painter: QPainter, shape: QPolygonF, turn_deg: float, ink: Inks) -> None:
    painter.save()
    painter.setOpacity(0.7)
    draw_box(painter, shape, turn_deg, ink)
    painter.setOpacity(1.0)
    painter.setBrush(faded(ink.accent, 0.08))
    painter.setPen(QPen(ink.accent, 1.4, Qt.PenStyle.DashLine))
    painter.drawPolygon(shape)
    painter.restore()


def _handles(painter: QPainter, shape: grips.BoxShape, view: ViewTransform, ink: Inks) -> None:
    *corners, knob = grips.handles(shape, view)
    painter.setPen(QPen(ink.accent, 1.6))
    painter.drawLine((corners[2] + corners[3]) / 2, knob)
    painter.setBrush(ink.field)
    a = grips.SIZE_PX
    for corner in corners:
        painter.drawRect(int(corner.x() - a), int(corner.y() - a), int(2 * a), int(2 * a))
    painter.drawEllipse(knob, a + 0.5, a + 0.5)
