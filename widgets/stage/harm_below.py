"""What attacks do to the ground and the ways between nodes: noise, hello rings, bent flows, false words under way."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QPixmap, QPolygonF, QRadialGradient, QTransform

from widgets.common.theme import faded
from widgets.stage.attack_shapes_roles import gear_outline
from widgets.stage.frame import Frame
from widgets.stage.harm import ON_WAY, Harm
from widgets.stage.primitives import Lines
from widgets.stage.spotlight import border_of
from widgets.stage.sprites import pen
from widgets.stage.strokes import chevrons, dashes

_DISCS_UP_TO = 24
_TILE = 96
_RINGS = 3
_LINED = ON_WAY | {"sleepdenial", "clockskew", "injection", "domino", "helloflood"}
"""Kinds whose victims are joined to their attacker by lines."""
_COGS_PX = 26.0
"""Length of a tooth along the edge of what an exploiting attack reaches."""


def zigzag(starts: np.ndarray, ends: np.ndarray, tall: float, step: float = 9.0) -> tuple[np.ndarray, np.ndarray]:
    """Lines bent into zigzags of height ``tall``, px, as straight pieces of about ``step`` px."""
    run = ends - starts
    length = np.maximum(np.hypot(run[:, 0], run[:, 1]), 1e-6)
    count = np.maximum(4, np.rint(length / step)).astype(np.int64)
    line = np.repeat(np.arange(len(starts)), count)
    k = np.arange(len(line)) - (np.cumsum(count) - count)[line]
    side = np.stack([-run[:, 1], run[:, 0]], axis=1) / length[:, None]

    def corner(at: np.ndarray) -> np.ndarray:
        lift = np.where((at == 0) | (at == count[line]), 0.0, np.where(at % 2, tall, -tall))
        place: np.ndarray = starts[line] + run[line] * (at / count[line])[:, None] + side[line] * lift[:, None]
        return place

    return corner(k), corner(k + 1)


def aside(starts: np.ndarray, ends: np.ndarray, px: float) -> tuple[np.ndarray, np.ndarray]:
    """The lines, shifted to their side by ``px``."""
    run = ends - starts
    length = np.maximum(np.hypot(run[:, 0], run[:, 1]), 1e-6)[:, None]
    shift = px * np.stack([-run[:, 1], run[:, 0]], axis=1) / length
    return starts + shift, ends + shift


class HarmBelow:
    """Paints below the nodes."""

    def __init__(self) -> None:
        self._lines = Lines()
        self._noise: tuple[int, QPixmap] | None = None

    def paint(self, painter: QPainter, f: Frame, beat: float | None) -> None:
        """Paints; ``beat`` is the slow clock, None while everything stands."""
        harm = f.scene.truth.harm
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        self._discs(painter, f, harm, beat)
        self._heat(painter, f, harm)
        self._holes(painter, f, harm, beat)
        if len(harm.flows):
            self._flows(painter, f, harm, beat)
        self._ways(painter, f, harm, beat)
        if len(harm.onward):
            self._false_words(painter, f, harm)
        if len(harm.told):
            self._leaks(painter, f, harm, beat)
        self._cogs(painter, f, harm)
        if len(harm.outsiders):
            self._arrivals(painter, f, harm)
        painter.restore()

    # -- discs ---------------------------------------------------------------------------------------------------

    def _discs(self, painter: QPainter, f: Frame, harm: Harm, beat: float | None) -> None:
        jams = set(harm.rows_of("jamming").tolist())
        for row, metres in list(zip(harm.reach.tolist(), harm.metres.tolist(), strict=True))[:_DISCS_UP_TO]:
            at = QPointF(float(f.xy[row, 0]), float(f.xy[row, 1]))
            radius = max(4.0 * f.view.node_radius, metres * f.view.scale)
            cogged = bool(harm.exploiting[row])
            if row in jams:
                self._noisy(painter, f, at, radius, beat, cogged=cogged)
            else:
                self._hello(painter, f, at, radius, beat, cogged=cogged)

    def _noisy(
        self, painter: QPainter, f: Frame, at: QPointF, radius: float, beat: float | None, *, cogged: bool
    ) -> None:
        """A disc of noise, which changes its grain less than twice a second."""
        brush = QBrush(self._grain(f.ink.danger))
        if beat is not None and beat > 0.5:
            brush.setTransform(QTransform.fromTranslate(37, 53))
        painter.setPen(Qt.PenStyle.NoPen)
        for fill in (QBrush(faded(f.ink.danger, 0.16)), brush):
            painter.setBrush(fill)
            painter.drawEllipse(at, radius, radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen(f.ink.danger, 2.0))
        _edge(painter, at, radius, cogged=cogged)

    def _grain(self, color: QColor) -> QPixmap:
        """A tile of noise in a colour, always the same."""
        if self._noise is None or self._noise[0] != color.rgb():
            values = np.random.default_rng(7).random((_TILE // 2, _TILE // 2))
            alpha = np.repeat(np.repeat(np.where(values > 0.62, 150 * values, 0.0), 2, 0), 2, 1).astype(np.uint32)
            parts = [(color.red(), 16), (color.green(), 8), (color.blue(), 0)]
            words = (alpha << 24) | sum(((alpha * part // 255) << shift for part, shift in parts), np.uint32(0))
            image = QImage(words.astype(np.uint32).tobytes(), _TILE, _TILE, QImage.Format.Format_ARGB32_Premultiplied)
            self._noise = (color.rgb(), QPixmap.fromImage(image))
        return self._noise[1]

    def _hello(
        self, painter: QPainter, f: Frame, at: QPointF, radius: float, beat: float | None, *, cogged: bool
    ) -> None:
        """Pairs of rings that run out as far as the strong transmitter is heard."""
        shade = QRadialGradient(at, radius)
        shade.setColorAt(0.0, faded(f.ink.danger, 0.22))
        shade.setColorAt(1.0, faded(f.ink.danger, 0.05))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade)
        painter.drawEllipse(at, radius, radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inner = 2.7 * f.view.node_radius
        for ring in range(_RINGS):
            part = (ring + (0.8 if beat is None else beat)) / _RINGS
            away = inner + (radius - inner) * part
            painter.setPen(pen(faded(f.ink.danger, 0.35 + 0.5 * (1 - part)), 1.8))
            for gap in (0.0, 5.0):
                painter.drawEllipse(at, max(1.0, away - gap), max(1.0, away - gap))
        painter.setPen(pen(f.ink.danger, 2.4))
        _edge(painter, at, radius, cogged=cogged)

    # -- places --------------------------------------------------------------------------------------------------

    @staticmethod
    def _heat(painter: QPainter, f: Frame, harm: Harm) -> None:
        """A glow around sensors whose readings are off."""
        painter.setPen(Qt.PenStyle.NoPen)
        if not len(harm.rows_of("tampering")):
            return
        for row in harm.off[:200].tolist():
            at, radius = QPointF(float(f.xy[row, 0]), float(f.xy[row, 1])), 4.2 * f.view.node_radius
            shade = QRadialGradient(at, radius)
            shade.setColorAt(0.35, faded(f.ink.warn, 0.55))
            shade.setColorAt(1.0, faded(f.ink.danger, 0.0))
            painter.setBrush(shade)
            painter.drawEllipse(at, radius, radius)

    @staticmethod
    def _holes(painter: QPainter, f: Frame, harm: Harm, beat: float | None) -> None:
        """A dark ring that swallows: whole for black holes, half for grey ones."""
        for kind, share in (("blackhole", 360), ("greyhole", 180)):
            for row in harm.rows_of(kind)[:60].tolist():
                at, radius = QPointF(float(f.xy[row, 0]), float(f.xy[row, 1])), 3.7 * f.view.node_radius
                box = QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(0, 0, 0, 150))
                painter.drawPie(box, 90 * 16, share * 16)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(pen(f.ink.danger, max(1.6, 0.25 * f.view.node_radius)))
                turn = round(-120 * (beat or 0.0))
                for k in range(3 if share == 360 else 2):
                    painter.drawArc(box, (90 + turn + 120 * k) * 16, 70 * 16)

    # -- ways ----------------------------------------------------------------------------------------------------

    def _flows(self, painter: QPainter, f: Frame, harm: Harm, beat: float | None) -> None:
        """Routes that pour into a sinkhole, in the blue of S2, Fig. 4b."""
        a, b = f.xy[harm.flows[:, 0]], f.xy[harm.flows[:, 1]]
        r = f.view.node_radius
        for color, width in ((f.ink.field, 5.5), (f.ink.sink, 2.8)):
            painter.setPen(QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            self._lines.draw(painter, a, b)
        painter.setPen(pen(f.ink.sink, max(2.0, 0.3 * r)))
        self._lines.draw(painter, *chevrons(a, b, max(5.0, 0.8 * r), 0.4 + 0.35 * (0.5 if beat is None else beat)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for row in harm.rows_of("sinkhole").tolist():
            at = QPointF(float(f.xy[row, 0]), float(f.xy[row, 1]))
            for k in range(2):
                painter.drawEllipse(at, (3.2 + 0.8 * k) * r, (3.2 + 0.8 * k) * r)

    def _ways(self, painter: QPainter, f: Frame, harm: Harm, beat: float | None) -> None:
        """Lines from attackers to victims, single for a common attack and double for an exploiting one."""
        r, crowd = f.view.node_radius, harm.pairs_of(frozenset(_LINED), crowded=True)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(faded(f.ink.danger, 0.3), 0))
        self._lines.draw(painter, f.xy[crowd[:, 0]], f.xy[crowd[:, 1]])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pairs = harm.pairs_of(frozenset(_LINED), crowded=False)
        if not len(pairs):
            return
        a, b = f.xy[pairs[:, 0]], f.xy[pairs[:, 1]]
        double = harm.exploiting[pairs[:, 0]]
        painter.setPen(QPen(faded(f.ink.danger, 0.75), max(1.3, 0.2 * r)))
        self._lines.draw(painter, *dashes(a[~double], b[~double], 9.0))
        for side in (-1, 1):
            self._lines.draw(painter, *aside(a[double], b[double], 2.4 * side))
        painter.setPen(QPen(f.ink.danger, max(1.6, min(3.0, 0.28 * r))))
        at = 0.62 + 0.25 * (0.5 if beat is None else beat)
        self._lines.draw(painter, *chevrons(a, b, max(5.0, 0.62 * r), at))

    def _false_words(self, painter: QPainter, f: Frame, harm: Harm) -> None:
        """What is sent on is not what came: a zigzag."""
        a, b = f.xy[harm.onward[:, 0]], f.xy[harm.onward[:, 1]]
        for color, width in ((f.ink.field, 5.0), (f.ink.danger, 2.2)):
            painter.setPen(pen(color, width))
            self._lines.draw(painter, *zigzag(a, b, 4.5))

    def _leaks(self, painter: QPainter, f: Frame, harm: Harm, beat: float | None) -> None:
        """What a thief of a role gets to know: dots on the way to it."""
        a, b = f.xy[harm.told[:, 0]], f.xy[harm.told[:, 1]]
        painter.setPen(QPen(faded(f.ink.danger, 0.45), 1.2))
        self._lines.draw(painter, a, b)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(f.ink.danger)
        size = max(1.8, 0.26 * f.view.node_radius)
        for k in range(3):
            places = a + (b - a) * (((k + (0.5 if beat is None else beat)) % 3) / 3)
            for x, y in places[:300].tolist():
                painter.drawEllipse(QPointF(x, y), size, size)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    @staticmethod
    def _arrivals(painter: QPainter, f: Frame, harm: Harm) -> None:
        """The way of each outsider from the nearest border, and a broken ring around it."""
        r = f.view.node_radius
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for row in harm.outsiders[:60].tolist():
            start = border_of(f.scene, row, f.view)
            at = QPointF(float(f.xy[row, 0]), float(f.xy[row, 1]))
            line = QPen(f.ink.text, 1.6, Qt.PenStyle.CustomDashLine)
            line.setDashPattern([2.5, 2.5])
            painter.setPen(line)
            painter.drawLine(start, at)
            painter.drawEllipse(at, 3.9 * r, 3.9 * r)

    @staticmethod
    def _cogs(painter: QPainter, f: Frame, harm: Harm) -> None:
        """A cog wheel about each attacker that exploits self-organisation and roles."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen(f.ink.danger, max(1.2, 0.14 * f.view.node_radius)))
        for row in np.flatnonzero(harm.exploiting & (harm.kind >= 0))[:60].tolist():
            wheel: QPolygonF = gear_outline(3.0 * f.view.node_radius)
            wheel.translate(QPointF(float(f.xy[row, 0]), float(f.xy[row, 1])))
            painter.drawPolygon(wheel)


def _edge(painter: QPainter, at: QPointF, radius: float, *, cogged: bool) -> None:
    """The edge of a disc; cogged where the attack exploits self-organisation and roles."""
    if not cogged:
        painter.drawEllipse(at, radius, radius)
        return
    teeth = max(12, round(2 * np.pi * radius / _COGS_PX))
    outline: QPolygonF = gear_outline(radius, teeth, 7.0 / radius)
    outline.translate(at)
    painter.drawPolygon(outline)
