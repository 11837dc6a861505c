"""Bars of the inspector: trust against P, energy by cause, battery."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets.common.texts import fixed, joules, percent
from widgets.common.theme import cause_color, energy_color, font, mixed, notifier, px, theme, trust_color


class _Bar(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        notifier().changed.connect(self._restyle)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


class TrustBar(_Bar):
    """D on the scale from 0 to 1 with P as a line; below P the bar is hatched."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trust, self._threshold, self._trusted = 0.0, 0.85, True

    def set_values(self, trust: float, threshold: float, *, trusted: bool) -> None:
        """Show D and P."""
        self._trust, self._threshold, self._trusted = trust, threshold, trusted
        self.setAccessibleName(f"D {fixed(trust)}, P {fixed(threshold)}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(160), px(38))

    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(px(12), px(4), self.width() - px(24), px(12))
        painter.fillRect(track, QColor(t.surface3))
        full = QRectF(track)
        full.setWidth(track.width() * min(1.0, max(0.0, self._trust)))
        colour = trust_color(self._trust)
        painter.fillRect(full, colour)
        if not self._trusted:
            painter.fillRect(full, QBrush(mixed(colour, t.text, 0.6), Qt.BrushStyle.BDiagPattern))
        painter.setPen(QPen(QColor(t.text if self._trusted else t.danger), 1.2))
        painter.drawRect(full)
        x = track.left() + track.width() * min(1.0, max(0.0, self._threshold))
        painter.setPen(QPen(QColor(t.text), 2))
        painter.drawLine(QPointF(x, track.top() - px(3)), QPointF(x, track.bottom() + px(4)))
        painter.setFont(font("small", bold=True))
        text = f"P {fixed(self._threshold, 2)}"
        wide = QFontMetricsF(painter.font()).horizontalAdvance(text)
        left = min(max(track.left(), x - wide / 2), track.right() - wide)
        painter.drawText(QPointF(left, track.bottom() + px(16)), text)
        painter.setFont(font("small"))
        painter.setPen(QColor(t.muted))
        painter.drawText(QPointF(track.left(), track.bottom() + px(16)), "0")
        if left + wide < track.right() - px(16):
            painter.drawText(QPointF(track.right() - px(7), track.bottom() + px(16)), "1")


class BatteryBar(_Bar):
    """Residual of initial energy, with notches at quarters; the claim as an outline when it is given."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share = 1.0
        self._claim: float | None = None

    def set_values(self, share: float, claim: float | None = None) -> None:
        """Show the true share, and what the node claims."""
        self._share, self._claim = share, claim
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(160), px(14))

    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme()
        painter = QPainter(self)
        track = QRectF(0, 2, self.width(), self.height() - 4)
        painter.fillRect(track, QColor(t.surface3))
        full = QRectF(track)
        full.setWidth(track.width() * min(1.0, max(0.0, self._share)))
        painter.fillRect(full, energy_color(self._share))
        for notch in (0.25, 0.5, 0.75):
            painter.fillRect(QRectF(track.width() * notch, track.top(), 1, track.height()), QColor(t.surface1))
        if self._claim is not None:
            claimed = QRectF(track)
            claimed.setWidth(track.width() * min(1.0, self._claim) - 1)
            painter.setPen(QPen(QColor(t.danger), 1.5, Qt.PenStyle.DashLine))
            painter.drawRect(claimed.adjusted(0.75, 0.75, -0.75, -0.75))


class EnergyByCause(_Bar):
    """Energy spent as one stacked bar, and each cause with its joules and share."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spent: list[tuple[str, float]] = []
        self._names: Mapping[str, str] = {}

    def set_names(self, names: Mapping[str, str]) -> None:
        """Causes in the language of the window."""
        self._names = names

    def set_values(self, spent: Mapping[str, float]) -> None:
        """Joules by cause; causes that cost nothing are left out."""
        self._spent = sorted(((c, j) for c, j in spent.items() if j > 0), key=lambda p: -p[1])
        words = (f"{self._names.get(c, c)} {joules(j)}" for c, j in self._spent)
        self.setAccessibleDescription(", ".join(words))
        self._restyle()

    def sizeHint(self) -> QSize:
        return QSize(px(160), px(20) + px(18) * len(self._spent))

    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        total = sum(j for _, j in self._spent)
        x, width = 0.0, float(self.width())
        painter.fillRect(QRectF(0, 0, width, px(12)), QColor(t.surface3))
        painter.setFont(font("small"))
        for index, (cause, spent) in enumerate(self._spent):
            colour = cause_color(cause)
            part = width * spent / total
            painter.fillRect(QRectF(x, 0, max(1.0, part - 1), px(12)), colour)
            x += part
            row = QRectF(0, px(20) + index * px(18), width, px(18))
            painter.fillRect(QRectF(0, row.center().y() - px(4), px(8), px(8)), colour)
            painter.setPen(QColor(t.text))
            words = row.adjusted(px(16), 0, 0, 0)
            middle = Qt.AlignmentFlag.AlignVCenter
            value, metrics = words.adjusted(0, 0, -px(52), 0), QFontMetricsF(painter.font())
            room = value.width() - metrics.horizontalAdvance(joules(spent)) - px(6)
            name = metrics.elidedText(self._names.get(cause, cause), Qt.TextElideMode.ElideRight, room)
            painter.drawText(words, int(middle | Qt.AlignmentFlag.AlignLeft), name)
            painter.drawText(value, int(middle | Qt.AlignmentFlag.AlignRight), joules(spent))
            painter.setPen(QColor(t.muted))
            painter.drawText(words, int(middle | Qt.AlignmentFlag.AlignRight), percent(spent / total))
