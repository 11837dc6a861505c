"""What a click, a drop and a key ask for: tools and the one way of placing things."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt, Signal
from PySide6.QtWidgets import QWidget

from widgets.stage.hits import clamped, snap_place
from widgets.stage.paper import field_rect, grid_step
from widgets.stage.state import PAN, PLACE, SELECT
from widgets.stage.surface import Surface

_OUTSIDE_PX = 24.0


class ToolSurface(Surface):
    """A surface with a tool in hand. It edits nothing; it asks by its signals."""

    place_requested = Signal(str, float, float, int)
    """Palette key, place in metres, id of the node under it or -1."""
    move_requested = Signal(tuple, float, float)
    """Ids, shift in metres."""
    shape_requested = Signal(int, float, float, float, float, float)
    """Id of an obstacle; centre x, y, width, height in metres; turn in degrees."""
    delete_requested = Signal(tuple)
    copy_requested = Signal(tuple)
    paste_requested = Signal(float, float)
    duplicate_requested = Signal(tuple)
    activated = Signal(int)
    hovered = Signal(int)
    context_requested = Signal(int, QPoint)
    refused = Signal(str)
    tool_changed = Signal(str)
    play_requested = Signal()
    """Space was tapped while the stage had the focus."""
    template_requested = Signal()
    """The button of the empty field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.told = -1
        self._editable = True

    def cancel_drag(self) -> bool:
        """Drops whatever is being dragged; False when nothing was."""
        return False

    def set_editable(self, editable: bool) -> None:
        """A stage that may not be edited still selects, zooms and copies."""
        self._editable = editable
        if not editable:
            self.cancel_drag()
            self.set_tool(SELECT)

    def may_edit(self) -> bool:
        """True when edits may be asked for; says so when not."""
        if not self._editable:
            self.refused.emit(self.tr("This view shows a recorded run and cannot be edited"))
        return self._editable

    # -- tools ----------------------------------------

    def set_tool(self, tool: str, *, sticky: bool = False) -> None:
        """``"select"``, ``"pan"`` or ``"place:<palette key>"``; a sticky one places again and again."""
        if tool not in (SELECT, PAN) and not tool.startswith(PLACE):
            raise ValueError(f"no such tool: {tool}")
        if tool.startswith(PLACE) and not self.may_edit():
            return
        changed, self.touch.tool, self.touch.sticky = tool != self.touch.tool, tool, sticky
        self.touch.snapped = None
        self.touch.place = None
        if self.touch.key:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self.point_at(QPointF(self.rect().center()), free=False)
        self.show_cursor()
        if changed:
            self.tool_changed.emit(tool)
        self.update()

    def show_cursor(self) -> None:
        """The pointer's shape follows tool and target."""
        shape, touch = Qt.CursorShape, self.touch
        if touch.space or touch.tool == PAN:
            self.setCursor(shape.OpenHandCursor)
        elif touch.attack and touch.hover >= 0 and self.is_station(touch.hover):
            self.setCursor(shape.ForbiddenCursor)
        elif touch.key:
            self.setCursor(shape.CrossCursor)
        else:
            over = touch.hover >= 0 or touch.over >= 0
            self.setCursor(shape.PointingHandCursor if over else shape.ArrowCursor)

    def hover_at(self, at: QPointF) -> None:
        """The pointer rests on a pixel."""
        if self.touch.key:
            self.point_at(at, free=self.touch.free)
            return
        row = self.row_at(at)
        over = self.box_at(at) if row < 0 else -1
        if (row, over) != (self.touch.hover, self.touch.over):
            self.touch.hover, self.touch.over = row, over
            self.hovered.emit(self.hovered_id())
        self.show_cursor()

    def point_at(self, at: QPointF, *, free: bool) -> None:
        """Moves the placing cursor; without ``free`` it snaps."""
        touch = self.touch
        touch.place, touch.over, touch.snapped = at, -1, None
        touch.hover = -1 if touch.obstacle else self.row_at(at)
        if self.scene is not None and not touch.attack and not free:
            x, y = clamped(self.scene, *self.view.to_world(at.x(), at.y()))
            none = np.empty(0, np.int64)
            touch.snapped = snap_place(self.scene, self.view, x, y, grid_step(self.view), none)
        self.show_cursor()
        self.update()

    def place_at(self, at: QPointF, *, free: bool, keep: bool) -> None:
        """Asks for the palette entry in hand to be placed: the one way of click, drop and keyboard."""
        touch, key, scene = self.touch, self.touch.key, self.scene
        if scene is None or not key or not self.may_edit():
            return
        self.point_at(at, free=free)
        row = touch.hover
        if touch.attack and row < 0:
            self.refused.emit(self.tr("Drop an attack on a node"))
            return
        if touch.attack and self.is_station(row):
            self.refuse_station()
            return
        near = field_rect(scene.snap, self.view).adjusted(-_OUTSIDE_PX, -_OUTSIDE_PX, _OUTSIDE_PX, _OUTSIDE_PX)
        if not near.contains(at):
            self.refused.emit(self.tr("Drop it inside the field"))
            return
        x, y = self.view.to_world(at.x(), at.y())
        if touch.attack:
            x, y = (float(v) for v in scene.xy[row])
        elif touch.snapped is not None:
            x, y = touch.snapped.x, touch.snapped.y
        x, y = clamped(scene, x, y)
        if not keep:
            self.set_tool(SELECT)
        self.place_requested.emit(key, x, y, self._id_of(row))

    def refuse_station(self) -> None:
        """Base stations are safe from attacks by the paper's assumption."""
        self.refused.emit(self.tr("Base stations cannot be attacked (paper S3)"))

    def selected_places(self) -> np.ndarray:
        """float64[k, 2]: where the selected nodes, stations and obstacles are, metres."""
        if self.scene is None:
            return np.empty((0, 2))
        return np.concatenate([self.scene.xy[self.touch.selected], self.scene.boxes.centres[self.touch.boxes]])

    def paste_place(self) -> tuple[float, float]:
        """Where pasted nodes go: under the pointer, else in the middle of what is seen."""
        here = QPointF(self.mapFromGlobal(self.cursor().pos()))
        at = here if self.underMouse() else QPointF(self.rect().center())
        x, y = self.view.to_world(at.x(), at.y())
        return clamped(self.scene, x, y) if self.scene is not None else (x, y)

    # -- events --------------------------------------------------------------------------------------------
