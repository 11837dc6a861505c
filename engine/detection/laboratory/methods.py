"""Classifiers on offer: the seven of paper S2 (S2-141), and histogram gradient boosting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product
from types import MappingProxyType
from typing import Any

import numpy as np

from engine.base.streams import stream
from engine.detection.dataset import DetectionError
from engine.detection.modules.shapes import Fitted
from engine.readmodel.laboratory import MethodInfo

Params = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Method:
    info: MethodInfo
    defaults: Params
    make: Callable[[dict[str, Any], int, int], Fitted]
    """Of hyper-parameters, random state and threads."""


def _tree(params: dict[str, Any], state: int, _jobs: int) -> Fitted:
    from sklearn.tree import DecisionTreeClassifier

    return DecisionTreeClassifier(**params, random_state=state)


def _forest(params: dict[str, Any], state: int, jobs: int) -> Fitted:
    from sklearn.ensemble import RandomForestClassifier

    return RandomForestClassifier(**params, random_state=state, n_jobs=jobs)


def _boost(params: dict[str, Any], state: int, _jobs: int) -> Fitted:
    from sklearn.ensemble import AdaBoostClassifier
    from sklearn.tree import DecisionTreeClassifier

    rest = {name: value for name, value in params.items() if name != "max_depth"}
    return AdaBoostClassifier(DecisionTreeClassifier(max_depth=params["max_depth"]), **rest, random_state=state)


def _gradient(params: dict[str, Any], state: int, _jobs: int) -> Fitted:
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(**params, early_stopping=False, random_state=state)


def _bayes(params: dict[str, Any], _state: int, _jobs: int) -> Fitted:
    from sklearn.naive_bayes import MultinomialNB
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import MinMaxScaler

    # It counts: values must not be negative, and those beyond what was seen in training are cut off.
    return make_pipeline(MinMaxScaler(clip=True), MultinomialNB(**params))


def _logistic(params: dict[str, Any], state: int, _jobs: int) -> Fitted:
    from sklearn.linear_model import LogisticRegression

    return _scaled(LogisticRegression(**params, max_iter=400, random_state=state))


def _machine(params: dict[str, Any], state: int, _jobs: int) -> Fitted:
    from sklearn.svm import LinearSVC

    return _scaled(LinearSVC(**params, dual=False, random_state=state))


def _ridge(params: dict[str, Any], state: int, _jobs: int) -> Fitted:
    from sklearn.linear_model import RidgeClassifier

    return _scaled(RidgeClassifier(**params, random_state=state))


def _scaled(estimator: Fitted) -> Fitted:
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(StandardScaler(), estimator)


def _method(
    name: str,
    title: str,
    make: Callable[[dict[str, Any], int, int], Fitted],
    defaults: Params,
    **grid: tuple[object, ...],
) -> _Method:
    info = MethodInfo(name, title, paper=name != "HistGradientBoosting", grid=tuple(grid.items()))
    return _Method(info, MappingProxyType(defaults), make)


METHODS: Mapping[str, _Method] = MappingProxyType(
    {
        method.info.name: method
        for method in (
            _method(
                "AdaBoost",
                "AdaBoost",
                _boost,
                {"max_depth": 6, "n_estimators": 40, "learning_rate": 1.0},
                max_depth=(1, 6),
                n_estimators=(40, 100),
                learning_rate=(0.5, 1.0),
            ),
            _method(
                "RandomForest",
                "Random forest",
                _forest,
                {"n_estimators": 60, "max_depth": 20, "min_samples_leaf": 2, "max_features": "sqrt"},
                n_estimators=(60, 150),
                max_depth=(10, 20),
                min_samples_leaf=(1, 2),
            ),
            _method("MultinomialNB", "Multinomial naive Bayes", _bayes, {"alpha": 1.0}, alpha=(0.01, 0.1, 1.0)),
            _method(
                "LogisticRegression",
                "Logistic regression",
                _logistic,
                {"C": 1.0, "class_weight": "balanced"},
                C=(0.1, 1.0, 10.0),
                class_weight=(None, "balanced"),
            ),
            _method(
                "LinearSVM",
                "Linear support vector machine",
                _machine,
                {"C": 1.0, "class_weight": "balanced"},
                C=(0.1, 1.0, 10.0),
                class_weight=(None, "balanced"),
            ),
            _method(
                "DecisionTree",
                "Decision tree",
                _tree,
                {"max_depth": 20, "min_samples_leaf": 3, "class_weight": None},
                max_depth=(6, 12, 20),
                min_samples_leaf=(1, 3, 10),
            ),
            _method(
                "Ridge",
                "Ridge classifier",
                _ridge,
                {"alpha": 1.0, "class_weight": "balanced"},
                alpha=(0.1, 1.0, 10.0),
                class_weight=(None, "balanced"),
            ),
            _method(
                "HistGradientBoosting",
                "Histogram gradient boosting",
                _gradient,
                {"max_iter": 100, "learning_rate": 0.1, "max_leaf_nodes": 31, "min_samples_leaf": 20},
                max_iter=(60, 150),
                learning_rate=(0.05, 0.1),
                max_leaf_nodes=(15, 31),
            ),
        )
    }
)
"""By name, in the order of S2."""


def infos() -> tuple[MethodInfo, ...]:
    """All methods, in the order of S2."""
    return tuple(method.info for method in METHODS.values())


def method_named(name: str) -> _Method:
    """A method.

    Raises:
        DetectionError: There is none of this name.
    """
    if name not in METHODS:
        raise DetectionError("is no method", where=f"method {name[:60]}", mend=f"choose from {', '.join(METHODS)}")
    return METHODS[name]


def defaults(name: str) -> dict[str, object]:
    """Hyper-parameters when nothing is tuned."""
    return dict(method_named(name).defaults)


def settings(name: str) -> list[dict[str, object]]:
    """All hyper-parameters of the grid, the rest as by default."""
    method = method_named(name)
    names = [key for key, _ in method.info.grid]
    return [
        {**method.defaults, **dict(zip(names, values, strict=True))}
        for values in product(*(v for _, v in method.info.grid))
    ]


def fitted(name: str, params: Params, values: np.ndarray, label: np.ndarray, *, seed: int, jobs: int = 1) -> Fitted:
    """Trains a classifier.

    Args:
        name: Method.
        params: Hyper-parameters.
        values: float32[n, k].
        label: int[n]: classes, at least two different ones.
        seed: Same data and seed, same classifier.
        jobs: Threads.

    Returns:
        The fitted estimator.

    Raises:
        DetectionError: The method cannot be trained on these data.
    """
    import warnings

    from threadpoolctl import threadpool_limits

    state = int(stream(seed, f"laboratory.{name}").integers(2**31 - 1))
    estimator = method_named(name).make(dict(params), state, jobs)
    whole = values if name in {"RandomForest", "DecisionTree", "AdaBoost"} else values.astype(np.float64)
    try:
        with threadpool_limits(jobs), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a method that has not settled shows it by its scores
            estimator.fit(whole, label)
    except (ValueError, FloatingPointError) as error:
        what = f"cannot be trained on these data ({str(error).splitlines()[0][:160]})"
        raise DetectionError(what, where=f"method {name}", mend="choose another method or more rows") from None
    return estimator
