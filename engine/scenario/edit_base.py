"""What all edits share: their shape, and how they refuse and restore."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar, Protocol, TypeVar

from engine.base.errors import EditError, ScenarioError
from engine.scenario.model import Area, Scenario
from engine.scenario.parts import MAX_ID

T = TypeVar("T")

Indexed = tuple[tuple[int, T], ...]
"""Items with the places at which they stand."""


class Edit(Protocol):
    """One step of undo, on ids and values. It holds all it needs for both ways."""

    kind: ClassVar[str]

    @property
    def label(self) -> str:
        """What the undo list shows: ``Move 3 nodes``."""

    def do(self, scenario: Scenario) -> Scenario:
        """The document after the edit.

        Raises:
            EditError: The edit does not fit; nothing is changed.
        """

    def undo(self, scenario: Scenario) -> Scenario:
        """The document as it was before `do`; errors alike."""

    def merge(self, other: Edit) -> Edit | None:
        """One edit that does this one and then ``other``, or None when the two are better kept apart."""


def clamp(area: Area, x: float, y: float) -> tuple[float, float]:
    """The point of the area nearest to (x, y), m."""
    return min(max(x, 0.0), area.width_m), min(max(y, 0.0), area.height_m)


def plural(count: int, one: str, many: str = "") -> str:
    """``plural(3, "node")`` → ``"3 nodes"``."""
    return f"{count} {one}" if count == 1 else f"{count} {many or one + 's'}"


def things(nodes: int, stations: int) -> str:
    """``"2 nodes and 1 base station"``."""
    both = [plural(nodes, "node")] if nodes or not stations else []
    both += [plural(stations, "base station")] if stations else []
    return " and ".join(both)


def refused(error: ScenarioError) -> EditError:
    """What validation said, as the refusal of an edit."""
    return EditError(error.what, where=error.where, mend=error.mend)


def need_ids(scenario: Scenario, ids: Iterable[int]) -> None:
    """Raises `EditError` unless each id is that of a node or station."""
    nodes, stations = scenario.node_by_id, scenario.station_by_id
    unknown = [i for i in ids if i not in nodes and i not in stations]
    if unknown:
        more = f" (and {len(unknown) - 1} more)" if len(unknown) > 1 else ""
        raise EditError(f"there is no node or station {unknown[0]}{more}", mend="choose what is on the field")


def need_once(names: Iterable[object], count: int) -> None:
    """Raises `EditError` unless there are ``count`` different names."""
    if len(dict.fromkeys(names)) != count:
        raise EditError("an edit names the same thing twice or lacks values", mend="name each once")


def need_fresh(scenario: Scenario, ids: tuple[int, ...]) -> None:
    """Raises `EditError` when an id is in use already."""
    need_once(ids, len(ids))
    for i in ids:
        if _in_use(scenario, i):
            raise EditError(f"the id {i} is in use already", mend="choose another id")


def _in_use(scenario: Scenario, item_id: int) -> bool:
    return item_id in scenario.node_by_id or item_id in scenario.station_by_id or item_id in scenario.obstacle_by_id


def fresh_ids(scenario: Scenario, count: int) -> tuple[int, ...]:
    """Ids that are not in use: above all others while there is room there, else the smallest free ones."""
    start = scenario.next_id()
    if start + count - 1 <= MAX_ID:
        return tuple(range(start, start + count))
    out: list[int] = []
    candidate = 1
    while len(out) < count:
        if not _in_use(scenario, candidate):
            out.append(candidate)
        candidate += 1
    return tuple(out)


def put_back(items: tuple[T, ...], indexed: Indexed[T]) -> tuple[T, ...]:
    """The items with others inserted so that each stands at its place in the result.

    Raises:
        EditError: A place lies beyond the end, or is given twice.
    """
    slots: Mapping[int, T] = dict(indexed)
    total = len(items) + len(slots)
    if len(slots) != len(indexed) or any(not 0 <= i < total for i in slots):
        raise EditError("the edit does not fit the document", mend="undo edits in their order")
    rest = iter(items)
    return tuple([slots[i] if i in slots else next(rest) for i in range(total)])
