"""`detector train`, `evaluate` and `info`: figures as JSON, modules that are read again, bad input in one line."""

import json

import numpy as np
import pytest

from app.cli import main
from engine.detection.modules import load_module
from engine.detection.tables.writing import write_table
from tests.unit.engine.detection.kit import module, table

QUICK = ("--label", "label", "--methods", "DecisionTree,Ridge")


@pytest.fixture
def data(tmp_path):
    path = tmp_path / "data.csv"
    write_table(table(300, 4, 3, groups=6), path)
    return str(path)


@pytest.fixture
def said(capsys):
    def run(*arguments):
        assert main([str(a) for a in arguments]) == 0
        return capsys.readouterr().out

    return run


@pytest.fixture
def refused(capsys):
    def run(*arguments):
        try:
            code = main([str(a) for a in arguments])
        except SystemExit as stop:
            code = stop.code
        told = capsys.readouterr()
        assert code == 2
        assert told.out == ""
        assert told.err.startswith("motewarden: ")
        assert told.err.count("\n") == 1, told.err
        assert "; " in told.err, "the mend"
        return told.err.strip()

    return run


def test_without_runs_it_is_judged_by_chance_and_by_time(data, said):
    found = json.loads(said("detector", "train", data, *QUICK, "--leave-out", "run", "--json"))
    assert found["classes"] == ["attack 1", "attack 2", "normal"]
    assert {(m["name"], m["split"]) for m in found["models"]} == {
        (m, s) for m in ("DecisionTree", "Ridge") for s in ("random", "time")
    }
    for model in found["models"]:
        assert {"accuracy", "macro_f1", "per_class_f1", "false_positives", "missed", "fit_s"} <= model.keys()
        assert 0.5 < model["macro_f1"] <= 1
    assert any("no runs" in line for line in found["warnings"])


def test_with_runs_it_is_judged_by_run_first(data, said):
    found = json.loads(said("detector", "train", data, *QUICK, "--group", "run", "--time", "time", "--json"))
    assert [m["split"] for m in found["models"]][:3] == ["grouped", "random", "time"]
    assert found["features"] == ["f0", "f1", "f2", "f3"]


def test_a_module_is_written_told_of_and_evaluated(data, said, tmp_path):
    out = tmp_path / "best.motedetector"
    text = said("detector", "train", data, *QUICK, "--group", "run", "--time", "time", "--out", out)
    assert f"wrote {out}" in text
    info = json.loads(said("detector", "info", out, "--json"))
    assert info["name"] == "best"
    assert info["features"] == ["f0", "f1", "f2", "f3"]
    assert said("detector", "info", out, "--card", tmp_path / "card.md").startswith("# best")
    assert (tmp_path / "card.md").read_text().startswith("# best")
    found = json.loads(said("detector", "evaluate", out, data, "--label", "label", "--json"))
    read, rows = load_module(out), table(300, 4, 3, groups=6)
    right = [read.classes[i] for i in read.evaluator().verdicts(rows.values)] == np.array(rows.classes)[rows.label]
    assert found["models"][0]["accuracy"] == pytest.approx(right.mean())


def test_text_for_people(data, said):
    text = said("detector", "train", data, *QUICK, "--group", "run", "--split", "grouped")
    assert "macro-F1" in text
    assert "DecisionTree" in text


@pytest.mark.parametrize(
    ("extra", "match"),
    [
        (("--label", "colour"), "has no column colour"),
        (("--label", "label", "--methods", "Oracle"), "method Oracle: is no method"),
        (("--label", "label", "--split", "lunar"), "--split lunar: is no split"),
        (("--label", "label", "--features", "f9"), "f9: is no feature"),
        (("--label", "label", "--folds", "1"), "at least 2 folds"),
        (("--label", "label", "--group", "run", "--split", "grouped", "--folds", "9"), "6 runs for 9 folds"),
        (("--label", "f0", "--leave-out", "label"), "too many for classes"),
        (("--label", "label", "--out", "x.pickle"), "end it in .motedetector"),
        (("--label", "label", "--out", "none/x.motedetector"), "no such folder"),
        ((), "--label"),
    ],
)
def test_bad_orders_are_refused(data, refused, extra, match, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert match in refused("detector", "train", data, *extra)
    assert [p.name for p in tmp_path.iterdir()] == ["data.csv"]


def test_a_label_in_disguise_is_told(tmp_path, said):
    path = tmp_path / "t.csv"
    lines = [f"{i % 17},{i % 2},{'attack' if i % 2 else 'normal'}" for i in range(200)]
    path.write_text("\n".join(["a,code,label", *lines]))
    found = json.loads(said("detector", "train", path, *QUICK, "--json"))
    assert any("column code tells the class on its own" in line for line in found["warnings"])


def test_modules_that_do_not_fit_are_refused_by_name(data, refused, tmp_path):
    from engine.detection.modules import save_module

    path = tmp_path / "m.motedetector"
    save_module(module(), path)
    assert "wants features that are not there: f4" in refused("detector", "evaluate", path, data, "--label", "label")
    assert "is not a detector module" in refused("detector", "info", data)
    assert "no such file" in refused("detector", "info", "builtin:nobody")
    assert "is no CSV" in refused("detector", "train", path, "--label", "label")
