"""Data and service flow of a network with roles, its state over the field, and whose role has just changed."""

from __future__ import annotations

import time

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from engine.readmodel.codes import Duty, NetworkState
from engine.readmodel.organisation import network_state_label
from widgets.common.states import network_state_words
from widgets.common.theme import faded, font, px
from widgets.stage.duties import SERVICE_LINES
from widgets.stage.frame import Frame
from widgets.stage.primitives import Lines
from widgets.stage.scene import Scene
from widgets.stage.sprites import SMALL, pen
from widgets.stage.strokes import chevrons, dashes

PULSE_S = 1.5
"""How long a role that has changed is pointed at: below three a second however fast the run is."""
_PULSES = 40
_RINGS = 3


class Pulse(QObject):
    """Remembers whose role changed lately, in wall time; ticks while there is something to show."""

    tick = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._began: dict[int, float] = {}
        self._timer = QTimer(self, interval=50)
        self._timer.timeout.connect(self._on_tick)

    def follow(self, before: Scene | None, scene: Scene | None) -> None:
        """Notes whose roles or membership are others than in the scene before, of the same run."""
        if before is None or scene is None or scene.duties is None or before.duties is None:
            self._began.clear()
            return
        if before.snap.run_id != scene.snap.run_id or before.row_of is not scene.row_of:
            return
        old, new = before.duties, scene.duties
        rows = np.flatnonzero((old.bits != new.bits) | (old.member != new.member))
        now = time.perf_counter()
        for node in scene.snap.ids[rows].tolist()[:_PULSES]:
            self._began.setdefault(node, now)
        if self._began:
            self._timer.start()

    def ages(self) -> dict[int, float]:
        """Ids, and for each how far its pulse has gone, 0 … 1."""
        now = time.perf_counter()
        self._began = {node: t for node, t in self._began.items() if now - t < PULSE_S}
        return {node: (now - t) / PULSE_S for node, t in self._began.items()}

    def _on_tick(self) -> None:
        if not self.ages():
            self._timer.stop()
        self.tick.emit()


class Flows:
    """Paints what roles add to the picture besides the nodes."""

    def __init__(self) -> None:
        self._lines = Lines()

    def below(self, painter: QPainter, f: Frame, beat: float | None, ages: dict[int, float]) -> None:
        """Service flow, broadcast, pulses: under the nodes."""
        duties = f.scene.duties
        if duties is None or not f.layers.roles:
            return
        self._service(painter, f)
        if duties.broadcasting and duties.controller >= 0:
            self._rings(painter, f, duties.controller, beat)
        for node, age in ages.items():
            row = f.scene.row_of.get(node, -1)
            if row >= 0:
                _pulse(painter, f, row, age if beat is not None else 0.5)

    def _service(self, painter: QPainter, f: Frame) -> None:
        """From the controller to the holders of roles: broken lines in the colour of service messages."""
        duties = f.scene.duties
        if duties is None or duties.controller < 0 or not 0 < len(duties.holders) <= SERVICE_LINES:
            return
        ends = f.xy[duties.holders]
        starts = np.broadcast_to(f.xy[duties.controller], ends.shape)
        wide = max(1.2, min(2.0, f.view.node_radius / 6))
        painter.setPen(QPen(faded(f.ink.service, 0.85), wide))
        self._lines.draw(painter, *dashes(starts, ends, 12.0))
        if f.view.node_radius >= SMALL:
            self._lines.draw(painter, *chevrons(starts, ends, max(4.0, 0.45 * f.view.node_radius), 0.62))

    @staticmethod
    def _rings(painter: QPainter, f: Frame, row: int, beat: float | None) -> None:
        """A broadcast: rings going out from the controller; standing ones where motion is not wanted."""
        reach = min(f.size.width(), f.size.height()) * 0.32
        if f.scene.snap.range_m is not None:
            reach = min(reach, 1.6 * f.scene.snap.range_m * f.view.scale)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for k in range(_RINGS):
            at = ((beat or 0.0) + k / _RINGS) % 1.0 if beat is not None else (k + 1) / _RINGS
            painter.setPen(pen(faded(f.ink.service, 0.75 * (1.0 - 0.7 * at)), 1.8))
            painter.drawEllipse(QPointF(*f.xy[row].tolist()), reach * at, reach * at)

    @staticmethod
    def above(painter: QPainter, f: Frame) -> None:
        """The state of the network: a chip, and a border while it does not function normally."""
        duties = f.scene.duties
        if duties is None or not f.layers.roles:
            return
        state = NetworkState(duties.org.state)
        color = f.ink.accent if duties.restless else f.ink.muted
        if duties.restless:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(color, 2, Qt.PenStyle.DashLine))
            painter.drawRect(f.size.adjusted(2, 2, -2, -2))
        _chip(painter, f, network_state_label(state), network_state_words(state))


def _chip(painter: QPainter, f: Frame, label: str, words: str) -> None:
    """``Sd3`` in bold and what it means, in the upper right corner."""
    bold, plain = font("base", bold=True), font("base")
    wide = QFontMetricsF(bold).horizontalAdvance(label)
    rest = QFontMetricsF(plain).horizontalAdvance(words)
    room = f.size.width() - px(240)
    rest = rest if wide + rest + px(40) <= room else 0.0
    box = QRectF(0, 0, wide + rest + px(24) + (px(8) if rest else 0), px(26))
    box.moveTopRight(QPointF(f.size.width() - px(10), px(10)))
    restless = f.scene.duties is not None and f.scene.duties.restless
    painter.setPen(QPen(f.ink.accent if restless else f.ink.border, 1.4))
    painter.setBrush(faded(f.ink.ground, 0.94))
    painter.drawRoundedRect(box, 6, 6)
    inner = box.adjusted(px(12), 0, -px(12), 0)
    painter.setFont(bold)
    painter.setPen(f.ink.accent if restless else f.ink.text)
    painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, label)
    if rest:
        painter.setFont(plain)
        painter.setPen(f.ink.text)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, words)


def _pulse(painter: QPainter, f: Frame, row: int, age: float) -> None:
    """Points at a node whose role has just changed."""
    r = max(6.0, f.view.node_radius)
    crown = f.scene.duties is not None and bool(f.scene.duties.bits[row] & Duty.CONTROLLER)
    color = f.ink.service if crown else f.ink.accent
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen(faded(color, max(0.0, 1.0 - age)), 2.4))
    for spread in (1.6, 1.6 + 2.6 * age):
        painter.drawEllipse(QPointF(*f.xy[row].tolist()), spread * r, spread * r)
