"""The workspace of experiments on made-up presets and results: chosen, set up, told, read, written to files."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from engine.readmodel.experiment import Progress
from tests.gui.experiment_fakes import (
    checked,
    loss_figure,
    loss_result,
    some_presets,
)
from widgets.experiments.order import Check, Earlier
from widgets.experiments.page import RESULT, SET_UP, ExperimentsPage

PRESETS = {p.name: p for p in some_presets()}


@pytest.fixture
def page(qtbot):
    made = ExperimentsPage()
    qtbot.addWidget(made)
    made.set_presets(some_presets())
    made.set_machine(4, cluster=False)
    made.set_document("My field")
    made.set_vocabulary(("trust.threshold", "trust.enabled", "radio.range_m"), ("lost", "honest_lost", "sum("))
    made.resize(1204, 725)
    made.orders = []
    made.check_requested.connect(made.orders.append)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def answered(page):
    """The page with checks answered at once, all of them good."""
    page.check_requested.connect(lambda o: page.show_check(checked(o, PRESETS[o.plan.experiment])))
    return page


# -- choosing -----------------------------------------------------------------------------------------------------


def test_importing_the_page_does_not_import_pyqtgraph():
    code = "import sys, widgets.experiments.page; sys.exit('pyqtgraph' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_empty_page_says_what_to_do_and_does_it(page):
    assert page.body.currentWidget() is page.empty
    assert page.head.isHidden()
    page.empty.triggered.emit()
    assert page.current == "s3-fig3"
    assert page.gallery.cards["s3-fig3"].isChecked()
    assert not page.head.isHidden()


def test_each_card_tells_what_the_paper_claims_and_the_sweep_names_the_scenario(page):
    cards = page.gallery.cards
    assert list(cards) == list(PRESETS)
    assert "lost packets" in cards["s3-fig4"].accessibleDescription()
    assert "S3, Fig. 4" in cards["s3-fig4"].accessibleName()
    assert "My field" in cards["sweep"].accessibleDescription()


def test_up_and_down_go_from_card_to_card(page, qtbot):
    cards = page.gallery.cards
    page.choose("s3-fig3")
    cards["s3-fig3"].setFocus()
    qtbot.keyClick(cards["s3-fig3"], Qt.Key.Key_Down)
    assert page.current == "s3-fig4"
    assert cards["s3-fig4"].hasFocus()
    qtbot.keyClick(cards["s3-fig4"], Qt.Key.Key_Up)
    assert page.current == "s3-fig3"


def test_earlier_results_are_listed_and_chosen(page, qtbot):
    page.set_earlier((Earlier("/a", "s3-fig4, 20 seeds", 1.7e9), Earlier("/b", "sweep, 3 seeds", 1.6e9)))
    button = page.gallery._old.itemAt(1).widget()
    with qtbot.waitSignal(page.folder_chosen) as told:
        button.click()
    assert told.args == ["/b"]


# -- setting up ---------------------------------------------------------------------------------------------------


def test_an_untouched_preset_orders_nothing_but_itself(page, qtbot):
    page.choose("s3-fig4")
    qtbot.waitUntil(lambda: bool(page.orders))
    plan = page.orders[-1].plan
    assert (plan.experiment, plan.seeds, plan.rounds) == ("s3-fig4", tuple(range(1, 21)), 300)
    assert plan.axes == plan.changes == plan.measures == ()
    assert (page.orders[-1].workers, page.orders[-1].scheduler, page.orders[-1].out) == (0, "", "")


def test_the_form_orders_what_it_says(answered, qtbot):
    page = answered
    page.choose("s3-fig4")
    form = page.forms["s3-fig4"]
    form.what.edits[1].setText("5, 10")
    form.what.fields["trust.threshold"].box.setValue(0.9)
    form.how.seed_count.setValue(3)
    form.how.workers.setValue(2)
    form.how.folder.setText("/some/folder")
    form.ask()
    order = page.orders[-1]
    assert [(a.path, a.values) for a in order.plan.axes] == [("attacks.0.count", (5, 10))]
    assert [(c.path, c.value) for c in order.plan.changes] == [("trust.threshold", 0.9)]
    assert (order.plan.seeds, order.workers, order.out) == ((1, 2, 3), 2, "/some/folder")


def test_runs_and_time_are_told_before_the_start(answered):
    answered.choose("s3-fig4")
    form = answered.forms["s3-fig4"]
    form.ask()
    assert form._sum.text() == "54 settings × 20 seeds = 1\u2009080 runs of 300 rounds"
    assert form._time.text() == "about 52\u2009s on 4 cores"
    assert form.start.isEnabled()


def test_an_edit_takes_the_start_away_until_it_was_checked(answered, qtbot):
    answered.choose("s3-fig4")
    form = answered.forms["s3-fig4"]
    form.ask()
    form.how.seed_count.setValue(2)
    assert not form.start.isEnabled()
    qtbot.waitUntil(form.start.isEnabled)
    assert "2 seeds" in form._sum.text()


def test_an_answer_on_what_the_form_no_longer_says_is_ignored(page):
    page.choose("s3-fig4")
    form = page.forms["s3-fig4"]
    form.ask()
    old = page.orders[-1]
    form.how.seed_count.setValue(2)
    page.show_check(checked(old, PRESETS["s3-fig4"]))
    assert not form.start.isEnabled()


def test_bad_values_are_told_in_their_row_and_nothing_is_asked(page):
    page.choose("sweep")
    form = page.forms["sweep"]
    asked = len(page.orders)
    form.what.axes.append("attacks.0.count", "40..0")
    form.ask()
    row = form.what.axes.rows[1]
    assert row.advice.bad
    assert "“40..0” is not a range" in row.advice.text()
    assert not form.what.axes.rows[0].advice.bad
    assert not form.start.isEnabled()
    assert len(page.orders) == asked


@pytest.mark.parametrize(
    ("place", "advice"),
    [
        ("axis:0", lambda f: f.what.axes.rows[0].advice),
        ("measure:0", lambda f: f.what.measures.rows[0].advice),
        ("folder", lambda f: f.how.folder_advice),
        ("seeds", lambda f: f.how.seeds.advice),
        ("", lambda f: f._advice),
    ],
)
def test_a_fault_is_told_in_its_place(page, place, advice):
    page.choose("sweep")
    form = page.forms["sweep"]
    form.ask()
    page.show_check(Check(page.orders[-1], faults=((place, "does not fit; mend it"),)))
    assert advice(form).bad
    assert advice(form).text() == "does not fit; mend it"
    assert not form.start.isEnabled()
    page.show_check(checked(page.orders[-1], PRESETS["sweep"]))
    assert not advice(form).bad
    assert form.start.isEnabled()


def test_without_the_extra_a_cluster_cannot_be_chosen_and_the_reason_is_told(page):
    page.choose("s3-fig4")
    how = page.forms["s3-fig4"].how
    assert not how.cluster.isEnabled()
    assert not how.address.isEnabled()
    assert "motewarden[cluster]" in how.cluster_advice.text()
    page.set_machine(4, cluster=True)
    how.cluster.click()
    assert how.address.isEnabled()
    assert not how.workers.isEnabled()
    page.forms["s3-fig4"].ask()
    assert "no address" in how.cluster_advice.text()
    how.address.setText("tcp://there:8786")
    page.forms["s3-fig4"].ask()
    assert page.orders[-1].scheduler == "tcp://there:8786"


def test_finished_runs_in_the_folder_are_told_and_gone_on_with(page):
    page.choose("s3-fig4")
    form = page.forms["s3-fig4"]
    form.ask()
    page.show_check(checked(page.orders[-1], PRESETS["s3-fig4"], kept=312))
    assert "312 of 1\u2009080 runs are finished here" in form.how.folder_advice.text()
    assert form.start.text() == "Go on"


def test_paths_and_columns_are_completed(page, qtbot):
    page.choose("sweep")
    form = page.forms["sweep"]
    path, measure = form.what.axes.rows[0].edits[0], form.what.measures.rows[0].edits[0]
    path.clear()
    qtbot.keyClicks(path, "thresh")
    assert path.offers() == ["trust.threshold"]
    path.insert_choice("trust.threshold")
    assert path.text() == "trust.threshold"
    measure.clear()
    qtbot.keyClicks(measure, "x = sum(honest")
    assert measure.offers() == ["honest_lost"]
    measure.insert_choice("honest_lost")
    assert measure.text() == "x = sum(honest_lost"


def test_rows_come_and_go(answered):
    answered.choose("sweep")
    what = answered.forms["sweep"].what
    what.axes.add.click()
    assert len(what.axes.rows) == 2
    what.axes.rows[0].remove.click()
    assert [row.edits[0].text() for row in what.axes.rows] == [""]
    what.measures.rows[0].remove.click()
    answered.forms["sweep"].ask()
    assert "nothing is measured" in answered.forms["sweep"]._advice.text()


# -- running ------------------------------------------------------------------------------------------------------


def started(page, name="s3-fig4"):
    page.choose(name)
    page.forms[name].ask()
    orders = []
    page.start_requested.connect(orders.append)
    page.forms[name].start.click()
    page.show_started(orders[-1])
    return orders[-1]


def test_a_start_names_the_folder_and_shows_what_grows(answered):
    order = started(answered)
    assert order.out == "/results/here"
    assert answered.tabs.currentIndex() == RESULT
    assert answered.runbar.going
    answered.show_progress(Progress("running", 612, 1080, 100, 2, 42.0, 2))
    words = answered.runbar.words()
    for part in ("612 of 1\u2009080 runs", "about 42\u2009s left", "100 kept", "2 runs done again", "2 workers"):
        assert part in words
    assert answered.runbar.bar.value() == 612
    assert answered.gallery.cards["s3-fig4"].note() == "56 %"
    answered.show_figures((loss_figure(4),))
    view = answered.results["s3-fig4"]
    assert view.some()
    assert view.claims.isHidden()


def test_while_one_runs_no_other_starts(answered):
    started(answered)
    answered.choose("s3-fig5")
    form = answered.forms["s3-fig5"]
    form.ask()
    assert not form.start.isEnabled()
    assert "S3, Fig. 4" in form._time.text()
    assert not answered.runbar.isHidden()
    answered.show_progress(Progress("cancelled", 3, 1080))
    assert form.start.isEnabled()


def test_cancel_is_asked_once_and_going_on_starts_the_same_order(answered, qtbot):
    order = started(answered)
    answered.show_progress(Progress("running", 10, 1080))
    with qtbot.waitSignal(answered.cancel_requested):
        answered.runbar.cancel.click()
    assert not answered.runbar.cancel.isEnabled()
    answered.show_progress(Progress("cancelled", 12, 1080))
    assert "12 of 1\u2009080 runs are finished and kept" in answered.runbar.words()
    with qtbot.waitSignal(answered.start_requested) as told:
        answered.runbar.again.click()
    assert told.args == [order]


def test_a_failure_is_told_whole(answered):
    started(answered)
    message = "/results/here: cannot write results: no space left on device; choose another folder, or make room"
    answered.show_progress(Progress("failed", 3, 1080, message=message))
    assert answered.runbar.words() == message
    assert not answered.runbar.again.isHidden()
    assert answered.runbar.bar.isHidden()
    assert answered.running == ""


def test_the_result_comes_into_sight_where_it_was_awaited(answered):
    started(answered)
    answered.show_result(loss_result(), "/results/here", bring=False)
    answered.show_progress(Progress("done", 1080, 1080))
    assert answered.runbar.isHidden()
    view = answered.results["s3-fig4"]
    assert answered.body.currentWidget() is view
    assert not view.claims.isHidden()
    assert answered.gallery.cards["s3-fig4"].note() == "✓ 4  ✗ 1  ? 1"


def test_a_result_does_not_push_aside_what_the_user_went_to(answered):
    started(answered)
    answered.choose("sweep")
    answered.show_result(loss_result(), "/results/here", bring=False)
    assert answered.current == "sweep"
    assert answered.tabs.currentIndex() == SET_UP
    answered.choose("s3-fig4")
    assert answered.tabs.currentIndex() == RESULT


def test_a_result_of_an_unknown_experiment_is_shown_without_a_form(page):
    page.show_result(replace(loss_result(), experiment="of-old", title="Of old"), "/x")
    assert page.current == "of-old"
    assert page.body.currentWidget() is page.results["of-old"]
    assert not page.tabs.isTabEnabled(SET_UP)


# -- room ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(1204, 725), (948, 693)], ids=str)
@pytest.mark.parametrize("name", ["s3-fig4", "sweep"])
def test_nothing_is_over_another_or_cut_off(answered, qtbot, size, name):
    page = answered
    page.resize(*size)
    page.choose(name)
    page.forms[name].ask()
    qtbot.wait(20)
    assert page.minimumSizeHint().width() <= size[0]
    assert page.minimumSizeHint().height() <= size[1]
    form = page.forms[name]
    assert form._scroll.horizontalScrollBar().maximum() == 0
    for label in form.findChildren(QLabel):
        if label.isVisible() and label.text() and not label.wordWrap():
            assert label.width() >= label.sizeHint().width() - 1, label.text()
    inside = form._scroll.widget().rect()
    for child in form._scroll.widget().findChildren(QWidget):
        if child.isVisible():
            assert inside.contains(child.mapTo(form._scroll.widget(), child.rect().center())), child


def test_plain_keys_stay_in_the_page(answered, qtbot):
    answered.choose("s3-fig4")
    form = answered.forms["s3-fig4"]
    form.ask()
    form.start.setFocus()
    with qtbot.waitSignal(answered.start_requested):
        qtbot.keyClick(form.start, Qt.Key.Key_Space)


def test_the_keyboard_reaches_everything_in_reading_order(answered, qtbot):
    page = answered
    page.choose("s3-fig4")
    page.forms["s3-fig4"].ask()
    page.activateWindow()
    page.gallery.cards["s3-fig4"].setFocus()
    seen = []
    for _ in range(40):
        page.focusNextChild()
        focus = QApplication.focusWidget()
        if focus in seen:
            break
        seen.append(focus)
    form = page.forms["s3-fig4"]
    wanted = [page.tabs, form.what.edits[0], form.how.seed_count, form.how.folder, form.start]
    places = [seen.index(w) for w in wanted]
    assert places == sorted(places)
    assert all(w.accessibleName() or getattr(w, "text", str)() for w in seen), [
        w for w in seen if not (w.accessibleName() or getattr(w, "text", str)())
    ]
