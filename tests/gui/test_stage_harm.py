"""Every attack in both variations is told from every other without reading its label, in every theme."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtGui import QColor

from engine.readmodel.snapshot import frozen
from tests.gui import attack_fakes, harm_fakes
from tests.gui.test_stage_attacks import changed, near, nobody, pixels
from widgets.common.theme import THEMES
from widgets.stage.attack_kinds import ATTACK_KINDS
from widgets.stage.callouts import detail_of
from widgets.stage.harm_below import aside, zigzag
from widgets.stage.inks import inks
from widgets.stage.legend_rows import pairs, shown
from widgets.stage.widget import Stage

SHOWN = [(kind, False) for kind in harm_fakes.KINDS] + [(kind, True) for kind in harm_fakes.TWO]


@pytest.fixture
def look(qtbot):
    """Pictures without words of a snapshot on a stage of the size it has in a window of 1280×800."""
    stage = Stage()
    qtbot.addWidget(stage)
    stage.resize(665, 430)
    stage.show()
    stage.legend.hide()

    def take(snap, *, truth=True, beat=0.4, labels=False):
        stage.set_layers(truth=truth, labels=labels)
        stage.set_snapshot(snap)
        stage.clock.hold(beat)
        stage.fit()
        for _ in range(2):
            stage.repaint()
        return pixels(stage.grab())

    take.stage = stage
    return take


@pytest.mark.parametrize("theme", THEMES)
def test_every_attack_in_both_variations_is_told_from_every_other_without_its_label(look, themed, theme):
    themed(theme)
    snap = attack_fakes.quiet(60)
    pictures = {(kind, e): look(harm_fakes.climax(snap, kind, exploiting=e)) for kind, e in SHOWN}
    alike = []
    for one, other in combinations(pictures, 2):
        number = int(changed(pictures[one], pictures[other]).sum())
        emblems_only = one[0] not in harm_fakes.TWO and other[0] not in harm_fakes.TWO
        if number < (30 if emblems_only else 120):
            alike.append((one, other, number))
    assert not alike


@pytest.mark.parametrize("kind", harm_fakes.TWO)
def test_an_outsider_comes_in_over_the_border(look, kind):
    snap = attack_fakes.quiet(60)
    inside = look(harm_fakes.climax(snap, kind))
    outside = look(harm_fakes.climax(snap, kind, outsider=True))
    seen = changed(inside, outside)
    assert seen.sum() > 120
    stage = look.stage
    row = int(stage.scene.truth.harm.outsiders[0])
    x, y = stage.scene.xy[row]
    borders = {(x, 0.0): y, (x, snap.height_m): snap.height_m - y, (0.0, y): x, (snap.width_m, y): snap.width_m - x}
    start = stage.view.point_to_screen(*min(borders, key=borders.get))
    px, py = round(start.x()), round(start.y())
    assert seen[max(0, py - 14) : py + 14, max(0, px - 14) : px + 14].any()


@pytest.mark.parametrize("kind", harm_fakes.KINDS)
def test_nothing_of_it_is_seen_while_attackers_are_hidden(look, kind):
    snap = harm_fakes.climax(attack_fakes.quiet(60), kind, exploiting=True, outsider=True)
    assert not changed(look(snap, truth=False), look(nobody(snap), truth=False)).any()


@pytest.mark.parametrize("kind", ["helloflood", "jamming", "roleflood", "blackhole", "replay", "sinkhole"])
def test_pictures_stand_without_motion(look, kind):
    snap = harm_fakes.climax(attack_fakes.quiet(60), kind, exploiting=True)
    if kind != "replay":
        assert changed(look(snap, beat=0.1), look(snap, beat=0.6)).sum() > 20
    look(snap)
    look.stage.clock.hold(None)
    look.stage.set_reduced_motion(True)
    look.stage.set_rate(2.0)
    still = [pixels(look.stage.grab()) for _ in range(2)]
    assert not changed(*still).any()


def test_noise_covers_what_the_jammer_reaches_and_nothing_else(look):
    snap = attack_fakes.quiet(60)
    made = harm_fakes.climax(snap, "jamming")
    picture, stage = look(made), look.stage
    row = int(stage.scene.truth.harm.reach[0])
    seen = changed(picture, look(nobody(made)))
    radius = float(made.truth.reach[row]) * stage.view.scale
    at = stage.screen_xy()[row]
    y, x = np.indices(seen.shape)
    away = np.hypot(x - at[0], y - at[1])
    inside = away < 0.9 * radius
    assert seen[inside].mean() > 0.5
    assert seen[away > radius + 30].mean() < 0.01


def test_routes_that_pour_into_a_sinkhole_are_blue_all_the_way(look, themed):
    themed("light")
    made = harm_fakes.climax(attack_fakes.quiet(60), "sinkhole")
    picture = look(made)
    flows = look.stage.scene.truth.harm.flows
    row = int(np.flatnonzero(made.truth.attack == 0)[0])
    assert row in flows[:, 1]
    assert all(to == row or to in flows[:, 0] for to in flows[:, 1].tolist())
    assert near(picture, THEMES["light"].sink, 36).sum() > 300
    assert near(look(made, truth=False), THEMES["light"].sink, 36).sum() < 60


def test_a_wormhole_is_red_where_the_network_organises_itself(look, themed):
    themed("light")
    made = harm_fakes.climax(attack_fakes.quiet(60), "wormhole")
    red = near(look(harm_fakes.organised(made)), THEMES["light"].tunnel_s2)
    assert red.sum() > 500
    assert near(look(made), THEMES["light"].tunnel_s2).sum() < 60


def test_what_is_done_to_others_is_told_in_figures(look):
    told = {}
    for kind in harm_fakes.TWO:
        look(harm_fakes.climax(attack_fakes.quiet(60), kind, exploiting=True))
        told[kind] = detail_of(look.stage.scene, 0)
    assert told["helloflood"].startswith("reaches ")
    assert told["tampering"] == "+12 °C"
    assert told["injection"].endswith(" infected")
    assert told["sleepdenial"].endswith(" kept awake")
    assert told["phantom"] == "2 phantoms"


def test_columns_of_another_length_and_rows_that_do_not_exist_are_left_out(look):
    snap = harm_fakes.climax(attack_fakes.quiet(60), "injection")
    odd = replace(
        snap.truth,
        victims=frozen(np.array([(0, 9999), (-3, 4)], np.int32)),
        infected=frozen(np.ones(3, np.uint8)),
        reach=frozen(np.ones(5, np.float32)),
        exploiting=(),
    )
    look(replace(snap, truth=odd))
    harm = look.stage.scene.truth.harm
    assert [len(part) for part in (harm.pairs, harm.infected, harm.reach)] == [0, 0, 0]
    assert not harm.exploiting.any()


def test_a_zigzag_begins_and_ends_at_the_nodes_and_leaves_the_line_between():
    a, b = np.array([[0.0, 0.0]]), np.array([[90.0, 0.0]])
    starts, ends = zigzag(a, b, 4.0)
    assert starts[0] == pytest.approx((0, 0))
    assert ends[-1] == pytest.approx((90, 0))
    assert np.abs(ends[:, 1]).max() == pytest.approx(4.0)
    shifted = aside(a, b, 3.0)[0][0]
    assert shifted == pytest.approx((0.0, 3.0))


def test_every_kind_with_two_variations_has_an_emblem():
    assert set(harm_fakes.TWO) <= set(ATTACK_KINDS)
    assert QColor(THEMES["dark"].sink) != QColor(THEMES["dark"].tunnel_s2)


def test_the_legend_explains_cogged_and_broken_edges_only_where_there_are_some(look):
    def words(**manner):
        look(harm_fakes.climax(attack_fakes.quiet(60), "jamming", **manner))
        return {text for _, text in pairs(shown(look.stage.layers, look.stage.scene), inks())}

    assert not words() & {"Exploits roles", "By outsiders"}
    assert {"Exploits roles", "By outsiders"} <= words(exploiting=True, outsider=True)
    assert "By outsiders" not in words(exploiting=True)


def test_in_a_large_network_victims_are_dots(look, themed):
    themed("light")
    snap = attack_fakes.quiet(3000)
    made = harm_fakes.climax(snap, "injection")
    infected = frozen((np.arange(len(snap.ids)) % 3 == 0).astype(np.uint8))
    many = look(replace(made, truth=replace(made.truth, infected=infected)))
    assert near(many, THEMES["light"].danger).sum() > near(look(made), THEMES["light"].danger).sum() + 3000
