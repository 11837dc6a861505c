"""What a preset is: data, and a small function that draws conclusions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import product

from engine.experiments.programme import Cell, Part
from engine.experiments.table import Table
from engine.readmodel.experiment import Axis, Change, Claim, Figure, Measure, Plan

Conclusion = tuple[tuple[Figure, ...], tuple[Claim, ...]]


@dataclass(frozen=True, slots=True)
class Variant:
    """A named setting of a preset that is more than one value of one path."""

    name: str
    changes: tuple[Change, ...] = ()
    adjust: tuple[str, ...] = ()
    scenario: str = ""
    """Template; empty takes the preset's."""
    rounds: int = 0
    """0 takes the preset's."""
    stage: str = ""
    facts: tuple[tuple[str, object], ...] = ()
    part: Part = "all"
    """See `Cell`."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """An experiment of the catalogue."""

    name: str
    title: str
    source: str
    paper: str
    scenario: str
    seeds: int
    rounds: int
    measures: tuple[Measure, ...]
    conclude: Callable[[Plan, Table], Conclusion]
    """Figures and claims from the order in force and what is finished of it."""
    changes: tuple[Change, ...] = ()
    """Set in every run, before what the user sets."""
    axes: tuple[Axis, ...] = ()
    variants: tuple[Variant, ...] = ()
    parameters: tuple[str, ...] = ()
    """Paths that matter here, for the form of the window."""
    free: bool = False


VARIANT = "variant"


def cells_of(recipe: Recipe, order: Plan) -> tuple[Cell, ...]:
    """Every setting: all variants, times all values of all axes of the order."""
    points = list(product(*(axis.values for axis in order.axes)))
    cells = []
    for variant in recipe.variants or (Variant(""),):
        for point in points:
            swept = tuple(Change(axis.path, value) for axis, value in zip(order.axes, point, strict=True))
            name = ((VARIANT, variant.name),) if recipe.variants else ()
            cells.append(
                Cell(
                    key=(*name, *((c.path, c.value) for c in swept)),
                    rounds=order.rounds if not variant.rounds else min(variant.rounds, order.rounds),
                    scenario=variant.scenario or order.scenario,
                    changes=(*recipe.changes, *variant.changes, *order.changes, *swept),
                    adjust=variant.adjust,
                    stage=variant.stage,
                    facts=variant.facts,
                    part=variant.part,
                )
            )
    return tuple(cells)


def exchanged(axes: Sequence[Axis], given: Sequence[Axis]) -> tuple[Axis, ...]:
    """The axes with the values of those given in place of their own."""
    values = {axis.path: axis.values for axis in given}
    return tuple(replace(axis, values=values.get(axis.path, axis.values)) for axis in axes)
