from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QApplication

from widgets.common.theme import THEMES, trust_color, trust_lut
from widgets.stage.clock import Clock
from widgets.stage.nodes import decimals, number
from widgets.stage.outline import Outline
from widgets.stage.packets import Motion
from widgets.stage.scene import Scene
from widgets.stage.strokes import chevrons, dashes
from widgets.stage.tips import node_tip
from widgets.stage.view import ViewTransform, nice_step
from widgets.stage.widget import Stage

sys.path.insert(0, str(Path(__file__).parent))
from fakes import fake_snapshot, stirred

ROOT = Path(__file__).parents[2]


@pytest.fixture
def make_stage(qtbot):
    def make(n=80, **kw):
        w = Stage()
        qtbot.addWidget(w)
        w.resize(900, 640)
        w.set_snapshot(fake_snapshot(n, **kw))
        w.clock.hold(0.4)
        with qtbot.waitExposed(w):
            w.show()
        return w

    return make


def colours(w, step=3):
    image = w.grab().toImage()
    places = ((x, y) for x in range(0, image.width(), step) for y in range(0, image.height(), step))
    return [image.pixelColor(x, y).rgb() for x, y in places]


def near(colour, wanted, far=40):
    a, b = QColor(colour), QColor(wanted)
    return abs(a.red() - b.red()) + abs(a.green() - b.green()) + abs(a.blue() - b.blue()) < far


@pytest.mark.parametrize("name", THEMES)
def test_each_theme_paints_ground_nodes_and_legend(make_stage, themed, name):
    themed(name)
    w = make_stage()
    seen = colours(w)
    counts = np.unique(np.array(seen), return_counts=True)[1]
    assert len(counts) > 150
    assert counts.max() < 0.85 * len(seen)
    assert sum(near(c, trust_color(0.85)) for c in seen) > 50
    image = w.grab(w.legend.geometry()).toImage()
    assert len({image.pixelColor(x, y).rgb() for x in range(image.width()) for y in range(20)}) > 10


def test_attackers_show_only_when_revealed(make_stage):
    w = make_stage(trust=False, hops=False)
    w.legend.hide()
    vermilion = THEMES["dark"].danger
    assert sum(near(c, vermilion, 30) for c in colours(w, 2)) == 0
    w.set_layers(reveal=True)
    assert sum(near(c, vermilion, 30) for c in colours(w, 2)) > 30


def test_nothing_is_written_below_60_percent_zoom(make_stage):
    w = make_stage(400)
    calls = []
    original = w.picture._nodes._write
    w.picture._nodes._write = lambda *a: (calls.append(1), original(*a))
    while w.view.zoom >= 0.6:
        w.zoom_about(QPointF(450, 320), 0.8)
    w.grab()
    assert not calls
    while w.view.zoom < 0.6:
        w.zoom_about(QPointF(450, 320), 1.3)
    w.grab()
    assert calls


def test_a_still_ground_is_kept_and_a_moved_node_makes_it_new(make_stage):
    w = make_stage()
    for _ in range(3):
        w.repaint()
    kept = w.picture.ground._all._picture.cacheKey()
    w.set_snapshot(replace(w.scene.snap, seq=9, trust=w.scene.snap.trust * 0.5))
    w.repaint()
    assert w.picture.ground.settled
    assert w.picture.ground._all._picture.cacheKey() == kept
    w.set_snapshot(stirred(w.scene.snap, 1))
    w.repaint()
    assert not w.picture.ground.settled


def test_layers_switch_by_name_and_refuse_unknown_ones(make_stage):
    w = make_stage()
    before = colours(w)
    w.set_layers(hulls=False, links=False, roles=False, trust=False, energy=False, grid=False)
    assert colours(w) != before
    with pytest.raises(ValueError, match="no such layer"):
        w.set_layers(nonsense=True)


def test_the_legend_folds_for_want_of_room_but_not_against_the_user(make_stage):
    w = make_stage()
    w.resize(1400, 800)
    assert not w.legend.folded
    w.resize(500, 400)
    assert w.legend.folded
    w.legend.toggle()
    w.resize(480, 380)
    assert not w.legend.folded


def test_presenting_makes_things_larger_and_keeps_labels(make_stage, themed):
    w = make_stage(30)
    legend = w.legend.height()
    themed("light", 1.6)
    assert w.legend.height() > legend or w.legend.folded
    assert w.view.zoom >= 0.6


# -- view --------------------------------------------------------------------------------------------------


def test_the_wheel_zooms_about_the_pointer(make_stage):
    w = make_stage()
    at = QPointF(300, 250)
    before = w.view.to_world(at.x(), at.y())
    event = QWheelEvent(
        at, w.mapToGlobal(at), QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    scale = w.view.scale
    QApplication.sendEvent(w, event)
    assert w.view.scale > 1.3 * scale
    assert w.view.to_world(at.x(), at.y()) == pytest.approx(before)


@pytest.mark.parametrize("factor", [0.3, 1.0, 5.0, 25.0])
def test_every_visible_node_is_hit_at_its_own_centre(make_stage, factor):
    w = make_stage(60, attackers=0)
    w.zoom_about(QPointF(450, 320), factor)
    for row, (x, y) in enumerate(w.screen_xy().tolist()):
        hit = w.row_at(QPointF(x, y))
        assert hit == row or np.allclose(w.screen_xy()[hit], (x, y), atol=2)
    assert w.row_at(QPointF(-4000, -4000)) == -1


def test_fit_shows_the_field_and_zoom_to_shows_the_chosen(make_stage):
    w = make_stage()
    w.zoom_about(QPointF(10, 10), 30)
    w.zoom_to((3, 4))
    assert w.rect().contains(w.point_of(3).toPoint())
    w.fit()
    xy = w.screen_xy()
    assert (xy >= 0).all()
    assert (xy <= (w.width(), w.height())).all()


def test_view_round_trip_and_nice_steps():
    view = ViewTransform(3.7, 11.0, 500.0)
    at = view.point_to_screen(12.5, 80.25)
    assert view.to_world(at.x(), at.y()) == pytest.approx((12.5, 80.25))
    assert [nice_step(1.0, v) for v in (1, 1.5, 2, 3, 5, 7, 22, 90)] == [1, 2, 2, 5, 5, 10, 50, 100]


# -- arrays ------------------------------------------------------------------------------------------------


def test_hulls_enclose_their_clusters():
    scene = Scene(fake_snapshot(200, heads=0.1))
    corners, heads = scene.hulls(1.0)
    for polygon, head in zip(corners, heads, strict=True):
        edge = np.roll(polygon, -1, axis=0) - polygon
        for x in scene.xy[scene.snap.cluster == head]:
            side = edge[:, 0] * (x - polygon)[:, 1] - edge[:, 1] * (x - polygon)[:, 0]
            assert (side > -1e-6).all() or (side < 1e-6).all()


def test_figures_and_decimals_spell_the_numbers():
    places, cells = number(np.array([7, 40, 10_203]), np.zeros((3, 2)), 6.0)
    assert sorted(cells.tolist()) == sorted([7, 0, 4, 3, 0, 2, 0, 1])
    assert places[:, 0].max() == pytest.approx(12.0)
    _, cells = decimals(np.array([0.737]), np.zeros((1, 2)), 6.0)
    assert cells.tolist() == [0, 10, 7, 4]


def test_dashes_and_chevrons_stay_on_their_lines():
    a, b = np.array([[0.0, 0.0]]), np.array([[40.0, 0.0]])
    begin, end = dashes(a, b, 8.0)
    assert len(begin) == 5
    assert (begin[:, 0] >= 0).all()
    assert (end[:, 0] <= 40).all()
    tips, wings = chevrons(a, b, 5.0)
    assert (tips[:, 0] > wings[:, 0]).all()


def test_the_trust_scale_runs_from_blue_to_yellow_in_every_theme(themed):
    for name in THEMES:
        themed(name)
        low, high = trust_color(0.0), trust_color(1.0)
        assert low.blue() > low.red()
        assert high.red() > high.blue()
        light = trust_lut(32) @ np.array([0.299, 0.587, 0.114])
        assert (np.diff(light) > 0).all()
    assert trust_color(float("nan")) == QColor(THEMES["contrast"].muted)


# -- time --------------------------------------------------------------------------------------------------


def test_packets_move_when_slow_streak_when_fast_and_stand_when_motion_is_not_wanted():
    clock = Clock()
    assert clock.motion() is Motion.NONE
    clock.set_rate(2.0)
    clock.begin()
    assert clock.motion() is Motion.DOTS
    assert clock.running()
    clock.set_rate(50.0)
    assert clock.motion() is Motion.STREAKS
    assert not clock.running()
    clock.set_reduced(True)
    assert clock.motion() is Motion.ARROWS


def test_motion_stops_after_a_single_step(qtbot, make_stage):
    w = make_stage()
    w.clock.hold(None)
    w.clock._duration = 0.05
    w.set_snapshot(replace(w.scene.snap, round=13))
    w.clock._duration = 0.05
    qtbot.waitUntil(lambda: not w.clock.running(), timeout=3000)


# -- words -------------------------------------------------------------------------------------------------


def test_the_tip_tells_the_lie_only_when_revealed():
    snap = fake_snapshot(20, attackers=0.5)
    row = int(np.flatnonzero(snap.truth.attack >= 0)[0])
    claimed = snap.claimed_energy.copy()
    claimed[row] = 1.0
    scene = Scene(replace(snap, claimed_energy=claimed))
    assert "claims" not in node_tip(scene, row, truth=False)
    assert "Attack" not in node_tip(scene, row, truth=False)
    assert "claims 100 %" in node_tip(scene, row, truth=True)


def test_the_outline_and_the_stage_select_each_other(qtbot, make_stage):
    w = make_stage(40)
    outline = Outline()
    qtbot.addWidget(outline)
    outline.show()
    outline.attach(w)
    w.select((5, 9))
    assert outline.selection() == (5, 9)
    outline.table.selectionModel().clear()
    outline.select((3,))
    outline._on_selection()
    assert w.selection() == (3,)
    outline.search.setText("station")
    assert outline._model.rowCount() == 1
    outline.search.clear()
    outline.table.sortByColumn(3, Qt.SortOrder.AscendingOrder)
    assert outline.selection() == (3,) or not outline.selection()


def test_the_stage_does_not_load_slow_libraries():
    code = (
        "import sys, widgets.stage.widget, widgets.stage.outline, widgets.palette.widget;"
        "print([m for m in ('scipy','sklearn','networkx','numba','pyqtgraph','qtawesome')"
        " if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"
