"""What a finished experiment writes: whole, complete, the same bytes for the same data."""

import csv
import io
import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from engine.experiments.conduct import Experiment
from engine.experiments.drawing import FORMATS, INKS, draw
from engine.experiments.local import LocalRunner
from engine.experiments.presets.catalogue import experiment_registry
from engine.experiments.programme import ExperimentError
from engine.experiments.version import engine_version
from engine.readmodel.experiment import Axis, Change, Figure, Marker, Measure, Plan, Result, Series, from_json
from engine.scenario.storage import load

HOLE = {"id": "hole", "type": "blackhole", "count": 30, "start": 1}
ORDER = Plan(
    "sweep",
    (1, 2, 3),
    6,
    changes=(Change("attacks", (HOLE,)),),
    axes=(Axis("attacks.0.count", (0, 30), "attackers"), Axis("trust.enabled", (True, False))),
    measures=(Measure("loss", "sum(lost)/sum(generated)", "share"), Measure("alive", "alive")),
)


def conducted(folder: Path, **options) -> Result:
    experiment = Experiment(ORDER, **options)
    result = experiment.run(folder, LocalRunner(1), lambda _: None, lambda: False)
    assert result is not None
    return result


@pytest.fixture(scope="module")
def twice(tmp_path_factory):
    folders = [tmp_path_factory.mktemp("one"), tmp_path_factory.mktemp("two")]
    return [(folder, conducted(folder, apart=apart)) for folder, apart in zip(folders, (False, True), strict=True)]


def test_all_files_are_there_and_named(twice):
    folder, result = twice[0]
    names = {Path(name).name for name in result.files}
    assert names == {p.name for p in folder.iterdir()}
    assert names >= {"runs.csv", "series.csv", "results.json", "report.html", "runs.jsonl", "scenario.motewarden"}
    assert names >= {f"sweep-{m}.{ending}" for m in ("loss", "alive") for ending in FORMATS}


def test_the_same_experiment_gives_the_same_bytes_also_when_drawn_apart(twice):
    (one, _), (other, _) = twice
    for file in one.iterdir():
        if file.name not in ("runs.jsonl", "results.json"):  # order of arrival; paths
            assert file.read_bytes() == (other / file.name).read_bytes(), file.name
    lines = [sorted((folder / "runs.jsonl").read_text().splitlines()) for folder in (one, other)]
    assert lines[0] == lines[1]


def test_the_table_of_runs_is_tidy(twice):
    rows = list(csv.DictReader(io.StringIO((twice[0][0] / "runs.csv").read_text())))
    assert list(rows[0]) == ["attacks.0.count", "trust.enabled", "seed", "loss"]
    assert len(rows) == 12
    lost = {(r["attacks.0.count"], r["trust.enabled"], r["seed"]): float(r["loss"]) for r in rows}
    assert all(lost["30", "false", s] > lost["0", "false", s] for s in "123")


def test_the_table_of_series_holds_what_the_figures_show(twice):
    folder, result = twice[0]
    rows = list(csv.DictReader(io.StringIO((folder / "series.csv").read_text())))
    assert len(rows) == sum(len(s.x) for f in result.figures for s in f.series)
    first, shown = rows[0], result.figures[0].series[0]
    assert (first["figure"], first["series"], first["n"], first["unit"]) == ("sweep-loss", "protected", "3", "share")
    numbers = [float(first[k]) for k in ("x", "mean", "low95", "high95")]
    assert numbers == pytest.approx([shown.x[0], shown.mean[0], shown.low[0], shown.high[0]], rel=1e-9)


def test_results_json_is_the_result(twice):
    folder, result = twice[0]
    data = json.loads((folder / "results.json").read_text())
    assert from_json(data.pop("plan")).runs == 12
    assert from_json(data) == result
    assert (result.version, result.runs, result.seeds) == (engine_version(), 12, (1, 2, 3))


def test_the_page_can_be_cited(twice):
    text = (twice[0][0] / "report.html").read_text()
    for part in ("template:s3-connected", "1 to 3", engine_version(), "attacks.0.count", "sum(lost)/sum(generated)"):
        assert part in text, part
    assert "motewarden experiment sweep --seeds 3 --rounds 6" in text
    assert text.count("<svg") == 2
    assert "The Motewarden developers. Motewarden, version" in text
    assert "http" not in text.replace("http://www.w3.org", "").replace("http://purl.org", "").replace(
        "http://creativecommons.org", ""
    ), "the page needs nothing from outside"


def test_the_document_of_a_run_can_be_opened(twice):
    scenario = load(twice[0][0] / "scenario.motewarden")
    assert scenario.attacks[0].count == 30


def test_a_second_start_runs_nothing_and_concludes_the_same(twice):
    folder, result = twice[0]

    class NoRunner:
        def run(self, *_):
            raise AssertionError("there is nothing to run")

    told = []
    again = Experiment(ORDER).run(folder, NoRunner(), told.append, lambda: False)
    assert again == result
    assert (told[0].kept, told[-1].state) == (12, "done")


def test_an_interrupted_experiment_keeps_its_runs_and_goes_on(tmp_path):
    told = []
    experiment = Experiment(ORDER)
    assert experiment.run(tmp_path, LocalRunner(1), told.append, lambda: told[-1].done >= 4) is None
    assert told[-1].state == "cancelled"
    assert not (tmp_path / "results.json").exists()
    kept = told[-1].done
    assert 4 <= kept < 12
    assert len((tmp_path / "runs.jsonl").read_text().splitlines()) == 1 + kept
    told.clear()
    result = Experiment(ORDER).run(tmp_path, LocalRunner(1), told.append, lambda: False)
    assert told[0].kept == kept
    assert (told[-1].done, told[-1].total) == (12, 12)
    assert all(a.done <= b.done for a, b in pairwise(told))
    assert any(p.seconds_left > 0 for p in told if p.state == "running")
    assert result.figures == conducted(tmp_path / "whole").figures, "interrupted or not, the result is the same"


def test_growing_figures_can_be_asked_for_at_any_time():
    experiment = Experiment(ORDER)
    assert [f.name for f in experiment.figures()] == ["sweep-loss", "sweep-alive"]
    assert np.isnan(experiment.figures()[0].series[0].mean).all()


def test_every_preset_can_be_looked_at_before_its_first_run():
    for name in experiment_registry().items():
        for figure in Experiment(Plan(name, (1, 2))).figures():
            assert draw(figure)["png"], name


def test_a_folder_that_cannot_be_written_in_the_end_says_what_is_kept(tmp_path):
    (tmp_path / "runs.csv").mkdir()
    with pytest.raises(ExperimentError, match="finished runs are kept"):
        conducted(tmp_path)


SERIES = Series("protected", (1.0, 2.0, 3.0), (0.3, 0.2, 0.1), (0.2, 0.1, np.nan), (0.4, 0.3, np.nan), 4)


@pytest.mark.parametrize(
    "figure",
    [
        Figure("f", "F", "x", "y", (SERIES,), (Marker(2, "here", "protected"), Marker(1, "there"))),
        Figure("f", "F", "x", "y", (SERIES, SERIES), shape="bars", ticks=("a", "b", "c", "d")),
        Figure("f", "F", "x", "y", (SERIES, SERIES), shape="stack", ticks=("a", "b", "c", "d")),
        Figure("f", "F", "x", "y", ()),
        Figure("f", "F $x_1$ <&", "%", "ä", (Series("n" * 90, (1.0,), (np.nan,), (np.nan,), (np.nan,), 0),)),
    ],
)
def test_figures_are_drawn_in_every_format_and_the_same_each_time(figure):
    drawn = draw(figure)
    assert set(drawn) == set(FORMATS)
    assert drawn["png"].startswith(b"\x89PNG")
    assert drawn["pdf"].startswith(b"%PDF")
    assert b"<svg" in drawn["svg"]
    assert draw(figure) == drawn


def test_protection_has_its_own_colours_wherever_it_is_drawn():
    line = draw(Figure("f", "F", "x", "y", (SERIES,)))["svg"].decode()
    bars = draw(Figure("f", "F", "x", "y", (SERIES,), shape="bars", ticks=("a", "b", "c", "d")))["svg"].decode()
    assert INKS["protected"] in line
    assert INKS["protected"] in bars
