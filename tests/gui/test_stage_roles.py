"""Roles on the stage: shapes, badges, membership, flows, the state over the field, and what is said of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QColor, QPixmap

from engine.readmodel.codes import Duty, Membership, NetworkState
from engine.readmodel.services import SERVICES
from engine.readmodel.snapshot import frozen
from tests.gui.fakes import fake_snapshot
from tests.gui.role_fakes import role_snapshot
from widgets.common.icons import glyph
from widgets.common.theme import THEMES, cause_color
from widgets.headline.figures import figures
from widgets.stage.atlas import Atlas
from widgets.stage.duties import CONTROLLER, LETTERS
from widgets.stage.duty_shapes import SERVICE_ICONS
from widgets.stage.inks import inks
from widgets.stage.legend_rows import rows, shown
from widgets.stage.outline_model import OutlineModel
from widgets.stage.scene import TRUST_STEPS, Scene
from widgets.stage.tips import describe_all, node_tip
from widgets.stage.widget import Stage


def pixels(pixmap: QPixmap) -> np.ndarray:
    image = pixmap.toImage().convertToFormat(pixmap.toImage().Format.Format_RGB32)
    words = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width())
    return np.stack([words >> 16 & 255, words >> 8 & 255, words & 255], axis=2).astype(int)


def near(picture, colour, far=70):
    c = QColor(colour)
    return np.abs(picture - (c.red(), c.green(), c.blue())).sum(axis=2) < far


@pytest.fixture
def look(qtbot):
    stage = Stage()
    qtbot.addWidget(stage)
    stage.resize(900, 640)
    stage.show()

    def take(snap, **layers):
        stage.set_layers(packets=False, **layers)
        stage.set_snapshot(snap)
        stage.legend.hide()
        stage.fit()
        for _ in range(2):
            stage.repaint()
        return pixels(stage.grab())

    take.stage = stage
    return take


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("r", [3, 7, 14])
def test_every_role_and_every_stranger_has_a_shape_of_its_own_at_every_size(qapp, themed, theme, r):
    themed(theme)
    sheet = Atlas(float(r), inks(), 1.0).duties
    shades = TRUST_STEPS + 1
    strangers = Atlas(float(r), inks(), 1.0).strangers
    cells = [(sheet, 2 * k * shades) for k in range(len(LETTERS))] + [(strangers, int(m)) for m in Membership if m]
    seen = []
    for source, cell in cells:
        x, y, w, h = (int(v) for v in source.cells[cell])
        part = source.pixmap.toImage().copy(x, y, w, h)
        part = part.convertToFormat(part.Format.Format_ARGB32)
        alpha = np.frombuffer(part.constBits(), np.uint32).reshape(h, w) >> 24
        whole = np.zeros((4 * r + 16, 4 * r + 16), np.int64)
        top, left = (whole.shape[0] - h) // 2, (whole.shape[1] - w) // 2
        whole[top : top + h, left : left + w] = alpha
        seen.append(whole)
    for i, one in enumerate(seen):
        for other in seen[i + 1 :]:
            assert (np.abs(one.astype(int) - other.astype(int)) > 80).sum() >= max(2, r // 2)


def test_networks_without_roles_look_as_before(look):
    snap = fake_snapshot(60)
    assert Scene(snap).duties is None
    bare = look(snap)
    lame = replace(role_snapshot(40).organisation)
    assert np.array_equal(bare, look(replace(snap, organisation=lame))), "columns of another length are not believed"


def test_the_shape_is_that_of_the_weightiest_role_and_the_others_are_badges():
    duties = Scene(role_snapshot()).duties
    assert duties.shape[0] == CONTROLLER
    assert duties.others[0] == Duty.KEEPER | Duty.COLLECTOR
    assert duties.others[5] == 0
    assert duties.bits[-1] == 0, "base stations have no roles"
    assert (duties.others[duties.member != Membership.MEMBER] == 0).all()


def test_who_is_absent_or_left_is_not_taken_for_dead(look):
    snap = role_snapshot()
    scene = Scene(snap)
    gone = np.flatnonzero(scene.gone)
    assert snap.organisation.membership[gone].tolist() == [Membership.LEFT, Membership.ABSENT, Membership.REFUSED]
    assert not scene.dead[gone].any()
    assert "has left" not in node_tip(scene, int(gone[0]), truth=False)
    assert "· left" in node_tip(scene, int(gone[0]), truth=False)
    assert "joining" in node_tip(scene, 6, truth=False)
    look(snap)


def test_who_is_away_is_told_in_networks_without_roles_too(look):
    snap = fake_snapshot(30, dead=0.0)
    member = np.zeros(len(snap.ids), np.uint8)
    member[[2, 3]] = (Membership.ABSENT, Membership.LEFT)
    alive = snap.alive.copy()
    alive[[2, 3]] = False
    scene = Scene(replace(snap, alive=frozen(alive), membership=frozen(member)))
    assert scene.duties is None
    assert not scene.dead.any()
    assert "not there yet" in node_tip(scene, 2, truth=False)
    assert "left" in node_tip(scene, 3, truth=False)
    words = [text for _, text in rows(shown(look.stage.layers, scene), inks())]
    assert "Has left" in words
    told = {f.key: f for f in figures(scene.snap, 0)}
    assert told["alive"].harm == 0
    assert not np.array_equal(look(scene.snap), look(replace(scene.snap, membership=frozen(member[:0]))))


def test_the_two_flows_have_two_colours(look):
    snap = role_snapshot(strangers=False)
    quiet = {"energy": False, "labels": False, "links": False, "hulls": False, "trust": False}
    picture = look(snap, **quiet)
    assert near(picture, cause_color("service")).sum() > 60
    assert near(picture, cause_color("reading")).sum() > 200
    none = look(snap, roles=False, **quiet)
    assert near(none, cause_color("service"), 40).sum() == 0


def test_a_state_other_than_normal_is_written_over_the_field_and_borders_it(look):
    calm = look(role_snapshot())
    restless = look(role_snapshot(state=NetworkState.SD3))
    accent = inks().accent
    edge = np.s_[2:-2, 1:4]
    assert near(restless[edge], accent).sum() > 100 > near(calm[edge], accent).sum()


def test_a_changed_role_is_pointed_at_for_a_while_and_once(qtbot, look):
    snap = role_snapshot()
    look(snap)
    stage = look.stage
    assert not stage.pulse.ages()
    roles = snap.organisation.roles.copy()
    roles[20] |= Duty.KEEPER
    after = replace(snap, round=snap.round + 1, organisation=replace(snap.organisation, roles=frozen(roles)))
    stage.set_snapshot(after)
    assert list(stage.pulse.ages()) == [int(snap.ids[20])]
    first = stage.pulse.ages()[int(snap.ids[20])]
    stage.set_snapshot(snap)
    assert stage.pulse.ages()[int(snap.ids[20])] >= first, "a node that flickers starts no second pulse"
    qtbot.waitUntil(lambda: not stage.pulse.ages(), timeout=4000)


def test_services_are_drawn_and_explained(look):
    snap = role_snapshot()
    names = tuple("fire" if k % 2 else "" for k in range(len(snap.ids)))
    served = replace(snap, organisation=replace(snap.organisation, services=names))
    assert not np.array_equal(look(snap), look(served))
    told = shown(look.stage.layers, Scene(served))
    assert told.services == ("fire",)
    assert "Fire brigade" in node_tip(Scene(served), 1, truth=False)


def test_the_legend_explains_the_roles_and_those_strangers_that_there_are(look):
    look(role_snapshot())
    words = [text for _, text in rows(shown(look.stage.layers, Scene(role_snapshot())), inks())]
    for word in ("Keeper", "Processor", "Network controller", "Detector", "Joining", "Service messages"):
        assert word in words
    calm = [text for _, text in rows(shown(look.stage.layers, Scene(role_snapshot(strangers=False))), inks())]
    assert "Joining" not in calm
    bare = [text for _, text in rows(shown(look.stage.layers, Scene(fake_snapshot(20))), inks())]
    assert "Keeper" not in bare


def test_outline_and_screen_reader_name_roles_and_state():
    scene = Scene(role_snapshot())
    model = OutlineModel()
    model.set_scene(scene)
    assert model.index(0, 1).data() == "controller, keeper, collector"
    model.set_filter("keeper")
    assert model.rowCount() == 3
    model.set_filter("joining")
    assert model.rowCount() == 1
    assert "S1, normal functioning, controller 1" in describe_all(scene)


def test_every_registered_service_has_a_picture_of_its_own():
    assert set(SERVICES) == set(SERVICE_ICONS)
    assert len(set(SERVICE_ICONS.values())) == len(SERVICE_ICONS)
    for name in SERVICE_ICONS.values():
        assert glyph(name)
