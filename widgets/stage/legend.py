"""What the pictures mean; folds away, and belongs to every picture taken of the stage."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QWidget

from widgets.common.theme import faded, font, notifier, px, trust_color
from widgets.stage import sprites
from widgets.stage.inks import Inks, inks
from widgets.stage.layers import Layers
from widgets.stage.legend_rows import Row, Shown, pairs, rows, shown
from widgets.stage.scene import Scene

_COLUMNS_MOST = 3
_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


class Legend(QWidget):
    """A plate in the corner of the stage; a click on its title folds it."""

    toggled = Signal(bool)
    grown = Signal()
    """It explains other things than before: it may need other room."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._state, self._threshold, self._folded = Shown(), 0.5, False
        self._chosen = False
        self._room = 10_000.0
        self._picture: QPixmap | None = None
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        notifier().changed.connect(self.refresh)
        self.refresh()

    @property
    def folded(self) -> bool:
        """Only the title shows."""
        return self._folded

    def toggle(self) -> None:
        """Folds or unfolds, by the user's will: from then on room alone folds nothing."""
        self._chosen = True
        self._folded = not self._folded
        self.refresh()
        self.toggled.emit(self._folded)

    def make_room(self, width: float, height: float, spare: float) -> None:
        """Folds where it would cover the network, unless the user has chosen.

        Args:
            width: Of the stage.
            height: Of the stage.
            spare: Pixels of width that the fitted field does not need.
        """
        before = (self._room, self._folded)
        self._room = height - 2 * px(10)
        full = self._full_size(1)
        fold = full.height() > height - 20 or full.width() + px(70) > spare or full.width() > 0.4 * width
        self._folded = self._folded if self._chosen else fold
        if (self._room, self._folded) != before:
            self.refresh()

    def set_state(self, layers: Layers, threshold: float, scene: Scene | None = None) -> None:
        """Follows the layers, P and the network; only what is drawn is explained."""
        state = shown(layers, scene)
        if (state, threshold) != (self._state, self._threshold):
            self._state, self._threshold = state, threshold
            self.refresh()
            self.grown.emit()

    def refresh(self) -> None:
        """Measures anew, after a change of theme, language or layers."""
        self.setAccessibleName(self.tr("Legend"))
        self.setToolTip(self.tr("Fold or unfold the legend (L)"))
        self._picture = None
        self.resize(self.sizeHint())
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.refresh()
        super().changeEvent(event)

    def _measures(self) -> tuple[float, float, float, float]:
        """Row height, icon column, padding, title height."""
        return px(19), px(32), px(8), px(24)

    def sizeHint(self) -> QSize:
        _, _, pad, title = self._measures()
        if not self._folded:
            return self._full_size()
        wide = QFontMetricsF(font("small", bold=True)).horizontalAdvance(self.tr("Legend"))
        return QSize(round(wide + 2 * pad + px(18)), round(title))

    def _lines(self, ink: Inks) -> list[tuple[Row, ...]]:
        """What stands on each line: one row, or a pair of short ones."""
        return [(row,) for row in rows(self._state, ink)] + self._double(ink)

    def _double(self, ink: Inks) -> list[tuple[Row, ...]]:
        short = pairs(self._state, ink)
        return [tuple(short[k : k + 2]) for k in range(0, len(short), 2)]

    def _split(self, ink: Inks) -> int:
        """Columns that make the whole legend fit the stage's height."""
        return next((k for k in range(1, _COLUMNS_MOST) if self._full_size(k).height() <= self._room), _COLUMNS_MOST)

    def _per_column(self, columns: int, ink: Inks) -> int:
        """Lines of a column; the trust scale is as tall as two."""
        return -(-(len(self._lines(ink)) + self._scale_lines()) // columns)

    def _scale_lines(self) -> int:
        return 2 if self._state.layers.trust else 0

    def _widths(self, columns: int, ink: Inks) -> list[float]:
        """Widths of the columns, each by what stands in it."""
        metrics, icon = QFontMetricsF(font("small")), self._measures()[1]
        most, at = self._per_column(columns, ink), self._scale_lines()
        out = [float(px(168)), *[0.0] * (columns - 1)]
        short = max((metrics.horizontalAdvance(t) for _, t in pairs(self._state, ink)), default=0.0) + icon
        singles = len(rows(self._state, ink))
        for k, line in enumerate(self._lines(ink)):
            wide = 2 * short if k >= singles else metrics.horizontalAdvance(line[0][1]) + icon
            out[(at + k) // most] = max(out[(at + k) // most], wide)
        return out

    def _full_size(self, columns: int = 0) -> QSize:
        ink = inks()
        row, _, pad, title = self._measures()
        columns = columns or self._split(ink)
        tall = title + row * self._per_column(columns, ink) + pad
        wide = sum(self._widths(columns, ink)) + (columns - 1) * px(12)
        return QSize(round(wide + 2 * pad), round(tall))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and event.position().y() <= self._measures()[3]:
            self.toggle()
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = self.devicePixelRatio()
        if self._picture is None or self._picture.devicePixelRatio() != ratio:
            self._picture = QPixmap(self.size() * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
            self._paint(QPainter(self._picture))
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)

    def _paint(self, painter: QPainter) -> None:
        ink = inks()
        row, _, pad, title = self._measures()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(ink.border, 1))
        painter.setBrush(faded(ink.ground, 0.96))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        self._paint_title(painter, ink)
        if self._folded:
            return
        painter.setFont(font("small"))
        columns = self._split(ink)
        widths = self._widths(columns, ink)
        most = self._per_column(columns, ink)
        if self._scale_lines():
            self._paint_scale(painter, ink, QRectF(pad, title, widths[0], px(34)))
        for at, line in enumerate(self._lines(ink), self._scale_lines()):
            left = pad + sum(widths[: at // most]) + (at // most) * px(12)
            self._paint_line(painter, line, QRectF(left, title + row * (at % most), widths[at // most], row), ink)

    def _paint_line(self, painter: QPainter, line: tuple[Row, ...], box: QRectF, ink: Inks) -> None:
        icon, half = self._measures()[1], box.width() / 2
        for k, (draw, text) in enumerate(line):
            left = box.left() + k * half
            _sample(painter, draw, left + icon / 2 - 4, box.center().y())
            _words(painter, QRectF(left + icon - px(4), box.top(), box.width(), box.height()), text, ink)

    def _paint_title(self, painter: QPainter, ink: Inks) -> None:
        _, _, pad, title = self._measures()
        painter.setFont(font("small", bold=True))
        painter.setPen(ink.text)
        painter.drawText(QRectF(pad, 0, self.width(), title), _MIDDLE, self.tr("Legend"))
        x, y, a = self.width() - pad - 4.0, title / 2, 3.5
        painter.setPen(sprites.pen(ink.muted, 1.6))
        tip = a / 2 if not self._folded else -a / 2
        painter.drawPolyline([QPointF(x - a, y + tip), QPointF(x, y - tip), QPointF(x + a, y + tip)])

    def _paint_scale(self, painter: QPainter, ink: Inks, box: QRectF) -> None:
        """The trust scale with P on it."""
        bar = QRectF(box.left() + 2, box.top() + 2, box.width() - 4, px(10))
        gradient = QLinearGradient(bar.topLeft(), bar.topRight())
        for k in range(11):
            gradient.setColorAt(k / 10, trust_color(k / 10))
        painter.setPen(QPen(ink.border, 1))
        painter.setBrush(gradient)
        painter.drawRoundedRect(bar, 3, 3)
        at = bar.left() + self._threshold * bar.width()
        for color, width in ((ink.field, 4.0), (ink.text, 1.6)):
            painter.setPen(QPen(color, width))
            painter.drawLine(QPointF(at, bar.top() - 2), QPointF(at, bar.bottom() + 3))
        painter.setPen(ink.muted)
        words = QRectF(bar.left(), bar.bottom() + 3, bar.width(), px(15))
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft, "0")
        label, metrics = f"P = {self._threshold:.2g}", QFontMetricsF(painter.font())
        wide = metrics.horizontalAdvance(label)
        left = min(max(words.left(), at - wide / 2), words.right() - wide)
        one = metrics.horizontalAdvance("1")
        if left + wide < words.right() - 2 * one:
            painter.drawText(words, Qt.AlignmentFlag.AlignRight, "1")
        name = self.tr("trust D")
        if words.left() + 2 * one + metrics.horizontalAdvance(name) + px(8) < left:
            painter.drawText(words.adjusted(3 * one, 0, 0, 0), Qt.AlignmentFlag.AlignLeft, name)
        painter.setPen(ink.text)
        painter.drawText(QRectF(left, words.top(), wide + 1, words.height()), Qt.AlignmentFlag.AlignLeft, label)


def _sample(painter: QPainter, draw: Callable[[QPainter], None], x: float, y: float) -> None:
    painter.save()
    painter.translate(x, y)
    draw(painter)
    painter.restore()


def _words(painter: QPainter, box: QRectF, text: str, ink: Inks) -> None:
    painter.setPen(ink.text)
    painter.drawText(box, _MIDDLE, text)
