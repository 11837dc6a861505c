"""Clusters as histograms: how large they are (S3-15), and how often nodes were head (S3-08)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from engine.readmodel.codes import Vertex
from engine.readmodel.snapshot import NetworkSnapshot
from widgets.common.panel import EmptyState
from widgets.common.texts import axis_step, count, fixed
from widgets.common.theme import cause_color, font, notifier, px, theme

MOST_BARS = 24
"""More different values than this are gathered in classes of equal width."""


@dataclass(frozen=True, slots=True)
class Bars:
    """A histogram: ``counts[k]`` cases from ``edges[k]`` up to, and without, the next edge."""

    edges: np.ndarray
    counts: np.ndarray
    mean: float

    @classmethod
    def of(cls, values: np.ndarray) -> Bars | None:
        """The histogram of whole numbers; None without any."""
        if not len(values):
            return None
        low, high = int(values.min()), int(values.max())
        width = -(-(high - low + 1) // MOST_BARS)
        edges = np.arange(low, high + 1, width)
        return cls(edges, np.histogram(values, np.append(edges, edges[-1] + width))[0], float(values.mean()))


def cluster_sizes(snap: NetworkSnapshot) -> np.ndarray:
    """Nodes of each cluster, its head among them."""
    inside = snap.cluster[(snap.cluster >= 0) & snap.alive & (snap.vertex == Vertex.SENSOR)]
    return np.bincount(inside)[np.unique(inside)] if len(inside) else np.empty(0, np.int64)


def head_terms(snap: NetworkSnapshot) -> np.ndarray:
    """Rounds in which each sensor node was head so far."""
    return snap.times_head[snap.vertex[: len(snap.times_head)] == Vertex.SENSOR]


class Histogram(QWidget):
    """One histogram with a title, a sentence and a line at the mean; painted by hand, cheap to refresh."""

    def __init__(self, colour: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bars: Bars | None = None
        self.title = self.unit = self.sentence = ""
        self._colour = colour

    def show_values(self, values: np.ndarray, sentence: str) -> None:
        """Draws these whole numbers."""
        self.bars, self.sentence = Bars.of(values), sentence
        self.setAccessibleDescription(sentence)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(240), px(150))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(160), px(84))

    def paintEvent(self, event: QPaintEvent) -> None:
        t, painter = theme(), QPainter(self)
        painter.fillRect(self.rect(), QColor(t.surface1))
        line = px(18)
        painter.setFont(font("base", bold=True))
        painter.setPen(QColor(t.text))
        painter.drawText(QRectF(px(8), px(4), self.width(), line), Qt.AlignmentFlag.AlignLeft, self.title)
        painter.setFont(font("small"))
        painter.setPen(QColor(t.muted))
        below = QRectF(px(8), px(4) + line, self.width() - px(12), line)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, self.sentence)
        if self.bars is not None:
            area = QRectF(px(34), px(10) + 2 * line, self.width() - px(46), self.height() - 2 * line - px(44))
            self._draw(painter, self.bars, area)

    def _draw(self, painter: QPainter, bars: Bars, area: QRectF) -> None:
        t, top = theme(), float(max(bars.counts.max(), 1))
        step = max(axis_step(top, 4), 1.0)
        painter.setFont(font("small"))
        for level in np.arange(0, top + 0.5, step):
            y = area.bottom() - area.height() * level / top
            painter.setPen(QPen(QColor(t.line), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(t.muted))
            label = QRectF(0, y - px(8), area.left() - px(5), px(16))
            painter.drawText(label, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, count(level))
        wide = area.width() / len(bars.counts)
        gap = min(px(2), 0.2 * wide)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(cause_color(self._colour))
        for k, number in enumerate(bars.counts.tolist()):
            tall = area.height() * number / top
            painter.drawRect(QRectF(area.left() + k * wide + gap / 2, area.bottom() - tall, wide - gap, tall))
        self._axis(painter, bars, area, wide)

    def _axis(self, painter: QPainter, bars: Bars, area: QRectF, wide: float) -> None:
        t = theme()
        every = max(1, -(-px(30) // max(int(wide), 1)))
        painter.setPen(QColor(t.muted))
        for k in range(0, len(bars.counts), every):
            box = QRectF(area.left() + (k + 0.5) * wide - px(24), area.bottom() + px(2), px(48), px(15))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(int(bars.edges[k])))
        box = QRectF(area.left(), area.bottom() + px(16), area.width(), px(16))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.unit)
        width = float(bars.edges[1] - bars.edges[0]) if len(bars.edges) > 1 else 1.0
        x = area.left() + wide * ((bars.mean - float(bars.edges[0])) / width + 0.5)
        painter.setPen(QPen(QColor(t.text), 1.4, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))


class ClusterCharts(QWidget):
    """Two histograms of the snapshot shown; nothing is drawn while nobody sees them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sizes, self.terms = Histogram("head"), Histogram("station")
        self._snap: NetworkSnapshot | None = None
        self._empty = EmptyState()
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        for widget in (self._empty, self.sizes, self.terms):
            self._box.addWidget(widget)
        notifier().changed.connect(self.update)
        self._retranslate()
        self._refresh()

    def set_snapshot(self, snap: NetworkSnapshot) -> None:
        """Takes the clusters of another moment."""
        self._snap = snap
        if self.isVisible():
            self._refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side where it is wide, one under the other where it is tall."""
        wide = self.width() > 1.4 * self.height()
        self._box.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        super().resizeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    def _refresh(self) -> None:
        snap = self._snap
        some = snap is not None and snap.round > 0
        self._empty.setVisible(not some)
        self.sizes.setVisible(some)
        self.terms.setVisible(some)
        if snap is None or not some:
            return
        sizes, terms = cluster_sizes(snap), head_terms(snap)
        text = self.tr("no clusters in this round")
        if len(sizes):
            text = self.tr("%1 clusters now, %2 nodes on average, the largest %3")
            text = text.replace("%1", count(len(sizes))).replace("%2", fixed(sizes.mean(), 1))
            text = text.replace("%3", count(int(sizes.max())))
        self.sizes.show_values(sizes, text)
        text = self.tr("no terms counted")
        if len(terms):
            text = self.tr("%1 each on average, %2 to %3, in %4 rounds")
            text = text.replace("%1", fixed(terms.mean(), 1)).replace("%2", count(int(terms.min())))
            text = text.replace("%3", count(int(terms.max()))).replace("%4", count(snap.round))
        self.terms.show_values(terms, text)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._refresh()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self._empty.set_texts(self.tr("No rounds yet. Press Space to run the network; its clusters are counted here."))
        self.setAccessibleName(self.tr("Clusters"))
        self.sizes.title, self.sizes.unit = self.tr("Cluster sizes"), self.tr("nodes of a cluster")
        self.terms.title, self.terms.unit = self.tr("Terms as head"), self.tr("rounds as cluster head, by node")
