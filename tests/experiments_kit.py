"""Experiments without a network: programmes of made-up runs, and workers that do them, or die of them."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from engine.experiments.measure import Values
from engine.experiments.programme import Cell, Programme, Run
from engine.experiments.table import Table
from engine.readmodel.experiment import Measure

SICK = Run(1, 2)
"""The run that workers die of."""


def programme(cells=3, seeds=(1, 2, 3, 4), measures=("value",), named="", **keys) -> Programme:
    """Cells told apart by a number, or by the keys given as lists."""
    rows = [(("k", k),) for k in range(cells)]
    if keys:
        rows = [tuple(zip(keys, row, strict=True)) for row in zip(*keys.values(), strict=True)]
    made = tuple(Cell(row, 10, "template:empty") for row in rows)
    return Programme("made-up", made, tuple(seeds), tuple(Measure(m, "lost") for m in measures), named=str(named))


def table(measures: dict[str, list[np.ndarray]], **keys) -> Table:
    """A table of made-up samples: for each measure one array for each cell, its first axis the seeds."""
    seeds = tuple(range(1, len(next(iter(measures.values()))[0]) + 1))
    made = programme(seeds=seeds, measures=tuple(measures), **keys)
    outcomes = {
        Run(cell, seed): {name: samples[cell][seed - 1] for name, samples in measures.items()}
        for cell in range(len(made.cells))
        for seed in seeds
    }
    return Table(made, outcomes)


def value_of(run: Run) -> float:
    """What a made-up run gives."""
    return 100.0 * run.cell + run.seed


def quick(programme: Programme):
    """Work that is done at once."""

    def work(run: Run) -> Values:
        return {"value": np.float64(value_of(run))}

    return work


def frail(programme: Programme):
    """Work of which the worker dies once: at `SICK`, as long as there is no mark of an earlier death."""

    def work(run: Run) -> Values:
        mark = Path(programme.named) / "died"
        if run == SICK and not mark.exists():
            mark.touch()
            os._exit(7)
        return quick(programme)(run)

    return work


def deadly(programme: Programme):
    """Work of which the worker dies whenever it comes to `SICK`."""

    def work(run: Run) -> Values:
        if run == SICK:
            os._exit(7)
        return quick(programme)(run)

    return work


def raising(programme: Programme):
    """Work that raises at `SICK`."""

    def work(run: Run) -> Values:
        if run == SICK:
            raise ValueError("no such thing")
        return quick(programme)(run)

    return work


def stillborn(programme: Programme):
    """A worker that dies before it has begun."""
    os._exit(3)
