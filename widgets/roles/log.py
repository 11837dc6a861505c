"""The event log of the network controller (S2, Fig. 9): time, event type, status; and its export."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QStackedLayout,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.readmodel.servicelog import SERVICE_KINDS, ServiceEvent, service_events, to_csv, to_json
from widgets.common.icons import icon
from widgets.common.panel import EmptyState
from widgets.common.tables import install_copy, remember_widths
from widgets.common.texts import count, fixed
from widgets.common.theme import notifier, px

MOST = 20_000
"""Entries that are kept; the eldest go first."""
TIME, EVENT, STATUS, NODE, WHAT = range(5)
_WIDTHS = (96, 170, 110, 64)
_FLUSH_MS = 150
_BLOCKS = 256
"""Blocks of records that wait, out of sight, until the eldest entries are let go."""
_ICONS = {
    "initiated": ("progress-clock", "accent"),
    "completed": ("check-circle-outline", "good"),
    "aborted": ("close-circle-outline", "danger"),
    "refused": ("cancel", "warn"),
    "timed out": ("timer-off-outline", "warn"),
}
_Index = QModelIndex | QPersistentModelIndex


class LogModel(QAbstractTableModel):
    """Entries in order of time, of all types or of one."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[ServiceEvent] = []
        self._shown: list[ServiceEvent] = []
        self._type = ""
        self._names: tuple[str, ...] = ("",) * 5

    def set_names(self, names: tuple[str, ...]) -> None:
        """Headings."""
        self._names = names
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, WHAT)

    def set_type(self, event: str) -> None:
        """Show entries of one type; an empty name shows all."""
        self.beginResetModel()
        self._type = event
        self._shown = [e for e in self.entries if not event or e.event == event]
        self.endResetModel()

    def clear(self) -> None:
        """Forget the run."""
        self.beginResetModel()
        self.entries, self._shown = [], []
        self.endResetModel()

    def append(self, entries: tuple[ServiceEvent, ...]) -> None:
        """Add entries at the end."""
        self.entries += entries
        if len(self.entries) > MOST:
            self.entries = self.entries[-MOST:]
            self.set_type(self._type)
            return
        fresh = [e for e in entries if not self._type or e.event == self._type]
        if fresh:
            at = len(self._shown)
            self.beginInsertRows(QModelIndex(), at, at + len(fresh) - 1)
            self._shown += fresh
            self.endInsertRows()

    def entry(self, row: int) -> ServiceEvent:
        """The entry in a row."""
        return self._shown[row]

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else WHAT + 1

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._names[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | int | QIcon | None:
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        entry, column = self._shown[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            node = str(entry.node) if entry.node >= 0 else ""
            return (fixed(entry.time_s, 1), entry.event, entry.status, node, entry.what)[column]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column in {TIME, NODE} else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.DecorationRole and column == STATUS:
            return icon(*_ICONS.get(entry.status, ("circle-outline", "muted")))
        return None


class ServiceLog(QWidget):
    """What the network did to itself, as its controller writes it down."""

    node_chosen = Signal(tuple)
    export_failed = Signal(str)
    """A file could not be written; one line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model, self.table = LogModel(), QTableView()
        self.types, self.number, self.export = QComboBox(), QLabel(), QToolButton()
        self._waiting: list[np.ndarray] = []
        self._known: set[str] = set()
        self._tick = QTimer(self, interval=_FLUSH_MS, singleShot=True)
        self._tick.timeout.connect(self.flush)
        self._build()
        self.types.activated.connect(self._choose)
        self.table.clicked.connect(self._clicked)
        notifier().changed.connect(self._restyle)
        self._retranslate()
        self._restyle()
        self._show_number()

    def _build(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.horizontalHeader().setHighlightSections(False)
        table.horizontalHeader().setStretchLastSection(True)
        for column, wide in enumerate(_WIDTHS):
            table.setColumnWidth(column, px(wide))
        install_copy(table)
        remember_widths(table, "servicelog")
        self.export.setIcon(icon("export-variant"))
        self.export.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.export)
        self._csv, self._json = menu.addAction(""), menu.addAction("")
        self._csv.triggered.connect(partial(self._ask, "csv"))
        self._json.triggered.connect(partial(self._ask, "json"))
        self.export.setMenu(menu)
        self._bar = QHBoxLayout()
        self._bar.addWidget(self.types)
        self._bar.addStretch(1)
        self._bar.addWidget(self.number)
        self._bar.addWidget(self.export)
        self.empty = EmptyState()
        page = QWidget()
        self._stack = QStackedLayout(page)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(table)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(self._bar)
        outer.addWidget(page, 1)

    # -- what comes in ---------------------------------------------------------------------------------

    def append(self, records: np.ndarray) -> None:
        """Take in a block of records of the log; entries are made of them a few times a second."""
        some = records[np.isin(records["kind"], SERVICE_KINDS)]
        if len(some):
            self._waiting.append(some)
            if len(self._waiting) > _BLOCKS:
                self._waiting = [np.concatenate(self._waiting)[-MOST:]]
            if self.isVisible() and not self._tick.isActive():
                self._tick.start()

    def clear(self) -> None:
        """Forget the run."""
        self._waiting.clear()
        self._known.clear()
        self.model.clear()
        self._offer()
        self._show_number()

    def flush(self) -> None:
        """Show what waits."""
        if not self._waiting:
            return
        records = np.concatenate(self._waiting)[-MOST:]
        self._waiting.clear()
        bar = self.table.verticalScrollBar()
        following = bar.value() >= bar.maximum() - 1
        entries = service_events(records)
        self.model.append(entries)
        kinds = {e.event for e in entries}
        if not kinds <= self._known:
            self._known |= kinds
            self._offer()
        if following:
            QTimer.singleShot(0, self.table.scrollToBottom)
        self._show_number()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.flush()

    # -- what is asked for -----------------------------------------------------------------------------

    def _offer(self) -> None:
        """Types to choose from."""
        chosen = self.types.currentData() or ""
        self.types.clear()
        self.types.addItem(self.tr("All types"), "")
        for name in sorted(self._known):
            self.types.addItem(name, name)
        self.types.setCurrentIndex(max(0, self.types.findData(chosen)))

    def _choose(self) -> None:
        self.model.set_type(self.types.currentData() or "")
        self._show_number()

    def _clicked(self, index: QModelIndex) -> None:
        node = self.model.entry(index.row()).node
        if node >= 0:
            self.node_chosen.emit((node,))

    def write(self, path: str | Path, kind: str) -> None:
        """Write all entries, as ``csv`` or ``json``.

        Raises:
            OSError: The file cannot be written.
        """
        self.flush()
        text = to_csv(self.model.entries) if kind == "csv" else to_json(self.model.entries)
        Path(path).write_text(text, encoding="utf-8")

    def _ask(self, kind: str, *_: object) -> None:
        words = f"{kind.upper()} (*.{kind})"
        path, _filter = QFileDialog.getSaveFileName(self, self.tr("Export the log"), f"service-log.{kind}", words)
        if not path:
            return
        try:
            self.write(path, kind)
        except OSError as error:
            reason = f"{path}: {error.strerror}" if error.strerror else str(error)
            self.export_failed.emit(self.tr("The log was not written: %1").replace("%1", reason))

    # -- look ------------------------------------------------------------------------------------------

    def _show_number(self) -> None:
        rows, whole = self.model.rowCount(), len(self.model.entries)
        self.number.setText(count(whole) if rows == whole else self.tr("{0} of {1}").format(count(rows), count(whole)))
        self._stack.setCurrentIndex(1 if whole else 0)
        self.export.setEnabled(bool(whole))

    def _retranslate(self) -> None:
        names = (self.tr("Time, s"), self.tr("Event type"), self.tr("Status"), self.tr("Node"), self.tr("Details"))
        self.model.set_names(names)
        self._csv.setText(self.tr("Export as CSV…"))
        self._json.setText(self.tr("Export as JSON…"))
        self.export.setToolTip(self.tr("Export the log"))
        self.export.setAccessibleName(self.tr("Export the log"))
        self.types.setAccessibleName(self.tr("Type of event"))
        self.table.setAccessibleName(self.tr("Log of the network controller"))
        self.empty.set_texts(
            self.tr(
                "The controller has nothing to report yet: joins, leaves and changes of roles are written down here."
            )
        )
        self._offer()
        self._show_number()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _restyle(self) -> None:
        self._bar.setContentsMargins(px(8), px(4), px(8), px(4))
        self._bar.setSpacing(px(8))
        self.types.setMinimumWidth(px(170))
        self.table.verticalHeader().setDefaultSectionSize(px(24))
