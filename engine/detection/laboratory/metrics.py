"""How good verdicts are: quality by class, incidents found and missed, delays, curves (S2-136 … S2-138)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.detection.dataset import NORMAL, Dataset
from engine.readmodel.laboratory import Curve

POINTS = 200
_QUIET = frozenset({"normal", "benign", "none", "no attack", "background", "legitimate", "0", "false", "no"})


def normal_class(classes: tuple[str, ...], label: np.ndarray) -> int:
    """Index of the class without an attack: by its name, else the most frequent one."""
    names = [name.strip().casefold() for name in classes]
    if NORMAL in names:
        return names.index(NORMAL)
    quiet = [i for i, name in enumerate(names) if name in _QUIET]
    if quiet:
        return quiet[0]
    return int(np.bincount(label[label >= 0], minlength=len(classes)).argmax())


@dataclass(frozen=True, slots=True, eq=False)
class Quality:
    """Figures of a confusion matrix."""

    accuracy: float
    precision: float
    recall: float
    macro_f1: float
    per_class_f1: tuple[float, ...]
    per_class_recall: tuple[float, ...]


def confusion_of(true: np.ndarray, told: np.ndarray, c: int) -> np.ndarray:
    """int64[c, c]: true by row, told by column."""
    return np.bincount(true.astype(np.int64) * c + told, minlength=c * c).reshape(c, c)


def quality(confusion: np.ndarray) -> Quality:
    """Means are over classes that occur, truly or in verdicts; others count as 0 by class."""
    hits = np.diag(confusion).astype(float)
    real, told = confusion.sum(axis=1), confusion.sum(axis=0)
    precision = hits / np.maximum(told, 1)
    recall = hits / np.maximum(real, 1)
    f1 = 2 * hits / np.maximum(real + told, 1)
    there = (real + told) > 0
    return Quality(
        accuracy=float(hits.sum() / max(confusion.sum(), 1)),
        precision=float(precision[there].mean()),
        recall=float(recall[there].mean()),
        macro_f1=float(f1[there].mean()),
        per_class_f1=tuple(f1.tolist()),
        per_class_recall=tuple(recall.tolist()),
    )


@dataclass(frozen=True, slots=True)
class Incidents:
    """Bursts of attack, and what became of them."""

    count: int
    missed: int
    delays_s: tuple[float, ...]
    classes: tuple[int, ...] = ()
    """Class of each incident found, as `delays_s`."""


def incidents(data: Dataset, told: np.ndarray, tested: np.ndarray, normal: int) -> Incidents:
    """Looks for the first row of each incident that says so.

    An incident is a run of rows of one class of attack, one after another in the time of one run (and of one node in
    tables by node). Only those are counted all of whose rows were tested. A row speaks for the time since the row
    before, so the delay counts that step too.

    Args:
        data: The table.
        told: int[n]: verdicts; rows not tested are not looked at.
        tested: bool[n].
        normal: Class without an attack.
    """
    if not (data.group.size and data.time.size):
        return Incidents(0, 0, ())
    node = data.node if data.node.size else np.zeros(len(data.label), np.int32)
    order = np.lexsort((data.time, node, data.group))
    label, group, place, time = data.label[order], data.group[order], node[order], data.time[order]
    fresh = np.ones(len(order), bool)
    fresh[1:] = (label[1:] != label[:-1]) | (group[1:] != group[:-1]) | (place[1:] != place[:-1])
    starts = np.flatnonzero(fresh)
    ends = np.append(starts[1:], len(order))
    raised, seen = (told[order] != normal), tested[order]
    same = (group[1:] == group[:-1]) & (place[1:] == place[:-1])
    steps = np.diff(time)[same]
    step = float(np.median(steps)) if len(steps) else 0.0
    delays: list[float] = []
    classes: list[int] = []
    count = 0
    for start, end in zip(starts, ends, strict=True):
        if label[start] < 0 or label[start] == normal or not seen[start:end].all():
            continue
        count += 1
        found = np.flatnonzero(raised[start:end])
        if len(found):
            delays.append(float(time[start + found[0]] - time[start] + step))
            classes.append(int(label[start]))
    return Incidents(count, count - len(delays), tuple(delays), tuple(classes))


def curves(
    true: np.ndarray, scores: np.ndarray, classes: tuple[str, ...]
) -> tuple[tuple[Curve, ...], tuple[Curve, ...]]:
    """ROC and precision over recall of each class against the rest, at most `POINTS` points each.

    Args:
        true: int[n].
        scores: float64[n, c].
        classes: Names.

    Returns:
        ROC curves (share of false alarms, share found) and PR curves (recall, precision); classes without rows, or with
        all of them, have none.
    """
    roc, pr = [], []
    for index, name in enumerate(classes):
        positive = true == index
        total, n = int(positive.sum()), len(true)
        if not 0 < total < n:
            continue
        order = np.argsort(-scores[:, index], kind="stable")
        value, hit = scores[order, index], positive[order]
        last = np.append(np.flatnonzero(np.diff(value)), n - 1)
        found = np.cumsum(hit)[last].astype(float)
        false = last + 1 - found
        x, y = np.append(0.0, false / (n - total)), np.append(0.0, found / total)
        roc.append(_curve(name, x, y, float(np.trapezoid(y, x))))
        precision, recall = found / (last + 1), found / total
        area = float(np.sum(np.diff(np.append(0.0, recall)) * precision))
        pr.append(_curve(name, np.append(0.0, recall), np.append(precision[0], precision), area))
    return tuple(roc), tuple(pr)


def _curve(name: str, x: np.ndarray, y: np.ndarray, area: float) -> Curve:
    """Thinned to points evenly apart along the curve, ends kept."""
    if len(x) > POINTS:
        way = np.append(0.0, np.cumsum(np.abs(np.diff(x)) + np.abs(np.diff(y))))
        keep = np.unique(np.searchsorted(way, np.linspace(0.0, way[-1], POINTS - 1)).clip(0, len(x) - 1))
        keep = np.unique(np.append(keep, [0, len(x) - 1]))
        x, y = x[keep], y[keep]
    return Curve(name, tuple(x.tolist()), tuple(y.tolist()), area)
