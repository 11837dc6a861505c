"""Small labelled tables and fitted classifiers for tests of the laboratory."""

import numpy as np

from engine.detection.dataset import Dataset
from engine.detection.modules import Module


def table(rows: int = 400, features: int = 5, classes: int = 3, seed: int = 1, groups: int = 0) -> Dataset:
    """Classes a little apart from one another, with noise."""
    rng = np.random.default_rng(seed)
    label = rng.integers(0, classes, rows).astype(np.int32)
    label[:classes] = np.arange(classes)
    centres = rng.normal(0, 2, (classes, features))
    values = (centres[label] + rng.normal(0, 1, (rows, features))).astype(np.float32)
    group = (np.arange(rows) * groups // rows).astype(np.int32) if groups else np.empty(0)
    names = ("normal", *(f"attack {i}" for i in range(1, classes)))
    return Dataset(tuple(f"f{i}" for i in range(features)), values, label, names, group, np.arange(rows, dtype=float))


def estimators() -> dict:
    from sklearn.ensemble import AdaBoostClassifier, HistGradientBoostingClassifier, RandomForestClassifier
    from sklearn.linear_model import LogisticRegression, RidgeClassifier
    from sklearn.naive_bayes import MultinomialNB
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import MinMaxScaler, StandardScaler
    from sklearn.svm import LinearSVC
    from sklearn.tree import DecisionTreeClassifier

    return {
        "AdaBoost": AdaBoostClassifier(DecisionTreeClassifier(max_depth=2), n_estimators=8, random_state=1),
        "RandomForest": RandomForestClassifier(7, random_state=1),
        "DecisionTree": DecisionTreeClassifier(random_state=1),
        "HistGradientBoosting": HistGradientBoostingClassifier(max_iter=6, random_state=1),
        "MultinomialNB": make_pipeline(MinMaxScaler(clip=True), MultinomialNB()),
        "LogisticRegression": make_pipeline(StandardScaler(), LogisticRegression()),
        "LinearSVM": make_pipeline(StandardScaler(), LinearSVC(random_state=1)),
        "Ridge": make_pipeline(StandardScaler(), RidgeClassifier()),
    }


def module(method: str = "DecisionTree", data: Dataset | None = None) -> Module:
    """A module made of a small table."""
    data = data or table()
    estimator = estimators()[method].fit(data.values.astype(np.float64), data.label)
    return Module(
        "small",
        method,
        "network",
        data.features,
        "set-1",
        data.classes,
        estimator,
        "a test",
        "# card",
        (("random", 0.9),),
    )
