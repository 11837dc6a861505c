"""Labelled tables from runs: an order becomes a programme, its runs go over the workers of experiments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from engine.detection.dataset import Dataset
from engine.detection.recording.script import RunSpec, classes_of, runs_of, scenario_for
from engine.experiments.bench import Work
from engine.experiments.local import LocalRunner
from engine.experiments.measure import Values
from engine.experiments.programme import TEMPLATE, Cell, Programme, Run
from engine.experiments.recorder import record_run
from engine.experiments.runner import Runner
from engine.readmodel.laboratory import LabProgress, Scope, Specification
from engine.runtime.strategies import Strategies, check_strategies
from engine.scenario.model import Scenario
from engine.scenario.storage import dumps, load, loads
from engine.scenario.templates import template
from engine.scenario.validate import validated

Tell = Callable[[LabProgress], None]
Cancelled = Callable[[], bool]
CHURN = "churn"


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
    total, say = len(programme.runs()), tell or (lambda _: None)

    def deliver(run: Run, values: Values) -> None:
        done[run] = values
        say(LabProgress("running", "record", len(done), total, programme.name_of(run)))

    say(LabProgress("running", "record", 0, total))
    if not (runner or LocalRunner(workers, polite=True, make=prepare)).run(
        programme, programme.runs(), deliver, lambda _: cancelled is None or not cancelled()
    ):
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
