"""What the window shows of the detector laboratory: five stages from a specification to a module (paper S2 Fig. 7)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

Scope = Literal["network", "node"]
SplitName = Literal["random", "grouped", "time"]
LabState = Literal["idle", "running", "done", "cancelled", "failed"]


@dataclass(frozen=True, slots=True)
class FeatureInfo:
    """One feature of Table 6, or beyond it."""

    name: str
    title: str
    text: str
    """What it is worked out of, in a sentence."""
    unit: str
    classes: tuple[int, ...]
    """Rows of Table 6 that name it, 1 … 5; none: ours."""
    types: tuple[str, ...]
    """Types of data of Table 5 that it needs."""


@dataclass(frozen=True, slots=True)
class Specification:
    """Stage 1 and 2: what is recorded. Each run has its attack four times over, with pauses, or none at all."""

    scenario: str
    """``"template:NAME"`` or a file; empty: the open document."""
    attacks: tuple[tuple[str, str], ...]
    """(kind, variation) of each attack to learn."""
    seeds: tuple[int, ...]
    rounds: int = 600
    bursts: int = 4
    """Attacks in a run."""
    burst_rounds: int = 60
    quiet_runs: int = 1
    """Runs without attack for each seed, with joins, leaves and role changes of the honest kind."""
    scope: Scope = "network"


@dataclass(frozen=True, slots=True)
class MethodInfo:
    """A classifier on offer."""

    name: str
    """``"RandomForest"``; see `engine.detection.laboratory.methods`."""
    title: str
    paper: bool
    """Whether S2 used it."""
    grid: tuple[tuple[str, tuple[object, ...]], ...]
    """Hyper-parameters with the values tried."""


@dataclass(frozen=True, slots=True)
class LabOrder:
    """Stage 3: what is trained, and how it is judged."""

    methods: tuple[str, ...]
    features: tuple[str, ...] = ()
    """Names; none: all."""
    splits: tuple[SplitName, ...] = ("grouped",)
    folds: int = 4
    tune: bool = False
    """Try all values of the grids, by folds inside the training part."""
    seed: int = 1


@dataclass(frozen=True, slots=True)
class DatasetCard:
    """A table in short."""

    rows: int
    features: tuple[str, ...]
    classes: tuple[str, ...]
    counts: tuple[int, ...]
    """Rows of each class."""
    groups: int
    """Runs; 0 without."""
    source: str
    warnings: tuple[str, ...] = ()
    """One line each: a label in disguise, constant columns, very few rows of a class."""
    dropped: int = 0
    """Rows left out: what an attack left behind, values that cannot be."""


@dataclass(frozen=True, slots=True)
class FeatureScores:
    """Three rankings side by side (S2-113), each scaled to 0 … 1, and what is gained by the number of features."""

    features: tuple[str, ...]
    f_classif: tuple[float, ...]
    mutual: tuple[float, ...]
    permutation: tuple[float, ...]
    steps: tuple[int, ...] = ()
    """Numbers of features tried, best first by the mean of the rankings."""
    gained: tuple[float, ...] = ()
    """Macro-F1 by folds with so many."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve of one class against the rest."""

    name: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    area: float


@dataclass(frozen=True, slots=True)
class ModelScore:
    """A line of the leader board."""

    name: str
    split: SplitName
    accuracy: float
    precision: float
    """Macro mean over classes, as `recall` and `macro_f1`."""
    recall: float
    macro_f1: float
    per_class_f1: tuple[float, ...]
    per_class_recall: tuple[float, ...]
    false_positives: int
    """Rows without attack taken for one."""
    missed: int
    """Incidents (bursts of attack) that no row raised; rows of attack taken for normal in tables without runs."""
    incidents: int
    delays_s: tuple[float, ...]
    """From the start of each incident found to the first row that says so."""
    fit_s: float
    cycles: float
    """Cycles of a node's processor for one verdict."""
    size_bytes: int
    """Of the model in the node's memory."""
    confusion: np.ndarray
    """int64[c, c]: true by row, predicted by column."""
    roc: tuple[Curve, ...] = ()
    pr: tuple[Curve, ...] = ()
    params: tuple[tuple[str, object], ...] = ()
    """Hyper-parameters in force."""
    acceptable: bool = True
    """F1 ≥ 0.9, and delays within a minute (S2-133)."""
    note: str = ""
    delay_classes: tuple[int, ...] = ()
    """Class of each incident found, as `delays_s`."""


@dataclass(frozen=True, slots=True)
class LabProgress:
    """How far a stage is."""

    state: LabState
    stage: Literal["record", "rank", "train", "deploy"]
    done: int = 0
    total: int = 0
    text: str = ""
    """What is being done, or the error of ``"failed"``."""


@dataclass(frozen=True, slots=True)
class LabResult:
    """Stage 4: the leader board, best first."""

    card: DatasetCard
    scores: tuple[ModelScore, ...]
    best: str = ""
    """Name of the best method by grouped macro-F1 (by the last split where there are no groups)."""


@dataclass(frozen=True, slots=True)
class ModuleInfo:
    """A detector module: what may be deployed (S2-120)."""

    name: str
    path: str
    method: str
    scope: Scope
    classes: tuple[str, ...]
    features: tuple[str, ...]
    feature_set: str
    cycles: float
    size_bytes: int
    made_of: str
    """Data it was trained on, in words."""
    scores: tuple[tuple[str, float], ...] = ()
    """Macro-F1 by split."""


@dataclass(frozen=True, slots=True)
class Deployment:
    """Stage 5: whether the module fits the node that shall run it (S2-118, S2-171)."""

    module: str
    node: int
    fits: bool
    reason: str
    """Why not; or what is left, in words."""
    load_before: float = 0.0
    load_with: float = 0.0
    ram_bytes: int = 0
    ram_free: int = 0
    load_allowed: float = 0.0
    """The greatest load that the budget leaves it; 0: not told."""


@dataclass(frozen=True, slots=True)
class TableColumns:
    """A foreign file as the import dialog shows it."""

    path: str
    rows: int
    columns: tuple[str, ...]
    types: tuple[str, ...]
    """``"number"``, ``"text"``, ``"time"``."""
    sample: tuple[tuple[str, ...], ...]
    """First rows."""
    missing: tuple[int, ...]
    """Missing or infinite values of each column."""
    suggested_label: str = ""
    suggested_group: str = ""
    suggested_time: str = ""


@dataclass(frozen=True, slots=True)
class TableMapping:
    """How a foreign file is read."""

    path: str
    label: str
    group: str = ""
    time: str = ""
    leave_out: tuple[str, ...] = field(default=())
    """Columns that are no features."""
