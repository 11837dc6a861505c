"""Methods trained and judged: a leader board; and the module that is made of the one chosen (S2-117, S2-119)."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np

from engine.base.streams import stream
from engine.detection.dataset import Dataset, DetectionError
from engine.detection.laboratory.card import card_of
from engine.detection.laboratory.methods import defaults, fitted, method_named, settings
from engine.detection.laboratory.metrics import confusion_of, curves, incidents, normal_class, quality
from engine.detection.laboratory.progress import Steps, Tell
from engine.detection.laboratory.splits import Part, parts, splits_of, subset, usable, with_features
from engine.detection.modules import Evaluator, Module, module_card, module_info
from engine.readmodel.laboratory import LabOrder, LabResult, ModelScore, Scope, SplitName

WANTED_F1 = 0.9
WANTED_DELAY_S = 60.0
INNER_FOLDS = 3
TUNED_ON = 20_000
"""Rows of the training part, at most, on which hyper-parameters are tried."""


def complete(data: Dataset, order: LabOrder) -> LabOrder:
    """The order with what it leaves open: splits that fit the table.

    Raises:
        DetectionError: Methods or features that there are not, or nothing to train.
    """
    if not order.methods:
        raise DetectionError("no method is chosen", where="methods", mend="choose one at least")
    for name in order.methods:
        method_named(name)
    with_features(data, order.features)
    splits = order.splits or splits_of(data)
    return LabOrder(order.methods, order.features, splits, order.folds, order.tune, order.seed)


def train(
    data: Dataset,
    order: LabOrder,
    *,
    jobs: int = 1,
    warnings: tuple[str, ...] = (),
    dropped: int = 0,
    tell: Tell | None = None,
    cancel: threading.Event | None = None,
) -> LabResult:
    """Trains and judges every method by every split of an order.

    Args:
        data: The table.
        order: What is trained, and how it is judged; no splits: those that fit the table.
        jobs: Threads of a fit.
        warnings: Of the reading, for the card.
        dropped: Rows that the reading left out, for the card.
        tell: Hears of each fit.
        cancel: Set: stop before the next fit.

    Returns:
        The leader board, best first by the split by run, or by the last one where there are no runs.

    Raises:
        DetectionError: The table cannot be split or trained on so.
        Cancelled: It was stopped.
    """
    whole = complete(data, order)
    table = with_features(data, whole.features)
    dealt = {split: parts(table, split, whole.folds, whole.seed) for split in whole.splits}
    steps = Steps("train", sum(map(len, dealt.values())) * len(whole.methods), tell, cancel)
    scores = [
        _judged(table, name, split, dealt[split], whole, jobs, steps) for name in whole.methods for split in dealt
    ]
    main = "grouped" if "grouped" in whole.splits else whole.splits[-1]
    rank = {score.name: score.macro_f1 for score in scores if score.split == main}
    scores.sort(key=lambda score: (-rank[score.name], whole.methods.index(score.name), whole.splits.index(score.split)))
    steps.end()
    return LabResult(card_of(table, warnings, dropped), tuple(scores), scores[0].name)


def _judged(
    data: Dataset, name: str, split: SplitName, dealt: list[Part], order: LabOrder, jobs: int, steps: Steps
) -> ModelScore:
    shares = np.zeros((len(data.label), len(data.classes)), np.float32)
    tested = np.zeros(len(data.label), bool)
    spent, params, evaluator = [], defaults(name), None
    for number, part in enumerate(dealt, 1):
        steps.begin(f"{name}, split {split}, {number} of {len(dealt)}")
        if order.tune:
            params = tuned(data, name, part.train, split, order.seed, jobs)
        since = perf_counter()
        estimator = fitted(name, params, data.values[part.train], data.label[part.train], seed=order.seed, jobs=jobs)
        spent.append(perf_counter() - since)
        evaluator = Evaluator(estimator, data.features, data.classes, name)
        shares[part.test] = evaluator.scores(data.values[part.test])
        tested[part.test] = True
    assert evaluator is not None  # noqa: S101 - there is a part at least
    note = f"one held-out part of {order.folds}" if len(dealt) == 1 and split == "random" else ""
    return score_of(data, shares, tested, Made(name, split, float(np.mean(spent)), evaluator, params, note))


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """What was judged, for its line of the leader board."""

    name: str
    split: SplitName
    fit_s: float
    evaluator: Evaluator
    params: dict[str, object]
    note: str = ""


def score_of(data: Dataset, shares: np.ndarray, tested: np.ndarray, made: Made) -> ModelScore:
    """A line of the leader board.

    Args:
        data: The table.
        shares: float[n, c]: what speaks for each class, where a row was tested.
        tested: bool[n].
        made: What was judged.
    """
    told = shares.argmax(axis=1)
    true, normal = data.label[tested], normal_class(data.classes, data.label)
    confusion = confusion_of(true, told[tested], len(data.classes))
    found = quality(confusion)
    bursts = incidents(data, told, tested, normal)
    missed = bursts.missed if bursts.count else int(np.delete(confusion[:, normal], normal).sum())
    roc, pr = curves(true, shares[tested], data.classes)
    return ModelScore(
        name=made.name,
        split=made.split,
        accuracy=found.accuracy,
        precision=found.precision,
        recall=found.recall,
        macro_f1=found.macro_f1,
        per_class_f1=found.per_class_f1,
        per_class_recall=found.per_class_recall,
        false_positives=int(np.delete(confusion[normal], normal).sum()),
        missed=missed,
        incidents=bursts.count,
        delays_s=bursts.delays_s,
        delay_classes=bursts.classes,
        fit_s=made.fit_s,
        cycles=made.evaluator.cycles,
        size_bytes=made.evaluator.size_bytes,
        confusion=confusion,
        roc=roc,
        pr=pr,
        params=tuple(made.params.items()),
        acceptable=found.macro_f1 >= WANTED_F1 and max(bursts.delays_s, default=0.0) <= WANTED_DELAY_S,
        note=made.note,
    )


def tuned(data: Dataset, name: str, rows: np.ndarray, split: SplitName, seed: int, jobs: int) -> dict[str, object]:
    """The best hyper-parameters of a grid, by folds inside the rows given; the first of equals.

    Args:
        data: The table.
        name: Method.
        rows: The training part; nothing else is looked at.
        split: Folds are made the same way, by chance where the rows do not allow it.
        seed: Of folds and fits.
        jobs: Threads.
    """
    if len(rows) > TUNED_ON:
        rows = np.sort(stream(seed, "laboratory.tune").choice(rows, TUNED_ON, replace=False))
    part = subset(data, rows)
    try:
        dealt = parts(part, split, INNER_FOLDS, seed)
    except DetectionError:
        dealt = parts(part, "random", INNER_FOLDS, seed)
    best, best_f1 = defaults(name), -1.0
    for params in settings(name):
        f1 = macro_f1(part, name, params, dealt, seed, jobs)
        if f1 > best_f1:
            best, best_f1 = params, f1
    return best


def macro_f1(data: Dataset, name: str, params: dict[str, object], dealt: list[Part], seed: int, jobs: int) -> float:
    """Macro-F1 of the verdicts on all test parts together."""
    c = len(data.classes)
    confusion = np.zeros((c, c), np.int64)
    for part in dealt:
        estimator = fitted(name, params, data.values[part.train], data.label[part.train], seed=seed, jobs=jobs)
        told = Evaluator(estimator, data.features, data.classes, name).verdicts(data.values[part.test])
        confusion += confusion_of(data.label[part.test], told, c)
    return quality(confusion).macro_f1


def make_module(
    data: Dataset,
    order: LabOrder,
    result: LabResult,
    method: str = "",
    *,
    name: str = "",
    scope: Scope = "network",
    jobs: int = 1,
) -> Module:
    """Trains the chosen method on all rows.

    Args:
        data: The table.
        order: As it was judged.
        result: The leader board, whose figures go into the card.
        method: Which; empty: the best.
        name: Of the module; empty: the method's.
        scope: Whether rows are about the network or about single nodes.
        jobs: Threads.

    Raises:
        DetectionError: The method is not on the leader board, or cannot be trained.
    """
    chosen = method or result.best
    own = [score for score in result.scores if score.name == chosen]
    if not own:
        raise DetectionError("was not judged", where=f"method {chosen[:60]}", mend="train it first")
    whole = complete(data, order)
    table = with_features(data, whole.features)
    rows = usable(table)
    params = tuned(table, chosen, rows, whole.splits[0], whole.seed, jobs) if whole.tune else dict(own[0].params)
    estimator = fitted(chosen, params, table.values[rows], table.label[rows], seed=whole.seed, jobs=jobs)
    scores = tuple((score.split, score.macro_f1) for score in own)
    made_of = f"{table.source or 'a table'}: {len(rows)} rows"
    names = (table.features, table.feature_set, table.classes)
    made = Module(name or chosen, chosen, scope, *names, estimator, made_of, "", scores)
    return replace(made, card=module_card(module_info(made), _remarks(result, params)))


def _remarks(result: LabResult, params: dict[str, object]) -> list[str]:
    """What a card says beside the figures."""
    lines = [*result.card.warnings]
    if result.card.dropped:
        lines.append(f"{result.card.dropped} rows were left out: no class of their own, or values that cannot be")
    return [*lines, f"hyper-parameters: {', '.join(f'{key} {value}' for key, value in params.items())}"]
