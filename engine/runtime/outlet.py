"""Where an engine thread leaves what it has to show: the newest snapshot, every event, answers to questions."""

from __future__ import annotations

import threading
from collections import deque

from engine.readmodel.detail import NodeDetail, TrustExplanation
from engine.readmodel.events import Event
from engine.readmodel.organisation import ConfigurationFile
from engine.readmodel.snapshot import NetworkSnapshot

Answer = tuple[int, NodeDetail | TrustExplanation | ConfigurationFile | None]


class Outlet:
    """Latest-wins for the picture, lossless and in order for events. Any thread may take; one thread puts."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._snapshot: NetworkSnapshot | None = None
        self._events: deque[Event] = deque()
        self._answers: deque[Answer] = deque()

    def show(self, snapshot: NetworkSnapshot) -> None:
        """Puts a new picture in place of one not taken yet."""
        with self._lock:
            self._snapshot = snapshot

    def tell(self, event: Event) -> None:
        """Queues an event."""
        self._events.append(event)

    def answer(self, token: int, value: NodeDetail | TrustExplanation | ConfigurationFile | None) -> None:
        """Queues an answer."""
        self._answers.append((token, value))

    def take_snapshot(self) -> NetworkSnapshot | None:
        """The newest picture, once."""
        with self._lock:
            snapshot, self._snapshot = self._snapshot, None
        return snapshot

    def take_events(self) -> tuple[Event, ...]:
        """All events since the last call, in order."""
        return tuple(self._events.popleft() for _ in range(len(self._events)))

    def take_answers(self) -> tuple[Answer, ...]:
        """All answers since the last call."""
        return tuple(self._answers.popleft() for _ in range(len(self._answers)))
