"""Obstacles and routers in the real window: placed, moved, shaped, typed, copied, deleted, and every step undone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from engine.readmodel.codes import Vertex


def pixel(stage, x, y):
    return stage.view.point_to_screen(x, y).toPoint()


@pytest.fixture
def walled(qtbot, open_window, drop_on):
    """A window with an obstacle that was dropped at (60, 140)."""
    window = open_window("s3-connected")
    stage = window.views.stage
    assert drop_on(stage, "obstacle", pixel(stage, 60, 140))
    qtbot.waitUntil(lambda: stage.scene.boxes.n == 1)
    window.wall = window.session.scenario.obstacles[0].id
    qtbot.waitUntil(lambda: stage.selection() == (window.wall,))
    return window


def wall(window):
    return window.session.scenario.obstacle_by_id[window.wall]


def test_a_dropped_obstacle_is_in_the_document_on_the_stage_and_in_the_inspector(qtbot, walled):
    assert (wall(walled).x, wall(walled).y) == pytest.approx((60, 140), abs=2)
    assert walled.docks.front("right") == "inspector"
    form = walled.views.inspector.obstacle.form
    assert form.isVisible()
    assert set(form.fields) == {"x", "y", "width_m", "height_m", "turn_deg", "loss_db", "name"}
    walled.menus.action["undo"].trigger()
    qtbot.waitUntil(lambda: walled.views.stage.scene.boxes.n == 0)
    assert walled.session.history.is_clean


def test_values_typed_into_the_form_are_edits_and_the_stage_follows(qtbot, walled):
    fields = walled.views.inspector.obstacle.form.fields
    for key, value in (("loss_db", 17.0), ("turn_deg", 30.0), ("width_m", 55.0), ("x", 70.0)):
        fields[key].edited.emit(value)
    assert (wall(walled).loss_db, wall(walled).turn_deg, wall(walled).width_m, wall(walled).x) == (17, 30, 55, 70)
    columns = walled.views.stage.scene.boxes
    qtbot.waitUntil(lambda: walled.views.stage.scene.boxes.loss_db.tolist() == [17.0])
    assert columns is not walled.views.stage.scene.boxes
    assert fields["loss_db"].value() == 17.0
    walled.menus.action["undo"].trigger()
    assert wall(walled).x != 70
    qtbot.waitUntil(lambda: fields["x"].value() == wall(walled).x)


def test_a_value_that_cannot_be_is_refused_and_told(qtbot, walled):
    before = wall(walled)
    with qtbot.waitSignal(walled.session.refused):
        walled.editing.set_obstacle(walled.wall, "loss_db", -3.0)
    assert wall(walled) == before


def test_the_corner_handle_is_an_edit_of_size(qtbot, walled):
    before = wall(walled)
    walled.views.stage.shape_requested.emit(walled.wall, 61.23456, before.y, 50.0, 12.0, -15.0)
    assert (wall(walled).x, wall(walled).width_m, wall(walled).turn_deg) == (61.235, 50.0, -15.0)
    walled.menus.action["undo"].trigger()
    assert wall(walled) == before


def test_nodes_and_obstacles_move_and_go_together_in_one_step(qtbot, walled):
    session, stage = walled.session, walled.views.stage
    node = session.scenario.nodes[0]
    stage.select((node.id, walled.wall))
    before = session.scenario
    stage.move_requested.emit(stage.selection(), 5.0, -4.0)
    assert session.scenario.node_by_id[node.id].x == pytest.approx(min(node.x + 5, 200))
    assert wall(walled).y == pytest.approx(before.obstacles[0].y - 4)
    assert session.history.undo_label == "Move 1 node and 1 obstacle"
    walled.menus.action["undo"].trigger()
    assert session.scenario == before
    qtbot.keyClick(stage, Qt.Key.Key_Delete)
    assert not session.scenario.obstacles
    assert node.id not in session.scenario.node_by_id
    walled.menus.action["undo"].trigger()
    assert session.scenario == before


def test_several_obstacles_removed_at_once_come_back_in_their_order(qtbot, walled):
    walled.editing.place("obstacle", 20, 20, -1)
    walled.editing.place("obstacle", 150, 30, -1)
    before = walled.session.scenario.obstacles
    walled.editing.remove(tuple(o.id for o in before[:2]))
    assert walled.session.scenario.obstacles == before[2:]
    walled.menus.action["undo"].trigger()
    assert walled.session.scenario.obstacles == before


def test_an_obstacle_does_not_leave_the_field(walled):
    walled.editing.move((walled.wall,), 1e4, -1e4)
    assert (wall(walled).x, wall(walled).y) == (200, 0)


def test_obstacles_are_copied_pasted_and_doubled(qtbot, walled):
    session = walled.session
    walled.menus.action["duplicate"].trigger()
    assert len(session.scenario.obstacles) == 2
    fresh = session.scenario.obstacles[1]
    assert (fresh.width_m, fresh.loss_db) == (wall(walled).width_m, wall(walled).loss_db)
    qtbot.waitUntil(lambda: walled.views.stage.selection() == (fresh.id,))
    walled.editing.copy((walled.wall, session.scenario.nodes[0].id))
    assert "obstacles" in QGuiApplication.clipboard().text()
    walled.editing.paste(100.0, 100.0)
    assert len(session.scenario.obstacles) == 3
    assert len(session.scenario.nodes) == 101
    assert session.history.undo_label == "Add 1 node and 1 obstacle"


def test_select_all_takes_obstacles(walled):
    walled.menus.action["select_all"].trigger()
    assert walled.wall in walled.views.stage.selection()


def test_choosing_a_node_after_an_obstacle_brings_its_figures_back(qtbot, walled):
    node = walled.session.scenario.nodes[3].id
    walled.views.stage.select((node,))
    inspector = walled.views.inspector
    qtbot.waitUntil(lambda: inspector._detail is not None and inspector._detail.id == node)
    assert not inspector.obstacle.isVisible()


def test_a_router_from_the_palette_stands_on_the_mains(qtbot, open_window, drop_on):
    window = open_window("s3-connected")
    stage = window.views.stage
    assert drop_on(stage, "node:router", pixel(stage, 60, 60))
    router = window.session.scenario.nodes[-1]
    assert (router.kind, router.profile) == ("router", "mote")
    qtbot.waitUntil(lambda: router.id in stage.scene.row_of)
    assert stage.snapshot().vertex[stage.scene.row_of[router.id]] == Vertex.ROUTER
    inspector = window.views.inspector
    qtbot.waitUntil(lambda: inspector._detail is not None and inspector._detail.id == router.id)
    assert inspector._title.text().startswith("Router")
    assert not inspector.overview.energy.isVisible()
    assert inspector.overview._battery_line.text() == "on the mains"
