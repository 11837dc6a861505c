"""Splits into training and test parts: by chance, by run, by time; and why a table cannot be split so."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np

from engine.base.streams import stream
from engine.detection.dataset import Dataset, DetectionError
from engine.readmodel.laboratory import SplitName

HELD_OUT_FROM = 50_000
"""Rows from which the random split holds out one part in so many folds instead of going through all of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Rows to train on, and rows to test on."""

    train: np.ndarray
    test: np.ndarray


def usable(data: Dataset) -> np.ndarray:
    """Rows with a class: int64."""
    return np.flatnonzero(data.label >= 0)


def splits_of(data: Dataset) -> tuple[SplitName, ...]:
    """The splits that tell most about a table: by run and by chance where there are runs, else by chance and time."""
    if data.group.size:
        return ("grouped", "random", "time") if data.time.size else ("grouped", "random")
    return ("random", "time")


def parts(data: Dataset, split: SplitName, folds: int, seed: int) -> list[Part]:
    """Splits a table.

    Args:
        data: The table; rows without a class are left out.
        split: ``random``: every class dealt out evenly; ``grouped``: whole runs; ``time``: the last of `folds` parts of
            the time, of the order of rows where there is no time, is tested on what came before.
        folds: Parts, from 2.
        seed: Of the shuffling.

    Returns:
        One part for each fold; a single one by time, and by chance in large tables (`HELD_OUT_FROM`).

    Raises:
        DetectionError: Too few rows, runs or classes.
    """
    rows = usable(data)
    label = data.label[rows]
    where = f"split {split}"
    if folds < 2:
        raise DetectionError("needs at least 2 folds", where=where, mend="ask for 4")
    if len(rows) < folds:
        raise DetectionError(f"{len(rows)} rows for {folds} folds", where=where, mend="give more rows or fewer folds")
    if len(np.unique(label)) < 2:
        raise DetectionError("the table has one class only", where=where, mend="add rows of another class")
    if split == "grouped":
        found = _grouped(data.group[rows] if data.group.size else None, label, folds, seed)
    elif split == "time":
        found = _by_time(data.time[rows] if data.time.size else np.arange(len(rows)), folds)
    else:
        found = _random(label, folds, seed)
    for number, part in enumerate(found, 1):
        if len(np.unique(label[part.train])) < 2 or not len(part.test):
            what = f"the training part of fold {number} has one class only, or its test part is empty"
            raise DetectionError(what, where=where, mend="use another split, or more runs of each class")
    return [Part(rows[part.train], rows[part.test]) for part in found]


def _random(label: np.ndarray, folds: int, seed: int) -> list[Part]:
    fold = np.empty(len(label), np.int64)
    generator, turn = stream(seed, "laboratory.split"), 0
    for value in np.unique(label):
        rows = generator.permutation(np.flatnonzero(label == value))
        fold[rows] = (np.arange(len(rows)) + turn) % folds
        turn += len(rows)
    number = 1 if len(label) >= HELD_OUT_FROM else folds
    return [Part(np.flatnonzero(fold != i), np.flatnonzero(fold == i)) for i in range(number)]


def _grouped(group: np.ndarray | None, label: np.ndarray, folds: int, seed: int) -> list[Part]:
    from sklearn.model_selection import StratifiedGroupKFold

    if group is None:
        raise DetectionError(
            "the table has no runs", where="split grouped", mend="name a group column, or split otherwise"
        )
    number = len(np.unique(group))
    if number < folds:
        what = f"{number} runs for {folds} folds"
        raise DetectionError(
            what, where="split grouped", mend=f"record more runs, or take at most {max(number, 2)} folds"
        )
    state = int(stream(seed, "laboratory.groups").integers(2**31 - 1))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # classes with fewer runs than folds: `fitted` and the card tell
        pairs = StratifiedGroupKFold(folds, shuffle=True, random_state=state).split(label, label, group)
        return [Part(train, test) for train, test in pairs]


def _by_time(time: np.ndarray, folds: int) -> list[Part]:
    cut = np.quantile(time, 1.0 - 1.0 / folds, method="lower")
    return [Part(np.flatnonzero(time <= cut), np.flatnonzero(time > cut))]


def subset(data: Dataset, rows: np.ndarray) -> Dataset:
    """The table with these rows only."""
    return Dataset(
        data.features,
        data.values[rows],
        data.label[rows],
        data.classes,
        data.group[rows] if data.group.size else data.group,
        data.time[rows] if data.time.size else data.time,
        data.node[rows] if data.node.size else data.node,
        data.feature_set,
        data.source,
    )


def with_features(data: Dataset, names: tuple[str, ...]) -> Dataset:
    """The table with these columns only, in this order; all for none.

    Raises:
        DetectionError: A name that is not a column.
    """
    if not names:
        return data
    strange = [name for name in names if name not in data.features]
    if strange:
        raise DetectionError("is no feature of this table", where=strange[0][:80], mend="choose from its columns")
    if len(set(names)) != len(names):
        raise DetectionError("features are named twice", where="features", mend="name each once")
    columns = [data.features.index(name) for name in names]
    return Dataset(
        names,
        np.ascontiguousarray(data.values[:, columns]),
        data.label,
        data.classes,
        data.group,
        data.time,
        data.node,
        data.feature_set,
        data.source,
    )
