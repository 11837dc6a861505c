"""Pictures of roles: drum, hexagon, crown, eye; of members that come and go; of full storage and busy processors."""

from __future__ import annotations

from math import cos, pi, sin

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPolygonF

from engine.readmodel.codes import Membership
from widgets.common.icons import draw_icon
from widgets.stage import sprites
from widgets.stage.duties import COLLECTOR, CONTROLLER, DETECTOR, KEEPER, LETTERS, LEVELS, PROCESSOR
from widgets.stage.inks import Inks, ink_on
from widgets.stage.sprites import SMALL, disc, letter, pen

LETTERS_FROM = 6.5
"""Radius from which roles bear their letter."""
_CROWN = ((-1.3, 1.1), (-1.4, -0.75), (-0.68, -0.05), (0, -1.5), (0.68, -0.05), (1.4, -0.75), (1.3, 1.1))
_DROP = {KEEPER: 0.12, CONTROLLER: 0.5}
"""How far below the middle the letter stands, in radii."""

SERVICE_ICONS = {
    "fire": "fire",
    "medical": "ambulance",
    "police": "police-badge",
    "rescue": "lifebuoy",
    "hazmat": "biohazard",
    "civil": "flag",
    "drone": "quadcopter",
    "vehicle": "car",
    "infrastructure": "home-city",
    "device": "access-point",
    "patient": "heart-pulse",
    "power": "transmission-tower",
    "transport": "train",
    "chemical": "flask",
    "security": "shield-lock",
}
"""Names of `Node.service` and the pictures that stand for them."""
_OTHER_SERVICE = "map-marker"


def service_icon(name: str) -> str:
    """The picture of a service; a pin for names without one of their own."""
    return SERVICE_ICONS.get(name, _OTHER_SERVICE)


def outline(shape: int, r: float) -> QPainterPath:
    """The outline of a role's picture."""
    path = QPainterPath()
    if shape == KEEPER:
        a, top, lip = 1.12 * r, 1.2 * r, 0.42 * r
        path.moveTo(-a, -top + lip)
        path.arcTo(QRectF(-a, -top, 2 * a, 2 * lip), 180, -180)
        path.lineTo(a, top - lip)
        path.arcTo(QRectF(-a, top - 2 * lip, 2 * a, 2 * lip), 0, -180)
        path.closeSubpath()
    elif shape == PROCESSOR:
        corners = [QPointF(1.36 * r * cos(k * pi / 3), 1.36 * r * sin(k * pi / 3)) for k in range(6)]
        path.addPolygon(QPolygonF([*corners, corners[0]]))
    elif shape == CONTROLLER:
        path.addPolygon(QPolygonF([QPointF(x * r, y * r) for x, y in (*_CROWN, _CROWN[0])]))
    elif shape == DETECTOR:
        path.moveTo(-1.75 * r, 0)
        path.quadTo(QPointF(0, -2.0 * r), QPointF(1.75 * r, 0))
        path.quadTo(QPointF(0, 2.0 * r), QPointF(-1.75 * r, 0))
    else:
        path.addEllipse(QPointF(0, 0), r, r)
    return path


def duty(
    painter: QPainter, shape: int, r: float, fill: QColor, inks: Inks, *, distrusted: bool, marked: bool = True
) -> None:
    """The picture of a role with its letter; hatched with a broken outline when distrusted.

    Args:
        painter: Open painter.
        shape: ``COLLECTOR`` … ``DETECTOR``.
        r: Node radius.
        fill: Colour of its trust.
        inks: Colours.
        distrusted: Excluded by its neighbours.
        marked: With its letter; a collector that carries a service shows that instead.
    """
    if shape == COLLECTOR:
        sprites.body(painter, r, fill, inks, head=False, distrusted=distrusted)
    elif r < SMALL:
        _speck(painter, shape, r, fill, inks, distrusted=distrusted)
        return
    else:
        _figure(painter, shape, r, fill, inks, distrusted=distrusted)
    if marked and r >= LETTERS_FROM:
        _mark(painter, shape, r, fill, halo=distrusted)


def _figure(painter: QPainter, shape: int, r: float, fill: QColor, inks: Inks, *, distrusted: bool) -> None:
    path, width = outline(shape, r), max(1.1, min(2.0, 0.16 * r))
    painter.setPen(pen(inks.field, 2.6 * width))
    painter.setBrush(fill)
    painter.drawPath(path)
    if distrusted:
        sprites.hatch(painter, 1.7 * r, fill, path)
    line = pen(inks.text, width)
    if distrusted:
        line.setDashPattern([2.2, 2.4])
    painter.setPen(line)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    if shape == KEEPER:
        painter.drawArc(QRectF(-1.12 * r, -1.2 * r, 2.24 * r, 0.84 * r), 180 * 16, 180 * 16)
    elif shape == DETECTOR:
        disc(painter, 0.78 * r)


def _speck(painter: QPainter, shape: int, r: float, fill: QColor, inks: Inks, *, distrusted: bool) -> None:
    """A role where nodes are dots: its outline, larger than a collector, hollow when distrusted."""
    painter.setPen(pen(inks.warn if distrusted else inks.text, max(0.9, 0.3 * r)))
    painter.setBrush(inks.field if distrusted else fill)
    painter.drawPath(outline(shape, 1.25 * r))


def _mark(painter: QPainter, shape: int, r: float, fill: QColor, *, halo: bool) -> None:
    painter.save()
    painter.translate(0, _DROP.get(shape, 0.0) * r)
    if halo:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        disc(painter, 0.6 * r)
    letter(painter, LETTERS[shape], (0.95 if shape in {DETECTOR, COLLECTOR} else 1.12) * r, ink_on(fill))
    painter.restore()


def badge(painter: QPainter, shape: int, a: float, inks: Inks) -> None:
    """A further role of a node: its letter on a plate with the edge of its shape."""
    painter.setPen(pen(inks.field, max(2.2, 0.55 * a)))
    painter.setBrush(inks.text)
    if shape == COLLECTOR:
        disc(painter, a)
    else:
        painter.drawPath(outline(shape, 0.8 * a))
    painter.setPen(Qt.PenStyle.NoPen)
    disc(painter, 0.85 * a)
    letter(painter, LETTERS[shape], 1.45 * a, inks.field)


def newcomer(painter: QPainter, r: float, inks: Inks) -> None:
    """A node on its way into the network: a broken circle with +."""
    line = pen(inks.accent, max(1.2, 0.16 * r))
    line.setDashPattern([2.0, 2.0])
    painter.setPen(line)
    painter.setBrush(inks.field)
    disc(painter, r)
    painter.setPen(pen(inks.accent, max(1.4, 0.22 * r)))
    painter.drawLine(QPointF(-0.5 * r, 0), QPointF(0.5 * r, 0))
    painter.drawLine(QPointF(0, -0.5 * r), QPointF(0, 0.5 * r))


def gone(painter: QPainter, r: float, inks: Inks) -> None:
    """A node that has left: a hollow circle, an arrow leading out of it."""
    painter.setPen(pen(inks.dead, max(0.9, 0.13 * r)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    disc(painter, 0.86 * r)
    if r < SMALL:
        return
    painter.setPen(pen(inks.dead, max(1.0, 0.15 * r)))
    painter.drawLine(QPointF(0, 0), QPointF(1.25 * r, -1.25 * r))
    painter.drawPolyline([QPointF(0.6 * r, -1.25 * r), QPointF(1.25 * r, -1.25 * r), QPointF(1.25 * r, -0.6 * r)])


def absent(painter: QPainter, r: float, inks: Inks) -> None:
    """A node that is not there yet: the ghost of a circle, dotted."""
    color = QColor(inks.muted)
    color.setAlphaF(0.55)
    line = pen(color, max(0.9, 0.12 * r))
    line.setDashPattern([0.4, 2.6])
    painter.setPen(line)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    disc(painter, 0.86 * r)


def refused(painter: QPainter, r: float, inks: Inks) -> None:
    """A node that was not let in: a hollow circle, barred."""
    painter.setPen(pen(inks.warn, max(1.2, 0.18 * r)))
    painter.setBrush(inks.field)
    disc(painter, 0.9 * r)
    painter.drawLine(QPointF(-0.62 * r, 0.62 * r), QPointF(0.62 * r, -0.62 * r))


def stranger(painter: QPainter, member: int, r: float, inks: Inks) -> None:
    """A node that is no member, by `Membership`."""
    draw = {Membership.ABSENT: absent, Membership.JOINING: newcomer, Membership.LEFT: gone}
    draw.get(Membership(member), refused)(painter, r, inks)


def gauge(painter: QPainter, kind: int, step: int, r: float, inks: Inks) -> None:
    """How full a keeper's storage is (a column with a lid), or how busy a processor is (a column of bars).

    Args:
        painter: Open painter.
        kind: ``KEEPER`` or ``PROCESSOR``.
        step: 0 … `LEVELS`.
        r: Node radius.
        inks: Colours.
    """
    wide, tall = max(3.0, 0.4 * r), 2.3 * r
    box = QRectF(-wide / 2, -tall / 2, wide, tall)
    share = step / LEVELS
    color = inks.warn if share >= 0.9 else inks.packets[1] if kind == KEEPER else inks.packets[0]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(inks.track)
    painter.drawRect(box)
    full = QRectF(box.left(), box.bottom() - share * tall, wide, share * tall)
    painter.fillRect(full, color)
    if kind == PROCESSOR:
        painter.setPen(pen(inks.field, 1.0))
        for k in range(1, 5):
            y = box.top() + k * tall / 5
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
    painter.setPen(pen(inks.text, 1.0))
    painter.setBrush(QBrush(Qt.BrushStyle.NoBrush))
    painter.drawRect(box)
    if kind == KEEPER:
        painter.drawLine(QPointF(box.left() - 2, box.top()), QPointF(box.right() + 2, box.top()))


def service(painter: QPainter, name: str, a: float, color: QColor, inks: Inks | None = None) -> None:
    """The picture of an emergency service or carrier, on a plate where ``inks`` are given."""
    if inks is not None:
        painter.setPen(pen(inks.border, 1.0))
        painter.setBrush(inks.field)
        painter.drawRoundedRect(QRectF(-1.12 * a, -1.12 * a, 2.24 * a, 2.24 * a), 0.35 * a, 0.35 * a)
    side = round(2 * a)
    draw_icon(painter, QRect(-side // 2, -side // 2, side, side), service_icon(name), color)
