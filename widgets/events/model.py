"""The virtual table of the events drawer: rows exist only as numbers until they are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal

from engine.readmodel.codes import LossCause, Rec, label
from engine.readmodel.records import RECORD, describe
from widgets.events.filter import Filter, parse
from widgets.events.ring import RecordRing

SLICE = 20_000
"""Records looked at in one go, so that a slow filter never holds the window."""

TRUTH = (Rec.ATTACK_START, Rec.ATTACK_END, Rec.TUNNEL, Rec.BENT)
"""Kinds that tell who attacks."""


class Column(IntEnum):
    """Columns of the table."""

    TIME = 0
    ROUND = 1
    KIND = 2
    NODE = 3
    OTHER = 4
    DETAILS = 5


FIELD_COLUMNS = {
    "t": Column.TIME,
    "round": Column.ROUND,
    "kind": Column.KIND,
    "node": Column.NODE,
    "other": Column.OTHER,
    "cause": Column.DETAILS,
    "packet": Column.DETAILS,
    "value": Column.DETAILS,
    "text": Column.DETAILS,
}
"""Where a field of the filter language is shown."""

Index = QModelIndex | QPersistentModelIndex
RECORD_ROLE = Qt.ItemDataRole.UserRole
REASON_ROLE = Qt.ItemDataRole.UserRole + 1


def kind_name(code: int) -> str:
    """``"majority_excluded"`` for its code; the bare number for a kind of a later version."""
    return label(Rec(code)) if code in Rec._value2member_map_ else str(code)


class EventsModel(QAbstractTableModel):
    """Records of a ring that pass a filter. Appending costs a block copy; filtering goes on in slices.

    Args:
        ring: The store; a fresh one when left out.
    """

    progressed = Signal()
    """Some more records were looked at."""

    def __init__(self, ring: RecordRing | None = None) -> None:
        super().__init__()
        self.ring = RecordRing() if ring is None else ring
        self.attack_names: tuple[str, ...] = ()
        self._filter = parse("")
        self._reveal = True
        self._rows = np.zeros(0, np.int64)
        self._why: dict[int, frozenset[int]] = {}
        self._scanned = 0
        self._timer = QTimer(self, interval=0, singleShot=True)
        self._timer.timeout.connect(self.advance)
        self._titles: tuple[str, ...] = ("Time, s", "Round", "Kind", "Node", "Other", "Details")

    def set_titles(self, titles: Sequence[str]) -> None:
        """Column headings in the language of the window."""
        self._titles = tuple(titles)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(titles) - 1)

    @property
    def scanning(self) -> bool:
        """Records wait to be filtered."""
        return self._scanned < self.ring.end

    @property
    def filter(self) -> Filter:
        """The filter in force."""
        return self._filter

    def set_filter(self, made: Filter) -> None:
        """Put a filter in force; rows fill in from the oldest on."""
        self._filter = made
        self.restart()

    def set_reveal(self, reveal: bool) -> None:
        """Show or hide what only the ground truth tells: attacks, and losses that they caused."""
        if reveal != self._reveal:
            self._reveal = reveal
            self.restart()

    def restart(self) -> None:
        """Filter everything anew."""
        self.beginResetModel()
        self._rows = np.zeros(0, np.int64)
        self._why.clear()
        self._scanned = self.ring.begin
        self.endResetModel()
        self.advance()

    def clear(self) -> None:
        """Forget all records."""
        self.ring.clear()
        self.restart()

    def append(self, records: np.ndarray) -> None:
        """Add records at the end; they are filtered when `advance` next runs."""
        self.ring.append(np.asarray(records, RECORD))

    def advance(self) -> None:
        """Filter the next slice, drop rows that left the ring, and come back if there is more."""
        self._forget()
        stop = min(self._scanned + SLICE, self.ring.end)
        if stop > self._scanned:
            self._add(self._scanned + np.flatnonzero(self._passes(self.ring.span(self._scanned, stop))))
            self._scanned = stop
        if self.scanning:
            self._timer.start()
        self.progressed.emit()

    def _passes(self, records: np.ndarray) -> np.ndarray:
        mask = self._filter.mask(self._masked(records), self.attack_names)
        return mask if self._reveal else mask & ~np.isin(records["kind"], TRUTH)

    def _masked(self, records: np.ndarray) -> np.ndarray:
        """Without the ground truth while it is hidden."""
        if not self._reveal:
            records["c"][(records["kind"] == Rec.LOST) & (records["c"] == LossCause.ATTACK)] = -1
        return records

    def _add(self, serials: np.ndarray) -> None:
        if len(serials):
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(serials) - 1)
            self._rows = np.concatenate([self._rows, serials])
            self.endInsertRows()

    def _forget(self) -> None:
        self._scanned = max(self._scanned, self.ring.begin)
        gone = int(np.searchsorted(self._rows, self.ring.begin))
        if gone:
            self.beginRemoveRows(QModelIndex(), 0, gone - 1)
            self._rows = self._rows[gone:]
            self.endRemoveRows()

    def record(self, row: int) -> np.ndarray:
        """The record of a row, as an array of one."""
        return self._masked(self.ring.take(self._rows[row : row + 1]))

    def matching(self) -> np.ndarray:
        """All records that pass the filter, those not yet looked at included."""
        rest = self.ring.span(self._scanned, self.ring.end)
        shown = self.ring.take(self._rows[self._rows >= self.ring.begin])
        return np.concatenate([self._masked(shown), self._masked(rest[self._passes(rest)])])

    def phrase(self, record: np.void) -> str:
        """The details column."""
        if record["kind"] == Rec.LOST and record["c"] < 0:
            return describe(_with_cause(record, LossCause.LINK)).rsplit(":", 1)[0]
        if int(record["kind"]) not in Rec._value2member_map_:
            return ""
        return describe(record, self.attack_names)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = index.row(), index.column()
        if not 0 <= row < len(self._rows):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(self.record(row)[0], column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == RECORD_ROLE:
            return self.record(row)
        if role == REASON_ROLE:
            return column in self._reasons(row)
        if role == Qt.ItemDataRole.ToolTipRole and column == Column.DETAILS:
            return self.phrase(self.record(row)[0])
        return None

    def _reasons(self, row: int) -> frozenset[int]:
        """Columns to which the row owes its place; kept, since every cell of the row asks."""
        serial = int(self._rows[row])
        if serial not in self._why:
            if len(self._why) > 500:
                self._why.clear()
            fields = self._filter.reasons(self.record(row), self.attack_names)
            self._why[serial] = frozenset(FIELD_COLUMNS[f] for f in fields)
        return self._why[serial]

    def text(self, record: np.void, column: int) -> str:
        """What a cell says."""
        match column:
            case Column.TIME:
                return f"{record['t']:.3f}"
            case Column.ROUND:
                return str(record["round"])
            case Column.KIND:
                return kind_name(int(record["kind"])).replace("_", " ")
            case Column.NODE | Column.OTHER:
                name = "a" if column == Column.NODE else "b"
                return str(record[name]) if record[name] >= 0 else ""
            case _:
                return self.phrase(record)


def _with_cause(record: np.void, cause: LossCause) -> np.void:
    copy = np.array([record], RECORD)
    copy["c"] = cause
    value: np.void = copy[0]
    return value


def _alignment(column: int) -> Qt.AlignmentFlag:
    right = column in {Column.TIME, Column.ROUND, Column.NODE, Column.OTHER}
    return (Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter
