from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication

from widgets.stage.paper import grid_step
from widgets.stage.widget import Stage

sys.path.insert(0, str(Path(__file__).parent))
from fakes import empty_snapshot, fake_snapshot, stirred

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def snap():
    return fake_snapshot(60, seed=3, hops=False)


@pytest.fixture
def stage(qtbot, snap):
    w = Stage()
    qtbot.addWidget(w)
    w.resize(1000, 700)
    w.set_snapshot(snap)
    with qtbot.waitExposed(w):
        w.show()
    w.setFocus()
    return w


def mouse(w, kind, at, buttons=LEFT, modifiers=NONE, button=LEFT):
    event = QMouseEvent(kind, QPointF(at), w.mapToGlobal(QPointF(at)), button, buttons, modifiers)
    QApplication.sendEvent(w, event)


def drag(w, start, end, modifiers=NONE, button=LEFT, *, let_go=True):
    mouse(w, QEvent.Type.MouseButtonPress, start, button, modifiers, button)
    for part in (0.3, 0.7, 1.0):
        at = QPointF(start) + (QPointF(end) - QPointF(start)) * part
        mouse(w, QEvent.Type.MouseMove, at, button, modifiers, Qt.MouseButton.NoButton)
    if let_go:
        mouse(w, QEvent.Type.MouseButtonRelease, end, Qt.MouseButton.NoButton, modifiers, button)


def lonely(w, away=26.0):
    """Id of a sensor that no other picture overlaps."""
    xy = w.screen_xy()
    gap = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1)) + np.eye(len(xy)) * 1e6
    inside = (xy > 60).all(1) & (xy < (w.width() - 60, w.height() - 60)).all(1)
    rows = np.flatnonzero((gap.min(1) > away) & inside & ~w.scene.station)
    return int(w.scene.snap.ids[rows[0]])


def empty_spot(w):
    """A pixel inside the field, far from all nodes and from the legend."""
    xy = w.screen_xy()
    for x in range(w.width() // 2 - 100, w.width() - 250, 7):
        for y in range(120, w.height() - 120, 7):
            if np.hypot(*(xy - (x, y)).T).min() > 34:
                return QPointF(x, y)
    raise AssertionError


def station(w):
    return int(w.scene.snap.ids[np.flatnonzero(w.scene.station)[0]])


# -- drag and drop ----------------------------------------------------------------------------------------


def test_a_dropped_node_is_asked_for_on_the_grid(qtbot, stage, drop_on):
    with qtbot.waitSignal(stage.place_requested) as got:
        assert drop_on(stage, "node:mote", empty_spot(stage))
    key, x, y, target = got.args
    step = grid_step(stage.view)
    others = stage.scene.xy
    assert (key, target) == ("node:mote", -1)
    assert x / step == pytest.approx(round(x / step)) or np.isclose(others[:, 0], x).any()
    assert y / step == pytest.approx(round(y / step)) or np.isclose(others[:, 1], y).any()


def test_alt_drops_exactly_under_the_pointer(qtbot, stage, drop_on):
    at = QPointF(empty_spot(stage).toPoint())
    with qtbot.waitSignal(stage.place_requested) as got:
        assert drop_on(stage, "node:mote", at, ALT)
    assert got.args[1:3] == pytest.approx(list(stage.view.to_world(at.x(), at.y())))


def test_a_dropped_attack_names_the_node_under_it(qtbot, stage, drop_on):
    node = lonely(stage)
    with qtbot.waitSignal(stage.place_requested) as got:
        assert drop_on(stage, "attack:blackhole", stage.point_of(node))
    assert (got.args[0], got.args[3]) == ("attack:blackhole", node)


def test_an_attack_on_a_station_is_refused_with_the_reason(qtbot, stage, drop_on):
    with qtbot.assertNotEmitted(stage.place_requested), qtbot.waitSignal(stage.refused) as got:
        assert not drop_on(stage, "attack:liar", stage.point_of(station(stage)))
    assert "Base stations cannot be attacked" in got.args[0]


def test_over_a_station_the_cursor_forbids(stage):
    stage.set_tool("place:attack:liar")
    stage.hover_at(stage.point_of(station(stage)))
    assert stage.cursor().shape() == Qt.CursorShape.ForbiddenCursor


def test_an_attack_dropped_beside_all_nodes_is_refused(qtbot, stage, drop_on):
    with qtbot.assertNotEmitted(stage.place_requested), qtbot.waitSignal(stage.refused) as got:
        drop_on(stage, "attack:liar", empty_spot(stage))
    assert got.args == ["Drop an attack on a node"]


def test_foreign_data_is_not_taken(stage, drop_on):
    data = QMimeData()
    data.setText("node:mote")
    assert not drop_on(stage, data, QPoint(400, 300))


def test_leaving_without_a_drop_gives_the_tool_back(stage, drop_on):
    stage.drops._tool_before = "select"
    drop_on(stage, "node:mote", empty_spot(stage))
    assert stage.touch.tool == "select"
    assert stage.touch.place is None


# -- click to place and keyboard ---------------------------------------------------------------------------


def test_click_to_place_asks_once_and_shift_keeps_the_tool(qtbot, stage):
    stage.set_tool("place:node:mote")
    with qtbot.waitSignal(stage.place_requested):
        mouse(stage, QEvent.Type.MouseButtonPress, empty_spot(stage), modifiers=SHIFT)
    assert stage.touch.key == "node:mote"
    with qtbot.waitSignals([stage.place_requested, stage.tool_changed]):
        mouse(stage, QEvent.Type.MouseButtonPress, empty_spot(stage))
    assert stage.touch.tool == "select"


def test_click_and_drop_ask_for_the_same_place(qtbot, stage, drop_on):
    at = QPointF(empty_spot(stage).toPoint())
    with qtbot.waitSignal(stage.place_requested) as dropped:
        drop_on(stage, "station", at)
    stage.set_tool("place:station")
    with qtbot.waitSignal(stage.place_requested) as clicked:
        mouse(stage, QEvent.Type.MouseButtonPress, at)
    assert dropped.args == clicked.args


def test_enter_places_at_the_cursor_that_arrows_move(qtbot, stage):
    stage.set_tool("place:node:mote", sticky=True)
    with qtbot.waitSignal(stage.place_requested) as first:
        qtbot.keyClick(stage, Qt.Key.Key_Return)
    stage.touch.place = stage.view.point_to_screen(*first.args[1:3])
    qtbot.keyClick(stage, Qt.Key.Key_Right)
    stage.touch.free = True
    x, _ = stage.view.to_world(stage.touch.place.x(), stage.touch.place.y())
    step = grid_step(stage.view)
    assert 0.4 * step < x - first.args[1] < 1.6 * step
    assert stage.touch.key == "node:mote"


def test_arrows_lead_an_attack_from_node_to_node(qtbot, stage):
    stage.set_tool("place:attack:damage")
    qtbot.keyClick(stage, Qt.Key.Key_Right)
    hit = stage.touch.hover
    assert hit >= 0
    qtbot.keyClick(stage, Qt.Key.Key_Right)
    assert stage.touch.hover != hit
    if not stage.scene.station[stage.touch.hover]:
        with qtbot.waitSignal(stage.place_requested) as got:
            qtbot.keyClick(stage, Qt.Key.Key_Return)
        assert got.args[3] >= 0


def test_escape_puts_the_tool_away_and_then_the_selection(qtbot, stage):
    stage.select((1, 2))
    stage.set_tool("place:node:mote")
    qtbot.keyClick(stage, Qt.Key.Key_Escape)
    assert stage.touch.tool == "select"
    assert stage.selection() == (1, 2)
    qtbot.keyClick(stage, Qt.Key.Key_Escape)
    assert stage.selection() == ()


# -- selection ---------------------------------------------------------------------------------------------


def test_click_selects_and_shift_click_adds_and_removes(qtbot, stage):
    a = lonely(stage)
    with qtbot.waitSignal(stage.selection_changed) as got:
        drag(stage, stage.point_of(a), stage.point_of(a))
    assert got.args == [(a,)]
    b = station(stage)
    drag(stage, stage.point_of(b), stage.point_of(b), SHIFT)
    assert set(stage.selection()) == {a, b}
    drag(stage, stage.point_of(a), stage.point_of(a), SHIFT)
    assert stage.selection() == (b,)


def test_a_rubber_band_selects_what_it_encloses(stage):
    spot = empty_spot(stage)
    drag(stage, spot, QPointF(stage.width() - 2, stage.height() - 2))
    xy = stage.screen_xy()
    inside = (xy > (spot.x(), spot.y())).all(1)
    assert set(stage.selection()) == set(stage.scene.snap.ids[inside].tolist())


def test_the_selection_follows_ids_into_the_next_snapshot(stage, snap):
    stage.select((4, 9))
    stage.set_snapshot(stirred(snap, 1))
    assert stage.selection() == (4, 9)


def test_ctrl_a_selects_all_and_tab_cycles_then_leaves(qtbot, stage, snap):
    qtbot.keyClick(stage, Qt.Key.Key_A, CTRL)
    assert len(stage.selection()) == len(snap.ids)
    stage.select(())
    assert stage.focusNextPrevChild(True)
    assert stage.selection() == (1,)
    stage.focusNextPrevChild(True)
    assert stage.selection() == (2,)
    stage.select((int(snap.ids[-1]),))
    assert not stage.keys.cycle(forward=True)


def test_double_click_and_enter_open_a_node(qtbot, stage):
    node = lonely(stage)
    with qtbot.waitSignal(stage.activated) as got:
        mouse(stage, QEvent.Type.MouseButtonDblClick, stage.point_of(node))
    assert got.args == [node]
    stage.select((node,))
    with qtbot.waitSignal(stage.activated):
        qtbot.keyClick(stage, Qt.Key.Key_Return)


# -- moving ------------------------------------------------------------------------------------------------


def test_dragging_a_node_asks_for_a_snapped_move(qtbot, stage):
    node = lonely(stage)
    start = stage.point_of(node)
    with qtbot.waitSignal(stage.move_requested) as got:
        drag(stage, start, start + QPointF(40, -30))
    ids, dx, dy = got.args
    assert ids == (node,)
    row = stage.scene.row_of[node]
    x, y = stage.scene.xy[row] + (dx, dy)
    step = grid_step(stage.view)
    assert x / step == pytest.approx(round(x / step), abs=1e-4) or np.isclose(stage.scene.xy[:, 0], x).any()
    assert y / step == pytest.approx(round(y / step), abs=1e-4) or np.isclose(stage.scene.xy[:, 1], y).any()


def test_alt_drags_freely_and_moves_the_whole_selection(qtbot, stage):
    node = lonely(stage)
    others = (node, station(stage))
    stage.select(others)
    start = stage.point_of(node)
    with qtbot.waitSignal(stage.move_requested) as got:
        drag(stage, start, start + QPointF(11, 7), ALT)
    assert set(got.args[0]) == set(others)
    assert got.args[1:] == pytest.approx([11 / stage.view.scale, -7 / stage.view.scale], rel=1e-6)


def test_escape_cancels_a_drag(qtbot, stage):
    node = lonely(stage)
    start = stage.point_of(node)
    drag(stage, start, start + QPointF(40, 30), let_go=False)
    assert stage.touch.shift is not None
    with qtbot.assertNotEmitted(stage.move_requested):
        qtbot.keyClick(stage, Qt.Key.Key_Escape)
        mouse(stage, QEvent.Type.MouseButtonRelease, start, Qt.MouseButton.NoButton)
    assert stage.selection() == (node,)


def test_arrows_move_the_selection_by_a_grid_step_and_alt_by_a_tenth(qtbot, stage):
    stage.select((lonely(stage),))
    step = grid_step(stage.view)
    with qtbot.waitSignal(stage.move_requested) as got:
        qtbot.keyClick(stage, Qt.Key.Key_Up)
    assert got.args[1:] == pytest.approx([0.0, step])
    with qtbot.waitSignal(stage.move_requested) as got:
        qtbot.keyClick(stage, Qt.Key.Key_Left, ALT)
    assert got.args[1:] == pytest.approx([-0.1 * step, 0.0])


def test_arrows_without_a_selection_are_left_to_the_window(stage):
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Right, NONE)
    event.ignore()
    QApplication.sendEvent(stage, event)
    assert not event.isAccepted()
    stage.select((1,))
    QApplication.sendEvent(stage, event)
    assert event.isAccepted()


def test_no_move_leaves_the_field(stage):
    stage.select((1,))
    got = []
    stage.move_requested.connect(lambda *args: got.append(args))
    start = stage.point_of(1)
    stage.pointer._grip = 0
    drag(stage, start, QPointF(start.x() + 5000, start.y()), ALT)
    assert stage.scene.xy[0, 0] + got[0][1] == pytest.approx(stage.scene.snap.width_m, abs=1e-3)


# -- asking ------------------------------------------------------------------------------------------------


def test_delete_copy_paste_and_duplicate_ask(qtbot, stage):
    stage.select((2, 3))
    cases = (
        (stage.delete_requested, Qt.Key.Key_Delete, NONE, [(2, 3)]),
        (stage.copy_requested, Qt.Key.Key_C, CTRL, [(2, 3)]),
        (stage.duplicate_requested, Qt.Key.Key_D, CTRL, [(2, 3)]),
    )
    for signal, key, modifiers, args in cases:
        with qtbot.waitSignal(signal) as got:
            qtbot.keyClick(stage, key, modifiers)
        assert got.args == args
    with qtbot.waitSignal(stage.paste_requested):
        qtbot.keyClick(stage, Qt.Key.Key_V, CTRL)


def test_a_stage_that_may_not_be_edited_copies_but_asks_for_nothing_else(qtbot, stage):
    stage.set_editable(False)
    stage.select((2,))
    with qtbot.assertNotEmitted(stage.delete_requested), qtbot.waitSignal(stage.refused):
        qtbot.keyClick(stage, Qt.Key.Key_Delete)
    with qtbot.waitSignal(stage.copy_requested):
        qtbot.keyClick(stage, Qt.Key.Key_C, CTRL)


def test_space_alone_is_play_and_space_with_a_drag_pans(qtbot, stage):
    with qtbot.waitSignal(stage.play_requested):
        qtbot.keyClick(stage, Qt.Key.Key_Space)
    left = stage.view.left
    with qtbot.assertNotEmitted(stage.play_requested):
        qtbot.keyPress(stage, Qt.Key.Key_Space)
        drag(stage, QPointF(500, 300), QPointF(540, 300))
        qtbot.keyRelease(stage, Qt.Key.Key_Space)
    assert stage.view.left == pytest.approx(left + 40)


def test_the_empty_field_offers_a_template_and_still_takes_drops(qtbot, stage, drop_on):
    assert not stage.empty.isVisible()
    stage.set_snapshot(empty_snapshot())
    assert stage.empty.isVisible()
    with qtbot.waitSignal(stage.template_requested):
        qtbot.mouseClick(stage.empty._button, LEFT)
    with qtbot.waitSignal(stage.place_requested):
        assert drop_on(stage, "node:mote", stage.rect().center())


def test_an_empty_stage_and_no_stage_can_be_shown_and_touched(qtbot, stage):
    for snap in (empty_snapshot(), None):
        stage.set_snapshot(snap)
        drag(stage, QPointF(400, 300), QPointF(500, 400))
        stage.hover_at(QPointF(300, 300))
        stage.fit()
        qtbot.keyClick(stage, Qt.Key.Key_A, CTRL)
        assert stage.selection() == ()
        assert not stage.grab().isNull()
