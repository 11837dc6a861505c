"""The door to the detector laboratory: tables, rankings, leader boards, modules, and whether a node can run one."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from engine.detection.dataset import Dataset, DetectionError
from engine.readmodel.laboratory import (
    DatasetCard,
    Deployment,
    FeatureInfo,
    FeatureScores,
    LabOrder,
    LabResult,
    MethodInfo,
    ModuleInfo,
    Scope,
    TableColumns,
    TableMapping,
)

if TYPE_CHECKING:
    from engine.detection.laboratory.progress import Tell
    from engine.scenario.model import Scenario

__all__ = [
    "DetectionError",
    "Table",
    "builtin",
    "card",
    "columns",
    "evaluate",
    "features",
    "info",
    "make",
    "methods",
    "model_card",
    "module_path",
    "rank",
    "read",
    "recorded",
    "scope_of",
    "train",
    "usual_load",
    "weigh",
    "write",
]
BUILTIN = "builtin:"
SUFFIX = ".motedetector"
SETTLED = 30
"""Rounds in which the load of a node is looked at."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table of the laboratory, and what its making has to say."""

    data: Dataset
    warnings: tuple[str, ...] = ()
    dropped: int = 0
    infos: tuple[FeatureInfo, ...] = ()
    """Features in words; none: named after their columns."""


def methods() -> tuple[MethodInfo, ...]:
    """Classifiers on offer."""
    from engine.detection.laboratory.methods import infos

    return infos()


def columns(path: str) -> TableColumns:
    """A foreign file as the import dialog shows it.

    Raises:
        DetectionError: It is no table, or cannot be read.
    """
    from engine.detection.tables.reading import read_columns

    return read_columns(path)


def read(mapping: TableMapping) -> Table:
    """A foreign file as labelled data.

    Raises:
        DetectionError: It is no table, or cannot be read so; names the column.
    """
    from engine.detection.tables.reading import load_table

    found = load_table(mapping)
    return Table(found.data, found.warnings, found.dropped)


def recorded(data: Dataset, scope: Scope) -> Table:
    """A table that was recorded, with its features in words."""
    from engine.detection.features.names import NETWORK_FEATURES, NODE_FEATURES

    return Table(data, infos=NETWORK_FEATURES if scope == "network" else NODE_FEATURES)


def scope_of(table: Table) -> Scope:
    """Whether its rows are about single nodes: it was recorded so."""
    from engine.detection.features.names import NODE_FEATURES

    by_node = {info.name for info in NODE_FEATURES}
    return "node" if table.data.feature_set and by_node.issuperset(table.data.features) else "network"


def write(table: Table, path: Path) -> None:
    """Writes a table as CSV or Parquet.

    Raises:
        DetectionError: Neither by its name, or it cannot be written.
    """
    from engine.detection.tables.writing import write_table

    write_table(table.data, path)


def card(table: Table) -> DatasetCard:
    """A table in short, with what is suspicious about it."""
    from engine.detection.laboratory.card import card_of

    return card_of(table.data, table.warnings, table.dropped)


def features(table: Table) -> tuple[FeatureInfo, ...]:
    """Its features in words, in the order of the columns."""
    known = {found.name: found for found in table.infos}
    source = table.data.source or "the table"
    return tuple(
        known.get(name) or FeatureInfo(name, name, f"Column {name} of {source}.", "", (), ())
        for name in table.data.features
    )


def rank(
    table: Table, *, seed: int = 1, jobs: int = 1, tell: Tell | None = None, cancel: threading.Event | None = None
) -> FeatureScores:
    """The three rankings, and what so many features gain.

    Raises:
        DetectionError: Too few rows, or one class only.
        Cancelled: It was stopped.
    """
    from engine.detection.laboratory import ranking

    return ranking.rank(table.data, seed=seed, jobs=jobs, tell=tell, cancel=cancel)


def train(
    table: Table, order: LabOrder, *, jobs: int = 1, tell: Tell | None = None, cancel: threading.Event | None = None
) -> LabResult:
    """The leader board; an order without splits takes those that fit the table.

    Raises:
        DetectionError: The table cannot be split or trained on so.
        Cancelled: It was stopped.
    """
    from engine.detection.laboratory import training

    return training.train(
        table.data, order, jobs=jobs, warnings=table.warnings, dropped=table.dropped, tell=tell, cancel=cancel
    )


def make(
    table: Table,
    order: LabOrder,
    method: str,
    name: str,
    scope: Scope,
    path: Path,
    result: LabResult | None,
    *,
    jobs: int = 1,
) -> ModuleInfo:
    """Trains a method of the leader board on the whole table and writes it as a module file.

    Args:
        table: The table.
        order: As it was judged.
        method: Which; empty: the best.
        name: Of the module.
        scope: Whether rows are about the network or about single nodes.
        path: The file.
        result: The leader board.
        jobs: Threads.

    Raises:
        DetectionError: Nothing was judged, or the file cannot be written.
    """
    from engine.detection.laboratory.training import make_module
    from engine.detection.modules import module_info, save_module

    if result is None:
        raise DetectionError("nothing was judged yet", where=name or "module", mend="train first")
    module = make_module(table.data, order, result, method, name=name, scope=scope, jobs=jobs)
    save_module(module, path)
    return module_info(module, str(path))


def evaluate(path: str | Path, table: Table) -> LabResult:
    """A module judged on a table.

    Raises:
        DetectionError: It cannot be read, or does not fit the table.
    """
    from engine.detection.laboratory import evaluation
    from engine.detection.modules import load_module

    where = module_path(str(path))
    module = load_module(where)
    return evaluation.evaluate(module, table.data, warnings=table.warnings, dropped=table.dropped, where=str(where))


def module_path(name: str) -> Path:
    """The file of ``builtin:NAME``, or the path itself."""
    if not name.startswith(BUILTIN):
        return Path(name)
    return Path(str(files("resources").joinpath("detectors", name.removeprefix(BUILTIN) + SUFFIX)))


def builtin() -> tuple[ModuleInfo, ...]:
    """Modules that come with the program."""
    folder = Path(str(files("resources").joinpath("detectors")))
    found = sorted(folder.glob(f"*{SUFFIX}"))
    return tuple(replace(info(path), path=f"{BUILTIN}{path.name.removesuffix(SUFFIX)}") for path in found)


def info(path: str | Path) -> ModuleInfo:
    """What is in a module file, or in ``builtin:NAME``.

    Raises:
        DetectionError: It cannot be read, or is no module.
    """
    from engine.detection.modules import load_module, module_info

    return module_info(load_module(module_path(str(path))), str(path))


def model_card(path: str | Path) -> str:
    """The card of a module, Markdown.

    Raises:
        DetectionError: It cannot be read, or is no module.
    """
    from engine.detection.modules import load_module

    return load_module(module_path(str(path))).card


def usual_load(node: int, document: Scenario) -> float:
    """The load of a node, 0 … 1, without detection and attacks: the mean of the first `SETTLED` rounds.

    Raises:
        DetectionError: There is no such node.
        ScenarioError: The document cannot run.
    """
    import numpy as np

    from engine.runtime.compose import compose
    from engine.runtime.strategies import Strategies

    bare = document.replace(detection=document.detection.model_copy(update={"enabled": False}), attacks=())
    network = compose(bare, Strategies.load()).network
    found = np.flatnonzero(network.nodes["id"] == node)
    if not len(found):
        raise DetectionError("is no node of this network", where=f"node {node}", mend="choose another")
    loads = []
    for _ in range(SETTLED):
        network.run_round()
        loads.append(float(network.duties["load"][found[0]]))
    return float(np.mean(loads))


def weigh(path: str | Path, node: int, document: Scenario, growth: float, load: float = 0.0) -> Deployment:
    """Whether a node of a document can run a module.

    Args:
        path: The module.
        node: Id of the node.
        document: Its hardware profiles, its hop and its number of nodes count.
        growth: Share by which the load of the node may grow.
        load: Load without the module, 0 … 1, as far as it is known.

    Raises:
        DetectionError: The module cannot be read, or there is no such node.
    """
    from engine.detection.modules import Room, deployment
    from engine.scenario.hardware import resources_of

    profiles = {found.id: found.profile for found in document.nodes}
    profiles |= {found.id: getattr(found, "profile", "mote") for found in document.stations}
    if node not in profiles:
        raise DetectionError("is no node of this network", where=f"node {node}", mend="choose another")
    hertz, ram, _ = resources_of(profiles[node])
    module = info(path)
    rows = len(document.nodes) if module.scope == "node" else 1
    room = Room(node, hertz, load, int(ram))
    return deployment(module, room, allowed_growth=growth, hop_s=document.detection.hop_s, rows=rows)
