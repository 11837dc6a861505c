"""A running engine as the window sees it."""

from __future__ import annotations

import queue
import threading
import traceback
from typing import TYPE_CHECKING

from engine.readmodel.events import Failed, StateChanged
from engine.runtime import commands
from engine.runtime.outlet import Outlet
from engine.runtime.strategies import Strategies
from engine.scenario.model import Scenario

if TYPE_CHECKING:
    from engine.runtime.worker import Worker


class Engine:
    """One engine thread. Nothing but `submit` touches it; nothing but `outlet` comes out.

    The compiled kernels are loaded in that thread, so that a window can show before.

    Args:
        scenario: The first document; one that cannot run is answered with a `Rejected` event.
        strategies: Registries; loaded when not given.
    """

    def __init__(self, scenario: Scenario, strategies: Strategies | None = None) -> None:
        self.outlet = Outlet()
        """Newest snapshot, events, answers."""
        self._inbox: queue.SimpleQueue[commands.Command] = queue.SimpleQueue()
        self._strategies = strategies or Strategies.load()
        self._worker: Worker | None = None
        self._token = 0
        self._thread = threading.Thread(target=self._run, args=(scenario,), name="engine", daemon=True)
        self._thread.start()

    def _run(self, scenario: Scenario) -> None:
        try:
            from engine.runtime.worker import Worker

            self._worker = Worker(scenario, self._strategies, self._inbox, self.outlet)
            self._worker.run()
        except Exception as error:  # noqa: BLE001 - the window must learn of whatever it was
            self.outlet.tell(Failed(f"{type(error).__name__}: {error}", traceback.format_exc()))
            self.outlet.tell(StateChanged("failed", 0, str(error)))

    @property
    def log(self) -> tuple[tuple[int, commands.Command], ...]:
        """Commands with the round in which each was carried out."""
        return () if self._worker is None else tuple(self._worker.log)

    def submit(self, command: commands.Command) -> None:
        """Queues a command; it is read between steps."""
        self._inbox.put(command)

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

    def ask_configuration(self, node: int) -> int:
        """Asks for the `ConfigurationFile` that lies on a node; likewise."""
        self._token += 1
        self.submit(commands.AskConfiguration(self._token, node))
        return self._token

    def close(self, timeout_s: float = 10.0) -> bool:
        """Ends the thread; returns whether it ended in time."""
        self.submit(commands.Stop())
        self._thread.join(timeout_s)
        return not self._thread.is_alive()
