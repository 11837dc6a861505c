"""The beat when an attack begins: the rest of the field is dimmed, and the attackers come in or are taken over."""

from __future__ import annotations

import time

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPen

from widgets.common.theme import faded
from widgets.stage.inks import Inks
from widgets.stage.scene import Scene
from widgets.stage.sprites import pen
from widgets.stage.view import ViewTransform

BEAT_S = 0.7
"""How long the beat lasts."""
REST_S = 0.7
"""How long none follows it: whatever begins, the field never dims more often than once in `BEAT_S` + `REST_S`."""
DIMMED_TO = 0.35
"""What is left of the light outside the attacked area."""
_IN, _OUT = 0.18, 0.7
"""Shares of the beat when the dimming is complete, and when it begins to lift."""
_FRAME_MS = 16
_ROOM = 8.0
"""Radius of the light around an attacker, node radii."""
_LIT_UP_TO = 40


def darkness(part: float) -> float:
    """0 … 1: how far the dimming has gone at a part of the beat, 0 … 1; one rise and one fall."""
    if not 0.0 <= part < 1.0:
        return 0.0
    return min(1.0, part / _IN, (1.0 - part) / (1.0 - _OUT))


class Spotlight(QObject):
    """Runs the beat in wall time."""

    tick = Signal()
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, interval=_FRAME_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_frame)
        self._ids: tuple[int, ...] = ()
        self._began = -1e9
        self._held: float | None = None

    def begin(self, ids: tuple[int, ...]) -> bool:
        """Light on these nodes; False where the last beat is not long enough ago."""
        now = time.perf_counter()
        if not ids or now - self._began < BEAT_S + REST_S:
            return False
        self._ids, self._began = ids, now
        self._timer.start()
        return True

    def hold(self, part: float | None) -> None:
        """Stand still at a part of the beat, for pictures; None goes on."""
        self._held = part

    def running(self) -> bool:
        """The beat goes on."""
        return self._timer.isActive()

    def part(self) -> float:
        """How much of the beat is over, 0 … 1; 1 and more when there is none."""
        if self._held is not None:
            return self._held
        return (time.perf_counter() - self._began) / BEAT_S if self.running() else 1.0

    def stop(self) -> None:
        """Lights on."""
        if self._timer.isActive():
            self._timer.stop()
            self.ended.emit()

    def _on_frame(self) -> None:
        if (time.perf_counter() - self._began) >= BEAT_S:
            self.stop()
        self.tick.emit()

    # -- painting ------------------------------------------------------------------------------------------------

    def paint(
        self, painter: QPainter, scene: Scene, xy: np.ndarray, view: ViewTransform, ink: Inks, size: QRectF
    ) -> None:
        """Paints over the finished picture."""
        part = self.part()
        rows = scene.rows(self._ids)[:_LIT_UP_TO]
        if not 0.0 <= part < 1.0 or not len(rows):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = QPainterPath()
        room = max(36.0, _ROOM * view.node_radius)
        for x, y in xy[rows].tolist():
            around = QPainterPath()
            around.addEllipse(QPointF(x, y), room, room)
            lit = lit.united(around)
        whole = QPainterPath()
        whole.addRect(size)
        painter.fillPath(whole.subtracted(lit), faded(ink.ground, (1.0 - DIMMED_TO) * darkness(part)))
        foreign = set(scene.truth.harm.outsiders.tolist())
        for row in rows.tolist():
            at = QPointF(float(xy[row, 0]), float(xy[row, 1]))
            if row in foreign:
                self._comes_in(painter, scene, row, at, view, ink, part)
            else:
                _taken_over(painter, at, room, view.node_radius, ink, part)
        painter.restore()

    @staticmethod
    def _comes_in(
        painter: QPainter, scene: Scene, row: int, at: QPointF, view: ViewTransform, ink: Inks, part: float
    ) -> None:  # fmt: skip
        """An outsider: a hollow, broken node on its way from the nearest border."""
        start = border_of(scene, row, view)
        gone = min(1.0, part / _OUT)
        here = start + (at - start) * (1.0 - (1.0 - gone) ** 2)
        line = QPen(ink.danger, 2.4, Qt.PenStyle.CustomDashLine)
        line.setDashPattern([3, 2])
        painter.setPen(line)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawLine(start, here)
        painter.setBrush(faded(ink.field, 0.8))
        painter.drawEllipse(here, 2.2 * view.node_radius, 2.2 * view.node_radius)


def border_of(scene: Scene, row: int, view: ViewTransform) -> QPointF:
    """The point of the field's border that is nearest to a row, on the screen."""
    x, y = (float(v) for v in scene.xy[row])
    wide, tall = scene.snap.width_m, scene.snap.height_m
    borders = ((x, 0.0), (x, tall), (0.0, y), (wide, y))
    return view.point_to_screen(*min(borders, key=lambda p: abs(p[0] - x) + abs(p[1] - y)))


def _taken_over(painter: QPainter, at: QPointF, room: float, r: float, ink: Inks, part: float) -> None:
    """An insider: a ring that closes on the node."""
    closed = min(1.0, part / _OUT)
    radius = room + (2.6 * r - room) * closed
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen(ink.danger, 3.0))
    painter.drawEllipse(at, radius, radius)
