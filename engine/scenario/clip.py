"""Copy, paste and duplicate: a few items as a versioned text that may pass through any clipboard."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pydantic import Field, ValidationError

from engine.base.errors import EditError, ScenarioError
from engine.scenario.edit_base import Edit, clamp, fresh_ids, need_ids, plural, things
from engine.scenario.edit_items import AddItems, copy_with
from engine.scenario.edit_obstacles import AddObstacle
from engine.scenario.edits import Compound
from engine.scenario.friendly import explain, first_of
from engine.scenario.jsontext import read_json
from engine.scenario.model import MAX_NODES, MAX_OBSTACLES, MAX_STATIONS, Node, Obstacle, Scenario, Station
from engine.scenario.parts import Part

MAX_CLIP_CHARS = 8 * 1024 * 1024
"""Longer clipboard texts are refused unread."""


class Clip(Part):
    """Copied items, with the ids and places they had."""

    motewarden_clip: Literal[1] = 1
    """Version of the format; also tells our text from any other."""
    nodes: tuple[Node, ...] = Field(default=(), max_length=MAX_NODES)
    stations: tuple[Station, ...] = Field(default=(), max_length=MAX_STATIONS)
    obstacles: tuple[Obstacle, ...] = Field(default=(), max_length=MAX_OBSTACLES)

    def text(self) -> str:
        """The text for the system's clipboard."""
        return self.model_dump_json()


def clip(scenario: Scenario, ids: Iterable[int]) -> Clip:
    """Nodes, stations and obstacles of these ids, in document order.

    Raises:
        EditError: An id is unknown.
    """
    wanted = dict.fromkeys(ids)
    walls = scenario.obstacle_by_id
    need_ids(scenario, (i for i in wanted if i not in walls))
    return Clip(
        nodes=tuple(n for n in scenario.nodes if n.id in wanted),
        stations=tuple(s for s in scenario.stations if s.id in wanted),
        obstacles=tuple(o for o in scenario.obstacles if o.id in wanted),
    )


def clip_from_text(text: str) -> Clip:
    """The clip in a clipboard's text, which may be anybody's.

    Raises:
        EditError: It is not a clip of ours.
    """
    where, mend = "clipboard", "copy nodes first"
    if len(text) > MAX_CLIP_CHARS:
        raise EditError("holds too much text", where=where, mend=mend)
    try:
        data = read_json(text, where)
    except ScenarioError:
        data = None
    if not isinstance(data, dict) or "motewarden_clip" not in data:
        raise EditError("holds no nodes", where=where, mend=mend)
    try:
        return Clip.model_validate_json(text.removeprefix("\ufeff"), strict=True)
    except ValidationError as error:
        first = first_of(explain(error, Clip, where))
        raise EditError(first.what, where=first.where, mend=mend) from None


def paste(scenario: Scenario, copied: Clip, dx: float, dy: float) -> Edit:
    """The edit that adds copies with fresh ids, shifted by (dx, dy), m, and kept within the area."""
    ids = iter(fresh_ids(scenario, len(copied.nodes) + len(copied.stations) + len(copied.obstacles)))
    nodes, stations = [], []
    for node in copied.nodes:
        x, y = clamp(scenario.area, node.x + dx, node.y + dy)
        nodes.append(copy_with(node, {"id": next(ids), "x": x, "y": y}))
    for station in copied.stations:
        x, y = clamp(scenario.area, station.x + dx, station.y + dy)
        stations.append(copy_with(station, {"id": next(ids), "x": x, "y": y}))
    items = AddItems(tuple(nodes), tuple(stations))
    if not copied.obstacles:
        return items
    walls = []
    for wall in copied.obstacles:
        x, y = clamp(scenario.area, wall.x + dx, wall.y + dy)
        walls.append(AddObstacle(wall.model_copy(update={"id": next(ids), "x": x, "y": y})))
    what = [things(len(nodes), len(stations))] if items.ids else []
    label = f"Add {' and '.join([*what, plural(len(walls), 'obstacle')])}"
    return Compound(label, ((items, *walls) if items.ids else tuple(walls)))
