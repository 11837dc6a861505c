"""The window on a real network with roles: what the run shows, and what panel, inspector and menu edit."""

from __future__ import annotations

import numpy as np
import pytest

from app.organisation import advice
from engine import api
from engine.readmodel.codes import Duty, Membership
from engine.scenario.model import Node, Scenario, Station
from engine.scenario.organisation import Hardening, Incident, Roles


def _grid(**roles: object) -> Scenario:
    nodes = tuple(Node(id=1 + k, x=20 + 20 * (k % 4), y=20 + 20 * (k // 4)) for k in range(12))
    base = Scenario(stations=(Station(id=0, x=10, y=10),), nodes=nodes)
    routing = base.routing.model_copy(update={"protocol": "roles"})
    return base.replace(routing=routing, roles=Roles(enabled=True, keepers=2, **roles))


def _step(window, qtbot, rounds):
    window.session.engine.submit(api.StepRound(rounds))
    stage = window.views.stage
    goal = stage.snapshot().round + rounds
    qtbot.waitUntil(lambda: stage.snapshot().round >= goal, timeout=120_000)


def test_a_run_lights_states_fills_table_file_log_and_inspector(open_window, qtbot):
    window = open_window(_grid(), "observe")
    views = window.views
    _step(window, qtbot, 6)
    org = views.stage.snapshot().organisation
    assert org is not None
    assert org.controller is not None
    window.docks.open("roles")
    panel = views.roles
    assert panel.state.graph.state() == org.state
    panel.tabs.setCurrentIndex(1)
    shown = {int(panel.table.table.item(r, 0).text()) for r in range(panel.table.table.rowCount())}
    holders = org.roles & ~np.uint8(Duty.COLLECTOR) > 0
    assert shown == set(views.stage.snapshot().ids[holders].tolist())
    panel.tabs.setCurrentIndex(2)
    qtbot.waitUntil(lambda: "members hold" in panel.file.equal.text(), timeout=10_000)
    assert "version" in panel.file.version.text()
    views.stage.select((org.controller,))
    tabs, roles = views.inspector.tabs, views.inspector.roles
    qtbot.waitUntil(lambda: tabs.indexOf(roles) >= 0, timeout=10_000)
    assert "controller" in roles.title.text()


def test_roles_are_switched_on_by_one_step_of_undo(open_window, qtbot):
    window = open_window("s3-connected")
    window.views.roles.roles_requested.emit()
    scenario = window.session.scenario
    assert (scenario.roles.enabled, scenario.routing.protocol) == (True, "roles")
    window.session.undo()
    scenario = window.session.scenario
    assert (scenario.roles.enabled, scenario.routing.protocol) == (False, "leach")
    window.views.form.value_edited.emit("routing.protocol", "roles")
    assert window.session.scenario.roles.enabled
    window.views.form.value_edited.emit("routing.protocol", "leach")
    assert not window.session.scenario.roles.enabled


def test_node_fields_and_checks_are_edits_that_can_be_undone(open_window, qtbot):
    window = open_window(_grid())
    session, views = window.session, window.views
    views.stage.select((3,))
    assert list(views.inspector.overview.node_form.fields) == ["profile", "subnet", "service", "motion", "roles"]
    for field, value in (("profile", "xbee-s2"), ("subnet", "west"), ("service", "fire"), ("roles", ["keeper"])):
        views.inspector.node_edited.emit(3, field, value)
    node = session.scenario.node_by_id[3]
    assert (node.profile, node.subnet, node.service, node.roles) == ("xbee-s2", "west", "fire", ("keeper",))
    session.undo()
    assert session.scenario.node_by_id[3].roles == ()
    views.roles.hardening.value_edited.emit("hardening.limit_joins", True)
    assert session.scenario.hardening.limit_joins
    assert "hardening.joins" in views.roles.hardening.fields
    session.undo()
    assert not session.scenario.hardening.limit_joins


def test_incidents_are_planned_from_menu_and_list(open_window, qtbot):
    window = open_window(_grid())
    edits, page = window.live.organisation.edits, window.views.roles.incidents
    _step(window, qtbot, 2)
    edits.happens("leave", 5)
    assert window.session.scenario.incidents == (Incident(id="leave", kind="leave", at=3, node=5),)
    page.value_edited.emit("leave", "at", 4)
    page.value_edited.emit("leave", "whom", "keeper")
    changed = window.session.scenario.incidents[0]
    assert (changed.at, changed.node, changed.role) == (4, None, "keeper")
    window.views.stage.select(())
    page.add_requested.emit("kill")
    assert window.session.scenario.incidents[1].role == "controller"
    assert page.list.count() == 2
    page.remove_requested.emit("leave")
    assert page.list.count() == 1
    window.session.undo()
    assert page.list.count() == 2


def test_nodes_come_and_go_in_a_network_without_roles(open_window, qtbot):
    incidents = (Incident(id="late", kind="join", at=3, node=5), Incident(id="off", kind="leave", at=2, node=6))
    scenario = _grid().replace(roles=Roles(), incidents=incidents)
    scenario = scenario.replace(routing=scenario.routing.model_copy(update={"protocol": "leach"}))
    window = open_window(scenario, "observe")
    stage = window.views.stage
    _step(window, qtbot, 2)
    away = {int(i): int(m) for i, m in zip(stage.snapshot().ids, stage.scene.member, strict=True) if m}
    assert away == {5: Membership.ABSENT, 6: Membership.LEFT}
    assert not stage.scene.dead.any()
    _step(window, qtbot, 2)
    assert {int(i) for i, m in zip(stage.snapshot().ids, stage.scene.member, strict=True) if m} == {6}


def test_the_context_menu_offers_incidents_and_first_roles(open_window, qtbot, monkeypatch):
    window = open_window(_grid())
    menus = []
    monkeypatch.setattr("app.dialogs.QMenu.popup", lambda menu, _at: menus.append(menu))
    window.views.stage.context_requested.emit(4, window.views.stage.mapToGlobal(window.rect().center()))
    titles = {a.text(): a.menu() for a in menus[0].actions() if a.menu()}
    assert "Happens now" in titles
    kill = next(a for a in titles["Happens now"].actions() if "lost" in a.text())
    kill.trigger()
    assert window.session.scenario.incidents[0].kind == "kill"
    keeper = next(a for a in titles["First roles"].actions() if a.text() == "Keeper")
    keeper.trigger()
    assert window.session.scenario.node_by_id[4].roles == ("keeper",)


@pytest.mark.parametrize(
    ("hardening", "followed"),
    [
        (Hardening(), 0),
        (Hardening(limit_joins=True), 0),
        (Hardening(limit_joins=True, limit_reassignments=True), 1),
        (Hardening(check_frames=True, check_eligibility=True, authentication=True), 2),
    ],
)
def test_recommendations_are_followed_only_when_the_document_says_so(hardening, followed):
    ticks = advice(_grid().replace(hardening=hardening), None)
    assert len(ticks) == 6
    assert sum(t.done for t in ticks) == followed
