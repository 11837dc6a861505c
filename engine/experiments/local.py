"""Runs on the cores of this machine: one process each, replaced when it dies."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import traceback
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from engine.experiments.bench import Work
from engine.experiments.crew import prepare
from engine.experiments.programme import ExperimentError, Programme, Run
from engine.experiments.runner import Deliver, Watch, Watcher

ATTEMPTS = 3
"""How often a run may end its worker before the experiment gives up."""
_AHEAD = 2
"""Runs handed to a worker at a time: one in work, one waiting, so that it never waits for us."""
_BEAT_S = 0.1
_POLITE = 10


@dataclass(slots=True, eq=False)
class _Worker:
    process: BaseProcess
    line: Connection
    ready: bool = False
    runs: deque[Run] = field(default_factory=deque)
    """Handed over and not yet answered, in order."""


def _serve(line: Connection, programme: Programme, make: Callable[[Programme], Work], polite: bool) -> None:  # noqa: FBT001 - positional in a process's arguments
    """The life of a worker: prepare once, then answer run after run until the line closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the experiment, which ends its workers itself
    if polite and hasattr(os, "nice"):
        os.nice(_POLITE)
    try:
        with contextlib.suppress(EOFError, BrokenPipeError):
            work = make(programme)
            line.send(None)
            while True:
                line.send(work(line.recv()))
    except Exception as error:  # noqa: BLE001 - whatever a strategy raises is told, not retried
        with contextlib.suppress(OSError):
            line.send((str(error) or type(error).__name__, traceback.format_exc()))


class LocalRunner:
    """Spreads runs over processes of this machine.

    Args:
        workers: How many; None takes one for each core that this process may use.
        polite: Workers give way to other programs, such as a window.
        make: Makes the work of a worker, in that worker; an importable function.
    """

    shares_files = True
    """Its workers read and write the results folder."""

    def __init__(
        self, workers: int | None = None, *, polite: bool = False, make: Callable[[Programme], Work] = prepare
    ) -> None:
        self.workers = workers or cores()
        self._polite, self._make = polite, make
        self._spawn = multiprocessing.get_context("spawn")
        self._crew: list[_Worker] = []
        self._stillborn = 0
        self._redone = 0
        self._deaths: dict[Run, int] = {}

    @property
    def pids(self) -> tuple[int, ...]:
        """Process ids of the live workers."""
        return tuple(w.process.pid for w in self._crew if w.process.pid is not None)

    def run(self, programme: Programme, runs: Iterable[Run], deliver: Deliver, watch: Watcher) -> bool:
        """Does the runs; each is delivered once, in the order in which they finish.

        Args:
            programme: All runs.
            runs: Those to do.
            deliver: Takes a finished run.
            watch: Called ten times a second and after each run; returns False to stop.

        Returns:
            Whether all were done; False when ``watch`` stopped them.

        Raises:
            ExperimentError: A run failed, or ended its worker `ATTEMPTS` times.
        """
        waiting = deque(runs)
        self._stillborn = self._redone = 0
        self._deaths.clear()
        try:
            while waiting or any(w.runs for w in self._crew):
                if not watch(Watch(len(self._crew), self._redone)):
                    return False
                self._man(programme, waiting)
                ready = wait([w.line for w in self._crew], _BEAT_S)
                for worker in [w for w in self._crew if w.line in ready]:
                    self._hear(worker, programme, waiting, deliver)
            watch(Watch(len(self._crew), self._redone))
            return True
        finally:
            self._dismiss()

    def _man(self, programme: Programme, waiting: deque[Run]) -> None:
        """Starts workers: the first alone, so that it alone compiles kernels that are not in the cache yet."""
        wanted = min(self.workers, len(waiting) + sum(bool(w.runs) for w in self._crew))
        if self._crew and not any(w.ready for w in self._crew):
            wanted = 1
        while len(self._crew) < (wanted if self._crew else min(wanted, 1)):
            here, there = self._spawn.Pipe()
            arguments = (there, programme, self._make, self._polite)
            process = self._spawn.Process(target=_serve, args=arguments, daemon=True, name="experiment")
            process.start()
            there.close()
            self._crew.append(_Worker(process, here))

    def _hear(self, worker: _Worker, programme: Programme, waiting: deque[Run], deliver: Deliver) -> None:
        try:
            answer: Any = worker.line.recv()
        except (EOFError, OSError):
            self._bury(worker, programme, waiting)
            return
        if isinstance(answer, tuple):
            where = programme.name_of(worker.runs[0]) if worker.runs else "a worker that was starting"
            raise ExperimentError(f"failed: {answer[0]}", where=where, mend="mend the value named") from RuntimeError(
                answer[1]
            )
        if answer is None:
            worker.ready = True
            self._stillborn = 0
        else:
            deliver(worker.runs.popleft(), answer)
        while waiting and len(worker.runs) < _AHEAD:
            run = waiting.popleft()
            worker.runs.append(run)
            with contextlib.suppress(OSError):  # a worker that has just died is buried when it is heard next
                worker.line.send(run)

    def _bury(self, worker: _Worker, programme: Programme, waiting: deque[Run]) -> None:
        """A worker died: what it was handed is done again; the run it was at has one attempt less."""
        self._crew.remove(worker)
        worker.line.close()
        worker.process.join()
        code = worker.process.exitcode
        if not worker.runs:
            self._stillborn += 0 if worker.ready else 1
            if self._stillborn >= ATTEMPTS:
                mend = "look for what ends processes here: too little memory, or a limit"
                raise ExperimentError(f"workers end while they start (exit code {code})", where="workers", mend=mend)
            return
        suspect = worker.runs[0]
        self._deaths[suspect] = self._deaths.get(suspect, 0) + 1
        if self._deaths[suspect] >= ATTEMPTS:
            what = f"this run ended its worker {ATTEMPTS} times (exit code {code})"
            mend = "finished runs are kept; free memory, or take --workers 1"
            raise ExperimentError(what, where=programme.name_of(suspect), mend=mend)
        self._redone += 1
        waiting.extendleft(reversed(worker.runs))

    def _dismiss(self) -> None:
        for worker in self._crew:
            worker.line.close()
            worker.process.terminate()
        for worker in self._crew:
            worker.process.join()
        self._crew.clear()


def cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(len(os.sched_getaffinity(0)), 1)
    return os.cpu_count() or 1
