"""Selection, hover, ghosts, guide lines and the placing cursor: the few things on top, drawn one by one."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from widgets.common.mime import AttackKey
from widgets.common.theme import faded, font
from widgets.stage import emblems, sprites
from widgets.stage.atlas import Atlas
from widgets.stage.attack_kinds import attack_kind, attack_title
from widgets.stage.box_overlay import paint_boxes, paint_new_box
from widgets.stage.inks import Inks
from widgets.stage.nodes import point
from widgets.stage.paper import metres
from widgets.stage.primitives import Fragments, Lines
from widgets.stage.scene import TRUST_STEPS, Scene
from widgets.stage.state import Touch
from widgets.stage.view import ViewTransform

_RANGES_UP_TO = 300
_SELECTED_RANGES = 12


class Overlay:
    """Paints what the user is doing."""

    def __init__(self) -> None:
        self._fragments, self._lines = Fragments(), Lines()

    def paint_ranges(
        self, painter: QPainter, scene: Scene, xy: np.ndarray, view: ViewTransform, touch: Touch, ink: Inks,
        *, everyone: bool,
    ) -> None:  # fmt: skip
        """Range circles, below the nodes: of the hovered and the selected, and of all when wanted."""
        reach = scene.snap.range_m
        if reach is None:
            return
        radius = reach * view.scale
        if everyone and scene.n <= _RANGES_UP_TO:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(faded(ink.muted, 0.35), 1))
            for row in np.flatnonzero(scene.snap.alive).tolist():
                painter.drawEllipse(point(xy, row), radius, radius)
        rows = set(touch.selected.tolist()) if len(touch.selected) <= _SELECTED_RANGES else set()
        if touch.hover >= 0 and touch.shift is None:
            rows.add(touch.hover)
        for row in sorted(rows):
            _range(painter, point(xy, row), radius, ink)

    def paint(
        self, painter: QPainter, scene: Scene, xy: np.ndarray, view: ViewTransform, touch: Touch, ink: Inks,
        atlas: Atlas,
    ) -> None:  # fmt: skip
        """Everything above the nodes."""
        rows = touch.selected
        cells = np.broadcast_to(atlas.frame.cells[0], (len(rows), 4))
        self._fragments.draw(painter, atlas.frame.pixmap, xy[rows], cells)
        if 0 <= touch.hover < scene.n:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(sprites.pen(ink.accent, 1.6))
            painter.drawEllipse(point(xy, touch.hover), max(5.0, 1.32 * atlas.r), max(5.0, 1.32 * atlas.r))
        told = paint_boxes(painter, scene, view, touch, ink) if scene.boxes.n else ""
        if told:
            middle = view.point_to_screen(*(touch.shape or (0.0, 0.0))[:2])
            plate(painter, middle + QPointF(14, 0), told, ink.text, ink)
        if touch.shift is not None:
            self._ghosts(painter, scene, xy, view, touch, ink, atlas)
        if touch.band is not None:
            painter.setPen(QPen(ink.accent, 1))
            painter.setBrush(faded(ink.accent, 0.12))
            painter.drawRect(touch.band)
        if touch.key and touch.place is not None:
            self._placing(painter, scene, xy, view, touch, ink, atlas)

    def _ghosts(
        self, painter: QPainter, scene: Scene, xy: np.ndarray, view: ViewTransform, touch: Touch, ink: Inks,
        atlas: Atlas,
    ) -> None:  # fmt: skip
        dx, dy = touch.shift or (0.0, 0.0)
        rows = touch.selected
        goal = xy[rows] + np.array([dx, -dy]) * view.scale
        painter.setPen(QPen(faded(ink.accent, 0.8), 1, Qt.PenStyle.DotLine))
        self._lines.draw(painter, xy[rows], goal)
        _guides(painter, scene, xy, view, touch, ink)
        for is_station in (False, True):
            some = scene.station[rows] == is_station
            sheet = atlas.station if is_station else atlas.body
            cell = np.zeros(int(some.sum()), np.int64)
            if not is_station:
                cell = 2 * scene.shape[rows[some]] * (TRUST_STEPS + 1) + scene.trust_step[rows[some]]
            else:
                cell[:] = int(scene.tiered)
            self._fragments.draw(painter, sheet.pixmap, goal[some], sheet.cells[cell], opacity=0.75)
        places = np.concatenate([goal, view.to_screen(scene.boxes.centres[touch.boxes] + (dx, dy))])
        if len(places):
            text = f"Δx {metres(round(dx, 2))}, Δy {metres(round(dy, 2))} m".replace("-", "−")
            plate(
                painter,
                QPointF(places[:, 0].max() + 2.4 * atlas.r, float(places[:, 1].mean())),
                text,
                ink.text,
                ink,
            )

    def _placing(
        self, painter: QPainter, scene: Scene, xy: np.ndarray, view: ViewTransform, touch: Touch, ink: Inks,
        atlas: Atlas,
    ) -> None:  # fmt: skip
        at = touch.place or QPointF()
        if touch.attack:
            _target(painter, scene, xy, touch, ink, atlas)
            return
        if touch.snapped is not None:
            at = view.point_to_screen(touch.snapped.x, touch.snapped.y)
        _guides(painter, scene, xy, view, touch, ink)
        if touch.obstacle:
            paint_new_box(painter, at, view, ink)
        else:
            self._new_node(painter, scene, at, view, touch.key, ink, atlas)
        x, y = view.to_world(at.x(), at.y())
        where = QPointF(at.x() + 2.2 * max(6.0, atlas.r), at.y())
        plate(painter, where, f"{metres(round(x, 2))}, {metres(round(y, 2))} m".replace("-", "−"), ink.text, ink)

    @staticmethod
    def _new_node(
        painter: QPainter, scene: Scene, at: QPointF, view: ViewTransform, key: str, ink: Inks, atlas: Atlas
    ) -> None:
        if scene.snap.range_m is not None:
            _range(painter, at, scene.snap.range_m * view.scale, ink)
        painter.save()
        painter.translate(at)
        painter.setOpacity(0.85)
        emblems.draw_entry(painter, key, max(7.0, 1.25 * atlas.r))
        painter.restore()


def _range(painter: QPainter, at: QPointF, radius: float, ink: Inks) -> None:
    painter.setBrush(faded(ink.accent, 0.05))
    painter.setPen(QPen(faded(ink.accent, 0.65), 1, Qt.PenStyle.DashLine))
    painter.drawEllipse(at, radius, radius)


def _guides(painter: QPainter, scene: Scene, xy: np.ndarray, view: ViewTransform, touch: Touch, ink: Inks) -> None:
    snapped = touch.snapped
    if snapped is None:
        return
    at = view.point_to_screen(snapped.x, snapped.y)
    painter.setPen(QPen(ink.accent, 1, Qt.PenStyle.DashLine))
    for row in (snapped.with_x, snapped.with_y):
        if 0 <= row < scene.n:
            other = point(xy, row)
            run = at - other
            over = QPointF(0.15 * run.x(), 0.15 * run.y())
            painter.drawLine(other - over, at + over)


def _target(painter: QPainter, scene: Scene, xy: np.ndarray, touch: Touch, ink: Inks, atlas: Atlas) -> None:
    """The node that an attack would hit, or a sign that none is there."""
    at, row = touch.place or QPointF(), touch.hover
    allowed = row >= 0 and not scene.station[row]
    how = AttackKey.read(touch.key)
    name = how.name
    painter.save()
    painter.setOpacity(1.0 if allowed else 0.55)
    offset = QPointF(16, 16)
    painter.translate(at + offset)
    emblems.attack_badge(
        painter, attack_kind(name), 12, ink, active=True, exploiting=how.exploiting, outsider=how.outsider
    )
    painter.restore()
    if row < 0:
        return
    painter.setBrush(faded(ink.danger if allowed else ink.muted, 0.16))
    painter.setPen(sprites.pen(ink.danger if allowed else ink.muted, 2.2))
    radius = max(10.0, 2.3 * atlas.r)
    painter.drawEllipse(point(xy, row), radius, radius)
    arrow = f"{attack_title(name)} → {scene.snap.ids[row]}" if allowed else "⊘"
    plate(painter, at + QPointF(34, 16), arrow, ink.danger if allowed else ink.muted, ink)


def plate(painter: QPainter, at: QPointF, text: str, color: QColor, ink: Inks) -> None:
    """A short text on a plate, its left middle at ``at``, kept inside the window."""
    face = font("small", bold=True)
    metrics = QFontMetricsF(face)
    box = QRectF(at.x(), at.y() - metrics.height() / 2 - 3, metrics.horizontalAdvance(text) + 14, metrics.height() + 6)
    window = QRectF(painter.window())
    box.moveLeft(max(4.0, min(box.left(), window.width() - box.width() - 4)))
    box.moveTop(max(4.0, min(box.top(), window.height() - box.height() - 4)))
    painter.setPen(QPen(ink.border, 1))
    painter.setBrush(ink.ground)
    painter.drawRoundedRect(box, 5, 5)
    painter.setFont(face)
    painter.setPen(color)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
