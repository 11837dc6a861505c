"""Pictures of attacks, of packets and of what the palette offers."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPainterPath, QPixmap, QPolygonF

from widgets.stage import sprites
from widgets.stage.inks import Inks, ink_on, inks
from widgets.stage.sprites import disc, letter, pen

ATTACK_KINDS = ("blackhole", "greyhole", "damage", "sinkhole", "liar", "other")
_WORDS = {
    "blackhole": ("black",),
    "greyhole": ("grey", "gray", "selective"),
    "damage": ("damag", "corrupt", "distort", "tamper"),
    "sinkhole": ("sink", "assembly"),
    "liar": ("liar", "lying", "mouth", "praise", "reputation", "collusion"),
}


def attack_kind(name: str) -> str:
    """Which picture belongs to an attack's name; ``"other"`` where none does."""
    low = name.lower().replace(" ", "").replace("-", "").replace("_", "")
    return next((kind for kind, words in _WORDS.items() if any(w in low for w in words)), "other")


def _blackhole(painter: QPainter, a: float, color: QColor, _back: QColor) -> None:
    painter.setPen(pen(color, 0.2 * a))
    painter.setBrush(QColor("#000000"))
    disc(painter, 0.62 * a)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen(color, 0.13 * a))
    for turn in (0, 120, 240):
        painter.drawArc(QRectF(-0.95 * a, -0.95 * a, 1.9 * a, 1.9 * a), turn * 16, 70 * 16)


def _greyhole(painter: QPainter, a: float, color: QColor, back: QColor) -> None:
    painter.setPen(pen(color, 0.17 * a))
    painter.setBrush(back)
    disc(painter, 0.78 * a)
    painter.setBrush(color)
    painter.drawPie(QRectF(-0.78 * a, -0.78 * a, 1.56 * a, 1.56 * a), 90 * 16, 180 * 16)


def _damage(painter: QPainter, a: float, color: QColor, back: QColor) -> None:
    left = ((-0.8, -0.6), (-0.02, -0.6), (-0.26, -0.15), (0.06, 0.08), (-0.2, 0.6), (-0.8, 0.6))
    right = ((0.24, -0.6), (0.8, -0.6), (0.8, 0.6), (0.06, 0.6), (0.34, 0.05), (0.02, -0.18))
    painter.setPen(pen(color, 0.13 * a))
    for fill, shape in ((color, left), (back, right)):
        painter.setBrush(fill)
        painter.drawPolygon(QPolygonF([QPointF(x * a, y * a) for x, y in shape]))


def _sinkhole(painter: QPainter, a: float, color: QColor, _back: QColor) -> None:
    painter.setBrush(color)
    painter.setPen(Qt.PenStyle.NoPen)
    disc(painter, 0.24 * a)
    painter.save()
    for _ in range(4):
        painter.setPen(pen(color, 0.16 * a))
        painter.drawLine(QPointF(0.98 * a, 0), QPointF(0.46 * a, 0))
        painter.drawPolyline([QPointF(0.68 * a, -0.2 * a), QPointF(0.44 * a, 0), QPointF(0.68 * a, 0.2 * a)])
        painter.rotate(90)
    painter.restore()


def _liar(painter: QPainter, a: float, color: QColor, _back: QColor) -> None:
    bubble = QPainterPath()
    bubble.addRoundedRect(QRectF(-0.88 * a, -0.78 * a, 1.76 * a, 1.2 * a), 0.32 * a, 0.32 * a)
    tail = QPainterPath(QPointF(-0.5 * a, 0.3 * a))
    tail.lineTo(QPointF(-0.55 * a, 0.92 * a))
    tail.lineTo(QPointF(0.1 * a, 0.35 * a))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawPath(bubble.united(tail))
    painter.translate(0, -0.2 * a)
    letter(painter, "≠", 1.15 * a, ink_on(color))
    painter.translate(0, 0.2 * a)


def _other(painter: QPainter, a: float, color: QColor, back: QColor) -> None:
    painter.setPen(pen(color, 0.17 * a))
    painter.setBrush(back)
    corners = ((0, -0.8), (0.85, 0.65), (-0.85, 0.65))
    painter.drawPolygon(QPolygonF([QPointF(x * a, y * a) for x, y in corners]))
    painter.translate(0, 0.22 * a)
    letter(painter, "!", 1.1 * a, color)
    painter.translate(0, -0.22 * a)


_DRAW: dict[str, Callable[[QPainter, float, QColor, QColor], None]] = {
    "blackhole": _blackhole,
    "greyhole": _greyhole,
    "damage": _damage,
    "sinkhole": _sinkhole,
    "liar": _liar,
    "other": _other,
}


def attack(painter: QPainter, kind: str, a: float, ink: Inks, *, active: bool = True) -> None:
    """The picture of an attack in a circle of radius ``a``; dim while the attack is not going on."""
    painter.save()
    painter.setOpacity(painter.opacity() * (1.0 if active else 0.45))
    _DRAW[kind](painter, a, ink.danger, ink.field)
    painter.restore()


def attack_badge(painter: QPainter, kind: str, a: float, ink: Inks, *, active: bool) -> None:
    """The picture on a plate, so that it stands out from links."""
    painter.setPen(pen(ink.danger, 0.12 * a))
    painter.setBrush(ink.field)
    disc(painter, 1.2 * a)
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
        attack(painter, attack_kind(name), 1.35 * r, ink)
    elif family == "station":
        sprites.station(painter, 0.85 * r, ink)
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
