"""Edits of the document as a whole: one value of a section, or whole fields at once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar

from pydantic import ValidationError

from engine.base.errors import EditError, ScenarioError
from engine.scenario.edit_base import Edit, refused
from engine.scenario.edit_incidents import without as without_incidents
from engine.scenario.edit_items import without_nodes
from engine.scenario.friendly import explain, first_of
from engine.scenario.jsontext import Json
from engine.scenario.model import MAX_NODES, MAX_OBSTACLES, MAX_STATIONS, Node, Scenario
from engine.scenario.paths import LISTS, get_value, split, with_value, without
from engine.scenario.validate import validated

_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "trust.threshold": "P",
        "trust.r_lim": "R_lim",
        "radio.range_m": "radio range",
        "radio.link_loss": "link loss",
        "radio.model": "radio model",
        "radio.mac": "channel access",
        "radio.curve": "reception curve",
        "radio.tx_dbm": "output power",
        "energy.model": "energy model",
        "energy.initial_j": "initial energy",
        "mobility.step_m": "step of movement",
        "area.width_m": "width",
        "area.height_m": "height",
        "round_s": "duration of a round",
        "routing.protocol": "protocol",
    }
)


@dataclass(frozen=True, slots=True)
class SetValue:
    """One value of a section exchanged, validated; built by `set_to`. It changes name and notes too."""

    kind: ClassVar[str] = "set_value"
    path: str
    before: Any
    after: Any
    created: bool = False
    """The value is a free parameter that was not there before."""

    @property
    def label(self) -> str:
        """See `Edit`."""
        if self.path == "name":
            return f"Rename to “{self.after}”"
        if self.path == "notes":
            return "Edit notes"
        section, _, field = self.path.rpartition(".")
        if field == "enabled" and isinstance(self.after, bool):
            return f"Switch {section} {'on' if self.after else 'off'}"
        text = json.dumps(self.after, ensure_ascii=False)
        short = text if len(text) <= 30 else f"{text[:29]}…"
        return f"Set {_NAMES.get(self.path, self.path)} to {short}"

    def do(self, scenario: Scenario) -> Scenario:
        """See `Edit`."""
        return self._set(scenario, self.after)

    def undo(self, scenario: Scenario) -> Scenario:
        """See `Edit`."""
        if not self.created:
            return self._set(scenario, self.before)
        try:
            return without(scenario, self.path)
        except ScenarioError as error:
            raise refused(error) from None

    def merge(self, other: Edit) -> Edit | None:
        """Joins two settings of the same value: a pulled slider is one step."""
        if not isinstance(other, SetValue) or other.path != self.path:
            return None
        return SetValue(self.path, self.before, other.after, self.created)

    def _set(self, scenario: Scenario, value: Json) -> Scenario:
        try:
            if split(self.path)[0] in LISTS:
                raise EditError("is not a value of a section", where=self.path, mend="edit it by its id")
            return with_value(scenario, self.path, value)
        except ScenarioError as error:
            raise refused(error) from None


@dataclass(frozen=True, slots=True)
class Replace:
    """Whole fields of the document exchanged; built by `replace_nodes` or `replace_document`."""

    kind: ClassVar[str] = "replace"
    title: str
    before: dict[str, Any]
    """Fields of `Scenario` by name, as the model holds them."""
    after: dict[str, Any]

    @property
    def label(self) -> str:
        """See `Edit`."""
        return self.title

    def do(self, scenario: Scenario) -> Scenario:
        """See `Edit`."""
        return self._with(scenario, self.after)

    def undo(self, scenario: Scenario) -> Scenario:
        """See `Edit`."""
        return self._with(scenario, self.before)

    def merge(self, other: Edit) -> Edit | None:
        """Never merges."""
        return None

    @staticmethod
    def _with(scenario: Scenario, fields: Mapping[str, Any]) -> Scenario:
        if len(fields.get("obstacles", ())) > MAX_OBSTACLES:
            raise EditError(f"a document holds at most {MAX_OBSTACLES} obstacles", mend="place fewer")
        if len(fields.get("nodes", ())) > MAX_NODES or len(fields.get("stations", ())) > MAX_STATIONS:
            raise EditError(f"a document holds at most {MAX_NODES:,} nodes", mend="place fewer")
        try:
            return validated(scenario.replace(**fields), runnable=False)
        except ScenarioError as error:
            raise refused(error) from None


def set_to(scenario: Scenario, path: str, value: Json) -> SetValue:
    """The edit that sets one value.

    Args:
        scenario: The document.
        path: Dotted path, e.g. ``trust.threshold`` or ``routing.params.head_share``.
        value: Plain JSON.

    Raises:
        EditError: The path is unknown or the value does not fit there.
    """
    try:
        before, created = get_value(scenario, path), False
    except ScenarioError:
        before, created = None, True
    edit = SetValue(path, before, value, created)
    edit.do(scenario)
    return edit


def replace_nodes(scenario: Scenario, nodes: Iterable[Node], label: str = "Place nodes again") -> Replace:
    """The edit that exchanges all nodes; attacks and incidents keep those of their nodes whose ids remain."""
    fresh = tuple(nodes)
    left = dict.fromkeys(n.id for n in fresh)
    gone = {n.id: None for n in scenario.nodes if n.id not in left}
    attacks = tuple(a for a in (without_nodes(a, gone) for a in scenario.attacks) if a is not None)
    after = scenario.replace(nodes=fresh, attacks=attacks, incidents=without_incidents(scenario, gone))
    return replace_document(scenario, after, label)


def replace_document(before: Scenario, after: Scenario, label: str = "Replace the document") -> Replace:
    """The edit that makes ``before`` into ``after``; it holds only the fields that differ."""
    names = [n for n in Scenario.model_fields if getattr(before, n) != getattr(after, n)]
    old, new = ({n: getattr(s, n) for n in names} for s in (before, after))
    return Replace(label, old, new)


def fields_from_json(data: Json) -> dict[str, Any]:
    """Fields of `Replace` as the model holds them.

    Raises:
        EditError: They are not valid.
    """
    if not isinstance(data, dict):
        raise EditError("fields must be an object", where="replace")
    try:
        checked = Scenario.model_validate_json(json.dumps(data), strict=True)
    except (ValidationError, TypeError, ValueError) as error:
        if isinstance(error, ValidationError):
            raise refused(first_of(explain(error, Scenario, "replace"))) from None
        raise EditError("fields are not plain JSON", where="replace") from None
    return {name: getattr(checked, name) for name in data}
