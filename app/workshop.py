"""The detector laboratory beside the window: a process that has the table and does one thing after another."""

from __future__ import annotations

import atexit
import contextlib
import multiprocessing
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event
from queue import Empty, SimpleQueue

from PySide6.QtCore import QObject, QTimer, Signal

from app.workbench import Answer, Job, serve
from engine.readmodel.laboratory import LabProgress

PERIOD_MS = 60
CLOSE_S = 3.0
"""So long the process may take to end; then it is ended."""
LOST = "the process of the laboratory has ended, and its table is gone; record less at once if memory ran out"


@dataclass(slots=True)
class _Crew:
    """The process, the line to it, and the wish that it stops at its next step."""

    process: BaseProcess
    line: Connection
    cancel: Event


class Workshop(QObject):
    """Hands jobs over and tells what comes back. The process begins with the first job.

    Args:
        parent: Owner.
        life: What the process does; an importable function.
    """

    progress = Signal(object)
    """`LabProgress` of the job at hand."""
    answered = Signal(str, object)
    """What a job is called, what it gave."""
    refused = Signal(str, str)
    """What a job is called, one line."""

    def __init__(self, parent: QObject | None = None, life: Callable[[Connection, Event], None] = serve) -> None:
        super().__init__(parent)
        self._life = life
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._heard: deque[LabProgress | Answer] = deque()
        self._open = 0
        self._cancelled = False
        self._crew: _Crew | None = None
        self._thread: threading.Thread | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(PERIOD_MS)
        self._timer.timeout.connect(self.drain)

    @property
    def busy(self) -> bool:
        """Whether a job goes on or waits."""
        return self._open > 0

    @property
    def pid(self) -> int | None:
        """Process id, while there is one."""
        crew = self._crew
        return crew.process.pid if crew is not None else None

    def ask(self, name: str, *args: object) -> None:
        """Has a job done, after those that wait.

        Args:
            name: A method of `app.workbench.Workbench`.
            args: What it takes; can be pickled.
        """
        self._open += 1
        self._cancelled = False
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="workshop", daemon=True)
            self._thread.start()
        self._jobs.put(Job(name, args))
        self._timer.start()

    def cancel(self) -> None:
        """Stops the job at hand at its next step; those that wait are forgotten."""
        with contextlib.suppress(Empty):
            while True:
                self._jobs.get_nowait()
                self._open -= 1
        self._cancelled = True
        crew = self._crew
        if crew is not None and self.busy:
            crew.cancel.set()

    def close(self) -> None:
        """Ends the process; nobody is told anything any more."""
        self._timer.stop()
        self.cancel()
        self._jobs.put(None)
        if self._thread is None:
            return
        self._thread.join(CLOSE_S)
        crew = self._crew
        if self._thread.is_alive() and crew is not None:
            crew.process.kill()
            self._thread.join(CLOSE_S)

    # -- the thread that talks to the process ----------------------------------------------------------------

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                self._do(job)
            except (EOFError, OSError):
                crew, self._crew = self._crew, None
                if crew is not None:
                    crew.process.join()
                    crew.line.close()
                self._heard.append(Answer(job.name, error=LOST))
        crew, self._crew = self._crew, None
        if crew is not None:
            with contextlib.suppress(OSError):
                crew.line.send(None)
            crew.line.close()
            crew.process.join()

    def _do(self, job: Job) -> None:
        """Hands a job over and listens until it is done."""
        crew = self._crew
        if crew is None:
            crew = self._crew = _hired(self._life)
        crew.cancel.clear()
        if self._cancelled:  # between the order and here
            crew.cancel.set()
        crew.line.send(job)
        while True:
            heard = crew.line.recv()
            self._heard.append(heard)
            if isinstance(heard, Answer):
                return

    # -- the window's side -----------------------------------------------------------------------------------

    def drain(self) -> None:
        """Emits what was heard; of several steps only the newest."""
        newest: LabProgress | None = None
        while self._heard:
            heard = self._heard.popleft()
            if isinstance(heard, LabProgress):
                newest = heard
                continue
            if newest is not None:
                self.progress.emit(newest)
                newest = None
            self._open -= 1
            if heard.error:
                self.refused.emit(heard.job, heard.error)
            else:
                self.answered.emit(heard.job, heard.value)
        if newest is not None:
            self.progress.emit(newest)
        if not self.busy:
            self._timer.stop()


def _hired(life: Callable[[Connection, Event], None]) -> _Crew:
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    cancel = spawn.Event()
    process = spawn.Process(target=life, args=(theirs, cancel), name="workshop")
    process.start()
    atexit.register(process.kill)  # the interpreter waits for processes that are left
    theirs.close()
    return _Crew(process, ours, cancel)
