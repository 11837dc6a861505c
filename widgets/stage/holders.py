"""Nodes of a network that organises itself: the shapes of their roles, badges of further ones, gauges, services."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QPainter

from engine.readmodel.codes import Duty, Membership
from widgets.stage.atlas import Atlas, Sheet
from widgets.stage.duties import COLLECTOR, DUTIES, LEVELS, Duties, level
from widgets.stage.duty_shapes import LETTERS_FROM
from widgets.stage.layers import Layers
from widgets.stage.primitives import Fragments
from widgets.stage.scene import TRUST_STEPS, Scene
from widgets.stage.view import ViewTransform

GAUGES_FROM = 0.6
"""Zoom from which storage and load are shown."""
_SHADES = TRUST_STEPS + 1
_PLAIN = len(DUTIES)
"""Shape of a collector that carries a service in place of its letter."""


class Holders:
    """Paints the bodies of nodes by their roles."""

    def __init__(self) -> None:
        self._fragments = Fragments()
        self._names: tuple[str, ...] = ()
        self._given: tuple[str, ...] = ()
        self._service = np.empty(0, np.int64)

    def paint(
        self, painter: QPainter, scene: Scene, duties: Duties, xy: np.ndarray, rows: np.ndarray, view: ViewTransform,
        layers: Layers, atlas: Atlas,
    ) -> None:  # fmt: skip
        """Paints the rows: collectors first, so that the few that hold other roles stand above them."""
        sensors = rows[~scene.station[rows]]
        if layers.roles:
            sensors = sensors[np.argsort(duties.shape[sensors], kind="stable")]
        shade, hatched = self._looks(scene, sensors, layers)
        shape = duties.shape[sensors] if layers.roles else np.full(len(sensors), COLLECTOR)
        served = duties.services[sensors] & layers.roles
        shape = np.where(((shape == COLLECTOR) & served) | (not layers.roles), _PLAIN, shape)
        cell = (2 * shape + hatched) * _SHADES + shade
        strange = (duties.member[sensors] != Membership.MEMBER) & (scene.gone[sensors] | scene.snap.alive[sensors])
        lost = scene.dead[sensors]
        seen = ~lost & ~strange
        self._copy(painter, atlas.duties, xy[sensors[seen]], cell[seen])
        self._copy(painter, atlas.strangers, xy[sensors[strange]], duties.member[sensors[strange]])
        self._copy(painter, atlas.body, xy[sensors[lost]], atlas.dead_cell)
        self._copy(painter, atlas.station, xy[rows[scene.station[rows]]], int(scene.tiered))
        if not layers.roles or atlas.r < LETTERS_FROM:
            return
        there = sensors[seen]
        self._services(painter, scene, duties, xy, there, shade[seen], atlas)
        self._badges(painter, duties, xy, there, atlas)
        if view.zoom >= GAUGES_FROM:
            self._gauges(painter, duties, xy, rows, atlas)

    @staticmethod
    def _looks(scene: Scene, sensors: np.ndarray, layers: Layers) -> tuple[np.ndarray, np.ndarray]:
        if layers.trust:
            return scene.trust_step[sensors], scene.excluded[sensors]
        return np.full(len(sensors), TRUST_STEPS), np.zeros(len(sensors), bool)

    def _copy(self, painter: QPainter, sheet: Sheet, xy: np.ndarray, cells: np.ndarray | int) -> None:
        shown = sheet.cells[cells] if not isinstance(cells, int) else np.broadcast_to(sheet.cells[cells], (len(xy), 4))
        self._fragments.draw(painter, sheet.pixmap, xy, shown)

    def _badges(self, painter: QPainter, duties: Duties, xy: np.ndarray, rows: np.ndarray, atlas: Atlas) -> None:
        """Further roles, stacked down the left side."""
        some = rows[duties.others[rows] > 0]
        if not len(some):
            return
        above = np.zeros(len(some))
        for shape in (3, 2, 1, 4, 0):
            has = duties.others[some] & int(DUTIES[shape]) > 0
            places = xy[some[has]] + np.stack(
                [np.full(int(has.sum()), -2.05 * atlas.r), -1.5 * atlas.r + 2.1 * atlas.duty_badge * above[has]], axis=1
            )
            self._copy(painter, atlas.duty_badges, places, shape)
            above[has] += 1

    def _gauges(self, painter: QPainter, duties: Duties, xy: np.ndarray, rows: np.ndarray, atlas: Atlas) -> None:
        """Storage of keepers, and right of it the load of processors."""
        seen = np.zeros(len(xy), bool)
        seen[rows] = True
        keeps, works = duties.keepers[seen[duties.keepers]], duties.processors[seen[duties.processors]]
        place = np.array([2.15 * atlas.r, 0.0])
        self._copy(painter, atlas.gauges, xy[keeps] + place, level(duties.org.storage[keeps]))
        both = (duties.bits[works] & int(Duty.KEEPER) > 0)[:, None] * np.array([0.75 * atlas.r + 2, 0.0])
        self._copy(painter, atlas.gauges, xy[works] + place + both, LEVELS + 1 + level(duties.org.cpu[works]))

    def _services(
        self, painter: QPainter, scene: Scene, duties: Duties, xy: np.ndarray, rows: np.ndarray, shade: np.ndarray,
        atlas: Atlas,
    ) -> None:  # fmt: skip
        """Emergency services and carriers: on the body of a collector, below left of a holder of other roles."""
        has = duties.services[rows]
        if not has.any():
            return
        self._index(duties.org.services)
        rows, shade = rows[has], shade[has]
        sheet, which = atlas.service_sheet(self._names), self._service[rows]
        plain = duties.shape[rows] == COLLECTOR
        bare = len(self._names) + 2 * which + ~atlas.dark_ink[shade]
        self._copy(painter, sheet, xy[rows[plain]], bare[plain])
        aside = xy[rows[~plain]] + np.array([-1.75 * atlas.r, 1.55 * atlas.r])
        self._copy(painter, sheet, aside, which[~plain])

    def _index(self, services: tuple[str, ...]) -> None:
        """Numbers of the services by row, worked out when they are others than before."""
        if services is self._given or services == self._given:
            return
        self._given = services
        self._names = tuple(sorted({s for s in services if s}))
        number = {name: k for k, name in enumerate(self._names)}
        self._service = np.array([number.get(s, 0) for s in services], np.int64)
