"""The pictures of attacks, each of another shape, within a circle of radius ``a`` around the origin."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath

from widgets.stage.attack_shapes_roles import ROLE_SHAPES, Shape
from widgets.stage.attack_shapes_roles import box as _box
from widgets.stage.attack_shapes_roles import polygon as _polygon
from widgets.stage.inks import ink_on
from widgets.stage.sprites import disc, letter, pen

# -- packets ---------------------------------------------------------------------------------------------------


def _blackhole(painter: QPainter, a: float, color: QColor, _back: QColor) -> None:
    painter.setPen(pen(color, 0.2 * a))
    painter.setBrush(QColor("#000000"))
    disc(painter, 0.62 * a)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen(color, 0.13 * a))
    for turn in (0, 120, 240):
        painter.drawArc(_box(a, -0.95, -0.95, 1.9, 1.9), turn * 16, 70 * 16)


def _greyhole(painter: QPainter, a: float, color: QColor, back: QColor) -> None:
    painter.setPen(pen(color, 0.17 * a))
    painter.setBrush(back)
    disc(painter, 0.78 * a)
    painter.setBrush(color)
    painter.drawPie(_box(a, -0.78, -0.78, 1.56, 1.56), 90 * 16, 180 * 16)


def _damage(painter: QPainter, a: float, color: QColor, back: QColor) -> None:
    """A packet torn in two."""
    left = ((-0.8, -0.6), (-0.02, -0.6), (-0.26, -0.15), (0.06, 0.08), (-0.2, 0.6), (-0.8, 0.6))
    right = ((0.24, -0.6), (0.8, -0.6), (0.8, 0.6), (0.06, 0.6), (0.34, 0.05), (0.02, -0.18))
    painter.setPen(pen(color, 0.13 * a))
    for fill, shape in ((color, left), (back, right)):
        painter.setBrush(fill)
        painter.drawPolygon(_polygon(a, shape))


def _random(painter: QPainter, a: float, color: QColor, back: QColor) -> None:
    """A die."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRoundedRect(_box(a, -0.76, -0.76, 1.52, 1.52), 0.3 * a, 0.3 * a)
    painter.setBrush(back)
    for x, y in ((-0.4, -0.4), (0.4, -0.4), (0, 0), (-0.4, 0.4), (0.4, 0.4)):
        painter.drawEllipse(QPointF(x * a, y * a), 0.17 * a, 0.17 * a)


# -- routes ----------------------------------------------------------------------------------------------------


def _sinkhole(painter: QPainter, a: float, color: QColor, _back: QColor) -> None:
    """Arrows from all sides."""
    painter.setBrush(color)
    painter.setPen(Qt.PenStyle.NoPen)
    disc(painter, 0.24 * a)
    painter.save()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for _ in range(4):
        painter.setPen(pen(color, 0.16 * a))
        painter.drawLine(QPointF(0.98 * a, 0), QPointF(0.46 * a, 0))
        painter.drawPolyline([QPointF(0.68 * a, -0.2 * a), QPointF(0.44 * a, 0), QPointF(0.68 * a, 0.2 * a)])
        painter.rotate(90)
    painter.restore()


def _wormhole(painter: QPainter, a: float, color: QColor, back: QColor) -> None:
    """An arch between two nodes."""
    path = QPainterPath(QPointF(-0.64 * a, 0.3 * a))
    path.cubicTo(QPointF(-0.64 * a, -1.05 * a), QPointF(0.64 * a, -1.05 * a), QPointF(0.64 * a, 0.3 * a))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen(color, 0.3 * a))
    painter.drawPath(path)
    painter.setBrush(back)
    painter.setPen(pen(color, 0.16 * a))
    for x in (-0.64, 0.64):
        painter.drawEllipse(QPointF(x * a, 0.5 * a), 0.28 * a, 0.28 * a)


def _sybil(painter: QPainter, a: float, color: QColor, back: QColor) -> None:
    """One that is three others."""
    ghosts = ((-0.66, -0.3), (0.0, -0.68), (0.66, -0.3))
    painter.setPen(pen(color, 0.11 * a))
    for x, y in ghosts:
        painter.drawLine(QPointF(0, 0.45 * a), QPointF(x * a, y * a))
    painter.setBrush(back)
    for x, y in ghosts:
        painter.drawEllipse(QPointF(x * a, y * a), 0.27 * a, 0.27 * a)
    painter.setBrush(color)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(QPointF(0, 0.48 * a), 0.42 * a, 0.42 * a)


def turning_arrow(painter: QPainter, a: float, color: QColor) -> None:
    """An arrow that runs round in a circle."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen(color, 0.24 * a))
    painter.drawArc(_box(a, -0.68, -0.68, 1.36, 1.36), 35 * 16, 285 * 16)
    painter.save()
    painter.rotate(-35)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawPolygon(_polygon(a, ((0.24, -0.04), (1.12, -0.04), (0.68, 0.56))))
    painter.restore()


def _loop(painter: QPainter, a: float, color: QColor, _back: QColor) -> None:
    turning_arrow(painter, a, color)


def _falseroute(painter: QPainter, a: float, color: QColor, back: QColor) -> None:
    """A signpost that points both ways."""
    right = ((-0.6, -0.8), (0.5, -0.8), (0.92, -0.5), (0.5, -0.2), (-0.6, -0.2))
    left = ((0.6, 0.0), (-0.5, 0.0), (-0.92, 0.3), (-0.5, 0.6), (0.6, 0.6))
    painter.setPen(pen(color, 0.2 * a))
    painter.drawLine(QPointF(0, -0.7 * a), QPointF(0, 0.98 * a))
    painter.setPen(pen(color, 0.13 * a))
    for fill, shape in ((color, right), (back, left)):
        painter.setBrush(fill)
        painter.drawPolygon(_polygon(a, shape))


# -- resources -------------------------------------------------------------------------------------------------


def _rush(painter: QPainter, a: float, color: QColor, _back: QColor) -> None:
    """A service message ▪ sent out to all sides, again and again."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRect(_box(a, -0.25, -0.25, 0.5, 0.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen(color, 0.16 * a))
    for radius in (0.56, 0.93):
        box = _box(a, -radius, -radius, 2 * radius, 2 * radius)
        painter.drawArc(box, -52 * 16, 104 * 16)
        painter.drawArc(box, 128 * 16, 104 * 16)


def _depletion(painter: QPainter, a: float, color: QColor, back: QColor) -> None:
    """A battery that runs out."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRect(_box(a, -0.2, -0.98, 0.4, 0.26))
    painter.setPen(pen(color, 0.15 * a))
    painter.setBrush(back)
    painter.drawRoundedRect(_box(a, -0.5, -0.74, 1.0, 1.66), 0.16 * a, 0.16 * a)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRect(_box(a, -0.34, 0.52, 0.68, 0.26))
    painter.setPen(pen(color, 0.15 * a))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawLine(QPointF(0, -0.5 * a), QPointF(0, 0.2 * a))
    painter.drawPolyline(_polygon(a, ((-0.24, -0.04), (0, 0.24), (0.24, -0.04))))


def _other(painter: QPainter, a: float, color: QColor, back: QColor) -> None:
    painter.setPen(pen(color, 0.17 * a))
    painter.setBrush(back)
    painter.drawPolygon(_polygon(a, ((0, -0.8), (0.85, 0.65), (-0.85, 0.65))))
    painter.translate(0, 0.22 * a)
    letter(painter, "!", 1.1 * a, color)
    painter.translate(0, -0.22 * a)


# -- words: all liars have a bubble, and each another sign in it ----------------------------------------------


def _bubble(a: float, box: QRectF, *, tail: float) -> QPainterPath:
    """A speech bubble; the tail hangs down at x = ``tail`` (in units of ``a``), pointing outwards."""
    out = QPainterPath()
    out.addRoundedRect(box, 0.3 * a, 0.3 * a)
    side = -1 if tail < 0 else 1
    x, base = tail * a, box.bottom() - 0.12 * a
    hook = QPainterPath(QPointF(x - 0.05 * side * a, base))
    hook.lineTo(QPointF(x + 0.02 * side * a, base + 0.6 * a))
    hook.lineTo(QPointF(x - 0.6 * side * a, base))
    hook.closeSubpath()
    return out.united(hook)


def _says(painter: QPainter, a: float, fill: QColor, edge: QColor | None = None) -> None:
    painter.setPen(pen(edge, 0.14 * a) if edge is not None else Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    painter.drawPath(_bubble(a, _box(a, -0.9, -0.8, 1.8, 1.22), tail=-0.5))


def _liar(painter: QPainter, a: float, color: QColor, _back: QColor) -> None:
    _says(painter, a, color)
    painter.setPen(pen(ink_on(color), 0.17 * a))
    for y in (-0.36, -0.02):
        painter.drawLine(QPointF(-0.42 * a, y * a), QPointF(0.42 * a, y * a))
    painter.drawLine(QPointF(-0.2 * a, 0.22 * a), QPointF(0.2 * a, -0.6 * a))


def _badmouth(painter: QPainter, a: float, color: QColor, _back: QColor) -> None:
    """Speaks others down."""
    _says(painter, a, color)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink_on(color))
    painter.drawPolygon(_polygon(a, ((-0.5, -0.5), (0.5, -0.5), (0, 0.22))))


def _ballot(painter: QPainter, a: float, color: QColor, back: QColor) -> None:
    """Speaks its own up."""
    _says(painter, a, back, color)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawPolygon(_polygon(a, ((-0.5, 0.12), (0.5, 0.12), (0, -0.6))))


def _onoff(painter: QPainter, a: float, color: QColor, back: QColor) -> None:
    """Good and bad by turns."""
    _says(painter, a, back, color)
    wave = ((-0.62, 0.12), (-0.34, 0.12), (-0.34, -0.5), (0.02, -0.5), (0.02, 0.12), (0.36, 0.12), (0.36, -0.5))
    painter.setPen(pen(color, 0.17 * a))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(_polygon(a, (*wave, (0.62, -0.5))))


def _collusion(painter: QPainter, a: float, color: QColor, back: QColor) -> None:
    """Two who say the same."""
    painter.setBrush(back)
    painter.setPen(pen(color, 0.14 * a))
    painter.drawPath(_bubble(a, _box(a, -0.3, -0.9, 1.2, 0.86), tail=0.62))
    painter.setPen(pen(back, 0.12 * a))
    painter.setBrush(color)
    painter.drawPath(_bubble(a, _box(a, -0.95, -0.46, 1.24, 0.9), tail=-0.6))


SHAPES: dict[str, Shape] = {
    **ROLE_SHAPES,
    "wormhole": _wormhole,
    "sybil": _sybil,
    "loop": _loop,
    "sinkhole": _sinkhole,
    "falseroute": _falseroute,
    "blackhole": _blackhole,
    "greyhole": _greyhole,
    "damage": _damage,
    "random": _random,
    "liar": _liar,
    "badmouth": _badmouth,
    "ballot": _ballot,
    "onoff": _onoff,
    "collusion": _collusion,
    "rush": _rush,
    "depletion": _depletion,
    "other": _other,
}
"""By kind; see `attack_kinds.ATTACK_KINDS`."""
