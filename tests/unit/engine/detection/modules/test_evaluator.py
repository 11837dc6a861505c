"""Compiled verdicts are those of scikit-learn, and what leads astray is refused."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.detection.dataset import DetectionError
from engine.detection.modules import Evaluator
from tests.unit.engine.detection.kit import estimators, module, table

METHODS = sorted(estimators())


def shares_of(estimator, values, steepness):
    if hasattr(estimator, "predict_proba"):
        return estimator.predict_proba(values)
    margin = estimator.decision_function(values)
    if margin.ndim == 1:
        margin = np.stack([np.zeros_like(margin), margin], axis=1)
    raised = np.exp(steepness * (margin - margin.max(axis=1, keepdims=True)))
    return raised / raised.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10_000), classes=st.integers(2, 5), features=st.integers(1, 7))
def test_scores_are_those_of_scikit_learn(method, seed, classes, features):
    data = table(120, features, classes, seed)
    estimator = estimators()[method].fit(data.values.astype(np.float64), data.label)
    fresh = table(60, features, classes, seed + 1).values * 2
    scores = Evaluator(estimator, data.features, data.classes).scores(fresh)
    steep = {"LinearSVM": 2.0, "Ridge": 4.0}.get(method, 1.0)
    np.testing.assert_allclose(scores, shares_of(estimator, fresh.astype(np.float64), steep), atol=1e-9)
    np.testing.assert_allclose(scores.sum(axis=1), 1.0)


@pytest.mark.parametrize("method", METHODS)
def test_a_class_absent_in_training_has_no_score(method):
    data = table(200, 4, 3)
    rows = data.label != 1
    estimator = estimators()[method].fit(data.values[rows].astype(np.float64), data.label[rows])
    scores = Evaluator(estimator, data.features, data.classes).scores(data.values)
    assert scores.shape == (200, 3)
    assert (scores[:, 1] == 0).all()
    assert scores[:, 2].max() > 0.5


@pytest.mark.parametrize("method", METHODS)
def test_cost_grows_with_the_model(method):
    small, large = (module(method, table(300, 3, 2)), module(method, table(300, 9, 5)))
    assert 0 < small.evaluator().cycles < large.evaluator().cycles
    assert 0 < small.evaluator().size_bytes < large.evaluator().size_bytes


def test_values_that_are_no_numbers_are_named():
    values = table().values.copy()
    values[3, 2] = np.nan
    with pytest.raises(DetectionError, match="feature f2 has missing"):
        module().evaluator().scores(values)


def test_a_wrong_number_of_columns_is_told():
    with pytest.raises(DetectionError, match="wants 5 features, not 4"):
        module().evaluator().scores(np.zeros((2, 4), np.float32))


def test_a_tree_that_turns_in_a_circle_is_refused():
    broken = module()
    tree = broken.estimator.tree_
    state = tree.__getstate__()
    state["nodes"]["left_child"][0] = 0
    tree.__setstate__(state)
    with pytest.raises(DetectionError, match="does not lead to its leaves"):
        broken.evaluator()


def test_a_tree_that_looks_beyond_its_features_is_refused():
    broken = module()
    state = broken.estimator.tree_.__getstate__()
    state["nodes"]["feature"][0] = 5
    broken.estimator.tree_.__setstate__(state)
    with pytest.raises(DetectionError, match="more than 5 features"):
        broken.evaluator()


def test_an_estimator_of_another_kind_is_refused():
    from sklearn.neighbors import KNeighborsClassifier

    data = table()
    strange = KNeighborsClassifier().fit(data.values, data.label)
    with pytest.raises(DetectionError, match="KNeighborsClassifier is no method"):
        Evaluator(strange, data.features, data.classes)


def test_classes_that_nobody_named_are_refused():
    data = table()
    with pytest.raises(DetectionError, match="among the 2 named"):
        Evaluator(module().estimator, data.features, data.classes[:2])
