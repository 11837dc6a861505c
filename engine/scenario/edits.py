"""The edits of a scenario, all in one place, as JSON both ways: they are journalled and sent to the engine.

An edit is frozen and holds ids and values, never live objects. ``do`` and ``undo`` give a new document or
raise `EditError` and change nothing. Builders (`remove_items`, `move_to` …) fill in what undo needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar

from pydantic import TypeAdapter, ValidationError

from engine.base.errors import EditError
from engine.scenario.edit_attacks import (
    AddAttack,
    EditAttack,
    RemoveAttack,
    SetAttackNodes,
    attach,
    detach,
    fresh_attack_id,
    remove_attack,
)
from engine.scenario.edit_base import Edit, clamp
from engine.scenario.edit_document import (
    Replace,
    SetValue,
    fields_from_json,
    replace_document,
    replace_nodes,
    set_to,
)
from engine.scenario.edit_incidents import (
    AddIncident,
    EditIncident,
    RemoveIncident,
    fresh_incident_id,
    incident_named,
    remove_incident,
)
from engine.scenario.edit_items import (
    AddItems,
    EditNode,
    MoveItems,
    Point,
    RemoveItems,
    edit_nodes,
    move_by,
    move_to,
    remove_items,
)
from engine.scenario.edit_obstacles import (
    AddObstacle,
    EditObstacle,
    RemoveObstacle,
    edit_obstacle,
    remove_obstacle,
)
from engine.scenario.friendly import document_path
from engine.scenario.jsontext import Json
from engine.scenario.model import Scenario

__all__ = [
    "AddAttack",
    "AddIncident",
    "AddItems",
    "AddObstacle",
    "Compound",
    "Edit",
    "EditAttack",
    "EditIncident",
    "EditNode",
    "EditObstacle",
    "MoveItems",
    "Point",
    "RemoveAttack",
    "RemoveIncident",
    "RemoveItems",
    "RemoveObstacle",
    "Replace",
    "SetAttackNodes",
    "SetValue",
    "attach",
    "clamp",
    "detach",
    "edit_nodes",
    "edit_obstacle",
    "fresh_attack_id",
    "fresh_incident_id",
    "from_json",
    "incident_named",
    "move_by",
    "move_to",
    "remove_attack",
    "remove_incident",
    "remove_items",
    "remove_obstacle",
    "replace_document",
    "replace_nodes",
    "set_to",
    "to_json",
]

_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Compound:
    """Several edits as one step; all of them take effect or none."""

    kind: ClassVar[str] = "compound"
    title: str
    edits: tuple[Edit, ...]

    @property
    def label(self) -> str:
        """See `Edit`."""
        return self.title

    def do(self, scenario: Scenario) -> Scenario:
        """See `Edit`."""
        for edit in self.edits:
            scenario = edit.do(scenario)
        return scenario

    def undo(self, scenario: Scenario) -> Scenario:
        """See `Edit`."""
        for edit in reversed(self.edits):
            scenario = edit.undo(scenario)
        return scenario

    def merge(self, other: Edit) -> Edit | None:
        """Never merges."""
        return None


_ADAPTERS: Mapping[str, TypeAdapter[Any]] = MappingProxyType(
    {
        cls.kind: TypeAdapter(cls)
        for cls in (
            AddItems,
            RemoveItems,
            MoveItems,
            EditNode,
            AddAttack,
            RemoveAttack,
            EditAttack,
            SetAttackNodes,
            AddIncident,
            RemoveIncident,
            EditIncident,
            AddObstacle,
            RemoveObstacle,
            EditObstacle,
            SetValue,
            Replace,
        )
    }
)


def to_json(edit: Edit) -> dict[str, Any]:
    """The edit as plain JSON values, with its tag under ``"kind"``."""
    if isinstance(edit, Compound):
        return {"kind": edit.kind, "title": edit.title, "edits": [to_json(e) for e in edit.edits]}
    return {"kind": edit.kind, **_ADAPTERS[edit.kind].dump_python(edit, mode="json")}


def from_json(data: Json) -> Edit:
    """The edit that `to_json` wrote.

    Raises:
        EditError: Unknown kind, or values that do not fit.
    """
    return _from_json(data, 0)


def _from_json(data: Json, depth: int) -> Edit:
    if not isinstance(data, dict) or depth > _DEEPEST:
        raise EditError("is not an edit", where="edit")
    values = dict(data)
    kind = values.pop("kind", None)
    if kind == Compound.kind:
        return _compound(values, depth)
    if not isinstance(kind, str) or kind not in _ADAPTERS:
        raise EditError(f"there is no kind of edit called {kind!r}", where="edit")
    adapter = _ADAPTERS[kind]
    try:
        edit: Edit = adapter.validate_python(values)
    except (ValidationError, RecursionError) as error:
        place = document_path(error.errors()[0]["loc"]) if isinstance(error, ValidationError) else kind
        raise EditError(f"is not a valid {kind} edit", where=f"edit {place}") from None
    if isinstance(edit, Replace):
        return Replace(edit.title, fields_from_json(edit.before), fields_from_json(edit.after))
    return edit


def _compound(values: dict[str, Any], depth: int) -> Compound:
    title, edits = values.get("title"), values.get("edits")
    if not isinstance(title, str) or not isinstance(edits, list):
        raise EditError("is not a valid compound edit", where="edit")
    return Compound(title, tuple(_from_json(e, depth + 1) for e in edits))
