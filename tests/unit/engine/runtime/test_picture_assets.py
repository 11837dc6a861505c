"""Damage to the systems of an infrastructure (S0-75): what operators see, what is true, and that both are counted."""

from __future__ import annotations

import numpy as np
import pytest

from engine.readmodel.organisation import SILENT_AFTER
from engine.runtime.picture import snapshot
from engine.runtime.picture_roles import organisation_summary
from engine.scenario.templates import template
from tests.worlds import after, start


def picture(parts):
    return snapshot(parts, run_id="r", seq=1)


@pytest.fixture
def parts():
    return after(template("infrastructure", 1), 15)


def test_before_the_virus_every_asset_of_the_four_systems_is_heard(parts):
    shown = picture(parts)
    org = shown.organisation
    assert org.assets.members.tolist() == [0, 11, 11, 11, 11]
    assert org.assets.alive.tolist() == org.assets.members.tolist()
    assert org.assets.heard.tolist() == org.assets.members.tolist()
    assert not shown.truth.damaged.any()
    assert not shown.truth.ill.any()


def test_the_virus_is_in_the_truth_and_not_in_what_operators_see(parts):
    before = picture(parts).organisation.assets
    rows = np.flatnonzero(parts.network.duties["subnet"] == 2)[:3]
    parts.network.duties["infected"][rows] = 1
    shown = picture(parts)
    assert shown.truth.ill.tolist() == [0, 0, 3, 0, 0]
    assert shown.truth.damaged.tolist() == [0, 0, 3, 0, 0]
    for name in ("members", "alive", "heard"):
        assert np.array_equal(getattr(shown.organisation.assets, name), getattr(before, name))


def test_the_dead_are_neither_alive_nor_heard_and_counted_once(parts):
    row = np.flatnonzero(parts.network.duties["subnet"] == 1)[0]
    parts.network.nodes["alive"][row] = 0
    parts.network.duties["infected"][row] = 1
    shown = picture(parts)
    assets = shown.organisation.assets
    assert (assets.members[1], assets.alive[1], assets.heard[1]) == (11, 10, 10)
    assert shown.truth.damaged.tolist() == [0, 1, 0, 0, 0]


def test_a_system_whose_readings_stop_arriving_falls_silent():
    parts = start(template("infrastructure", 1))
    for _ in range(5):
        parts.network.run_round()
    rows = parts.network.duties["subnet"] == 3
    ledger = parts.roles.running.ledger
    for _ in range(SILENT_AFTER + 1):
        parts.network.nodes["delivered"][rows] -= 1
        ledger.had[rows] = parts.network.nodes["delivered"][rows] + 1
        parts.network.run_round()
    shown = picture(parts)
    assert shown.organisation.assets.heard.tolist() == [0, 11, 11, 0, 11]
    assert shown.organisation.assets.alive[3] == 11
    assert shown.truth.damaged.tolist() == [0, 0, 0, 11, 0]
    parts.network.run_round()
    assert picture(parts).organisation.assets.heard[3] > 0


def test_the_virus_of_the_template_damages_systems_and_the_summary_says_so():
    parts = after(template("infrastructure", 1), 400)
    systems = organisation_summary(parts)["systems"]
    assert sorted(systems) == ["chemical", "power", "security", "transport"]
    assert sum(s["infected"] for s in systems.values()) > 0
    for s in systems.values():
        assert s["heard"] <= s["alive"] <= s["members"]
        assert max(s["infected"], s["members"] - s["heard"]) <= s["damaged"] <= s["members"]


def test_a_network_with_one_subnet_has_no_systems_to_tell_apart():
    parts = after(template("patients", 1), 5)
    assert organisation_summary(parts)["systems"] == {}
    assert len(picture(parts).organisation.assets.members) == 1


def test_without_roles_nothing_is_counted():
    shown = picture(after(template("leach-100", 1), 2))
    assert shown.organisation is None
    assert not len(shown.truth.damaged)
