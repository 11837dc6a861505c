"""What a module costs the node that shall run it: load without and with it, room in memory (S2-134, S2-140, S2-171)."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.readmodel.laboratory import Deployment
from widgets.common.texts import percent, quantity
from widgets.common.theme import faded, font, notifier, px, theme


class BudgetBars(QWidget):
    """Three bars: load without, load with and its limit, memory taken of what is free."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._deployment: Deployment | None = None
        self._cpu = 0.2
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        notifier().changed.connect(self._restyle)

    def set_deployment(self, deployment: Deployment | None, cpu: float) -> None:
        """What is to be shown, and the share by which the load may grow."""
        self._deployment, self._cpu = deployment, cpu
        self.setAccessibleName(self.tr("Budget of the node"))
        self.setAccessibleDescription("; ".join(f"{name} {text}" for name, text, *_ in self.rows()))
        self.updateGeometry()
        self.update()

    def rows(self) -> tuple[tuple[str, str, float, float, bool], ...]:
        """(name, words, length 0 … 1, limit 0 … 1 or −1, whether it fits) of each bar."""
        d = self._deployment
        if d is None:
            return ()
        limit = d.load_allowed or d.load_before * (1 + self._cpu)
        top = max(d.load_before, d.load_with, limit, 1e-9) * 1.15
        grown = d.load_with / d.load_before - 1 if d.load_before > 0 else 0.0
        words = self.tr("%1 (%2, %3 allowed)").replace("%1", percent(d.load_with))
        words = words.replace("%2", f"{'+' if grown >= 0 else ''}{percent(grown)}").replace("%3", percent(limit))
        rooms = self.tr("%1 of %2 free").replace("%1", quantity(float(d.ram_bytes), "B"))
        rooms = rooms.replace("%2", quantity(float(d.ram_free), "B"))
        most = max(d.ram_bytes, d.ram_free, 1)
        return (
            (self.tr("Load without"), percent(d.load_before), d.load_before / top, -1.0, True),
            (self.tr("Load with"), words, d.load_with / top, limit / top, d.load_with <= limit * (1 + 1e-9)),
            (self.tr("Memory"), rooms, d.ram_bytes / most, d.ram_free / most, d.ram_bytes <= d.ram_free),
        )

    def _line(self) -> float:
        return QFontMetricsF(font("base")).height() + px(10)

    def sizeHint(self) -> QSize:
        return QSize(px(380), round(3 * self._line()))

    minimumSizeHint = sizeHint

    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme()
        painter = QPainter(self)
        painter.setFont(font("small"))
        metrics = QFontMetricsF(font("small"))
        label = max((metrics.horizontalAdvance(r[0]) for r in self.rows()), default=0) + px(10)
        tail = max((metrics.horizontalAdvance(r[1]) for r in self.rows()), default=0) + px(10)
        room = max(px(40), self.width() - label - tail - px(20))
        side = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for k, (name, words, length, limit, fits) in enumerate(self.rows()):
            top = k * self._line()
            painter.setPen(QColor(t.text))
            painter.drawText(QRectF(0, top, label, self._line()), side, name)
            track = QRectF(label, top + px(6), room, self._line() - px(12))
            painter.fillRect(track, faded(t.muted, 0.15))
            bar = QRectF(track.left(), track.top(), room * min(length, 1.0), track.height())
            painter.fillRect(bar, QColor(t.danger if not fits else t.series[0] if k else t.muted))
            if not fits:
                painter.fillRect(bar, QBrush(faded(t.surface1, 0.7), Qt.BrushStyle.BDiagPattern))
            if limit >= 0:
                x = track.left() + room * min(limit, 1.0)
                painter.setPen(QPen(QColor(t.text), 2, Qt.PenStyle.DotLine))
                painter.drawLine(round(x), round(top + px(2)), round(x), round(top + self._line() - px(2)))
            painter.setPen(QColor(t.text if fits else t.danger))
            mark = "" if fits else "✗ "
            painter.drawText(QRectF(track.right() + px(8), top, tail + px(12), self._line()), side, mark + words)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()
