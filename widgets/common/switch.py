"""A switch: a check box that shows its state by place and colour."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from widgets.common.keys import keep_keys
from widgets.common.theme import font, mixed, notifier, px, theme


class Switch(QAbstractButton):
    """On or off, with a label at the right. Space toggles it."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        keep_keys(self, Qt.Key.Key_Space)
        self.setText(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        notifier().changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.setFont(font())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        words = self.fontMetrics().horizontalAdvance(self.text()) + px(8) if self.text() else 0
        return QSize(px(40) + words, px(28))

    minimumSizeHint = sizeHint

    def setText(self, text: str) -> None:
        super().setText(text)
        self.updateGeometry()

    def hitButton(self, _pos: object) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        high, wide = px(16), px(30)
        track = QRectF(px(4), (self.height() - high) / 2, wide, high)
        on = self.isChecked()
        fill = QColor(t.good) if on else QColor(t.surface3)
        if not self.isEnabled():
            fill = mixed(fill, t.surface1, 0.6)
        painter.setPen(QPen(QColor(t.good if on else t.muted), 1))
        painter.setBrush(fill)
        painter.drawRoundedRect(track, high / 2, high / 2)
        x = track.right() - high / 2 if on else track.left() + high / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(t.surface0 if on else t.text))
        painter.drawEllipse(QPointF(x, track.center().y()), high / 2 - px(3), high / 2 - px(3))
        if self.hasFocus():
            painter.setPen(QPen(QColor(t.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(track.adjusted(-3, -3, 3, 3), high / 2 + 3, high / 2 + 3)
        painter.setPen(QColor(t.text if self.isEnabled() else t.muted))
        area = QRectF(self.rect()).adjusted(px(4) + wide + px(8), 0, 0, 0)
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self.text())
