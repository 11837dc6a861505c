"""How far the work is, told between fits; and the wish to stop, looked at then."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Literal

from engine.readmodel.laboratory import LabProgress

Tell = Callable[[LabProgress], None]
Stage = Literal["record", "rank", "train", "deploy"]


class Cancelled(Exception):  # noqa: N818 - no error: somebody wished it
    """The work was stopped."""


class Steps:
    """Counts steps of a stage.

    Args:
        stage: Which stage.
        total: Steps in all.
        tell: Hears of each step.
        cancel: Set: stop before the next step.
    """

    def __init__(self, stage: Stage, total: int, tell: Tell | None, cancel: threading.Event | None) -> None:
        self._stage: Stage = stage
        self._total, self._tell, self._cancel = total, tell, cancel
        self._done = 0

    def begin(self, text: str) -> None:
        """Tells what comes next.

        Raises:
            Cancelled: The work shall stop.
        """
        if self._cancel is not None and self._cancel.is_set():
            raise Cancelled
        if self._tell is not None:
            self._tell(LabProgress("running", self._stage, self._done, self._total, text))
        self._done += 1

    def end(self) -> None:
        """Tells that all is done."""
        if self._tell is not None:
            self._tell(LabProgress("done", self._stage, self._total, self._total))
