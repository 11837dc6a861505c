"""Figures and claims of experiments on made-up results: drawn, read out, written to files."""

from __future__ import annotations

import csv
from dataclasses import replace
from itertools import pairwise
from math import nan

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QStyleOptionViewItem

from tests.gui.experiment_fakes import alive_figure, bars_figure, loss_figure, some_claims
from widgets.common.theme import theme
from widgets.experiments.claims import ClaimsTable
from widgets.experiments.figure import FigureView
from widgets.experiments.inks import inks_of

# -- figures ------------------------------------------------------------------------------------------------------


@pytest.fixture
def view(qtbot):
    made = FigureView()
    qtbot.addWidget(made)
    made.resize(900, 420)
    made.show()
    return made


def test_curves_are_told_apart_by_more_than_colour(qapp):
    inks = inks_of(loss_figure().series)
    assert len({(i.dash, i.mark) for i in inks}) == len(inks)
    assert {i.colour.name() for i in inks[::2]} == {QColor(theme().good).name()}
    assert {i.colour.name() for i in inks[1::2]} == {QColor(theme().danger).name()}
    bars = inks_of(bars_figure().series)
    assert bars[0].hatch != bars[1].hatch


def test_a_figure_is_read_out_at_its_ends_under_the_pointer_and_by_keys(view, qtbot):
    view.set_figure(loss_figure())
    assert view.place() == ""
    assert "black hole, unprotected 0.700 ± 0.078" in view.readout()
    box = view.plot.item.getViewBox()
    at = view.plot.plot.mapFromScene(box.mapViewToScene(QPointF(10.4, 0.3)))
    view.plot._moved(view.plot.plot.mapToScene(QPoint(at)))
    assert view.place() == "malicious nodes of 100 10"
    assert "black hole, unprotected 0.359" in view.readout()
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.place() == "malicious nodes of 100 15"
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert view.place() == "malicious nodes of 100 0"
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view.place() == ""


def test_marks_are_told_under_the_title(view):
    view.set_figure(alive_figure())
    assert "┊ attack begins: 20" in view._caption.full_text()
    assert len(view.plot._marks) == 3


@pytest.mark.parametrize("shape", ["bars", "stack"])
def test_bars_stand_on_zero_and_name_their_words(view, qtbot, shape):
    view.set_figure(bars_figure(shape))
    low, high = view.plot.item.getViewBox().viewRange()[1]
    assert low == 0
    assert high > (2000 if shape == "stack" else 1400)
    view.read_out(1)
    assert view.place() == "half of the nodes"
    assert view.readout() == "LEACH 520 ± 12, PEGASIS 1\u2009230 ± 12"


def test_wide_bands_of_few_seeds_do_not_squeeze_the_curves(view):
    figure = loss_figure()
    wide = tuple(replace(s, low=tuple(m - 9 for m in s.mean), high=tuple(m + 9 for m in s.mean)) for s in figure.series)
    view.set_figure(replace(figure, series=wide))
    low, high = view.plot.item.getViewBox().viewRange()[1]
    assert low == 0
    assert high < 2 * max(m for s in figure.series for m in s.mean)


def test_one_seed_and_gaps_are_drawn_and_said(view):
    figure = loss_figure(n=1)
    gap = replace(figure.series[0], mean=(0.1, nan, 0.3, *figure.series[0].mean[3:]))
    view.set_figure(replace(figure, series=(gap, *figure.series[1:])))
    assert view._note.text() == "one seed, no bands"
    view.read_out(1)
    assert "corrupt, protected" not in view.readout()
    assert "corrupt, unprotected 0.188" in view.readout()


def test_names_in_the_gutter_stay_inside_and_apart(view):
    view.set_figure(loss_figure())
    gutter = view.plot.gutter
    height = gutter._height()
    tops = sorted(label.top for label in gutter.labels)
    assert all(b - a >= height - 1e-6 for a, b in pairwise(tops))
    assert tops[-1] + height <= gutter.height()


def test_a_figure_is_written_as_picture_drawing_and_table(view, tmp_path):
    view.set_figure(loss_figure())
    view.export_png(tmp_path / "f.png")
    view.export_svg(tmp_path / "f.svg")
    view.export_csv(tmp_path / "f.csv")
    assert QImage(str(tmp_path / "f.png")).width() == 2 * view.width()
    assert "<svg" in (tmp_path / "f.svg").read_text()
    rows = list(csv.reader((tmp_path / "f.csv").read_text().splitlines()))
    assert rows[0] == ["series", "x", "mean", "low95", "high95", "n", "unit"]
    assert len(rows) == 1 + 6 * 9
    assert rows[1][:2] == ["corrupt, protected", "0"]


def test_a_new_theme_repaints_the_figure(view, themed):
    view.set_figure(loss_figure())
    before = view.grab().toImage()
    themed("light")
    after = view.grab().toImage()
    assert before.pixelColor(5, 5) == QColor("#151a21")
    assert after.pixelColor(5, 5) == QColor("#f3f5f7")


# -- claims -------------------------------------------------------------------------------------------------------


def test_claims_have_a_sign_a_word_and_a_colour(qtbot):
    table = ClaimsTable()
    qtbot.addWidget(table)
    table.resize(900, 300)
    table.set_claims(some_claims())
    table.show()
    words = [table.table.item(row, 0).text() for row in range(6)]
    assert words == ["holds", "holds", "holds", "holds", "fails", "cannot be decided"]
    tones = {table.table.item(row, 0).foreground().color().name() for row in (0, 4, 5)}
    assert len(tones) == 3
    assert all(not table.table.item(row, 0).icon().isNull() for row in range(6))
    assert "✓ 4 hold" in table._summary.text()
    assert "✗ 1 fails" in table._summary.text()
    assert table.table.item(0, 2).text().startswith("9% to 15%")


@pytest.mark.parametrize("width", [1100, 640])
def test_rows_of_claims_show_all_their_words(qtbot, width):
    table = ClaimsTable()
    qtbot.addWidget(table)
    table.resize(width, 400)
    table.set_claims(some_claims())
    table.show()
    qtbot.wait(50)
    view = table.table
    for row in range(view.rowCount()):
        hints = (view.itemDelegate().sizeHint(_option(view, row, c), view.model().index(row, c)) for c in range(4))
        assert view.rowHeight(row) >= max(hint.height() for hint in hints) - 8


def _option(view, row, column):
    option = QStyleOptionViewItem()
    view.initViewItemOption(option)
    option.rect = view.visualRect(view.model().index(row, column))
    return option
