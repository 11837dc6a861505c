"""The beat at the start of an attack: dims once, never flashes, and shows who comes from outside."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine import api
from tests.gui import attack_fakes, harm_fakes
from tests.gui.test_stage_attacks import changed, pixels
from tests.gui.window_kit import run_to
from widgets.stage.spotlight import BEAT_S, DIMMED_TO, REST_S, Spotlight, darkness
from widgets.stage.widget import Stage


@pytest.fixture
def stage(qtbot):
    made = Stage()
    qtbot.addWidget(made)
    made.resize(665, 430)
    made.show()
    made.legend.hide()
    made.set_layers(truth=True, labels=False)
    return made


def brightness(picture):
    return picture.sum(axis=2).astype(float)


def attackers(snap):
    return tuple(int(i) for i in snap.ids[snap.truth.attack >= 0])


def test_it_dims_all_but_the_attacked_area_to_the_promised_light(stage, themed):
    themed("light")
    snap = harm_fakes.climax(attack_fakes.quiet(60), "blackhole")
    stage.set_snapshot(snap)
    stage.clock.hold(0.4)
    stage.fit()
    plain = pixels(stage.grab())
    assert stage.spot(attackers(snap))
    stage.spotlight.hold(0.5)
    lit = pixels(stage.grab())
    row = int(np.flatnonzero(snap.truth.attack >= 0)[0])
    at = stage.screen_xy()[row]
    y, x = np.indices(plain.shape[:2])
    away = np.hypot(x - at[0], y - at[1])
    ground = pixels(stage.grab())[5, 5]
    outside = (away > 130) & (np.abs(plain - ground).sum(axis=2) > 120)
    contrast = [np.abs(p[outside] - ground).sum(axis=1).mean() for p in (plain, lit)]
    assert contrast[1] / contrast[0] == pytest.approx(DIMMED_TO, abs=0.12)
    inside = away < 12
    assert not changed(plain, lit)[inside].any()


def test_an_insider_is_closed_in_on_and_an_outsider_comes_from_the_border(stage):
    pictures = []
    for outsider in (False, True):
        snap = harm_fakes.climax(attack_fakes.quiet(60), "blackhole", outsider=outsider)
        stage.set_snapshot(snap)
        stage.clock.hold(0.4)
        stage.fit()
        stage.spotlight._began = -1e9
        assert stage.spot(attackers(snap))
        for part in (0.1, 0.4):
            stage.spotlight.hold(part)
            pictures.append(pixels(stage.grab()))
    for one in range(4):
        for other in range(one):
            assert changed(pictures[one], pictures[other]).sum() > 150


def test_there_is_none_without_motion_or_while_attackers_are_hidden(stage):
    snap = harm_fakes.climax(attack_fakes.quiet(60), "blackhole")
    stage.set_snapshot(snap)
    stage.set_layers(truth=False)
    assert not stage.spot(attackers(snap))
    stage.set_layers(truth=True)
    stage.set_reduced_motion(True)
    assert not stage.spot(attackers(snap))


def test_nothing_flashes_however_fast_attacks_begin(qtbot):
    light = Spotlight()
    assert light.begin((3,))
    assert not light.begin((4,)), "one beat at a time"
    assert 1 / (BEAT_S + REST_S) < 3
    levels = [darkness(part) for part in np.linspace(0, 1, 101)]
    assert max(levels) == 1.0
    assert (levels[0], levels[-1]) == (0.0, 0.0)
    assert np.count_nonzero(np.diff(np.sign(np.diff(levels))[np.diff(levels) != 0])) == 1, "one rise and one fall"
    with qtbot.waitSignal(light.ended, timeout=3000):
        pass
    assert not light.running()


def test_in_the_window_the_picture_stands_for_the_beat_and_then_goes_on(qtbot, open_window):
    from app.data import template_of

    scenario = api.parse_attack("blackhole:count=2,start=3", template_of("s3-connected", 7))
    window = open_window(scenario, "observe")
    stage, began = window.views.stage, []
    stage.spotlight.tick.connect(lambda: began.append(1))
    run_to(qtbot, window, 2)
    window.session.engine.submit(api.StepRound())
    qtbot.waitUntil(lambda: stage.snapshot().round == 3, timeout=60_000)
    now = stage.snapshot()
    stage.spotlight._began = -1e9
    window.live._beat.expect(3, (3,))
    assert stage.spotlight.running()
    window.live._show(replace(now, round=4, seq=now.seq + 1))
    assert stage.snapshot() is now
    qtbot.waitUntil(lambda: stage.snapshot().round == 4, timeout=60_000)
    assert not stage.spotlight.running()
    assert began, "it began by itself when the attack did"


def test_in_the_window_there_is_no_beat_in_reduced_motion(qtbot, open_window):
    from app.data import template_of

    scenario = api.parse_attack("blackhole:count=2,start=2", template_of("s3-connected", 7))
    window = open_window(scenario, "observe")
    window.menus.action["reduced_motion"].setChecked(True)
    began = []
    window.views.stage.spotlight.tick.connect(lambda: began.append(1))
    run_to(qtbot, window, 4)
    assert not began
