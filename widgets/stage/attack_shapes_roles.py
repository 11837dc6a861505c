"""The pictures of the attacks of S2, each of another shape, within a circle of radius ``a`` around the origin."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi, sin

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPolygonF

from widgets.stage.sprites import disc, pen

Shape = Callable[[QPainter, float, QColor, QColor], None]
"""Painter, radius, colour of the attack, colour of the ground."""
Corners = tuple[tuple[float, float], ...]


def polygon(a: float, corners: Corners) -> QPolygonF:
    """Corners in units of ``a``."""
    return QPolygonF([QPointF(x * a, y * a) for x, y in corners])


def box(a: float, x: float, y: float, wide: float, tall: float) -> QRectF:
    """A rectangle in units of ``a``."""
    return QRectF(x * a, y * a, wide * a, tall * a)


def _fill(painter: QPainter, color: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)


def _stroke(painter: QPainter, color: QColor, width: float) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen(color, width))


def crown(painter: QPainter, a: float, color: QColor) -> None:
    """The sign of a role: five spikes on a band."""
    _fill(painter, color)
    spikes = ((-0.9, 0.62), (-0.98, -0.5), (-0.46, 0.02), (0, -0.78), (0.46, 0.02), (0.98, -0.5), (0.9, 0.62))
    painter.drawPolygon(polygon(a, spikes))


# -- software --------------------------------------------------------------------------------------------------


def bug(painter: QPainter, a: float, color: QColor, back: QColor) -> None:
    """Malicious code: a beetle."""
    _stroke(painter, color, 0.13 * a)
    for side in (-1, 1):
        for y, out, down in ((-0.2, 0.9, -0.55), (0.18, 0.96, 0.2), (0.5, 0.86, 0.9)):
            painter.drawPolyline(polygon(a, ((side * 0.36, y), (side * 0.68, y), (side * out, down))))
        painter.drawLine(QPointF(side * 0.12 * a, -0.7 * a), QPointF(side * 0.36 * a, -1.0 * a))
    _fill(painter, color)
    painter.drawEllipse(box(a, -0.46, -0.42, 0.92, 1.34))
    painter.drawEllipse(box(a, -0.3, -0.82, 0.6, 0.5))
    _stroke(painter, back, 0.12 * a)
    painter.drawLine(QPointF(0, -0.3 * a), QPointF(0, 0.86 * a))


def _distortion(painter: QPainter, a: float, color: QColor, _back: QColor) -> None:
    """A sum Σ that a stroke of lightning runs through."""
    _stroke(painter, color, 0.2 * a)
    painter.drawPolyline(polygon(a, ((0.5, -0.82), (-0.66, -0.82), (0.02, 0), (-0.66, 0.82), (0.5, 0.82))))
    _fill(painter, color)
    bolt = ((0.86, -0.5), (0.3, 0.1), (0.58, 0.1), (0.36, 0.56), (0.98, -0.1), (0.66, -0.1))
    painter.drawPolygon(polygon(a, bolt))


def thermometer(painter: QPainter, a: float, color: QColor, back: QColor) -> None:
    """Heat held to a sensor."""
    painter.setPen(pen(color, 0.14 * a))
    painter.setBrush(back)
    painter.drawRoundedRect(box(a, -0.46, -0.96, 0.46, 1.4), 0.23 * a, 0.23 * a)
    painter.setBrush(color)
    painter.drawEllipse(QPointF(-0.23 * a, 0.58 * a), 0.4 * a, 0.4 * a)
    _fill(painter, color)
    painter.drawRect(box(a, -0.32, -0.5, 0.18, 1.0))
    _stroke(painter, color, 0.14 * a)
    for y in (-0.66, -0.3, 0.06):
        painter.drawLine(QPointF(0.24 * a, y * a), QPointF((0.56 if y != -0.3 else 0.8) * a, y * a))


def _domino(painter: QPainter, a: float, color: QColor, back: QColor) -> None:
    """Three tiles that push one another over."""
    painter.setPen(pen(color, 0.13 * a))
    for x, angle, fill in ((-0.86, 46.0, color), (-0.16, 26.0, back), (0.7, 0.0, back)):
        painter.save()
        painter.translate(x * a, 0.86 * a)
        painter.rotate(angle)
        painter.setBrush(fill)
        painter.drawRect(box(a, -0.06, -1.5, 0.34, 1.5))
        painter.restore()
    painter.drawLine(QPointF(-0.98 * a, 0.95 * a), QPointF(0.98 * a, 0.95 * a))


# -- energy ----------------------------------------------------------------------------------------------------


def _helloflood(painter: QPainter, a: float, color: QColor, _back: QColor) -> None:
    """A mast that greets the whole field."""
    _stroke(painter, color, 0.16 * a)
    painter.drawPolyline(polygon(a, ((-0.46, 0.96), (0, -0.3), (0.46, 0.96))))
    painter.drawLine(QPointF(-0.26 * a, 0.42 * a), QPointF(0.26 * a, 0.42 * a))
    for radius in (0.42, 0.84):
        for begin in (-42, 138):
            bounds = QRectF(-radius * a, (-0.36 - radius) * a, 2 * radius * a, 2 * radius * a)
            painter.drawArc(bounds, begin * 16, 84 * 16)
    _fill(painter, color)
    painter.drawEllipse(QPointF(0, -0.36 * a), 0.18 * a, 0.18 * a)


def moon_crossed(painter: QPainter, a: float, color: QColor, _back: QColor) -> None:
    """No sleep: a crescent with a cross in its mouth."""
    moon, shadow = QPainterPath(), QPainterPath()
    moon.addEllipse(QPointF(-0.1 * a, 0.1 * a), 0.86 * a, 0.86 * a)
    shadow.addEllipse(QPointF(0.36 * a, -0.3 * a), 0.8 * a, 0.8 * a)
    _fill(painter, color)
    painter.drawPath(moon.subtracted(shadow))
    _stroke(painter, color, 0.22 * a)
    for slope in (-1, 1):
        painter.drawLine(QPointF(0.1 * a, (-0.4 - 0.34 * slope) * a), QPointF(0.78 * a, (-0.4 + 0.34 * slope) * a))


# -- protocol --------------------------------------------------------------------------------------------------


def broken_chain(painter: QPainter, a: float, color: QColor, _back: QColor) -> None:
    """A session torn: two links of a chain apart."""
    painter.save()
    painter.rotate(-35)
    _stroke(painter, color, 0.19 * a)
    for side in (-1, 1):
        link = QPainterPath(QPointF(side * 0.36 * a, -0.3 * a))
        link.lineTo(QPointF(side * 0.62 * a, -0.3 * a))
        link.cubicTo(
            QPointF(side * 1.06 * a, -0.3 * a), QPointF(side * 1.06 * a, 0.3 * a), QPointF(side * 0.62 * a, 0.3 * a)
        )
        link.lineTo(QPointF(side * 0.36 * a, 0.3 * a))
        painter.drawPath(link)
    _stroke(painter, color, 0.13 * a)
    for x, tall in ((-0.2, 0.52), (0.0, 0.72), (0.2, 0.52)):
        for side in (-1, 1):
            painter.drawLine(QPointF(0.6 * x * a, side * 0.34 * a), QPointF(1.2 * x * a, side * tall * a))
    painter.restore()


def tilted_clock(painter: QPainter, a: float, color: QColor, back: QColor) -> None:
    """A clock that has slipped."""
    painter.save()
    painter.rotate(24)
    _fill(painter, color)
    for side in (-1, 1):
        painter.drawEllipse(QPointF(side * 0.5 * a, -0.72 * a), 0.24 * a, 0.24 * a)
    painter.setPen(pen(color, 0.17 * a))
    painter.setBrush(back)
    painter.drawEllipse(QPointF(0, 0.06 * a), 0.74 * a, 0.74 * a)
    painter.drawLine(QPointF(0, 0.06 * a), QPointF(0, -0.42 * a))
    painter.drawLine(QPointF(0, 0.06 * a), QPointF(-0.36 * a, 0.2 * a))
    painter.restore()


def twin_dots(painter: QPainter, a: float, color: QColor, back: QColor) -> None:
    """A packet, and the same again: two dots over a rewind sign."""
    painter.setPen(pen(color, 0.15 * a))
    for x, fill in ((-0.44, color), (0.44, back)):
        painter.setBrush(fill)
        painter.drawEllipse(QPointF(x * a, -0.42 * a), 0.36 * a, 0.36 * a)
    _fill(painter, color)
    for x in (-0.86, -0.06):
        painter.drawPolygon(polygon(a, ((x, 0.5), (x + 0.78, 0.12), (x + 0.78, 0.88))))


def _fieldtamper(painter: QPainter, a: float, color: QColor, back: QColor) -> None:
    """A frame of fields of which one has been pushed out of its place."""
    painter.setPen(pen(color, 0.12 * a))
    painter.setBrush(back)
    for x in (-0.96, -0.48, 0.48):
        painter.drawRect(box(a, x, -0.3, 0.48, 0.6))
    painter.setBrush(color)
    painter.drawRect(box(a, 0.0, 0.24, 0.48, 0.6))
    _stroke(painter, color, 0.13 * a)
    painter.drawLine(QPointF(0.24 * a, -0.9 * a), QPointF(0.24 * a, 0.0))
    painter.drawPolyline(polygon(a, ((0.04, -0.26), (0.24, 0.04), (0.44, -0.26))))


# -- channel ---------------------------------------------------------------------------------------------------


def _jamming(painter: QPainter, a: float, color: QColor, _back: QColor) -> None:
    """Noise between two bars."""
    _stroke(painter, color, 0.15 * a)
    for y in (-0.86, 0.86):
        painter.drawLine(QPointF(-0.86 * a, y * a), QPointF(0.86 * a, y * a))
    heights = (0.1, -0.3, 0.52, -0.62, 0.3, -0.5, 0.62, -0.2, 0.34, -0.1)
    painter.drawPolyline(QPolygonF([QPointF((-0.95 + 0.21 * k) * a, y * a) for k, y in enumerate(heights)]))


# -- roles -----------------------------------------------------------------------------------------------------


def _roletheft(painter: QPainter, a: float, color: QColor, back: QColor) -> None:
    """A mask under a crown."""
    painter.save()
    painter.translate(0, -0.5 * a)
    crown(painter, 0.52 * a, color)
    painter.restore()
    mask = QPainterPath(QPointF(-0.96 * a, 0.06 * a))
    mask.quadTo(QPointF(0, -0.1 * a), QPointF(0.96 * a, 0.06 * a))
    mask.cubicTo(QPointF(0.98 * a, 0.98 * a), QPointF(0.22 * a, 0.94 * a), QPointF(0, 0.52 * a))
    mask.cubicTo(QPointF(-0.22 * a, 0.94 * a), QPointF(-0.98 * a, 0.98 * a), QPointF(-0.96 * a, 0.06 * a))
    _fill(painter, color)
    painter.drawPath(mask)
    painter.setBrush(back)
    for side in (-1, 1):
        painter.drawEllipse(QPointF(side * 0.46 * a, 0.38 * a), 0.22 * a, 0.17 * a)


def two_arrows(painter: QPainter, a: float, color: QColor) -> None:
    """Two arrows that chase each other round."""
    for turn in (0, 180):
        painter.save()
        painter.rotate(turn)
        _stroke(painter, color, 0.17 * a)
        painter.drawArc(box(a, -0.84, -0.84, 1.68, 1.68), 20 * 16, 122 * 16)
        painter.rotate(-14)
        _fill(painter, color)
        painter.drawPolygon(polygon(a, ((0.5, -0.14), (1.16, -0.14), (0.84, 0.4))))
        painter.restore()


def _roleflood(painter: QPainter, a: float, color: QColor, _back: QColor) -> None:
    """Roles given out again and again: a crown within two arrows."""
    two_arrows(painter, a, color)
    crown(painter, 0.4 * a, color)


def _phantom(painter: QPainter, a: float, color: QColor, back: QColor) -> None:
    """A node that is not there: a broken outline with a crown over it."""
    painter.setBrush(back)
    line = pen(color, 0.16 * a)
    line.setDashPattern([1.5, 1.4])
    painter.setPen(line)
    painter.drawEllipse(QPointF(0, 0.3 * a), 0.6 * a, 0.6 * a)
    _fill(painter, color)
    for side in (-1, 1):
        painter.drawEllipse(QPointF(side * 0.2 * a, 0.26 * a), 0.11 * a, 0.16 * a)
    painter.translate(0, -0.66 * a)
    crown(painter, 0.34 * a, color)
    painter.translate(0, 0.66 * a)


def _rolecommand(painter: QPainter, a: float, color: QColor, back: QColor) -> None:
    """An envelope with a role in it, written over."""
    painter.setPen(pen(color, 0.14 * a))
    painter.setBrush(back)
    painter.drawRect(box(a, -0.92, -0.5, 1.84, 1.2))
    painter.drawPolyline(polygon(a, ((-0.92, -0.5), (0, 0.16), (0.92, -0.5))))
    painter.translate(-0.46 * a, 0.4 * a)
    crown(painter, 0.26 * a, color)
    painter.translate(0.46 * a, -0.4 * a)
    for ink, width in ((back, 0.4), (color, 0.2)):
        _stroke(painter, ink, width * a)
        painter.drawLine(QPointF(0.86 * a, -0.92 * a), QPointF(0.18 * a, 0.56 * a))
    _fill(painter, color)
    painter.drawPolygon(polygon(a, ((0.04, 0.42), (0.36, 0.54), (0.1, 0.84))))


# -- marks -----------------------------------------------------------------------------------------------------


def gear_outline(a: float, teeth: int = 12, deep: float = 0.16) -> QPolygonF:
    """The edge of a cog wheel of radius ``a``."""
    corners = []
    for k in range(teeth):
        for part, radius in ((0.0, 1.0), (0.36, 1.0), (0.5, 1.0 + deep), (0.86, 1.0 + deep)):
            angle = 2 * pi * (k + part) / teeth
            corners.append(QPointF(a * radius * cos(angle), a * radius * sin(angle)))
    return QPolygonF(corners)


def gear(painter: QPainter, a: float, color: QColor, back: QColor) -> None:
    """The mark of the variation that exploits self-organisation and roles: a cog wheel with a crown."""
    painter.setPen(pen(back, 0.3 * a))
    painter.setBrush(color)
    painter.drawPolygon(gear_outline(0.9 * a, 8, 0.3))
    crown(painter, 0.5 * a, back)


def arrival(painter: QPainter, a: float, color: QColor, back: QColor) -> None:
    """The mark of an outsider: an arrow that comes in over a broken border."""
    _fill(painter, back)
    disc(painter, 1.2 * a)
    line = pen(color, 0.24 * a)
    painter.setPen(line)
    for y in (-0.9, -0.2, 0.5):
        painter.drawLine(QPointF(0.66 * a, y * a), QPointF(0.66 * a, (y + 0.36) * a))
    painter.drawLine(QPointF(-0.95 * a, 0), QPointF(0.3 * a, 0))
    painter.drawPolyline(polygon(a, ((-0.12, -0.46), (0.34, 0), (-0.12, 0.46))))


ROLE_SHAPES: dict[str, Shape] = {
    "injection": bug,
    "distortion": _distortion,
    "tampering": thermometer,
    "domino": _domino,
    "helloflood": _helloflood,
    "sleepdenial": moon_crossed,
    "desync": broken_chain,
    "clockskew": tilted_clock,
    "replay": twin_dots,
    "fieldtamper": _fieldtamper,
    "jamming": _jamming,
    "roletheft": _roletheft,
    "roleflood": _roleflood,
    "phantom": _phantom,
    "rolecommand": _rolecommand,
}
"""By kind; see `attack_kinds.ATTACK_KINDS`."""
