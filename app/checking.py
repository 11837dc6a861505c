"""What an order comes to, before it starts: faults in their places, runs, time, folder. No Qt in here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from engine.api import MotewardenError
from engine.readmodel.experiment import Axis, Measure, Plan
from engine.scenario.model import Scenario
from engine.scenario.paths import get_value, known_paths
from widgets.experiments.order import Check, Order

RATE = 5e-6
"""Seconds that a node takes in a round, on one core, before anything was measured here."""
RUN_S = 0.02
"""Seconds that a run takes besides: its document, its books."""
BEGIN_S = 3.0
"""Seconds until the workers are at it."""
MOST_FOLDERS = 1000
_OPTIONS = (" with --out", ", or remove runs.jsonl")


def words_of(error: MotewardenError, *, place: bool = False) -> str:
    """An error as the form says it: the place is where it stands; options of the command line mean nothing here."""
    text = str(error) if place else str(MotewardenError(error.what, mend=error.mend))
    for option in _OPTIONS:
        text = text.replace(option, "")
    return text


def paths_of(scenario: Scenario) -> tuple[str, ...]:
    """Values of a document that a sweep can vary: those of its sections, those of its attacks."""
    plain = [path for path in known_paths() if "." in path]
    attacks = []
    for index, attack in enumerate(scenario.attacks):
        fields = [name for name in ("count", "start", "end", "type") if hasattr(attack, name)]
        attacks += [f"attacks.{index}.{name}" for name in (*fields, *(f"params.{key}" for key in attack.params))]
    return (*attacks, *plain)


def seconds_for(runs: int, rounds: int, nodes: int, workers: int, rate: float) -> float:
    """An estimate for so many runs.

    Args:
        runs: Runs to be done.
        rounds: Rounds of each.
        nodes: Nodes of the scenario.
        workers: Processes at the same time.
        rate: Seconds that a node takes in a round.
    """
    return BEGIN_S + runs * (RUN_S + rounds * nodes * rate) / max(workers, 1) if runs else BEGIN_S


def check(order: Order, document: Scenario | None, folder: Path, nodes: int, rate: float) -> Check:
    """Looks at an order; every fault is in its place.

    Args:
        order: As the form spells it.
        document: The open document, for a sweep over it.
        folder: Where results go when the order names no folder.
        nodes: Nodes of the scenario.
        rate: Seconds that a node takes in a round.
    """
    from engine.api import experiments

    plan = engine_plan(order.plan)
    notes, faults = _looked_up(plan, document)
    try:
        prospect = experiments.Prospect(replace(plan, axes=()) if faults else plan, document)
    except MotewardenError as error:
        return Check(order, faults=(*faults, _placed(error, plan)), notes=notes)
    if faults:
        return Check(order, faults=faults, notes=notes)
    try:
        out = Path(order.out).expanduser() if order.out else _free(folder / plan.experiment, prospect.finished)
        kept = prospect.finished(out)
    except MotewardenError as error:
        return Check(order, faults=(("folder", words_of(error)),), notes=notes)
    done = prospect.plan
    workers = 1 if order.scheduler else order.workers or experiments.cores()
    seconds = seconds_for(done.runs - kept, done.rounds, nodes, workers, rate)
    return Check(order, done, str(out), seconds, kept, notes=notes)


def engine_plan(plan: Plan) -> Plan:
    """The plan with units of measures, which the form does not know."""
    from engine.api.experiments import measure_of

    def with_unit(measure: Measure) -> Measure:
        return replace(measure, unit=measure_of(measure.expression).unit)

    return replace(plan, measures=tuple(map(with_unit, plan.measures)))


def _looked_up(
    plan: Plan, document: Scenario | None
) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """Present values of what is varied, as notes; paths that lead nowhere, as faults."""
    notes, faults = [], []
    for k, axis in enumerate(plan.axes if document is not None else ()):
        try:
            now = get_value(document, axis.path)  # type: ignore[arg-type] # not None, see above
        except MotewardenError as error:
            faults.append((f"axis:{k}", words_of(error)))
            continue
        if isinstance(now, (bool, int, float, str)):
            notes.append((f"axis:{k}", f"now {str(now).lower() if isinstance(now, bool) else now}"))
    return tuple(notes), tuple(faults)


def _placed(error: MotewardenError, plan: Plan) -> tuple[str, str]:
    """The place in the form that an error of the engine means."""
    where = error.where
    for k, measure in enumerate(plan.measures):
        if where in {f"measure {measure.expression[:80]!r}", f"--measure {measure.name}"}:
            return f"measure:{k}", words_of(error)
    for k, axis in enumerate(plan.axes):
        if _means(where, axis):
            return f"axis:{k}", words_of(error)
    if where in {"seeds", "rounds"}:
        return where, words_of(error)
    return "", words_of(error, place=True)


def _means(where: str, axis: Axis) -> bool:
    """Whether a place is an axis: ``--over PATH``, ``PATH``, ``PATH (with …)``, with dots or brackets."""
    place = where.removeprefix("--over ").partition(" (with ")[0].replace("[", ".").replace("]", "")
    return place == axis.path.replace("[", ".").replace("]", "")


def _free(folder: Path, finished: Callable[[Path], int]) -> Path:
    """The folder, or the next one with a number that holds nothing else."""
    for number in range(1, MOST_FOLDERS):
        candidate = folder if number == 1 else folder.with_name(f"{folder.name}-{number}")
        try:
            finished(candidate)
        except MotewardenError:
            continue
        return candidate
    return folder
