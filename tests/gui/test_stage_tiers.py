"""Four tiers, chains and second routes on the stage."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QColor, QPixmap

from engine.readmodel.codes import Vertex
from engine.readmodel.snapshot import frozen
from tests.gui.attack_fakes import chain, multipath, quiet, tiered
from widgets.common.theme import THEMES, cause_color
from widgets.stage.atlas import Atlas
from widgets.stage.inks import inks
from widgets.stage.outline_model import ROLE, OutlineModel
from widgets.stage.scene import Scene
from widgets.stage.tips import node_tip
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
        stage.set_layers(packets=False, energy=False, **layers)
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
def test_sensor_head_router_and_gateway_differ_in_shape_at_every_size(qapp, themed, theme, r):
    themed(theme)
    atlas = Atlas(float(r), inks(), 1.0)
    steps = (atlas.dead_cell) // 6
    cells = [atlas.body.cells[2 * shape * steps] for shape in range(3)]
    sheet, station = pixels(atlas.body.pixmap), pixels(atlas.station.pixmap)

    def cut(picture, cell):
        left, top, wide, tall = (int(v) for v in cell)
        return picture[top : top + tall, left : left + wide]

    shapes = [cut(sheet, cell).sum(axis=2) > 40 for cell in cells]
    for k in range(3):
        for other in shapes[k + 1 :]:
            assert (shapes[k] != other).sum() > 3
    assert (cut(station, atlas.station.cells[0]) != cut(station, atlas.station.cells[1])).any() == (r >= 7)


def test_routers_stand_in_a_blue_mesh_that_is_emphasised(look):
    snap = tiered(quiet())
    plain = replace(snap, vertex=frozen(np.where(snap.vertex == Vertex.ROUTER, 0, snap.vertex)))
    plain = replace(plain, role=frozen(np.where(plain.role == 3, 0, plain.role)))
    blue = cause_color("router")
    assert near(look(snap), blue).sum() > near(look(plain), blue).sum() + 1000


def test_mesh_links_are_those_among_routers_and_gateways():
    scene = Scene(tiered(quiet()))
    upper = scene.router | scene.station
    assert len(scene.mesh) == 15
    assert upper[scene.mesh].all()
    assert not len(Scene(quiet()).mesh)


def test_words_name_routers_and_the_gateway(qapp):
    scene = Scene(tiered(quiet()))
    assert "router" in node_tip(scene, 0, truth=False)
    assert "gateway" in node_tip(scene, scene.n - 1, truth=False)
    assert "base station" in node_tip(Scene(quiet()), scene.n - 1, truth=False)
    model = OutlineModel()
    model.set_scene(scene)
    model.set_filter("router")
    assert model.rowCount() == 9
    assert model.data(model.index(0, ROLE)) == "router"


def test_routers_are_not_counted_as_members_that_stray():
    snap = tiered(quiet())
    head = int(np.flatnonzero(Scene(snap).head)[0])
    scene = Scene(replace(snap, cluster=frozen(np.where(snap.vertex == Vertex.ROUTER, head, snap.cluster))))
    from widgets.stage.routes import _spokes

    assert not scene.router[_spokes(scene)].any()


def test_a_chain_is_drawn_thick_and_without_spokes_or_hulls(look):
    snap = chain(quiet())
    green = cause_color("head")
    thick = near(look(snap), green).sum()
    loose = replace(snap, protocol="leach", seq=3)
    assert thick > 1.5 * near(look(loose, hulls=False), green).sum()
    assert thick > 3000


def test_second_routes_are_blue_dashes(look):
    snap = multipath(quiet())
    without = replace(snap, alternate=frozen(np.empty(0, np.int32)), seq=3)
    extra = near(look(snap), inks().alternate, 150) & ~near(look(without), inks().alternate, 150)
    assert extra.sum() > 500


def test_where_there_are_no_heads_routes_grow_towards_the_station(look):
    snap = multipath(quiet())
    far = replace(snap, hops_to_station=frozen(np.where(snap.vertex == 1, 0, 9).astype(np.int16)), seq=3)
    ink = inks().route
    assert near(look(snap, links=False), ink, 90).sum() > 1.15 * near(look(far, links=False), ink, 90).sum()


def test_a_column_of_second_routes_of_another_length_is_left_out():
    scene = Scene(replace(multipath(quiet()), alternate=frozen(np.zeros(3, np.int32))))
    assert not len(scene.alternates()[0])
