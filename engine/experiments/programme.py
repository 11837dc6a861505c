"""An experiment written out: every run that it takes, as data that workers and files can carry."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Literal, NamedTuple

from engine.base.errors import MotewardenError
from engine.readmodel.experiment import Change, Measure

TEMPLATE = "template:"


class ExperimentError(MotewardenError):
    """An experiment that cannot be planned, run or written."""


Part = Literal["all", "first half", "second half", "once"]


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
    stage: str = ""
    """Name in `engine.experiments.stages`: what is done instead of a measured run; a stage begins when the one before
    is finished."""
    facts: tuple[tuple[str, object], ...] = ()
    """What the stage is told, as plain JSON values."""
    part: Part = "all"
    """For which seeds it is done: all, the first half, the rest, or once for all (under the first seed)."""

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
    folder: str = ""
    """Results folder, in which stages hand files on; empty until it is known."""

    def runs(self) -> tuple[Run, ...]:
        """Every run, stage by stage, all cells of the first seed first: an interrupted experiment has whole seeds."""
        return tuple(run for stage in self.stages() for run in self._of_stage(stage))

    def _of_stage(self, stage: str) -> Iterator[Run]:
        for seed in self.seeds:
            for index, cell in enumerate(self.cells):
                if cell.stage == stage and seed in self.seeds_of(cell):
                    yield Run(index, seed)

    def stages(self) -> tuple[str, ...]:
        """Stages in their order; ``""`` are measured runs."""
        return tuple(dict.fromkeys(cell.stage for cell in self.cells))

    def seeds_of(self, cell: Cell) -> tuple[int, ...]:
        """Seeds for which a cell is done; of an odd number the first half is the larger one."""
        half = (len(self.seeds) + 1) // 2
        parts = {"first half": self.seeds[:half], "second half": self.seeds[half:], "once": self.seeds[:1]}
        return parts.get(cell.part, self.seeds)

    def name_of(self, run: Run) -> str:
        """The run in words."""
        return f"{self.cells[run.cell]}, seed {run.seed}"

    def digest(self) -> str:
        """Tells programmes apart: 16 hexadecimal digits."""
        text = json.dumps(asdict(replace(self, folder="")), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]
