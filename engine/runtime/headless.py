"""A run without a window: rounds as fast as they go, and the files of a results folder."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter
from typing import Any, TextIO

import numpy as np

from engine.detection.collection.store import Store
from engine.readmodel.metrics import COLUMN, METRIC_COLUMNS
from engine.readmodel.records import log_lines
from engine.readmodel.servicelog import csv_lines, service_events, to_csv
from engine.runtime.compose import compose
from engine.runtime.result import DEFAULT_ROUNDS, SPEED, OutputError, Progress, RunResult
from engine.runtime.strategies import Strategies
from engine.runtime.summary import summarise
from engine.scenario.model import Scenario

_FIRST_CHUNK = 1024


class _Folder:
    """The results folder: everything is written under temporary names and appears at the end, or not at all."""

    NAMES = ("events.log", "metrics.csv", "summary.json")

    def __init__(self, folder: Path, stack: ExitStack, *, organised: bool) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        names = (*self.NAMES, "service.log") if organised else self.NAMES
        self._folder, self._stack = folder, stack
        self.final: dict[str, Path] = {}
        self.part: dict[str, Path] = {}
        self.file: dict[str, TextIO] = {}
        stack.callback(self._remove_parts)
        for name in names:
            self._open(name)
        self.file["events.log"].write("time_s\tround\tevent\twhat\n")
        if organised:
            self.file["service.log"].write(to_csv(()))
        self._table = csv.writer(self.file["metrics.csv"])
        self._table.writerow(METRIC_COLUMNS)

    def _open(self, name: str) -> TextIO:
        self.final[name] = self._folder / name
        self.part[name] = part = self._folder / f".{name}.{os.getpid()}.part"
        self.file[name] = self._stack.enter_context(part.open("w", encoding="utf-8", newline=""))
        return self.file[name]

    def collected(self, stores: Mapping[int, Store]) -> None:
        """What each detector (by id) has in store at the end, as JSON lines."""
        for detector, store in sorted(stores.items()):
            self._open(f"collected-{detector}.jsonl").writelines(store.to_json())

    def _remove_parts(self) -> None:
        for path in self.part.values():
            path.unlink(missing_ok=True)

    def round(self, row: np.ndarray, records: np.ndarray, attack_names: tuple[str, ...]) -> None:
        self._table.writerow(f"{v:.10g}" for v in row)
        self.file["events.log"].writelines(f"{line}\n" for line in log_lines(records, attack_names))
        if "service.log" in self.file:
            self.file["service.log"].write(csv_lines(service_events(records)))

    def finish(self, summary: dict[str, Any]) -> tuple[Path, ...]:
        json.dump(summary, self.file["summary.json"], indent=1, ensure_ascii=False)
        for file in self.file.values():
            file.close()
        for name, path in self.part.items():
            path.replace(self.final[name])
        return tuple(self.final.values())


def run(
    scenario: Scenario,
    rounds: int = DEFAULT_ROUNDS,
    *,
    out: Path | None = None,
    measure_from: int = 1,
    progress: Progress | None = None,
    strategies: Strategies | None = None,
) -> RunResult:
    """Runs ``rounds`` rounds, or fewer when every node is dead or ``progress`` says stop.

    Args:
        scenario: A valid document.
        rounds: Rounds, at least 1.
        out: Folder for ``events.log``, ``metrics.csv``, ``summary.json`` and, of a network that organises itself,
            ``service.log`` (CSV), of each detector ``collected-ID.jsonl``; made when missing.
        measure_from: First round that ``summary["measured"]`` counts.
        progress: See `Progress`.
        strategies: Registries; loaded when not given.

    Raises:
        ScenarioError, UnknownNameError: The document does not make a network.
        OutputError: The folder cannot be written; nothing half-written stays.
    """
    try:
        with ExitStack() as stack:
            folder = _Folder(out, stack, organised=scenario.roles.enabled) if out is not None else None
            return _run(scenario, rounds, folder, measure_from, progress, strategies or Strategies.load())
    except OSError as error:
        what = f"cannot write results: {(error.strerror or str(error)).lower()}"
        raise OutputError(what, where=str(out), mend="choose another folder with --out, or make room") from error


def _run(
    scenario: Scenario,
    rounds: int,
    folder: _Folder | None,
    measure_from: int,
    progress: Progress | None,
    strategies: Strategies,
) -> RunResult:
    parts = compose(scenario, strategies, logging=folder is not None)
    names = tuple(p.attack.id for p in parts.schedule.planned)
    rows = np.zeros((min(rounds, _FIRST_CHUNK), len(METRIC_COLUMNS)))
    done, begun = 0, perf_counter()
    while done < rounds:
        if done == len(rows):
            rows = np.concatenate([rows, np.zeros_like(rows)])
        rows[done] = parts.network.run_round()
        records = parts.network.take_records()
        if folder is not None:
            folder.round(rows[done], records, names)
        done += 1
        dead = rows[done - 1, COLUMN["alive"]] == 0
        if dead or (progress is not None and not progress(done, rounds)):
            break
    seconds = max(perf_counter() - begun, 1e-9)
    rows = rows[:done]
    speed = dict(zip(SPEED, (done / seconds, float(rows[:, COLUMN["hops"]].sum()) / seconds), strict=True))
    summary = summarise(parts, rows, speed, measure_from)
    if folder is not None and parts.detection is not None:
        folder.collected({i: c.store for i, c in parts.detection.collectors.items()})
    files = folder.finish(summary) if folder is not None else ()
    return RunResult(rows, summary, files)
