"""The leader board of detectors on made-up scores: ordered, sorted, judged, looked at in detail."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from engine import api
from tests.gui.detector_fakes import (
    a_page,
    some_card,
    some_features,
    some_score,
    trained_page,
)
from widgets.detectors.board import F1, VERDICT
from widgets.detectors.curves import curves_figure, delays_figure
from widgets.detectors.detail import CONFUSION, DELAYS, PAPERS, PR, ROC
from widgets.detectors.order import Requirements, good_enough
from widgets.detectors.printed import TABLE_8
from widgets.detectors.stages import FEATURES, TRAIN
from widgets.detectors.words import ClassNames

MODEL = api.attack_model()


@pytest.fixture
def page(qtbot):
    return a_page(qtbot)


@pytest.fixture
def trained(qtbot):
    return trained_page(qtbot)


# -- train --------------------------------------------------------------------------------------------------------


def test_methods_of_the_paper_come_first_and_all_are_checked(page):
    assert list(page.train.form.methods) == ["RandomForest", "DecisionTree", "RidgeClassifier", "HistGradientBoosting"]
    assert page.train.order().methods == tuple(page.train.form.methods)
    assert "(ours)" in page.train.form.methods["HistGradientBoosting"].text()


def test_the_form_orders_what_it_says(trained, qtbot):
    form = trained.train.form
    form.methods["DecisionTree"].setChecked(False)
    form.splits["time"].setChecked(True)
    form.folds.setValue(5)
    form.tune.setChecked(True)
    with qtbot.waitSignal(trained.train_requested) as told:
        trained.train.train.click()
    order = told.args[0]
    assert order.methods == ("RandomForest", "RidgeClassifier", "HistGradientBoosting")
    assert order.splits == ("grouped", "random", "time")
    assert (order.folds, order.tune, order.seed) == (5, True, 1)


def test_without_runs_only_rows_can_be_kept_out(page):
    page.set_table(some_card(groups=0), some_features())
    assert page.train.order().splits == ("random",)
    assert not page.train.form.splits["grouped"].isEnabled()


def test_the_board_is_sorted_and_says_in_words_what_is_acceptable(trained):
    board = trained.train.board
    shown = [[board.sorted.index(r, c).data() for c in (VERDICT, F1)] for r in range(board.sorted.rowCount())]
    assert shown[0] == ["✓ acceptable", "0.981"]
    assert shown[-1] == ["✗ not acceptable", "0.761"]
    assert "F1 0.761 is below 0.90" in board.sorted.index(3, VERDICT).data(Qt.ItemDataRole.ToolTipRole)
    assert board.current().split == "grouped"
    assert board.current().name == "RandomForest"


def test_requirements_decide_and_the_way_back_opens(trained, qtbot):
    assert not trained.rail.loop.isEnabled()
    trained.specify.f1.setValue(0.99)
    assert trained.train.acceptable() is False
    assert trained.rail.loop.isEnabled()
    assert "not acceptable" in trained.train.foot.text()
    trained.go(TRAIN)
    trained.rail.loop.click()
    assert trained.stage == FEATURES
    trained.specify.f1.setValue(0.9)
    assert not trained.rail.loop.isEnabled()


def test_a_late_alarm_is_not_acceptable():
    limits = Requirements()
    assert good_enough(some_score(), limits)
    assert not good_enough(some_score(late=61.0), limits)
    assert not good_enough(some_score(f1=0.89), limits)
    assert good_enough(replace(some_score(), delays_s=()), limits), "a table without runs has no delays"


def test_another_table_takes_the_board_away(trained):
    trained.set_table(some_card(), some_features())
    assert trained.train.result is None
    assert not trained.deploy.make.isEnabled()


def test_the_confusion_matrix_has_all_numbers(trained):
    detail = trained.train.detail
    detail.tabs.setCurrentIndex(CONFUSION)
    table, matrix = detail.confusion.table, detail.score.confusion
    shown = [[int(table.item(r, c).text().replace("\u2009", "").replace("·", "0")) for c in range(5)] for r in range(5)]
    assert shown == matrix.tolist()
    table.setCurrentCell(1, 2)
    assert "“Sinkhole, common” were taken for “Sinkhole, exploiting”" in detail.confusion._hint.text()


@pytest.mark.parametrize(("tab", "name"), [(ROC, "roc"), (PR, "pr"), (DELAYS, "delays")])
def test_curves_and_delays_are_drawn_and_read_out(trained, tab, name):
    detail = trained.train.detail
    detail.tabs.setCurrentIndex(tab)
    assert detail.body.currentWidget() is detail.chart
    assert detail.chart.figure.name == name
    detail.chart.read_out(0)
    assert detail.chart.place()
    assert detail.chart.readout()


def test_a_method_without_certainty_says_why_there_is_no_curve(trained):
    board, detail = trained.train.board, trained.train.detail
    board.show_row(3)
    detail.tabs.setCurrentIndex(ROC)
    assert detail.body.currentWidget() is detail._none
    assert "no curve" in detail._none.text()


def test_every_delay_is_in_one_bar_and_the_limit_is_marked():
    score = replace(some_score(), delays_s=(0.0, 1.0, 5.0, 5.0, 90.0))
    figure = delays_figure(score, Requirements())
    assert sum(figure.series[0].mean) == 5
    assert len(figure.ticks) == len(figure.series[0].x)
    mark = figure.markers[0].x + 0.5
    width = float(figure.ticks[0].split("–")[1])
    assert mark * width == pytest.approx(60.0)
    assert delays_figure(some_score(), Requirements()).markers == ()


def test_the_hardest_classes_are_drawn_when_they_are_many():
    score = some_score()
    many = replace(score, roc=tuple(replace(score.roc[0], name=f"c{k}", area=k / 40) for k in range(30)))
    assert [s.name.partition(",")[0] for s in curves_figure(many, ClassNames(), precision=False).series] == [
        f"c{k}" for k in range(8)
    ]


def test_table_8_stands_beside_ours(trained):
    detail = trained.train.detail
    detail.tabs.setCurrentIndex(PAPERS)
    table = detail.papers.printed
    rows = [[table.item(r, c).text() for c in range(8)] for r in range(5)]
    assert rows[0][:7] == ["Sinkhole, common", "0.961", "0.99", "1.0\u2009s", "1.2\u2009s", "SVM", "86\u2009%"]
    assert rows[2][7] == "54.3\u2009% / 65.7\u2009% (+21.0\u2009%)", "the row over 20 % of n:S2-134"
    assert [row[1] for row in rows] == ["0.961", "0.951", "0.971", "0.941", "0.961"]
    assert rows[4][3] == "2.0\u2009s"
    increase = sum(r.cpu_with / r.cpu_without - 1 for r in TABLE_8) / len(TABLE_8)
    assert round(100 * increase, 1) == 17.7
    assert round(100 * sum(r.throughput for r in TABLE_8) / len(TABLE_8), 1) == 87.8


def test_the_literature_is_laid_over(trained):
    papers = trained.train.detail.papers
    trained.train.detail.tabs.setCurrentIndex(PAPERS)
    papers.literature.setChecked(True)
    assert papers.body.currentWidget() is papers.works
    rows = [[papers.works.item(r, c).text() for c in range(5)] for r in range(papers.works.rowCount())]
    assert len(rows) == 17
    assert "recall: common 0.97, exploiting 0.94" in rows[2][4]
