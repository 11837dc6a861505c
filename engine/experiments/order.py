"""From an order to a programme: everything is looked up, completed and checked before anything runs."""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from dataclasses import replace
from math import prod

from engine.base.errors import MotewardenError, ScenarioError
from engine.experiments.bench import Documents
from engine.experiments.measure import compiled, made_up
from engine.experiments.programme import TEMPLATE, ExperimentError, Programme, Run
from engine.experiments.recipe import Recipe, cells_of, exchanged
from engine.readmodel.experiment import Axis, Plan
from engine.runtime.strategies import Strategies, check_strategies
from engine.scenario.model import Scenario
from engine.scenario.paths import split
from engine.scenario.storage import dumps, load
from engine.scenario.validate import validated

MAX_RUNS = 1_000_000


def completed(recipe: Recipe, order: Plan) -> Plan:
    """The order with what it leaves open taken from the recipe; `Plan.runs` is still to be counted.

    Raises:
        ExperimentError: No seeds, no values, or something that this experiment does not vary.
    """
    if not order.seeds or any(not 0 <= seed < 2**63 for seed in order.seeds):
        raise ExperimentError("at least one seed is needed", where="seeds", mend="write --seeds 20")
    if len(dict.fromkeys(order.seeds)) < len(order.seeds):
        raise ExperimentError("a seed comes twice", where="seeds", mend="name it once")
    if order.rounds < 0:
        raise ExperimentError("at least one round is needed", where="rounds", mend="write --rounds 300")
    if not recipe.free:
        _only_its_own(recipe, order)
    _distinct([axis.path for axis in order.axes], "--over")
    _distinct([measure.name for measure in order.measures], "--measure")
    for axis in order.axes:
        if not axis.values:
            raise ExperimentError("has no values", where=f"--over {axis.path}", mend="write PATH=V1,V2,…")
        if any(value in axis.values[:k] for k, value in enumerate(axis.values)):
            raise ExperimentError("a value comes twice", where=f"--over {axis.path}", mend="name it once")
    return replace(
        order,
        rounds=order.rounds or recipe.rounds,
        scenario=order.scenario or recipe.scenario,
        axes=order.axes if recipe.free else exchanged(recipe.axes, order.axes),
        measures=(order.measures or recipe.measures) if recipe.free else recipe.measures,
    )


def command_of(order: Plan) -> str:
    """The command line that makes it again."""
    parts = ["motewarden", "experiment", order.experiment, "--seeds", str(len(order.seeds))]
    if order.scenario:
        parts += ["--scenario", order.scenario]
    if order.rounds:
        parts += ["--rounds", str(order.rounds)]
    for change in order.changes:
        parts += ["--set", f"{change.path}={json.dumps(change.value, separators=(',', ':'))}"]
    for axis in order.axes:
        values = json.dumps(axis.values, separators=(",", ":"))[1:-1]
        parts += ["--over", f"{axis.path}={values}"]
    for measure in order.measures:
        same = measure.name == measure.expression
        parts += ["--measure", measure.expression if same else f"{measure.name}={measure.expression}"]
    return shlex.join([*parts, "--out", "DIR"])


def _only_its_own(recipe: Recipe, order: Plan) -> None:
    mend = "take `experiment sweep` to vary and measure what you like"
    for axis in order.axes:
        own = [a.path for a in recipe.axes]
        if axis.path not in own:
            what = f"{recipe.name} varies {', '.join(own) or 'named settings only'}"
            raise ExperimentError(what, where=f"--over {axis.path}", mend=mend)
    if order.measures:
        raise ExperimentError(f"{recipe.name} has its own measures", where="--measure", mend=mend)
    if order.scenario and any(variant.scenario for variant in recipe.variants):
        raise ExperimentError(f"{recipe.name} has its own scenarios", where="--scenario", mend=mend)


def _distinct(names: Sequence[str], option: str) -> None:
    for k, name in enumerate(names):
        if name in names[:k]:
            raise ExperimentError("comes twice", where=f"{option} {name}", mend="name it once")


def programme_of(recipe: Recipe, order: Plan, document: Scenario | None = None) -> tuple[Plan, Programme]:
    """The order, completed, and all its runs, each checked.

    Args:
        recipe: The experiment.
        order: What is asked for.
        document: A document at hand, in place of the scenario that the order names.

    Raises:
        ExperimentError, ScenarioError, UnknownNameError: Something does not fit; said before anything runs.
    """
    order = completed(recipe, order)
    runs = prod(len(axis.values) for axis in order.axes) * max(len(recipe.variants), 1) * len(order.seeds)
    if runs > MAX_RUNS:
        raise ExperimentError(f"{runs:,} runs are too many", where="the plan", mend="take fewer values or seeds")
    text, start = "", order.scenario
    if document is not None or not start.startswith(TEMPLATE):
        text, start = dumps(document if document is not None else load(start)), ""
    cells = cells_of(recipe, replace(order, scenario=start))
    programme = Programme(recipe.name, cells, order.seeds, order.measures, text, order.scenario)
    _check_measures(programme, order.rounds)
    _check_documents(programme, order.axes)
    if not programme.runs() or any(not programme.seeds_of(cell) for cell in cells):
        raise ExperimentError(
            "trains on half of the seeds and tests on the others", where="seeds", mend="take two or more"
        )
    return replace(order, runs=len(programme.runs())), programme


def _check_measures(programme: Programme, rounds: int) -> None:
    names = made_up(rounds)
    for expression in compiled(programme.measures).values():
        expression.try_out(names)


def _check_documents(programme: Programme, axes: Sequence[Axis]) -> None:
    documents, strategies = Documents(programme), Strategies.load()
    first = programme.seeds[0]
    for index, cell in enumerate(programme.cells):
        for change in cell.changes:
            if split(change.path)[0] in ("seed", "schema_version"):
                raise ScenarioError("is not yours to set here", where=change.path, mend="use --seeds")
        try:
            scenario = documents.of(Run(index, first))
            check_strategies(scenario, strategies)
            validated(scenario)
            _check_counts(scenario)
        except MotewardenError as error:
            raise type(error)(error.what, where=_place(error.where, str(cell), axes), mend=error.mend) from None


def _check_counts(scenario: Scenario) -> None:
    for index, attack in enumerate(scenario.attacks):
        if not attack.nodes and attack.count > len(scenario.nodes):
            what = f"{attack.count} attackers, but the scenario has {len(scenario.nodes)} nodes"
            raise ScenarioError(what, where=f"attacks[{index}].count", mend="lower it")


def _place(where: str, cell: str, axes: Sequence[Axis]) -> str:
    """The path, with the setting in which it does not fit when it is one of those varied."""
    path = where.replace("[", ".").replace("]", "")
    varied = any(path.startswith(axis.path) or axis.path.startswith(path) for axis in axes)
    return f"{where} (with {cell})" if varied and path else where
