"""The detector panel in the window: the switch as one step of undo, the way from banner and timeline to a card."""

from __future__ import annotations

from dataclasses import replace

from engine import api
from engine.scenario import edits
from tests.gui.detection_fakes import alarm, detection
from tests.gui.window_kit import run_to


def test_the_switch_is_one_step_of_undo_and_gives_roles_and_a_detector(open_window, qtbot):
    window = open_window("leach-100", "observe")
    session, panel = window.session, window.views.detector
    window.docks.open("detector")
    before = session.scenario
    assert not panel.switch.isChecked()
    panel.switch.click()
    assert panel.switch.isChecked()
    after = session.scenario
    assert (after.detection.enabled, after.roles.enabled, after.roles.detectors) == (True, True, 1)
    session.undo()
    assert session.scenario == before
    assert not panel.switch.isChecked()


def test_a_banner_leads_to_the_card_and_selects_the_suspect(open_window, qtbot):
    window = open_window("leach-100", "observe")
    run_to(qtbot, window, 3)
    picture = window.views.stage.snapshot()
    view = detection(alarms=(alarm(1, ended=2, raised=1), alarm(2, raised=2)))
    window.live._show(replace(picture, detection=view))
    assert window.views.banner.accessibleName() == "Alarm: Sinkhole, exploiting roles"
    window.views.banner._show.click()
    assert window.docks.front("right") == "detector"
    assert window.views.stage.selection() == (17,)
    cards = window.views.detector.alarms.cards
    assert cards[2].more.isChecked()
    window.views.timeline.mark_activated.emit(1, (17,))
    assert cards[1].more.isChecked()


def test_stepping_the_collection_goes_on_by_one_interval(open_window, qtbot):
    window = open_window("leach-100", "observe")
    run_to(qtbot, window, 1)
    scenario = window.session.scenario
    slower = scenario.detection.model_copy(update={"interval_s": 3.0 * scenario.round_s})
    window.session.edit(edits.replace_document(scenario, scenario.replace(detection=slower)))
    sent = []
    window.session.engine.submit = sent.append
    window.views.detector.step_requested.emit()
    assert sent == [api.StepRound(2)]


def test_pages_out_of_sight_leave_the_panel_its_room(open_window, qtbot):
    window = open_window("leach-100", "observe")
    window.resize(1024, 768)
    window.docks.set_sizes()
    window.docks.open("detector")
    qtbot.waitUntil(lambda: window.views.detector.width() >= 200, timeout=5000)
    window.go("detectors")
    assert window.pages.minimumSizeHint().width() >= window.pages.currentWidget().minimumSizeHint().width()
