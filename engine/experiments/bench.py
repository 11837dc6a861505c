"""What a worker does: builds the document of a run with as little work as can be, runs it, measures it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.experiments.adjust import ADJUSTMENTS
from engine.experiments.measure import RunNames, Values, compiled
from engine.experiments.programme import TEMPLATE, Cell, Programme, Run
from engine.runtime.strategies import Strategies
from engine.scenario.model import Scenario
from engine.scenario.paths import split, with_value
from engine.scenario.storage import loads
from engine.scenario.templates import template

Work = Callable[[Run], Values]

_PLACED = ("nodes", "stations")
"""Parts of a document that depend on the seed: changes in them are made for each run."""

_BASES_KEPT = 8
"""Runs come seed by seed, so a few documents serve nearly all of them."""


class Documents:
    """The documents of a programme's runs.

    A template is built once for each seed; the changes of a cell are parsed once and its sections put into the
    document of every seed.

    Args:
        programme: All runs.
    """

    def __init__(self, programme: Programme) -> None:
        self._programme = programme
        self._own = loads(programme.document) if programme.document else None
        self._bases: dict[tuple[str, int], Scenario] = {}
        self._sections: dict[int, dict[str, Any]] = {}

    def of(self, run: Run) -> Scenario:
        """The document of one run.

        Raises:
            ScenarioError, UnknownNameError: There is no such template or path, or a value does not fit.
        """
        cell = self._programme.cells[run.cell]
        base = self._base(cell.scenario, run.seed)
        if any(split(change.path)[0] in _PLACED for change in cell.changes):
            scenario = _apply(base, cell)
        else:
            if run.cell not in self._sections:
                changed = _apply(base, cell)
                roots = dict.fromkeys(split(change.path)[0] for change in cell.changes)
                self._sections[run.cell] = {root: getattr(changed, root) for root in roots}
            scenario = base.replace(**self._sections[run.cell])
        attacks = tuple(a for a in scenario.attacks if a.nodes or a.count)
        scenario = scenario.replace(attacks=attacks)  # an attack by nobody is none: a sweep may begin at 0 attackers
        for name in cell.adjust:
            scenario = ADJUSTMENTS[name](scenario)
        return scenario

    def _base(self, name: str, seed: int) -> Scenario:
        base = self._bases.get((name, seed))
        if base is None:
            own = self._own or Scenario()
            base = template(name.removeprefix(TEMPLATE), seed) if name else own.replace(seed=seed)
            if len(self._bases) >= _BASES_KEPT:
                self._bases.clear()
            self._bases[name, seed] = base
        return base


def _apply(base: Scenario, cell: Cell) -> Scenario:
    for change in cell.changes:
        base = with_value(base, change.path, _json(change.value))
    return base


def _json(value: object) -> Any:  # noqa: ANN401 - plain JSON
    if isinstance(value, dict):
        return {k: _json(v) for k, v in value.items()}
    return [_json(v) for v in value] if isinstance(value, (list, tuple)) else value


def prepare(programme: Programme) -> Work:
    """The work of one worker: a run's measures. The compiled kernels are loaded here."""
    from engine.runtime.headless import run as run_headless

    documents, strategies = Documents(programme), Strategies.load()
    expressions = compiled(programme.measures)

    def work(run: Run) -> Values:
        rounds = programme.cells[run.cell].rounds
        result = run_headless(documents.of(run), rounds, strategies=strategies)
        names = RunNames(result.rows, rounds, result.summary)
        return {name: expression(names) for name, expression in expressions.items()}

    return work
