"""A thread for what would stop the window: questions in, answers by timer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

from PySide6.QtCore import QObject, QTimer

from engine.api import MotewardenError

PERIOD_MS = 30
Then = Callable[[Any], object]
Failed = Callable[[MotewardenError], object]


class Background(QObject):
    """Does one thing after another beside the window; the thread begins with the first question.

    Args:
        parent: Owner.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: SimpleQueue[tuple[int, str, Callable[[], Any]] | None] = SimpleQueue()
        self._answers: SimpleQueue[tuple[int, Any]] = SimpleQueue()
        self._waiting: dict[int, tuple[str, Then, Failed | None]] = {}
        self._newest: dict[str, int] = {}
        self._count = 0
        self._thread: threading.Thread | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(PERIOD_MS)
        self._timer.timeout.connect(self._drain)

    def ask(self, call: Callable[[], Any], then: Then, failed: Failed | None = None, key: str = "") -> None:
        """Has something done.

        Args:
            call: What; runs in the thread, and must not touch widgets.
            then: Takes what it gave, in the window's thread.
            failed: Takes the error, likewise; without it errors are dropped.
            key: A newer question of the same key takes the place of this one.
        """
        self._count += 1
        self._waiting[self._count] = (key, then, failed)
        if key:
            self._newest[key] = self._count
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="background", daemon=True)
            self._thread.start()
        self._jobs.put((self._count, key, call))
        self._timer.start()

    def close(self, timeout_s: float = 5.0) -> None:
        """Ends the thread after what it is at; nobody is told anything any more."""
        self._timer.stop()
        self._waiting.clear()
        self._newest = dict.fromkeys(self._newest, 0)
        self._jobs.put(None)
        if self._thread is not None:
            self._thread.join(timeout_s)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            number, key, call = job
            if key and self._newest.get(key) != number:
                self._answers.put((number, None))
                continue
            try:
                answer = call()
            except MotewardenError as error:
                answer = error
            except Exception as error:  # noqa: BLE001 - told in the window, which goes on
                answer = MotewardenError(f"{type(error).__name__}: {error}")
            self._answers.put((number, answer))

    def _drain(self) -> None:
        while not self._answers.empty():
            number, answer = self._answers.get()
            key, then, failed = self._waiting.pop(number, ("", None, None))
            if then is None or (key and self._newest.get(key) != number):
                continue
            if not isinstance(answer, MotewardenError):
                then(answer)
            elif failed is not None:
                failed(answer)
        if not self._waiting:
            self._timer.stop()
