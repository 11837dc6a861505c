"""A running engine as the window sees it."""

from __future__ import annotations

from engine.runtime import commands
from engine.runtime.compose import Strategies
from engine.runtime.outlet import Outlet
from engine.runtime.worker import Worker
from engine.scenario.model import Scenario


class Engine:
    """One engine thread. Nothing but `submit` touches it; nothing but `outlet` comes out.

    Args:
        scenario: The first document; an invalid one is answered with a `Failed` event.
        strategies: Registries; loaded when not given.
    """

    def __init__(self, scenario: Scenario, strategies: Strategies | None = None) -> None:
        self._worker = Worker(scenario, strategies or Strategies.load())
        self._token = 0
        self._worker.start()

    @property
    def outlet(self) -> Outlet:
        """Newest snapshot, events, answers."""
        return self._worker.outlet

    @property
    def log(self) -> tuple[tuple[int, commands.Command], ...]:
        """Commands with the round in which each was carried out."""
        return tuple(self._worker.log)

    def submit(self, command: commands.Command) -> None:
        """Queues a command; it is read between steps."""
        self._worker.inbox.put(command)

    def ask_node(self, node: int) -> int:
        """Asks for a `NodeDetail`; the answer comes by the outlet under the token returned."""
        self._token += 1
        self.submit(commands.AskNode(self._token, node))
        return self._token

    def ask_trust(self, observer: int, subject: int) -> int:
        """Asks for a `TrustExplanation`; likewise."""
        self._token += 1
        self.submit(commands.AskTrust(self._token, observer, subject))
        return self._token

    def close(self, timeout_s: float = 5.0) -> bool:
        """Ends the thread; returns whether it ended in time."""
        self.submit(commands.Stop())
        self._worker.join(timeout_s)
        return not self._worker.is_alive()
