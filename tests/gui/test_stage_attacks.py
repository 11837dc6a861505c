"""Each attack has a picture of its own, where it must be, and only with the layer of the ground truth."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPixmap

from engine.readmodel.snapshot import GroundTruth, frozen
from tests.gui import attack_fakes
from tests.gui.fakes import fake_snapshot, stirred
from tests.worlds import STRATEGIES
from widgets.common.mime import AttackKey
from widgets.common.theme import THEMES
from widgets.stage import emblems
from widgets.stage.attack_kinds import ATTACK_KINDS, FAMILIES, attack_family, attack_kind, attack_title, kind_title
from widgets.stage.callouts import NAMED_UP_TO
from widgets.stage.clock import BEAT_S, Clock
from widgets.stage.inks import inks
from widgets.stage.legend_rows import pairs, rows, shown
from widgets.stage.truth_above import apex
from widgets.stage.truth_below import bows
from widgets.stage.widget import Stage

REGISTERED = tuple(kind for kind in ATTACK_KINDS if kind != "other")
MADE = {
    "wormhole": attack_fakes.wormhole,
    "sybil": attack_fakes.sybil,
    "loop": attack_fakes.loop,
    "rush": attack_fakes.storm,
    "depletion": lambda snap: attack_fakes.storm(snap, "depletion"),
    "greyhole": attack_fakes.greyhole,
}


def pixels(pixmap: QPixmap) -> np.ndarray:
    """int[height, width, 3]: red, green, blue."""
    image = pixmap.toImage().convertToFormat(pixmap.toImage().Format.Format_RGB32)
    words = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width())
    return np.stack([words >> 16 & 255, words >> 8 & 255, words & 255], axis=2).astype(int)


def changed(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.abs(a - b).sum(axis=2) > 24


def near(picture: np.ndarray, colour: str | QColor, far: int = 60) -> np.ndarray:
    c = QColor(colour)
    return np.abs(picture - (c.red(), c.green(), c.blue())).sum(axis=2) < far


@pytest.fixture
def look(qtbot):
    """Pictures of a snapshot on a stage of the size it has in a window of 1280×800."""
    stage = Stage()
    qtbot.addWidget(stage)
    stage.resize(665, 430)
    stage.show()
    stage.legend.hide()

    def take(snap, *, truth=True, beat=0.4, labels=True):
        stage.set_layers(truth=truth, labels=labels)
        stage.set_snapshot(snap)
        stage.clock.hold(beat)
        stage.fit()
        for _ in range(2):
            stage.repaint()
        return pixels(stage.grab())

    take.stage = stage
    return take


def nobody(snap):
    """The same network without its ground truth."""
    m = len(snap.ids)
    return replace(snap, truth=GroundTruth((), frozen(np.full(m, -1, np.int16)), frozen(np.zeros(m, bool))))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("kind", MADE)
def test_an_attack_shows_where_it_is_and_only_when_revealed(look, themed, kind, theme):
    themed(theme)
    snap = MADE[kind](attack_fakes.quiet())
    hidden = look(snap, truth=False)
    assert not changed(hidden, look(nobody(snap), truth=False)).any()
    seen = changed(hidden, look(snap))
    assert seen.sum() > 700
    rows = np.flatnonzero(snap.truth.attack >= 0)
    for x, y in look.stage.screen_xy()[rows].round().astype(int).tolist():
        assert seen[max(0, y - 20) : y + 20, max(0, x - 20) : x + 20].sum() > 100


@pytest.mark.parametrize("theme", THEMES)
def test_a_wormhole_is_a_purple_arc_over_the_straight_line(look, themed, theme):
    themed(theme)
    snap = attack_fakes.wormhole(attack_fakes.quiet())
    purple = near(look(snap), THEMES[theme].tunnel)
    assert purple.sum() > 600
    assert near(look(snap, truth=False), THEMES[theme].tunnel).sum() < 30
    a, b = (QPointF(*look.stage.screen_xy()[row].tolist()) for row in snap.truth.tunnels[0])
    top = (a + b) / 4 + apex(a, b, QRectF(look.stage.rect())) / 2
    assert top.y() < (a.y() + b.y()) / 2
    x, y = round(top.x()), round(top.y())
    assert purple[y - 12 : y + 12, x - 32 : x + 32].any()


def test_false_neighbours_are_dashed_in_the_tunnels_purple(look, themed):
    themed("light")
    snap = attack_fakes.wormhole(attack_fakes.quiet())
    none = replace(snap, truth=replace(snap.truth, false_links=frozen(np.empty((0, 2), np.int32))))
    with_them, without = look(snap, labels=False), look(none, labels=False)
    extra = near(with_them, THEMES["light"].tunnel, 130) & ~near(without, THEMES["light"].tunnel, 130)
    assert extra.sum() > 150


def test_an_arc_stays_in_the_widget():
    size = QRectF(0, 0, 600, 400)
    for ends in (((20, 10), (580, 12)), ((5, 30), (6, 380)), ((590, 20), (594, 390)), ((300, 200), (310, 205))):
        a, b = (QPointF(*end) for end in ends)
        middle = (a + b) / 4 + apex(a, b, size) / 2
        assert size.contains(middle), ends


def test_ghosts_are_as_many_as_identities_up_to_seven(look):
    counts = []
    for number in (1, 2, 5, 7, 40):
        snap = attack_fakes.sybil(attack_fakes.quiet(), number)
        counts.append(int(changed(look(snap, labels=False), look(nobody(snap), labels=False)).sum()))
    assert counts[0] < counts[1] < counts[2] < counts[3]
    assert abs(counts[4] - counts[3]) < 40


def test_what_an_attack_does_is_told_in_figures(look):
    words = {}
    for kind, make in MADE.items():
        look(make(attack_fakes.quiet()))
        words[kind] = [(c.title, c.detail) for c in look.stage.picture._callouts._kept]
    assert words["sybil"] == [("Sybil", "1 = 5")]
    assert words["rush"] == [("Rush", "24 messages")]
    assert words["depletion"] == [("Depletion", "24 frames")]
    assert words["wormhole"] == [("Wormhole", "9 false links")] * 2
    assert words["greyhole"] == [("Grey hole", "drops 2 of 5")]


def test_the_grey_hole_has_a_gauge_of_what_it_swallowed(look):
    look(attack_fakes.greyhole(attack_fakes.quiet()))
    assert [c.share for c in look.stage.picture._callouts._kept] == [pytest.approx(0.4)]
    hops = attack_fakes.greyhole(attack_fakes.quiet()).hops
    look(replace(attack_fakes.loop(attack_fakes.quiet()), hops=replace(hops, fate=frozen(np.zeros_like(hops.fate)))))
    assert [c.share for c in look.stage.picture._callouts._kept] == [-1.0]


def test_a_storm_reaches_further_the_more_it_sends(look):
    areas = []
    for number in (1, 8, 60):
        snap = attack_fakes.storm(attack_fakes.quiet(), number=number)
        areas.append(int(changed(look(snap, labels=False), look(nobody(snap), labels=False)).sum()))
    assert areas[0] < areas[1] < areas[2]


def test_depletion_points_at_the_neighbours_and_rush_does_not(look):
    drains, floods = (attack_fakes.storm(attack_fakes.quiet(), name) for name in ("depletion", "rush"))
    look(drains)
    victims = look.stage.scene.truth.victims
    row = attack_fakes.middle_rows(drains, 1)[0]
    assert set(victims[:, 0].tolist()) == {row}
    assert len(victims) == (drains.links == row).any(axis=1).sum()
    look(floods)
    assert not len(look.stage.scene.truth.victims)


@pytest.mark.parametrize("kind", ["wormhole", "loop", "rush", "depletion", "sybil"])
def test_pictures_move_with_the_slow_clock_and_stand_without_motion(look, kind):
    snap = MADE[kind](attack_fakes.quiet())
    assert changed(look(snap, beat=0.1), look(snap, beat=0.35)).sum() > 20
    look.stage.clock.hold(None)
    look.stage.set_reduced_motion(True)
    look.stage.set_rate(2.0)
    assert look.stage.clock.beat() is None
    still = [pixels(look.stage.grab()) for _ in range(2)]
    assert not changed(*still).any()


def test_the_slow_clock_is_slow_and_stops_with_the_run():
    clock = Clock()
    assert clock.beat() is None
    clock.set_rate(4.0)
    assert 0 <= clock.beat() < 1
    assert BEAT_S > 1 / 3
    clock.set_rate(0.0)
    assert clock.beat() is None


def test_in_a_fast_run_the_picture_of_an_attack_stands_for_a_while(look, monkeypatch):
    stage, snap = look.stage, attack_fakes.attacked(attack_fakes.quiet(), "onoff-1", [40])
    off = attack_fakes.attacked(attack_fakes.quiet(), "onoff-1", [40], active=False)
    stage.clock.hold(None)
    stage.set_rate(200.0)
    stage.set_snapshot(snap)
    shown = []
    for k, picture in enumerate((off, snap) * 4):
        stage.set_snapshot(replace(picture, seq=k + 1, round=13 + k))
        shown.append(int(stage.scene.truth.active[0]))
    assert len(set(shown)) == 1
    monkeypatch.setattr("widgets.stage.surface._HOLD_MS", -1)
    stage.set_snapshot(off)
    assert int(stage.scene.truth.active[0]) == 0
    stage.set_rate(2.0)
    monkeypatch.undo()
    stage.set_snapshot(snap)
    assert int(stage.scene.truth.active[0]) == 1


def test_a_plate_stays_on_its_side_while_its_node_moves_a_little(look):
    snap = attack_fakes.quiet()
    rows = attack_fakes.middle_rows(snap, 6)
    base = attack_fakes.attacked(snap, "blackhole-1", rows)
    sides = []
    for frame in range(12):
        look(stirred(base, frame, step_m=1.5))
        sides.append(dict(look.stage.picture._callouts._ranks))
    changes = sum(a[row] != b[row] for a, b in pairwise(sides) for row in rows)
    assert changes <= 4


def test_an_attack_that_does_not_go_on_is_dim_and_says_so(look):
    snap = attack_fakes.attacked(attack_fakes.quiet(), "blackhole-1", [40], active=False)
    look(snap)
    assert [c.detail for c in look.stage.picture._callouts._kept] == ["not active"]


def test_plates_keep_clear_of_one_another_and_of_the_edge(look):
    snap = attack_fakes.quiet()
    rows = attack_fakes.middle_rows(snap, 8)
    look(attack_fakes.attacked(snap, "blackhole-1", rows))
    boxes = [c.box for c in look.stage.picture._callouts._kept]
    assert len(boxes) == 8
    assert not any(a.intersects(b) for a, b in combinations(boxes, 2))
    assert all(QRectF(look.stage.rect()).contains(box) for box in boxes)


def test_a_crowd_of_attackers_has_pictures_without_names(look):
    snap = attack_fakes.quiet(200)
    crowd = attack_fakes.attacked(snap, "damage-1", list(range(NAMED_UP_TO + 1)))
    assert changed(look(crowd), look(nobody(crowd))).sum() > 500
    assert not look.stage.picture._callouts._kept


def test_columns_of_another_length_and_rows_that_do_not_exist_are_left_out(look):
    snap = attack_fakes.sybil(attack_fakes.quiet())
    odd = replace(
        snap.truth,
        identities=frozen(np.ones(3, np.int32)),
        storm=frozen(np.ones(5, np.int32)),
        tunnels=frozen(np.array([(0, 9999), (4, 4)], np.int32)),
        bends=frozen(np.array([(-1, 2)], np.int32)),
    )
    look(replace(snap, truth=odd))
    truth = look.stage.scene.truth
    assert [len(part) for part in (truth.sybils, truth.storms, truth.tunnels, truth.bends)] == [0, 0, 0, 0]


# -- emblems, names, legend -----------------------------------------------------------------------------------------


def emblem(kind: str, a: float = 12.0, **manner) -> np.ndarray:
    out = QPixmap(40, 40)
    out.fill(QColor(THEMES["dark"].surface0))
    painter = QPainter(out)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(20, 20)
    emblems.attack(painter, kind, a, inks(), **manner)
    painter.end()
    return pixels(out)


def test_every_emblem_has_a_shape_of_its_own(qapp):
    for one, other in combinations(ATTACK_KINDS, 2):
        a, b = emblem(one), emblem(other)
        strokes = min(near(p, inks().danger, 200).sum() for p in (a, b))
        assert changed(a, b).sum() > 0.3 * strokes, (one, other)


@pytest.mark.parametrize("kind", REGISTERED)
def test_names_of_attacks_find_their_picture_and_title(kind):
    assert attack_kind(kind) == attack_kind(f"{kind}-2") == kind
    assert attack_title(f"{kind}-1") == attack_title(kind) == kind_title(kind)
    assert attack_title(f"{kind}-3") == f"{kind_title(kind)} 3"
    assert attack_family(kind) in FAMILIES[:-1]


@pytest.mark.parametrize("kind", REGISTERED)
def test_short_titles_are_made_of_the_words_of_the_full_ones(kind):
    full = re.findall(r"[a-z]+", STRATEGIES.attacks.get(kind).title.lower())
    assert set(re.findall(r"[a-z]+", kind_title(kind).lower())) <= set(full)


def test_names_of_the_users_own_stay():
    assert attack_title("the blackhole in the cellar") == "the blackhole in the cellar"
    assert attack_kind("the blackhole in the cellar") == "blackhole"
    assert (attack_kind("glue"), attack_title("glue-1"), attack_family("glue")) == ("other", "glue-1", "other")
    assert (attack_kind("jam"), attack_kind("random-1:replay"), attack_kind("hello flood 2")) == (
        "jamming",
        "replay",
        "helloflood",
    )


def badge(kind: str, **manner) -> np.ndarray:
    out = QPixmap(40, 40)
    out.fill(QColor(THEMES["dark"].surface0))
    painter = QPainter(out)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(20, 20)
    emblems.attack_badge(painter, kind, 11, inks(), active=True, **manner)
    painter.end()
    return pixels(out)


@pytest.mark.parametrize("kind", REGISTERED)
def test_variation_and_origin_change_the_picture_of_an_attack(qapp, kind):
    manners = [{"exploiting": e, "outsider": o} for e in (False, True) for o in (False, True)]
    for one, other in combinations(manners, 2):
        assert changed(badge(kind, **one), badge(kind, **other)).sum() > 60, (one, other)
        assert changed(emblem(kind, **one), emblem(kind, **other)).sum() > 30, (one, other)


def test_a_key_carries_variation_and_origin_to_the_stage_and_back():
    for key in (AttackKey("sinkhole"), AttackKey("jamming", "exploiting"), AttackKey("replay", "common", "outsider")):
        assert AttackKey.read(key.text) == key
        assert attack_kind(key.text) == key.name
    assert AttackKey("sinkhole").text == "attack:sinkhole"
    assert AttackKey.read("attack:sinkhole/nonsense/mars") == AttackKey("sinkhole")


def test_the_legend_explains_what_is_there_and_nothing_else(look):
    stage = look.stage

    def words(snap, **switches):
        look(snap, truth=True)
        stage.set_layers(**switches)
        state = shown(stage.layers, stage.scene)
        return {text for _, text in rows(state, inks()) + pairs(state, inks())}

    plain = words(attack_fakes.quiet())
    assert not plain & {"Router", "Gateway", "Obstacle, attenuation in dB", "Wormhole", "Second, disjoint route"}
    assert {"Wormhole", "Tunnel of a wormhole", "False neighbours"} <= words(
        attack_fakes.wormhole(attack_fakes.quiet())
    )
    assert "Wormhole" not in words(attack_fakes.wormhole(attack_fakes.quiet()), truth=False)
    assert {"Router", "Gateway", "Mesh of the routers"} <= words(attack_fakes.tiered(attack_fakes.quiet()))
    assert "Base station" in plain
    assert {"Chain to the leader", "Leader of the chain"} <= words(attack_fakes.chain(attack_fakes.quiet()))
    assert "Second, disjoint route" in words(attack_fakes.multipath(attack_fakes.quiet()))
    assert "Obstacle, attenuation in dB" in words(attack_fakes.walled(attack_fakes.quiet()))


@pytest.mark.parametrize("size", [(665, 376), (665, 430), (900, 640)], ids=str)
def test_the_unfolded_legend_is_nowhere_cut_off_even_with_every_attack(look, size):
    stage, snap = look.stage, fake_snapshot(100)
    look(replace(snap, truth=replace(snap.truth, attack_names=tuple(f"{k}-1" for k in REGISTERED))))
    stage.resize(*size)
    if stage.legend.folded:
        stage.legend.toggle()
    assert stage.rect().contains(stage.legend.geometry())


def test_curves_begin_and_end_at_the_nodes():
    a, b = np.array([[0.0, 0.0]]), np.array([[40.0, 0.0]])
    curve = bows(a, b, 0.25)[0]
    assert curve[0] == pytest.approx((0, 0))
    assert curve[-1] == pytest.approx((40, 0))
    assert np.abs(curve[:, 1]).max() == pytest.approx(10, rel=0.05)
