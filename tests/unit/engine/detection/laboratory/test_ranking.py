"""What tells the class comes first in all rankings; noise and constants come last."""

from dataclasses import replace

import numpy as np

from engine.detection.laboratory.card import card_of
from engine.detection.laboratory.ranking import best_features, enough_features, rank
from tests.unit.engine.detection.kit import table


def telling(rows=400, groups=8):
    """f0 tells the class with some noise, f1 is noise, f2 is constant."""
    data = table(rows, 3, 2, groups=groups)
    rng = np.random.default_rng(4)
    values = np.stack([data.label * 2 + rng.normal(0, 0.5, rows), rng.normal(size=rows), np.ones(rows)], 1)
    return replace(data, values=values.astype(np.float32))


def test_what_tells_the_class_comes_first():
    found = rank(telling())
    for scores in (found.f_classif, found.mutual, found.permutation):
        assert scores[0] == 1.0
        assert max(scores[1:]) < 0.3
    assert found.steps == (1, 2, 3)
    assert found.gained[0] > 0.9
    assert best_features(found, 1) == ("f0",)
    assert enough_features(found, 0.05) == 1


def test_the_same_seed_gives_the_same_ranking():
    assert rank(telling()) == rank(telling(), jobs=2)


def test_the_card_warns_of_a_label_in_disguise_and_of_constants():
    data = telling()
    values = data.values.copy()
    values[:, 1] = data.label * 7 - 3
    found = card_of(replace(data, values=values)).warnings
    assert any("column f1 tells the class on its own" in line for line in found)
    assert any("always the same value, so of no use: f2" in line for line in found)
    assert not any("f0" in line for line in found)
