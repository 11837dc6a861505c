"""The bar below everything while an experiment goes on, and after it stopped early: how far, how long, *Cancel*."""

from __future__ import annotations

from math import isfinite

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from engine.readmodel.experiment import Progress
from widgets.common.progress_line import ProgressLine
from widgets.common.texts import count, duration, numbered

GOING = ("starting", "running", "concluding")
STOPPED = ("cancelled", "failed")


class RunBar(ProgressLine):
    """Shows a `Progress`; hidden while there is none, and when all went well."""

    again_requested = Signal()
    """Go on with what was interrupted."""
    activated = Signal()
    """Show the experiment that is told of."""

    def __init__(self, parent: QWidget | None = None) -> None:
        name, self.again = QToolButton(), QPushButton()
        super().__init__(name, (self.again,), parent)
        self.progress = Progress("idle")
        self._title = ""
        name.clicked.connect(self.activated)
        self.again.clicked.connect(self.again_requested)
        self._retranslate()

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

    def _retranslate(self) -> None:
        super()._retranslate()
        self.cancel.setToolTip(self.tr("Stop; finished runs are kept"))
        self.again.setText(self.tr("Go on") if self.progress.state == "cancelled" else self.tr("Try again"))
        self._name.setToolTip(self.tr("Show this experiment"))
        self._text.setText(self.words())
