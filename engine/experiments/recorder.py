"""One recorded run: what a detector collects, as labelled windows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from engine.detection.dataset import DetectionError
from engine.detection.features.windows import Window, Windows, spans_of
from engine.detection.recording.labels import Labeller
from engine.detection.recording.script import RunSpec, classes_of, scenario_for
from engine.detection.watcher import Watcher
from engine.experiments.measure import Values
from engine.readmodel.laboratory import Scope, Specification
from engine.runtime.compose import compose
from engine.runtime.strategies import Strategies
from engine.scenario.model import Scenario
from engine.scenario.validate import validated

if TYPE_CHECKING:
    from engine.network.network import Network


class Recorder(Watcher):
    """Watches what a detector collects and keeps the window that ended in this round.

    Args:
        windows: Works features out of what was collected.
    """

    def __init__(self, windows: Windows) -> None:
        self._windows = windows
        self._round = -1
        self.taken: Window | None = None
        """The window of this round; None: none ended, or nothing was collected."""

    def take(self) -> Window | None:
        """The window since the last call."""
        taken, self.taken = self.taken, None
        return taken

    def push(self, round_: int, detector: int, records: np.ndarray, events: np.ndarray) -> float:
        """Features of one interval; of several detectors the first one's count."""
        if round_ != self._round:
            self._round = round_
            self.taken = self._windows.push(records, events)
        return 0.0


def record_run(spec: Specification, run: RunSpec, base: Scenario, strategies: Strategies) -> Values:
    """Carries one run out and labels its windows; see `recorded`."""
    return recorded(spec, run, base, strategies, (spec.scope,))[spec.scope]


def recorded(
    spec: Specification, run: RunSpec, base: Scenario, strategies: Strategies, scopes: Sequence[Scope]
) -> dict[Scope, Values]:
    """Carries one run out and labels its windows, as seen of the network, of each node, or both.

    Args:
        spec: The order.
        run: Which of its runs.
        base: The document it starts from, placed for the seed of the run.
        strategies: Registries.
        scopes: What rows are about.

    Returns:
        By scope: ``values`` float32[n, k], ``label`` int32[n], ``time`` float64[n] (s) and, by node only, ``node``
        int32[n].

    Raises:
        DetectionError, ScenarioError: The document cannot be recorded.
    """
    scenario = validated(scenario_for(spec, base, run))
    network, recorder = _listened_to(scenario, strategies)
    labeller = Labeller(scenario, classes_of(spec).index(run.label))
    books = {scope: _Book(scope) for scope in scopes}
    for _ in range(spec.rounds):
        network.run_round()
        network.take_records()
        label = labeller.network(network)
        window = recorder.take()
        if window is not None:
            for book in books.values():
                book.enter(window, network, labeller, label)
    if not all(book.rows for book in books.values()):
        mend = "let a node hold the role of detector: roles.detectors"
        raise DetectionError("no detector collected anything", where=f"{run}", mend=mend)
    return {scope: book.values() for scope, book in books.items()}


def _listened_to(scenario: Scenario, strategies: Strategies) -> tuple[Network, Recorder]:
    """The network of a document, and who listens to what its detectors collect."""
    recorder = Recorder(Windows(*spans_of(scenario.detection)))
    parts = compose(scenario, strategies, watcher=recorder)
    if parts.detection is None:
        raise DetectionError("nobody collects", where="scenario", mend="switch roles and detection on")
    return parts.network, recorder


class _Book:
    """Rows of one run as they come."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self.rows: list[np.ndarray] = []
        self._labels: list[np.ndarray] = []
        self._times: list[np.ndarray] = []
        self._nodes: list[np.ndarray] = []

    def enter(self, window: Window, network: Network, labeller: Labeller, label: int) -> None:
        """A window with its label."""
        time = network.round * network.round_s
        if self._scope == "network":
            self.rows.append(window.network[None, :])
            self._labels.append(np.array([label], np.int32))
        else:
            place = {int(i): row for row, i in enumerate(network.nodes["id"])}
            own = np.array([place[int(i)] for i in window.ids], np.intp)
            self.rows.append(window.nodes)
            self._labels.append(labeller.nodes(network, own, label))
            self._nodes.append(window.ids)
        self._times.append(np.full(len(self.rows[-1]), time))

    def values(self) -> Values:
        """All of it."""
        return {
            "values": np.concatenate(self.rows),
            "label": np.concatenate(self._labels),
            "time": np.concatenate(self._times),
            "node": np.concatenate(self._nodes) if self._nodes else np.empty(0, np.int32),
        }
