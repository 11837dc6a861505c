"""An engine thread driven from a test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep
from typing import Any

import numpy as np

from engine import api
from engine.readmodel.events import Event, Failed, Recorded, RoundsDone, StateChanged
from engine.readmodel.snapshot import NetworkSnapshot
from engine.scenario.model import Scenario
from tests.worlds import STRATEGIES

PATIENCE_S = 100.0


class Driver:
    """Submits commands, waits until they are carried out, and keeps what comes out."""

    def __init__(self, scenario: Scenario, **options: Any) -> None:
        self.engine = api.Engine(scenario, options.pop("strategies", STRATEGIES))
        self.events: list[Event] = []
        self.answers: dict[int, Any] = {}

    def __call__(self, *commands: api.Command) -> Driver:
        """Submits, and waits until the engine has carried out all of them."""
        for command in commands:
            self.engine.submit(command)
        self.answer(self.engine.ask_node(-1))
        return self

    def answer(self, token: int) -> Any:
        """The answer under this token."""
        self.wait(lambda: token in self.answers)
        return self.answers[token]

    def wait(self, done: Any) -> None:
        """Collects what comes out until ``done()``."""
        until = monotonic() + PATIENCE_S
        while True:
            self.collect()
            if done():
                self.collect()
                return
            failed = [e.detail for e in self.of(Failed)]
            assert not failed, failed
            assert monotonic() < until, "the engine does not answer"
            sleep(0.002)

    def collect(self) -> None:
        """Takes what the outlet holds."""
        self.answers.update(self.engine.outlet.take_answers())
        self.events.extend(self.engine.outlet.take_events())

    def of(self, kind: type) -> list[Any]:
        """Events of one kind so far."""
        return [e for e in self.events if isinstance(e, kind)]

    @property
    def rows(self) -> np.ndarray:
        """Metrics of all rounds so far."""
        blocks = [e.rows for e in self.of(RoundsDone)]
        return np.concatenate(blocks) if blocks else np.empty((0, 0))

    @property
    def records(self) -> np.ndarray:
        """All log records so far."""
        return np.concatenate([e.records for e in self.of(Recorded)])

    @property
    def state(self) -> str:
        """The state last told."""
        return str(self.of(StateChanged)[-1].state)

    @property
    def picture(self) -> NetworkSnapshot:
        """The newest snapshot."""
        found = self.engine.outlet.take_snapshot()
        assert found is not None
        return found


@contextmanager
def driven(scenario: Scenario, **options: Any) -> Iterator[Driver]:
    """A driver whose engine is closed in the end."""
    driver = Driver(scenario, **options)
    try:
        yield driver()
    finally:
        assert driver.engine.close(), "the engine thread did not end"
