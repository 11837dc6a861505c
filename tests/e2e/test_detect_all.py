"""All attacks against the live detector, small: recorded, trained and judged live, with what is left out told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from engine.api import experiments
from engine.base.registry import Registry
from engine.experiments import conduct
from engine.experiments.presets.detection_all import RECIPE, variants_of
from engine.experiments.recipe import Recipe
from engine.readmodel.experiment import Plan

SMALL = replace(RECIPE, variants=variants_of((("helloflood", "common"), ("roletheft", "common"))))


def _registry() -> Registry[Recipe]:
    registry: Registry[Recipe] = Registry("experiment")
    registry.add(SMALL)
    return registry


def test_detect_all_trains_two_forests_and_judges_alarms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conduct, "experiment_registry", _registry)
    order = Plan("detect-all", (1, 2), rounds=250)
    result = experiments.start(order, tmp_path, workers=2)
    assert result is not None
    made = sorted(path.name for path in (tmp_path / "modules").glob("*"))
    assert made == ["detector-node.motedetector", "detector.motedetector"]
    claims = {claim.id: claim for claim in result.claims}
    assert set(claims) == {"macro-f1", "recall", "churn", "localisation", "left-out"}
    assert claims["recall"].verdict == "fails", "who only listens is not heard"
    assert "roletheft:common" in claims["recall"].ours
    assert "helloflood:common" not in claims["recall"].ours
    raised = {figure.name: figure for figure in result.figures}["detect-all-raised"]
    assert raised.ticks == ("helloflood:common", "roletheft:common")
    assert raised.series[0].mean[0] > 0.0, "one alarm at least; in so short pauses it may last over the next attack"
    (tmp_path / "stages" / "record-0-1-node.npz").unlink()
    lines = (tmp_path / "runs.jsonl").read_text().count("\n")
    again = experiments.start(order, tmp_path, workers=2)
    assert again is not None
    assert again.claims == result.claims
    assert (tmp_path / "runs.jsonl").read_text().count("\n") == lines + 1
