"""Obstacles on the stage: seen, hit, selected, moved, stretched, turned, deleted, placed; by mouse and by keyboard."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtWidgets import QApplication

from engine.readmodel.snapshot import frozen
from tests.gui.attack_fakes import quiet, walled
from widgets.common.theme import THEMES
from widgets.stage import grips
from widgets.stage.boxes import NEW_WIDTH_M, SPOTS, Boxes, LabelPlaces, corners_of
from widgets.stage.widget import Stage

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def snap():
    return walled(quiet(30, seed=4, spread_m=36.0, range_m=60.0))


@pytest.fixture
def stage(qtbot, snap):
    w = Stage()
    qtbot.addWidget(w)
    w.resize(900, 700)
    w.set_snapshot(snap)
    with qtbot.waitExposed(w):
        w.show()
    w.legend.hide()
    w.setFocus()
    return w


def mouse(w, kind, at, modifiers=NONE):
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else LEFT
    event = QMouseEvent(kind, QPointF(at), w.mapToGlobal(QPointF(at)), button, LEFT, modifiers)
    QApplication.sendEvent(w, event)


def drag(w, start, end, modifiers=NONE):
    mouse(w, QEvent.Type.MouseButtonPress, start, modifiers)
    for part in (0.3, 0.7, 1.0):
        mouse(w, QEvent.Type.MouseMove, QPointF(start) + (QPointF(end) - QPointF(start)) * part, modifiers)
    mouse(w, QEvent.Type.MouseButtonRelease, end, modifiers)


def free_spot(w, index):
    """A pixel of an obstacle on which no node stands."""
    box = w.scene.boxes
    for a in np.linspace(0.1, 0.9, 15):
        for b in np.linspace(0.2, 0.8, 7):
            c = box.corners[index]
            at = w.view.point_to_screen(*(c[0] + a * (c[1] - c[0]) + b * (c[3] - c[0])).tolist())
            if w.row_at(at) < 0 and w.box_at(at) == index:
                return at
    raise AssertionError


def first_id(w):
    return int(w.scene.boxes.ids[0])


# -- geometry ------------------------------------------------------------------------------------------------------


def test_a_point_is_in_the_box_that_holds_it_turned_or_not():
    boxes = Boxes(np.array([(7, 50, 50, 40, 10, 30, 12), (9, 50, 50, 4, 4, 0, 3)], float))
    along = np.array([np.cos(np.pi / 6), np.sin(np.pi / 6)])
    assert boxes.at(*(50 + 18 * along), scale=10) == 0
    assert boxes.at(*(50 + 22 * along), scale=10) == -1
    assert boxes.at(50 + 18, 50, scale=100) == -1
    assert boxes.at(50, 50, scale=10) == 1


def test_a_thin_wall_is_hit_within_a_few_pixels():
    boxes = Boxes(np.array([(7, 50, 50, 40, 0.1, 0, 12)], float))
    assert boxes.at(50, 52, scale=2) == 0
    assert boxes.at(50, 52, scale=20) == -1


def test_corners_turn_counter_clockwise():
    corners = corners_of(10, 20, 4, 2, 90)
    assert corners[0] == pytest.approx((11, 18))
    assert corners[2] == pytest.approx((9, 22))


def test_a_label_keeps_clear_of_nodes_and_stays_where_it_is_until_another_place_is_clearly_better():
    boxes, places = Boxes(np.array([(7, 50, 50, 40, 20, 0, 12)], float)), LabelPlaces()
    assert places.choose(boxes, np.array([[90.0, 90.0]])) != places.choose(
        Boxes(boxes.columns), np.array([[50.0, 50.0]])
    )
    first = places.choose(boxes, np.array([[50.0, 50.0]]))
    assert SPOTS[first[0]].tolist() != [0.5, 0.5]
    assert places.choose(boxes, np.array([[51.0, 50.5]])) == first
    assert LabelPlaces().choose(boxes, np.empty((0, 2))) == (0,)


# -- sight ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", THEMES)
def test_a_box_is_hatched_and_tells_its_attenuation(stage, snap, themed, theme):
    themed(theme)

    field = QColor(THEMES[theme].surface0).rgb()

    def spots(shown):
        stage.set_snapshot(shown)
        stage.set_layers(links=False, hulls=False, roles=False, grid=False)
        stage.fit()
        image = stage.grab().toImage()
        box = range(-9, 10)
        return [[image.pixel(round(p.x()) + dx, round(p.y()) + dy) for dx in box for dy in box] for p in places]

    places = [free_spot(stage, k) for k in range(2)]
    for there, gone in zip(spots(snap), spots(replace(snap, obstacles=frozen(np.empty((0, 7))))), strict=True):
        assert there.count(field) < 0.25 * len(there)
        assert gone.count(field) > 0.5 * len(gone)
        assert max(there.count(colour) for colour in set(there)) < 0.95 * len(there)


def test_the_tip_of_an_obstacle_tells_size_turn_and_attenuation(stage):
    text = stage._tip(free_spot(stage, 0))
    assert "obstacle" in text
    assert "30°" in text
    assert "12\u2009dB" in text


# -- choosing ------------------------------------------------------------------------------------------------------


def test_a_click_selects_an_obstacle_and_a_node_on_it_comes_first(stage, snap):
    mouse(stage, QEvent.Type.MouseButtonPress, free_spot(stage, 0))
    assert stage.selection() == (first_id(stage),)
    middle = snap.obstacles[0, 1:3]
    xy = snap.xy.copy()
    xy[3] = middle
    stage.set_snapshot(replace(snap, xy=frozen(xy), seq=2))
    mouse(stage, QEvent.Type.MouseButtonPress, stage.view.point_to_screen(*middle.tolist()))
    assert stage.selection() == (int(snap.ids[3]),)


def test_the_selection_of_an_obstacle_lasts_over_snapshots_and_ends_with_it(stage, snap):
    stage.select((first_id(stage), 5))
    assert stage.selection() == (5, first_id(stage))
    stage.set_snapshot(replace(snap, seq=2))
    assert stage.selection() == (5, first_id(stage))
    stage.set_snapshot(replace(snap, seq=3, obstacles=frozen(snap.obstacles[1:])))
    assert stage.selection() == (5,)


def test_an_obstacle_that_is_yet_to_come_is_selected_when_it_is_there(stage, snap):
    more = np.concatenate([snap.obstacles, [(900, 20, 20, 5, 5, 0, 3)]])
    stage.select((900,))
    assert stage.selection() == ()
    stage.set_snapshot(replace(snap, seq=2, obstacles=frozen(more)))
    assert stage.selection() == (900,)


def test_a_band_takes_obstacles_whose_middle_it_holds(stage):
    spot = stage.view.point_to_screen(*stage.scene.boxes.centres[1].tolist())
    stage.pointer._select_band(QRectF(spot.x() - 5, spot.y() - 5, 10, 10), adding=False)
    assert int(stage.scene.boxes.ids[1]) in stage.selection()
    assert first_id(stage) not in stage.selection()


def test_select_all_and_delete_take_obstacles_too(qtbot, stage, snap):
    qtbot.keyClick(stage, Qt.Key.Key_A, CTRL)
    assert set(stage.selection()) == {*snap.ids.tolist(), *stage.scene.boxes.ids.tolist()}
    stage.select((first_id(stage),))
    with qtbot.waitSignal(stage.delete_requested) as got:
        qtbot.keyClick(stage, Qt.Key.Key_Delete)
    assert got.args == [(first_id(stage),)]


def test_tab_goes_on_to_the_obstacles_and_then_out(stage):
    stage.select((int(stage.scene.snap.ids[-1]),))
    assert stage.keys.cycle(forward=True)
    assert stage.selection() == (first_id(stage),)
    assert stage.keys.cycle(forward=True)
    assert not stage.keys.cycle(forward=True)
    assert stage.keys.cycle(forward=False)
    assert stage.selection() == (first_id(stage),)


def test_context_menu_and_hover_name_the_obstacle(qtbot, stage):
    with qtbot.waitSignal(stage.hovered) as got:
        stage.hover_at(free_spot(stage, 0))
    assert got.args == [first_id(stage)]
    assert stage.id_at(free_spot(stage, 1)) == int(stage.scene.boxes.ids[1])


# -- moving and shaping --------------------------------------------------------------------------------------------


def test_a_drag_moves_an_obstacle(qtbot, stage):
    start = free_spot(stage, 0)
    with qtbot.waitSignal(stage.move_requested) as got:
        drag(stage, start, start + QPointF(40, 24), ALT)
    ids, dx, dy = got.args
    assert ids == (first_id(stage),)
    assert (dx, dy) == pytest.approx((40 / stage.view.scale, -24 / stage.view.scale))


def test_arrow_keys_move_an_obstacle_within_the_field(qtbot, stage):
    stage.select((first_id(stage),))
    with qtbot.waitSignal(stage.move_requested) as got:
        qtbot.keyClick(stage, Qt.Key.Key_Right)
    assert got.args[0] == (first_id(stage),)
    assert got.args[1] > 0


def handles(stage):
    return grips.handles(grips.shape_of(stage.scene, int(stage.touch.boxes[0])), stage.view)


def test_a_corner_stretches_and_the_opposite_corner_stays(qtbot, stage):
    index = 1
    stage.select((int(stage.scene.boxes.ids[index]),))
    before = stage.scene.boxes.corners[index]
    start = handles(stage)[2]
    with qtbot.waitSignal(stage.shape_requested) as got:
        drag(stage, start, start + QPointF(30, -20), ALT)
    found, *shape = got.args
    after = corners_of(*shape)
    assert found == int(stage.scene.boxes.ids[index])
    assert after[0] == pytest.approx(before[0], abs=1e-6)
    assert after[2] == pytest.approx(before[2] + np.array([30, 20]) / stage.view.scale, abs=1e-6)


def test_the_knob_turns_about_the_middle_in_steps_of_five_degrees(qtbot, stage):
    index = 1
    stage.select((int(stage.scene.boxes.ids[index]),))
    middle = stage.view.point_to_screen(*stage.scene.boxes.centres[index].tolist())
    start = handles(stage)[grips.TURN]
    with qtbot.waitSignal(stage.shape_requested) as got:
        drag(stage, start, middle + QPointF(-90, -88))
    assert got.args[1:5] == pytest.approx(stage.scene.boxes.columns[index, 1:5].tolist())
    assert got.args[5] == pytest.approx(45.0)


def test_a_box_does_not_turn_inside_out():
    shape = (50.0, 50.0, 20.0, 10.0, 0.0)
    x, y, wide, tall, _ = grips.dragged(shape, 2, (0.0, 0.0), free=True)
    assert wide > 0
    assert tall > 0
    assert corners_of(x, y, wide, tall, 0.0)[0] == pytest.approx((40, 45))


def test_a_stage_that_may_not_be_edited_moves_and_shapes_nothing(qtbot, stage):
    stage.select((first_id(stage),))
    stage.set_editable(False)
    start = handles(stage)[2]
    with qtbot.assertNotEmitted(stage.shape_requested), qtbot.assertNotEmitted(stage.move_requested):
        drag(stage, start, start + QPointF(40, 40))
        drag(stage, free_spot(stage, 0), free_spot(stage, 0) + QPointF(60, 0))


# -- placing -------------------------------------------------------------------------------------------------------


def test_an_obstacle_is_placed_by_drop_click_and_key_even_on_a_node(qtbot, stage, drop_on):
    at = stage.point_of(5)
    with qtbot.waitSignal(stage.place_requested) as got:
        assert drop_on(stage, "obstacle", at)
    assert (got.args[0], got.args[3]) == ("obstacle", -1)
    for act in (
        lambda: mouse(stage, QEvent.Type.MouseButtonPress, at),
        lambda: qtbot.keyClick(stage, Qt.Key.Key_Return),
    ):
        stage.set_tool("place:obstacle")
        with qtbot.waitSignal(stage.place_requested) as got:
            act()
        assert got.args[0] == "obstacle"


def test_what_a_click_would_place_is_shown_in_its_true_size(stage):
    stage.set_tool("place:obstacle")
    stage.hover_at(QPointF(450, 350))
    placed = stage.grab().toImage()
    stage.set_tool("select")
    plain = stage.grab().toImage()
    half = round(0.5 * NEW_WIDTH_M * stage.view.scale)
    row = [placed.pixelColor(x, 350) != plain.pixelColor(x, 350) for x in range(450 - half + 4, 450 + half - 4)]
    assert sum(row) > 0.5 * len(row)
