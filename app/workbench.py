"""What the process of the detector laboratory does: it keeps the table between jobs. No Qt in here."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any, Literal, cast

from engine.api import MotewardenError, detection, detection_recording
from engine.readmodel.laboratory import (
    DatasetCard,
    Deployment,
    FeatureInfo,
    FeatureScores,
    LabOrder,
    LabProgress,
    LabResult,
    MethodInfo,
    ModuleInfo,
    Scope,
    Specification,
    TableColumns,
    TableMapping,
)
from engine.scenario.model import Scenario

POLITE = 10
Stage = Literal["record", "rank", "train", "deploy"]
STAGES: dict[str, Stage] = {"record": "record", "read": "record", "rank": "rank", "train": "train", "make": "deploy"}
"""Jobs that take long → the stage that their progress is told under."""
Shown = tuple[DatasetCard, tuple[FeatureInfo, ...]]


@dataclass(frozen=True, slots=True)
class Job:
    """A method of the bench, and what it takes."""

    name: str
    args: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a job gave, or why it gave nothing; a cancelled one gave None."""

    job: str
    value: Any = None
    error: str = ""


def serve(line: Connection, cancel: Event) -> None:
    """The life of the process: job after job, until None comes or the line closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the window
    if hasattr(os, "nice"):
        os.nice(POLITE)
    bench = Workbench(line, cancel)
    with contextlib.suppress(EOFError, OSError):
        while (job := line.recv()) is not None:
            line.send(bench.do(job))


class Workbench:
    """The jobs. Each tells its progress over the line, and stops when it is cancelled.

    Args:
        line: To the window.
        cancel: The window's wish to stop.
    """

    def __init__(self, line: Connection, cancel: Event) -> None:
        self._line, self._cancel = line, cast("threading.Event", cancel)
        self._table: detection.Table | None = None
        self._order = LabOrder(())
        self._result: LabResult | None = None

    def do(self, job: Job) -> Answer:
        """Does a job; whatever goes wrong is told."""
        stage = STAGES.get(job.name)
        value, error = None, ""
        if stage:
            self._line.send(LabProgress("running", stage))
        try:
            value = getattr(self, job.name)(*job.args)
        except MotewardenError as found:
            error = str(found)
        except Exception as found:  # noqa: BLE001 - the window must learn of whatever it was
            error = f"{type(found).__name__}: {found}"
        if value is None and self._cancel.is_set():
            error = ""
            if stage:
                self._line.send(LabProgress("cancelled", stage))
        elif stage:
            self._line.send(LabProgress("failed" if error else "done", stage, text=error))
        return Answer(job.name, value, error)

    def _step(self, progress: LabProgress) -> None:
        """A step of a job; its end is told with its answer."""
        if progress.state == "running":
            self._line.send(progress)

    # -- tables --------------------------------------------------------------------------------------------

    def record(self, spec: Specification, document: Scenario | None) -> Shown | None:
        """Runs with and without attacks become a table; None when cancelled."""

        def tell(progress: LabProgress) -> None:
            self._step(replace(progress, text=""))  # which run was done says nothing: they end in any order

        data = detection_recording.record(spec, document, tell=tell, cancelled=self._cancel.is_set)
        return None if data is None else self._adopt(detection.recorded(data, spec.scope))

    def columns(self, path: str) -> TableColumns:
        """A foreign table as the dialog shows it."""
        return detection.columns(path)

    def read(self, mapping: TableMapping) -> Shown:
        """A foreign table."""
        return self._adopt(detection.read(mapping))

    def export(self, path: str) -> str:
        """Writes the table."""
        detection.write(self._known(), Path(path))
        return path

    def _adopt(self, table: detection.Table) -> Shown:
        self._table, self._result = table, None
        return detection.card(table), detection.features(table)

    def _known(self) -> detection.Table:
        if self._table is None:
            raise detection.DetectionError("there is no table", where="laboratory", mend="record or import one")
        return self._table

    # -- methods -------------------------------------------------------------------------------------------

    def methods(self) -> tuple[MethodInfo, ...]:
        """Classifiers on offer."""
        return detection.methods()

    def rank(self) -> FeatureScores:
        """The three rankings, and what so many features gain."""
        return detection.rank(self._known(), tell=self._step, cancel=self._cancel)

    def train(self, order: LabOrder) -> LabResult:
        """The leader board."""
        result = detection.train(self._known(), order, tell=self._step, cancel=self._cancel)
        self._order, self._result = order, result
        return result

    # -- modules -------------------------------------------------------------------------------------------

    def make(self, name: str, method: str, path: str, scope: Scope) -> ModuleInfo:
        """A method trained on the whole table, as a file."""
        return detection.make(self._known(), self._order, method, name, scope, Path(path), self._result)

    def modules(self, folder: str) -> tuple[ModuleInfo, ...]:
        """Those that come with the program, and those in a folder; a bad file is left out."""
        found = list(detection.builtin())
        for path in sorted(Path(folder).glob(f"*{detection.SUFFIX}")):
            with contextlib.suppress(MotewardenError):
                found.append(detection.info(path))
        return tuple(found)

    def load(self, path: str) -> ModuleInfo:
        """A module file."""
        return detection.info(path)

    def weigh(self, path: str, node: int, document: Scenario, growth: float) -> Deployment:
        """Whether a node of a document can run a module."""
        return detection.weigh(path, node, document, growth, detection.usual_load(node, document))
