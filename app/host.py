"""The engine as the window holds it: begun when the window has been painted, or at the first command."""

from __future__ import annotations

from engine import api
from engine.scenario.model import Scenario


class EngineHost:
    """An `api.Engine` that starts late: loading the kernels would compete with the first picture.

    Args:
        scenario: The first document.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._engine: api.Engine | None = None
        self._closed = False

    def begin(self) -> None:
        """Starts the engine, once."""
        if self._engine is None and not self._closed:
            self._engine = api.Engine(self._scenario)

    def _begun(self) -> api.Engine | None:
        self.begin()
        return self._engine

    @property
    def outlet(self) -> api.Outlet | None:
        """Snapshots, events and answers; None before the start."""
        return None if self._engine is None else self._engine.outlet

    @property
    def log(self) -> tuple[tuple[int, api.Command], ...]:
        """Commands with the round in which each was carried out."""
        return () if self._engine is None else self._engine.log

    def submit(self, command: api.Command) -> None:
        """Queues a command; it is read between steps."""
        engine = self._begun()
        if engine is not None:
            engine.submit(command)

    def ask_node(self, node: int) -> int:
        """Asks for a `NodeDetail`; the answer comes by the outlet under the token returned."""
        engine = self._begun()
        return -1 if engine is None else engine.ask_node(node)

    def ask_trust(self, observer: int, subject: int) -> int:
        """Asks for a `TrustExplanation`; likewise."""
        engine = self._begun()
        return -1 if engine is None else engine.ask_trust(observer, subject)

    def ask_configuration(self, node: int) -> int:
        """Asks for the `ConfigurationFile` of a node; likewise."""
        engine = self._begun()
        return -1 if engine is None else engine.ask_configuration(node)

    def close(self) -> bool:
        """Ends the engine for good; returns whether it ended in time."""
        self._closed = True
        return self._engine is None or self._engine.close()
