"""Whom the detector suspects: a broken eye around the node, and how much, in per cent. What it sees, not the truth."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPen

from widgets.common.theme import font
from widgets.stage.frame import Frame
from widgets.stage.inks import Inks
from widgets.stage.nodes import TEXT_FROM
from widgets.stage.scene import Scene

ACCUSED_FROM = 0.3
"""Suspicion from which a node is marked."""
MOST = 24
"""Nodes marked, the most suspected ones."""


def accused(scene: Scene) -> np.ndarray:
    """Rows that are marked, the most suspected first."""
    view = scene.snap.detection
    if view is None or len(view.suspicion) != scene.n:
        return np.empty(0, np.int64)
    rows = np.flatnonzero(view.suspicion >= ACCUSED_FROM)
    return rows[np.argsort(-view.suspicion[rows], kind="stable")][:MOST]


def eye(painter: QPainter, r: float, ink: Inks) -> None:
    """The outline of an eye, broken, around a node of radius ``r`` at the origin."""
    wide, high = max(9.0, 2.9 * r), max(6.5, 2.1 * r)
    path = QPainterPath(QPointF(-wide, 0))
    path.quadTo(QPointF(0, -2 * high), QPointF(wide, 0))
    path.quadTo(QPointF(0, 2 * high), QPointF(-wide, 0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    width = max(1.6, 0.24 * r)
    painter.setPen(QPen(ink.field, width + 2.4))
    painter.drawPath(path)
    line = QPen(ink.warn, width, Qt.PenStyle.CustomDashLine)
    line.setDashPattern([2.6, 1.8])
    painter.setPen(line)
    painter.drawPath(path)


class Accused:
    """Paints above the nodes."""

    def paint(self, painter: QPainter, f: Frame) -> None:
        """Paints the marks, and figures where there is room for them."""
        rows = accused(f.scene)
        view = f.scene.snap.detection
        if not len(rows) or view is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        r = f.view.node_radius
        for row in rows.tolist():
            painter.save()
            painter.translate(float(f.xy[row, 0]), float(f.xy[row, 1]))
            eye(painter, r, f.ink)
            painter.restore()
        if f.view.zoom >= TEXT_FROM and f.layers.labels:
            painter.setFont(font("small", bold=True))
            for row in rows.tolist():
                self._figure(painter, f, row, f"{100 * float(view.suspicion[row]):.0f}\u2009%")
        painter.restore()

    @staticmethod
    def _figure(painter: QPainter, f: Frame, row: int, text: str) -> None:
        """At the upper lid."""
        metrics = QFontMetricsF(painter.font())
        wide, tall = metrics.horizontalAdvance(text) + 8, metrics.height()
        lid = max(6.5, 2.1 * f.view.node_radius)
        box = QRectF(float(f.xy[row, 0]) - wide / 2, float(f.xy[row, 1]) - lid - tall, wide, tall)
        painter.setPen(QPen(f.ink.warn, 1.2))
        painter.setBrush(f.ink.field)
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(f.ink.text)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
