"""Connects the roles panel, the inspector's node fields and the service log with document and run."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject

from app.actions.organising import Organising
from app.session import Session
from app.views import Views
from engine import api
from engine.readmodel.organisation import ConfigurationFile, Organisation
from engine.readmodel.snapshot import NetworkSnapshot
from engine.scenario.model import Scenario
from engine.scenario.organisation import Incident
from widgets.common.mime import ATTACK
from widgets.common.states import role_word
from widgets.roles.hardening_page import Tick
from widgets.roles.incidents_page import PlannedIncident


def _tr(text: str) -> str:
    return QCoreApplication.translate("Advice", text)


def whom(incident: Incident) -> str:
    """To whom an incident happens and when, in words."""
    who = f"node {incident.node}" if incident.node is not None else f"the {role_word(incident.role or '')}"
    rest = f", leaves {100 * incident.to:.0f} %" if incident.kind in {"drain", "fill"} else ""
    return f"{who}, round {incident.at}{rest}"


def planned_incidents(scenario: Scenario) -> tuple[PlannedIncident, ...]:
    """Every incident with its form."""
    return tuple(
        PlannedIncident(i.id, i.kind, whom(i), (i.node,) if i.node is not None else (), api.incident_parameters(i))
        for i in scenario.incidents
    )


def advice(scenario: Scenario, org: Organisation | None) -> tuple[Tick, ...]:
    """The six recommendations of S2-159, each with what speaks for it in this document and this run."""
    h, turned = scenario.hardening, dict(org.refusals) if org is not None else {}
    known = {e.key.removeprefix(ATTACK) for e in api.palette() if e.key.startswith(ATTACK)}
    planned = {a.type for a in scenario.attacks}
    both = {a.variation for a in scenario.attacks}
    rebuild = h.limit_joins and h.limit_reassignments
    minimum = h.check_frames and h.check_eligibility
    locked = h.authentication or scenario.routing.verify.authenticated

    def refused(*names: str) -> str:
        return _tr("{0} turned away").format(sum(turned.get(n, 0) for n in names))

    detectors = scenario.roles.detectors if scenario.roles.enabled else 0
    return (
        Tick(
            _tr("Keep the list of attacks up to date"),
            bool(planned) and planned <= known and len(both) > 1,
            _tr("{0} of {1} kinds tried here, in {2} of 2 variations").format(len(planned), len(known), len(both)),
        ),
        Tick(
            _tr("Check whether the data suit new attacks"),
            detectors > 0 and bool(planned),
            _tr("{0} detectors collect data of {1} kinds of attack").format(detectors, len(planned)),
        ),
        Tick(
            _tr("Tighten how the network may be rebuilt"),
            rebuild,
            _tr("limits on joins and redistributions: {0}").format(refused("limit_joins", "limit_reassignments")),
        ),
        Tick(
            _tr("Keep to minimum secure settings"),
            minimum,
            _tr("checks of frames and of fitness: {0}").format(refused("check_frames", "check_eligibility")),
        ),
        Tick(_tr("Authenticate nodes"), locked, _tr("strangers: {0}").format(refused("authentication"))),
        Tick(_tr("Compare methods of machine learning"), False, _tr("no detector has been trained here")),
    )


class OrganisationDesk(QObject):
    """The organising side of the window.

    Args:
        session: Document and engine.
        views: The widgets.
        parent: Owner.
    """

    def __init__(self, session: Session, views: Views, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._views = session, views
        self.edits = Organising(session, views.stage.snapshot, views.stage.selection, self)
        self._org: Organisation | None = None
        self._token = -1
        panel, edits = views.roles, self.edits
        panel.roles_requested.connect(edits.use_roles)
        panel.hardening.value_edited.connect(edits.set_value)
        panel.incidents.add_requested.connect(edits.plan)
        panel.incidents.remove_requested.connect(edits.remove)
        panel.incidents.value_edited.connect(edits.change)
        panel.node_chosen.connect(views.stage.select)
        views.inspector.node_edited.connect(edits.set_field)
        views.stage.selection_changed.connect(self._select)
        session.document_changed.connect(self._document_changed)
        panel.configuration_requested.connect(self._ask)
        views.service_log.node_chosen.connect(views.stage.select)
        views.service_log.export_failed.connect(session.file_failed)
        session.bridge.run_started.connect(self._begin)
        session.bridge.records.connect(panel.append)
        session.bridge.records.connect(views.service_log.append)
        session.bridge.answered.connect(self._answered)
        self._document_changed(session.scenario)

    def _begin(self, _event: object) -> None:
        self._views.roles.clear()
        self._views.service_log.clear()

    def _ask(self, node: int) -> None:
        """The answer to the last question counts; earlier ones are let go."""
        self._token = self._session.engine.ask_configuration(node)

    def _answered(self, token: int, value: object) -> None:
        if token == self._token and (value is None or isinstance(value, ConfigurationFile)):
            self._token = -1
            self._views.roles.show_configuration(value)

    def show(self, picture: NetworkSnapshot) -> None:
        """Another moment of the run."""
        self._org = picture.organisation
        self._views.roles.set_snapshot(picture)
        if self._views.roles.hardening.isVisible():
            self._views.roles.hardening.set_ticks(advice(self._session.scenario, self._org))

    def _select(self, ids: tuple[int, ...]) -> None:
        self._views.roles.select(ids)
        node = self._session.scenario.node_by_id.get(ids[0]) if len(ids) == 1 else None
        self._views.inspector.set_node_parameters(api.node_parameters(node) if node is not None else ())

    def _document_changed(self, scenario: Scenario) -> None:
        panel = self._views.roles
        panel.hardening.set_ticks(advice(scenario, self._org))
        panel.incidents.set_incidents(planned_incidents(scenario))
        self._select(self._views.stage.selection())
