"""Fitted classifiers laid out in flat arrays."""

from __future__ import annotations

import numpy as np

from engine.detection.modules.forests import boosted, forest, gradient
from engine.detection.modules.shapes import Fitted, Forest, Linear, Mismatch

STEEPNESS = {"LinearSVC": 2.0, "RidgeClassifier": 4.0}
"""Margins become shares by exp(steepness · margin): ±1, the aim of both methods, then means 98 % for both classes."""


def layout(estimator: Fitted, k: int) -> Forest | Linear:
    """Lays a fitted estimator out.

    Args:
        estimator: Of `engine.detection.laboratory.methods`, perhaps behind a scaler in a pipeline.
        k: Features that it must want.

    Raises:
        Mismatch: It is of no known kind, or its parts do not fit.
    """
    kind = type(estimator).__name__
    try:
        if kind == "Pipeline":
            return _linear(estimator.steps[-1][1], _scaling([step for _, step in estimator.steps[:-1]], k), k)
        if kind in _LINEAR:
            return _linear(estimator, (np.ones(k), np.zeros(k), False), k)
        if kind == "DecisionTreeClassifier":
            return forest([estimator], estimator, k)
        if kind == "RandomForestClassifier":
            return forest(estimator.estimators_, estimator, k)
        if kind == "AdaBoostClassifier":
            return boosted(estimator, k)
        if kind == "HistGradientBoostingClassifier":
            return gradient(estimator, k)
    except (AttributeError, TypeError, ValueError, LookupError, ArithmeticError) as error:
        raise Mismatch(f"its {kind} is not whole ({error})") from None
    raise Mismatch(f"{kind} is no method of the laboratory")


_LINEAR = ("LogisticRegression", "LinearSVC", "RidgeClassifier", "MultinomialNB")


def _scaling(steps: list[Fitted], k: int) -> tuple[np.ndarray, np.ndarray, bool]:
    if len(steps) != 1:
        raise Mismatch(f"it has {len(steps)} steps before its classifier, not one")
    scaler, kind = steps[0], type(steps[0]).__name__
    if kind == "StandardScaler":
        scale = 1.0 / _row(scaler.scale_, k)
        return scale, -_row(scaler.mean_, k) * scale, False
    if kind == "MinMaxScaler":
        return _row(scaler.scale_, k), _row(scaler.min_, k), bool(scaler.clip)
    raise Mismatch(f"{kind} is no scaler of the laboratory")


def _linear(model: Fitted, scaling: tuple[np.ndarray, np.ndarray, bool], k: int) -> Linear:
    kind = type(model).__name__
    if kind not in _LINEAR:
        raise Mismatch(f"{kind} is no method of the laboratory")
    classes = np.asarray(model.classes_)
    if kind == "MultinomialNB":
        weights, bias = np.asarray(model.feature_log_prob_, float), np.asarray(model.class_log_prior_, float)
    else:
        weights = np.atleast_2d(np.asarray(model.coef_, float))
        bias = np.broadcast_to(np.atleast_1d(np.asarray(model.intercept_, float)), (len(weights),))
    if len(classes) == 2 and len(weights) == 1:
        weights = np.concatenate([np.zeros_like(weights), weights])
        bias = np.concatenate([np.zeros(1), bias])
    if weights.shape != (len(classes), k) or bias.shape != (len(classes),):
        raise Mismatch(f"it weighs {weights.shape[-1]} features for {len(weights)} classes, not {k} for {len(classes)}")
    if not (np.isfinite(weights).all() and np.isfinite(bias).all()):
        raise Mismatch("it has weights that are not finite")
    return Linear(classes, *scaling, np.ascontiguousarray(weights.T), bias.copy(), STEEPNESS.get(kind, 1.0))


def _row(values: Fitted, k: int) -> np.ndarray:
    row = np.asarray(values, float)
    if row.shape != (k,) or not np.isfinite(row).all():
        raise Mismatch(f"it scales {row.size} features, not {k}")
    return row
