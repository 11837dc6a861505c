"""Finished runs survive: torn lines, damaged lines, another plan, another writer."""

import json
from dataclasses import replace

import numpy as np
import pytest

from engine.experiments.programme import ExperimentError, Run
from engine.experiments.store import RUNS_FILE, RunStore, finished
from tests.experiments_kit import programme

PLAN = programme(measures=("value", "curve"))
VALUES = {"value": np.float64(0.1), "curve": np.array([1.0, np.nan, 2.5])}


def filled(folder, *runs, plan=PLAN):
    with RunStore(folder, plan, "1") as store:
        for run in runs:
            store.add(run, VALUES)
    return folder / RUNS_FILE


def kept(folder, plan=PLAN, version="1"):
    with RunStore(folder, plan, version) as store:
        return dict(store.done)


def test_finished_runs_come_back_with_every_digit(tmp_path):
    filled(tmp_path / "deep" / "folder", Run(0, 1), Run(2, 4))
    done = kept(tmp_path / "deep" / "folder")
    assert list(done) == [Run(0, 1), Run(2, 4)]
    assert done[Run(0, 1)]["value"] == 0.1
    assert done[Run(2, 4)]["curve"] == pytest.approx([1, np.nan, 2.5], nan_ok=True)


@pytest.mark.parametrize("cut", [1, 7, 40])
def test_a_torn_last_line_is_one_run_less_and_the_next_line_is_whole(tmp_path, cut):
    file = filled(tmp_path, Run(0, 1), Run(1, 1))
    file.write_bytes(file.read_bytes()[:-cut])
    assert list(kept(tmp_path)) == [Run(0, 1)]
    filled(tmp_path, Run(1, 1))
    assert list(kept(tmp_path)) == [Run(0, 1), Run(1, 1)]
    assert all(json.loads(line) for line in file.read_text().splitlines())


@pytest.mark.parametrize("rubbish", [b"\0\0\0\0", b'{"cell":0}', b"[1]", b'{"cell":99,"seed":1,"values":{}}'])
def test_a_damaged_line_in_the_middle_costs_its_own_run_only(tmp_path, rubbish):
    file = filled(tmp_path, Run(0, 1), Run(1, 1), Run(2, 1))
    lines = file.read_bytes().split(b"\n")
    lines[2] = rubbish
    file.write_bytes(b"\n".join(lines))
    assert list(kept(tmp_path)) == [Run(0, 1), Run(2, 1)]


@pytest.mark.parametrize("head", [b"", b'{"motewarden":"expe'])
def test_a_file_torn_in_its_first_line_is_begun_again(tmp_path, head):
    (tmp_path / RUNS_FILE).write_bytes(head)
    filled(tmp_path, Run(0, 1))
    assert list(kept(tmp_path)) == [Run(0, 1)]


@pytest.mark.parametrize(
    ("plan", "version", "words"),
    [
        (replace(PLAN, experiment="s3-fig3"), "1", "runs of another experiment, made-up"),
        (replace(PLAN, seeds=(1, 2)), "1", "of made-up with other seeds \\(4 of them\\)"),
        (replace(PLAN, cells=PLAN.cells[:2]), "1", "of made-up with other parameters"),
        (PLAN, "2", "of another version, 1"),
    ],
)
def test_a_folder_with_another_experiment_is_refused(tmp_path, plan, version, words):
    file = filled(tmp_path, Run(0, 1))
    before = file.read_bytes()
    with pytest.raises(ExperimentError, match=words):
        RunStore(tmp_path, plan, version)
    assert file.read_bytes() == before


def test_a_folder_without_finished_runs_may_be_taken_for_another_experiment(tmp_path):
    filled(tmp_path)
    filled(tmp_path, Run(0, 1), plan=replace(PLAN, experiment="s3-fig3"))


def test_a_strange_file_is_left_alone(tmp_path):
    (tmp_path / RUNS_FILE).write_text("my diary\nday 1\n")
    with pytest.raises(ExperimentError, match="is not a file of finished runs"):
        RunStore(tmp_path, PLAN, "1")
    assert (tmp_path / RUNS_FILE).read_text() == "my diary\nday 1\n"


def test_two_experiments_do_not_write_into_one_folder(tmp_path):
    with RunStore(tmp_path, PLAN, "1"), pytest.raises(ExperimentError, match="another experiment is writing here"):
        RunStore(tmp_path, PLAN, "1")


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ExperimentError, match=r"file/results: cannot write results"):
        RunStore(tmp_path / "file" / "results", PLAN, "1")


def test_a_look_counts_what_resuming_would_take_over_and_touches_nothing(tmp_path):
    file = filled(tmp_path / "some", Run(0, 1), Run(1, 1), Run(2, 1))
    lines = file.read_bytes().split(b"\n")
    lines[2] = b"rubbish"
    file.write_bytes(b"\n".join(lines)[:-5])
    before = file.read_bytes()
    assert finished(tmp_path / "some", PLAN, "1") == 1
    assert finished(tmp_path / "none", PLAN, "1") == 0
    assert file.read_bytes() == before
    assert not (tmp_path / "none").exists()
    assert len(kept(tmp_path / "some")) == 1


def test_a_look_into_another_experiment_says_so(tmp_path):
    filled(tmp_path, Run(0, 1))
    with pytest.raises(ExperimentError, match="other seeds"):
        finished(tmp_path, replace(PLAN, seeds=(1, 2)), "1")
    with RunStore(tmp_path, PLAN, "1"):
        assert finished(tmp_path, PLAN, "1") == 1, "an experiment that runs may be looked at"
