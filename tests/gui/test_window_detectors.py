"""Detectors in the real window, with a real laboratory: imported, ranked, trained, made, deployed, undone."""

from __future__ import annotations

import multiprocessing

import numpy as np
import pytest

from app.detectors import detectors_of
from engine.scenario.organisation import Roles
from engine.scenario.templates import template
from tests.gui.window_kit import LatencyProbe
from widgets.detectors.stages import DEPLOY, FEATURES, TRAIN

LONG = 240_000
GAP_MS = 50.0


@pytest.fixture
def laboratory(qtbot, open_window, tmp_path):
    """The real window in the workspace, over the test-bench with an elected detector."""
    bench = template("s2-bench", 1)
    scenario = bench.replace(roles=bench.roles.model_copy(update={"detectors": 1}))
    window = open_window(scenario, "detectors")
    window.detectors.folder = tmp_path / "detectors"
    qtbot.waitUntil(lambda: window.detectors.ready, timeout=LONG)
    return window


def settle(qtbot, window):
    """Waits until nothing goes on."""
    qtbot.waitUntil(lambda: not window.detectors.workshop.busy, timeout=LONG)
    assert window.views.detectors.workbar.progress.state != "failed", window.views.detectors.workbar.words()


def bring(qtbot, window, file, rows=3000):
    """Writes runs of two attacks into a file, and imports it through the dialog."""
    random = np.random.default_rng(1)
    lines = ["t,run,steady,joins,asked,noise,Label"]
    for k in range(rows):
        run, t = divmod(k, rows // 6)
        attack = ("helloflood:common", "roleflood:exploiting")[run % 2] if t % 100 >= 60 else "normal"
        joins = random.poisson(1 + 9 * (attack[0] == "h"))
        asked = random.poisson(1 + 9 * (attack[0] == "r"))
        lines.append(f"{t},{run},1,{joins},{asked},{random.random():.4f},{attack}")
    file.write_text("\n".join(lines) + "\n")
    page = window.views.detectors
    page.record.file_chosen.emit(str(file))
    qtbot.waitUntil(lambda: page.record.dialog is not None, timeout=LONG)
    dialog = page.record.dialog
    for box, name in ((dialog.label, "Label"), (dialog.group, "run"), (dialog.time, "t")):
        box.setCurrentIndex(box.findData(name))
    dialog.ok.click()
    settle(qtbot, window)


def test_methods_and_networks_are_offered(laboratory):
    page = laboratory.views.detectors
    assert {"DecisionTree", "RandomForest", "HistGradientBoosting"} <= set(page.train.form.methods)
    assert sum(info.paper for info in page.train.form.infos) == 7
    values = [page.specify.scenario.itemData(k) for k in range(page.specify.scenario.count())]
    assert values[0] == ""
    assert "template:s2-bench" in values
    assert "template:s3-reference" not in values
    assert laboratory.rail.workspaces["detectors"].shortcut().toString() == "Ctrl+5"


def test_the_whole_wizard_from_a_table_to_the_document_and_back(qtbot, laboratory, tmp_path):
    page, window = laboratory.views.detectors, laboratory
    bring(qtbot, window, tmp_path / "runs.csv")
    card = page.record.view.card
    assert card.classes == ("helloflood:common", "normal", "roleflood:exploiting")
    assert (card.rows, card.groups) == (3000, 6)
    assert any("steady" in line.text() for line in page.record.view.lines)
    page.step(FEATURES)
    page.features.rank.click()
    settle(qtbot, window)
    assert set(page.features.model.best(2)) == {"joins", "asked"}
    assert page.features.model.weak("steady")
    page.features.strong.click()
    page.step(TRAIN)
    for name, box in page.train.form.methods.items():
        box.setChecked(name in {"DecisionTree", "RandomForest"})
    page.train.form.folds.setValue(2)
    page.train.train.click()
    settle(qtbot, window)
    pairs = {(s.name, s.split) for s in page.train.result.scores}
    assert pairs == {(name, split) for name in ("DecisionTree", "RandomForest") for split in ("grouped", "random")}
    assert page.train.acceptable()
    assert 0.9 < page.train.best().macro_f1 < 1.0
    assert page.train.best().incidents == 30
    assert set(page.train.best().delay_classes) == {0, 2}
    page.step(DEPLOY)
    page.deploy.name.setText("Bench")
    page.deploy.make.click()
    settle(qtbot, window)
    module = page.deploy.current()
    assert module.path == str(window.detectors.folder / "Bench.motedetector")
    assert module.method == page.train.result.best
    assert "steady" not in module.features
    fit = page.deploy.deployment
    assert fit.load_with > fit.load_before > 0
    assert page.deploy.foot.go.isEnabled() == fit.fits
    before = window.session.scenario
    window.detectors.deploy(module.path)
    assert window.session.scenario.detection.model == module.path
    assert window.session.scenario.detection.enabled
    settle(qtbot, window)
    assert "Bench" in page.deploy.foot.text()
    window.session.undo()
    assert window.session.scenario == before


def test_runs_are_recorded_and_learnt_from(qtbot, laboratory):
    page = laboratory.views.detectors
    page.specify.tree.check((("helloflood", "common"), ("roleflood", "exploiting")))
    for box, value in ((page.specify.seeds, 2), (page.specify.rounds, 240), (page.specify.burst, 40)):
        box.setValue(value)
    page.specify.bursts.setValue(2)
    assert page.specify.scenario.value() == "template:detection-bench"
    with LatencyProbe() as probe:
        page.record.empty.triggered.emit()
        settle(qtbot, laboratory)
    card = page.record.view.card
    assert card.classes == ("normal", "helloflood:common", "roleflood:exploiting")
    assert (card.counts[1:], card.groups) == ((160, 160), 6)
    assert "1" in {str(n) for f in page.features.model.features for n in f.classes}
    for name, box in page.train.form.methods.items():
        box.setChecked(name == "RandomForest")
    page.train.form.folds.setValue(2)
    with probe:
        page.train.train.click()
        settle(qtbot, laboratory)
    assert probe.percentile(0.99) < GAP_MS
    best = page.train.best()
    assert (best.split, best.incidents) == ("grouped", 8)
    assert best.macro_f1 > 0.8


def test_cancel_keeps_what_was_there(qtbot, laboratory):
    page = laboratory.views.detectors
    page.specify.seeds.setValue(200)
    page.record.empty.triggered.emit()
    qtbot.waitUntil(lambda: page.workbar.progress.total > 0, timeout=LONG)
    page.workbar.cancel.click()
    qtbot.waitUntil(lambda: page.workbar.progress.state == "cancelled", timeout=LONG)
    assert page.record.view.card is None
    assert page.record.body.currentWidget() is page.record.empty


def test_the_window_stays_smooth_while_all_methods_are_trained(qtbot, laboratory, tmp_path):
    page = laboratory.views.detectors
    bring(qtbot, laboratory, tmp_path / "runs.csv", 6000)
    page.step(TRAIN)
    with LatencyProbe() as probe:
        page.train.train.click()
        qtbot.waitUntil(lambda: page.workbar.progress.done >= 20, timeout=LONG)
        page.workbar.cancel.click()
        qtbot.waitUntil(lambda: page.workbar.progress.state == "cancelled", timeout=LONG)
    assert len(probe.gaps) > 50
    assert probe.percentile(0.99) < GAP_MS
    assert page.train.result is None


def test_a_module_made_before_is_there_the_next_time(qtbot, laboratory, tmp_path):
    page = laboratory.views.detectors
    bring(qtbot, laboratory, tmp_path / "runs.csv", 1200)
    page.train.form.set_methods(
        page.train.form.infos[:0] + tuple(i for i in page.train.form.infos if i.name == "Ridge")
    )
    page.train.train.click()
    settle(qtbot, laboratory)
    for _ in range(2):
        page.deploy.make.click()
        settle(qtbot, laboratory)
    names = [p.name for p in sorted(laboratory.detectors.folder.iterdir())]
    assert names == ["Ridge-2.motedetector", "Ridge.motedetector"]
    laboratory.detectors.folder.joinpath("bad.motedetector").write_text("no module")
    laboratory.detectors.workshop.ask("modules", str(laboratory.detectors.folder))
    settle(qtbot, laboratory)
    own = [m.name for m in page.deploy.modules if not m.path.startswith("builtin:")]
    assert sorted(own) == ["Ridge", "Ridge-2"]


def test_a_foreign_table_is_imported_through_the_dialog_and_trained(qtbot, laboratory, tmp_path):
    page, file = laboratory.views.detectors, tmp_path / "flows.csv"
    rows = [f"{k},{k % 3},{(k * 7) % 11},{'attack' if k % 3 else 'normal'}" for k in range(300)]
    file.write_text("number,rate,noise,Label\n" + "\n".join(rows) + "\n")
    page.record.file_chosen.emit(str(file))
    qtbot.waitUntil(lambda: page.record.dialog is not None, timeout=LONG)
    dialog = page.record.dialog
    assert dialog.label.value() == "Label"
    dialog.ok.click()
    settle(qtbot, laboratory)
    assert page.record.view.card.rows == 300
    assert page.train.order().splits == ("random",)
    out = tmp_path / "copy.csv"
    page.record.export_requested.emit(str(out))
    settle(qtbot, laboratory)
    assert out.read_text().splitlines()[0].replace('"', "") == "number,rate,noise,label"


def test_a_file_that_cannot_be_read_is_told(qtbot, laboratory, tmp_path):
    told = []
    laboratory.detectors.refused.connect(told.append)
    laboratory.views.detectors.record.file_chosen.emit(str(tmp_path / "none.csv"))
    qtbot.waitUntil(lambda: bool(told), timeout=LONG)
    assert "none.csv" in told[0]
    assert "\n" not in told[0]


def test_closing_the_window_ends_the_process(qtbot, laboratory):
    assert [p for p in multiprocessing.active_children() if p.name == "workshop"]
    laboratory.detectors.close()
    assert [p for p in multiprocessing.active_children() if p.name == "workshop"] == []


def test_nodes_that_may_run_a_module():
    scenario = template("s2-bench", 1)
    assert detectors_of(scenario.replace(roles=Roles())) == ()
    elected = scenario.replace(roles=scenario.roles.model_copy(update={"detectors": 1}))
    assert len(detectors_of(elected)) == len(scenario.nodes)
    first = scenario.nodes[0].model_copy(update={"roles": ("detector",)})
    named = elected.replace(nodes=(first, *scenario.nodes[1:]))
    assert [int(id_) for id_, _ in detectors_of(named)] == [first.id]
