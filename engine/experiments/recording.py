"""Labelled tables from runs: an order becomes a programme, its runs go over the workers of experiments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from engine.detection.dataset import Dataset, DetectionError
from engine.detection.recording.labels import Labeller
from engine.detection.recording.script import RunSpec, classes_of, runs_of, scenario_for
from engine.experiments.bench import Work
from engine.experiments.local import LocalRunner
from engine.experiments.measure import Values
from engine.experiments.programme import TEMPLATE, Cell, Programme, Run
from engine.experiments.runner import Runner, Watch
from engine.readmodel.laboratory import LabProgress, Scope, Specification
from engine.runtime.compose import compose
from engine.runtime.strategies import Strategies, check_strategies
from engine.scenario.model import Scenario
from engine.scenario.storage import dumps, load, loads
from engine.scenario.templates import template
from engine.scenario.validate import validated

if TYPE_CHECKING:
    from engine.detection.features.windows import Window, Windows
    from engine.network.network import Network

Tell = Callable[[LabProgress], None]
Cancelled = Callable[[], bool]
CHURN = "churn"


class Recorder:
    """Watches what a detector collects and keeps the window that ended in this round.

    Args:
        windows: Works features out of what was collected.
    """

    def __init__(self, windows: Windows) -> None:
        self._windows = windows
        self._round = -1
        self.taken: Window | None = None
        """The window of this round; None: none ended, or nothing was collected."""

    def push(self, round_: int, detector: int, records: np.ndarray, events: np.ndarray) -> float:
        """Features of one interval; of several detectors the first one's count."""
        if round_ != self._round:
            self._round = round_
            self.taken = self._windows.push(records, events)
        return 0.0


def record_run(spec: Specification, run: RunSpec, base: Scenario, strategies: Strategies) -> Values:
    """Carries one run out and labels its windows.

    Args:
        spec: The order.
        run: Which of its runs.
        base: The document it starts from, placed for the seed of the run.
        strategies: Registries.

    Returns:
        ``values`` float32[n, k], ``label`` int32[n], ``time`` float64[n] (s) and, by node only, ``node`` int32[n].

    Raises:
        DetectionError, ScenarioError: The document cannot be recorded.
    """
    from engine.detection.features.windows import Windows

    scenario = validated(scenario_for(spec, base, run))
    parts = compose(scenario, strategies)
    if parts.detection is None:
        raise DetectionError("nobody collects", where="scenario", mend="switch roles and detection on")
    recorder = Recorder(Windows(*spans_of(scenario)))
    parts.detection.watcher = recorder
    labeller, book = Labeller(scenario, classes_of(spec).index(run.label)), _Book(spec.scope)
    for _ in range(spec.rounds):
        recorder.taken = None
        parts.network.run_round()
        parts.network.take_records()
        label = labeller.network(parts.network)
        if recorder.taken is not None:
            book.enter(recorder.taken, parts.network, labeller, label)
    if not book.rows:
        mend = "let a node hold the role of detector: roles.detectors"
        raise DetectionError("no detector collected anything", where=f"{run}", mend=mend)
    return book.values()


def spans_of(scenario: Scenario) -> tuple[int, int]:
    """Intervals of collection in a window, and from one window to the next."""
    settings = scenario.detection
    return max(round(settings.window_s / settings.interval_s), 1), max(round(settings.hop_s / settings.interval_s), 1)


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


# -- as a programme -------------------------------------------------------------------------------------------------


def programme_of(spec: Specification, document: Scenario | None = None) -> Programme:
    """The order as a programme: a cell for each attack, and for each quiet run.

    Raises:
        DetectionError, ScenarioError, UnknownNameError: The order or its document does not fit.
    """
    runs = runs_of(spec)
    named = spec.scenario if document is None else ""
    if document is None and not named.startswith(TEMPLATE):
        document, named = load(named), ""
    facts = (("rounds", spec.rounds), ("bursts", spec.bursts), ("burst rounds", spec.burst_rounds))
    cells = tuple(
        Cell(
            key=(("attack", run.kind), ("variation", run.variation), *facts, ("scope", spec.scope), ("quiet", k)),
            rounds=spec.rounds,
            scenario=named,
        )
        for k, run in enumerate(runs[: len(runs) // len(spec.seeds)])
    )
    text = dumps(document) if document is not None else ""
    programme = Programme("record", cells, spec.seeds, (), text, spec.scenario)
    first, strategies = _base(programme, Run(0, spec.seeds[0])), Strategies.load()
    for run in runs[: len(cells)]:
        scenario = scenario_for(spec, first, run)
        check_strategies(scenario, strategies)
        validated(scenario)
    return programme


def spec_of(programme: Programme) -> Specification:
    """The order that a programme was made of."""
    keys = [dict(cell.key) for cell in programme.cells]
    attacks = tuple((str(k["attack"]), str(k["variation"])) for k in keys if k["attack"])
    scope: Scope = "node" if keys[0]["scope"] == "node" else "network"
    return Specification(
        scenario=programme.named,
        attacks=attacks,
        seeds=programme.seeds,
        rounds=programme.cells[0].rounds,
        bursts=int(str(keys[0]["bursts"])),
        burst_rounds=int(str(keys[0]["burst rounds"])),
        quiet_runs=len(keys) - len(attacks),
        scope=scope,
    )


def _base(programme: Programme, run: Run) -> Scenario:
    name = programme.cells[run.cell].scenario
    return template(name.removeprefix(TEMPLATE), run.seed) if name else loads(programme.document).replace(seed=run.seed)


def _run_spec(programme: Programme, spec: Specification, run: Run) -> RunSpec:
    number = spec.seeds.index(run.seed) * len(programme.cells) + run.cell
    return runs_of(spec)[number]


def prepare(programme: Programme) -> Work:
    """The work of one worker: one recorded run."""
    spec, strategies = spec_of(programme), Strategies.load()

    def work(run: Run) -> Values:
        return record_run(spec, _run_spec(programme, spec, run), _base(programme, run), strategies)

    return work


def record(
    spec: Specification,
    document: Scenario | None = None,
    *,
    workers: int | None = None,
    runner: Runner | None = None,
    tell: Tell | None = None,
    cancelled: Cancelled | None = None,
) -> Dataset | None:
    """Records all runs of an order, in processes; the same order gives the same table, however many work.

    Args:
        spec: The order.
        document: A document at hand, in place of the scenario that the order names.
        workers: Processes; None takes one for each core.
        runner: Where to run, in place of processes here.
        tell: Told how far it is.
        cancelled: Asked some ten times a second whether to stop.

    Returns:
        The table; None when cancelled.

    Raises:
        DetectionError, ScenarioError, UnknownNameError, ExperimentError: Something does not fit, or a run fails.
    """
    programme = programme_of(spec, document)
    done: dict[Run, Values] = {}
    total = len(programme.runs())
    say = tell or (lambda _: None)

    def deliver(run: Run, values: Values) -> None:
        done[run] = values
        say(LabProgress("running", "record", len(done), total, programme.name_of(run)))

    def watch(_: Watch) -> bool:
        return cancelled is None or not cancelled()

    say(LabProgress("running", "record", 0, total))
    crew = runner or LocalRunner(workers, polite=True, make=prepare)
    if not crew.run(programme, programme.runs(), deliver, watch):
        say(LabProgress("cancelled", "record", len(done), total))
        return None
    say(LabProgress("done", "record", total, total))
    return table_of(spec, programme, done)


def table_of(spec: Specification, programme: Programme, done: dict[Run, Values]) -> Dataset:
    """The table of recorded runs, in the order of the programme; each run is a group."""
    from engine.detection.features.names import FEATURE_SET, NETWORK_FEATURES, NODE_FEATURES

    order = [run for run in programme.runs() if run in done]
    column = {
        name: np.concatenate([np.asarray(done[run][name]) for run in order])
        for name in ("values", "label", "time", "node")
    }
    numbers = [_run_spec(programme, spec, run).number for run in order]
    lengths = [len(np.asarray(done[run]["label"])) for run in order]
    infos = NETWORK_FEATURES if spec.scope == "network" else NODE_FEATURES
    where = spec.scenario or "an open document"
    return Dataset(
        features=tuple(info.name for info in infos),
        values=column["values"].astype(np.float32),
        label=column["label"].astype(np.int32),
        classes=classes_of(spec),
        group=np.repeat(np.array(numbers, np.int32), lengths),
        time=column["time"],
        node=column["node"].astype(np.int32),
        feature_set=FEATURE_SET,
        source=f"{where}, seeds {', '.join(map(str, spec.seeds))}, {spec.rounds} rounds a run",
    )


def part_of(data: Dataset, rows: np.ndarray) -> Dataset:
    """Some rows of a table."""
    return replace(
        data,
        values=data.values[rows],
        label=data.label[rows],
        group=data.group[rows],
        time=data.time[rows],
        node=data.node[rows] if len(data.node) else data.node,
    )
