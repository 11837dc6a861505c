"""Stages of experiments on detectors: record labelled runs, train modules, judge them live. Files are handed on.

Each stage is a kind of cell (`Cell.stage`). What it makes for later ones stands in the results folder under ``stages``
and ``modules``; a run whose file is gone is done again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.detection.recording.script import classes_of
from engine.experiments.measure import Values
from engine.experiments.programme import ExperimentError, Programme, Run
from engine.readmodel.laboratory import LabOrder, Specification, SplitName
from engine.runtime.strategies import Strategies

if TYPE_CHECKING:
    from engine.detection.dataset import Dataset
    from engine.experiments.bench import Documents

RECORD, TRAIN, JUDGE = "record", "train", "judge"
METHODS = ("DecisionTree", "RandomForest", "AdaBoost", "LinearSVM", "LogisticRegression")
"""Tried where a cell names none."""
BURSTS = 4
_SHARE = 12
"""A burst is so small a part of a run: 5 of 60 minutes (S2-132)."""


def spec_of(programme: Programme, run: Run) -> Specification:
    """The order of recording that a cell's facts spell, for one seed.

    Facts: ``attacks``, ``[[kind, variation], …]``; ``quiet``: runs without attack.
    """
    cell = programme.cells[run.cell]
    facts = dict(cell.facts)
    attacks = _attacks(facts)
    return Specification(
        scenario=cell.scenario or programme.named,
        attacks=attacks,
        seeds=(run.seed,),
        rounds=cell.rounds,
        bursts=BURSTS,
        burst_rounds=max(cell.rounds // _SHARE, 1),
        quiet_runs=int(str(facts.get("quiet", 0))),
    )


def _attacks(facts: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    pairs = facts.get("attacks", ())
    return tuple((str(kind), str(variation)) for kind, variation in pairs)  # type: ignore[attr-defined] # a list


def carried_out(programme: Programme, run: Run, documents: Documents, strategies: Strategies) -> Values:
    """Does one run of a stage; every measure of the programme, NaN where the stage does not give it."""
    stage = programme.cells[run.cell].stage
    found = _STAGES[stage](programme, run, documents, strategies)
    return {m.name: found.get(m.name, np.float64(np.nan)) for m in programme.measures}


def handed_on(programme: Programme, run: Run) -> bool:
    """Whether the file that a finished run has made is still there."""
    stage = programme.cells[run.cell].stage
    files = {RECORD: _recorded(programme, run), TRAIN: module_path(programme, run)}
    return stage not in files or files[stage].is_file()


def module_path(programme: Programme, run: Run) -> Path:
    """Where the module of a cell stands, by its fact ``module``."""
    name = str(dict(programme.cells[run.cell].facts).get("module", "module"))
    return Path(programme.folder) / "modules" / f"{name.replace(':', '-').replace(' ', '-')}.motedetector"


def _recorded(programme: Programme, run: Run) -> Path:
    return Path(programme.folder) / "stages" / f"record-{run.cell}-{run.seed}.npz"


# -- record -----------------------------------------------------------------------------------------------------------


def _record(programme: Programme, run: Run, documents: Documents, strategies: Strategies) -> Values:
    """One run with an attack, or without; its table goes into a file."""
    from engine.detection.recording.script import runs_of
    from engine.experiments.recorder import record_run

    spec = spec_of(programme, run)
    values = record_run(spec, runs_of(spec)[0], documents.of(run), strategies)
    path = _recorded(programme, run)
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            columns: dict[str, Any] = {name: np.asarray(column) for name, column in values.items()}
            np.savez_compressed(file, **columns)
        part.replace(path)
    except OSError as error:
        what = f"cannot be written: {(error.strerror or str(error)).lower()}"
        raise ExperimentError(what, where=str(path), mend="make room and give the same command again") from None
    return {"windows": np.float64(len(np.asarray(values["label"])))}


# -- train ------------------------------------------------------------------------------------------------------------


def table_for(programme: Programme, attacks: Sequence[tuple[str, str]]) -> Dataset:
    """The table of all recorded runs under some attacks and of those without; each run is a group."""
    from engine.detection.dataset import Dataset
    from engine.detection.features.names import FEATURE_SET, NETWORK_FEATURES

    classes = classes_of(Specification("", tuple(attacks), (1,)))
    parts: list[tuple[dict[str, np.ndarray], int]] = []
    for run in programme.runs():
        cell = programme.cells[run.cell]
        own = _attacks(dict(cell.facts)) if cell.stage == RECORD else ()
        if cell.stage != RECORD or (own and own[0] not in attacks):
            continue
        with np.load(_recorded(programme, run)) as file:
            columns = {name: file[name] for name in ("values", "label", "time")}
        parts.append((columns, classes.index(":".join(own[0])) if own else 0))
    label = [np.where(c["label"] > 0, index, c["label"]) for c, index in parts]
    lengths = [len(one) for one in label]
    return Dataset(
        features=tuple(info.name for info in NETWORK_FEATURES),
        values=np.concatenate([c["values"] for c, _ in parts]).astype(np.float32),
        label=np.concatenate(label).astype(np.int32),
        classes=classes,
        group=np.repeat(np.arange(len(parts), dtype=np.int32), lengths),
        time=np.concatenate([c["time"] for c, _ in parts]),
        feature_set=FEATURE_SET,
        source=f"{programme.experiment}: {len(parts)} runs of {programme.cells[0].rounds} rounds",
    )


def _train(programme: Programme, run: Run, documents: Documents, strategies: Strategies) -> Values:  # noqa: ARG001
    """Several methods by folds of whole runs of the training seeds; the best makes the module."""
    from engine.detection.laboratory.training import make_module, train
    from engine.detection.modules.storage import save_module

    facts = dict(programme.cells[run.cell].facts)
    data = table_for(programme, _attacks(facts))
    named = facts.get("methods", METHODS)
    methods = tuple(str(name) for name in named)  # type: ignore[attr-defined] # a list of names
    seeds = (len(programme.seeds) + 1) // 2
    runs = len(dict.fromkeys(data.group.tolist()))
    split: SplitName = "grouped" if seeds > 1 else "random"  # of one seed a fold would hold all runs of an attack
    order = LabOrder(methods, splits=(split,), folds=min(4, max(runs, 2)), seed=run.seed)
    result = train(data, order)
    module = make_module(data, order, result, name=str(facts["module"]))
    path = module_path(programme, run)
    path.parent.mkdir(parents=True, exist_ok=True)
    save_module(module, path)
    best = result.scores[0]
    return {
        "cv f1": np.float64(best.macro_f1),
        "method": np.float64(methods.index(best.name)),
        "cycles": np.float64(best.cycles),
        "size": np.float64(best.size_bytes),
    }


# -- judge ------------------------------------------------------------------------------------------------------------


def _judge(programme: Programme, run: Run, documents: Documents, strategies: Strategies) -> Values:
    """A module at work on a detector node under a seed that it was not trained on, and the same run without it."""
    from engine.detection.recording.script import runs_of
    from engine.experiments.judging import judged

    spec = spec_of(programme, run)
    return judged(spec, runs_of(spec)[0], documents.of(run), strategies, module_path(programme, run))


_STAGES: Mapping[str, Callable[[Programme, Run, Any, Strategies], Values]] = MappingProxyType(
    {RECORD: _record, TRAIN: _train, JUDGE: _judge}
)
