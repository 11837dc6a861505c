"""The door to the detector laboratory for whoever keeps a table from step to step: `Bench` (paper S2, Fig. 7)."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from engine.detection.dataset import DetectionError
from engine.readmodel.laboratory import (
    DatasetCard,
    Deployment,
    FeatureInfo,
    FeatureScores,
    LabOrder,
    LabProgress,
    LabResult,
    MethodInfo,
    ModuleInfo,
    Scope,
    TableColumns,
    TableMapping,
)
from engine.scenario.model import Scenario

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.detection.tables.reading import Reading

__all__ = ["Bench", "columns", "methods", "module", "weigh"]

SETTLED = 30
"""Rounds after which the load of a node is what it usually is."""


def methods() -> tuple[MethodInfo, ...]:
    """Classifiers on offer, in the order of S2."""
    from engine.detection.laboratory.methods import infos

    return infos()


def columns(path: str) -> TableColumns:
    """A foreign table before it is read.

    Raises:
        DetectionError: It cannot be read.
    """
    from engine.detection.tables.reading import read_columns

    return read_columns(path)


def module(path: str | Path) -> ModuleInfo:
    """A module file.

    Raises:
        DetectionError: It is none, is damaged, or names types that no module needs.
    """
    from engine.detection.modules import load_module, module_info

    return module_info(load_module(path), str(path))


def weigh(path: str, node: int, scenario: Scenario, growth: float) -> Deployment:
    """Whether a node can run a module: its load is that of a short run of the document without detection.

    Args:
        path: A module file.
        node: Id of the node.
        scenario: The document.
        growth: Share by which the node's load may grow.

    Raises:
        DetectionError: There is no such module or node.
        ScenarioError: The document cannot run.
    """
    import numpy as np

    from engine.detection.modules import Room, deployment
    from engine.runtime.compose import compose
    from engine.runtime.strategies import Strategies

    info = module(path)
    bare = scenario.replace(detection=scenario.detection.model_copy(update={"enabled": False}), attacks=())
    network = compose(bare, Strategies.load()).network
    found = np.flatnonzero(network.nodes["id"] == node)
    if not len(found):
        raise DetectionError("is not in the scenario", where=f"node {node}", mend="choose another node")
    row, loads = int(found[0]), []
    for _ in range(SETTLED):
        network.run_round()
        loads.append(float(network.duties["load"][row]))
    duties = network.duties
    room = Room(node, float(duties["cpu_hz"][row]), float(np.mean(loads)), int(duties["ram"][row]))
    rows = len(network.nodes) - 1 if info.scope == "node" else 1
    return deployment(info, room, allowed_growth=growth, hop_s=scenario.detection.hop_s, rows=max(rows, 1))


class Bench:
    """A table and what was found out about it. Not for several threads at a time; `cancel` may be set by any.

    Args:
        tell: Hears of each step.
        cancel: Set: the work at hand stops before its next step.
    """

    def __init__(
        self, tell: Callable[[LabProgress], None] | None = None, cancel: threading.Event | None = None
    ) -> None:
        self._tell, self._cancel = tell, cancel
        self._reading: Reading | None = None
        self._order = LabOrder(())
        self._result: LabResult | None = None

    def read(self, mapping: TableMapping) -> tuple[DatasetCard, tuple[FeatureInfo, ...]]:
        """A foreign table takes the place of the one before.

        Raises:
            DetectionError: Names the file, the column and the mend.
        """
        from engine.detection.tables.reading import load_table

        return self._adopt(load_table(mapping))

    def write(self, path: str | Path) -> None:
        """Writes the table as CSV or Parquet.

        Raises:
            DetectionError: There is none, or it cannot be written.
        """
        from engine.detection.tables.writing import write_table

        write_table(self._table().data, path)

    def rank(self) -> FeatureScores:
        """The three rankings, and what so many features gain.

        Raises:
            DetectionError: There is no table, or too little in it.
            Cancelled: It was stopped.
        """
        from engine.detection.laboratory.ranking import rank

        return rank(self._table().data, tell=self._tell, cancel=self._cancel)

    def train(self, order: LabOrder) -> LabResult:
        """The leader board.

        Raises:
            DetectionError: There is no table, or the order does not fit it.
            Cancelled: It was stopped.
        """
        from engine.detection.laboratory.training import train

        table = self._table()
        result = train(
            table.data,
            order,
            warnings=table.warnings,
            dropped=table.dropped,
            tell=self._tell,
            cancel=self._cancel,
        )
        self._order, self._result = order, result
        return result

    def make(self, method: str, name: str, scope: Scope, path: str | Path) -> ModuleInfo:
        """Trains a method of the leader board on the whole table, and writes it as a module.

        Raises:
            DetectionError: Nothing was trained yet, or the file cannot be written.
        """
        from engine.detection.laboratory.training import make_module
        from engine.detection.modules import module_info, save_module

        if self._result is None:
            raise DetectionError("nothing was trained yet", where="module", mend="train a method first")
        made = make_module(self._table().data, self._order, self._result, method, name=name, scope=scope)
        save_module(made, path)
        return module_info(made, str(path))

    def _table(self) -> Reading:
        if self._reading is None:
            raise DetectionError("there is no table", where="laboratory", mend="record or import one")
        return self._reading

    def _adopt(self, reading: Reading) -> tuple[DatasetCard, tuple[FeatureInfo, ...]]:
        from engine.detection.laboratory.card import card_of

        self._reading, self._result = reading, None
        return card_of(reading.data, reading.warnings, reading.dropped), _features(reading)


def _features(reading: Reading) -> tuple[FeatureInfo, ...]:
    """What the columns of a table are."""
    text = f"A column of {Path(reading.data.source).name}."
    return tuple(FeatureInfo(name, name, text, "", (), ()) for name in reading.data.features)
