"""Nodes with their rings, badges, counters and labels: whole arrays of pictures copied from the atlas."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from widgets.stage.atlas import DOT, TIMES, Atlas, Sheet
from widgets.stage.holders import Holders
from widgets.stage.layers import Layers
from widgets.stage.primitives import Fragments
from widgets.stage.scene import HEAD, MEMBER, TRUST_STEPS, Scene
from widgets.stage.sprites import SMALL
from widgets.stage.view import ViewTransform

TEXT_FROM = 0.6
"""Zoom below which nothing is written."""
_RINGS_UP_TO = 2000
_NO_PATH, _SUSPECTED, _EXCLUDED, _ATTACKER = range(4)


class Nodes:
    """Paints all nodes of a scene."""

    def __init__(self) -> None:
        self._fragments = Fragments()
        self._holders = Holders()

    def paint(
        self, painter: QPainter, scene: Scene, xy: np.ndarray, view: ViewTransform, layers: Layers, atlas: Atlas,
        size: QRectF,
    ) -> None:  # fmt: skip
        """Paints the nodes at screen coordinates ``xy``."""
        rows = _inside(xy, size, 3.5 * atlas.r)
        if layers.trust:
            self._states(painter, scene, xy, rows, atlas)
        if layers.energy and (atlas.r >= 8 or (scene.n <= _RINGS_UP_TO and atlas.r >= SMALL)):
            some = rows[scene.battery[rows]]
            self._copy(painter, atlas.ring, xy[some], scene.energy_step[some])
            if layers.truth:
                liars = some[scene.claims[some]]
                self._copy(painter, atlas.claims, xy[liars], scene.claim_step[liars])
        if scene.duties is not None:
            self._holders.paint(painter, scene, scene.duties, xy, rows, view, layers, atlas)
        else:
            self._bodies(painter, scene, xy, rows, layers, atlas)
        if layers.truth:
            self._attackers(painter, scene, xy, rows, atlas)
        if layers.labels and view.zoom >= TEXT_FROM:
            self._labels(painter, scene, xy, rows, view, layers, atlas)
        if layers.drops and layers.truth:
            self._drops(painter, scene, xy, rows, view, atlas)

    def _copy(self, painter: QPainter, sheet: Sheet, xy: np.ndarray, cells: np.ndarray | int) -> None:
        self._fragments.draw(painter, sheet.pixmap, xy, sheet.cells[cells])

    def _states(self, painter: QPainter, scene: Scene, xy: np.ndarray, rows: np.ndarray, atlas: Atlas) -> None:
        for flags, cell in (
            (scene.unreachable, _NO_PATH),
            (scene.suspected, _SUSPECTED),
            (scene.excluded, _EXCLUDED),
        ):
            self._copy(painter, atlas.state, xy[rows[flags[rows]]], cell)

    def _bodies(
        self, painter: QPainter, scene: Scene, xy: np.ndarray, rows: np.ndarray, layers: Layers, atlas: Atlas
    ) -> None:
        sensors = rows[~scene.station[rows] & ~scene.gone[rows]]
        shape = scene.shape[sensors]
        if not layers.roles:
            shape = np.where(shape == HEAD, MEMBER, shape)
        if layers.trust:
            shade, hatched = scene.trust_step[sensors], scene.excluded[sensors]
        else:
            shade, hatched = np.full(len(sensors), TRUST_STEPS), np.zeros(len(sensors), bool)
        cell = (2 * shape + hatched) * (TRUST_STEPS + 1) + shade
        cell[scene.dead[sensors]] = atlas.dead_cell
        if scene.tiered:  # the few routers stand above the many sensors
            order = np.argsort(scene.router[sensors], kind="stable")
            sensors, cell = sensors[order], cell[order]
        self._copy(painter, atlas.body, xy[sensors], cell)
        away = rows[scene.gone[rows]]
        if len(away):
            self._copy(painter, atlas.strangers, xy[away], scene.member[away])
        self._copy(painter, atlas.station, xy[rows[scene.station[rows]]], int(scene.tiered))

    def _attackers(self, painter: QPainter, scene: Scene, xy: np.ndarray, rows: np.ndarray, atlas: Atlas) -> None:
        """Halos; pictures and names are `callouts`."""
        truth = scene.truth
        near = np.zeros(scene.n, bool)
        near[rows] = True
        near = near[truth.rows]
        self._copy(painter, atlas.state, xy[truth.rows[near]], _ATTACKER + truth.active[near])

    def _labels(
        self, painter: QPainter, scene: Scene, xy: np.ndarray, rows: np.ndarray, view: ViewTransform,
        layers: Layers, atlas: Atlas,
    ) -> None:  # fmt: skip
        below = np.where(scene.excluded | scene.suspected | scene.unreachable, 2.45, 1.8)
        if not layers.trust:
            below[:] = 1.8
        tall = atlas.advance * 1.75
        base = xy[rows] + np.stack([np.zeros(len(rows)), below[rows] * atlas.r + 0.55 * tall], axis=1)
        parts = [number(scene.snap.ids[rows], base, atlas.advance)]
        numeric = view.scale * scene.spacing_m >= 92 * view.factor and layers.trust and scene.snap.trust_enabled
        if numeric:
            known = (scene.trust_step[rows] < TRUST_STEPS) & ~scene.dead[rows]
            centres = base[known] + np.array([0.0, 0.92 * tall])
            parts.append(decimals(scene.snap.trust[rows[known]], centres, atlas.advance))
        self._write(painter, parts, atlas)

    def _drops(
        self,
        painter: QPainter,
        scene: Scene,
        xy: np.ndarray,
        rows: np.ndarray,
        view: ViewTransform,
        atlas: Atlas,
    ) -> None:
        some = rows[scene.snap.dropped[rows] > 0]
        if not len(some) or atlas.r < SMALL:
            return
        at = xy[some] + np.array([1.95 * atlas.r + 4, 1.15 * atlas.r + 3])
        if view.zoom < TEXT_FROM:
            self._copy(painter, atlas.packets, at - 3, len(atlas.packets.cells) - 1)
            return
        count = scene.snap.dropped[some]
        digits = np.floor(np.log10(count)).astype(int) + 1
        after = at + np.stack([(digits - 1) / 2 * atlas.advance + 1.15 * atlas.advance, np.zeros(len(some))], axis=1)
        times = (at, np.full(len(some), TIMES))
        self._write(painter, [times, number(count, after, atlas.advance)], atlas)

    def _write(self, painter: QPainter, parts: list[tuple[np.ndarray, np.ndarray]], atlas: Atlas) -> None:
        places = np.concatenate([p for p, _ in parts])
        cells = np.concatenate([c for _, c in parts])
        for halo in (True, False):
            self._copy(painter, atlas.characters(halo=halo), places, cells)


def _inside(xy: np.ndarray, size: QRectF, margin: float) -> np.ndarray:
    x, y = xy[:, 0], xy[:, 1]
    w, h = size.width() + margin, size.height() + margin
    return np.flatnonzero((x > -margin) & (x < w) & (y > -margin) & (y < h))


def number(values: np.ndarray, centres: np.ndarray, advance: float) -> tuple[np.ndarray, np.ndarray]:
    """Places and cells of the figures of non-negative whole numbers, centred."""
    values = np.asarray(values, np.int64)
    count = np.floor(np.log10(np.maximum(values, 1))).astype(np.int64) + 1
    places, cells = [], []
    for k in range(int(count.max(initial=1))):
        has = count > k
        shift = ((count[has] - 1) / 2 - k) * advance
        places.append(centres[has] + np.stack([shift, np.zeros(len(shift))], axis=1))
        cells.append(values[has] // 10**k % 10)
    return np.concatenate(places), np.concatenate(cells)


def decimals(values: np.ndarray, centres: np.ndarray, advance: float) -> tuple[np.ndarray, np.ndarray]:
    """Places and cells of values in 0 … 1 with two decimals, centred."""
    hundred = np.rint(np.clip(values, 0, 1) * 100).astype(np.int64)
    columns = (
        (-1.3, hundred // 100),
        (-0.57, np.full(len(hundred), DOT)),
        (0.2, hundred // 10 % 10),
        (1.2, hundred % 10),
    )
    places = [centres + np.array([shift * advance, 0.0]) for shift, _ in columns]
    return np.concatenate(places), np.concatenate([cell for _, cell in columns])


def point(xy: np.ndarray, row: int) -> QPointF:
    """A row's place as Qt wants it."""
    return QPointF(float(xy[row, 0]), float(xy[row, 1]))
