"""Subnets: the page of systems with what works and what is damaged, and their grounds on the stage (S0-75)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from engine.readmodel.organisation import Assets
from tests.gui.fakes import fake_snapshot
from tests.gui.role_fakes import role_snapshot
from widgets.common.theme import THEMES, apply_theme
from widgets.roles.panel import RolesPanel
from widgets.roles.systems_page import systems
from widgets.stage.layers import Layers
from widgets.stage.legend_rows import shown
from widgets.stage.scene import Scene, support
from widgets.stage.subnets import at_home, subnets_shown
from widgets.stage.widget import Stage


def ints(*values):
    return np.array(values, np.int32)


def two_subnets(n=40):
    snap = role_snapshot(n)
    subnet = np.where(np.asarray(snap.xy)[:, 0] < snap.width_m / 2, 1, 2).astype(np.int16)
    assets = Assets(ints(0, 20, 10), ints(0, 19, 10), ints(0, 15, 10))
    org = replace(snap.organisation, subnet=subnet, subnets=("", "power", "transport"), assets=assets)
    truth = replace(snap.truth, damaged=ints(0, 8, 0), ill=ints(0, 3, 0))
    return replace(snap, organisation=org, truth=truth)


@pytest.fixture
def panel(qtbot):
    made = RolesPanel()
    qtbot.addWidget(made)
    made.resize(320, 640)
    made.show()
    return made


def there(panel):
    return panel.tabs.isTabVisible(panel.tabs.indexOf(panel.systems))


def test_the_page_is_there_only_where_there_are_several_subnets(panel):
    panel.set_snapshot(role_snapshot())
    assert not there(panel)
    panel.set_snapshot(two_subnets())
    assert there(panel)
    panel.set_snapshot(fake_snapshot(20))
    assert not there(panel)


def test_operators_see_who_is_heard_silent_and_dead_and_damage_on_reveal_only(panel):
    panel.set_snapshot(two_subnets())
    panel.tabs.setCurrentWidget(panel.systems)
    bars = panel.systems.bars
    low = bars.sizeHint().height()
    assert bars.accessibleDescription() == "power: 15 of 20 heard · 1 dead · 4 silent; transport: 10 of 10 heard"
    before = bars.grab().toImage()
    panel.set_reveal(True)
    assert "power: 15 of 20 heard · 1 dead · 4 silent, damaged 8, 40.0" in bars.accessibleDescription()
    assert "3 infected" in bars.accessibleDescription()
    assert "transport: 10 of 10 heard, damaged 0" in bars.accessibleDescription()
    assert bars.sizeHint().height() > low
    assert bars.grab().toImage() != before
    assert "infected" in panel.systems.note.text()
    panel.set_reveal(False)
    assert "damaged" not in bars.accessibleDescription()


def test_a_subnet_without_members_is_left_out():
    snap = two_subnets()
    assert [s.name for s in systems(snap.organisation, None)] == ["power", "transport"]
    lone = replace(snap.organisation, assets=Assets(ints(0, 20, 0), ints(0, 20, 0), ints(0, 20, 0)))
    assert systems(lone, None) == ()


def test_the_stage_draws_and_the_legend_explains_several_subnets(qtbot):
    assert subnets_shown(Scene(role_snapshot(40))) == ()
    assert subnets_shown(Scene(fake_snapshot(40))) == ()
    scene = Scene(two_subnets())
    assert subnets_shown(scene) == ((1, "power"), (2, "transport"))
    assert shown(Layers(), scene).subnets == ((1, "power"), (2, "transport"))
    assert shown(Layers(hulls=False), scene).subnets == ()


def test_the_ground_of_a_subnet_holds_its_nodes_and_room():
    points = np.random.default_rng(3).random((30, 2)) * 100
    corners = support(points, 5.0)
    edges = np.roll(corners, -1, axis=0) - corners
    normal = np.stack([edges[:, 1], -edges[:, 0]], axis=1) / np.linalg.norm(edges, axis=1)[:, None]
    room = ((corners[:, None] - points[None]) * normal[:, None]).sum(axis=2)
    assert room.min() == pytest.approx(5.0)


def test_who_drives_about_in_another_subnet_widens_no_ground():
    rng = np.random.default_rng(5)
    xy = np.concatenate([rng.random((20, 2)) * 50, 200 + rng.random((20, 2)) * 50])
    subnet = np.repeat([1, 2], 20)
    assert at_home(xy, subnet).all()
    xy[3] = (225.0, 225.0)
    assert np.flatnonzero(~at_home(xy, subnet)).tolist() == [3]
    assert at_home(xy[:1], subnet[:1]).all()


def test_grounds_are_seen_in_every_theme_and_follow_an_edit_of_the_subnet(qtbot, qapp):
    stage = Stage()
    qtbot.addWidget(stage)
    stage.resize(700, 500)
    stage.show()
    snap = two_subnets()
    one = replace(snap, organisation=replace(snap.organisation, subnet=np.ones(len(snap.ids), np.int16)))
    try:
        for name in THEMES:
            apply_theme(qapp, name, 1.0)
            pictures = []
            for now in (snap, one, snap):
                stage.set_snapshot(now)
                QApplication.processEvents()
                pictures.append(stage.grab().toImage())
            assert pictures[0] != pictures[1]
            assert pictures[2] != pictures[1]
    finally:
        apply_theme(qapp, "dark", 1.0)
