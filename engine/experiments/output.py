"""The files of a finished experiment, each written whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import multiprocessing
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from engine.experiments.bench import Documents
from engine.experiments.drawing import FORMATS, draw
from engine.experiments.programme import ExperimentError, Programme, Run
from engine.experiments.recipe import Recipe
from engine.experiments.report import page
from engine.experiments.store import RUNS_FILE
from engine.experiments.table import Table
from engine.readmodel.experiment import Figure, Plan, Result, to_json
from engine.scenario.model import Scenario
from engine.scenario.storage import dumps, write_whole

Draw = Callable[[Sequence[Figure]], dict[str, dict[str, bytes]]]


def draw_all(figures: Sequence[Figure]) -> dict[str, dict[str, bytes]]:
    """Every figure in every format, by name and ending."""
    return {figure.name: draw(figure) for figure in figures}


def draw_apart(figures: Sequence[Figure]) -> dict[str, dict[str, bytes]]:
    """The same in another process: drawing holds the interpreter lock, which would stop a window."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(draw_all, figures).result()


def write(folder: Path, recipe: Recipe, order: Plan, table: Table, result: Result, draw_: Draw = draw_all) -> Result:
    """Writes tables, figures, the start document, ``results.json`` and ``report.html``.

    Returns:
        The result with the files named.

    Raises:
        ExperimentError: The folder cannot be written.
    """
    pictures = draw_(result.figures)
    data: dict[str, bytes] = {
        f"{name}.{ending}": drawn[ending] for name, drawn in pictures.items() for ending in FORMATS
    }
    data["runs.csv"] = _runs(table)
    data["series.csv"] = _series(result.figures)
    data["scenario.motewarden"] = dumps(_document(table.programme)).encode()
    named = (*data, "report.html", "results.json", RUNS_FILE)
    result = replace(result, files=tuple(str(folder / name) for name in named))
    svg = {name: drawn["svg"] for name, drawn in pictures.items()}
    data["report.html"] = page(result, order, svg, recipe.source, recipe.paper).encode()
    everything = {**to_json(result), "plan": to_json(order)}
    data["results.json"] = json.dumps(everything, indent=1, ensure_ascii=False, allow_nan=False).encode()
    try:
        for name, content in data.items():
            write_whole(folder / name, content)
    except OSError as error:
        what = f"cannot write results: {(error.strerror or str(error)).lower()}"
        mend = "finished runs are kept; make room and give the same command again"
        raise ExperimentError(what, where=str(folder), mend=mend) from None
    return result


def _document(programme: Programme) -> Scenario:
    """The document of one run, to open and look at: the first setting under attack, or the first of all."""
    documents = Documents(programme)
    found = (documents.of(Run(cell, programme.seeds[0])) for cell in range(len(programme.cells)))
    return next((scenario for scenario in found if scenario.attacks), documents.of(programme.runs()[0]))


def _csv(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue().encode()


def _number(value: float) -> str:
    return "" if np.isnan(value) else f"{value:.10g}"


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _runs(table: Table) -> bytes:
    """One line per run: what tells it apart, its seed, and every measure that is one number."""
    programme = table.programme
    keys = list(dict.fromkeys(name for cell in programme.cells for name, _ in cell.key))
    found = list(table.outcomes.values())
    measures = [m.name for m in programme.measures if all(np.ndim(values.get(m.name, 0)) == 0 for values in found)]
    rows = []
    for run in programme.runs():
        values, key = table.outcomes.get(run), dict(programme.cells[run.cell].key)
        if values is not None:
            numbers = (_number(float(values[m])) for m in measures)
            rows.append([*(_plain(key[k]) if k in key else "" for k in keys), run.seed, *numbers])
    return _csv([*keys, "seed", *measures], rows)


def _series(figures: Sequence[Figure]) -> bytes:
    head = ("figure", "series", "x", "mean", "low95", "high95", "n", "unit")
    rows = [
        (figure.name, s.name, figure.ticks[int(x)] if figure.ticks else _number(x), *map(_number, numbers), s.n, s.unit)
        for figure in figures
        for s in figure.series
        for x, *numbers in zip(s.x, s.mean, s.low, s.high, strict=True)
    ]
    return _csv(head, rows)
