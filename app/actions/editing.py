"""Turns what the stage, the inspector and the forms ask for into edits of the document."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from app.actions.mixed import Build, items_of, joined, obstacles_of
from app.actions.organising import with_protocol
from app.session import Session
from engine.api import MotewardenError
from engine.readmodel.snapshot import NetworkSnapshot
from engine.scenario import edits
from engine.scenario.clip import clip, clip_from_text, paste
from engine.scenario.edit_attacks import fresh_attack_id
from engine.scenario.model import Attack, Node, Obstacle, Scenario, Station
from engine.scenario.placing import place_random
from widgets.common.mime import AttackKey
from widgets.stage.boxes import NEW_HEIGHT_M, NEW_WIDTH_M

PASTE_STEP_M = 4.0
NEW_NODES = 100
"""Nodes placed at random in an empty field."""


def _placed_as(old: Node, new: Node) -> Node:
    """The node ``old`` at the place of ``new``."""
    return old.model_copy(update={"x": new.x, "y": new.y})


def _shifted(scenario: Scenario, wall: int, dx: float, dy: float) -> edits.Edit:
    """The edit that moves an obstacle by (dx, dy), m, its middle staying in the field."""
    before = scenario.obstacle_by_id[wall]
    x, y = edits.clamp(scenario.area, before.x + dx, before.y + dy)
    return edits.edit_obstacle(scenario, wall, x=x, y=y)


class Editing(QObject):
    """Edits on request. Places are those that the user sees: nodes may have moved since they were drawn.

    Args:
        session: The document.
        shown: Gives the picture on the stage, if there is one.
        select: Selects ids on the stage.
    """

    def __init__(
        self,
        session: Session,
        shown: Callable[[], NetworkSnapshot | None],
        select: Callable[[tuple[int, ...]], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._shown, self._select = session, shown, select

    def _try(self, build: Callable[[], edits.Edit], *, merge: bool = True) -> bool:
        try:
            edit = build()
        except MotewardenError as error:
            self._session.refused.emit(str(error))
            return False
        return self._session.edit(edit, merge=merge)

    def _places(self, ids: tuple[int, ...]) -> dict[int, tuple[float, float]]:
        """Where the user sees these things, m."""
        scenario, picture = self._session.scenario, self._shown()
        items: dict[int, Node | Station] = {**scenario.node_by_id, **scenario.station_by_id}
        places = {i: (items[i].x, items[i].y) for i in ids if i in items}
        if picture is not None and picture.round:
            for row in np.flatnonzero(np.isin(picture.ids, list(places))):
                places[int(picture.ids[row])] = (float(picture.xy[row, 0]), float(picture.xy[row, 1]))
        return places

    # -- from the stage -----------------------------------------------------------------------------------------

    def place(self, key: str, x: float, y: float, target: int) -> None:
        """A palette entry was put at (x, y), or on the node ``target``."""
        kind, _, name = key.partition(":")
        scenario = self._session.scenario
        if kind == "attack":
            self.attack(key, (target,))
            return
        x, y = edits.clamp(scenario.area, x, y)
        new = scenario.next_id()
        added: edits.Edit
        if kind == "obstacle":
            wall = Obstacle(id=new, x=x, y=y, width_m=NEW_WIDTH_M, height_m=NEW_HEIGHT_M)
            added = edits.AddObstacle(wall)
        elif kind == "station":
            added = edits.AddItems(
                (), (Station(id=new, x=x, y=y, name=self.tr("Base station %1").replace("%1", str(new))),)
            )
        else:
            node = Node(
                id=new,
                x=x,
                y=y,
                profile="mote" if name in ("", "router") else name,
                kind="router" if name == "router" else "sensor",
            )
            added = edits.AddItems((node,), ())
        if self._session.edit(added, merge=False):
            self._select((new,))

    def attack(self, key: str, nodes: tuple[int, ...]) -> None:
        """An attack was put on nodes, in the variation and of the origin that its key names (`AttackKey`)."""
        scenario, picture, how = self._session.scenario, self._shown(), AttackKey.read(key)
        begin = picture.round + 1 if picture is not None and picture.round else 0
        form = Attack(id="new", type=how.name, start=begin)
        form = form.model_copy(update={"variation": how.variation, "origin": how.origin})
        self._try(lambda: edits.attach(scenario, how.name, nodes, form), merge=False)

    def move(self, ids: tuple[int, ...], dx: float, dy: float) -> None:
        """Things were dragged by (dx, dy), m."""
        scenario = self._session.scenario
        walls = obstacles_of(scenario, ids)
        places = {
            i: edits.clamp(scenario.area, x + dx, y + dy) if i in scenario.node_by_id else (x + dx, y + dy)
            for i, (x, y) in self._places(items_of(scenario, ids)).items()
        }
        builds: list[Build] = [lambda now: edits.move_to(now, places)] if places else []
        builds += [partial(_shifted, wall=wall, dx=dx, dy=dy) for wall in walls]
        if builds:
            self._try(lambda: joined(scenario, "Move", ids, builds), merge=False)

    def remove(self, ids: tuple[int, ...]) -> None:
        """Things are to go."""
        scenario = self._session.scenario
        items = items_of(scenario, ids)
        builds: list[Build] = [lambda now: edits.remove_items(now, items)] if items else []
        builds += [partial(edits.remove_obstacle, obstacle_id=wall) for wall in obstacles_of(scenario, ids)]
        if builds:
            self._try(lambda: joined(scenario, "Remove", ids, builds), merge=False)

    def reshape(self, obstacle: int, x: float, y: float, width: float, height: float, turn: float) -> None:
        """An obstacle was stretched or turned: its centre, m, size, m, and turn, degrees."""
        names = ("x", "y", "width_m", "height_m", "turn_deg")
        fields = dict(zip(names, (round(v, 3) for v in (x, y, width, height, turn)), strict=True))
        self._try(lambda: edits.edit_obstacle(self._session.scenario, obstacle, **fields), merge=False)

    def set_obstacle(self, obstacle: int, field: str, value: Any) -> None:
        """A field of an obstacle."""
        self._try(lambda: edits.edit_obstacle(self._session.scenario, obstacle, **{field: value}))

    def copy(self, ids: tuple[int, ...]) -> None:
        """Things to the clipboard, as text."""
        if ids:
            QGuiApplication.clipboard().setText(clip(self._session.scenario, ids).text())

    def paste(self, x: float, y: float) -> None:
        """What the clipboard holds, its middle at (x, y)."""
        scenario = self._session.scenario

        def build() -> edits.Edit:
            copied = clip_from_text(QGuiApplication.clipboard().text())
            things: tuple[Node | Station | Obstacle, ...] = (*copied.nodes, *copied.stations, *copied.obstacles)
            middle_x = sum(t.x for t in things) / len(things)
            middle_y = sum(t.y for t in things) / len(things)
            return paste(scenario, copied, x - middle_x, y - middle_y)

        self._add(build)

    def duplicate(self, ids: tuple[int, ...]) -> None:
        """Copies beside the originals."""
        scenario = self._session.scenario
        if ids:
            self._add(lambda: paste(scenario, clip(scenario, ids), PASTE_STEP_M, -PASTE_STEP_M))

    def _add(self, build: Callable[[], edits.Edit]) -> None:
        before = set(self._session.scenario.all_ids())
        if self._try(build, merge=False):
            self._select(tuple(i for i in self._session.scenario.all_ids() if i not in before))

    # -- from the inspector and the forms -----------------------------------------------------------------------

    def set_position(self, node: int, x: float, y: float) -> None:
        """Typed coordinates, m."""
        self._try(lambda: edits.move_to(self._session.scenario, {node: (x, y)}), merge=False)

    def set_field(self, node: int, field: str, value: Any) -> None:
        """A field of one node: ``name``, ``energy_j``."""
        self._try(lambda: edits.edit_nodes(self._session.scenario, (node,), **{field: value}))

    def set_value(self, path: str, value: object) -> None:
        """A value of a section, by path."""
        scenario = self._session.scenario
        if path == "routing.protocol":
            after = with_protocol(scenario, str(value))
            self._try(lambda: edits.replace_document(scenario, after, self.tr("Change the routing protocol")))
        elif path == "trust.model":
            after = scenario.replace(trust=scenario.trust.model_copy(update={"model": str(value), "params": {}}))
            self._try(lambda: edits.replace_document(scenario, after, self.tr("Change the trust model")))
        else:
            felt = isinstance(value, int | float) and not isinstance(value, bool)
            self._try(lambda: edits.set_to(scenario, path, value), merge=felt)

    def set_values(self, values: dict[str, Any]) -> None:
        """Normalised weights, as one edit."""
        self._set_all(self.tr("Normalise the weights"), values)

    def apply_preset(self, title: str, values: dict[str, Any]) -> None:
        """A set of weights with the readings that go with them, as one edit."""
        self._set_all(self.tr("Weights: {preset}").format(preset=title), values)

    def _set_all(self, title: str, values: dict[str, Any]) -> None:
        scenario = self._session.scenario
        self._try(lambda: edits.Compound(title, tuple(edits.set_to(scenario, k, v) for k, v in values.items())))

    def detach(self, node: int, attack_id: str) -> None:
        """An attack is taken off a node; one on random nodes is first written down as what it drew."""
        scenario, picture = self._session.scenario, self._shown()
        attack = next((a for a in scenario.attacks if a.id == attack_id), None)
        if attack is None or attack.nodes or picture is None:
            self._try(lambda: edits.detach(scenario, attack_id, (node,)), merge=False)
            return
        index = picture.truth.attack_names.index(attack_id)
        drawn = [int(i) for i in picture.ids[picture.truth.attack == index]]
        left = tuple(i for i in drawn if i != node)
        if left:
            after = attack.model_copy(update={"nodes": left, "count": 0})
            self._try(lambda: edits.EditAttack(attack, after), merge=False)
        else:
            self.remove_attack(attack_id)

    def add_random_attack(self, kind: str, number: int) -> None:
        """An attack by random nodes."""
        scenario, picture = self._session.scenario, self._shown()
        begin = picture.round + 1 if picture is not None and picture.round else 0
        number = min(number, len(scenario.sensors()))
        attack = Attack(id=fresh_attack_id(scenario, kind), type=kind, count=number, start=begin)
        self._try(lambda: edits.AddAttack(attack), merge=False)

    def remove_attack(self, attack_id: str) -> None:
        """An attack is to go."""
        self._try(lambda: edits.remove_attack(self._session.scenario, attack_id), merge=False)

    def edit_attack(self, attack_id: str, key: str, value: Any) -> None:
        """A part of an attack's schedule, or one of its parameters (``params.NAME``)."""
        before = next((a for a in self._session.scenario.attacks if a.id == attack_id), None)
        if before is None:
            return
        if key.startswith("params."):
            change: dict[str, Any] = {"params": {**before.params, key.removeprefix("params."): value}}
        else:
            change = {key: (value or None) if key == "duration" else value}
        self._try(lambda: edits.EditAttack(before, before.model_copy(update=change)))

    def place_anew(self) -> None:
        """The same number of sensors, at random places of the next seed; a hundred where there are no nodes."""
        scenario = self._session.scenario
        if not scenario.nodes:
            places = place_random(NEW_NODES, scenario.area, scenario.seed, scenario.next_id())
            self._try(lambda: edits.AddItems(tuple(places), ()), merge=False)
            return
        seed = scenario.seed + 1
        placed = iter(place_random(len(scenario.sensors()), scenario.area, seed, 1))
        nodes = tuple(old if old.kind == "router" else _placed_as(old, next(placed)) for old in scenario.nodes)
        after = scenario.replace(nodes=nodes, seed=seed)
        self._try(lambda: edits.replace_document(scenario, after, self.tr("Place nodes anew")), merge=False)
