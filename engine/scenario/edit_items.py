"""Edits of what stands on the field: add, remove, move, change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from pydantic import ValidationError

from engine.base.errors import EditError
from engine.scenario.edit_base import (
    Edit,
    Indexed,
    need_fresh,
    need_ids,
    need_once,
    plural,
    put_back,
    refused,
    things,
)
from engine.scenario.edit_incidents import of_nodes, without
from engine.scenario.friendly import explain, first_of
from engine.scenario.jsontext import Json
from engine.scenario.model import MAX_NODES, MAX_STATIONS, Attack, Item, Node, Scenario, Station
from engine.scenario.organisation import Incident
from engine.scenario.parts import Metre

Point = tuple[Metre, Metre]
"""x and y, m."""

_I = TypeVar("_I", Node, Station)
_FURTHEST_M = 1e6


@dataclass(frozen=True, slots=True)
class AddItems:
    """New nodes and stations, at the end of their lists."""

    kind: ClassVar[str] = "add_items"
    nodes: tuple[Node, ...] = ()
    stations: tuple[Station, ...] = ()

    @property
    def ids(self) -> tuple[int, ...]:
        """Ids of all that is added."""
        items: tuple[Item, ...] = (*self.nodes, *self.stations)
        return tuple(i.id for i in items)

    @property
    def label(self) -> str:
        """See `Edit`."""
        return f"Add {things(len(self.nodes), len(self.stations))}"

    def do(self, scenario: Scenario) -> Scenario:
        """See `Edit`."""
        need_fresh(scenario, self.ids)
        nodes, stations = (*scenario.nodes, *self.nodes), (*scenario.stations, *self.stations)
        if len(nodes) > MAX_NODES or len(stations) > MAX_STATIONS:
            what = f"a document holds at most {MAX_NODES:,} nodes and {MAX_STATIONS} base stations"
            raise EditError(what, mend="add fewer")
        return scenario.replace(nodes=nodes, stations=stations)

    def undo(self, scenario: Scenario) -> Scenario:
        """See `Edit`."""
        need_ids(scenario, self.ids)
        gone = dict.fromkeys(self.ids)
        for attack in scenario.attacks:
            if any(i in gone for i in attack.nodes):
                raise EditError(f"attack {attack.id!r} still names what was added", mend="undo that first")
        if of_nodes(scenario, gone):
            raise EditError("an incident still names what was added", mend="undo that first")
        return _taken_away(scenario, gone)

    def merge(self, other: Edit) -> Edit | None:
        """Never merges: each drop is a step of its own."""
        return None


@dataclass(frozen=True, slots=True)
class RemoveItems:
    """Nodes and stations taken away, attacks' references to them, and their incidents; built by `remove_items`.

    An attack that loses its last node goes with it: left behind, it would fall on random nodes or on none.
    """

    kind: ClassVar[str] = "remove_items"
    nodes: Indexed[Node] = ()
    stations: Indexed[Station] = ()
    attacks: Indexed[Attack] = ()
    """Attacks that name what is removed, as they were before."""
    incidents: Indexed[Incident] = ()
    """Incidents of what is removed."""

    @property
    def ids(self) -> tuple[int, ...]:
        """Ids of all that is removed."""
        items: Indexed[Item] = (*self.nodes, *self.stations)
        return tuple(i.id for _, i in items)

    @property
    def label(self) -> str:
        """See `Edit`."""
        return f"Remove {things(len(self.nodes), len(self.stations))}"

    def do(self, scenario: Scenario) -> Scenario:
        """See `Edit`."""
        ids = self.ids
        need_once(ids, len(ids))
        need_ids(scenario, ids)
        gone = dict.fromkeys(ids)
        left = tuple(a for a in (without_nodes(a, gone) for a in scenario.attacks) if a is not None)
        return _taken_away(scenario, gone).replace(attacks=left, incidents=without(scenario, gone))

    def undo(self, scenario: Scenario) -> Scenario:
        """See `Edit`."""
        need_fresh(scenario, self.ids)
        touched = dict.fromkeys(a.id for _, a in self.attacks)
        others = tuple(a for a in scenario.attacks if a.id not in touched)
        return scenario.replace(
            nodes=put_back(scenario.nodes, self.nodes),
            stations=put_back(scenario.stations, self.stations),
            attacks=put_back(others, self.attacks),
            incidents=put_back(scenario.incidents, self.incidents),
        )

    def merge(self, other: Edit) -> Edit | None:
        """Never merges."""
        return None


@dataclass(frozen=True, slots=True)
class MoveItems:
    """Nodes and stations moved; built by `move_to` or `move_by`."""

    kind: ClassVar[str] = "move_items"
    ids: tuple[int, ...]
    before: tuple[Point, ...]
    after: tuple[Point, ...]
    stations: int = 0
    """How many of them are stations, for the label."""

    @property
    def label(self) -> str:
        """See `Edit`."""
        return f"Move {things(len(self.ids) - self.stations, self.stations)}"

    def do(self, scenario: Scenario) -> Scenario:
        """See `Edit`."""
        return self._placed(scenario, self.after)

    def undo(self, scenario: Scenario) -> Scenario:
        """See `Edit`."""
        return self._placed(scenario, self.before)

    def merge(self, other: Edit) -> Edit | None:
        """Joins two moves of the same items: a drag is one step, however many mouse moves it took."""
        if not isinstance(other, MoveItems) or other.ids != self.ids:
            return None
        return MoveItems(self.ids, self.before, other.after, self.stations)

    def _placed(self, scenario: Scenario, points: tuple[Point, ...]) -> Scenario:
        need_once(self.ids, len(points))
        for x, y in points:
            if not (-_FURTHEST_M <= x <= _FURTHEST_M and -_FURTHEST_M <= y <= _FURTHEST_M):
                raise EditError(f"({x}, {y}) is not a place within 1,000 km", mend="stay near the area")
        to = dict(zip(self.ids, points, strict=True))
        nodes, moved = _moved(scenario.nodes, to)
        stations, more = _moved(scenario.stations, to)
        if moved + more != len(to):
            need_ids(scenario, to)
        return scenario.replace(nodes=nodes, stations=stations)


@dataclass(frozen=True, slots=True)
class EditNode:
    """Fields of nodes or stations changed, by ids; built by `edit_nodes`."""

    kind: ClassVar[str] = "edit_node"
    ids: tuple[int, ...]
    before: tuple[dict[str, Any], ...]
    """For each id the fields changed, as they were."""
    after: tuple[dict[str, Any], ...]

    @property
    def label(self) -> str:
        """See `Edit`."""
        names = dict.fromkeys(name for fields in self.after for name in fields)
        words = {"energy_j": "energy", "x": "position", "y": "position", "profile": "hardware", "motion": "movement"}
        what = " and ".join(dict.fromkeys(words.get(n, n) for n in names))
        return f"Change {what} of {plural(len(self.ids), 'node')}"

    def do(self, scenario: Scenario) -> Scenario:
        """See `Edit`."""
        return self._changed(scenario, self.after)

    def undo(self, scenario: Scenario) -> Scenario:
        """See `Edit`."""
        return self._changed(scenario, self.before)

    def merge(self, other: Edit) -> Edit | None:
        """Joins two changes of the same fields of the same items."""
        if not isinstance(other, EditNode) or other.ids != self.ids:
            return None
        if [list(f) for f in other.after] != [list(f) for f in self.after]:
            return None
        return EditNode(self.ids, self.before, other.after)

    def _changed(self, scenario: Scenario, fields: tuple[dict[str, Any], ...]) -> Scenario:
        need_once(self.ids, len(fields))
        need_ids(scenario, self.ids)
        to = dict(zip(self.ids, fields, strict=True))
        return scenario.replace(nodes=_with_all(scenario.nodes, to), stations=_with_all(scenario.stations, to))


def remove_items(scenario: Scenario, ids: Iterable[int]) -> RemoveItems:
    """The edit that takes away nodes and stations.

    Raises:
        EditError: An id is unknown.
    """
    gone = dict.fromkeys(ids)
    need_ids(scenario, gone)
    return RemoveItems(
        tuple((k, n) for k, n in enumerate(scenario.nodes) if n.id in gone),
        tuple((k, s) for k, s in enumerate(scenario.stations) if s.id in gone),
        tuple((k, a) for k, a in enumerate(scenario.attacks) if any(i in gone for i in a.nodes)),
        of_nodes(scenario, gone),
    )


def move_to(scenario: Scenario, places: Mapping[int, tuple[float, float]]) -> MoveItems:
    """The edit that puts items at new places, m, by id.

    Raises:
        EditError: An id is unknown.
    """
    ids = tuple(places)
    need_ids(scenario, ids)
    stations = scenario.station_by_id
    items: dict[int, Item] = {**scenario.node_by_id, **stations}
    before = tuple((items[i].x, items[i].y) for i in ids)
    after = tuple((float(x), float(y)) for x, y in places.values())
    return MoveItems(ids, before, after, sum(i in stations for i in ids))


def move_by(scenario: Scenario, ids: Iterable[int], dx: float, dy: float) -> MoveItems:
    """The edit that shifts items by (dx, dy), m; errors as in `move_to`."""
    wanted = tuple(dict.fromkeys(ids))
    need_ids(scenario, wanted)
    items: dict[int, Item] = {**scenario.node_by_id, **scenario.station_by_id}
    return move_to(scenario, {i: (items[i].x + dx, items[i].y + dy) for i in wanted})


def edit_nodes(scenario: Scenario, ids: Iterable[int], **fields: Json) -> EditNode:
    """The edit that sets fields (``energy_j``, ``profile``, ``name``, ``x``, ``roles`` …) of nodes or stations.

    Raises:
        EditError: An id is unknown, or one of the items has no such field.
    """
    wanted = tuple(dict.fromkeys(ids))
    need_ids(scenario, wanted)
    items: dict[int, Item] = {**scenario.node_by_id, **scenario.station_by_id}
    before = []
    for i in wanted:
        for name in fields:
            _need_field(items[i], name)
        before.append({name: _plain(getattr(items[i], name)) for name in fields})
    after = {name: _plain(value) for name, value in fields.items()}
    return EditNode(wanted, tuple(before), tuple(dict(after) for _ in wanted))


def _plain(value: Json) -> Json:
    """Lists in place of tuples, as a journal gives them back."""
    return list(value) if isinstance(value, tuple) else value


def without_nodes(attack: Attack, gone: Mapping[int, object]) -> Attack | None:
    """The attack without references to ids that are gone; None when it loses its last node."""
    if not any(i in gone for i in attack.nodes):
        return attack
    left = tuple(i for i in attack.nodes if i not in gone)
    return attack.model_copy(update={"nodes": left}) if left else None


def _taken_away(scenario: Scenario, gone: Mapping[int, object]) -> Scenario:
    return scenario.replace(
        nodes=tuple([n for n in scenario.nodes if n.id not in gone]),
        stations=tuple([s for s in scenario.stations if s.id not in gone]),
    )


def _moved(items: tuple[_I, ...], to: Mapping[int, Point]) -> tuple[tuple[_I, ...], int]:
    """The items, those named with new places, and how many these are."""
    out = list(items)
    moved = 0
    for index, item in enumerate(items):
        place = to.get(item.id)
        if place is not None:
            out[index] = copy_with(item, {"x": float(place[0]), "y": float(place[1])})
            moved += 1
    return tuple(out), moved


def copy_with(item: _I, fields: Mapping[str, Any]) -> _I:
    """A copy with fields exchanged that were validated before.

    Written out because pydantic's own copies take three times as long, and a drag moves 10,000 nodes at once.
    """
    kind = type(item)
    copy = kind.__new__(kind)
    put = object.__setattr__
    put(copy, "__dict__", {**item.__dict__, **fields})
    put(copy, "__pydantic_fields_set__", item.__pydantic_fields_set__)
    put(copy, "__pydantic_extra__", None)
    put(copy, "__pydantic_private__", None)
    return copy


def _need_field(item: Item, name: str) -> None:
    if name == "id" or name not in type(item).model_fields:
        whose = "station" if isinstance(item, Station) else "node"
        raise EditError(f"a {whose} has no field {name!r} that could be changed", where=f"{whose} {item.id}")


def _with_all(items: tuple[_I, ...], to: Mapping[int, Mapping[str, Any]]) -> tuple[_I, ...]:
    """The items, those named with new fields; equal changes are validated once."""
    known: dict[str, Mapping[str, Any]] = {}
    out = []
    for item in items:
        fields = to.get(item.id)
        if fields is None:
            out.append(item)
            continue
        key = repr(fields)
        if key not in known:
            known[key] = _valid_fields(item, fields)
        out.append(copy_with(item, known[key]))
    return tuple(out)


def _valid_fields(item: Item, fields: Mapping[str, Any]) -> Mapping[str, Any]:
    for name in fields:
        _need_field(item, name)
    kind = type(item)
    try:
        given = {name: tuple(v) if isinstance(v, list) else v for name, v in fields.items()}
        whole = kind.model_validate({**item.model_dump(), **given}, strict=True)
    except ValidationError as error:
        raise refused(first_of(explain(error, kind, f"node {item.id}"))) from None
    return {name: getattr(whole, name) for name in fields}
