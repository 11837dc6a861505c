"""The bar below all stages while something is recorded, ranked or trained, and after it stopped early."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QToolButton, QVBoxLayout, QWidget

from engine.readmodel.laboratory import LabProgress
from widgets.common.icons import icon
from widgets.common.texts import count
from widgets.common.theme import font, notifier, px, theme

STOPPED = ("cancelled", "failed")


class WorkBar(QWidget):
    """Shows a `LabProgress`; hidden while there is none, and when all went well."""

    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.progress = LabProgress("idle", "record")
        self._mark, self._name, self._text = QLabel(), QLabel(), QLabel()
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.cancel, self.close_ = QPushButton(), QToolButton()
        self.close_.setIcon(icon("close", "muted"))
        self.cancel.clicked.connect(self._cancel)
        self.close_.clicked.connect(self.hide)
        head = self._head = QHBoxLayout()
        head.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._name, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._text, 1)
        self._words = QVBoxLayout()
        self._words.addLayout(head)
        self._words.addWidget(self.bar)
        self._row = QHBoxLayout(self)
        self._row.addLayout(self._words, 1)
        self._row.addWidget(self.cancel)
        self._row.addWidget(self.close_)
        notifier().changed.connect(self._restyle)
        self._retranslate()
        self._restyle()
        self.hide()

    @property
    def going(self) -> bool:
        """Whether something is done."""
        return self.progress.state == "running"

    def show_progress(self, progress: LabProgress) -> None:
        """How far a stage is."""
        before, self.progress = self.progress, progress
        self.bar.setRange(0, progress.total)
        self.bar.setValue(progress.done)
        if (progress.state, progress.stage) != (before.state, before.stage):
            self.cancel.setEnabled(True)
            self._retranslate()
        stopped = progress.state in STOPPED
        self.bar.setVisible(self.going)
        self.cancel.setVisible(self.going)
        self.close_.setVisible(stopped)
        self._mark.setVisible(progress.state == "failed")
        self._text.setText(self.words())
        self.setAccessibleName(f"{self._name.text()}: {self.words()}")
        self.setVisible(self.going or stopped)

    def words(self) -> str:
        """The line that is shown."""
        p = self.progress
        if p.state == "failed":
            return p.text
        if p.state == "cancelled":
            return self.tr("Cancelled. What was there before is still there.")
        share = self.tr("%1 of %2").replace("%1", count(p.done)).replace("%2", count(p.total)) if p.total else ""
        return "  ·  ".join(filter(None, (share, p.text))) or self.tr("starting…")

    def _cancel(self) -> None:
        self.cancel.setEnabled(False)
        self.cancel.setText(self.tr("Stopping…"))
        self.cancel_requested.emit()

    def _retranslate(self) -> None:
        names = {
            "record": self.tr("Recording"),
            "rank": self.tr("Ranking features"),
            "train": self.tr("Training"),
            "deploy": self.tr("Making the module"),
        }
        self._name.setText(names[self.progress.stage])
        self.cancel.setText(self.tr("Cancel"))
        self.close_.setToolTip(self.tr("Hide this line"))
        self.close_.setAccessibleName(self.close_.toolTip())
        self.bar.setAccessibleName(self.tr("Progress"))
        self._text.setText(self.words())

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
        self._row.setContentsMargins(px(20), px(6), px(16), px(8))
        self._row.setSpacing(px(12))
        self._words.setSpacing(px(2))
        self._head.setSpacing(px(8))
        self._name.setFont(font("base", bold=True))
        self.bar.setFixedHeight(px(6))
        self.bar.setStyleSheet(f"QProgressBar {{ min-height: {px(6)}px; }}")
