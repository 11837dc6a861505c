"""The workspace of detectors on made-up tables and scores: specified, shown, ranked, judged, deployed."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from engine import api
from engine.readmodel.laboratory import LabProgress
from tests.gui.detector_fakes import (
    CLASSES,
    a_deployment,
    a_page,
    some_card,
    some_columns,
    some_features,
    some_module,
    some_scores,
    trained_page,
)
from widgets.detectors.attacks import FIRST
from widgets.detectors.importing import ImportDialog
from widgets.detectors.order import Requirements
from widgets.detectors.ranking import MEAN, NAME
from widgets.detectors.stages import DEPLOY, RECORD, SPECIFY
from widgets.detectors.words import ClassNames

MODEL = api.attack_model()


@pytest.fixture
def page(qtbot):
    return a_page(qtbot)


@pytest.fixture
def trained(qtbot):
    return trained_page(qtbot)


# -- specify ------------------------------------------------------------------------------------------------------


def test_importing_the_page_does_not_import_pyqtgraph():
    code = "import sys, widgets.detectors.page; sys.exit('pyqtgraph' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_paper_s_attacks_are_specified_at_first(page):
    spec = page.specify.specification()
    assert spec.attacks == FIRST
    assert (spec.seeds, spec.rounds, spec.bursts, spec.burst_rounds) == ((1, 2, 3, 4), 600, 4, 60)
    assert page.specify.requirements() == Requirements(0.9, 60.0, 0.2)
    assert "20 runs of 600 rounds" in page.specify.foot.text()


def test_every_attack_is_there_in_each_of_its_variations(page):
    page.specify.tree.check_all()
    checked = page.specify.tree.checked()
    wanted = {(e.kind, "common") for e in MODEL.entries} | {
        (e.kind, "exploiting") for e in MODEL.entries if e.exploiting
    }
    assert set(checked) == wanted
    assert len(checked) == len(wanted)


def test_a_class_takes_all_of_its_attacks(page):
    page.specify.tree.check(())
    page.specify.tree.topLevelItem(4).setCheckState(0, Qt.CheckState.Checked)
    assert {kind for kind, _ in page.specify.tree.checked()} == {"jamming"}


@pytest.mark.parametrize("what", ["attacks", "time"])
def test_what_cannot_be_recorded_is_told_and_not_asked_for(page, what):
    asked = []
    page.record_requested.connect(asked.append)
    if what == "attacks":
        page.specify.none.click()
    else:
        page.specify.burst.setValue(200)
    assert not page.specify.foot.go.isEnabled()
    assert page.specify.fault() in page.specify.foot.text()
    page.go(RECORD)
    page.record.empty.triggered.emit()
    assert asked == []
    page.specify.paper.click()
    page.specify.burst.setValue(60)
    page.record.empty.triggered.emit()
    assert asked == [page.specify.specification()]


# -- record -------------------------------------------------------------------------------------------------------


def test_a_table_is_told_with_rows_classes_and_doubts(page):
    page.set_table(some_card(warnings=("“rate” tells the class by itself",)), some_features())
    view = page.record.view
    assert [n for _, n, _ in view.bars.rows()] == [9210, 830, 790, 905, 861]
    assert [quiet for *_, quiet in view.bars.rows()] == [True, False, False, False, False]
    assert view.lines[0].text() == "“rate” tells the class by itself"
    assert view.lines[0].bad
    assert "312 rows" in view._labels[4][1].text()
    assert page.rail.buttons[RECORD].done


def test_while_something_goes_on_nothing_else_begins(trained):
    page = trained
    page.show_progress(LabProgress("running", "train", 3, 12, "Random forest, fold 2"))
    assert not page.workbar.isHidden()
    assert "3 of 12" in page.workbar.words()
    buttons = (page.record.record, page.record.bring, page.features.rank, page.train.train, page.deploy.make)
    assert not any(b.isEnabled() for b in buttons)
    page.show_progress(LabProgress("done", "train", 12, 12))
    assert page.workbar.isHidden()
    assert all(b.isEnabled() for b in buttons)


def test_cancel_is_asked_once_and_a_failure_is_told_whole(page, qtbot):
    page.show_progress(LabProgress("running", "record", 0, 20))
    with qtbot.waitSignal(page.cancel_requested):
        page.workbar.cancel.click()
    assert not page.workbar.cancel.isEnabled()
    page.show_progress(LabProgress("cancelled", "record", 4, 20))
    assert "Cancelled" in page.workbar.words()
    page.show_progress(LabProgress("failed", "record", text="runs: no detector; give a node the role"))
    assert page.workbar.words() == "runs: no detector; give a node the role"


def test_a_foreign_table_is_mapped_column_by_column(qtbot):
    dialog = ImportDialog(some_columns())
    qtbot.addWidget(dialog)
    assert dialog.fault() == ""
    mapping = dialog.mapping()
    assert (mapping.label, mapping.group, mapping.time) == ("Label", "", "ts")
    assert mapping.leave_out == ("src",)
    dialog.table.item(2, 0).setCheckState(Qt.CheckState.Unchecked)
    assert dialog.mapping().leave_out == ("src", "bytes")
    assert dialog.table.item(2, 3).text() == "left out"
    with qtbot.waitSignal(dialog.mapped) as told:
        dialog.ok.click()
    assert told.args == [dialog.mapping()]


def test_a_table_without_a_class_is_not_read(qtbot):
    dialog = ImportDialog(replace(some_columns(), suggested_label=""))
    qtbot.addWidget(dialog)
    assert "no label" in dialog.fault()
    assert not dialog.ok.isEnabled()
    dialog.label.setCurrentIndex(dialog.label.findData("Label"))
    assert dialog.ok.isEnabled()
    dialog.table.item(1, 0).setCheckState(Qt.CheckState.Checked)
    assert "“src” holds words" in dialog.fault()
    dialog.time.setCurrentIndex(dialog.time.findData("Label"))
    assert "two things" in dialog.fault()


# -- features -----------------------------------------------------------------------------------------------------


def test_features_are_ranked_and_the_weak_are_dimmed_and_slanted(page):
    page.set_table(some_card(), some_features())
    stage = page.features
    assert not stage.take.isEnabled()
    page.set_scores(some_scores())
    means = [stage.sorted.index(r, MEAN).data(Qt.ItemDataRole.UserRole) for r in range(stage.sorted.rowCount())]
    assert means == sorted(means, reverse=True)
    last = stage.sorted.index(stage.sorted.rowCount() - 1, NAME)
    assert last.data(Qt.ItemDataRole.FontRole).italic()
    assert "Weak" in last.data(Qt.ItemDataRole.ToolTipRole)
    assert stage.sorted.index(0, NAME).data(Qt.ItemDataRole.FontRole) is None
    assert stage.chart.figure.series[0].mean == some_scores().gained


def test_the_features_that_are_checked_are_trained_on(trained):
    stage = trained.features
    assert trained.train.order().features == ()
    assert stage.many.value() == 6, "the fewest within a hundredth of the best"
    stage.take.click()
    assert trained.train.order().features == tuple(f"feature_{k}" for k in range(6))
    stage.strong.click()
    assert not any(stage.model.weak(name) for name in trained.train.order().features)
    stage.model.pick(set())
    assert not trained.train.train.isEnabled()
    assert "no feature" in trained.train.foot.text()


# -- deploy -------------------------------------------------------------------------------------------------------


def test_a_module_is_asked_for_with_the_best_method(trained, qtbot):
    deploy = trained.deploy
    assert deploy.method.value() == "RandomForest"
    deploy.name.setText("Bench")
    with qtbot.waitSignal(deploy.make_requested) as told:
        deploy.make.click()
    assert (told.args[0].name, told.args[0].method, told.args[0].path) == ("Bench", "RandomForest", "")


def test_a_module_that_fits_is_put_into_the_scenario(trained, qtbot):
    deploy, asked = trained.deploy, []
    deploy.check_requested.connect(lambda path, node: asked.append((path, node)))
    trained.set_modules((some_module(),))
    assert asked == [("/modules/bench.motedetector", 7)]
    assert not deploy.foot.go.isEnabled()
    deploy.show_deployment(a_deployment())
    with qtbot.waitSignal(deploy.deploy_requested) as told:
        deploy.foot.go.click()
    assert told.args == ["/modules/bench.motedetector"]
    trained.set_document("My field", "/modules/bench.motedetector", (("7", "Detector 7"),))
    assert not deploy.foot.go.isEnabled()
    assert deploy.out.isEnabled()
    assert "runs Bench" in deploy.foot.text()
    assert trained.rail.buttons[DEPLOY].done


def test_a_module_that_is_too_costly_is_refused_with_the_reason(trained):
    deploy = trained.deploy
    trained.set_modules((some_module(),))
    deploy.show_deployment(a_deployment(fits=False))
    assert not deploy.foot.go.isEnabled()
    assert deploy.verdict.bad
    assert "61.3 %" in deploy.verdict.text()
    assert [fits for *_, fits in deploy.bars.rows()] == [True, False, True]


def test_an_answer_on_another_node_is_ignored_and_no_detector_is_told(trained):
    deploy = trained.deploy
    trained.set_modules((some_module(),))
    deploy.show_deployment(a_deployment(node=9))
    assert deploy.deployment is None
    trained.set_document("My field", "", ())
    assert "no node with the detector role" in deploy.verdict.text()


# -- keys, room, looks --------------------------------------------------------------------------------------------


def test_left_and_right_go_from_stage_to_stage(page, qtbot):
    first = page.rail.buttons[SPECIFY]
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Right)
    assert page.stage == RECORD
    assert page.rail.buttons[RECORD].hasFocus()
    qtbot.keyClick(page.rail.buttons[RECORD], Qt.Key.Key_Left)
    assert page.stage == SPECIFY


@pytest.mark.parametrize("size", [(1204, 725), (948, 693)], ids=str)
@pytest.mark.parametrize("stage", range(5))
def test_nothing_is_cut_off(trained, qtbot, size, stage):
    page = trained
    page.set_modules((some_module(),))
    page.deploy.show_deployment(a_deployment())
    page.resize(*size)
    page.go(stage)
    qtbot.wait(20)
    assert page.minimumSizeHint().width() <= size[0]
    assert page.minimumSizeHint().height() <= size[1]
    for label in page.stages[stage].findChildren(QLabel):
        if label.isVisible() and label.text() and not label.wordWrap():
            assert label.width() >= label.sizeHint().width() - 1 or label.toolTip(), label.text()


@pytest.mark.parametrize("stage", range(5))
def test_the_keyboard_reaches_everything_and_everything_has_a_name(trained, stage):
    page = trained
    page.set_modules((some_module(),))
    page.deploy.show_deployment(a_deployment())
    page.go(stage)
    page.activateWindow()
    page.rail.buttons[0].setFocus()
    seen = [QApplication.focusWidget()]
    for _ in range(60):
        page.focusNextChild()
        focus = QApplication.focusWidget()
        if focus in seen:
            break
        seen.append(focus)
    assert page.stages[stage].foot.go in seen
    nameless = [w for w in seen if not (w.accessibleName() or getattr(w, "text", str)())]
    assert nameless == []


def test_classes_are_called_by_the_catalogue():
    names = ClassNames(MODEL.entries)
    assert [names.of(c) for c in CLASSES[:3]] == ["no attack", "Sinkhole, common", "Sinkhole, exploiting"]
    assert names.of("BENIGN") == "BENIGN"
