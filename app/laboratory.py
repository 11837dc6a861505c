"""The laboratory as the window holds it: begun with the first experiment, its outlet drained by a timer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.background import Background
from engine.api import MotewardenError
from engine.readmodel.experiment import Plan, Progress
from engine.scenario.model import Scenario

if TYPE_CHECKING:
    from engine.api.experiments import Laboratory

PERIOD_MS = 60
OVER = ("done", "cancelled", "failed")


class LaboratoryHost(QObject):
    """Starts experiments, one at a time, and tells what becomes of them.

    Args:
        background: Where the start is prepared.
        parent: Owner.
    """

    progress = Signal(object)
    """`Progress`; its state ``done``, ``cancelled`` or ``failed`` is the last."""
    figures = Signal(object)
    """Figures of what is finished so far."""
    result = Signal(object)
    """`Result`."""

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._laboratory: Laboratory | None = None
        self._cancelled = False
        self.busy = False
        """Whether an experiment starts or goes on."""
        self._timer = QTimer(self)
        self._timer.setInterval(PERIOD_MS)
        self._timer.timeout.connect(self.drain)

    def start(self, plan: Plan, out: Path, document: Scenario | None, workers: int, scheduler: str) -> None:
        """Begins an experiment; a bad order comes back as failed progress.

        Args:
            plan: What is asked for.
            out: Results folder.
            document: The open document, for a sweep over it.
            workers: Processes; 0 for all cores.
            scheduler: Address of a Dask scheduler; empty for this computer.
        """
        if self.busy:
            return
        self.busy, self._cancelled = True, False

        def begin() -> Laboratory:
            from engine.api.experiments import Laboratory

            laboratory = self._laboratory or Laboratory()
            laboratory.start(plan, out, document, workers or None, scheduler or None)
            return laboratory

        self._background.ask(begin, self._begun, self._refused)

    def _begun(self, laboratory: Laboratory) -> None:
        self._laboratory = laboratory
        if self._cancelled:
            laboratory.cancel()
        self._timer.start()

    def _refused(self, error: MotewardenError) -> None:
        self.busy = False
        self.progress.emit(Progress("failed", message=str(error)))

    def cancel(self) -> None:
        """Stops the runs; progress tells when it is done."""
        self._cancelled = True
        if self._laboratory is not None:
            self._laboratory.cancel()

    def drain(self) -> None:
        """Emits what waits in the outlet."""
        if self._laboratory is None:
            return
        outlet = self._laboratory.outlet
        progress, figures, result = outlet.take_progress(), outlet.take_figures(), outlet.take_result()
        if figures is not None and result is None:
            self.figures.emit(figures)
        if result is not None:
            self.result.emit(result)
        if progress is None:
            return
        if progress.state in OVER:
            self.busy = False
            self._timer.stop()
        self.progress.emit(progress)

    def close(self) -> bool:
        """Ends what goes on, with its processes; returns whether it ended in time."""
        self._timer.stop()
        return self._laboratory is None or self._laboratory.close()
