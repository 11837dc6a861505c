"""The look and the manners of the real window: room, themes, keys, what is hidden, what is left behind."""

from __future__ import annotations

import subprocess
import sys
import threading
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QWidget

from app.data import template_of
from engine import api
from engine.readmodel.codes import Rec
from engine.readmodel.detail import TrustExplanation
from engine.scenario.placing import place_random
from tests.gui.window_kit import LatencyProbe, run_to
from widgets.common.texts import fixed, numbered
from widgets.common.theme import theme

SIZES = ((1440, 900), (1280, 800), (1024, 768))
FIRST_WINDOW = """
import sys
from pathlib import Path
from app import main_window
from app.data import template_of
from app.main_window import MainWindow
from app.settings import Settings
from app.window import application
main_window.BEGIN_MS = 600_000  # the engine, which does import numba, begins after the first window
app = application("dark", "offscreen")
folder = Path(sys.argv[1])
window = MainWindow(template_of("empty"), Settings(folder / "s.ini"), folder / "journals")
window.show()
app.processEvents()
print(sorted({name.partition(".")[0] for name in sys.modules} & {"numba", "scipy", "pyqtgraph", "sklearn", "networkx"}))
window.session.close()
"""


def attacked(count=10, start=3):
    return api.parse_attack(f"blackhole:count={count},start={start}", template_of("s3-connected", 7))


def of_a_thousand():
    base = template_of("s3-connected", 7)
    area = base.area.model_copy(update={"width_m": 630.0, "height_m": 630.0})
    return base.replace(area=area, nodes=tuple(place_random(1000, area, 7, 1)))


# -- room ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_stage_keeps_45_percent_of_the_height_and_nothing_is_cut_off(qtbot, open_window, size):
    window = open_window(attacked(), "observe")
    run_to(qtbot, window, 25)
    window.resize(*size)
    qtbot.waitUntil(lambda: window.views.stage.height() >= 0.45 * size[1])
    assert not window.views.banner.isHidden()
    assert window.size() == QSize(*size)
    assert window.minimumSizeHint().width() <= 1024
    assert window.minimumSizeHint().height() <= 768
    bar = window.views.transport

    def in_a_row():
        inside = [w for w in bar.findChildren(QWidget) if w.isVisible() and w.parentWidget() is bar]
        places = sorted((w.geometry() for w in inside), key=lambda g: g.left())
        apart = all(a.right() < b.left() for a, b in pairwise(places))
        return apart and places[-1].right() <= bar.width()

    qtbot.waitUntil(in_a_row)


def test_one_node_brings_the_inspector_and_clearing_brings_the_charts_back(qtbot, open_window):
    window = open_window(workspace="observe")
    stage, docks = window.views.stage, window.docks
    assert docks.front("right") == "charts"
    stage.select((5,))
    assert docks.front("right") == "inspector"
    qtbot.waitUntil(lambda: window.views.inspector._detail is not None)
    stage.select((6,))
    stage.select(())
    assert docks.front("right") == "charts"
    stage.select((5,))
    tabs = docks.pages["attacks"][0]
    tabs.tabBarClicked.emit(2)
    docks.open("attacks")
    stage.select(())
    assert docks.front("right") == "attacks"


@pytest.mark.parametrize("name", ["light", "dark", "contrast"])
def test_each_theme_paints_the_window_in_its_own_colours(qtbot, open_window, name):
    window = open_window(workspace="observe")
    window.set_theme(name)
    picture = window.grab().toImage().convertToFormat(window.grab().toImage().Format.Format_RGB32)
    pixels = np.frombuffer(picture.constBits(), np.uint32).reshape(picture.height(), -1) & 0xFFFFFF
    grounds = {QColor(theme().surface0).rgb() & 0xFFFFFF, QColor(theme().surface1).rgb() & 0xFFFFFF}
    share = float(np.isin(pixels, list(grounds)).mean())
    assert share > 0.5
    assert len(np.unique(pixels)) > 100


# -- keys ---------------------------------------------------------------------------------------------------------


def test_shortcuts_work_on_the_stage(qtbot, open_window):
    window = open_window("s3-connected", "observe")
    stage = window.views.stage
    stage.setFocus()
    qtbot.keyClick(stage, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: stage.snapshot().round == 1)
    qtbot.keyClick(stage, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.live.playing)
    qtbot.keyClick(stage, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not window.live.playing)
    stage.zoom_to((3,))
    zoomed = stage.view.scale
    qtbot.keyClick(stage, Qt.Key.Key_F)
    assert stage.view.scale < zoomed
    qtbot.keyClick(stage, Qt.Key.Key_T)
    assert not stage.layers.trust
    before = len(window.session.scenario.nodes)
    stage.select((3, 4))
    qtbot.keyClick(stage, Qt.Key.Key_Delete)
    assert len(window.session.scenario.nodes) == before - 2
    qtbot.keyClick(stage, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(window.session.scenario.nodes) == before
    qtbot.keyClick(stage, Qt.Key.Key_Slash)
    assert window.views.events.edit.hasFocus()
    qtbot.keyClick(stage, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert window.pages.currentIndex() == 0


def test_text_fields_keep_their_keys(qtbot, open_window):
    window = open_window("s3-connected", "observe")
    stage, layers = window.views.stage, window.views.stage.layers
    for field, page in ((window.views.outline.search, "outline"), (window.views.events.edit, "events")):
        window.docks.open(page)
        field.setFocus()
        for letter in "tf [.]/ rnh":
            qtbot.keyClick(field, letter)
        assert field.text().replace("\u2009", " ") == "tf [.]/ rnh"
        qtbot.keyClick(field, Qt.Key.Key_Home)
        assert field.cursorPosition() == 0
        qtbot.keyClick(field, Qt.Key.Key_Right)
        assert field.cursorPosition() == 1
        field.clear()
    assert stage.snapshot().round == 0
    assert not window.live.playing
    assert stage.layers == layers


# -- what is said -------------------------------------------------------------------------------------------------


def test_the_inspector_shows_the_numbers_of_the_engine(qtbot, open_window):
    window = open_window(attacked(), "observe")
    run_to(qtbot, window, 12)
    inspector, answers = window.views.inspector, []
    window.session.bridge.answered.connect(lambda _token, value: answers.append(value))
    window.views.stage.select((30,))
    inspector.open_trust()
    qtbot.waitUntil(lambda: inspector._detail is not None and inspector.trust.table.topLevelItemCount() > 0)
    table = inspector.trust.table
    table.setCurrentItem(table.topLevelItem(0))
    explanation = inspector.trust.explanation
    qtbot.waitUntil(lambda: explanation._shown is not None)
    engine = next(a for a in answers if isinstance(a, TrustExplanation))
    neighbour = next(n for n in inspector._detail.neighbours if n.id == engine.subject)
    assert (engine.observer, engine.subject) == (30, table.current_key())
    assert explanation._results["D"].value.text() == fixed(engine.trust) == fixed(neighbour.trust)
    assert explanation._results["C"].value.text() == fixed(engine.own_trust)
    assert explanation._results["R"].value.text() == fixed(engine.reputation)
    assert sum(m.product for m in engine.metrics) == pytest.approx(engine.own_trust, abs=1e-6)
    weight = {m.key: m.product for m in engine.metrics}
    items = explanation._metric_items
    assert all(items[key].text(3) == fixed(product) for key, product in weight.items())


def test_counts_are_in_the_right_number():
    assert numbered("1 node(s) (has|have) no path", 1) == "1 node has no path"
    assert numbered("25 node(s) (has|have) no path", 25) == "25 nodes have no path"
    assert numbered("detected after 1 round(s)", 1) == "detected after 1 round"


def test_a_blind_hunt_shows_nothing_of_who_attacks(qtbot, open_window):
    window = open_window(attacked(), "observe")
    window.views.charts.warm_up()
    run_to(qtbot, window, 20)
    views = window.views
    height = views.timeline.sizeHint().height()
    window.menus.action["reveal"].setChecked(False)
    assert not views.stage.layers.truth
    assert views.banner.isHidden()
    assert views.timeline._shown_bars() == ()
    assert views.timeline.sizeHint().height() < height
    assert views.attacks._stack.currentIndex() == 2
    assert not views.charts._flow(np.arange(views.charts.store.size))["attack"].any()
    assert Rec.ATTACK_START not in views.events.model.matching()["kind"]
    views.stage.select((30,))
    assert views.inspector.tabs.count() == 2
    window.editing.add_random_attack("greyhole", 2)
    assert "grey" not in window.menus.action["undo"].text().lower()
    words = " ".join(label.text() for label in window.findChildren(QLabel) if label.isVisible()).lower()
    assert "hole" not in words
    window.menus.action["reveal"].setChecked(True)
    assert window.session.history.undo_label in window.menus.action["undo"].text()
    assert views.timeline._shown_bars() != ()


# -- what it costs ------------------------------------------------------------------------------------------------


def test_the_event_loop_lives_while_a_thousand_nodes_run_flat_out(qtbot, open_window):
    window = open_window(of_a_thousand(), "observe")
    window.views.charts.warm_up()
    window.views.transport.set_speed(0.0)
    window.live.play()
    qtbot.waitUntil(lambda: window.views.stage.snapshot().round > 3, timeout=60_000)
    with LatencyProbe() as probe:
        qtbot.wait(1500)
    window.session.engine.submit(api.Pause())
    assert len(probe.gaps) > 2, "the window was hardly ever served"


def test_the_first_window_imports_no_heavy_library(tmp_path):
    command = [sys.executable, "-c", FIRST_WINDOW, str(tmp_path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[]"


def test_a_closed_window_leaves_no_thread_and_no_timer(qtbot, open_window):
    before = {t for t in threading.enumerate() if t.name == "engine"}
    window = open_window()
    run_to(qtbot, window, 2)
    assert {t for t in threading.enumerate() if t.name == "engine"} - before
    window.live.play()
    assert window.close()
    qtbot.wait(300)
    assert not {t for t in threading.enumerate() if t.name == "engine"} - before
    assert not [t for t in window.findChildren(QTimer) if t.isActive()]
