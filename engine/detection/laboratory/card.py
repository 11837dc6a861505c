"""A table in short, with what is suspicious about it."""

from __future__ import annotations

import numpy as np

from engine.detection.dataset import NORMAL, Dataset
from engine.detection.laboratory.metrics import normal_class
from engine.readmodel.laboratory import DatasetCard

FEW = 20
_NAMED = 5


def card_of(data: Dataset, warnings: tuple[str, ...] = (), dropped: int = 0) -> DatasetCard:
    """The card of a table.

    Args:
        data: The table.
        warnings: Of the reading, before those found here.
        dropped: Rows that the reading left out.
    """
    known = data.label >= 0
    counts = np.bincount(data.label[known], minlength=len(data.classes))
    found = [*warnings, *_disguised(data), *_constant(data)]
    few = [f"{name} ({count})" for name, count in zip(data.classes, counts, strict=True) if count < FEW]
    if few:
        found.append(f"very few rows of {', '.join(few[:_NAMED])}: figures of these classes say little")
    if NORMAL not in data.classes and known.any():
        quiet = data.classes[normal_class(data.classes, data.label)]
        found.append(f"{quiet} is taken for the class without an attack")
    if len(data.classes) > 1 and not data.group.size:
        found.append("no runs are told apart: scores by chance may be too good, compare those by time")
    return DatasetCard(
        rows=int(known.sum()),
        features=data.features,
        classes=data.classes,
        counts=tuple(counts.tolist()),
        groups=len(np.unique(data.group)) if data.group.size else 0,
        source=data.source,
        warnings=tuple(found),
        dropped=dropped + int((~known).sum()),
    )


def _constant(data: Dataset) -> list[str]:
    if len(data.values) < 2:
        return []
    same = (data.values == data.values[0]).all(axis=0)
    names = [name for name, flat in zip(data.features, same, strict=True) if flat]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return [f"always the same value, so of no use: {', '.join(names[:_NAMED])}{more}"] if names else []


def _disguised(data: Dataset) -> list[str]:
    """Columns that are the label in disguise: each value goes with one class, and there are few values."""
    found = []
    known = data.label >= 0
    label = data.label[known]
    classes = len(np.unique(label))
    for name, column in zip(data.features, data.values[known].T, strict=True):
        if classes < 2 or len(column) < 2 * classes:
            continue
        values, inverse = np.unique(column, return_inverse=True)
        # As many values as classes or hardly more; a measurement that tells classes apart well has many.
        if not classes <= len(values) <= max(2 * classes, 3):
            continue
        pairs = np.unique(inverse.astype(np.int64) * len(data.classes) + label)
        if len(pairs) == len(values):
            found.append(f"column {name} tells the class on its own: the label in disguise? leave it out")
    return found
