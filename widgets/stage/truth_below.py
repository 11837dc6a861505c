"""Attacks on the ground, below the nodes: false links, storms and their victims, bent routes."""

from __future__ import annotations

from math import log2

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QRadialGradient

from widgets.common.theme import faded
from widgets.stage.frame import Frame
from widgets.stage.primitives import Lines
from widgets.stage.strokes import chevrons, dashes

_STORMS_UP_TO = 40
_RINGS = 3
_FULL_STORM = 64
"""Messages per round at which a storm's rings reach as far as the radio."""
_ARC_STEPS = 14
_AROUND = 2 * np.pi * np.arange(10) / 10
_SPREAD = np.stack([np.cos(_AROUND), np.sin(_AROUND)], axis=1)


def bows(starts: np.ndarray, ends: np.ndarray, bow: float) -> np.ndarray:
    """Curves that leave the straight line by ``bow`` of its length, to its left on the screen.

    Args:
        starts: float[n, 2].
        ends: float[n, 2].
        bow: Share of the length.

    Returns:
        float[n, `_ARC_STEPS` + 1, 2]: points of each curve.
    """
    t = np.linspace(0.0, 1.0, _ARC_STEPS + 1)[None, :, None]
    run = ends - starts
    side = np.stack([run[:, 1], -run[:, 0]], axis=1)
    return starts[:, None] + run[:, None] * t + side[:, None] * (4 * bow * t * (1 - t))


class TruthBelow:
    """Paints what attackers do to links and neighbours."""

    def __init__(self) -> None:
        self._lines = Lines()

    def paint(self, painter: QPainter, f: Frame, beat: float | None) -> None:
        """Paints below the nodes; ``beat`` is the slow clock, None while everything stands."""
        truth = f.scene.truth
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if len(truth.false_links):
            a, b = f.xy[truth.false_links[:, 0]], f.xy[truth.false_links[:, 1]]
            painter.setPen(QPen(faded(f.tunnel, 0.85), 1.6))
            self._lines.draw(painter, *dashes(a, b, 13.0))
        if len(truth.pacts):
            a, b = f.xy[truth.pacts[:, 0]], f.xy[truth.pacts[:, 1]]
            painter.setPen(QPen(faded(f.ink.danger, 0.8), 2.2))
            self._lines.draw(painter, *dashes(a, b, 6.0))
        if len(truth.storms):
            self._storms(painter, f, beat)
        if len(truth.victims):
            self._drains(painter, f, beat)
        if len(truth.bends):
            self._bends(painter, f, beat)
        painter.restore()

    def _storms(self, painter: QPainter, f: Frame, beat: float | None) -> None:
        """Rings that run out from the sources of needless messages."""
        truth, r = f.scene.truth, f.view.node_radius
        full = max(7.0 * r, (f.scene.snap.range_m or 0.0) * f.view.scale)
        for k in np.argsort(-truth.messages, kind="stable")[:_STORMS_UP_TO].tolist():
            row = int(truth.storms[k])
            share = min(1.0, 0.5 + 0.5 * log2(1 + int(truth.messages[k])) / log2(1 + _FULL_STORM))
            at = QPointF(float(f.xy[row, 0]), float(f.xy[row, 1]))
            _glow(painter, at, full * share, f.ink.danger)
            for ring in range(_RINGS):
                part = (ring + (1.0 if beat is None else beat)) / _RINGS
                radius = 2.7 * r + (full * share - 2.7 * r) * part
                color = faded(f.ink.danger, 0.15 + 0.8 * (1 - part) if beat is not None else 0.75 - 0.2 * ring)
                self._ring(painter, at, radius, color, r, squares=not truth.drains[k])

    @staticmethod
    def _ring(painter: QPainter, at: QPointF, radius: float, color: QColor, r: float, *, squares: bool) -> None:
        """One ring: with ▪ on it for service messages, broken for frames that must be received."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        line = QPen(color, max(1.4, min(2.4, 0.24 * r)))
        if not squares:
            line.setDashPattern([5, 3])
        painter.setPen(line)
        painter.drawEllipse(at, radius, radius)
        if squares:
            a = max(1.8, min(3.4, 0.36 * r))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            places = (np.array([at.x(), at.y()]) + radius * _SPREAD).tolist()
            painter.drawRects([QRectF(x - a, y - a, 2 * a, 2 * a) for x, y in places])

    def _drains(self, painter: QPainter, f: Frame, beat: float | None) -> None:
        """Arrows at the neighbours whose batteries are drained."""
        pairs = f.scene.truth.victims
        pairs = pairs[f.scene.snap.alive[pairs[:, 1]]]
        a, b = f.xy[pairs[:, 0]], f.xy[pairs[:, 1]]
        r = f.view.node_radius
        painter.setPen(QPen(faded(f.ink.danger, 0.55), max(1.2, 0.2 * r)))
        self._lines.draw(painter, a, b)
        painter.setPen(QPen(f.ink.danger, max(1.8, min(3.0, 0.3 * r))))
        for k in range(2):
            at = 0.36 + 0.5 * ((k + (0.5 if beat is None else beat)) % 2) / 2
            self._lines.draw(painter, *chevrons(a, b, max(5.0, 0.62 * r), at))

    def _bends(self, painter: QPainter, f: Frame, beat: float | None) -> None:
        """A loop through attacker and victim: there it sends, and back it comes."""
        pairs, r = f.scene.truth.bends, f.view.node_radius
        thick = max(2.4, min(4.2, 0.42 * r))
        for source, target in ((0, 1), (1, 0)):
            curves = bows(f.xy[pairs[:, source]], f.xy[pairs[:, target]], 0.26)
            for color, width in ((f.ink.field, thick + 3), (f.ink.danger, thick)):
                painter.setPen(QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
                self._lines.draw(painter, curves[:, :-1].reshape(-1, 2), curves[:, 1:].reshape(-1, 2))
            part = 0.3 + 0.45 * (0.5 if beat is None else beat)
            step = min(int(part * _ARC_STEPS), _ARC_STEPS - 3)
            self._lines.draw(painter, *chevrons(curves[:, step], curves[:, step + 3], max(6.0, 0.8 * r), 1.0))


def _glow(painter: QPainter, at: QPointF, radius: float, color: QColor) -> None:
    shade = QRadialGradient(at, radius)
    shade.setColorAt(0.0, faded(color, 0.26))
    shade.setColorAt(1.0, faded(color, 0.05))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(shade)
    painter.drawEllipse(at, radius, radius)
