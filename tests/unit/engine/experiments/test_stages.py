"""Stages: which seeds they take, their order, what is done again when a file is gone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.experiments.judging import _false_alarms, _quality
from engine.experiments.order import programme_of
from engine.experiments.presets.detection import TABLE8, f1_by_class
from engine.experiments.programme import Cell, ExperimentError, Programme, Run
from engine.experiments.stages import JUDGE, RECORD, TRAIN, handed_on
from engine.readmodel.experiment import Plan


def _programme(seeds: tuple[int, ...]) -> Programme:
    cells = (
        Cell((("a", 1),), 10, "", stage=RECORD, part="first half"),
        Cell((("a", 2),), 10, "", stage=TRAIN, part="once", facts=(("module", "a: b"),)),
        Cell((("a", 3),), 10, "", stage=JUDGE, part="second half"),
    )
    return Programme("x", cells, seeds, ())


def test_stages_come_one_after_another_and_share_the_seeds_out() -> None:
    assert _programme((1, 2, 3)).runs() == (Run(0, 1), Run(0, 2), Run(1, 1), Run(2, 3))


def test_no_seed_is_both_trained_and_judged_on() -> None:
    programme = _programme(tuple(range(7)))
    recorded, _, judged = (programme.seeds_of(cell) for cell in programme.cells)
    assert not set(recorded) & set(judged)
    assert {*recorded, *judged} == set(range(7))


def test_the_folder_is_no_part_of_what_a_programme_is() -> None:
    programme = _programme((1, 2))
    assert programme.digest() == replace(programme, folder="elsewhere").digest()


def test_a_run_whose_file_is_gone_is_done_again(tmp_path: Path) -> None:
    programme = replace(_programme((1, 2)), folder=str(tmp_path))
    assert not handed_on(programme, Run(0, 1))
    (tmp_path / "stages").mkdir()
    (tmp_path / "stages" / "record-0-1.npz").write_bytes(b"x")
    assert handed_on(programme, Run(0, 1))
    assert handed_on(programme, Run(2, 2)), "a judged run hands nothing on"


def test_one_seed_cannot_be_trained_and_tested_on() -> None:
    with pytest.raises(ExperimentError, match="half of the seeds"):
        programme_of(TABLE8, Plan("s2-table8", (1,), rounds=200))


def test_delays_count_the_window_that_says_so_and_missed_bursts_are_told() -> None:
    true = np.array([0, 0, 1, 1, 1, -1, 0, 1, 1, 0])
    told = np.array([0, 0, 0, 1, 1, 1, 0, 0, 0, 0])
    found = _quality(true, told, 2, [(3, 5), (8, 9)])
    assert found["confusion"].tolist() == [4.0, 0.0, 3.0, 2.0]
    assert (float(found["delay"]), float(found["missed"])) == (2.0, 1.0)


@pytest.mark.parametrize(
    ("told", "alarms"),
    [([0, 1, 0, 0, 0, 0], 0), ([0, 1, 1, 1, 0, 0], 1), ([1, 1, 0, 1, 1, 0], 2), ([0, 1, 2, 0, 0, 0], 0)],
)
def test_a_false_alarm_takes_two_windows_of_one_verdict(told: list[int], alarms: int) -> None:
    assert _false_alarms(np.zeros(6, int), np.array(told)) == alarms


def test_f1_of_a_class_that_never_occurs_is_unknown() -> None:
    found = f1_by_class(np.array([[8.0, 2.0, 0.0], [0.0, 4.0, 0.0], [0.0, 0.0, 0.0]]))
    assert found[:2] == pytest.approx([16 / 18, 8 / 10])
    assert np.isnan(found[2])
