"""Pictures of attacks, of packets and of what the palette offers."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from widgets.common.mime import AttackKey
from widgets.stage import sprites
from widgets.stage.attack_kinds import attack_kind
from widgets.stage.attack_shapes import SHAPES
from widgets.stage.attack_shapes_roles import arrival, gear, gear_outline
from widgets.stage.boxes import draw_box
from widgets.stage.inks import Inks, inks
from widgets.stage.sprites import disc, pen


def attack(
    painter: QPainter, kind: str, a: float, ink: Inks, *, active: bool = True, exploiting: bool = False,
    outsider: bool = False,
) -> None:  # fmt: skip
    """The picture of an attack in a circle of radius ``a``; dim while the attack is not going on.

    Marks at its foot: a cog wheel with a crown for the variation that exploits self-organisation and roles, an arrow
    over a broken border for outsiders.
    """
    painter.save()
    painter.setOpacity(painter.opacity() * (1.0 if active else 0.45))
    painter.save()
    SHAPES[kind](painter, a, ink.danger, ink.field)
    painter.restore()
    for shown, mark, side in ((exploiting, gear, 1), (outsider, arrival, -1)):
        if shown:
            painter.save()
            painter.translate(side * 0.72 * a, 0.72 * a)
            mark(painter, 0.46 * a, ink.text, ink.field)
            painter.restore()
    painter.restore()


def plate(
    painter: QPainter, a: float, edge: QColor, ink: Inks, *, exploiting: bool = False, outsider: bool = False
) -> None:
    """An empty plate; with a cogged edge for exploiting attacks, with a broken one for outsiders."""
    line = pen(edge, 0.1 * a)
    if outsider:
        line = QPen(edge, 0.14 * a, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.FlatCap)
        line.setDashPattern([1.7, 1.2])
    painter.setPen(line)
    painter.setBrush(ink.field)
    if exploiting:
        painter.drawPolygon(gear_outline(0.95 * a))
    else:
        disc(painter, 0.95 * a)


def attack_badge(
    painter: QPainter, kind: str, a: float, ink: Inks, *, active: bool, exploiting: bool = False, outsider: bool = False
) -> None:
    """The picture on a plate, so that it stands out from links."""
    plate(painter, 1.2 * a, ink.danger, ink, exploiting=exploiting, outsider=outsider)
    attack(painter, kind, 0.85 * a, ink, active=active)


def packet(painter: QPainter, kind: int, a: float, ink: Inks, *, damaged: bool = False) -> None:
    """A packet: ● reading, larger ● aggregate, ● direct, ◆ reputation, ▪ control; jagged when damaged."""
    fill = ink.packets[kind]
    painter.setPen(pen(ink.field, max(0.8, 0.3 * a)))
    painter.setBrush(ink.danger if damaged else fill)
    if damaged:
        points = []
        for k in range(14):
            painter.save()
            radius = 1.5 * a if k % 2 == 0 else 0.75 * a
            points.append(_on_circle(radius, k / 14))
            painter.restore()
        painter.drawPolygon(QPolygonF(points))
    elif kind == 1:
        disc(painter, 1.5 * a)
    elif kind == 3:
        b = 1.35 * a
        painter.drawPolygon(QPolygonF([QPointF(0, -b), QPointF(b, 0), QPointF(0, b), QPointF(-b, 0)]))
    elif kind == 4:
        painter.drawRect(QRectF(-0.85 * a, -0.85 * a, 1.7 * a, 1.7 * a))
    else:
        disc(painter, a)


def _on_circle(radius: float, turn: float) -> QPointF:
    path = QPainterPath()
    path.addEllipse(QPointF(0, 0), radius, radius)
    return path.pointAtPercent(turn)


def draw_entry(painter: QPainter, key: str, r: float) -> None:
    """The picture of a palette entry around the origin, as it will stand on the stage."""
    ink = inks()
    family, _, name = key.partition(":")
    if family == "attack":
        how = AttackKey.read(name)
        attack(painter, attack_kind(how.name), 1.35 * r, ink, exploiting=how.exploiting, outsider=how.outsider)
    elif family == "station":
        sprites.station(painter, 0.85 * r, ink)
    elif family == "obstacle":
        draw_box(painter, QPolygonF(QRectF(-1.5 * r, -0.75 * r, 3.0 * r, 1.5 * r)), 0.0, ink)
    elif name == "router":
        sprites.router(painter, 1.05 * r, ink.muted, ink, distrusted=False)
    else:
        sprites.energy_ring(painter, 0.8 * r, 0.8, ink)
        sprites.body(painter, 0.8 * r, ink.muted, ink, head=False, distrusted=False)


def entry_pixmap(key: str, size: int) -> QPixmap:
    """The picture of a palette entry, ``size`` pixels square, sharp on dense screens."""
    ratio = max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)
    out = QPixmap(round(size * ratio), round(size * ratio))
    out.setDevicePixelRatio(ratio)
    out.fill(Qt.GlobalColor.transparent)
    painter = QPainter(out)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(size / 2, size / 2)
    draw_entry(painter, key, size / 3.4)
    painter.end()
    return out
