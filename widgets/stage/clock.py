"""When within the shown round we are: drives the moving dots and stops with the run."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from widgets.stage.packets import FALL, Motion

DOTS_UP_TO = 5.0
"""Rounds per second above which dots would be a flicker."""
_ALONE_S = 1.4
"""How long the transfers of a single step play."""
_FRAME_MS = 16
BEAT_S = 1.2
"""Seconds of one turn of whatever goes round while the run goes on: well below three a second."""


class Clock(QObject):
    """Phase of the round shown, in wall time."""

    tick = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, interval=_FRAME_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_frame)
        self._rate, self._reduced = 0.0, False
        self._began: float | None = None
        self._duration = _ALONE_S
        self._held: float | None = None

    def set_rate(self, rounds_per_s: float) -> None:
        """Rounds per second of the run; 0 while it stands."""
        self._rate = max(0.0, rounds_per_s)
        if self._rate > DOTS_UP_TO:
            self._stop()

    def set_reduced(self, reduced: bool) -> None:
        """Without motion arrows stand in place of dots."""
        self._reduced = reduced
        if reduced:
            self._stop()

    @property
    def reduced(self) -> bool:
        """Nothing may move."""
        return self._reduced

    def begin(self) -> None:
        """A new round is shown: its transfers play from the start."""
        if self._reduced or self._rate > DOTS_UP_TO:
            return
        self._duration = 1.0 / self._rate if self._rate > 0 else _ALONE_S
        self._began = time.perf_counter()
        self._timer.start()

    def hold(self, phase: float | None) -> None:
        """Shows one moment of the round and stands still there; None goes on."""
        self._held = phase

    def phase(self) -> float:
        """0 … 1 of the round, a little more while the last packets fall; beyond when nothing moves."""
        if self._held is not None:
            return self._held
        if self._began is None:
            return 2.0
        return (time.perf_counter() - self._began) / self._duration

    def beat(self) -> float | None:
        """0 … 1 of a turn of the slow clock of arcs, rings and circling arrows; None while they stand still."""
        if self._held is not None:
            return self._held % 1.0
        moving = self._rate > 0 or self._began is not None
        return (time.perf_counter() / BEAT_S) % 1.0 if moving and not self._reduced else None

    def motion(self) -> Motion:
        """How transfers are to be shown now."""
        if self._held is not None:
            return Motion.DOTS
        if self._reduced:
            return Motion.ARROWS
        if self._rate > DOTS_UP_TO:
            return Motion.STREAKS
        return Motion.DOTS if self._began is not None else Motion.NONE

    def running(self) -> bool:
        """True while dots move."""
        return self._timer.isActive()

    def _stop(self) -> None:
        self._timer.stop()
        self._began = None

    def _on_frame(self) -> None:
        if self.phase() > 1.0 + FALL:
            self._stop()
        self.tick.emit()
