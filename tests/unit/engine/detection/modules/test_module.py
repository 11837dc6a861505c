"""Modules that do not fit the features at hand are refused by name; cards and infos say what is inside."""

import pytest

from engine.detection.dataset import DetectionError
from engine.detection.modules import check_features, module_card, module_info
from tests.unit.engine.detection.kit import module


def test_a_module_for_these_features_passes():
    check_features(module(), "set-1", ["f4", "f3", "f2", "f1", "f0", "more"])


def test_another_feature_set_is_refused_by_name():
    with pytest.raises(DetectionError, match="feature set set-1, this Motewarden works out set-2; train it again"):
        check_features(module(), "set-2", module().features)


def test_features_that_are_not_there_are_named():
    with pytest.raises(DetectionError, match=r"m: wants features that are not there: f3, f4; the nearest to f3 is f2"):
        check_features(module(), "set-1", ["f0", "f1", "f2"], "m")


def test_the_card_says_what_it_is_made_of_and_how_good():
    text = module_card(module_info(module()), ["rows after an attack are left out"])
    assert "| random | 0.9000 |" in text
    assert "a test" in text
    assert "- attack 2" in text
    assert "- rows after an attack are left out" in text
