"""The round's transfers: dots along hops, streaks when the run is fast, arrows when motion is not wanted."""

from __future__ import annotations

from enum import Enum

import numpy as np
from PySide6.QtGui import QPainter, QPen

from widgets.stage.atlas import Atlas
from widgets.stage.inks import PACKET_KINDS, Inks
from widgets.stage.primitives import Fragments, Lines
from widgets.stage.scene import Scene
from widgets.stage.strokes import chevrons

FALL = 0.10
"""Part of a round that a lost packet takes to fall."""
_STREAKS_UP_TO = 3000
_LOST, _DROPPED, _DAMAGED = 1, 2, 3


class Motion(Enum):
    """How transfers are shown."""

    NONE = 0
    DOTS = 1
    STREAKS = 2
    ARROWS = 3


class Packets:
    """Paints the hop trace of a scene."""

    def __init__(self) -> None:
        self._fragments, self._falling = Fragments(), Fragments()
        self._lines = Lines()
        self._fate = np.empty(0, np.int64)

    def paint(
        self, painter: QPainter, scene: Scene, xy: np.ndarray, ink: Inks, atlas: Atlas, motion: Motion,
        phase: float, *, truth: bool = True,
    ) -> None:  # fmt: skip
        """Paints the transfers at ``phase`` (0 … 1 of the round).

        Without ``truth`` a packet swallowed by a node looks like one lost on its way, a damaged one like a sound one.
        """
        hops = scene.snap.hops
        self._fate = hops.fate if truth else np.where(hops.fate == _DROPPED, _LOST, hops.fate * (hops.fate != _DAMAGED))
        valid = not len(hops.source) or int(max(hops.source.max(), hops.target.max())) < scene.n
        if motion is Motion.NONE or not len(hops.source) or not valid:
            return
        if motion is Motion.DOTS:
            self._dots(painter, scene, xy, atlas, phase)
        elif len(hops.source) <= _STREAKS_UP_TO:
            self._still(painter, scene, xy, ink, arrows=motion is Motion.ARROWS)

    def _dots(self, painter: QPainter, scene: Scene, xy: np.ndarray, atlas: Atlas, phase: float) -> None:
        hops, sheet = scene.snap.hops, atlas.packets
        lost = self._fate == _LOST
        stop = np.where(lost, 0.5 * (hops.start + hops.end), hops.end)
        under_way = np.flatnonzero((hops.start <= phase) & (phase < stop))
        part = (phase - hops.start[under_way]) / np.maximum(hops.end[under_way] - hops.start[under_way], 1e-6)
        a, b = xy[hops.source[under_way]], xy[hops.target[under_way]]
        kind = np.minimum(hops.kind[under_way].astype(np.int64), len(PACKET_KINDS) - 1)
        damaged = (self._fate[under_way] == _DAMAGED) & (part > 0.5)
        place = a + (b - a) * part[:, None]
        self._fragments.draw(painter, sheet.pixmap, place, sheet.cells[kind + len(PACKET_KINDS) * damaged])
        self._fall(painter, scene, xy, atlas, phase, stop)

    def _fall(
        self, painter: QPainter, scene: Scene, xy: np.ndarray, atlas: Atlas, phase: float, stop: np.ndarray
    ) -> None:
        """Lost and swallowed packets sink and fade into ✕."""
        hops, sheet = scene.snap.hops, atlas.packets
        gone = (self._fate == _LOST) | (self._fate == _DROPPED)
        rows = np.flatnonzero(gone & (stop <= phase) & (phase < stop + FALL))
        if not len(rows):
            return
        age = (phase - stop[rows]) / FALL
        way = np.where(self._fate[rows] == _LOST, 0.5, 1.0)[:, None]
        a, b = xy[hops.source[rows]], xy[hops.target[rows]]
        place = a + (b - a) * way
        place[:, 1] += (1.0 + 3.0 * age**2) * atlas.r
        cross = len(sheet.cells) - 1
        cells = np.where(age < 0.35, np.minimum(hops.kind[rows], len(PACKET_KINDS) - 1), cross).astype(np.int64)
        self._falling.draw(painter, sheet.pixmap, place, sheet.cells[cells], opacity=1.0 - 0.8 * age)

    def _still(self, painter: QPainter, scene: Scene, xy: np.ndarray, ink: Inks, *, arrows: bool) -> None:
        hops = scene.snap.hops
        a, b = xy[hops.source], xy[hops.target]
        painter.save()
        painter.setOpacity(0.85 if arrows else 0.45)
        for kind, color in enumerate(ink.packets):
            some = hops.kind == kind
            painter.setPen(QPen(color, 1.7 if arrows and len(a) <= 600 else 0))
            if arrows:
                self._lines.draw(painter, *chevrons(a[some], b[some], 6.0, 0.75))
            else:
                self._lines.draw(painter, a[some], b[some])
        painter.restore()
