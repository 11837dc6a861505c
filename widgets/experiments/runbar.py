"""The bar below everything while an experiment goes on, and after it stopped early: how far, how long, *Cancel*."""

from __future__ import annotations

from math import isfinite

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QToolButton, QVBoxLayout, QWidget

from engine.readmodel.experiment import Progress
from widgets.common.icons import icon
from widgets.common.texts import count, duration, numbered
from widgets.common.theme import font, notifier, px, theme

GOING = ("starting", "running", "concluding")
STOPPED = ("cancelled", "failed")


class RunBar(QWidget):
    """Shows a `Progress`; hidden while there is none, and when all went well."""

    cancel_requested = Signal()
    again_requested = Signal()
    """Go on with what was interrupted."""
    activated = Signal()
    """Show the experiment that is told of."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.progress = Progress("idle")
        self._title = ""
        self._mark, self._name, self._text = QLabel(), QToolButton(), QLabel()
        self._text.setWordWrap(True)
        self._name.clicked.connect(self.activated)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.cancel, self.again, self.close_ = QPushButton(), QPushButton(), QToolButton()
        self.close_.setIcon(icon("close", "muted"))
        self.cancel.clicked.connect(self._cancel)
        self.again.clicked.connect(self.again_requested)
        self.close_.clicked.connect(self.hide)
        head = QHBoxLayout()
        head.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._name, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._text, 1)
        words = QVBoxLayout()
        words.addLayout(head)
        words.addWidget(self.bar)
        self._row = QHBoxLayout(self)
        self._row.addLayout(words, 1)
        for button in (self.again, self.cancel, self.close_):
            self._row.addWidget(button)
        self._words = words
        notifier().changed.connect(self._restyle)
        self._retranslate()
        self._restyle()
        self.hide()

    @property
    def going(self) -> bool:
        """Whether an experiment goes on."""
        return self.progress.state in GOING

    def show_progress(self, title: str, progress: Progress) -> None:
        """How far an experiment is."""
        before, self.progress, self._title = self.progress, progress, title
        self._name.setText(title)
        self.bar.setRange(0, max(progress.total, 1))
        self.bar.setValue(progress.done)
        if progress.state != before.state:
            self.cancel.setEnabled(True)
            self._retranslate()
        stopped = progress.state in STOPPED
        self.bar.setVisible(progress.state != "failed")
        self.cancel.setVisible(self.going)
        self.again.setVisible(stopped)
        self.close_.setVisible(stopped)
        self._mark.setVisible(progress.state == "failed")
        self._text.setText(self.words())
        self.setAccessibleName(f"{title}: {self.words()}")
        self.setVisible(self.going or stopped)

    def words(self) -> str:
        """The line that is shown."""
        p = self.progress
        done = self.tr("%1 of %2 runs").replace("%1", count(p.done)).replace("%2", count(p.total))
        if p.state == "failed":
            return p.message
        if p.state == "cancelled":
            text = self.tr("Cancelled. %1 are finished and kept in the folder; Go on does the rest.")
            return text.replace("%1", done)
        parts = [done if p.total else self.tr("counting the runs")]
        if p.state == "starting":
            parts.append(self.tr("workers start"))
        elif p.state == "concluding":
            parts.append(self.tr("figures are drawn, files are written"))
        elif isfinite(p.seconds_left):
            parts.append(self.tr("about %1 left").replace("%1", duration(p.seconds_left)))
        if p.kept:
            parts.append(self.tr("%1 kept from an earlier start").replace("%1", count(p.kept)))
        if p.redone:
            parts.append(numbered(self.tr("%n run(s) done again", "", p.redone), p.redone))
        if p.workers:
            parts.append(numbered(self.tr("%n worker(s)", "", p.workers), p.workers))
        return "  ·  ".join(parts)

    def _cancel(self) -> None:
        self.cancel.setEnabled(False)
        self.cancel.setText(self.tr("Stopping…"))
        self.cancel_requested.emit()

    def _retranslate(self) -> None:
        self.cancel.setText(self.tr("Cancel"))
        self.cancel.setToolTip(self.tr("Stop; finished runs are kept"))
        self.again.setText(self.tr("Go on") if self.progress.state == "cancelled" else self.tr("Try again"))
        self.close_.setToolTip(self.tr("Hide this line"))
        self.close_.setAccessibleName(self.close_.toolTip())
        self._name.setToolTip(self.tr("Show this experiment"))
        self.bar.setAccessibleName(self.tr("Progress"))
        self._text.setText(self.words())
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

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
        self._name.setFont(font("base", bold=True))
        self.bar.setFixedHeight(px(6))
        self.bar.setStyleSheet(f"QProgressBar {{ min-height: {px(6)}px; }}")
