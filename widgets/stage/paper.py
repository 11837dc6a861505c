"""What lies under the network: field, grid, rulers in metres, scale bar."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from engine.readmodel.snapshot import NetworkSnapshot
from widgets.common.theme import font, px
from widgets.stage.inks import Inks
from widgets.stage.view import ViewTransform, nice_step

_MINOR_PX = 22.0
_LABEL_PX = 96.0


def grid_step(view: ViewTransform) -> float:
    """Metres between the fine grid lines at this zoom: the step of snapping and of arrow keys."""
    return nice_step(view.scale, _MINOR_PX)


def field_rect(snap: NetworkSnapshot, view: ViewTransform) -> QRectF:
    """The field on the screen."""
    top_left = view.point_to_screen(0.0, snap.height_m)
    return QRectF(top_left.x(), top_left.y(), snap.width_m * view.scale, snap.height_m * view.scale)


def metres(value: float) -> str:
    """A number of metres without needless zeros, thin spaces in thousands."""
    return f"{value:,.3f}".rstrip("0").rstrip(".").replace(",", "\u2009")


def _ticks(lo: float, hi: float, limit: float, step: float) -> np.ndarray:
    first = np.ceil(max(0.0, lo) / step - 1e-9)
    last = np.floor(min(limit, hi) / step + 1e-9)
    return step * np.arange(first, last + 1)


def draw_paper(
    painter: QPainter, snap: NetworkSnapshot, view: ViewTransform, size: QRectF, ink: Inks, *, grid: bool
) -> None:
    """Fills the whole widget: ground, field, grid, border and rulers."""
    painter.fillRect(size, ink.ground)
    field = field_rect(snap, view)
    painter.fillRect(field, ink.field)
    if grid:
        _draw_grid(painter, snap, view, size, field, ink)
    painter.setPen(QPen(ink.border, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(field)
    if grid:
        _draw_rulers(painter, snap, view, size, field, ink)


def _draw_grid(
    painter: QPainter, snap: NetworkSnapshot, view: ViewTransform, size: QRectF, field: QRectF, ink: Inks
) -> None:
    left, top = view.to_world(0, 0)
    right, bottom = view.to_world(size.width(), size.height())
    shown = field.intersected(size)
    for step, color in ((grid_step(view), ink.grid), (nice_step(view.scale, _LABEL_PX), ink.grid_strong)):
        painter.setPen(QPen(color, 1))
        lines = []
        for x in _ticks(left, right, snap.width_m, step):
            at = round(view.left + view.scale * float(x)) + 0.5
            lines.append(QLineF(at, shown.top(), at, shown.bottom()))
        for y in _ticks(bottom, top, snap.height_m, step):
            at = round(view.bottom - view.scale * float(y)) + 0.5
            lines.append(QLineF(shown.left(), at, shown.right(), at))
        painter.drawLines(lines)


def _draw_rulers(
    painter: QPainter, snap: NetworkSnapshot, view: ViewTransform, size: QRectF, field: QRectF, ink: Inks
) -> None:
    face = font("small")
    painter.setFont(face)
    tall = QFontMetricsF(face).height()
    left, top = view.to_world(0, 0)
    right, bottom = view.to_world(size.width(), size.height())
    step = nice_step(view.scale, _LABEL_PX)
    under = min(field.bottom() + 3, size.height() - tall - 3)
    beside = max(field.left() - 6, 44.0)
    painter.setPen(ink.muted)
    for x in _ticks(left, right, snap.width_m, step):
        at = view.left + view.scale * float(x)
        text = metres(abs(float(x))) + ("\u2009m" if x == 0 else "")
        painter.drawText(QRectF(at - 50, under, 100, tall), Qt.AlignmentFlag.AlignCenter, text)
    for y in _ticks(bottom, top, snap.height_m, step):
        if y == 0:
            continue
        at = view.bottom - view.scale * float(y)
        right_middle = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(beside - 100, at - tall / 2, 100, tall), right_middle, metres(float(y)))


def draw_scale_bar(painter: QPainter, view: ViewTransform, size: QRectF, ink: Inks) -> None:
    """A bar of a round length at the lower right."""
    step = nice_step(view.scale, 60)
    length = step * view.scale
    text = f"{metres(step)}\u2009m"
    wide = QFontMetricsF(font("small")).horizontalAdvance(text)
    right, base = size.right() - px(16), size.bottom() - px(8)
    painter.setPen(Qt.PenStyle.NoPen)
    plate = QColor(ink.ground)
    plate.setAlphaF(0.8)
    painter.setBrush(plate)
    painter.drawRoundedRect(QRectF(right - length - wide - 16, base - px(13), length + wide + 24, px(18)), 5, 5)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (QPen(ink.field, 4), QPen(ink.text, 1.5)):
        painter.setPen(pen)
        ends = (QPointF(right - length, base - 5), QPointF(right - length, base))
        painter.drawPolyline([*ends, QPointF(right, base), QPointF(right, base - 5)])
    painter.setFont(font("small"))
    painter.setPen(ink.text)
    box = QRectF(right - length - wide - 8, base - px(13), wide + 4, px(18))
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
