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

from engine.base.streams import stream
from engine.detection.dataset import NORMAL
from engine.detection.recording.script import classes_of
from engine.experiments.measure import Values
from engine.experiments.programme import Cell, ExperimentError, Programme, Run
from engine.readmodel.laboratory import LabOrder, Scope, Specification, SplitName
from engine.runtime.strategies import Strategies

if TYPE_CHECKING:
    from engine.detection.dataset import Dataset
    from engine.experiments.bench import Documents

RECORD, TRAIN, JUDGE, LIVE = "record", "train", "judge", "judge live"
METHODS = ("DecisionTree", "RandomForest", "AdaBoost", "LinearSVM", "LogisticRegression")
"""Tried where a cell names none."""
BURSTS = 4
ATTACKER = "attacker"
"""Class of tables by node, beside `NORMAL`."""
_FOLDS = 4
_SHARE = 12
"""A burst is so small a part of a run: 5 of 60 minutes (S2-132)."""
_HONEST, _ATTACKING = 80, 2
"""Of rows by node one in so many is kept: honest ones, and those of attackers. Windows overlap, little is lost."""


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
    """Whether the files that a finished run has made are still there."""
    cell = programme.cells[run.cell]
    if cell.stage == TRAIN:
        return module_path(programme, run).is_file()
    return cell.stage != RECORD or all(_recorded(programme, run, scope).is_file() for scope in _scopes(cell))


def module_path(programme: Programme, run: Run) -> Path:
    """Where the module of a cell stands, by its fact ``module``."""
    name = str(dict(programme.cells[run.cell].facts).get("module", "module"))
    return Path(programme.folder) / "modules" / f"{name.replace(':', '-').replace(' ', '-')}.motedetector"


def _scopes(cell: Cell) -> tuple[Scope, ...]:
    """What a recorded cell keeps: windows of the network and, with the fact ``nodes``, of each node."""
    return ("network", "node") if dict(cell.facts).get("nodes") else ("network",)


def _recorded(programme: Programme, run: Run, scope: Scope = "network") -> Path:
    end = "-node" if scope == "node" else ""
    return Path(programme.folder) / "stages" / f"record-{run.cell}-{run.seed}{end}.npz"


# -- record -----------------------------------------------------------------------------------------------------------


def _record(programme: Programme, run: Run, documents: Documents, strategies: Strategies) -> Values:
    """One run with an attack, or without; its tables go into files."""
    from engine.detection.recording.script import runs_of
    from engine.experiments.recorder import recorded

    spec, scopes = spec_of(programme, run), _scopes(programme.cells[run.cell])
    found = recorded(spec, runs_of(spec)[0], documents.of(run), strategies, scopes)
    for scope, values in found.items():
        columns = {name: np.asarray(column) for name, column in values.items()}
        _write(_recorded(programme, run, scope), _thinned(columns, run.seed) if scope == "node" else columns)
    return {"windows": np.float64(len(np.asarray(found["network"]["label"])))}


def _thinned(columns: dict[str, np.ndarray], seed: int) -> dict[str, np.ndarray]:
    """Some rows by node, drawn by lot: they are many, and nearly all of them honest."""
    label = columns["label"]
    one_in = np.where(label > 0, _ATTACKING, _HONEST)
    kept = (label >= 0) & (stream(seed, "stages.thin").random(len(label)) * one_in < 1.0)
    return {name: column[kept] for name, column in columns.items()}


def _write(path: Path, columns: dict[str, np.ndarray]) -> None:
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            np.savez_compressed(file, **columns)  # type: ignore[arg-type] # names of columns, none is an option
        part.replace(path)
    except OSError as error:
        what = f"cannot be written: {(error.strerror or str(error)).lower()}"
        raise ExperimentError(what, where=str(path), mend="make room and give the same command again") from None


# -- train ------------------------------------------------------------------------------------------------------------


def table_for(
    programme: Programme, attacks: Sequence[tuple[str, str]], scope: Scope = "network", every: int = 1
) -> Dataset:
    """The table of all recorded runs under some attacks and of those without; each run is a group.

    Args:
        programme: The experiment, its runs recorded.
        attacks: Kinds with variations.
        scope: What rows are about; by node there are two classes, who attacks and who does not.
        every: Of windows without attack one in so many is taken.
    """
    from engine.detection.dataset import Dataset
    from engine.detection.features.names import FEATURE_SET, NETWORK_FEATURES, NODE_FEATURES

    named = classes_of(Specification("", tuple(attacks), (1,)))
    parts: list[dict[str, np.ndarray]] = []
    for run in programme.runs():
        cell = programme.cells[run.cell]
        own = _attacks(dict(cell.facts)) if cell.stage == RECORD else ()
        if cell.stage != RECORD or (own and own[0] not in attacks):
            continue
        index = 0 if not own else 1 if scope == "node" else named.index(":".join(own[0]))
        with np.load(_recorded(programme, run, scope)) as file:
            parts.append(_columns(file, index, every))
    return Dataset(
        features=tuple(info.name for info in (NODE_FEATURES if scope == "node" else NETWORK_FEATURES)),
        values=np.concatenate([c["values"] for c in parts]).astype(np.float32),
        label=np.concatenate([c["label"] for c in parts]).astype(np.int32),
        classes=(NORMAL, ATTACKER) if scope == "node" else named,
        group=np.repeat(np.arange(len(parts), dtype=np.int32), [len(c["label"]) for c in parts]),
        time=np.concatenate([c["time"] for c in parts]),
        node=np.concatenate([c["node"] for c in parts]).astype(np.int32),
        feature_set=FEATURE_SET,
        source=f"{programme.experiment}: {len(parts)} runs of {programme.cells[0].rounds} rounds",
    )


def _columns(file: Mapping[str, np.ndarray], index: int, every: int) -> dict[str, np.ndarray]:
    """A recorded table, its attack numbered ``index``; of windows without attack one in ``every``."""
    columns = {name: file[name] for name in ("values", "label", "time", "node")}
    label = np.where(columns["label"] > 0, index, columns["label"])
    kept = (label > 0) | (np.arange(len(label)) % every == 0)
    return {name: c[kept] if len(c) else c for name, c in {**columns, "label": label}.items()}


def _train(programme: Programme, run: Run, documents: Documents, strategies: Strategies) -> Values:  # noqa: ARG001
    """Several methods by folds of whole runs of the training seeds; the best makes the module."""
    from engine.detection.laboratory.training import make_module, train
    from engine.detection.modules.storage import save_module

    facts = dict(programme.cells[run.cell].facts)
    scope: Scope = "node" if facts.get("scope") == "node" else "network"
    data = table_for(programme, _attacks(facts), scope, int(str(facts.get("every", 1))))
    named = facts.get("methods", METHODS)
    methods = tuple(str(name) for name in named)  # type: ignore[attr-defined] # a list of names
    seeds = (len(programme.seeds) + 1) // 2
    runs = len(dict.fromkeys(data.group.tolist()))
    split: SplitName = "grouped" if seeds > 1 else "random"  # of one seed a fold would hold all runs of an attack
    folds = int(str(facts.get("folds", _FOLDS)))
    order = LabOrder(methods, splits=(split,), folds=min(folds, max(runs, 2)), seed=run.seed)
    result = train(data, order)
    module = make_module(data, order, result, name=str(facts["module"]), scope=scope)
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


def _judge_live(programme: Programme, run: Run, documents: Documents, strategies: Strategies) -> Values:
    """The live detector with the modules, all its methods fused, under a seed that they were not trained on."""
    from engine.detection.recording.script import runs_of
    from engine.experiments.alarming import watched

    spec = spec_of(programme, run)
    return watched(spec, runs_of(spec)[0], documents.of(run), strategies, module_path(programme, run))


_STAGES: Mapping[str, Callable[[Programme, Run, Any, Strategies], Values]] = MappingProxyType(
    {RECORD: _record, TRAIN: _train, JUDGE: _judge, LIVE: _judge_live}
)
