"""What the heuristics watch, against their thresholds, over time (S2-92)."""

from __future__ import annotations

from collections import deque

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.readmodel.detection import Gauge
from widgets.common.texts import THIN, count, figure
from widgets.common.theme import faded, font, notifier, px, theme

KEPT = 600
"""Points of a chart that are kept."""
POINTS = 120
"""Points of it that are drawn: its highest ones."""
_TALL = 84
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)


class GaugeHistory:
    """Values and thresholds by round, the last `KEPT` of each gauge."""

    def __init__(self) -> None:
        self.gauges: tuple[Gauge, ...] = ()
        self._points: dict[str, deque[tuple[int, float, float]]] = {}

    def clear(self) -> None:
        """Forget the run."""
        self.gauges = ()
        self._points.clear()

    def append(self, round_: int, gauges: tuple[Gauge, ...]) -> None:
        """Take note of a window; one that has been seen, or lies in the past, changes nothing."""
        self.gauges = gauges
        for gauge in gauges:
            points = self._points.setdefault(gauge.key, deque(maxlen=KEPT))
            if not points or points[-1][0] < round_:
                points.append((round_, gauge.value, gauge.threshold))

    def points(self, key: str) -> np.ndarray:
        """float64[k, 3]: round, value, threshold."""
        return np.array(self._points.get(key, ()), float).reshape(-1, 3)


class GaugeCharts(QWidget):
    """A chart for each gauge: a line, the broken line of its threshold, filled where it is beyond."""

    def __init__(self, history: GaugeHistory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history, self._shown = history, 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        notifier().changed.connect(self.updateGeometry)
        notifier().changed.connect(self.update)

    def refresh(self) -> None:
        """The history has grown."""
        gauges = self._history.gauges
        if len(gauges) != self._shown:
            self._shown = len(gauges)
            self.updateGeometry()
        self.setAccessibleDescription("; ".join(f"{g.title}: {self.words(g)}" for g in gauges))
        self.update()

    def words(self, gauge: Gauge) -> str:
        """Value and threshold."""
        unit = f"{THIN}{gauge.unit}" if gauge.unit else ""
        form = self.tr("{0} > {1}{2}") if beyond(gauge) else self.tr("{0} of {1}{2}")
        return form.format(figure(gauge.value, 2), figure(gauge.threshold, 2), unit)

    def sizeHint(self) -> QSize:
        return QSize(px(180), px(_TALL) * self._shown)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for at, gauge in enumerate(self._history.gauges):
            top = at * px(_TALL)
            if event.rect().bottom() >= top and event.rect().top() <= top + px(_TALL):
                self._paint(painter, gauge, top)

    def _paint(self, painter: QPainter, gauge: Gauge, top: int) -> None:
        t, wide = theme(), float(self.width())
        painter.setFont(font("small", bold=True))
        painter.setPen(QColor(t.text))
        title = QFontMetricsF(painter.font()).elidedText(gauge.title, Qt.TextElideMode.ElideRight, wide)
        painter.drawText(QRectF(0, top, wide, px(16)), _LEFT, title)
        box = QRectF(0, top + px(18), wide, px(44))
        under = QRectF(0, box.bottom() + px(1), wide, px(16))
        painter.setPen(QColor(t.danger if beyond(gauge) else t.text))
        painter.drawText(under, _LEFT, ("▲ " if beyond(gauge) else "") + self.words(gauge))
        painter.fillRect(box, QColor(t.surface0))
        points = self._history.points(gauge.key)
        if len(points):
            self._lines(painter, points, box)
            painter.setFont(font("small"))
            painter.setPen(QColor(t.muted))
            painter.drawText(under, _RIGHT, f"{count(points[0, 0])}–{count(points[-1, 0])}")

    def _lines(self, painter: QPainter, points: np.ndarray, box: QRectF) -> None:
        t = theme()
        points = thinned(points, POINTS)
        high = max(float(np.nanmax(points[:, 1:])) * 1.1, 1e-9)
        span = max(1.0, points[-1, 0] - points[0, 0])
        x = box.left() + (points[:, 0] - points[0, 0]) / span * box.width()
        value = box.bottom() - np.clip(points[:, 1] / high, 0, 1) * box.height()
        limit = box.bottom() - np.clip(points[:, 2] / high, 0, 1) * box.height()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)  # thrice as quick, and lines of one pixel
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(QColor(t.danger), Qt.BrushStyle.Dense5Pattern))
        painter.drawPolygon(
            _polygon(np.concatenate([x, x[::-1]]), np.concatenate([np.minimum(value, limit), limit[::-1]]))
        )
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(t.text), 1, Qt.PenStyle.DashLine))
        painter.drawPolyline(_polygon(x, limit))
        painter.setPen(QPen(QColor(t.series[0]), 1))
        painter.drawPolyline(_polygon(x, value))
        painter.setPen(QPen(faded(t.line, 1.0), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())


def beyond(gauge: Gauge) -> bool:
    """The heuristic votes."""
    return gauge.value > gauge.threshold


def thinned(points: np.ndarray, most: int) -> np.ndarray:
    """At most so many of the rows (round, value, threshold): of neighbours the one with the greatest value."""
    every = -(-len(points) // most)
    if every < 2:
        return points
    starts = np.arange(0, len(points), every)
    best = [first + int(np.argmax(points[first : first + every, 1])) for first in starts.tolist()]
    return points[sorted({0, *best, len(points) - 1})]


def _polygon(x: np.ndarray, y: np.ndarray) -> QPolygonF:
    return QPolygonF([QPointF(a, b) for a, b in zip(x.tolist(), y.tolist(), strict=True)])
