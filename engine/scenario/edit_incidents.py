"""Edits of incidents: what is to happen at a round, added, changed, removed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from engine.base.errors import EditError
from engine.scenario.edit_base import Edit, Indexed, put_back
from engine.scenario.model import MAX_INCIDENTS, Scenario
from engine.scenario.organisation import Incident


@dataclass(frozen=True, slots=True)
class AddIncident:
    """A new incident, at the end of the list or at ``index``."""

    kind: ClassVar[str] = "add_incident"
    incident: Incident
    index: int | None = None

    @property
    def label(self) -> str:
        """See `Edit`."""
        return f"Add {_called(self.incident)}"

    def do(self, scenario: Scenario) -> Scenario:
        """See `Edit`."""
        need_victim(scenario, self.incident)
        return _inserted(scenario, self.incident, self.index)

    def undo(self, scenario: Scenario) -> Scenario:
        """See `Edit`."""
        return _dropped(scenario, self.incident.id)

    def merge(self, other: Edit) -> Edit | None:
        """Never merges."""
        return None


@dataclass(frozen=True, slots=True)
class RemoveIncident:
    """An incident taken away; built by `remove_incident`."""

    kind: ClassVar[str] = "remove_incident"
    index: int
    incident: Incident

    @property
    def label(self) -> str:
        """See `Edit`."""
        return f"Remove {_called(self.incident)}"

    def do(self, scenario: Scenario) -> Scenario:
        """See `Edit`."""
        return _dropped(scenario, self.incident.id)

    def undo(self, scenario: Scenario) -> Scenario:
        """See `Edit`."""
        return _inserted(scenario, self.incident, self.index)

    def merge(self, other: Edit) -> Edit | None:
        """Never merges."""
        return None


@dataclass(frozen=True, slots=True)
class EditIncident:
    """An incident exchanged for another form of itself; its id stays."""

    kind: ClassVar[str] = "edit_incident"
    before: Incident
    after: Incident

    @property
    def label(self) -> str:
        """See `Edit`."""
        return f"Change {_called(self.before)}"

    def do(self, scenario: Scenario) -> Scenario:
        """See `Edit`."""
        need_victim(scenario, self.after)
        return _exchanged(scenario, self.after)

    def undo(self, scenario: Scenario) -> Scenario:
        """See `Edit`."""
        return _exchanged(scenario, self.before)

    def merge(self, other: Edit) -> Edit | None:
        """Joins two changes of the same field of the same incident."""
        if not isinstance(other, EditIncident) or other.after.id != self.after.id:
            return None
        if _touched(self) != _touched(other):
            return None
        return EditIncident(self.before, other.after)


def incident_named(scenario: Scenario, incident_id: str) -> tuple[int, Incident]:
    """The incident with this id and its place in the list.

    Raises:
        EditError: There is none.
    """
    for index, incident in enumerate(scenario.incidents):
        if incident.id == incident_id:
            return index, incident
    raise EditError(f"there is no incident {incident_id!r}", mend="choose one of the list")


def remove_incident(scenario: Scenario, incident_id: str) -> RemoveIncident:
    """The edit that takes an incident away; raises `EditError` when there is none."""
    return RemoveIncident(*incident_named(scenario, incident_id))


def fresh_incident_id(scenario: Scenario, kind: str) -> str:
    """``drain``, or ``drain-2`` … when that is taken."""
    taken = {i.id for i in scenario.incidents}
    number, name = 1, kind
    while name in taken:
        number += 1
        name = f"{kind}-{number}"
    return name


def need_victim(scenario: Scenario, incident: Incident) -> None:
    """Raises `EditError` unless the incident names a node of the document, or a role."""
    if incident.node is None and incident.role is None:
        raise EditError("befalls nobody", where=incident.id, mend="name a node, or a role whose holder it befalls")
    if incident.node is None:
        return
    if incident.node in scenario.station_by_id:
        raise EditError("nothing befalls base stations", where=incident.id, mend="choose a node")
    if incident.node not in scenario.node_by_id:
        raise EditError(f"there is no node {incident.node}", where=incident.id, mend="choose a node of the field")


def of_nodes(scenario: Scenario, gone: Mapping[int, object]) -> Indexed[Incident]:
    """Incidents that name one of these nodes, with their places."""
    return tuple((k, i) for k, i in enumerate(scenario.incidents) if i.node in gone)


def without(scenario: Scenario, gone: Mapping[int, object]) -> tuple[Incident, ...]:
    """The incidents that name none of these nodes."""
    return tuple(i for i in scenario.incidents if i.node not in gone)


def _called(incident: Incident) -> str:
    whom = f"node {incident.node}" if incident.node is not None else f"the {incident.role}"
    return f"incident {incident.kind} of {whom}"


def _inserted(scenario: Scenario, incident: Incident, index: int | None) -> Scenario:
    if any(i.id == incident.id for i in scenario.incidents):
        raise EditError(f"there is an incident {incident.id!r} already", mend="choose another name")
    if len(scenario.incidents) >= MAX_INCIDENTS:
        raise EditError(f"a document holds at most {MAX_INCIDENTS} incidents", mend="remove one")
    place = len(scenario.incidents) if index is None else index
    return scenario.replace(incidents=put_back(scenario.incidents, ((place, incident),)))


def _dropped(scenario: Scenario, incident_id: str) -> Scenario:
    index, _ = incident_named(scenario, incident_id)
    return scenario.replace(incidents=scenario.incidents[:index] + scenario.incidents[index + 1 :])


def _exchanged(scenario: Scenario, incident: Incident) -> Scenario:
    index, _ = incident_named(scenario, incident.id)
    return scenario.replace(incidents=(*scenario.incidents[:index], incident, *scenario.incidents[index + 1 :]))


def _touched(edit: EditIncident) -> list[str]:
    old, new = edit.before.model_dump(), edit.after.model_dump()
    return [name for name in old if old[name] != new[name]]
