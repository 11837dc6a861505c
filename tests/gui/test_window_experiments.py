"""Experiments in the real window, on real sweeps: checked, started, watched, cancelled, resumed, opened again."""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
import threading
import time

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QMessageBox

from app.data import template_of
from app.results import ResultError, earlier_results, open_result
from engine import api
from engine.readmodel.experiment import Axis, Plan, to_json
from engine.scenario.placing import place_random
from tests.gui.experiment_fakes import loss_result
from tests.gui.window_kit import LatencyProbe
from widgets.common.theme import THEMES
from widgets.experiments.page import RESULT

LONG = 120_000


@pytest.fixture
def laboratory(qtbot, open_window, tmp_path):
    """The real window in the workspace, over a small network."""
    window = open_window(small(), "experiments")
    window.experiments.folder = tmp_path / "results"
    qtbot.waitUntil(lambda: window.experiments.ready, timeout=LONG)
    return window


def small():
    scenario = template_of("s3-connected", 7)
    area = scenario.area.model_copy(update={"width_m": 60.0, "height_m": 60.0})
    station = scenario.stations[0].model_copy(update={"x": 30.0, "y": 30.0})
    scenario = scenario.replace(area=area, stations=(station,), nodes=tuple(place_random(20, area, 7, 1)))
    return api.parse_attack("blackhole:count=2,start=2", scenario).replace(name="Twenty nodes")


def set_up(qtbot, window, *, seeds=2, rounds=5, values="0.8, 0.9"):
    """The free sweep over the open document, ready to start."""
    page = window.views.experiments
    page.choose("sweep")
    form = page.forms["sweep"]
    form.what.axes.rows[0].edits[1].setText(values)
    form.how.seed_count.setValue(seeds)
    form.how.round_count.setValue(rounds)
    form.how.workers.setValue(1)
    form.ask()
    return page, form


def workers():
    return [p for p in multiprocessing.active_children() if p.name == "experiment"]


# -- setting up ---------------------------------------------------------------------------------------------------


def test_the_presets_and_the_open_scenario_are_offered(qtbot, laboratory):
    page = laboratory.views.experiments
    assert {"s3-fig3", "s3-fig4", "s3-fig5", "sweep"} <= set(page.gallery.cards)
    assert "Twenty nodes" in page.gallery.cards["sweep"].accessibleDescription()
    qtbot.waitUntil(lambda: laboratory.focusWidget() is page.gallery.cards["s3-fig3"])
    assert laboratory.rail.workspaces["experiments"].shortcut().toString() == "Ctrl+4"


def test_runs_time_and_folder_are_told(qtbot, laboratory, tmp_path):
    _, form = set_up(qtbot, laboratory)
    qtbot.waitUntil(form.ready, timeout=LONG)
    assert form._sum.text() == "2 settings × 2 seeds = 4 runs of 5 rounds"
    assert form._time.text().startswith("about ")
    assert form.how.folder.offered == str(tmp_path / "results" / "sweep")
    assert form.what.axes.rows[0].advice.text() == "now 0.85"


def test_every_preset_may_be_started_as_it_stands(qtbot, laboratory):
    page = laboratory.views.experiments
    for name in page.gallery.cards:
        page.choose(name)
        qtbot.waitUntil(page.forms[name].ready, timeout=LONG)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("trust.treshold", "there is no such value; did you mean trust.threshold"),
        ("attacks.7.count", "attacks has no entry '7'"),
        ("trust", None),
    ],
)
def test_a_bad_path_is_told_in_its_row_with_the_nearest_names(qtbot, laboratory, path, words):
    _, form = set_up(qtbot, laboratory)
    row = form.what.axes.rows[0]
    row.edits[0].setText(path)
    qtbot.waitUntil(lambda: row.advice.bad, timeout=LONG)
    assert words is None or words in row.advice.text()
    assert "\n" not in row.advice.text()
    assert not form.start.isEnabled()
    row.edits[0].setText("trust.threshold")
    qtbot.waitUntil(form.ready, timeout=LONG)
    assert not row.advice.bad


def test_values_that_do_not_fit_are_told_in_their_row(qtbot, laboratory):
    _, form = set_up(qtbot, laboratory, values="30, -3")
    row = form.what.axes.rows[0]
    row.edits[0].setText("radio.range_m")
    qtbot.waitUntil(lambda: row.advice.bad, timeout=LONG)
    assert "-3" in row.advice.text()


def test_a_bad_measure_is_told_in_its_row_with_the_nearest_names(qtbot, laboratory):
    _, form = set_up(qtbot, laboratory)
    row = form.what.measures.rows[0]
    row.edits[0].setText("sum(honest_lots) / 2")
    qtbot.waitUntil(lambda: row.advice.bad, timeout=LONG)
    assert "did you mean honest_lost" in row.advice.text()


def test_a_folder_with_something_else_is_told_and_another_is_taken_by_itself(qtbot, laboratory, tmp_path):
    folder = tmp_path / "results" / "sweep"
    folder.mkdir(parents=True)
    (folder / "runs.jsonl").write_text("my diary\nday 1\n")
    _, form = set_up(qtbot, laboratory)
    qtbot.waitUntil(form.ready, timeout=LONG)
    assert form.how.folder.offered.endswith("sweep-2")
    form.how.folder.setText(str(folder))
    qtbot.waitUntil(lambda: form.how.folder_advice.bad, timeout=LONG)
    assert "is not a file of finished runs" in form.how.folder_advice.text()
    assert "--" not in form.how.folder_advice.text()


# -- running ------------------------------------------------------------------------------------------------------


def test_a_sweep_runs_from_start_to_result_and_is_opened_again(qtbot, laboratory):
    page, form = set_up(qtbot, laboratory)
    qtbot.waitUntil(form.ready, timeout=LONG)
    told = []
    laboratory.experiments.host.progress.connect(told.append)
    form.start.click()
    assert page.tabs.currentIndex() == RESULT
    assert page.runbar.going
    with LatencyProbe() as probe:
        qtbot.waitUntil(lambda: page.results["sweep"].result is not None, timeout=LONG)
    assert len(probe.gaps) > 2, "the window was hardly ever served"
    qtbot.waitUntil(page.runbar.isHidden, timeout=LONG)
    view = page.results["sweep"]
    assert view.result.runs == 4
    assert [p.state for p in told][-1] == "done"
    assert told[-1].done == told[-1].total == 4
    figure = view.result.figures[0]
    assert figure.series[0].x == (0.8, 0.9)
    assert figure.y_label == "loss"
    assert view.views[figure.name].plot is not None
    assert "is done" in laboratory.statusBar().currentMessage()
    qtbot.waitUntil(lambda: page.gallery._old.count() == 1, timeout=LONG)
    assert all(0 < m < 1 for m in figure.series[0].mean)
    before = view.result
    page.choose("s3-fig4")
    page.gallery._old.itemAt(0).widget().click()
    qtbot.waitUntil(lambda: page.current == "sweep", timeout=LONG)
    assert page.results["sweep"].result == before
    assert workers() == []


def test_cancel_keeps_finished_runs_and_a_second_start_goes_on(qtbot, laboratory, tmp_path):
    page, form = set_up(qtbot, laboratory, seeds=40, rounds=120)
    qtbot.waitUntil(form.ready, timeout=LONG)
    form.start.click()
    qtbot.waitUntil(lambda: page.runbar.progress.done >= 2, timeout=LONG)
    page.runbar.cancel.click()
    qtbot.waitUntil(lambda: page.runbar.progress.state == "cancelled", timeout=LONG)
    done = page.runbar.progress.done
    assert 2 <= done < 80
    assert workers() == []
    page.tabs.setCurrentIndex(0)
    qtbot.waitUntil(lambda: form.start.text() == "Go on", timeout=LONG)
    assert f"{done} of 80 runs are finished here" in form.how.folder_advice.text()
    kept = []
    laboratory.experiments.host.progress.connect(lambda p: kept.append(p.kept))
    page.runbar.again.click()
    qtbot.waitUntil(lambda: bool(kept) and page.runbar.progress.done > done, timeout=LONG)
    assert kept[-1] == done
    assert f"{done} kept from an earlier start" in page.runbar.words()
    page.runbar.cancel.click()
    qtbot.waitUntil(lambda: page.runbar.progress.state == "cancelled", timeout=LONG)


def test_closing_the_window_ends_the_workers(qtbot, laboratory):
    page, form = set_up(qtbot, laboratory, seeds=40, rounds=200)
    qtbot.waitUntil(form.ready, timeout=LONG)
    form.start.click()
    qtbot.waitUntil(lambda: page.runbar.progress.done >= 1, timeout=LONG)
    pids = [p.pid for p in workers()]
    assert pids
    assert laboratory.close()
    assert workers() == []
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    names = {"experiment", "background"}
    qtbot.waitUntil(lambda: not [t for t in threading.enumerate() if t.name in names], timeout=LONG)
    assert not [t for t in laboratory.findChildren(QTimer) if t.isActive()]


def test_a_start_that_is_refused_is_told(qtbot, laboratory, tmp_path):
    page, form = set_up(qtbot, laboratory)
    qtbot.waitUntil(form.ready, timeout=LONG)
    (tmp_path / "results").write_text("in the way")
    form.start.click()
    qtbot.waitUntil(lambda: page.runbar.progress.state == "failed", timeout=LONG)
    assert "cannot write results" in page.runbar.words()
    assert not page.runbar.again.isHidden()
    (tmp_path / "results").unlink()
    page.runbar.again.click()
    qtbot.waitUntil(lambda: page.results["sweep"].result is not None, timeout=LONG)


def test_the_run_on_the_stage_goes_on_beside_it(qtbot, laboratory):
    stage = laboratory.views.stage
    laboratory.live.play()
    qtbot.waitUntil(lambda: stage.snapshot().round > 2, timeout=LONG)
    laboratory.go("experiments")
    here = stage.snapshot().round
    qtbot.waitUntil(lambda: stage.snapshot().round > here + 3, timeout=LONG)
    laboratory.go("observe")
    assert laboratory.pages.currentWidget() is laboratory.middle
    assert not laboratory.docks.docks["right"].isHidden()


# -- results on disk ----------------------------------------------------------------------------------------------


def written(folder, result=None):
    folder.mkdir(parents=True)
    result = result or loss_result(str(folder))
    plan = Plan("s3-fig4", result.seeds, 300, axes=(Axis("trust.enabled", (True, False)),))
    (folder / "results.json").write_text(json.dumps({**to_json(result), "plan": to_json(plan)}))
    return folder


def test_a_result_is_opened_from_its_folder_wherever_it_is_now(tmp_path):
    folder = written(tmp_path / "moved", loss_result("/where/it/was"))
    (folder / "report.html").write_text("<p>")
    result = open_result(folder)
    assert result.claims == loss_result().claims
    assert set(result.files) == {str(folder / "report.html"), str(folder / "results.json")}


def test_the_newest_result_is_listed_first_and_rubbish_is_not_listed(tmp_path):
    for k, name in enumerate(("old", "new", "bad")):
        folder = written(tmp_path / name)
        os.utime(folder / "results.json", (k, k))
    (tmp_path / "bad" / "results.json").write_text("{")
    assert [e.title for e in earlier_results(tmp_path)] == ["new, 20 seeds", "old, 20 seeds"]
    assert earlier_results(tmp_path / "nowhere") == ()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda f: f.unlink(), "there is no results.json; choose the folder"),
        (lambda f: f.write_text("{"), "is no JSON"),
        (lambda f: f.write_text("[]"), "is no result of this version"),
        (lambda f: f.write_text('{"kind": "result"}'), "is no result of this version"),
        (lambda f: f.write_bytes(b"\xff\xfe"), "is no JSON"),
    ],
)
def test_what_is_no_result_is_told(tmp_path, spoil, words):
    folder = written(tmp_path / "r")
    spoil(folder / "results.json")
    with pytest.raises(ResultError, match=words):
        open_result(folder)


def test_a_bad_folder_is_told_in_the_window(qtbot, laboratory, tmp_path):
    laboratory.views.experiments.folder_chosen.emit(str(tmp_path))
    qtbot.waitUntil(lambda: laboratory.findChild(QMessageBox, "file-failed") is not None, timeout=LONG)
    box = laboratory.findChild(QMessageBox, "file-failed")
    assert "there is no results.json" in box.text()
    box.close()


def test_an_earlier_result_is_shown_with_its_claims(qtbot, laboratory, tmp_path):
    laboratory.experiments.open_result(str(written(tmp_path / "r")))
    page = laboratory.views.experiments
    qtbot.waitUntil(lambda: page.current == "s3-fig4", timeout=LONG)
    view = page.results["s3-fig4"]
    assert view.claims.table.rowCount() == 6
    assert view.folder == str(tmp_path / "r")


def test_the_pace_of_this_computer_is_learnt(qtbot, laboratory):
    from app.experiments import _Pace
    from engine.readmodel.experiment import Progress
    from widgets.experiments.order import Order

    pace = _Pace(100, Order(Plan("sweep", (1,), rounds=50)))
    pace.note(Progress("running", 0, 100, workers=2))
    begun = time.monotonic()
    time.sleep(0.05)
    pace.note(Progress("running", 20, 100, workers=2))
    spent = time.monotonic() - begun
    assert pace.rate() == pytest.approx(2 * spent / (20 * 50 * 100), rel=0.3)
    assert _Pace().rate() is None


def test_every_fault_is_told_at_once(qtbot, laboratory):
    _, form = set_up(qtbot, laboratory)
    axis, measure = form.what.axes.rows[0], form.what.measures.rows[0]
    axis.edits[0].setText("trust.treshold")
    measure.edits[0].setText("sum(lots)")
    qtbot.waitUntil(lambda: axis.advice.bad and measure.advice.bad, timeout=LONG)


def test_docks_stay_away_from_workspaces_without_the_stage(laboratory):
    right = laboratory.docks.docks["right"]
    laboratory.menus.action["right"].trigger()
    laboratory.menus.action["right"].trigger()
    assert right.isHidden()
    laboratory.go("observe")
    assert not right.isHidden()


# -- pictures -----------------------------------------------------------------------------------------------------


def shot(*arguments):
    command = [sys.executable, "-m", "app", "screenshot", "template:empty", "--workspace", "experiments", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=LONG / 1000)


def test_a_result_can_be_photographed(tmp_path):
    done = shot("--size", "1024x768", "--result", written(tmp_path / "r"), "--out", tmp_path / "shot.png")
    assert done.returncode == 0, done.stderr
    picture = QImage(str(tmp_path / "shot.png"))
    assert (picture.width(), picture.height()) == (1024, 768)
    danger = QColor(THEMES["light"].danger).rgb()
    assert sum(picture.pixel(x, y) == danger for x in range(400, 1000, 3) for y in range(100, 700, 3)) > 10


def test_a_folder_without_a_result_cannot_be_photographed(tmp_path):
    done = shot("--result", tmp_path, "--out", tmp_path / "shot.png")
    assert done.returncode == 2
    assert f"--result: {tmp_path}: there is no results.json" in done.stderr
    assert not (tmp_path / "shot.png").exists()


def test_a_panel_that_is_none_cannot_be_photographed(tmp_path):
    done = shot("--panel", "roles", "--panel", "nonsense", "--out", tmp_path / "shot.png")
    assert done.returncode == 2
    assert "--panel: there is no panel 'nonsense'; choose one of:" in done.stderr
    assert not (tmp_path / "shot.png").exists()
