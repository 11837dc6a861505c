from __future__ import annotations

import csv
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QImage

from engine.readmodel.metrics import COLUMN
from tests.gui.fakes import fake_snapshot
from tests.gui.panel_fakes import some_rows
from widgets.charts import store as data
from widgets.charts.charts import Charts
from widgets.charts.figure import render_figure


@pytest.fixture
def charts(qtbot):
    made = Charts()
    qtbot.addWidget(made)
    made.resize(1100, 260)
    return made


def test_importing_the_charts_does_not_import_pyqtgraph():
    code = "import sys, widgets.charts.charts; sys.exit('pyqtgraph' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_hidden_charts_draw_nothing(charts):
    charts.append(some_rows())
    charts.refresh()
    assert charts.cells == {}


def test_shown_charts_draw_what_came_before(charts, qtbot):
    charts.append(some_rows())
    charts.set_snapshot(replace(fake_snapshot(10), threshold=0.85, trust_enabled=True))
    charts.show()
    qtbot.waitUntil(lambda: set(charts.cells) == {"alive", "flow", "energy", "trust", "roles", "harm"}, timeout=8000)
    qtbot.waitUntil(lambda: "P" in charts.cells["trust"]._marks)
    assert "attack 5.0" in charts.cells["flow"].readout()
    assert set(charts.cells["alive"]._marks) == {"FND", "HND", "LND"}


def test_refresh_is_cheap_on_a_long_run(charts, qtbot):
    charts.append(np.tile(some_rows(1000), (20, 1)))
    charts.show()
    qtbot.waitUntil(lambda: bool(charts.cells), timeout=8000)
    spent = []
    for _ in range(7):
        charts.append(some_rows(20))
        begin = time.process_time()
        charts.refresh()
        spent.append(time.process_time() - begin)
    assert np.median(spent) < 0.03


def test_window_is_a_moving_mean_over_settled_readings():
    store = data.MetricStore()
    rows = np.concatenate([some_rows(10, loss=0.0), some_rows(10, loss=1.0)])
    store.append(rows)
    at = np.arange(20)
    assert data.flow_series(store, at, 1)["attack"][[9, 10]].tolist() == [0.0, 100.0]
    assert data.flow_series(store, at, 10)["attack"][14] == pytest.approx(50.0)


def test_store_appended_in_pieces_equals_one_block():
    rows = some_rows(700)
    whole, parts = data.MetricStore(), data.MetricStore()
    whole.append(rows)
    for piece in np.array_split(rows, 13):
        parts.append(piece)
    at = np.arange(700)
    np.testing.assert_allclose(data.energy_series(whole, at)["transmit"], data.energy_series(parts, at)["transmit"])
    assert len(whole.picks()) == data.POINTS
    assert whole.picks()[-1] == 699


def test_export_writes_picture_drawing_and_table(charts, qtbot, tmp_path):
    charts.append(some_rows(50))
    charts.show()
    qtbot.waitUntil(lambda: bool(charts.cells), timeout=8000)
    charts.export_png(tmp_path / "a.png")
    charts.export_svg(tmp_path / "a.svg", "flow")
    charts.export_csv(tmp_path / "a.csv", "alive")
    assert QImage(str(tmp_path / "a.png")).width() == 2 * charts._page.width()
    assert "<svg" in (tmp_path / "a.svg").read_text()
    table = list(csv.reader((tmp_path / "a.csv").read_text().splitlines()))
    assert table[0] == ["round", "alive"]
    assert len(table) == 51


@pytest.mark.parametrize("kind", ["loss", "alive", "excluded"])
def test_figure_compares_runs(qapp, tmp_path, kind):
    path = tmp_path / "figure.png"
    render_figure({"protected": some_rows(loss=0.1), "unprotected": some_rows(loss=0.4)}, kind, path, (800, 400))
    picture = QImage(str(path))
    assert (picture.width(), picture.height()) == (800, 400)
    assert len({picture.pixel(x, y) for x in range(0, 800, 5) for y in range(0, 400, 5)}) > 5


def test_figure_refuses_what_it_cannot_write(qapp, tmp_path):
    with pytest.raises(OSError, match="could not be written"):
        render_figure({"protected": some_rows()}, "loss", tmp_path / "no" / "figure.png")


def test_charts_of_roles_and_of_harm_are_there_when_they_hold_something(charts, qtbot):
    charts.show()
    charts.append(some_rows(40))
    qtbot.waitUntil(lambda: bool(charts.cells), timeout=8000)
    assert charts.cells["roles"].isHidden()
    rows = some_rows(40)
    rows[:, COLUMN["service_packets"]] = 6
    rows[::10, COLUMN["redistributions"]] = 1
    rows[5, COLUMN["falsified"]] = 3
    charts.append(rows)
    qtbot.waitUntil(lambda: not charts.cells["roles"].isHidden() and not charts.cells["harm"].isHidden(), timeout=8000)
    qtbot.waitUntil(lambda: "redistributions 4" in charts.cells["roles"].readout(), timeout=4000)
    assert "service messages 6" in charts.cells["roles"].readout()
    qtbot.waitUntil(lambda: "falsified 3" in charts.cells["harm"].readout(), timeout=4000)
    charts.set_reveal(False)
    qtbot.waitUntil(charts.cells["harm"].isHidden, timeout=4000)
