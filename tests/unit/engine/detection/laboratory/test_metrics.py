"""Figures checked by hand and against scikit-learn."""

import numpy as np
import pytest

from engine.detection.dataset import Dataset
from engine.detection.laboratory.metrics import confusion_of, curves, incidents, normal_class, quality


def burst(labels, group=None, node=None):
    n = len(labels)
    return Dataset(
        ("f",),
        np.zeros((n, 1), np.float32),
        np.array(labels, np.int32),
        ("normal", "a", "b"),
        np.zeros(n, np.int32) if group is None else np.array(group, np.int32),
        np.arange(n, dtype=float),
        np.empty(0) if node is None else np.array(node, np.int32),
    )


def test_figures_are_those_of_scikit_learn():
    from sklearn.metrics import accuracy_score, f1_score, precision_score, recall_score

    rng = np.random.default_rng(2)
    true, told = rng.integers(0, 4, 500), rng.integers(0, 4, 500)
    found = quality(confusion_of(true, told, 4))
    assert found.accuracy == pytest.approx(accuracy_score(true, told))
    assert found.macro_f1 == pytest.approx(f1_score(true, told, average="macro"))
    assert found.precision == pytest.approx(precision_score(true, told, average="macro"))
    assert found.recall == pytest.approx(recall_score(true, told, average="macro"))


def test_areas_are_those_of_scikit_learn():
    from sklearn.metrics import average_precision_score, roc_auc_score

    rng = np.random.default_rng(2)
    true = rng.integers(0, 2, 3000)
    share = np.round(rng.random(3000) * 0.6 + true * 0.3, 3)
    roc, pr = curves(true, np.stack([1 - share, share], 1), ("normal", "a"))
    assert roc[1].area == pytest.approx(roc_auc_score(true, share))
    assert pr[1].area == pytest.approx(average_precision_score(true, share))
    assert len(roc[1].x) <= 202
    assert (roc[1].x[0], roc[1].y[0], roc[1].x[-1], roc[1].y[-1]) == (0, 0, 1, 1)


def test_incidents_are_bursts_and_their_delay_counts_the_first_step():
    data = burst([0, 1, 1, 1, 0, 2, 2, -1, 0, 1])
    told = np.array([0, 0, 1, 0, 0, 0, 0, 1, 1, 2])
    found = incidents(data, told, np.ones(10, bool), 0)
    assert (found.count, found.missed) == (3, 1)
    assert found.delays_s == (2.0, 1.0)
    assert found.classes == (1, 1)


def test_a_burst_ends_with_its_run():
    data = burst([1, 1, 1, 1], group=[0, 0, 1, 1])
    assert incidents(data, np.zeros(4, int), np.ones(4, bool), 0).missed == 2


def test_a_burst_that_was_not_tested_whole_does_not_count():
    data = burst([0, 1, 1, 0])
    assert incidents(data, np.zeros(4, int), np.array([1, 1, 0, 1], bool), 0).count == 0


def test_nodes_have_bursts_of_their_own():
    data = burst([1, 1, 0, 1], node=[3, 4, 3, 4])
    assert incidents(data, np.array([1, 0, 0, 1]), np.ones(4, bool), 0).count == 2


@pytest.mark.parametrize(
    ("classes", "label", "want"),
    [(("a", "Normal"), [0, 0, 1], 1), (("dos", "BENIGN"), [0, 0, 0, 1], 1), (("x", "y"), [1, 1, 0], 1)],
)
def test_the_class_without_attack_is_found_by_name_or_by_number(classes, label, want):
    assert normal_class(classes, np.array(label)) == want
