"""The stage by keyboard alone: choose, move, place, copy, delete, look around."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from widgets.stage.hits import clamped, clamped_shift, row_towards
from widgets.stage.paper import grid_step
from widgets.stage.state import SELECT
from widgets.stage.tools import ToolSurface

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_STANDARD = QKeySequence.StandardKey
_ALT, _CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
_META = Qt.KeyboardModifier.MetaModifier


class Keys:
    """Turns keys into the stage's signals; what it does not want it leaves to the window."""

    def __init__(self, stage: ToolSurface) -> None:
        self._stage, self._touch = stage, stage.touch

    def wants(self, event: QKeyEvent) -> bool:
        """Whether the stage takes the key before any shortcut of the window does."""
        key = Qt.Key(event.key())
        if key in _ARROWS:
            return not event.modifiers() & _CTRL and self._takes_arrows()
        standard = (_STANDARD.Copy, _STANDARD.Paste, _STANDARD.SelectAll, _STANDARD.Delete)
        if any(event.matches(s) for s in standard) or self._is_duplicate(event):
            return True
        if event.modifiers() & (_CTRL | _ALT | _META):
            return False
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return bool(self._touch.key) or len(self._stage.selection()) == 1
        return key in (Qt.Key.Key_Space, Qt.Key.Key_F, Qt.Key.Key_L, Qt.Key.Key_Escape, Qt.Key.Key_Backspace)

    def _takes_arrows(self) -> bool:
        return bool(self._touch.key) or len(self._stage.selection()) > 0

    @staticmethod
    def _is_duplicate(event: QKeyEvent) -> bool:
        return event.key() == Qt.Key.Key_D and bool(event.modifiers() & _CTRL)

    def press(self, event: QKeyEvent) -> bool:
        """Handles a key; False leaves it to others."""
        if not self.wants(event):
            return self._zoom(event)
        key = Qt.Key(event.key())
        if key in _ARROWS:
            self._arrow(*_ARROWS[key], fine=bool(event.modifiers() & _ALT))
        elif key == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._touch.space = self._touch.tapped = True
                self._stage.show_cursor()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(keep=self._touch.sticky or bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif not self._edit(event):
            self._plain(key)
        self._stage.update()
        return True

    def release(self, event: QKeyEvent) -> bool:
        """Space alone, without a drag, is the window's: play or pause."""
        if event.key() != Qt.Key.Key_Space or event.isAutoRepeat() or not self._touch.space:
            return False
        self._touch.space = False
        self._stage.show_cursor()
        if self._touch.tapped:
            self._stage.play_requested.emit()
        return True

    def _zoom(self, event: QKeyEvent) -> bool:
        factor = {"+": 1.25, "=": 1.25, "-": 0.8}.get(event.text())
        if factor is None or event.modifiers() & _CTRL:
            return False
        self._stage.zoom_about(QPointF(self._stage.rect().center()), factor)
        return True

    def _edit(self, event: QKeyEvent) -> bool:
        stage, ids = self._stage, self._stage.selection()
        if event.matches(_STANDARD.SelectAll):
            if stage.scene is not None:
                stage.select_rows(np.arange(stage.scene.n), np.arange(stage.scene.boxes.n))
        elif event.matches(_STANDARD.Copy):
            if ids:
                stage.copy_requested.emit(ids)
        elif event.matches(_STANDARD.Paste):
            if stage.may_edit():
                stage.paste_requested.emit(*stage.paste_place())
        elif self._is_duplicate(event):
            if ids and stage.may_edit():
                stage.duplicate_requested.emit(ids)
        elif event.matches(_STANDARD.Delete) or event.key() == Qt.Key.Key_Backspace:
            if ids and stage.may_edit():
                stage.delete_requested.emit(ids)
        else:
            return False
        return True

    def _plain(self, key: Qt.Key) -> None:
        stage = self._stage
        if key == Qt.Key.Key_F:
            stage.fit()
        elif key == Qt.Key.Key_L:
            stage.legend.toggle()
        elif stage.cancel_drag():
            return
        elif self._touch.tool != SELECT:
            stage.set_tool(SELECT)
        else:
            stage.select_rows(np.empty(0, np.int64))

    def _enter(self, *, keep: bool) -> None:
        stage, touch = self._stage, self._touch
        if touch.key:
            stage.place_at(touch.place or QPointF(stage.rect().center()), free=touch.free, keep=keep)
        elif stage.scene is not None:
            stage.activated.emit(stage.selection()[0])

    def _arrow(self, dx: int, dy: int, *, fine: bool) -> None:
        stage, touch, scene = self._stage, self._touch, self._stage.scene
        if scene is None:
            return
        step = grid_step(stage.view) * (0.1 if fine else 1.0)
        if touch.attack:
            row = row_towards(stage.screen_xy(), touch.place or QPointF(stage.rect().center()), dx, dy)
            if row >= 0:
                stage.point_at(QPointF(*stage.screen_xy()[row].tolist()), free=True)
        elif touch.key:
            at = touch.place or QPointF(stage.rect().center())
            x, y = stage.view.to_world(at.x(), at.y())
            if not fine:
                coarse = grid_step(stage.view)
                x, y = coarse * round(x / coarse), coarse * round(y / coarse)
            x, y = clamped(scene, x + dx * step, y - dy * step)
            stage.point_at(stage.view.point_to_screen(x, y), free=True)
        elif stage.may_edit():
            shift = clamped_shift(scene, stage.selected_places(), dx * step, -dy * step)
            if shift != (0.0, 0.0):
                stage.move_requested.emit(stage.selection(), *shift)

    def cycle(self, *, forward: bool) -> bool:
        """Tab: the next node, then the next obstacle; False past the last one, so that the focus moves on."""
        stage, touch, scene = self._stage, self._touch, self._stage.scene
        if scene is None:
            return False
        total = scene.n + (0 if touch.attack else scene.boxes.n)
        here = -1 if forward else total
        if len(touch.selected):
            here = int(touch.selected[0])
        elif len(touch.boxes):
            here = scene.n + int(touch.boxes[0])
        there = here + (1 if forward else -1)
        if not 0 <= there < total:
            return False
        if there >= scene.n:
            stage.select_rows(np.empty(0, np.int64), np.array([there - scene.n]))
            stage.bring_into_view(stage.point_of(stage.selection()[0]))
            return True
        if touch.attack:
            stage.point_at(QPointF(*stage.screen_xy()[there].tolist()), free=True)
        stage.select_rows(np.array([there]))
        stage.bring_into_view(QPointF(*stage.screen_xy()[there].tolist()))
        return True
