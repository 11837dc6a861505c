"""Work in a process of its own, so that the window stays smooth: progress through a pipe, stopping by ending it."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from engine.base.errors import MotewardenError
from engine.detection.dataset import DetectionError
from engine.detection.laboratory.progress import Cancelled, Tell
from engine.readmodel.laboratory import LabProgress

T = TypeVar("T")
_BEAT_S = 0.1
_POLITE = 10


def run_in_process(
    task: Callable[..., T],
    *arguments: object,
    tell: Tell | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    **named: object,
) -> T:
    """Runs an importable function in a spawned process that gives way to others; waits for it.

    Args:
        task: Called with the arguments and ``tell=``.
        arguments: Passed on; must be picklable.
        tell: Hears what the task tells, in the thread that calls.
        cancelled: Asked ten times a second; when it says so, the process is ended.
        named: Passed on.

    Raises:
        DetectionError: What the task raised, or the process died.
        Cancelled: It was stopped.
    """
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    process = spawn.Process(target=_serve, args=(there, task), daemon=True, name="laboratory")
    process.start()
    there.close()
    try:
        with contextlib.suppress(BrokenPipeError):
            here.send((arguments, named))
        answer: T = _answer(here, tell, cancelled)
    except (EOFError, OSError):
        process.join(1.0)
        what = f"the process of the laboratory ended (exit code {process.exitcode})"
        raise DetectionError(what, where="laboratory", mend="free memory, or take fewer rows") from None
    finally:
        here.close()
        process.terminate()
        process.join()
    return answer


def _answer(line: Connection, tell: Tell | None, cancelled: Callable[[], bool]) -> Any:  # noqa: ANN401 - whatever the task gives
    while True:
        if cancelled():
            raise Cancelled
        if not line.poll(_BEAT_S):
            continue
        kind, content = line.recv()
        if kind == "tell":
            if tell is not None:
                tell(content)
        elif kind == "done":
            return content
        elif kind == "refused":
            what, where, mend = content
            raise DetectionError(what, where=where, mend=mend)
        else:
            said, trace = content
            what = f"failed: {said}"
            raise DetectionError(what, where="laboratory", mend="mend the value named") from RuntimeError(trace)


def _serve(line: Connection, task: Callable[..., object]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the program that waits, which ends this one
    if hasattr(os, "nice"):
        os.nice(_POLITE)

    def tell(progress: LabProgress) -> None:
        line.send(("tell", progress))

    with contextlib.suppress(EOFError, BrokenPipeError):
        try:
            arguments, named = line.recv()
            answer: tuple[str, object] = ("done", task(*arguments, **named, tell=tell))
        except MotewardenError as error:
            answer = ("refused", (error.what, error.where, error.mend))
        except (EOFError, BrokenPipeError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it was is told
            answer = ("failed", (str(error) or type(error).__name__, traceback.format_exc()))
        line.send(answer)
