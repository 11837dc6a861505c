"""What the tests of the real window share."""

from __future__ import annotations

from typing import Self

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer

from engine import api


def run_to(qtbot, window, round_):
    """Runs so many rounds and waits for their picture."""
    stage = window.views.stage
    window.session.engine.submit(api.StepRound(round_ - stage.snapshot().round))
    qtbot.waitUntil(lambda: stage.snapshot().round >= round_, timeout=60_000)


class LatencyProbe(QObject):
    """How long the event loop was busy between ticks of a timer of 5 ms, in ms."""

    EVERY = 5

    def __init__(self) -> None:
        super().__init__()
        self.gaps: list[float] = []
        self._clock, self._timer = QElapsedTimer(), QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def _tick(self) -> None:
        if self._clock.isValid():
            self.gaps.append(max(0.0, self._clock.nsecsElapsed() / 1e6 - self.EVERY))
        self._clock.start()

    def __enter__(self) -> Self:
        self._timer.start(self.EVERY)
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.stop()

    def percentile(self, share: float) -> float:
        """Gap that this share of the ticks stays within, ms."""
        return sorted(self.gaps)[int(share * (len(self.gaps) - 1))]
