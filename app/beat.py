"""The beat when an attack begins: the picture stands for a moment, and the field is dimmed around the attackers."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from engine.readmodel.snapshot import NetworkSnapshot
from widgets.stage.widget import Stage


class Beat(QObject):
    """Keeps later pictures back while the light is on the attackers; the run itself goes on.

    Args:
        stage: Where the light falls.
        parent: Owner.
    """

    released = Signal(object)
    """The latest picture that was kept back."""

    def __init__(self, stage: Stage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stage = stage
        self._due: tuple[int, tuple[int, ...]] | None = None
        self._kept: NetworkSnapshot | None = None
        stage.spotlight.ended.connect(self._end)

    def expect(self, round_: int, ids: tuple[int, ...]) -> None:
        """These nodes attack from a round on; its picture is on the stage, or still to come."""
        self._due = (round_, ids)
        shown = self._stage.snapshot()
        if shown is not None:
            self.shown(shown)

    def clear(self) -> None:
        """Another run: nothing is due, nothing kept."""
        self._due = self._kept = None
        self._stage.spotlight.stop()

    def keeps(self, picture: NetworkSnapshot) -> bool:
        """Whether the stage goes on showing what it shows."""
        if not self._stage.spotlight.running():
            return False
        self._kept = picture
        return True

    def shown(self, picture: NetworkSnapshot) -> None:
        """A picture is on the stage: the beat begins if it is the one waited for."""
        if self._due is not None and picture.round >= self._due[0]:
            _, ids = self._due
            self._due = None
            self._stage.spot(ids)

    def _end(self) -> None:
        kept, self._kept = self._kept, None
        if kept is not None:
            self.released.emit(kept)
