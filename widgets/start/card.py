"""A template as a card: a small picture of the field, its title, one line of what it is for."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from widgets.common.keys import keep_keys
from widgets.common.theme import cause_color, font, mixed, notifier, px, theme

MOST = 400
"""Nodes drawn at most; a larger field is thinned out."""


_SHAPES = {
    "router": ((0, -1), (1, 0.8), (-1, 0.8)),
    "controller": ((-1.2, 0.9), (-1.2, -0.9), (-0.5, 0), (0, -1.1), (0.5, 0), (1.2, -0.9), (1.2, 0.9)),
    "keeper": ((-0.8, -1), (0.8, -1), (0.8, 1), (-0.8, 1)),
    "processor": ((-1.1, 0), (-0.55, -1), (0.55, -1), (1.1, 0), (0.55, 1), (-0.55, 1)),
    "detector": ((0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)),
    "attacker": ((-1, -1), (0, -0.4), (1, -1), (0.4, 0), (1, 1), (0, 0.4), (-1, 1), (-0.4, 0)),
}
"""Outlines of marked nodes as on the stage, in half sizes; y points down."""
NEWCOMER = "newcomer"
"""Mark of a node that is not there from the start: a ring."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """What a card draws of a field, metres."""

    nodes: np.ndarray
    """float64[N, 2]."""
    stations: np.ndarray
    """float64[S, 2]."""
    marks: tuple[str, ...] = ()
    """For each node its shape, see `_SHAPES`, or empty; () where all are plain."""
    boxes: np.ndarray = field(default_factory=lambda: np.empty((0, 4, 2)))
    """float64[B, 4, 2]: corners of obstacles."""


class TemplateCard(QAbstractButton):
    """A button that shows a field."""

    def __init__(self, title: str, summary: str, sketch: Sketch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._summary = summary
        step = max(1, len(sketch.nodes) // MOST)
        self._nodes = np.asarray(sketch.nodes, float).reshape(-1, 2)[::step]
        self._marks = sketch.marks[::step] or ("",) * len(self._nodes)
        self._stations = np.asarray(sketch.stations, float).reshape(-1, 2)
        self._boxes = np.asarray(sketch.boxes, float).reshape(-1, 4, 2)
        self.setText(title)
        self.setToolTip(summary)
        self.setAccessibleName(title)
        self.setAccessibleDescription(summary)
        keep_keys(self, Qt.Key.Key_Space)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        notifier().changed.connect(self._restyle)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(212), px(188))

    minimumSizeHint = sizeHint

    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        lit = self.hasFocus() or self.underMouse()
        painter.setPen(QPen(QColor(t.accent if self.hasFocus() else t.muted if lit else t.line), 2 if lit else 1))
        painter.setBrush(QColor(t.surface2))
        painter.drawRoundedRect(card, px(6), px(6))
        picture = QRectF(card.left() + 1, card.top() + 1, card.width() - 2, px(116))
        path = QPainterPath()
        path.addRoundedRect(picture, px(6), px(6))
        painter.setClipPath(path)
        painter.fillRect(picture, QColor(t.surface0))
        self._paint_field(painter, picture.adjusted(px(12), px(10), -px(12), -px(10)))
        painter.setClipping(False)
        self._paint_words(painter, card.adjusted(px(12), px(124), -px(12), -px(8)))

    def _paint_field(self, painter: QPainter, box: QRectF) -> None:
        every = np.concatenate([self._nodes, self._stations, self._boxes.reshape(-1, 2)])
        if not len(every):
            return
        low, high = every.min(axis=0), every.max(axis=0)
        span = np.maximum(high - low, 1e-9)
        if len(every) == 1:
            low, span = low - 1.0, np.array([2.0, 2.0])
        factor = min(box.width() / span[0], box.height() / span[1])
        shift = (np.array([box.width(), box.height()]) - span * factor) / 2

        def place(xy: np.ndarray) -> np.ndarray:
            at = (xy - low) * factor + shift
            return np.column_stack([box.left() + at[:, 0], box.bottom() - at[:, 1]])

        self._paint_boxes(painter, place(self._boxes.reshape(-1, 2)).reshape(-1, 4, 2))
        nodes = place(self._nodes)
        self._paint_links(painter, nodes)
        self._paint_nodes(painter, nodes)
        painter.setPen(QPen(QColor(theme().surface0), 1.5))
        painter.setBrush(cause_color("head"))
        for x, y in place(self._stations):
            painter.drawRect(QRectF(x - px(5), y - px(5), px(10), px(10)))

    def _paint_boxes(self, painter: QPainter, boxes: np.ndarray) -> None:
        painter.setPen(QPen(QColor(theme().muted), 1))
        painter.setBrush(mixed(theme().muted, theme().surface0, 0.55))
        for corners in boxes:
            painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))

    def _paint_nodes(self, painter: QPainter, nodes: np.ndarray) -> None:
        ink, ground = QColor(theme().series[0]), QColor(theme().surface0)
        size = px(5 if len(nodes) <= 150 else 3)
        plain = [QPointF(x, y) for (x, y), mark in zip(nodes, self._marks, strict=True) if not mark]
        painter.setPen(QPen(ink, size, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPoints(plain)
        for (x, y), mark in zip(nodes, self._marks, strict=True):
            if mark == NEWCOMER:
                painter.setPen(QPen(ink, 1.5))
                painter.setBrush(ground)
                painter.drawEllipse(QPointF(x, y), px(4), px(4))
            elif mark:
                painter.setPen(QPen(ground, 1))
                painter.setBrush(cause_color("attacker") if mark == "attacker" else ink)
                painter.drawPolygon(QPolygonF([QPointF(x + px(6) * u, y + px(6) * v) for u, v in _SHAPES[mark]]))

    def _paint_links(self, painter: QPainter, nodes: np.ndarray) -> None:
        """From each node to its two nearest, as a hint of a network."""
        if not 3 <= len(nodes) <= MOST * 2:
            return
        apart = np.hypot(*(nodes[:, None] - nodes[None]).transpose(2, 0, 1))
        np.fill_diagonal(apart, np.inf)
        near = np.argpartition(apart, 1, axis=1)[:, :2]
        painter.setPen(QPen(mixed(theme().muted, theme().surface0, 0.6), 1))
        for index, pair in enumerate(near):
            for other in pair:
                painter.drawLine(QPointF(*nodes[index]), QPointF(*nodes[other]))

    def _paint_words(self, painter: QPainter, box: QRectF) -> None:
        bold, small = font("base", bold=True), font("small")
        painter.setFont(bold)
        painter.setPen(QColor(theme().text))
        title = QFontMetrics(bold).elidedText(self.text(), Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop), title)
        painter.setFont(small)
        painter.setPen(QColor(theme().muted))
        below = box.adjusted(0, QFontMetrics(bold).height() + px(2), 0, 0)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(below, int(flags), self._summary)
