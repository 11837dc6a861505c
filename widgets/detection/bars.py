"""Bars with names and figures, each with the limit it must keep to; and how far features are from the usual."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.readmodel.detection import Deviation
from widgets.common.texts import THIN, figure
from widgets.common.theme import font, mixed, notifier, px, theme

_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
STANDS_OUT = 3.0
"""Standard deviations from which a feature stands out."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar."""

    name: str
    text: str
    """The figure, written out."""
    share: float
    """Of the bar's length, 0 … 1."""
    limit: float | None = None
    """Where the limit stands, 0 … 1."""
    over: bool = False
    """It breaks its limit: hatched, in the colour of danger."""
    tone: str = "accent"
    """Name of a colour of `Theme`."""


class Bars(QWidget):
    """Bars under one another."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bars: tuple[Bar, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        notifier().changed.connect(self.updateGeometry)
        notifier().changed.connect(self.update)

    def set_bars(self, bars: Sequence[Bar]) -> None:
        """Show others."""
        made = tuple(bars)
        if made == self.bars:
            return
        taller = len(made) != len(self.bars)
        self.bars = made
        self.setAccessibleDescription("; ".join(f"{b.name}: {b.text}" for b in made))
        if taller:
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(180), px(34) * len(self.bars))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for at, bar in enumerate(self.bars):
            self._paint(painter, bar, at * px(34))

    def _paint(self, painter: QPainter, bar: Bar, top: int) -> None:
        t = theme()
        words = QRectF(0, top, self.width(), px(18))
        painter.setFont(font("small", bold=True))
        wide = QFontMetricsF(painter.font()).horizontalAdvance(bar.text) + px(8)
        painter.setPen(QColor(t.danger if bar.over else t.text))
        painter.drawText(words, _RIGHT, bar.text)
        painter.setFont(font("small"))
        painter.setPen(QColor(t.text))
        room = words.adjusted(0, 0, -wide, 0)
        name = QFontMetricsF(painter.font()).elidedText(bar.name, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, _LEFT, name)
        track = QRectF(0, top + px(19), self.width(), px(9))
        fill_bar(painter, track, bar.share, t.danger if bar.over else getattr(t, bar.tone), hatched=bar.over)
        if bar.limit is not None:
            x = min(track.right() - 1, track.width() * max(0.0, bar.limit))
            painter.setPen(QPen(QColor(t.text), 2))
            painter.drawLine(QPointF(x, track.top() - px(2)), QPointF(x, track.bottom() + px(3)))


def fill_bar(painter: QPainter, track: QRectF, share: float, tone: str, *, hatched: bool) -> None:
    """A track, filled from the left; hatched as the second sign of danger."""
    t = theme()
    painter.fillRect(track, QColor(t.surface3))
    full = QRectF(track)
    full.setWidth(track.width() * min(1.0, max(0.0, share)))
    painter.fillRect(full, QColor(tone))
    if hatched:
        painter.fillRect(full, QBrush(mixed(tone, t.surface1, 0.7), Qt.BrushStyle.BDiagPattern))


class DeviationBars(QWidget):
    """Features that stand out: now and usually, and how many standard deviations lie between, up or down."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown: tuple[Deviation, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        notifier().changed.connect(self.updateGeometry)
        notifier().changed.connect(self.update)

    def set_deviations(self, shown: tuple[Deviation, ...]) -> None:
        """Show others."""
        if shown != self.shown:
            self.shown = shown
            self.setAccessibleDescription("; ".join(f"{d.title}: {self.words(d)}, {sigma(d.sigma)}" for d in shown))
            self.updateGeometry()
            self.update()

    def words(self, d: Deviation) -> str:
        """The value now and the usual one."""
        unit = f"{THIN}{d.unit}" if d.unit else ""
        return self.tr("{0}{2}, usually {1}{2}").format(figure(d.value, 2), figure(d.usual, 2), unit)

    def sizeHint(self) -> QSize:
        return QSize(px(180), px(50) * len(self.shown))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        most = max((abs(d.sigma) for d in self.shown), default=1.0)
        for at, d in enumerate(self.shown):
            self._paint(painter, d, at * px(50), max(most, 2 * STANDS_OUT))

    def _paint(self, painter: QPainter, d: Deviation, top: int, most: float) -> None:
        t = theme()
        wide = float(self.width())
        painter.setFont(font("small", bold=True))
        painter.setPen(QColor(t.text))
        text = sigma(d.sigma)
        room = wide - QFontMetricsF(painter.font()).horizontalAdvance(text) - px(8)
        painter.drawText(QRectF(0, top, wide, px(16)), _RIGHT, text)
        title = QFontMetricsF(painter.font()).elidedText(risen(d.title), Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(0, top, room, px(16)), _LEFT, title)
        track = QRectF(0, top + px(18), wide, px(9))
        strong = abs(d.sigma) >= STANDS_OUT
        fill_bar(painter, track, abs(d.sigma) / most, t.danger if strong else t.muted, hatched=strong)
        x = track.width() * STANDS_OUT / most
        painter.setPen(QPen(QColor(t.text), 1.4, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(x, track.top() - px(2)), QPointF(x, track.bottom() + px(2)))
        painter.setFont(font("small"))
        painter.setPen(QColor(t.muted))
        words = QFontMetricsF(painter.font()).elidedText(self.words(d), Qt.TextElideMode.ElideRight, wide)
        painter.drawText(QRectF(0, top + px(29), wide, px(16)), _LEFT, words)


def risen(title: str) -> str:
    """With a capital at the start of a line."""
    return title[:1].upper() + title[1:]


def sigma(value: float) -> str:
    """``▲ 9.6 σ``: above the usual, or ``▼`` below it."""
    return f"{'▲' if value >= 0 else '▼'}{THIN}{figure(abs(value), 2)}{THIN}σ"
