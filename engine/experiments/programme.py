"""An experiment written out: every run that it takes, as data that workers and files can carry."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import NamedTuple

from engine.base.errors import MotewardenError
from engine.readmodel.experiment import Change, Measure

TEMPLATE = "template:"


class ExperimentError(MotewardenError):
    """An experiment that cannot be planned, run or written."""


class Run(NamedTuple):
    """One run: a cell of the programme under one seed."""

    cell: int
    seed: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One setting of everything that is varied; it is run once for each seed."""

    key: tuple[tuple[str, object], ...]
    """What tells it from other cells: ``(("attack", "blackhole"), ("attackers", 10), ("protected", True))``."""
    rounds: int
    scenario: str
    """``"template:NAME"``, whose nodes are placed anew for each seed; empty for the programme's own document."""
    changes: tuple[Change, ...] = ()
    adjust: tuple[str, ...] = ()
    """Names of `engine.experiments.adjust`: changes that depend on the seed."""

    def __str__(self) -> str:
        return ", ".join(f"{name} {json.dumps(value)}" for name, value in self.key) or "the only setting"


@dataclass(frozen=True, slots=True)
class Programme:
    """All runs of an experiment."""

    experiment: str
    cells: tuple[Cell, ...]
    seeds: tuple[int, ...]
    measures: tuple[Measure, ...]
    document: str = ""
    """JSON text of the document that cells without a template start from; its nodes keep their places."""
    named: str = ""
    """What the document is called: a file, a template."""

    def runs(self) -> tuple[Run, ...]:
        """Every run, all cells of the first seed first: an interrupted experiment has whole seeds."""
        return tuple(Run(cell, seed) for seed in self.seeds for cell in range(len(self.cells)))

    def name_of(self, run: Run) -> str:
        """The run in words."""
        return f"{self.cells[run.cell]}, seed {run.seed}"

    def digest(self) -> str:
        """Tells programmes apart: 16 hexadecimal digits."""
        text = json.dumps(asdict(self), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]
