"""Mouse, trackpad and wheel on the stage: select, move, pan, zoom, place."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QInputDevice, QMouseEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from widgets.stage import grips
from widgets.stage.hits import clamped_shift, rows_in, snap_place
from widgets.stage.paper import grid_step
from widgets.stage.state import PAN, PLACE
from widgets.stage.tools import ToolSurface

_SHIFT, _ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
_CTRL = Qt.KeyboardModifier.ControlModifier
_WHEEL = 1.0018


class Pointer:
    """Turns pointer events into the stage's passing state and, when done, into its signals."""

    def __init__(self, stage: ToolSurface) -> None:
        self._stage, self._touch = stage, stage.touch
        self._pressed: QPointF | None = None
        self._grip, self._box, self._handle = -1, -1, -1
        self._mode = ""
        self._last = QPointF()

    @property
    def busy(self) -> bool:
        """Something is being dragged."""
        return self._mode in ("move", "band", "pan", "shape")

    def press(self, event: QMouseEvent) -> None:
        """A button goes down."""
        at, touch = event.position(), self._touch
        self._pressed, self._last, self._mode = at, at, ""
        middle = event.button() == Qt.MouseButton.MiddleButton
        if middle or touch.space or (touch.tool == PAN and event.button() == Qt.MouseButton.LeftButton):
            self._mode = "pan"
            self._stage.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif event.button() != Qt.MouseButton.LeftButton:
            self._pressed = None
        elif touch.tool.startswith(PLACE):
            self._stage.place_at(at, free=_free(event), keep=touch.sticky or bool(event.modifiers() & _SHIFT))
            self._pressed = None
        else:
            self._press_select(at, adding=bool(event.modifiers() & (_SHIFT | _CTRL)))

    def _press_select(self, at: QPointF, *, adding: bool) -> None:
        stage, touch = self._stage, self._touch
        self._handle = self._handle_at(at)
        if self._handle >= 0:
            self._mode = "shape" if stage.may_edit() else ""
            return
        self._grip = row = stage.row_at(at)
        self._box = box = stage.box_at(at) if row < 0 else -1
        none = np.empty(0, np.int64)
        rows, boxes = (np.array([row]) if row >= 0 else none), (np.array([box]) if box >= 0 else none)
        if row < 0 and box < 0:
            self._mode = "maybe band"
            if not adding:
                stage.select_rows(none)
        elif adding:
            stage.select_rows(np.setxor1d(touch.selected, rows), np.setxor1d(touch.boxes, boxes))
        else:
            if row not in touch.selected and box not in touch.boxes:
                stage.select_rows(rows, boxes)
            self._mode = "maybe move"

    def _handle_at(self, at: QPointF) -> int:
        """The handle of the selected obstacle under a pixel, -1 for none."""
        stage, scene = self._stage, self._stage.scene
        index = grips.chosen(scene, self._touch) if scene is not None else -1
        if scene is None or index < 0:
            return -1
        return grips.handle_at(grips.handles(grips.shape_of(scene, index), stage.view), at)

    def move(self, event: QMouseEvent) -> None:
        """The pointer moves, with or without a button."""
        at, touch = event.position(), self._touch
        touch.free = _free(event)
        if self._pressed is not None:
            self._drag(at, event)
        else:
            self._stage.hover_at(at)
        self._last = at
        self._stage.update()

    def _drag(self, at: QPointF, event: QMouseEvent) -> None:
        stage, start = self._stage, self._pressed or at
        far = (at - start).manhattanLength() >= QApplication.startDragDistance()
        if self._mode == "maybe band" and far:
            self._mode = "band"
        elif self._mode == "maybe move" and far:
            self._mode = "move" if stage.may_edit() else ""
        if self._mode == "pan":
            self._touch.tapped = False
            stage.pan_by(at - self._last)
        elif self._mode == "band":
            self._touch.band = QRectF(start, at).normalized()
        elif self._mode == "move":
            self._move(at, start, free=_free(event))
        elif self._mode == "shape":
            self._reshape(at, free=_free(event))

    def _move(self, at: QPointF, start: QPointF, *, free: bool) -> None:
        stage, touch, scene = self._stage, self._touch, self._stage.scene
        if scene is None or not (0 <= self._grip < scene.n or 0 <= self._box < scene.boxes.n):
            return
        x0, y0 = scene.xy[self._grip] if self._grip >= 0 else scene.boxes.centres[self._box]
        dx, dy = (at.x() - start.x()) / stage.view.scale, (start.y() - at.y()) / stage.view.scale
        touch.snapped = None
        if not free:
            moving = np.union1d(touch.selected, [self._grip] if self._grip >= 0 else []).astype(np.int64)
            touch.snapped = snap_place(scene, stage.view, x0 + dx, y0 + dy, grid_step(stage.view), moving)
            dx, dy = touch.snapped.x - x0, touch.snapped.y - y0
        touch.shift = clamped_shift(scene, stage.selected_places(), float(dx), float(dy))

    def _reshape(self, at: QPointF, *, free: bool) -> None:
        """A corner or the knob of the selected obstacle is at a pixel."""
        stage, touch, scene = self._stage, self._touch, self._stage.scene
        index = grips.chosen(scene, touch) if scene is not None else -1
        if scene is None or index < 0:
            return
        x, y = stage.view.to_world(at.x(), at.y())
        if not free and self._handle != grips.TURN:
            step = grid_step(stage.view)
            x, y = step * round(x / step), step * round(y / step)
        touch.shape = grips.dragged(grips.shape_of(scene, index), self._handle, (x, y), free=free)

    def release(self, event: QMouseEvent) -> None:
        """A button goes up: what was dragged is done or asked for."""
        stage, touch, mode = self._stage, self._touch, self._mode
        shift, band, shape = touch.shift, touch.band, touch.shape
        self.cancel()
        if mode == "move" and shift is not None and shift != (0.0, 0.0):
            stage.move_requested.emit(stage.selection(), *shift)
        elif mode == "shape" and shape is not None and len(touch.boxes):
            stage.shape_requested.emit(stage.box_id(int(touch.boxes[0])), *shape)
        elif mode == "band" and band is not None:
            self._select_band(band, adding=bool(event.modifiers() & (_SHIFT | _CTRL)))
        elif mode == "maybe move" and not event.modifiers() & (_SHIFT | _CTRL):
            one = (np.array([k]) if k >= 0 else np.empty(0, np.int64) for k in (self._grip, self._box))
            stage.select_rows(*one)
        stage.hover_at(event.position())
        stage.update()

    def _select_band(self, band: QRectF, *, adding: bool) -> None:
        stage, touch = self._stage, self._touch
        if stage.scene is None:
            return
        low = stage.view.to_world(band.left(), band.bottom())
        high = stage.view.to_world(band.right(), band.top())
        rows, boxes = rows_in(stage.screen_xy(), band), stage.scene.boxes.inside(low, high)
        if adding:
            rows, boxes = np.union1d(touch.selected, rows), np.union1d(touch.boxes, boxes)
        stage.select_rows(rows, boxes)

    def cancel(self) -> bool:
        """Drops whatever is being dragged; False when nothing was."""
        was = self.busy
        self._pressed, self._mode = None, ""
        self._touch.shift = self._touch.band = self._touch.snapped = self._touch.shape = None
        self._stage.show_cursor()
        self._stage.update()
        return was

    def double_click(self, event: QMouseEvent) -> None:
        """A node, a station or an obstacle is opened."""
        found = self._stage.id_at(event.position())
        if found >= 0 and not self._touch.key:
            self._stage.activated.emit(found)

    def wheel(self, event: QWheelEvent) -> None:
        """A wheel zooms about the cursor; a trackpad pans, and zooms with Ctrl."""
        touchpad = event.device() is not None and event.device().type() == QInputDevice.DeviceType.TouchPad
        pads = touchpad or event.phase() != Qt.ScrollPhase.NoScrollPhase
        if pads and not event.modifiers() & _CTRL:
            by = event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta() / 4
            self._stage.pan_by(QPointF(by))
        elif event.modifiers() & _SHIFT:
            self._stage.pan_by(QPointF(event.angleDelta().y() / 2, 0))
        else:
            turn = event.angleDelta().y() or event.angleDelta().x()
            self._stage.zoom_about(event.position(), _WHEEL**turn)
        event.accept()

    def gesture(self, event: QNativeGestureEvent) -> bool:
        """Pinching zooms."""
        if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
            return False
        self._stage.zoom_about(event.position(), 1.0 + event.value())
        return True


def _free(event: QMouseEvent) -> bool:
    return bool(event.modifiers() & _ALT)
