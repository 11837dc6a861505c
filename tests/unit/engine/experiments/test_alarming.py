"""Alarms of a run against what was true, and what the experiment on all attacks concludes from them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.attacks.model.entries import ENTRIES
from engine.detection.recording.script import LEAD
from engine.experiments.alarming import NOBODY, SILENT, Diary
from engine.experiments.measure import Values
from engine.experiments.order import programme_of
from engine.experiments.presets.detection_all import LEARNS_S, PAIRS, RECIPE, UNHEARD, conclude, variants_of
from engine.experiments.programme import Run
from engine.experiments.stages import LIVE, RECORD
from engine.experiments.table import Table
from engine.readmodel.experiment import Claim, Plan

CLASSES = ("normal", "sinkhole:common", "roletheft:common")
ATTACKER = 7


def _diary(true: list[int], told: list[int], raised: list[int], suspect: list[int]) -> Diary:
    diary = Diary(CLASSES, len(true))
    diary.true[:], diary.told[:], diary.suspect[:] = true, told, suspect
    diary.raised[0, raised] = 1
    return diary


def test_an_alarm_counts_for_the_attack_in_which_it_is_raised() -> None:
    off = SILENT
    diary = _diary([0, 1, 1, 1, -1, 0, 1, 1], [0, 0, 1, 1, 1, 2, 0, 0], [2, 5], [off, off, 3, 7, off, 7, 7, 7])
    found = diary.values(((2, 4, (ATTACKER,)), (7, 8, (ATTACKER,))), 1.0)
    assert (found["bursts"], found["found"], found["delay"]) == (2.0, 1.0, 2.0)
    assert (found["named"], found["named at once"]) == (1.0, 0.0)
    assert np.asarray(found["told quiet"]).tolist() == [1.0, 0.0, 1.0]
    assert np.asarray(found["told attack"]).tolist() == [3.0, 2.0, 0.0]
    assert float(found["alarms"]) == pytest.approx(1800.0), "one in two quiet seconds"


def test_an_alarm_without_suspects_names_nobody() -> None:
    found = _diary([0, 1, 1], [0, 1, 1], [1], [SILENT, NOBODY, NOBODY]).values(((2, 3, (ATTACKER,)),), 1.0)
    assert (found["found"], found["named"], found["profile found"]) == (1.0, 0.0, 0.0)


def test_every_attack_is_there_in_each_of_its_variations() -> None:
    there = sum((e.common is not None) + (e.exploiting is not None) for e in ENTRIES if e.kind != "random")
    assert len(PAIRS) == len(dict.fromkeys(PAIRS)) == there
    assert set(UNHEARD) <= set(PAIRS)
    for stage in (RECORD, LIVE):
        assert sum(variant.stage == stage for variant in RECIPE.variants) == there + 1
    assert LEARNS_S < LEAD, "the profile is ready before the first attack"


def _claims(attack_told: list[float], alarms: float, named: float, alone: float) -> dict[str, Claim]:
    recipe = replace(RECIPE, variants=variants_of((("sinkhole", "common"), ("roletheft", "common"))))
    order, programme = programme_of(recipe, Plan("detect-all", (1, 2), rounds=250))
    nothing = {m.name: np.float64(np.nan) for m in recipe.measures}
    outcomes: dict[Run, Values] = {}
    for run in programme.runs():
        own = dict(programme.cells[run.cell].facts).get("attacks")
        told = np.zeros(3) if own is None else np.array(attack_told)
        told = np.roll(told, 1) if own and own[0][0] == "roletheft" else told  # type: ignore[index] # one pair
        figures = {"bursts": 4.0, "found": 4.0, "named": named, "named at once": 1.0, "delay": 2.0}
        live = {**nothing, "alarms": np.float64(alarms), "told quiet": np.array([100.0, 0, 0]), "told attack": told}
        live |= {"profile found": np.float64(alone), "refused": np.float64(0), "profile alarms": np.float64(0)}
        live |= {name: np.float64(value) for name, value in figures.items() if own}
        outcomes[run] = live if programme.cells[run.cell].stage == LIVE else {**nothing, "cv f1": np.float64(0.9)}
    figures_, claims = conclude(order, Table(programme, outcomes))
    assert [len(figure.ticks) for figure in figures_] == [2] * 4
    return {claim.id: claim for claim in claims}


def test_what_is_good_enough_holds() -> None:
    claims = _claims([0.0, 80.0, 0.0], alarms=1.0, named=4.0, alone=1.0)
    assert {claim.verdict for claim in claims.values()} == {"holds"}
    assert "roletheft:common" in claims["recall"].text


def test_what_is_not_good_enough_fails_and_is_named() -> None:
    claims = _claims([0.0, 60.0, 20.0], alarms=1.5, named=3.0, alone=0.0)
    assert {claim.verdict for claim in claims.values()} == {"fails"}
    assert "sinkhole:common 75%" in claims["recall"].ours
    assert "never: sinkhole:common, roletheft:common" in claims["left-out"].ours
    assert claims["localisation"].ours.startswith("75.0%")
