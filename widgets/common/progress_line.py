"""A bar of one line below a page: what goes on, how far it is, *Cancel*; what the bars of work are made of."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from widgets.common.icons import icon
from widgets.common.theme import font, notifier, px, theme


class ProgressLine(QWidget):
    """Whoever derives from it says what goes on, and shows the buttons that fit.

    Args:
        name: Shows what goes on.
        more: Buttons before *Cancel*.
        parent: Owner.
    """

    cancel_requested = Signal()

    def __init__(
        self, name: QLabel | QToolButton, more: Sequence[QAbstractButton] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._mark, self._name, self._text = QLabel(), name, QLabel()
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.cancel, self.close_ = QPushButton(), QToolButton()
        self.close_.setIcon(icon("close", "muted"))
        self.cancel.clicked.connect(self._cancel)
        self.close_.clicked.connect(self.hide)
        self._head, self._words, self._row = QHBoxLayout(), QVBoxLayout(), QHBoxLayout(self)
        self._head.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        self._head.addWidget(self._name, 0, Qt.AlignmentFlag.AlignTop)
        self._head.addWidget(self._text, 1)
        self._words.addLayout(self._head)
        self._words.addWidget(self.bar)
        self._row.addLayout(self._words, 1)
        for button in (*more, self.cancel, self.close_):
            self._row.addWidget(button)
        notifier().changed.connect(self._restyle)
        self._restyle()
        self.hide()

    def _cancel(self) -> None:
        self.cancel.setEnabled(False)
        self.cancel.setText(self.tr("Stopping…"))
        self.cancel_requested.emit()

    def _retranslate(self) -> None:
        self.cancel.setText(self.tr("Cancel"))
        self.close_.setToolTip(self.tr("Hide this line"))
        self.close_.setAccessibleName(self.close_.toolTip())
        self.bar.setAccessibleName(self.tr("Progress"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme().surface1))
        painter.fillRect(0, 0, self.width(), 1, QColor(theme().line))

    def _restyle(self) -> None:
        size = px(18)
        self._mark.setPixmap(icon("alert-circle-outline", "danger").pixmap(size, size))
        self._row.setContentsMargins(px(18), px(6), px(16), px(8))
        self._row.setSpacing(px(12))
        self._words.setSpacing(px(2))
        self._head.setSpacing(px(8))
        self._name.setFont(font("base", bold=True))
        self.bar.setFixedHeight(px(6))
        self.bar.setStyleSheet(f"QProgressBar {{ min-height: {px(6)}px; }}")
