"""Edits of obstacles: add, remove, change (place, size, turn, attenuation, name)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from pydantic import ValidationError

from engine.base.errors import EditError
from engine.scenario.edit_base import Edit, need_fresh, put_back, refused
from engine.scenario.friendly import explain, first_of
from engine.scenario.jsontext import Json
from engine.scenario.model import MAX_OBSTACLES, Obstacle, Scenario


@dataclass(frozen=True, slots=True)
class AddObstacle:
    """A new obstacle, at the end of the list."""

    kind: ClassVar[str] = "add_obstacle"
    obstacle: Obstacle

    @property
    def label(self) -> str:
        """See `Edit`."""
        return f"Add {_called(self.obstacle)}"

    def do(self, scenario: Scenario) -> Scenario:
        """See `Edit`."""
        need_fresh(scenario, (self.obstacle.id,))
        if len(scenario.obstacles) >= MAX_OBSTACLES:
            raise EditError(f"a document holds at most {MAX_OBSTACLES} obstacles", mend="remove one first")
        return scenario.replace(obstacles=(*scenario.obstacles, self.obstacle))

    def undo(self, scenario: Scenario) -> Scenario:
        """See `Edit`."""
        return _dropped(scenario, self.obstacle.id)

    def merge(self, other: Edit) -> Edit | None:
        """Never merges: each drop is a step of its own."""
        return None


@dataclass(frozen=True, slots=True)
class RemoveObstacle:
    """An obstacle taken away; built by `remove_obstacle`."""

    kind: ClassVar[str] = "remove_obstacle"
    index: int
    obstacle: Obstacle

    @property
    def label(self) -> str:
        """See `Edit`."""
        return f"Remove {_called(self.obstacle)}"

    def do(self, scenario: Scenario) -> Scenario:
        """See `Edit`."""
        return _dropped(scenario, self.obstacle.id)

    def undo(self, scenario: Scenario) -> Scenario:
        """See `Edit`."""
        need_fresh(scenario, (self.obstacle.id,))
        return scenario.replace(obstacles=put_back(scenario.obstacles, ((self.index, self.obstacle),)))

    def merge(self, other: Edit) -> Edit | None:
        """Never merges."""
        return None


@dataclass(frozen=True, slots=True)
class EditObstacle:
    """An obstacle exchanged for another form of itself; built by `edit_obstacle`. It keeps its id."""

    kind: ClassVar[str] = "edit_obstacle"
    before: Obstacle
    after: Obstacle

    @property
    def label(self) -> str:
        """See `Edit`."""
        words = {"x": "position", "y": "position", "width_m": "size", "height_m": "size", "turn_deg": "turn"}
        words["loss_db"] = "attenuation"
        what = " and ".join(dict.fromkeys(words.get(n, n) for n in _touched(self)))
        return f"Change {what} of {_called(self.before)}" if what else f"Change {_called(self.before)}"

    def do(self, scenario: Scenario) -> Scenario:
        """See `Edit`."""
        return _exchanged(scenario, self.before, self.after)

    def undo(self, scenario: Scenario) -> Scenario:
        """See `Edit`."""
        return _exchanged(scenario, self.after, self.before)

    def merge(self, other: Edit) -> Edit | None:
        """Joins two changes of the same fields of the same obstacle, as dragging makes them."""
        if not isinstance(other, EditObstacle) or other.before.id != self.after.id:
            return None
        if _touched(self) != _touched(other):
            return None
        return EditObstacle(self.before, other.after)


def obstacle_with(scenario: Scenario, obstacle_id: int) -> tuple[int, Obstacle]:
    """The obstacle with this id and its place in the list.

    Raises:
        EditError: There is none.
    """
    for index, obstacle in enumerate(scenario.obstacles):
        if obstacle.id == obstacle_id:
            return index, obstacle
    raise EditError(f"there is no obstacle {obstacle_id}", mend="choose one on the field")


def remove_obstacle(scenario: Scenario, obstacle_id: int) -> RemoveObstacle:
    """The edit that takes an obstacle away; raises `EditError` when there is none."""
    return RemoveObstacle(*obstacle_with(scenario, obstacle_id))


def edit_obstacle(scenario: Scenario, obstacle_id: int, **fields: Json) -> EditObstacle:
    """The edit that sets fields (``x``, ``y``, ``width_m``, ``height_m``, ``turn_deg``, ``loss_db``, ``name``).

    Raises:
        EditError: There is no such obstacle, it has no such field, or a value does not fit.
    """
    before = obstacle_with(scenario, obstacle_id)[1]
    where = f"obstacle {obstacle_id}"
    for name in fields:
        if name == "id" or name not in Obstacle.model_fields:
            raise EditError(f"an obstacle has no field {name!r} that could be changed", where=where)
    try:
        after = Obstacle.model_validate({**before.model_dump(), **fields}, strict=True)
    except ValidationError as error:
        raise refused(first_of(explain(error, Obstacle, where))) from None
    return EditObstacle(before, after)


def _called(obstacle: Obstacle) -> str:
    return f"obstacle “{obstacle.name}”" if obstacle.name else f"obstacle {obstacle.id}"


def _touched(edit: EditObstacle) -> list[str]:
    before, after = edit.before, edit.after
    return [name for name in Obstacle.model_fields if getattr(before, name) != getattr(after, name)]


def _dropped(scenario: Scenario, obstacle_id: int) -> Scenario:
    obstacle_with(scenario, obstacle_id)
    return scenario.replace(obstacles=tuple(o for o in scenario.obstacles if o.id != obstacle_id))


def _exchanged(scenario: Scenario, old: Obstacle, new: Obstacle) -> Scenario:
    if old.id != new.id:
        raise EditError("an obstacle keeps its id", where=f"obstacle {old.id}", mend="add another one instead")
    index = obstacle_with(scenario, old.id)[0]
    obstacles = scenario.obstacles
    return scenario.replace(obstacles=(*obstacles[:index], new, *obstacles[index + 1 :]))
