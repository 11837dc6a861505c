"""The stage: shows a snapshot, asks for edits. It never edits anything itself."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt
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
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from widgets.stage.drops import Drops
from widgets.stage.keys import Keys
from widgets.stage.pointer import Pointer
from widgets.stage.tips import node_tip, obstacle_tip
from widgets.stage.tools import ToolSurface


class Stage(ToolSurface):
    """What hands and keys do on the surface; see `set_tool` for what a click does."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pointer, self.keys, self.drops = Pointer(self), Keys(self), Drops(self)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.empty.triggered.connect(self.template_requested)
        self._retranslate()

    def cancel_drag(self) -> bool:
        return self.pointer.cancel()

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Network stage"))
        self.empty.set_texts(self.tr("Drag a node here, or"), self.tr("Start from a template"))

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
            text = self._tip(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), text, self)
            return True
        elif isinstance(event, QNativeGestureEvent) and self.pointer.gesture(event):
            return True
        return super().event(event)

    def _tip(self, at: QPointF) -> str:
        if self.scene is None:
            return ""
        row = self.row_at(at)
        if row >= 0:
            return node_tip(self.scene, row, truth=self.layers.truth)
        box = self.box_at(at)
        return obstacle_tip(self.scene, box) if box >= 0 else ""

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
            self.pointer.double_click(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.pointer.wheel(event)

    def leaveEvent(self, event: QEvent) -> None:
        if self.hovered_id() >= 0 or self.touch.place is not None:
            self.touch.hover = self.touch.over = -1
            self.touch.place = self.touch.snapped = None
            self.hovered.emit(-1)
            self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        if by_key and self._ids:
            self.context_requested.emit(self._ids[0], self.mapToGlobal(self.point_of(self._ids[0]).toPoint()))
        else:
            self.context_requested.emit(self.id_at(QPointF(event.pos())), event.globalPos())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.drops.enter(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self.drops.move(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.drops.drop(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.drops.leave()
