"""Leader boards: honest splits, figures that add up, the same for the same seed, and clear refusals."""

import threading
from dataclasses import replace

import numpy as np
import pytest

from engine.detection.dataset import DetectionError
from engine.detection.laboratory.methods import METHODS, fitted, settings
from engine.detection.laboratory.progress import Cancelled
from engine.detection.laboratory.splits import parts
from engine.detection.laboratory.training import make_module, train
from engine.readmodel.laboratory import LabOrder
from tests.unit.engine.detection.kit import table

DATA = table(600, 6, 3, groups=12)
QUICK = LabOrder(("DecisionTree", "Ridge"), splits=("grouped", "random", "time"))


def test_a_leader_board_has_a_line_for_each_method_and_split():
    found = train(DATA, QUICK)
    assert {(s.name, s.split) for s in found.scores} == {(m, s) for m in QUICK.methods for s in QUICK.splits}
    assert found.best == found.scores[0].name
    for score in found.scores:
        assert score.macro_f1 > 0.7
        assert score.confusion.sum() == (600 if score.split != "time" else 150)
        assert score.accuracy == pytest.approx(np.trace(score.confusion) / score.confusion.sum())
        assert score.cycles > 0
        assert len(score.roc) == len(score.pr) == 3
        assert max(len(c.x) for c in score.roc) <= 202


def test_the_same_seed_gives_the_same_board():
    first, second = (train(DATA, replace(QUICK, methods=("RandomForest",)), jobs=jobs) for jobs in (1, 2))
    for a, b in zip(first.scores, second.scores, strict=True):
        assert (a.confusion == b.confusion).all()
        assert a.roc == b.roc


@pytest.mark.parametrize("method", METHODS)
def test_every_method_learns(method):
    found = train(DATA, LabOrder((method,), splits=("grouped",), folds=3))
    assert found.scores[0].macro_f1 > 0.6


def test_runs_are_never_torn():
    for part in parts(DATA, "grouped", 4, 1):
        assert not set(DATA.group[part.train]) & set(DATA.group[part.test])


def test_later_rows_are_tested_on_earlier_ones():
    (part,) = parts(DATA, "time", 4, 1)
    assert DATA.time[part.train].max() < DATA.time[part.test].min()
    assert len(part.test) == 150


def test_chance_deals_every_class_evenly():
    for part in parts(DATA, "random", 4, 1):
        share = np.bincount(DATA.label[part.test]) / len(part.test)
        np.testing.assert_allclose(share, np.bincount(DATA.label) / 600, atol=0.02)


def test_a_leak_by_run_shows_in_the_split_by_run_alone():
    """A column that names the run: by chance it tells the class, by run it tells nothing."""
    rng = np.random.default_rng(3)
    group = np.repeat(np.arange(40), 20).astype(np.int32)
    label = rng.integers(0, 2, 40).astype(np.int32)[group]
    values = np.stack([group + rng.normal(0, 0.01, 800), rng.normal(size=800)], 1).astype(np.float32)
    leaky = replace(table(4, 2, 2), values=values, label=label, group=group, time=np.arange(800.0))
    found = {
        s.split: s.macro_f1 for s in train(leaky, LabOrder(("DecisionTree",), splits=("grouped", "random"))).scores
    }
    assert found["random"] > 0.95
    assert found["grouped"] < 0.75


@pytest.mark.parametrize(
    ("data", "order", "match"),
    [
        (table(3, 2, 2), LabOrder(("Ridge",), splits=("random",)), "3 rows for 4 folds"),
        (table(90, 2, 2, groups=3), LabOrder(("Ridge",)), "3 runs for 4 folds; record more runs, or take at most 3"),
        (table(90, 2, 2), LabOrder(("Ridge",)), "has no runs"),
        (table(90, 2, 1), LabOrder(("Ridge",), splits=("random",)), "one class only"),
        (table(90, 2, 2), LabOrder(("Oracle",), splits=("random",)), "method Oracle: is no method"),
        (table(90, 2, 2), LabOrder((), splits=("random",)), "no method"),
        (table(90, 2, 2), LabOrder(("Ridge",), ("f9",), ("random",)), "f9: is no feature"),
        (table(90, 2, 2), LabOrder(("Ridge",), splits=("random",), folds=1), "at least 2 folds"),
    ],
)
def test_what_cannot_be_trained_is_refused_in_one_line(data, order, match):
    with pytest.raises(DetectionError, match=match) as caught:
        train(data, order)
    assert "\n" not in str(caught.value)
    assert caught.value.mend


def test_a_stop_is_heeded_before_the_next_fit():
    stop, heard = threading.Event(), []

    def tell(progress):
        heard.append(progress)
        stop.set()

    with pytest.raises(Cancelled):
        train(DATA, QUICK, tell=tell, cancel=stop)
    assert len(heard) == 1


def test_tuning_takes_values_of_the_grid():
    found = train(table(200, 4, 2), LabOrder(("DecisionTree",), splits=("time",), tune=True))
    assert dict(found.scores[0].params) in settings("DecisionTree")


def test_a_module_is_made_of_all_rows_and_its_features_only():
    order = replace(QUICK, features=("f3", "f1"))
    found = train(DATA, order)
    made = make_module(DATA, order, found, "DecisionTree", name="mine")
    assert made.features == ("f3", "f1")
    params = next(dict(s.params) for s in found.scores if s.name == "DecisionTree")
    own = fitted("DecisionTree", params, DATA.values[:, [3, 1]], DATA.label, seed=1)
    told = made.evaluator().scores(DATA.values[:, [3, 1]])
    np.testing.assert_allclose(told, own.predict_proba(DATA.values[:, [3, 1]]))
    assert dict(made.scores).keys() == {"grouped", "random", "time"}
    assert "600 rows" in made.card


def test_rows_without_a_class_are_neither_trained_on_nor_judged():
    label = DATA.label.copy()
    label[::10] = -1
    found = train(replace(DATA, label=label), replace(QUICK, splits=("random",)))
    assert found.scores[0].confusion.sum() == 540
    assert found.card.dropped == 60
