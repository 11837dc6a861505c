"""The work of a scenario in the real window: drawn, run, attacked, changed, undone, saved, opened again."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from app.data import template_of
from engine import api
from engine.readmodel.codes import Vertex
from engine.scenario.storage import load
from tests.gui.window_kit import run_to
from widgets.timeline.lanes import LaneId


def shown_ids(window):
    return set(window.views.stage.snapshot().ids.tolist())


def pixel(stage, x, y):
    return stage.view.point_to_screen(x, y).toPoint()


def drawn(qtbot, window, drop_on):
    """Six nodes about the station of an empty field, by drag and drop; and a black hole on one of them."""
    stage = window.views.stage
    for at in ((90, 90), (110, 90), (90, 110), (110, 110), (100, 120), (100, 80)):
        assert drop_on(stage, "node:mote", pixel(stage, *at))
    qtbot.waitUntil(lambda: len(stage.snapshot().ids) == 7)
    first = window.session.scenario.nodes[0].id
    assert drop_on(stage, "attack:blackhole", stage.point_of(first))
    return first


@pytest.fixture
def drawn_window(qtbot, open_window, drop_on):
    window = open_window("empty")
    window.attacker = drawn(qtbot, window, drop_on)
    return window


def test_a_network_is_drawn_run_attacked_undone_and_redone(qtbot, drawn_window):
    window, session = drawn_window, drawn_window.session
    made = session.scenario
    assert len(made.nodes) == 6
    assert made.attacks[0].nodes == (window.attacker,)
    run_to(qtbot, window, 12)
    assert window.views.stage.snapshot().totals.generated > 0
    assert window.views.charts.store.size == 12
    steps = [made]
    while session.history.undo_label is not None:
        window.menus.action["undo"].trigger()
        steps.append(session.scenario)
    assert steps[-1].nodes == ()
    assert session.history.is_clean
    qtbot.waitUntil(lambda: len(shown_ids(window)) == 1)
    for before in reversed(steps[:-1]):
        window.menus.action["redo"].trigger()
        assert session.scenario == before
    qtbot.waitUntil(lambda: len(shown_ids(window)) == 7)


def test_what_was_placed_is_selected_and_shown_by_the_inspector(qtbot, open_window, drop_on):
    window = open_window("empty")
    stage = window.views.stage
    assert drop_on(stage, "node:mote", pixel(stage, 60, 60))
    qtbot.waitUntil(lambda: stage.selection() == (window.session.scenario.nodes[0].id,))
    assert window.docks.front("right") == "inspector"
    qtbot.waitUntil(lambda: window.views.inspector._detail is not None)
    stage.select(())
    assert window.docks.front("right") == "settings"


def test_saved_and_opened_again_it_is_the_same(qtbot, drawn_window, tmp_path, monkeypatch):
    window, file = drawn_window, tmp_path / "field.motewarden"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    before = window.session.scenario
    window.menus.action["save"].trigger()
    assert load(file) == before
    assert window.session.history.is_clean
    assert window.windowTitle().startswith("field.motewarden")
    assert window.settings.recent == (str(file),)
    window.files.new()
    assert window.session.scenario != before
    window.files.open(str(file))
    assert window.session.scenario == before
    window.menus.recent.aboutToShow.emit()
    assert [a.text() for a in window.menus.recent.actions()] == ["field.motewarden"]


def test_edits_made_mid_run_reach_the_engine_at_the_next_round(qtbot, drawn_window):
    window, session, editing = drawn_window, drawn_window.session, drawn_window.editing
    stage = window.views.stage
    run_to(qtbot, window, 5)
    node = session.scenario.nodes[1].id
    editing.remove((node,))
    editing.place("node:mote", 105.0, 95.0, -1)
    editing.set_value("trust.threshold", 0.7)
    new = session.scenario.nodes[-1].id
    editing.place("attack:greyhole", 0, 0, new)
    run_to(qtbot, window, 6)
    snap = stage.snapshot()
    assert node not in snap.ids
    assert new in snap.ids
    assert snap.threshold == pytest.approx(0.7)
    assert "greyhole" in snap.truth.attack_names
    x = float(snap.xy[stage.scene.row_of[new], 0])
    editing.move((new,), 10.0, 0.0)
    qtbot.waitUntil(lambda: stage.snapshot().xy[stage.scene.row_of[new], 0] > x + 5)
    qtbot.waitUntil(lambda: window.views.timeline.marks.lanes[LaneId.EDITS].size > 0)
    while session.history.undo_label is not None:
        session.undo()
    qtbot.waitUntil(lambda: len(shown_ids(window)) == 1)


def test_the_form_of_an_attack_changes_it_and_weights_are_normalised_in_one_step(qtbot, open_window):
    window = open_window()
    window.editing.add_random_attack("blackhole", 3)
    panel = window.views.attacks
    assert panel.current() is not None
    key = next(iter(panel.form.fields))
    assert key == "start"
    panel.value_edited.emit(panel.current().id, "start", 9)
    assert window.session.scenario.attacks[0].start == 9
    window.views.form.value_edited.emit("trust.weights.m2", 0.9)
    depth = window.session.history.index
    window.views.form.normalise()
    assert window.session.history.index == depth + 1
    weights = window.views.form.weights()
    assert sum(weights.values()) == pytest.approx(1.0)
    window.session.undo()
    assert sum(window.views.form.weights().values()) > 1.05


def test_a_preset_of_weights_is_one_step_and_another_trust_model_brings_its_own_form(qtbot, open_window):
    window = open_window()
    form, session = window.views.form, window.session
    before = session.scenario.trust
    equal = next(p for p in form._presets if p.title == "Equal")
    form.preset_chosen.emit(equal.title, dict(equal.values))
    assert set(session.scenario.trust.weights.values()) == {0.0909}
    assert session.history.undo_label == "Weights: Equal"
    session.undo()
    assert session.scenario.trust == before
    form.value_edited.emit("trust.model", "beta")
    assert "trust.params.evidence" in form.fields
    assert "trust.weights.m2" not in form.fields
    form.value_edited.emit("trust.params.threshold", 0.6)
    run_to(qtbot, window, 2)
    assert window.views.stage.snapshot().threshold == pytest.approx(0.6)
    form.value_edited.emit("trust.model", "s3")
    assert session.scenario.trust == before, "parameters of the other model do not stay behind"
    form.value_edited.emit("trust.blocked", "3, 17")
    assert session.scenario.trust.blocked == (3, 17)


def test_the_protect_switch_turns_trust_off_and_on(qtbot, open_window):
    window = open_window()
    run_to(qtbot, window, 2)
    bar, stage = window.views.transport, window.views.stage
    assert bar.protected.isChecked()
    bar.protected.click()
    assert not window.session.scenario.trust.enabled
    assert not window.menus.action["protected"].isChecked()
    run_to(qtbot, window, 3)
    assert not stage.snapshot().trust_enabled
    window.menus.action["protected"].trigger()
    assert bar.protected.isChecked()
    window.session.undo()
    assert not bar.protected.isChecked()


def test_transport_buttons_play_pause_step_and_find_the_next_alarm(qtbot, open_window):
    window = open_window(api.parse_attack("blackhole:count=10,start=4", template_of("s3-connected", 7)), "observe")
    bar, stage = window.views.transport, window.views.stage
    bar.round_action.trigger()
    qtbot.waitUntil(lambda: stage.snapshot().round == 1)
    bar.hop_action.trigger()
    qtbot.waitUntil(lambda: stage.snapshot().wave >= 1 or stage.snapshot().round > 1)
    bar.set_speed(0.0)
    bar.play_action.trigger()
    qtbot.waitUntil(lambda: window.live.playing)
    qtbot.waitUntil(lambda: stage.snapshot().round > 3)
    bar.play_action.trigger()
    qtbot.waitUntil(lambda: not window.live.playing)
    before = window.live._alarms
    bar.alarm_action.trigger()
    qtbot.waitUntil(lambda: window.live._alarms > before and not window.live.playing, timeout=20_000)
    assert not window.views.banner.isHidden()
    bar.restart_action.trigger()
    qtbot.waitUntil(lambda: stage.snapshot().round == 0)
    assert window.views.charts.store.size == 0


def test_place_anew_fills_an_empty_field_and_moves_the_nodes_of_another(qtbot, open_window):
    window = open_window("empty")
    window.views.meter.reseed_requested.emit()
    assert len(window.session.scenario.nodes) == 100
    places = [(n.x, n.y) for n in window.session.scenario.nodes]
    window.views.meter.reseed_requested.emit()
    assert [(n.x, n.y) for n in window.session.scenario.nodes] != places
    window.session.undo()
    assert [(n.x, n.y) for n in window.session.scenario.nodes] == places


def test_what_is_refused_is_said(qtbot, open_window, drop_on):
    window = open_window()
    stage = window.views.stage
    station = int(stage.snapshot().ids[stage.snapshot().vertex == Vertex.STATION][0])
    drop_on(stage, "attack:blackhole", stage.point_of(station))
    assert "Base stations" in window.statusBar().currentMessage()
    window.editing.set_value("radio.range_m", -3.0)
    assert "radio.range_m" in window.statusBar().currentMessage()
    QApplication.clipboard().setText("no network")
    window.statusBar().clearMessage()
    window.editing.paste(1.0, 1.0)
    assert window.statusBar().currentMessage()
    assert window.session.history.undo_label is None


def test_unsaved_changes_ask_and_each_answer_does_what_it_says(qtbot, open_window, tmp_path, monkeypatch):
    window = open_window("empty")
    window.editing.place("node:mote", 50, 50, -1)
    answers = iter(("Go on editing", "Discard changes"))
    asked = []

    def answer(box):
        asked.append(box.text())
        word = next(answers)
        next(b for b in box.buttons() if b.text() == word).click()

    monkeypatch.setattr(QMessageBox, "exec", answer)
    assert not window.close()
    assert len(window.session.scenario.nodes) == 1
    window.files.new()
    assert window.session.scenario.nodes == ()
    assert len(asked) == 2
    assert not list((tmp_path / "journals").glob("*.journal"))


def test_dragging_a_node_with_the_mouse_moves_it_in_the_document(qtbot, open_window):
    window = open_window("empty")
    stage = window.views.stage
    window.editing.place("node:mote", 60, 60, -1)
    node = window.session.scenario.nodes[0].id
    qtbot.waitUntil(lambda: node in shown_ids(window))
    start = stage.point_of(node).toPoint()
    qtbot.mousePress(stage, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(stage, start + QPoint(30, 0))
    qtbot.mouseMove(stage, start + QPoint(60, 0))
    qtbot.mouseRelease(stage, Qt.MouseButton.LeftButton, pos=start + QPoint(60, 0))
    assert window.session.scenario.nodes[0].x > 65
