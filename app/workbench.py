"""What the process of the detector laboratory does: it keeps the table between jobs. No Qt in here."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any, Literal, cast

from engine.api import MotewardenError, laboratory
from engine.readmodel.laboratory import (
    DatasetCard,
    Deployment,
    FeatureInfo,
    LabProgress,
    MethodInfo,
    ModuleInfo,
    Scope,
    TableColumns,
)
from engine.scenario.model import Scenario

POLITE = 10
ENDING = ".motedetector"
Stage = Literal["record", "rank", "train", "deploy"]
STAGES: dict[str, Stage] = {"record": "record", "read": "record", "rank": "rank", "train": "train", "make": "deploy"}
"""Jobs that take long → the stage that their progress is told under."""
Table = tuple[DatasetCard, tuple[FeatureInfo, ...]]


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
        self._line, self._cancel = line, cancel
        self._bench = laboratory.Bench(self._step, cast("threading.Event", cancel))
        self.read, self.rank, self.train = self._bench.read, self._bench.rank, self._bench.train

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
        if error and self._cancel.is_set():
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

    def columns(self, path: str) -> TableColumns:
        """A foreign table as the dialog shows it."""
        return laboratory.columns(path)

    def export(self, path: str) -> str:
        """Writes the table."""
        self._bench.write(path)
        return path

    def methods(self) -> tuple[MethodInfo, ...]:
        """Classifiers on offer."""
        return laboratory.methods()

    def make(self, name: str, method: str, path: str, scope: Scope) -> ModuleInfo:
        """A method trained on the whole table, as a file."""
        return self._bench.make(method, name, scope, path)

    def modules(self, folder: str) -> tuple[ModuleInfo, ...]:
        """Those in a folder; a bad file is left out."""
        found = []
        for path in sorted(Path(folder).glob(f"*{ENDING}")):
            with contextlib.suppress(MotewardenError):
                found.append(laboratory.module(path))
        return tuple(found)

    def load(self, path: str) -> ModuleInfo:
        """A module file."""
        return laboratory.module(path)

    def weigh(self, path: str, node: int, document: Scenario, growth: float) -> Deployment:
        """Whether a node of a document can run a module."""
        return laboratory.weigh(path, node, document, growth)
