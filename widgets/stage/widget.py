"""The stage: shows a snapshot, asks for edits. It never edits anything itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from engine.readmodel.snapshot import NetworkSnapshot
from widgets.common.theme import notifier, px, scale
from widgets.stage.clock import Clock
from widgets.stage.drops import Drops
from widgets.stage.hits import clamped, row_at, snap_place
from widgets.stage.keys import Keys
from widgets.stage.layers import LAYER_NAMES, Layers
from widgets.stage.legend import Legend
from widgets.stage.paper import field_rect, grid_step
from widgets.stage.picture import Picture
from widgets.stage.pointer import Pointer
from widgets.stage.scene import Scene
from widgets.stage.state import PAN, PLACE, SELECT, Touch
from widgets.stage.tips import describe_all, node_tip
from widgets.stage.view import ViewTransform

_SETTLE_MS = 120
_OUTSIDE_PX = 24.0
_MOST_PX_PER_M = 400.0


class Stage(QWidget):
    """One custom-painted widget; see `Layers` for what it shows and `set_tool` for what a click does."""

    place_requested = Signal(str, float, float, int)
    """Palette key, place in metres, id of the node under it or -1."""
    move_requested = Signal(tuple, float, float)
    """Ids, shift in metres."""
    delete_requested = Signal(tuple)
    copy_requested = Signal(tuple)
    paste_requested = Signal(float, float)
    duplicate_requested = Signal(tuple)
    selection_changed = Signal(tuple)
    activated = Signal(int)
    hovered = Signal(int)
    context_requested = Signal(int, QPoint)
    refused = Signal(str)
    tool_changed = Signal(str)
    play_requested = Signal()
    """Space was tapped while the stage had the focus."""
    template_requested = Signal()
    """Double click on the empty field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view, self.touch, self.layers = ViewTransform(), Touch(), Layers()
        self.scene: Scene | None = None
        self.told = -1
        self._xy: tuple[object, np.ndarray] | None = None
        self._ids: tuple[int, ...] = ()
        self._editable, self._fitted = True, True
        self.picture, self.clock, self.legend = Picture(), Clock(self), Legend(self)
        self.pointer, self.keys, self.drops = Pointer(self), Keys(self), Drops(self)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(240, 180)
        self._settle = QTimer(self, interval=_SETTLE_MS, singleShot=True)
        self._settle.timeout.connect(self.update)
        self.clock.tick.connect(self.update)
        self.legend.toggled.connect(self._place_legend)
        notifier().changed.connect(self._on_theme)
        self._retranslate()

    # -- what is shown -------------------------------------------------------------------------------------

    def set_snapshot(self, snap: NetworkSnapshot | None) -> None:
        """Shows another moment; selection and hover follow the ids."""
        before = self.scene
        hover = self._id_of(self.touch.hover)
        self.scene = Scene(snap, before) if snap is not None else None
        self._xy = None
        if self.scene is None:
            self.touch.selected, self.touch.hover = np.empty(0, np.int64), -1
            self._announce()
            self.update()
            return
        self.touch.selected = np.sort(self.scene.rows(self._ids))
        self.touch.hover = self.scene.row_of.get(hover, -1)
        self._announce()
        self.view.spacing_m, self.view.factor = self.scene.spacing_m, scale()
        old = before.snap if before is not None else None
        field = (self.scene.snap.width_m, self.scene.snap.height_m)
        if self._fitted or old is None or (old.width_m, old.height_m) != field:
            self.fit()
        if old is None or old.run_id != self.scene.snap.run_id or old.round != self.scene.snap.round:
            self._begin_round()
        self.legend.set_state(self.layers, self.scene.snap.threshold)
        self._place_legend()
        self.setAccessibleDescription(describe_all(self.scene))
        self.update()

    def _begin_round(self) -> None:
        if self.scene is not None and len(self.scene.snap.hops.source) and self.layers.packets:
            self.clock.begin()

    def snapshot(self) -> NetworkSnapshot | None:
        """What is shown."""
        return self.scene.snap if self.scene is not None else None

    def set_layers(self, layers: Layers | None = None, **switches: bool) -> None:
        """Switches layers on and off: a whole `Layers`, or single ones by name (``reveal`` is ``truth``)."""
        if "reveal" in switches:
            switches["truth"] = switches.pop("reveal")
        unknown = set(switches) - set(LAYER_NAMES)
        if unknown:
            raise ValueError(f"no such layer: {sorted(unknown)}")
        self.layers = replace(layers or self.layers, **switches)
        self.legend.set_state(self.layers, self.scene.snap.threshold if self.scene else 0.5)
        self._place_legend()
        self.update()

    def set_rate(self, rounds_per_s: float) -> None:
        """Rounds per wall second, 0 while the run stands: sets how packets are shown."""
        self.clock.set_rate(rounds_per_s)
        self.update()

    def set_reduced_motion(self, reduced: bool) -> None:
        """Arrows in place of moving dots."""
        self.clock.set_reduced(reduced)
        self.update()

    def set_editable(self, editable: bool) -> None:
        """A stage that may not be edited still selects, zooms and copies."""
        self._editable = editable
        if not editable:
            self.pointer.cancel()
            self.set_tool(SELECT)

    def may_edit(self) -> bool:
        """True when edits may be asked for; says so when not."""
        if not self._editable:
            self.refused.emit(self.tr("This view shows a recorded run and cannot be edited"))
        return self._editable

    # -- view ----------------------------------------------------------------------------------------------

    def fit(self) -> None:
        """Shows the whole field."""
        if self.scene is not None:
            world = QRectF(0, 0, self.scene.snap.width_m, self.scene.snap.height_m)
            self.view.fit(world, self.width(), self.height())
            self._fitted = True
            self._moved()

    def zoom_to(self, ids: tuple[int, ...]) -> None:
        """Shows the given nodes with some room around them."""
        rows = self.scene.rows(tuple(ids)) if self.scene is not None else np.empty(0, np.int64)
        if self.scene is None or not len(rows):
            return
        low, high = self.scene.xy[rows].min(axis=0), self.scene.xy[rows].max(axis=0)
        room = 2.5 * self.scene.spacing_m
        world = QRectF(low[0] - room, low[1] - room, high[0] - low[0] + 2 * room, high[1] - low[1] + 2 * room)
        self.view.fit(world, self.width(), self.height())
        self._fitted = False
        self._moved()

    def zoom_about(self, at: QPointF, factor: float) -> None:
        """Zooms; what is under pixel ``at`` stays there."""
        if self.scene is None:
            return
        snap = self.scene.snap
        whole = min(self.width() / max(snap.width_m, 1e-6), self.height() / max(snap.height_m, 1e-6))
        self.view.zoom_about(at.x(), at.y(), factor, whole * 0.25, max(_MOST_PX_PER_M, whole))
        self._fitted = False
        self._moved()

    def pan_by(self, by: QPointF) -> None:
        """Shifts the view by pixels."""
        self.view.pan(by.x(), by.y())
        self.keys.panned()
        self._fitted = False
        self._moved()

    def show_row(self, row: int) -> None:
        """Brings a node into view without changing the zoom."""
        at = QPointF(*self.screen_xy()[row].tolist())
        inner = QRectF(self.rect()).adjusted(40, 40, -40, -40)
        if not inner.contains(at):
            self.pan_by(inner.center() - at)

    def _moved(self) -> None:
        self._xy = None
        self.update()

    def screen_xy(self) -> np.ndarray:
        """float64[M, 2]: where the rows are on the screen."""
        if self.scene is None:
            return np.empty((0, 2))
        if self._xy is None:
            self._xy = (None, self.view.to_screen(self.scene.xy))
        return self._xy[1]

    def point_of(self, node: int) -> QPointF:
        """The pixel of a node's centre.

        Raises:
            KeyError: There is no such node.
        """
        if self.scene is None:
            raise KeyError(node)
        return QPointF(*self.screen_xy()[self.scene.row_of[node]].tolist())

    # -- selection -----------------------------------------------------------------------------------------

    def select(self, ids: tuple[int, ...]) -> None:
        """Selects nodes and stations by id; unknown ones are left out."""
        if self.scene is not None:
            self.select_rows(self.scene.rows(tuple(ids)))

    def selection(self) -> tuple[int, ...]:
        """Ids selected, in the order of the document."""
        return self._ids

    def select_rows(self, rows: np.ndarray) -> None:
        """Selects rows of the snapshot."""
        self.touch.selected = np.unique(rows).astype(np.int64)
        self._announce()
        self.update()

    def _announce(self) -> None:
        rows = self.touch.selected
        ids = tuple(self.scene.snap.ids[rows].tolist()) if self.scene is not None else ()
        if ids != self._ids:
            self._ids = ids
            self.selection_changed.emit(ids)

    def row_at(self, at: QPointF) -> int:
        """The row under a pixel, -1 for none."""
        return row_at(self.screen_xy(), at, self.view.node_radius)

    def node_at(self, at: QPointF) -> int:
        """The id under a pixel, -1 for none."""
        return self._id_of(self.row_at(at))

    def is_station(self, row: int) -> bool:
        """The row is a base station."""
        return self.scene is not None and bool(self.scene.station[row])

    def _id_of(self, row: int) -> int:
        return int(self.scene.snap.ids[row]) if self.scene is not None and 0 <= row < self.scene.n else -1

    # -- tools ---------------------------------------------------------------------------------------------

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
            self.setCursor(shape.PointingHandCursor if touch.hover >= 0 else shape.ArrowCursor)

    def hover_at(self, at: QPointF) -> None:
        """The pointer rests on a pixel."""
        if self.touch.key:
            self.point_at(at, free=self.touch.free)
            return
        row = self.row_at(at)
        if row != self.touch.hover:
            self.touch.hover = row
            self.hovered.emit(self._id_of(row))
        self.show_cursor()

    def point_at(self, at: QPointF, *, free: bool) -> None:
        """Moves the placing cursor; without ``free`` it snaps."""
        touch = self.touch
        touch.place, touch.hover, touch.snapped = at, self.row_at(at), None
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
        near = field_rect(scene.snap, self.view).adjusted(
            -_OUTSIDE_PX, -_OUTSIDE_PX, _OUTSIDE_PX, _OUTSIDE_PX
        )
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

    def paste_place(self) -> tuple[float, float]:
        """Where pasted nodes go: under the pointer, else in the middle of what is seen."""
        here = QPointF(self.mapFromGlobal(self.cursor().pos()))
        at = here if self.underMouse() else QPointF(self.rect().center())
        x, y = self.view.to_world(at.x(), at.y())
        return clamped(self.scene, x, y) if self.scene is not None else (x, y)

    # -- events --------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, size = QPainter(self), QRectF(self.rect())
        if self.scene is None:
            painter.fillRect(size, self.picture.ink.ground)
            self.picture.paint_hint(painter, size, self.tr("No network is open"))
            return
        self.picture.paint(
            painter, self.scene, self.screen_xy(), self.view, self.layers, self.touch, self.clock, size
        )
        if not self.scene.n:
            hint = self.tr("Drag a node here, or start from a template")
            self.picture.paint_hint(painter, size, hint)
        if not self.picture.ground.settled:
            self._settle.start()
        if self.hasFocus():
            painter.setPen(self.picture.ink.accent)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(size.adjusted(0.5, 0.5, -1.5, -1.5))

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._fitted:
            self.fit()
        self._place_legend()

    def _place_legend(self) -> None:
        self.legend.move(px(10), px(10))

    def _on_theme(self) -> None:
        self.picture.clear()
        self.view.factor = scale()
        self._place_legend()
        self._moved()

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Network stage"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            if self.keys.wants(event):
                event.accept()
                return True
        elif isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            row = self.row_at(QPointF(event.pos()))
            text = node_tip(self.scene, row, truth=self.layers.truth) if self.scene and row >= 0 else ""
            QToolTip.showText(event.globalPos(), text, self)
            return True
        elif isinstance(event, QNativeGestureEvent) and self.pointer.gesture(event):
            return True
        return super().event(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        return self.keys.cycle(forward=forward) or super().focusNextPrevChild(forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.keys.press(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not self.keys.release(event):
            super().keyReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.touch.space = False
        self.update()
        super().focusOutEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pointer.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.pointer.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            if self.scene is not None and not self.scene.n and not self.touch.key:
                self.template_requested.emit()
            self.pointer.double_click(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.pointer.wheel(event)

    def leaveEvent(self, event: QEvent) -> None:
        if self.touch.hover >= 0 or self.touch.place is not None:
            self.touch.hover, self.touch.place, self.touch.snapped = -1, None, None
            self.hovered.emit(-1)
            self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        if by_key and self._ids:
            self.context_requested.emit(self._ids[0], self.mapToGlobal(self.point_of(self._ids[0]).toPoint()))
        else:
            self.context_requested.emit(self.node_at(QPointF(event.pos())), event.globalPos())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.drops.enter(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self.drops.move(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.drops.drop(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.drops.leave()
