"""The bar below all stages while something is recorded, ranked or trained, and after it stopped early."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from engine.readmodel.laboratory import LabProgress
from widgets.common.progress_line import ProgressLine
from widgets.common.texts import count

STOPPED = ("cancelled", "failed")


class WorkBar(ProgressLine):
    """Shows a `LabProgress`; hidden while there is none, and when all went well."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(QLabel(), parent=parent)
        self.progress = LabProgress("idle", "record")
        self._retranslate()

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

    def _retranslate(self) -> None:
        super()._retranslate()
        names = {
            "record": self.tr("Recording"),
            "rank": self.tr("Ranking features"),
            "train": self.tr("Training"),
            "deploy": self.tr("Making the module"),
        }
        self._name.setText(names[self.progress.stage])
        self._text.setText(self.words())
