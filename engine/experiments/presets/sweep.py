"""The free sweep: any paths, any values, any measure."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import product

import numpy as np

from engine.experiments.measure import CURVES, FIGURES
from engine.experiments.recipe import Conclusion, Recipe
from engine.experiments.table import Table
from engine.readmodel.experiment import Axis, Figure, Measure, Plan, Series

_ALL = "all runs"


def conclude(order: Plan, table: Table) -> Conclusion:
    """One figure for each measure: against rounds, or against the values of the first axis. Nothing is claimed."""
    return tuple(_figure(order, table, measure) for measure in order.measures), ()


def _figure(order: Plan, table: Table, measure: Measure) -> Figure:
    name = f"{order.experiment}-{_file_name(measure.name)}"
    label = f"{measure.name} ({measure.unit})" if measure.unit else measure.name
    cells = range(len(table.programme.cells))
    by_round = any(np.size(value[measure.name]) > 1 for value in list(table.outcomes.values())[:1])
    if by_round or not order.axes:
        if not by_round:
            bar = table.over_cells([0], [0], measure.name, _ALL, unit=measure.unit)
            return Figure(name, measure.name, "", label, (bar,), shape="bars", ticks=(_ALL,))
        curves = (table.over_rounds(k, measure.name, _words(table.of(k).key), unit=measure.unit) for k in cells)
        return Figure(name, measure.name, "round", label, tuple(curves))
    first, *others = order.axes
    x, ticks = _scale(first)
    lines = []
    for point in product(*(axis.values for axis in others)):
        key = tuple((axis.path, value) for axis, value in zip(others, point, strict=True))
        along = [table.cell(**{first.path: value}, **dict(key)) for value in first.values]
        lines.append(table.over_cells(along, x, measure.name, _words(key), unit=measure.unit))
    x_label = first.label or first.path
    if ticks:
        return Figure(name, measure.name, x_label, label, tuple(lines), shape="bars", ticks=ticks)
    return Figure(name, measure.name, x_label, label, _sorted(lines))


def _sorted(lines: list[Series]) -> tuple[Series, ...]:
    """Curves with x rising, whatever the order of the values asked for."""
    out = []
    for line in lines:
        k = np.argsort(line.x, kind="stable")
        x, mean, low, high = (tuple(part[i] for i in k) for part in (line.x, line.mean, line.low, line.high))
        out.append(replace(line, x=x, mean=mean, low=low, high=high))
    return tuple(out)


def _scale(axis: Axis) -> tuple[list[float], tuple[str, ...]]:
    """Places on the x axis; names of them when the values are no numbers."""
    if all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in axis.values):
        return [float(v) for v in axis.values], ()  # type: ignore[arg-type] # numbers
    return [float(k) for k in range(len(axis.values))], tuple(_word(v) for v in axis.values)


def _word(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _words(key: tuple[tuple[str, object], ...]) -> str:
    """``"count 20, unprotected"``: the last part of each path, protection and models by their own names."""
    return ", ".join(_named(path, value) for path, value in key) or _ALL


def _named(path: str, value: object) -> str:
    if path == "trust.enabled" and isinstance(value, bool):
        return "protected" if value else "unprotected"
    words = _word(value)
    return words if isinstance(value, str) else f"{path.rpartition('.')[2]} {words}"


def _file_name(name: str) -> str:
    kept = "".join(c if c.isalnum() else "-" for c in name)
    return "-".join(part for part in kept.split("-") if part)[:60] or "measure"


def measure_of(text: str) -> Measure:
    """A measure from ``NAME=EXPRESSION`` or a bare expression, as the command line takes it."""
    name, sign, expression = text.partition("=")
    if sign and name.strip().isidentifier() and not expression.startswith("="):
        return Measure(name.strip(), expression.strip(), _unit(expression.strip()))
    return Measure(text.strip(), text.strip(), _unit(text.strip()))


def _unit(expression: str) -> str:
    """The unit, where a plain name tells it."""
    if expression not in (*CURVES, *FIGURES):
        return ""
    if expression.endswith("_j") or "spent_by_cause" in expression:
        return "J"
    if expression.rpartition(".")[2] in ("fnd", "hnd", "lnd", "rounds", "round"):
        return "rounds"
    return "share" if expression in ("found", "wronged") or expression.endswith("loss_ratio") else ""


RECIPE = Recipe(
    name="sweep",
    title="Free sweep",
    source="",
    paper="",
    scenario="template:s3-connected",
    seeds=10,
    rounds=300,
    measures=(Measure("loss", "sum(honest_lost) / sum(honest_generated)", "share"),),
    conclude=conclude,
    free=True,
)
