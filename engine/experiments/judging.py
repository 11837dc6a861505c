"""A detector module at work: its verdict on every window of a run, what it costs, and the same run without it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.detection.dataset import DetectionError
from engine.detection.features.windows import Windows, spans_of
from engine.detection.live.installed import installed
from engine.detection.recording.labels import NEITHER, Labeller
from engine.detection.recording.script import RunSpec, scenario_for
from engine.detection.watcher import Watcher
from engine.experiments.measure import Values
from engine.readmodel.codes import Duty, Membership
from engine.readmodel.laboratory import Specification
from engine.readmodel.metrics import COLUMN
from engine.runtime.compose import compose
from engine.runtime.strategies import Strategies
from engine.scenario.model import Scenario
from engine.scenario.validate import validated

if TYPE_CHECKING:
    from engine.network.network import Network

_HOUR_S = 3600.0


class Verdicts(Watcher):
    """Watches what a detector collects and asks the module about every window.

    Args:
        path: The module's file.
        spans: See `spans_of`.

    Raises:
        DetectionError, ScenarioError: The file is no module, or was trained on other features.
    """

    def __init__(self, path: Path, spans: tuple[int, int]) -> None:
        self.module = installed(str(path.resolve()))["classifier"]
        self._windows = Windows(*spans)
        self._round = -1
        self._told = 0

    @property
    def classes(self) -> tuple[str, ...]:
        """What it tells apart."""
        return self.module.module.classes

    def take(self) -> int:
        """The verdict since the last call: index into the module's classes; 0 where nothing was collected."""
        told, self._told = self._told, 0
        return told

    def push(self, round_: int, detector: int, records: np.ndarray, events: np.ndarray) -> float:
        """Looks at one interval; returns the cycles that it took of the detector."""
        if round_ == self._round:
            return 0.0
        self._round = round_
        window = self._windows.push(records, events)
        if window is None:
            return 0.0
        self._told = int(self.module.scores(window.network[None])[0].argmax())
        return window.cycles + self.module.info.cycles


def judged(spec: Specification, run: RunSpec, base: Scenario, strategies: Strategies, path: Path) -> Values:
    """One run with the module and one without.

    Returns:
        ``confusion`` float64[c · c] over the module's classes (true by row, windows of neither left out), ``delay``
        (s, mean over bursts found, counted to the end of the window that says so), ``bursts``, ``missed``, ``alarms``
        (false ones an hour), ``delivered with`` and ``without`` (shares), ``load with`` and ``without`` (means over
        members), ``detector with`` and ``without`` (of the node that detects).

    Raises:
        DetectionError, ScenarioError: The document or the module cannot be used.
    """
    scenario = validated(scenario_for(spec, base, run))
    watcher = Verdicts(path, spans_of(scenario.detection))
    if run.kind and run.label not in watcher.classes:
        raise DetectionError(f"the module does not know {run.label}", where=str(path), mend="train it again")
    index = watcher.classes.index(run.label) if run.kind else 0
    parts = compose(scenario, strategies, watcher=watcher)
    if parts.detection is None:
        raise DetectionError("nobody collects", where="scenario", mend="switch roles and detection on")
    labeller, costs = Labeller(scenario, index), _Costs()
    told, true = np.full(spec.rounds, NEITHER), np.full(spec.rounds, NEITHER)
    for k in range(spec.rounds):
        costs.count(parts.network.run_round(), parts.network)
        parts.network.take_records()
        true[k] = labeller.network(parts.network)
        told[k] = watcher.take()
    out = _quality(true, told, len(watcher.classes), [(a, b) for a, b, _ in labeller.starts()])
    out["alarms"] = np.float64(_false_alarms(true, told) * _HOUR_S / max((true == 0).sum() * scenario.round_s, 1.0))
    plain = _without(scenario, spec.rounds, strategies)
    for name, with_it, without in zip(("delivered", "load", "detector"), costs.means(), plain.means(), strict=True):
        out[f"{name} with"], out[f"{name} without"] = np.float64(with_it), np.float64(without)
    return out


def _without(scenario: Scenario, rounds: int, strategies: Strategies) -> _Costs:
    """The same run in which nobody collects or looks; the role is there."""
    detection = scenario.detection.model_copy(update={"enabled": False})
    parts, costs = compose(scenario.replace(detection=detection), strategies), _Costs()
    for _ in range(rounds):
        costs.count(parts.network.run_round(), parts.network)
        parts.network.take_records()
    return costs


class _Costs:
    """What is delivered, and how busy nodes are."""

    def __init__(self) -> None:
        self._sums = np.zeros(4)
        self._detectors: list[float] = []

    def count(self, row: np.ndarray, network: Network) -> None:
        """One round."""
        duties = network.duties
        here = (duties["member"] == Membership.MEMBER) & (network.nodes["alive"] == 1) & (network.nodes["station"] == 0)
        own = here & (duties["roles"] & int(Duty.DETECTOR) > 0)
        load = duties["load"]
        busy = float(load[here].mean()) if here.any() else 0.0
        self._sums += (row[COLUMN["delivered"]], row[COLUMN["generated"]], busy, 1.0)
        self._detectors += load[own].tolist()

    def means(self) -> tuple[float, float, float]:
        """Share delivered, mean load of members, mean load of detectors."""
        delivered, generated, busy, rounds = self._sums.tolist()
        return delivered / max(generated, 1.0), busy / max(rounds, 1.0), float(np.mean(self._detectors or [0.0]))


def _quality(true: np.ndarray, told: np.ndarray, c: int, bursts: list[tuple[int, int]]) -> Values:
    seen = true != NEITHER
    confusion = np.bincount(true[seen] * c + told[seen], minlength=c * c)
    delays = []
    for first, last in bursts:
        hits = np.flatnonzero(told[first - 1 : last] > 0)
        delays += [float(hits[0] + 1)] if len(hits) else []
    return {
        "confusion": confusion.astype(float),
        "delay": np.float64(np.mean(delays) if delays else np.nan),
        "bursts": np.float64(len(bursts)),
        "missed": np.float64(len(bursts) - len(delays)),
    }


def _false_alarms(true: np.ndarray, told: np.ndarray, persistence: int = 2) -> int:
    """Alarms without an attack: ``persistence`` windows of one verdict in a row, counted once until it falls silent."""
    alarms, on, streak = 0, False, 0
    for k in range(len(true)):
        wrong = true[k] == 0 and told[k] > 0
        streak = streak + 1 if wrong and (streak == 0 or told[k] == told[k - 1]) else int(wrong)
        if streak >= persistence and not on:
            alarms, on = alarms + 1, True
        on = on and (told[k] > 0)
    return alarms
