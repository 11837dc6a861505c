"""Drag and drop of palette entries: decodes, and asks for the same placing as click and keyboard do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent

from widgets.common.mime import PALETTE_MIME
from widgets.stage.state import PLACE, SELECT
from widgets.stage.tools import ToolSurface


class Drops:
    """While an entry hovers over the stage, the stage behaves as if it were being placed."""

    def __init__(self, stage: ToolSurface) -> None:
        self._stage = stage
        self._tool_before = SELECT

    @staticmethod
    def _key(event: QDropEvent) -> str:
        data = event.mimeData()
        if not data.hasFormat(PALETTE_MIME):
            return ""
        return bytes(data.data(PALETTE_MIME).data()).decode("utf-8", "replace").strip()

    def enter(self, event: QDragEnterEvent) -> None:
        """An entry comes over the stage."""
        key = self._key(event)
        if not key or self._stage.scene is None:
            event.ignore()
            return
        self._tool_before = self._stage.touch.tool
        self._stage.touch.tool = f"{PLACE}{key}"
        event.acceptProposedAction()

    def move(self, event: QDragMoveEvent) -> None:
        """The entry moves; over a station an attack is shown the forbidden cursor."""
        stage = self._stage
        if not self._key(event):
            event.ignore()
            return
        stage.point_at(event.position(), free=bool(event.modifiers() & Qt.KeyboardModifier.AltModifier))
        forbidden = stage.touch.attack and stage.touch.hover >= 0 and stage.is_station(stage.touch.hover)
        event.setDropAction(Qt.DropAction.CopyAction)
        event.setAccepted(not forbidden)
        if forbidden and stage.told != stage.touch.hover:
            stage.told = stage.touch.hover
            stage.refuse_station()
        elif not forbidden:
            stage.told = -1

    def drop(self, event: QDropEvent) -> None:
        """The entry is let go."""
        key = self._key(event)
        if not key or self._stage.scene is None:
            event.ignore()
            return
        self._stage.touch.tool = f"{PLACE}{key}"
        free = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        self._stage.place_at(event.position(), free=free, keep=True)
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.leave()

    def leave(self) -> None:
        """The entry is gone again."""
        touch = self._stage.touch
        touch.tool, touch.place, touch.snapped, touch.hover = self._tool_before, None, None, -1
        touch.over = -1
        self._stage.show_cursor()
        self._stage.update()
