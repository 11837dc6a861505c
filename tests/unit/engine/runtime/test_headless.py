"""Headless runs: the same rows for the same scenario, whole result files or none."""

import csv
import errno
import json
from pathlib import Path

import numpy as np
import pytest

from engine import api
from engine.readmodel.metrics import COLUMN, METRIC_COLUMNS
from engine.runtime.result import OutputError
from engine.runtime.summary import lifetime
from engine.scenario.model import Energy
from engine.scenario.templates import template
from tests.worlds import column, quiet, s3, some_nodes, world

DYING = world(some_nodes(5, 1), radio=quiet(range_m=None), energy=Energy(initial_j=0.001))


def test_same_scenario_and_seed_give_the_same_run_and_another_seed_another():
    one, again = api.run(s3(4, "damage:count=5,start=3"), 20), api.run(s3(4, "damage:count=5,start=3"), 20)
    assert np.array_equal(one.rows, again.rows, equal_nan=True)
    assert api.without_speed(one.summary) == api.without_speed(again.summary)
    other = api.run(s3(4, "damage:count=5,start=3").replace(seed=5), 20)
    assert not np.array_equal(one.rows, other.rows, equal_nan=True), "other draws at the same places"


def test_writing_results_does_not_change_the_run(tmp_path):
    scenario = s3(4, "greyhole:count=5,start=3")
    kept, plain = api.run(scenario, 15, out=tmp_path / "new" / "folder"), api.run(scenario, 15)
    assert np.array_equal(kept.rows, plain.rows, equal_nan=True)
    assert [f.name for f in kept.files] == ["events.log", "metrics.csv", "summary.json"]
    assert sorted(p.name for p in (tmp_path / "new" / "folder").iterdir()) == sorted(f.name for f in kept.files)
    with kept.files[1].open(newline="") as file:
        table = list(csv.reader(file))
    assert tuple(table[0]) == METRIC_COLUMNS
    assert np.allclose(np.array(table[1:], float), kept.rows, rtol=1e-9, equal_nan=True)
    assert json.loads(kept.files[2].read_text(encoding="utf-8")) == kept.summary


def test_run_stops_when_every_node_is_dead():
    result = api.run(DYING, 1000)
    alive = column(result.rows, "alive")
    assert alive[-1] == 0
    assert alive[:-1].all()
    assert result.summary["rounds"] == len(result.rows) == result.summary["lnd"]


def test_run_stops_when_progress_says_so():
    seen = []
    result = api.run(s3(4), 50, progress=lambda done, rounds: seen.append((done, rounds)) or done < 3)
    assert seen == [(1, 50), (2, 50), (3, 50)]
    assert len(result.rows) == 3


def test_measured_counts_from_its_first_round():
    result = api.run(s3(4, "blackhole:count=10,start=5"), 12, measure_from=5)
    part = result.rows[4:]
    measured = result.summary["measured"]
    assert (measured["from_round"], measured["generated"]) == (5, column(part, "honest_generated").sum())
    assert measured["loss_ratio"] == measured["lost"] / measured["generated"]
    assert sum(measured["lost_by_cause"].values()) == measured["lost"]
    assert result.summary["honest"]["generated"] == column(result.rows, "honest_generated").sum()
    assert api.run(s3(4), 3, measure_from=99).summary["measured"]["loss_ratio"] == 0


@pytest.mark.parametrize(
    ("alive", "expected"),
    [
        ([4, 4, 3, 3, 2, 0], (3, 5, 6)),
        ([4, 0], (2, 2, 2)),
        ([4, 4], (None, None, None)),
        ([3], (1, None, None)),
    ],
)
def test_lifetime_is_the_round_of_the_first_the_middle_and_the_last_death(alive, expected):
    found = lifetime(np.array(alive), 4)
    assert (found["fnd"], found["hnd"], found["lnd"]) == expected


def test_network_without_nodes_has_no_lifetime():
    assert api.run(world([]), 5).summary["fnd"] is None


def test_summary_names_attackers_and_whom_the_neighbours_excluded():
    summary = api.run(s3(4, "blackhole:nodes=3+17+40+52,start=3"), 60).summary
    assert summary["attackers"] == [3, 17, 40, 52]
    excluded = {int(i): r for i, r in summary["excluded"].items()}
    assert excluded.keys() >= {3, 17, 40} or len(excluded) >= 3
    assert all(3 <= r <= 60 for i, r in excluded.items() if i in summary["attackers"])
    assert summary["false_exclusions"] == sorted(set(excluded) - set(summary["attackers"]))
    assert set(summary["excluded_at_end"]) <= set(excluded)


class _FullDisk:
    """Lets so many writes pass; then the disk is full."""

    def __init__(self, file, room):
        self._file, self._room = file, room

    def write(self, text):
        self._room[0] -= len(text)
        if self._room[0] < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return self._file.write(text)

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def __enter__(self):
        self._file.__enter__()
        return self

    def __exit__(self, *exc):
        return self._file.__exit__(*exc)

    def __getattr__(self, name):
        return getattr(self._file, name)


def fill_disk(monkeypatch, room):
    """From now on, files opened for writing take ``room`` characters in all."""
    left, really = [room], Path.open

    def opened(self, mode="r", *args, **kwargs):
        file = really(self, mode, *args, **kwargs)
        return _FullDisk(file, left) if "w" in mode else file

    monkeypatch.setattr(Path, "open", opened)


@pytest.mark.parametrize("room", [0, 400, 20_000])
def test_full_disk_is_one_clear_error_and_leaves_nothing_half_written(tmp_path, monkeypatch, room):
    fill_disk(monkeypatch, room)
    with pytest.raises(OutputError, match="cannot write results: no space left on device; choose another folder"):
        api.run(s3(4), 10, out=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_earlier_results_stay_whole_when_new_ones_cannot_be_written(tmp_path, monkeypatch):
    files = api.run(s3(4), 3, out=tmp_path).files
    before = [f.read_bytes() for f in files]
    fill_disk(monkeypatch, 5000)
    with pytest.raises(OutputError):
        api.run(s3(5), 10, out=tmp_path)
    monkeypatch.undo()
    assert [f.read_bytes() for f in files] == before
    assert len(list(tmp_path.iterdir())) == 3


def test_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="cannot write results"):
        api.run(s3(4), 1, out=tmp_path / "file" / "results")


def test_interrupted_run_leaves_no_files(tmp_path):
    def stop(done, rounds):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        api.run(s3(4), 5, out=tmp_path, progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_metric_columns_are_named_once():
    assert len(set(METRIC_COLUMNS)) == len(METRIC_COLUMNS) == len(COLUMN)


def test_what_detectors_have_in_store_is_written_as_json_lines(tmp_path):
    base = template("s2-detector", 1).replace(attacks=())
    result = api.run(base, 4, out=tmp_path)
    (detector,) = result.summary["detection"]["detectors"]
    written = tmp_path / f"collected-{detector}.jsonl"
    assert written in result.files
    assert written.stat().st_size == result.summary["detection"]["bytes"] > 0
    lines = [json.loads(line) for line in written.read_text().splitlines()]
    assert len(lines) == result.summary["detection"]["records"]
    assert sorted({line["time"] for line in lines}) == [1.0, 2.0, 3.0, 4.0]
