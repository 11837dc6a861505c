"""Which features tell most: three rankings side by side, and what is gained by each more (S2-113)."""

from __future__ import annotations

import threading
import warnings

import numpy as np

from engine.base.streams import stream
from engine.detection.dataset import Dataset
from engine.detection.laboratory.methods import defaults, fitted
from engine.detection.laboratory.metrics import confusion_of, quality
from engine.detection.laboratory.progress import Steps, Tell
from engine.detection.laboratory.splits import Part, parts, splits_of, subset, usable, with_features
from engine.detection.laboratory.training import macro_f1
from engine.detection.modules import Evaluator
from engine.readmodel.laboratory import FeatureScores, SplitName

MOST_ROWS = 20_000
REPEATS = 3
_JUDGE = "RandomForest"
_SMALL = {"n_estimators": 30, "max_depth": 12}


def rank(
    data: Dataset,
    *,
    seed: int = 1,
    folds: int = 3,
    jobs: int = 1,
    tell: Tell | None = None,
    cancel: threading.Event | None = None,
) -> FeatureScores:
    """Ranks the features of a table.

    Args:
        data: The table; of large ones `MOST_ROWS` rows by lot.
        seed: Of lots and fits.
        folds: Of the scores by number of features; by run where there are enough runs.
        jobs: Threads.
        tell: Hears of each step.
        cancel: Set: stop before the next step.

    Returns:
        Rankings in the order of the columns, the best at 1: F of an analysis of variance, mutual information, and how
        much macro-F1 a forest loses on the held-out part when the column is shuffled.

    Raises:
        DetectionError: Too few rows, or one class only.
        Cancelled: It was stopped.
    """
    table = _sample(data, seed)
    dealt = _dealt(table, folds, seed)
    counts = _counts(len(table.features))
    steps = Steps("rank", 3 + len(counts), tell, cancel)
    variance, mutual, permutation = _rankings(table, dealt[0], seed, jobs, steps)
    order, gained = np.argsort(-(variance + mutual + permutation), kind="stable"), []
    for count in counts:
        steps.begin(f"{count} features")
        best = with_features(table, tuple(table.features[i] for i in order[:count]))
        gained.append(macro_f1(best, _JUDGE, {**defaults(_JUDGE), **_SMALL}, dealt, seed, jobs))
    steps.end()
    first, second, third = (tuple(scores.tolist()) for scores in (variance, mutual, permutation))
    return FeatureScores(table.features, first, second, third, tuple(counts), tuple(gained))


def _rankings(table: Dataset, part: Part, seed: int, jobs: int, steps: Steps) -> tuple[np.ndarray, ...]:
    steps.begin("analysis of variance")
    variance = _variance(table)
    steps.begin("mutual information")
    mutual = _mutual(table, seed, jobs)
    steps.begin("permutation importance")
    return tuple(_scaled(scores) for scores in (variance, mutual, _permutation(table, part, seed, jobs)))


def _sample(data: Dataset, seed: int) -> Dataset:
    rows = usable(data)
    if len(rows) > MOST_ROWS:
        rows = np.sort(stream(seed, "laboratory.rank").choice(rows, MOST_ROWS, replace=False))
    return subset(data, rows)


def _dealt(table: Dataset, folds: int, seed: int) -> list[Part]:
    split: SplitName = splits_of(table)[0]
    if split == "grouped" and len(np.unique(table.group)) < folds:
        split = "random"
    return parts(table, split, folds, seed)


def _counts(k: int) -> list[int]:
    """Numbers of features tried: every one at first, then ever fewer."""
    tried = [n for n in (1, 2, 3, 5, 8, 13, 21, 34, 55, 89) if n < k]
    return [*tried, k]


def _variance(table: Dataset) -> np.ndarray:
    from sklearn.feature_selection import f_classif

    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # constant columns have no F: they count as 0
        found: np.ndarray = f_classif(table.values.astype(np.float64), table.label)[0]
    # A column that tells classes apart without error has an infinite F: as good as the best of the others, and more.
    most = float(np.max(found[np.isfinite(found)], initial=1.0))
    whole: np.ndarray = np.nan_to_num(found, nan=0.0, posinf=10 * most)
    return whole


def _mutual(table: Dataset, seed: int, jobs: int) -> np.ndarray:
    from sklearn.feature_selection import mutual_info_classif

    state = int(stream(seed, "laboratory.mutual").integers(2**31 - 1))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found: np.ndarray = mutual_info_classif(
            table.values.astype(np.float64), table.label, discrete_features=False, random_state=state, n_jobs=jobs
        )
    return found


def _permutation(table: Dataset, part: Part, seed: int, jobs: int) -> np.ndarray:
    """Macro-F1 lost on the held-out part by shuffling each column, mean of a few times."""
    params = {**defaults(_JUDGE), **_SMALL}
    estimator = fitted(_JUDGE, params, table.values[part.train], table.label[part.train], seed=seed, jobs=jobs)
    judge = Evaluator(estimator, table.features, table.classes)
    values, true = table.values[part.test].copy(), table.label[part.test]
    c, generator = len(table.classes), stream(seed, "laboratory.permutation")
    whole = quality(confusion_of(true, judge.verdicts(values), c)).macro_f1
    lost = np.zeros(len(table.features))
    for column in range(len(lost)):
        kept = values[:, column].copy()
        for _ in range(REPEATS):
            values[:, column] = generator.permutation(kept)
            lost[column] += (whole - quality(confusion_of(true, judge.verdicts(values), c)).macro_f1) / REPEATS
        values[:, column] = kept
    return np.maximum(lost, 0.0)


def _scaled(scores: np.ndarray) -> np.ndarray:
    return scores / max(float(scores.max(initial=0.0)), 1e-12)


def best_features(scores: FeatureScores, count: int) -> tuple[str, ...]:
    """The best so many names by the mean of the rankings, best first."""
    total = np.sum([scores.f_classif, scores.mutual, scores.permutation], axis=0)
    return tuple(scores.features[i] for i in np.argsort(-total, kind="stable")[:count])


def enough_features(scores: FeatureScores, margin: float = 0.005) -> int:
    """The smallest number tried whose macro-F1 is within `margin` of the best."""
    most = max(scores.gained, default=0.0)
    return next(
        (n for n, f1 in zip(scores.steps, scores.gained, strict=True) if f1 >= most - margin), len(scores.features)
    )
