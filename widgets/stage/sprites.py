"""Pictures of nodes and states, drawn around the origin. Each meaning has a shape besides its colour."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPainterPath, QPen, QPolygonF

from widgets.stage.inks import Inks, ink_on

SMALL = 5.0
"""Below this radius a node is a plain dot; the distrusted are hollow there."""
_CENTRE = Qt.AlignmentFlag.AlignCenter


def pen(color: QColor, width: float = 1.0, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """A round pen."""
    return QPen(color, width, style, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def disc(painter: QPainter, r: float) -> None:
    """A circle around the origin."""
    painter.drawEllipse(QPointF(0, 0), r, r)


def letter(painter: QPainter, text: str, size: float, color: QColor) -> None:
    """A bold letter around the origin."""
    font = QFont(painter.font())
    font.setPixelSize(max(4, round(size)))
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(color)
    painter.drawText(QRectF(-size, -size, 2 * size, 2 * size), _CENTRE, text)


def body(painter: QPainter, r: float, fill: QColor, inks: Inks, *, head: bool, distrusted: bool) -> None:
    """A sensor node: ● member, ◎ with H head; hatched with a broken outline when distrusted."""
    width = max(0.8, min(1.6, 0.13 * r))
    inner = r * (0.86 if head and r >= SMALL else 1.0)
    if r < SMALL:
        _dot(painter, r, fill, inks, head=head, distrusted=distrusted)
        return
    painter.setBrush(fill)
    painter.setPen(Qt.PenStyle.NoPen)
    disc(painter, inner)
    if distrusted:
        hatch(painter, inner, fill)
    line = pen(inks.outline, width)
    if distrusted:
        line.setDashPattern([2.2, 2.4])
        line.setWidthF(1.25 * width)
    painter.setPen(line)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    disc(painter, inner)
    if head:
        painter.setPen(pen(inks.text, max(1.1, 0.15 * r)))
        disc(painter, 1.22 * r)
        if r >= 8:
            if distrusted:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(fill)
                disc(painter, 0.62 * r)
            letter(painter, "H", 1.12 * r, ink_on(fill))


def router(painter: QPainter, r: float, fill: QColor, inks: Inks, *, distrusted: bool) -> None:
    """A router: ▲ with R; hatched with a broken outline when distrusted."""
    shape = QPolygonF([QPointF(x * r, y * r) for x, y in _TRIANGLE])
    width = max(0.9, min(1.8, 0.17 * r))
    if r < SMALL:
        painter.setPen(pen(inks.warn if distrusted else inks.text, max(0.8, 0.3 * r)))
        painter.setBrush(inks.field if distrusted else fill)
        painter.drawPolygon(shape)
        return
    painter.setPen(pen(inks.field, 3.2 * width))
    painter.setBrush(fill)
    painter.drawPolygon(shape)
    if distrusted:
        outline = QPainterPath()
        outline.addPolygon(shape)
        hatch(painter, 1.4 * r, fill, outline)
    line = pen(inks.text, 1.2 * width)
    if distrusted:
        line.setDashPattern([2.2, 2.4])
    painter.setPen(line)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolygon(shape)
    if r >= 6:
        painter.translate(0, 0.2 * r)
        letter(painter, "R", 1.05 * r, ink_on(fill))
        painter.translate(0, -0.2 * r)


_TRIANGLE = ((0, -1.42), (1.32, 0.94), (-1.32, 0.94))


def _dot(painter: QPainter, r: float, fill: QColor, inks: Inks, *, head: bool, distrusted: bool) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    if distrusted:
        painter.setPen(pen(inks.warn, max(1.0, 0.4 * r)))
        painter.setBrush(inks.field)
        disc(painter, 0.85 * r)
    elif head:
        painter.setBrush(inks.text)
        disc(painter, 1.3 * r)
        painter.setBrush(fill)
        disc(painter, 0.75 * r)
    else:
        painter.setBrush(inks.outline)
        disc(painter, r)
        painter.setBrush(fill)
        disc(painter, max(0.5, r - 0.55))


def hatch(painter: QPainter, r: float, fill: QColor, clip: QPainterPath | None = None) -> None:
    """Slanted strokes over a fill, within ``clip`` or a circle of radius ``r``."""
    painter.save()
    if clip is None:
        clip = QPainterPath()
        clip.addEllipse(QPointF(0, 0), r, r)
    painter.setClipPath(clip)
    ink = ink_on(fill)
    ink.setAlphaF(0.85)
    painter.setPen(pen(ink, max(1.0, 0.13 * r)))
    step = max(3.0, 0.52 * r)
    k = -3
    while k * step < 2 * r:
        painter.drawLine(QPointF(k * step - r, r), QPointF(k * step + r, -r))
        k += 1
    painter.restore()


def station(painter: QPainter, r: float, inks: Inks, mark: str = "S") -> None:
    """A base station: ⌂ with S; a gateway: with G."""
    r = max(r, 4.0)
    shape = QPolygonF([QPointF(x * r, y * r) for x, y in _HOUSE])
    painter.setPen(pen(inks.field, max(2.0, 0.34 * r)))
    painter.setBrush(inks.station)
    painter.drawPolygon(shape)
    painter.setPen(pen(inks.text, max(1.0, 0.14 * r)))
    painter.drawPolygon(shape)
    if r >= 7:
        painter.translate(0, 0.22 * r)
        letter(painter, mark, 1.15 * r, ink_on(inks.station))
        painter.translate(0, -0.22 * r)


_HOUSE = ((0, -1.55), (1.45, -0.25), (1.1, -0.25), (1.1, 1.15), (-1.1, 1.15), (-1.1, -0.25), (-1.45, -0.25))


def dead(painter: QPainter, r: float, inks: Inks) -> None:
    """A node out of energy: hollow grey ✕."""
    painter.setPen(pen(inks.dead, max(0.8, 0.12 * r)))
    painter.setBrush(inks.field if r >= SMALL else Qt.BrushStyle.NoBrush)
    disc(painter, 0.86 * r)
    cross(painter, 0.45 * r, inks.dead, max(0.8, 0.16 * r))


def cross(painter: QPainter, a: float, color: QColor, width: float) -> None:
    """✕ of half-size ``a``."""
    painter.setPen(pen(color, width))
    painter.drawLine(QPointF(-a, -a), QPointF(a, a))
    painter.drawLine(QPointF(-a, a), QPointF(a, -a))


def energy_ring(painter: QPainter, r: float, share: float, inks: Inks) -> None:
    """Residual energy as a sector of a ring from 12 o'clock, with gaps at 25, 50 and 75 %."""
    radius, width = 1.58 * r, max(1.4, 0.24 * r)
    box = QRectF(-radius, -radius, 2 * radius, 2 * radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    flat = QPen(inks.track, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    painter.setPen(flat)
    painter.drawEllipse(box)
    color = inks.good if share >= 0.5 else inks.warn if share >= 0.25 else inks.low
    flat.setColor(color)
    painter.setPen(flat)
    painter.drawArc(box, 90 * 16, -round(share * 360 * 16))
    if r >= 6:
        painter.setPen(QPen(inks.field, max(1.0, 0.12 * r)))
        for dx, dy in ((1, 0), (0, 1), (-1, 0)):
            a, b = radius - 0.75 * width, radius + 0.75 * width
            painter.drawLine(QPointF(dx * a, dy * a), QPointF(dx * b, dy * b))


def claim_ring(painter: QPainter, r: float, share: float, inks: Inks) -> None:
    """The energy that a liar claims: a thin broken arc outside its true one."""
    radius = 1.86 * r
    line = QPen(inks.danger, max(1.0, 0.12 * r), Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    line.setDashPattern([2.4, 1.4])
    painter.setPen(line)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawArc(QRectF(-radius, -radius, 2 * radius, 2 * radius), 90 * 16, -round(share * 360 * 16))


def no_path(painter: QPainter, r: float, inks: Inks) -> None:
    """Dotted grey outline, and a broken link at the lower left: no path to a station."""
    dotted = pen(inks.muted, max(1.1, 0.14 * r))
    dotted.setDashPattern([0.2, 2.2])
    painter.setPen(dotted)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    disc(painter, 1.95 * r)
    if r < SMALL:
        return
    painter.save()
    painter.translate(-1.55 * r, 1.35 * r)
    _badge(painter, 0.62 * r, inks.field, inks.muted)
    painter.setPen(pen(inks.text, max(1.0, 0.13 * r)))
    painter.drawLine(QPointF(-0.38 * r, 0), QPointF(-0.12 * r, 0))
    painter.drawLine(QPointF(0.12 * r, 0), QPointF(0.38 * r, 0))
    painter.drawLine(QPointF(-0.14 * r, 0.3 * r), QPointF(0.14 * r, -0.3 * r))
    painter.restore()


def _badge(painter: QPainter, a: float, fill: QColor, edge: QColor) -> None:
    painter.setPen(pen(edge, max(1.0, 0.2 * a)))
    painter.setBrush(QBrush(fill))
    disc(painter, a)


def suspected(painter: QPainter, r: float, inks: Inks) -> None:
    """Dashed halo, and ? at the upper right."""
    dashed = pen(inks.warn, max(1.1, 0.14 * r))
    dashed.setDashPattern([3, 2.5])
    painter.setPen(dashed)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    disc(painter, 1.98 * r)
    if r >= SMALL:
        painter.save()
        painter.translate(1.45 * r, -1.45 * r)
        _badge(painter, 0.66 * r, inks.warn, inks.field)
        letter(painter, "?", 1.05 * r, ink_on(inks.warn))
        painter.restore()


def excluded(painter: QPainter, r: float, inks: Inks) -> None:
    """A fence of pickets around the node, and ⛔ at the upper right."""
    painter.save()
    radius = 2.1 * r
    painter.setPen(pen(inks.warn, max(1.0, 0.12 * r)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    disc(painter, radius)
    pickets = 12 if r >= SMALL else 8
    for _ in range(pickets):
        painter.rotate(360 / pickets)
        painter.drawLine(QPointF(radius - 0.26 * r, 0), QPointF(radius + 0.34 * r, 0))
    painter.restore()
    if r >= SMALL:
        painter.save()
        painter.translate(1.5 * r, -1.5 * r)
        _badge(painter, 0.72 * r, inks.warn, inks.field)
        bar = QPen(ink_on(inks.warn), max(1.6, 0.26 * r), Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
        painter.setPen(bar)
        painter.drawLine(QPointF(-0.42 * r, 0), QPointF(0.42 * r, 0))
        painter.restore()


def ghost(painter: QPainter, a: float, inks: Inks) -> None:
    """A translucent ghost: an identity that does not exist."""
    path = QPainterPath(QPointF(-a, 1.1 * a))
    path.lineTo(QPointF(-a, -0.1 * a))
    path.arcTo(QRectF(-a, -1.1 * a, 2 * a, 2 * a), 180, -180)
    path.lineTo(QPointF(a, 1.1 * a))
    for k in range(3):
        x = a - (k + 0.5) * 2 * a / 3
        path.quadTo(QPointF(x + a / 6, 0.62 * a), QPointF(x, 0.78 * a))
        path.quadTo(QPointF(x - a / 6, 0.9 * a), QPointF(x - a / 3, 1.1 * a))
    path.closeSubpath()
    sheet = QColor(inks.field)
    sheet.setAlphaF(0.62)
    painter.setBrush(sheet)
    painter.setPen(pen(inks.danger, max(1.1, 0.17 * a)))
    painter.drawPath(path)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(inks.danger)
    for side in (-1, 1):
        painter.drawEllipse(QPointF(side * 0.38 * a, -0.2 * a), 0.17 * a, 0.22 * a)


def forged_gateway(painter: QPainter, r: float, inks: Inks) -> None:
    """A hollow, broken ⌂ over a node that is none."""
    shape = QPolygonF([QPointF(x * r, y * r) for x, y in _HOUSE])
    wash = QColor(inks.station)
    wash.setAlphaF(0.16)
    painter.setBrush(wash)
    painter.setPen(pen(inks.field, max(3.0, 0.3 * r)))
    painter.drawPolygon(shape)
    line = pen(inks.danger, max(1.6, 0.17 * r))
    line.setDashPattern([3.2, 2.2])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(line)
    painter.drawPolygon(shape)


def attacker(painter: QPainter, r: float, inks: Inks, *, active: bool) -> None:
    """Horned outline and a double halo: ground truth, for *Reveal* only."""
    color = QColor(inks.danger)
    color.setAlphaF(1.0 if active else 0.5)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    line = pen(color, max(1.3, 0.17 * r))
    if not active:
        line.setDashPattern([3, 2])
    painter.setPen(line)
    disc(painter, 2.3 * r)
    line.setWidthF(max(1.0, 0.1 * r))
    painter.setPen(line)
    disc(painter, 2.6 * r)
    painter.setPen(pen(color, max(1.0, 0.1 * r)))
    painter.setBrush(color)
    for side in (-1, 1):
        horn = QPainterPath(QPointF(side * 0.7 * r, -2.2 * r))
        horn.quadTo(QPointF(side * 1.4 * r, -2.45 * r), QPointF(side * 1.35 * r, -3.3 * r))
        horn.quadTo(QPointF(side * 1.95 * r, -2.4 * r), QPointF(side * 1.5 * r, -1.75 * r))
        horn.closeSubpath()
        painter.drawPath(horn)
