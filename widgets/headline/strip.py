"""The headline strip: six figures that the back row can read."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from engine.readmodel.snapshot import NetworkSnapshot
from widgets.common.icons import draw_icon
from widgets.common.texts import NONE, THIN
from widgets.common.theme import cause_color, faded, font, notifier, px, theme
from widgets.headline.figures import Figure, figures, suffering

_EMPTY = tuple(Figure(k, NONE, "", None, 0.0) for k in ("delivered", "alive", "energy", "trust", "excluded", "alarms"))


class HeadlineStrip(QWidget):
    """Delivered, alive, energy, trust, excluded, alarms; the one that suffers has the colour of danger."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figures = _EMPTY
        self._alarms = 0
        self._last: NetworkSnapshot | None = None
        self._threshold: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        notifier().changed.connect(self._restyle)
        self._retranslate()

    def set_snapshot(self, snapshot: NetworkSnapshot) -> None:
        """Show the figures of a snapshot."""
        self._last = snapshot
        self._threshold = snapshot.threshold if snapshot.trust_enabled else None
        self._figures = figures(snapshot, self._alarms)
        spoken = (f"{self._titles[f.key]} {f.value}{THIN}{f.unit}".strip() for f in self._figures)
        self.setAccessibleDescription(", ".join(spoken))
        self.update()

    def set_alarms(self, number: int) -> None:
        """Number of alarms of the run so far."""
        self._alarms = number
        if self._last is not None:
            self.set_snapshot(self._last)

    def clear(self) -> None:
        """Forget the run."""
        self._figures, self._alarms, self._last = _EMPTY, 0, None
        self.update()

    def emphasised(self) -> str:
        """Key of the figure that is emphasised; empty while none suffers."""
        return suffering(self._figures)

    def sizeHint(self) -> QSize:
        return QSize(px(640), px(50))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(300), px(50))

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def _retranslate(self) -> None:
        self._titles = {
            "state": self.tr("controller"),
            "delivered": self.tr("delivered"),
            "alive": self.tr("alive"),
            "energy": self.tr("energy left"),
            "trust": self.tr("mean D"),
            "excluded": self.tr("excluded"),
            "alarms": self.tr("alarms"),
        }
        self._tips = {
            "state": self.tr("State of the network (S2, Fig. 2), and which node controls it"),
            "delivered": self.tr("Readings that reached a base station, of all that arrived or were lost"),
            "alive": self.tr("Nodes with energy left, of all nodes"),
            "energy": self.tr("Energy left in all nodes together"),
            "trust": self.tr("Mean of the trust D that the nodes enjoy; the mark on the line is the threshold P"),
            "excluded": self.tr("Nodes that at least half of their neighbours have off their trusted lists"),
            "alarms": self.tr("Alarms of detectors, exclusions by most neighbours, deaths, controllers lost"),
        }
        self.setAccessibleName(self.tr("Headline figures"))
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            at = int(event.pos().x() * len(self._figures) / max(1, self.width()))
            key = self._figures[min(max(at, 0), len(self._figures) - 1)].key
            QToolTip.showText(event.globalPos(), self._tips[key], self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(t.surface1))
        painter.setPen(QPen(QColor(t.line), 1))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        worst = self.emphasised()
        wide = self.width() / len(self._figures)
        for index, figure in enumerate(self._figures):
            cell = QRectF(index * wide, 0, wide, self.height() - 1)
            if index:
                painter.setPen(QPen(QColor(t.line), 1))
                painter.drawLine(
                    cell.topLeft().toPoint().x(), px(12), cell.topLeft().toPoint().x(), self.height() - px(12)
                )
            self._paint_cell(painter, cell, figure, worst=figure.key == worst)

    def _tone(self, figure: Figure, *, worst: bool) -> QColor:
        t = theme()
        if figure.key == "state" and figure.value != "S1":
            return QColor(t.accent)
        alarming = figure.key in {"excluded", "alarms"} and figure.value not in {"0", NONE}
        return QColor(t.danger if worst else t.warn if alarming else t.text)

    def _paint_cell(self, painter: QPainter, cell: QRectF, figure: Figure, *, worst: bool) -> None:
        t = theme()
        if worst:
            painter.fillRect(cell, faded(t.danger, 0.14))
        inner = cell.adjusted(px(10), px(3), -px(6), -px(6))
        tone = self._tone(figure, worst=worst)
        big = font("title", bold=True)
        painter.setFont(big)
        painter.setPen(tone)
        row = QRectF(inner.left(), inner.top(), inner.width(), px(25))
        painter.drawText(row, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), figure.value)
        after = row.adjusted(QFontMetricsF(big).horizontalAdvance(figure.value) + px(4), px(3), 0, px(3))
        painter.setFont(font("base"))
        painter.setPen(QColor(t.muted) if not worst else tone)
        size, wide = px(18), QFontMetricsF(painter.font()).horizontalAdvance(figure.unit)
        beside = figure.key != "state"
        if beside and wide <= after.width():
            painter.drawText(after, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), figure.unit)
        if worst and wide + size <= after.width():
            at = QRectF(inner.right() - size, row.center().y() - size / 2, size, size)
            draw_icon(painter, at.toRect(), "trending-down", tone)
        small = font("small")
        painter.setFont(small)
        painter.setPen(QColor(t.muted))
        words = QRectF(inner.left(), row.bottom(), inner.width(), px(14))
        named = self._titles[figure.key] if beside else f"{self._titles[figure.key]} {figure.unit}"
        if not beside and QFontMetricsF(small).horizontalAdvance(named) > words.width():
            named = f"N {figure.unit}"  # the controller's mark
        title = QFontMetricsF(small).elidedText(named, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), title)
        self._paint_bar(painter, cell, figure, tone if worst else self._bar_color(figure))

    def _bar_color(self, figure: Figure) -> QColor:
        return cause_color(figure.key) if figure.key in {"delivered", "alive", "energy"} else QColor(theme().accent)

    def _paint_bar(self, painter: QPainter, cell: QRectF, figure: Figure, color: QColor) -> None:
        if figure.share is None:
            return
        left, width, y = cell.left() + px(10), cell.width() - px(20), cell.bottom() - px(4)
        painter.fillRect(QRectF(left, y, width, px(2)), QColor(theme().surface3))
        painter.fillRect(QRectF(left, y, width * min(1.0, max(0.0, figure.share)), px(2)), color)
        if figure.key == "trust" and self._threshold is not None:
            x = left + width * min(1.0, max(0.0, self._threshold))
            painter.fillRect(QRectF(x, y - px(3), 1.5, px(7)), QColor(theme().text))
