"""Carries what the engine shows into Qt: drained by a timer, never one signal an event."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.host import EngineHost
from engine.readmodel.events import AttacksNamed, Failed, Recorded, Rejected, RoundsDone, RunStarted, StateChanged

PERIOD_MS = 33


class Bridge(QObject):
    """Drains an engine's outlet about thirty times a second and emits what it found.

    Args:
        engine: The engine, begun or not yet.
        parent: Owner.
    """

    snapshot = Signal(object)
    """The newest `NetworkSnapshot`."""
    rounds = Signal(object)
    """Metric rows, float64[k, columns]."""
    records = Signal(object)
    """Log records."""
    run_started = Signal(object)
    """`RunStarted`: forget what was."""
    attacks_named = Signal(object)
    """Names of the run's attacks, a tuple."""
    state = Signal(str, int, str)
    """State, round, reason."""
    failed = Signal(str, str)
    """Message and detail of an error that stopped the engine."""
    rejected = Signal(str)
    """A command that was not carried out."""
    answered = Signal(int, object)
    """Token and `NodeDetail`, `TrustExplanation` or None."""

    def __init__(self, engine: EngineHost, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(PERIOD_MS)
        self._timer.timeout.connect(self.drain)
        self._timer.start()

    def stop(self) -> None:
        """Drains no more."""
        self._timer.stop()

    def drain(self) -> None:
        """Emits everything that waits: events in their order, then the newest picture, then answers."""
        outlet = self._engine.outlet
        if outlet is None:
            return
        for event in outlet.take_events():
            match event:
                case RoundsDone():
                    self.rounds.emit(event.rows)
                case Recorded():
                    self.records.emit(event.records)
                case RunStarted():
                    self.run_started.emit(event)
                case AttacksNamed():
                    self.attacks_named.emit(event.attack_names)
                case StateChanged():
                    self.state.emit(event.state, event.round, event.reason)
                case Failed():
                    self.failed.emit(event.message, event.detail)
                case Rejected():
                    self.rejected.emit(event.message)
        picture = outlet.take_snapshot()
        if picture is not None:
            self.snapshot.emit(picture)
        for token, value in outlet.take_answers():
            self.answered.emit(token, value)
