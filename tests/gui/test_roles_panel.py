"""The roles panel, the roles tab of the inspector, the state in headline and timeline."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF
from PySide6.QtWidgets import QApplication

from app.organisation import planned_incidents
from engine import api
from engine.readmodel.codes import Duty, NetworkState, Rec
from engine.readmodel.organisation import NETWORK_ARCS, NODE_ARCS
from engine.scenario.model import Node
from engine.scenario.organisation import Hardening, Incident
from engine.scenario.templates import template
from tests.gui.fakes import fake_snapshot
from tests.gui.panel_fakes import node_detail, one
from tests.gui.role_fakes import configuration, node_duties, role_snapshot
from widgets.common.theme import THEMES, apply_theme
from widgets.headline.figures import figures
from widgets.headline.strip import HeadlineStrip
from widgets.inspector.inspector import Inspector
from widgets.roles.hardening_page import Tick
from widgets.roles.log import ServiceLog
from widgets.roles.panel import RolesPanel
from widgets.statechart.figures import FIG_2, FIG_3
from widgets.statechart.graph import StateGraph
from widgets.timeline.states import CALM, CHANGING, JOINING, StateSpans
from widgets.timeline.timeline import Timeline


@pytest.fixture
def panel(qtbot):
    made = RolesPanel()
    qtbot.addWidget(made)
    made.resize(320, 640)
    made.show()
    return made


@pytest.fixture
def graph(qtbot):
    made = StateGraph(FIG_2)
    qtbot.addWidget(made)
    made.resize(340, 380)
    made.show()
    return made


@pytest.mark.parametrize(("figure", "arcs"), [(FIG_2, NETWORK_ARCS), (FIG_3, NODE_ARCS)])
def test_a_figure_shows_every_state_apart_and_every_arc_of_its_table(qtbot, figure, arcs):
    made = StateGraph(figure)
    qtbot.addWidget(made)
    made.resize(300, made.heightForWidth(300))
    assert figure.arcs is arcs
    half, tall = made._half()
    places = [made.place(s) for s in figure.states]
    assert len(places) == len({a.source for a in arcs} | {a.target for a in arcs})
    for k, one_ in enumerate(places):
        for other in places[k + 1 :]:
            assert abs(one_.x() - other.x()) >= 2 * half or abs(one_.y() - other.y()) >= 2 * tall
    for index in range(len(arcs)):
        assert len(made.curve(index)) >= 2


def test_the_lit_state_and_the_arcs_taken_since_are_shown(graph):
    visits = {int(s): 0 for s in NetworkState}
    none = [0] * len(NETWORK_ARCS)
    graph.set_values(int(NetworkState.S1), visits, none)
    before = graph.grab().toImage()
    taken = list(none)
    arc = next(k for k, a in enumerate(NETWORK_ARCS) if (a.source, a.target) == (NetworkState.S1, NetworkState.SD2))
    taken[arc] = 1
    graph.set_values(int(NetworkState.SD2), {**visits, int(NetworkState.SD2): 1}, taken)
    assert graph.fresh() == (arc,)
    assert graph.state() == NetworkState.SD2
    assert graph.grab().toImage() != before
    assert "redistribution requested" in graph.accessibleDescription()
    graph.clear()
    assert graph.state() == -1


def test_a_live_graph_costs_little(graph):
    visits, spent = {int(s): 1 for s in NetworkState}, []
    for k in range(12):
        graph.set_values(1 + k % 2, visits, [k + 1] * len(NETWORK_ARCS), k)
        begin = time.process_time()
        graph.repaint()
        spent.append(time.process_time() - begin)
    assert np.median(spent) < 0.012


def test_hovering_an_arc_tells_guard_and_action_and_whether_it_is_printed(graph, qtbot):
    graph.set_values(1, {1: 1}, [2] * len(NETWORK_ARCS))
    for index, arc in enumerate(NETWORK_ARCS):
        text = graph.arc_words(index)
        assert arc.guard in text
        assert arc.action in text
        assert ("Not printed" in text) is not arc.printed
    index = next(k for k, a in enumerate(NETWORK_ARCS) if (a.source, a.target) == (NetworkState.SS2, NetworkState.SS3))
    curve = graph.curve(index)
    spot = curve[len(curve) // 2].toPoint()
    qtbot.mouseMove(graph, spot + QPoint(40, 40))  # a pointer that is there already does not move
    with qtbot.waitSignal(graph.hovered, check_params_cb=lambda found: found == index):
        qtbot.mouseMove(graph, spot)
    assert graph.state_at(graph.place(NetworkState.SD3)) == NetworkState.SD3


def test_arcs_to_s0_are_one_stub_until_taken(graph):
    arc = next(k for k, a in enumerate(NETWORK_ARCS) if (a.source, a.target) == (NetworkState.SD4, NetworkState.S0))
    graph.set_values(1, {1: 1}, [0] * len(NETWORK_ARCS))
    assert not graph._drawn(arc)
    counts = [0] * len(NETWORK_ARCS)
    counts[arc] = 1
    graph.set_values(1, {1: 1}, counts)
    assert graph._drawn(arc)


def test_a_network_without_roles_offers_them(panel, qtbot):
    panel.set_snapshot(fake_snapshot(20))
    page = panel._needing[0]
    assert page.empty.isVisible()
    with qtbot.waitSignal(panel.roles_requested):
        page.empty._button.click()
    panel.set_snapshot(role_snapshot())
    assert not page.empty.isVisible()


def test_state_cause_and_counts_follow_the_run(panel):
    panel.set_snapshot(role_snapshot(state=NetworkState.SD3, cause="keeper 2 runs low"))
    assert panel.state.title.text() == "Sd3 · changing roles"
    assert panel.state.cause.text() == "since round 9: keeper 2 runs low"
    shown = dict(panel.state._facts(panel.state._org))
    assert (shown["controller"], shown["redistributions"], shown["aborted"]) == ("1", "3", "1")


def test_a_panel_out_of_sight_rests_and_shows_the_latest_when_it_comes_into_sight(panel):
    panel.set_snapshot(role_snapshot())
    panel.hide()
    panel.set_snapshot(role_snapshot(state=NetworkState.SD3))
    assert panel.state.graph.state() == NetworkState.S1
    panel.show()
    assert panel.state.graph.state() == NetworkState.SD3
    panel.tabs.setCurrentIndex(1)
    panel.hide()
    panel.append(one(3, Rec.ROLE_GIVEN, 2, 1, int(Duty.KEEPER), 0.71))
    panel.set_snapshot(role_snapshot())
    assert panel.table.decisions.count() == 0
    panel.show()
    assert panel.table.decisions.count() == 1
    assert panel.table.table.item(1, 2).text() == "0.71"


def test_the_table_names_roles_scores_and_who_does_not_exist(panel, qtbot):
    panel.append(np.concatenate([one(3, Rec.ROLE_GIVEN, 2, 1, int(Duty.KEEPER), 0.71), one(3, Rec.HEAD, 5)]))
    panel.set_snapshot(role_snapshot())
    table = panel.table.table
    assert (table.rowCount(), panel.table.decisions.count()) == (0, 0), "nobody looks at it"
    panel.tabs.setCurrentIndex(1)
    texts = [[table.item(r, c).text() for c in range(4)] for r in range(table.rowCount())]
    assert texts[0][:2] == ["1", "controller, keeper"]
    assert texts[1][:3] == ["2", "keeper", "0.71"]
    assert texts[-1][0] == "901"
    assert "nobody" in texts[-1][3]
    assert panel.table.decisions.count() == 1
    assert "node 2 is keeper now" in panel.table.decisions.item(0).text()
    with qtbot.waitSignal(panel.node_chosen) as told:
        table.selectRow(2)
    assert told.args == [(3,)]
    panel.clear()
    assert panel.table.decisions.count() == 0


def test_the_file_is_asked_for_when_in_sight_and_whenever_it_may_be_another(panel, qtbot):
    asked = []
    panel.configuration_requested.connect(asked.append)
    panel.set_snapshot(role_snapshot())
    assert asked == [], "nobody looks at it"
    panel.tabs.setCurrentIndex(2)
    panel.set_snapshot(role_snapshot())
    first = len(asked)
    assert first >= 1
    panel.set_snapshot(role_snapshot())
    assert len(asked) == first, "nothing is new"
    panel.set_snapshot(role_snapshot(version=2007))
    assert len(asked) == first + 1
    panel.select((4,))
    assert asked[-1] == 4
    panel.show_configuration(configuration(4))
    assert "58 of 59" in panel.file.equal.text()
    assert '"node": 4' in panel.file.text.toPlainText()
    panel.show_configuration(None)
    assert panel.file.text.toPlainText() == ""


def test_checks_are_switches_of_the_document_with_evidence_of_the_run(panel, qtbot):
    bare = template("leach-100").replace(hardening=Hardening(limit_joins=True))
    page = panel.hardening
    page.set_parameters(dict(api.settings(bare))["Hardening"])
    page.set_refusals({"limit_joins": 3})
    assert page.evidence["limit_joins"].text() == "3 turned away in this run"
    assert page.evidence["check_frames"].text() == "off"
    with qtbot.waitSignal(page.value_edited) as told:
        page.fields["hardening.check_frames"]._switch.click()
    assert told.args == ["hardening.check_frames", True]
    assert "hardening.joins" in page.fields
    page.set_parameters(dict(api.settings(template("leach-100")))["Hardening"])
    assert "hardening.joins" not in page.fields
    page.set_ticks((Tick("a", done=True, evidence="x"), Tick("b", done=False, evidence="y")))
    assert page.advice.text() == "Recommendations: 1 of 2 followed"


def test_incidents_can_be_added_changed_and_removed(panel, qtbot):
    page = panel.incidents
    assert not page.empty.isHidden()
    scenario = template("leach-100").replace(
        incidents=(Incident(id="d", kind="drain", at=20, role="keeper"), Incident(id="l", kind="leave", at=4, node=3))
    )
    page.set_incidents(planned_incidents(scenario))
    assert page.list.count() == 2
    assert page.list.item(0).text() == "Battery runs low\nthe keeper, round 20, leaves 10 %"
    with qtbot.waitSignal(page.add_requested) as told:
        page.kinds.setCurrentIndex(page.kinds.findData("kill"))
        page.add.click()
    assert told.args == ["kill"]
    page.list.setCurrentRow(0)
    with qtbot.waitSignal(page.value_edited) as told:
        page.form.fields["at"].box.setValue(25)
    assert told.args == ["d", "at", 25]
    with qtbot.waitSignal(page.remove_requested) as told:
        page.remove.click()
    assert told.args == ["d"]


@pytest.fixture
def inspector(qtbot):
    made = Inspector()
    qtbot.addWidget(made)
    made.resize(360, 900)
    made.show()
    return made


def test_the_roles_tab_is_there_for_nodes_with_duties_only(inspector):
    inspector.show_node(node_detail())
    assert inspector.tabs.indexOf(inspector.roles) < 0
    inspector.show_node(replace(node_detail(), duties=node_duties()))
    assert inspector.tabs.tabText(inspector.tabs.indexOf(inspector.roles)) == "Roles"
    assert inspector.roles.title.text() == "keeper, collector"
    assert inspector.roles.graph.state() == 3
    facts = dict(inspector.roles._facts(node_duties()))
    assert (facts["uptime"], facts["hash"], facts["program"]) == ("120", "a41fa41f", "0000beef")
    assert "keeper 0.71, to beat 0.68" in inspector.roles.suitability.accessibleDescription()
    assert "CPU 34.0" in inspector.roles.resources.accessibleDescription()
    assert "keeping" in inspector.roles.costs.accessibleDescription()
    inspector.show_node(node_detail())
    assert inspector.tabs.indexOf(inspector.roles) < 0


def test_clock_and_code_are_told_on_reveal_only(inspector):
    inspector.show_node(replace(node_detail(), duties=node_duties(), clock_s=-2.5, infected=True))
    assert inspector.roles._truth(inspector.roles._detail) == []
    inspector.set_reveal(True)
    assert dict(inspector.roles._truth(inspector.roles._detail)) == {
        "clock off by": "−2.50\u2009s",
        "code": "malicious",
    }


def test_who_has_left_is_not_called_out_of_energy(inspector):
    inspector.show_node(replace(node_detail(), alive=False, membership="left"))
    assert inspector._state.text().startswith("left")
    inspector.show_node(replace(node_detail(), alive=False))
    assert inspector._state.text().startswith("out of energy")


def test_hardware_and_roles_of_a_node_can_be_edited(inspector, qtbot):
    inspector.show_node(node_detail(7))
    inspector.set_node_parameters(api.node_parameters(Node(id=7, x=0, y=0, roles=("keeper",), service="fire")))
    form = inspector.overview.node_form
    assert list(form.fields) == ["profile", "subnet", "service", "motion", "roles"]
    assert form.fields["service"]._combo.currentText() == "Fire brigade"
    with qtbot.waitSignal(inspector.node_edited) as told:
        form.fields["roles"].buttons["processor"].click()
    assert told.args == [7, "roles", ["keeper", "processor"]]
    combo = form.fields["profile"]._combo
    at = combo.findData("xbee-s2")
    combo.setCurrentIndex(at)
    with qtbot.waitSignal(inspector.node_edited) as told:
        combo.activated.emit(at)
    assert told.args == [7, "profile", "xbee-s2"]
    inspector.set_node_parameters(())
    assert form.fields == {}


def test_the_headline_has_the_state_and_does_not_count_those_who_have_not_come(qtbot):
    snap = role_snapshot(state=NetworkState.SD3)
    shown = {f.key: f for f in figures(snap, 0)}
    assert (shown["state"].value, shown["state"].unit) == ("Sd3", "1")
    gone = 3
    assert shown["alive"].unit.endswith(str(60 - gone))
    assert "state" not in {f.key for f in figures(fake_snapshot(20), 0)}
    strip = HeadlineStrip()
    qtbot.addWidget(strip)
    strip.set_snapshot(snap)
    assert "controller Sd3" in strip.accessibleDescription()
    strip.resize(700, 50)
    strip.grab()


def _state(round_, before, after):
    return one(round_, Rec.STATE, -1, -1, 16 * int(before) + int(after))


def test_the_lane_of_states_lets_no_short_change_slip():
    spans = StateSpans()
    s = NetworkState
    spans.append(np.concatenate([_state(1, s.S0, s.S1), _state(40, s.S1, s.SD2), _state(41, s.SD2, s.S1)]))
    spans.append(np.concatenate([_state(60, s.S1, s.SS2), _state(61, s.SS2, s.SS3), _state(62, s.SS3, s.S1)]))
    assert [spans.at(r) for r in (0, 5, 40, 41, 61)] == [-1, s.S1, s.SD2, s.S1, s.SS3]
    columns = spans.columns(0.0, 10.0, 8)
    assert columns.tolist() == [CALM, CALM, CALM, CALM, CHANGING, CALM, JOINING, CALM]


def test_the_timeline_opens_its_lanes_when_there_is_something_in_them(qtbot):
    line = Timeline()
    qtbot.addWidget(line)
    line.resize(900, 200)
    line.show()
    before = line.sizeHint().height()
    s = NetworkState
    line.append(np.concatenate([_state(1, s.S0, s.S1), one(20, Rec.JOIN, 9), one(21, Rec.ROLE_GIVEN, 9, 1, 2, 0.5)]))
    assert line.sizeHint().height() > before
    row = line._rows()["states"]
    assert "S1, normal functioning" in line._tip(QPointF(line.view.x(10), row.middle))
    line.repaint()
    line.clear()
    assert line.sizeHint().height() == before


def test_all_of_it_draws_in_every_theme_and_size_and_after_a_change_of_language(qtbot, qapp, panel, inspector):
    log, line, strip = ServiceLog(), Timeline(), HeadlineStrip()
    s = NetworkState
    records = np.concatenate([_state(1, s.S0, s.S1), one(20, Rec.JOIN, 9, 1, 1), one(21, Rec.ROLE_GIVEN, 9, 1, 2, 0.5)])
    log.append(records)
    line.append(records)
    panel.append(records)
    panel.hardening.set_parameters(dict(api.settings(template("leach-100")))["Hardening"])
    panel.set_snapshot(role_snapshot(state=s.SD4))
    panel.show_configuration(configuration())
    strip.set_snapshot(role_snapshot())
    inspector.show_node(replace(node_detail(), duties=node_duties()))
    inspector.set_node_parameters(api.node_parameters(Node(id=42, x=0, y=0)))
    inspector.tabs.setCurrentWidget(inspector.roles)
    for widget in (log, line, strip):
        qtbot.addWidget(widget)
    try:
        for name in THEMES:
            for size in (1.0, 1.6):
                apply_theme(qapp, name, size)
                for widget in (log, line, strip, panel, inspector):
                    widget.resize(230 if size > 1 else 420, 620)
                    QApplication.sendEvent(widget, QEvent(QEvent.Type.LanguageChange))
                    assert not widget.grab().isNull()
                for tab in range(panel.tabs.count()):
                    panel.tabs.setCurrentIndex(tab)
                    assert not panel.grab().isNull()
    finally:
        apply_theme(qapp, "dark", 1.0)
    assert panel.table.decisions.count() == 2


def test_fields_of_an_incident_have_room_in_a_narrow_panel(panel, qtbot):
    scenario = template("leach-100").replace(incidents=(Incident(id="d", kind="drain", at=330, role="keeper"),))
    panel.incidents.set_incidents(planned_incidents(scenario))
    panel.tabs.setCurrentWidget(panel.incidents)
    box = panel.incidents.form.fields["at"]
    for wide, beside in ((340, True), (220, False)):
        panel.resize(wide, 640)
        QApplication.processEvents()
        assert (box.x() > 0) is beside
        assert box.width() > 120


def test_all_columns_of_the_table_fit_the_panel(panel):
    panel.resize(340, 640)
    panel.set_snapshot(role_snapshot())
    panel.tabs.setCurrentIndex(1)
    QApplication.processEvents()
    assert not panel.table.table.horizontalScrollBar().isVisible()
