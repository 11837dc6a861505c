"""Attacks above the nodes: tunnels, ghosts, circling arrows."""

from __future__ import annotations

from math import hypot

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from widgets.common.theme import font, mixed
from widgets.stage.atlas import Atlas
from widgets.stage.frame import Frame
from widgets.stage.primitives import Fragments, Lines
from widgets.stage.sprites import pen
from widgets.stage.strokes import dashes

_TUNNELS_UP_TO = 40
_GHOSTS_MOST = 7
_BOW = 0.3


def apex(a: QPointF, b: QPointF, size: QRectF, bow: float = _BOW) -> QPointF:
    """The control point of an arc from ``a`` to ``b``: upwards, unless it would leave the widget there."""
    run, middle = b - a, (a + b) / 2
    length = max(1.0, hypot(run.x(), run.y()))
    side = QPointF(run.y(), -run.x()) / length
    if side.y() > 0 or (abs(side.y()) < 0.2 and side.x() * (middle.x() - size.center().x()) > 0):
        side = -side
    lift = side * (2 * max(bow * length, 28.0))
    top = middle + lift / 2
    inner = size.adjusted(6, 22, -6, -6)
    return middle + lift if inner.contains(top) or not inner.contains(middle - lift / 2) else middle - lift


class TruthAbove:
    """Paints what hangs over the network."""

    def __init__(self) -> None:
        self._fragments, self._lines = Fragments(), Lines()

    def paint(self, painter: QPainter, f: Frame, atlas: Atlas, beat: float | None) -> None:
        """Paints above the nodes; ``beat`` is the slow clock, None while everything stands."""
        truth = f.scene.truth
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if len(truth.sybils):
            self._ghosts(painter, f, atlas, beat)
        forged = truth.rows_of("falseroute")
        if len(forged):
            cells = np.broadcast_to(atlas.forged.cells[0], (len(forged), 4))
            self._fragments.draw(painter, atlas.forged.pixmap, f.xy[forged], cells)
        if len(truth.bends):
            middle = (f.xy[truth.bends[:, 0]] + f.xy[truth.bends[:, 1]]) / 2
            sheet = atlas.turning
            plates = np.broadcast_to(sheet.cells[0], (len(middle), 4))
            arrows = np.broadcast_to(sheet.cells[1], (len(middle), 4))
            self._fragments.draw(painter, sheet.pixmap, middle, plates)
            turn = np.full(len(middle), 360.0 * (beat or 0.0))
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            self._fragments.draw(painter, sheet.pixmap, middle, arrows, turn)
        for k in range(min(len(truth.tunnels), _TUNNELS_UP_TO)):
            self._tunnel(painter, f, truth.tunnels[k], beat)
        painter.restore()

    # -- Sybil -------------------------------------------------------------------------------------------------

    def _ghosts(self, painter: QPainter, f: Frame, atlas: Atlas, beat: float | None) -> None:
        """False identities on strings around the one node that they are."""
        truth, a = f.scene.truth, atlas.ghost_size
        shown = np.minimum(truth.identities, _GHOSTS_MOST)
        which = np.repeat(np.arange(len(shown)), shown)
        turn = np.arange(len(which)) - np.repeat(np.cumsum(shown) - shown, shown)
        angle = 2 * np.pi * (turn + 0.5) / shown[which] + np.pi / 2
        out = np.stack([np.cos(angle), np.sin(angle)], axis=1)
        reach = ghost_reach(f.view.node_radius, a)
        float_px = 0.0 if beat is None else 1.6 * np.sin(2 * np.pi * (beat + turn / 3.0))
        middle = f.xy[truth.sybils[which]]
        place = middle + out * reach + np.stack([np.zeros(len(which)), np.broadcast_to(float_px, len(which))], axis=1)
        painter.setPen(QPen(f.ink.danger, max(1.4, 0.16 * f.view.node_radius)))
        self._lines.draw(painter, *dashes(middle + out * 1.1 * f.view.node_radius, place - out * a, 5.0))
        cells = np.broadcast_to(atlas.ghost.cells[0], (len(place), 4))
        self._fragments.draw(painter, atlas.ghost.pixmap, place, cells)

    # -- wormhole ----------------------------------------------------------------------------------------------

    def _tunnel(self, painter: QPainter, f: Frame, rows: np.ndarray, beat: float | None) -> None:
        a, b = (QPointF(float(f.xy[row, 0]), float(f.xy[row, 1])) for row in rows)
        r, top = f.view.node_radius, apex(a, b, f.size)
        wide = max(4.5, min(9.0, 0.72 * r))
        path = QPainterPath(a)
        path.quadTo(top, b)
        shadow = QPainterPath(a)
        shadow.quadTo((a + b) / 2 + (top - (a + b) / 2) * 0.34, b)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen(QColor(0, 0, 0, 46), wide))
        painter.drawPath(shadow)
        for color, width in ((f.ink.field, wide + 3.0), (f.tunnel, wide)):
            painter.setPen(pen(color, width))
            painter.drawPath(path)
        painter.setPen(pen(mixed(f.tunnel, "#ffffff", 0.35), 0.24 * wide))
        painter.drawPath(path.translated(0, -0.2 * wide))
        for end in (a, b):
            for color, width in ((f.ink.field, 5.0), (f.tunnel, 2.8)):
                painter.setPen(QPen(color, width))
                painter.drawEllipse(end, 2.0 * r, 2.0 * r)
        self._traffic(painter, path, wide, f.ink.field, beat)
        _label(painter, path.pointAtPercent(0.5), QCoreApplication.translate("StageTruth", "tunnel"), f)

    @staticmethod
    def _traffic(painter: QPainter, path: QPainterPath, wide: float, light: QColor, beat: float | None) -> None:
        """Packets under way in both directions; standing arrows without motion."""
        if beat is None:
            painter.setPen(pen(light, 0.3 * wide))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for part, back in ((0.16, True), (0.3, False), (0.7, True), (0.84, False)):
                at, angle = path.pointAtPercent(part), path.angleAtPercent(part)
                painter.save()
                painter.translate(at)
                painter.rotate(-angle + (180 if back else 0))
                s = 0.36 * wide
                painter.drawPolyline([QPointF(-s, -s), QPointF(0.5 * s, 0), QPointF(-s, s)])
                painter.restore()
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(light)
        number = max(2, min(7, int(path.length() / 46)))
        for k in range(number):
            for part in ((k + beat) / number, 1 - (k + 0.5 + beat) / number % 1.0):
                painter.drawEllipse(path.pointAtPercent(part % 1.0), 0.34 * wide, 0.34 * wide)


def ghost_reach(r: float, ghost: float) -> float:
    """How far from a node's centre its ghosts hang, px."""
    return max(3.0 * r, 14.0) + 1.5 * ghost


def _label(painter: QPainter, at: QPointF, text: str, f: Frame) -> None:
    face = font("base", bold=True)
    metrics = QFontMetricsF(face)
    wide, tall = metrics.horizontalAdvance(text) + 14, metrics.height() + 2
    box = QRectF(at.x() - wide / 2, at.y() - tall / 2, wide, tall)
    painter.setPen(QPen(f.tunnel, 1.6))
    painter.setBrush(f.ink.field)
    painter.drawRoundedRect(box, tall / 2, tall / 2)
    painter.setFont(face)
    painter.setPen(f.tunnel)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
