from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from tests.gui.fakes import fake_snapshot
from widgets.transport.bar import TransportBar
from widgets.transport.speed import FASTEST, MAX, SLOWEST, STEPS, neighbour, position_of, speed_of


@pytest.fixture
def bar(qtbot):
    made = TransportBar()
    qtbot.addWidget(made)
    made.show()
    return made


def test_speed_scale_is_logarithmic_with_max_at_its_end():
    assert speed_of(0) == SLOWEST
    assert speed_of(STEPS) == FASTEST
    assert speed_of(STEPS + 1) == MAX
    assert all(position_of(speed_of(p)) == p for p in range(0, STEPS + 2, 10))


def test_keys_walk_over_the_presets():
    speeds = [SLOWEST]
    while speeds[-1] != MAX:
        speeds.append(neighbour(speeds[-1], 1))
    assert speeds[-2] == FASTEST
    assert neighbour(MAX, -1) == FASTEST
    assert neighbour(SLOWEST, -1) == SLOWEST
    assert neighbour(3.0, 1) == 5.0


def test_play_button_pauses_while_playing(bar, qtbot):
    with qtbot.waitSignal(bar.play_requested):
        bar.play_action.trigger()
    bar.set_state("playing")
    with qtbot.waitSignal(bar.pause_requested):
        bar.play_action.trigger()


def test_every_action_has_a_shortcut_and_asks_for_its_step(bar, qtbot):
    pairs = (
        (bar.hop_action, bar.step_hop_requested),
        (bar.round_action, bar.step_round_requested),
        (bar.alarm_action, bar.next_alarm_requested),
        (bar.restart_action, bar.restart_requested),
    )
    for action, signal in pairs:
        assert not action.shortcut().isEmpty()
        with qtbot.waitSignal(signal):
            action.trigger()


def test_nothing_runs_after_the_end_but_restart(bar):
    bar.set_state("ended")
    assert not bar.play_action.isEnabled()
    assert bar.restart_action.isEnabled()


def test_slider_tells_the_speed_and_setting_it_from_outside_does_not(bar, qtbot):
    with qtbot.assertNotEmitted(bar.speed_changed):
        bar.set_speed(100.0)
    with qtbot.waitSignal(bar.speed_changed) as told:
        bar.slider.setValue(STEPS + 1)
    assert told.args == [MAX]
    assert "max" in bar._speed_label.text()


def test_protected_is_told_only_when_the_user_switches(bar, qtbot):
    with qtbot.assertNotEmitted(bar.protected_toggled):
        bar.set_protected(True)
    with qtbot.waitSignal(bar.protected_toggled) as told:
        qtbot.keyClick(bar.protected, Qt.Key.Key_Space)
    assert told.args == [False]


def test_narrow_bar_keeps_the_controls_and_the_round(bar, qtbot):
    bar.resize(470, 52)
    assert bar._rate.isHidden()
    assert bar._round.isVisible()
    assert bar.protected.geometry().right() <= bar.width()
    bar.resize(1400, 52)
    assert bar._rate.isVisible()


def test_clock_shows_round_time_and_phase(bar):
    bar.set_clock(replace(fake_snapshot(10), round=1234, time_s=1234.5, phase="steady", wave=0, rounds_per_s=842.0))
    assert bar._round.figure.text() == "1\u2009234"
    assert bar._time.figure.text() == "20:34.5"
    assert bar._phase.figure.text() == "steady"
    assert bar._rate.figure.text() == "842"
