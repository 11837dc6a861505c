"""The network as a table; sorts and filters whole columns, so that 10,000 nodes are no burden."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from widgets.stage.scene import Scene
from widgets.stage.tips import role_name, state_name

ID, ROLE, STATE, TRUST, ENERGY, DISTRUST = range(6)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_Index = QModelIndex | QPersistentModelIndex


def _role_codes(scene: Scene) -> np.ndarray:
    if scene.duties is not None:
        return np.where(scene.station, -1, np.where(scene.router, -2, scene.duties.bits))
    return np.where(scene.station, 3, np.where(scene.router, 2, np.where(scene.head, 1, 0)))


def _state_codes(scene: Scene) -> np.ndarray:
    """The gravest last, so that sorting brings it to one end."""
    out = np.zeros(scene.n, np.int64)
    for code, flags in enumerate((scene.unreachable, scene.suspected, scene.excluded, scene.dead), 1):
        out[flags] = code
    strange = (scene.member > 0) & (scene.gone | scene.snap.alive)
    out[strange] = 10 + scene.member[strange]
    return out


class OutlineModel(QAbstractTableModel):
    """Rows of a scene in the chosen order."""

    def __init__(self) -> None:
        super().__init__()
        self._scene: Scene | None = None
        self._rows = np.empty(0, np.int64)
        self._column, self._descending, self._filter = ID, False, ""

    def set_scene(self, scene: Scene | None) -> None:
        """Shows another moment."""
        self._scene = scene
        self._arrange()

    def set_filter(self, text: str) -> None:
        """Shows rows whose id begins with a word, or whose role or state contains it; for every word."""
        self._filter = text
        self._arrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._column, self._descending = max(0, column), order == Qt.SortOrder.DescendingOrder
        self._arrange()

    def _arrange(self) -> None:
        """New rows; what is selected stays selected."""
        rows = self._ordered()
        if len(rows) != len(self._rows):
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
            return
        if not np.array_equal(rows, self._rows):
            self.layoutAboutToBeChanged.emit()
            place = {int(row): k for k, row in enumerate(rows)}
            old = self.persistentIndexList()
            targets = (place.get(int(self._rows[i.row()]), -1) for i in old)
            new = [self.index(k, i.column()) if k >= 0 else QModelIndex() for k, i in zip(targets, old, strict=True)]
            self._rows = rows
            self.changePersistentIndexList(old, new)
            self.layoutChanged.emit()
        if len(rows):
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, DISTRUST))

    def _ordered(self) -> np.ndarray:
        scene = self._scene
        if scene is None:
            return np.empty(0, np.int64)
        rows = np.flatnonzero(self._matches(scene))
        columns: dict[int, Callable[[], np.ndarray]] = {
            ID: lambda: scene.snap.ids,
            ROLE: lambda: _role_codes(scene),
            ENERGY: lambda: scene.snap.energy,
            TRUST: lambda: np.where(np.isnan(scene.snap.trust), 2.0, scene.snap.trust),
            DISTRUST: lambda: scene.snap.distrusted,
            STATE: lambda: _state_codes(scene),
        }
        values = columns[self._column]()[rows]
        return rows[np.argsort(-values.astype(float) if self._descending else values, kind="stable")]

    def _matches(self, scene: Scene) -> np.ndarray:
        out = np.ones(scene.n, bool)
        for word in self._filter.lower().split():
            if word.isdigit():
                ids = scene.snap.ids.astype(str)
                out &= np.char.startswith(ids, word)
                continue
            hit = np.zeros(scene.n, bool)
            for codes, name in ((_role_codes(scene), role_name), (_state_codes(scene), state_name)):
                for code in np.unique(codes).tolist():
                    which = codes == code
                    if word in name(scene, int(which.argmax())).lower():
                        hit |= which
            out &= hit
        return out

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else DISTRUST + 1

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        names = (self.tr("Id"), self.tr("Role"), self.tr("State"), self.tr("Trust"), self.tr("Energy"))
        return (*names, self.tr("Off lists"))[section]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if self._scene is None or not index.isValid() or index.row() >= len(self._rows):
            return None
        row, column = int(self._rows[index.row()]), index.column()
        if row >= self._scene.n:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if column in (ROLE, STATE) else _RIGHT
        return self._text(row, column) if role == Qt.ItemDataRole.DisplayRole else None

    def _text(self, row: int, column: int) -> str:
        scene = self._scene
        assert scene is not None  # noqa: S101 - the callers have looked
        snap, mute = scene.snap, bool(scene.station[row])
        if column == ID:
            return str(snap.ids[row])
        if column in (ROLE, STATE):
            return self._role(row) if column == ROLE else state_name(scene, row)
        if column == ENERGY:
            return "—" if mute else f"{100 * float(snap.energy[row]):.0f}\u2009%"
        if mute or not snap.trust_enabled or np.isnan(snap.trust[row]):
            return "—"
        return f"{snap.trust[row]:.2f}" if column == TRUST else f"{100 * float(snap.distrusted[row]):.0f}\u2009%"

    def _role(self, row: int) -> str:
        scene = self._scene
        assert scene is not None  # noqa: S101 - the callers have looked
        if scene.station[row]:
            return self.tr("gateway") if scene.tiered else self.tr("station")
        if scene.duties is not None and not scene.router[row]:
            return role_name(scene, row)
        return self.tr("router") if scene.router[row] else self.tr("head") if scene.head[row] else self.tr("member")

    def id_at(self, line: int) -> int:
        """The id shown on a line."""
        return int(self._scene.snap.ids[self._rows[line]]) if self._scene is not None else -1

    def lines_of(self, ids: tuple[int, ...]) -> list[int]:
        """The lines on which the given ids are shown."""
        if self._scene is None or not ids:
            return []
        return np.flatnonzero(np.isin(self._scene.snap.ids[self._rows], ids)).tolist()
