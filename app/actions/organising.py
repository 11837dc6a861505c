"""Edits of roles, hardening and incidents, as the roles panel and the context menu ask for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from app.session import Session
from engine.api import MotewardenError
from engine.readmodel.snapshot import NetworkSnapshot
from engine.scenario import edits
from engine.scenario.model import Scenario
from engine.scenario.organisation import Incident

PROTOCOL = "roles"
"""Routing protocol under which readings follow roles."""


def with_protocol(scenario: Scenario, protocol: str) -> Scenario:
    """The document under another routing protocol; roles go on and off with theirs."""
    routing = scenario.routing.model_copy(update={"protocol": protocol, "params": {}})
    if PROTOCOL in {protocol, scenario.routing.protocol}:
        roles = scenario.roles.model_copy(update={"enabled": protocol == PROTOCOL})
        return scenario.replace(routing=routing, roles=roles)
    return scenario.replace(routing=routing)


class Organising(QObject):
    """Edits on request, each one step of undo.

    Args:
        session: The document.
        shown: Gives the picture on the stage, if there is one.
        chosen: Gives the selection on the stage.
    """

    def __init__(
        self,
        session: Session,
        shown: Callable[[], NetworkSnapshot | None],
        chosen: Callable[[], tuple[int, ...]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._shown, self._chosen = session, shown, chosen

    def _try(self, build: Callable[[], edits.Edit], *, merge: bool = False) -> bool:
        try:
            edit = build()
        except MotewardenError as error:
            self._session.refused.emit(str(error))
            return False
        return self._session.edit(edit, merge=merge)

    def use_roles(self) -> None:
        """Gives the network roles, and lets readings follow them."""
        scenario = self._session.scenario
        after = with_protocol(scenario, PROTOCOL)
        self._try(lambda: edits.replace_document(scenario, after, self.tr("Give the nodes roles")))

    def set_value(self, path: str, value: object) -> None:
        """A value of the hardening section."""
        felt = isinstance(value, int | float) and not isinstance(value, bool)
        self._try(lambda: edits.set_to(self._session.scenario, path, value), merge=felt)

    def set_field(self, node: int, field: str, value: Any) -> None:
        """A field of a node: ``profile``, ``subnet``, ``service``, ``motion``, ``roles``."""
        self._try(lambda: edits.edit_nodes(self._session.scenario, (node,), **{field: value}))

    # -- incidents ----------------------------------------------------------------------------------------------

    def next_round(self) -> int:
        """The first round that an incident can still befall."""
        picture = self._shown()
        return 1 if picture is None else picture.round + 1

    def happens(self, kind: str, node: int) -> None:
        """An incident befalls a node in the next round."""
        self._add(kind, node)

    def plan(self, kind: str) -> None:
        """An incident of the chosen node, or of whoever controls then."""
        chosen = [i for i in self._chosen() if i in self._session.scenario.node_by_id]
        self._add(kind, chosen[0] if len(chosen) == 1 else None)

    def _add(self, kind: str, node: int | None) -> None:
        scenario = self._session.scenario
        values: dict[str, Any] = {"id": edits.fresh_incident_id(scenario, kind), "kind": kind, "at": self.next_round()}
        values |= {"node": node} if node is not None else {"role": "controller"}
        self._try(lambda: edits.AddIncident(Incident.model_validate(values)))

    def remove(self, incident_id: str) -> None:
        """An incident is to go."""
        self._try(lambda: edits.remove_incident(self._session.scenario, incident_id))

    def change(self, incident_id: str, key: str, value: Any) -> None:
        """A part of an incident: ``kind``, ``at``, ``node``, ``to``, or ``whom`` (``node`` or a role)."""
        scenario = self._session.scenario
        before = next((i for i in scenario.incidents if i.id == incident_id), None)
        if before is None:
            return
        if key == "whom":
            first = next((n.id for n in scenario.nodes), 0)
            change = {"node": before.node if before.node is not None else first, "role": None}
            change = change if value == "node" else {"node": None, "role": value}
        else:
            change = {key: value}
        self._try(lambda: edits.EditIncident(before, before.model_copy(update=change)), merge=key in {"at", "to"})
