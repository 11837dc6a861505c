"""The events drawer: the log of a run behind one filter bar."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
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

from engine.readmodel.codes import Rec
from engine.readmodel.records import log_lines
from widgets.common.icons import icon
from widgets.common.keys import ARROWS, keep_keys
from widgets.common.panel import EmptyState
from widgets.common.tables import copy_selection, install_copy, remember_widths
from widgets.common.theme import font, notifier, px, theme
from widgets.events.chips import ChipRow
from widgets.events.delegate import RecordDelegate
from widgets.events.edit import FilterEdit
from widgets.events.filter import FilterError, parse
from widgets.events.model import Column, EventsModel

_WIDTHS = {Column.TIME: 104, Column.ROUND: 72, Column.KIND: 160, Column.NODE: 64, Column.OTHER: 64}
FLUSH_MS = 100


class EventsDrawer(QWidget):
    """The log. Blocks of records are appended as they come and looked at ten times a second while visible."""

    record_selected = Signal(int, tuple)
    """Round and ids of the nodes of the row that was chosen."""
    filter_changed = Signal(str)
    chips_changed = Signal(tuple)
    """Saved chips, a tuple of (name, filter), to be kept with the settings."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = EventsModel()
        self._follow = True
        self._error: FilterError | None = None
        self._build_bar()
        self._build_table()
        self._lay_out()
        self._tick = QTimer(self, interval=FLUSH_MS, singleShot=True)
        self._tick.timeout.connect(self._flush)
        self._pause = QTimer(self, interval=150, singleShot=True)
        self._pause.timeout.connect(self._apply)
        self._wire()
        self._retranslate()
        self._restyle()

    def _build_bar(self) -> None:
        self.edit = FilterEdit()
        self._message = QLabel()
        self._message.setWordWrap(True)
        self._message.hide()
        self.chips = ChipRow()
        self._count = QLabel()
        self._follow_button = QToolButton()
        self._follow_button.setCheckable(True)
        self._follow_button.setChecked(True)
        self._follow_button.setIcon(icon("arrow-collapse-down"))
        self._export = QToolButton()
        self._export.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._export.setIcon(icon("export-variant"))
        menu = QMenu(self._export)
        self._csv_action, self._log_action = menu.addAction(""), menu.addAction("")
        self._copy_action = menu.addAction("")
        self._export.setMenu(menu)

    def _build_table(self) -> None:
        table = self.table = QTableView()
        table.setModel(self.model)
        table.setItemDelegate(RecordDelegate(table))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.setMinimumHeight(px(48))
        table.setWordWrap(False)
        table.setFrameShape(QTableView.Shape.NoFrame)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        for column, width in _WIDTHS.items():
            table.setColumnWidth(column, px(width))
        install_copy(table)
        keep_keys(table, *ARROWS, Qt.Key.Key_Home, Qt.Key.Key_End)
        remember_widths(table, "events")

    def _lay_out(self) -> None:
        self._bar = QHBoxLayout()
        self._bar.addWidget(self.edit, 1)
        self._bar.addWidget(self.chips)
        self._bar.addWidget(self._count)
        self._bar.addWidget(self._follow_button)
        self._bar.addWidget(self._export)
        self._empty = EmptyState()
        page = QWidget()
        self._stack = QStackedLayout(page)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._bar)
        column.addWidget(self._message)
        column.addWidget(page, 1)

    def _wire(self) -> None:
        self.edit.textEdited.connect(lambda _: self._pause.start())
        self.edit.textChanged.connect(lambda text: self._apply() if not text else None)
        self.edit.accepted.connect(self._apply)
        self.chips.chosen.connect(self.set_filter)
        self.chips.save_requested.connect(lambda name: self.chips.add(name, self.edit.text()))
        self.chips.changed.connect(self.chips_changed)
        self.model.progressed.connect(self._progressed)
        self.table.selectionModel().currentRowChanged.connect(self._select)
        self.table.clicked.connect(self._select)
        self.table.verticalScrollBar().valueChanged.connect(self._scrolled)
        self._follow_button.toggled.connect(self.set_follow)
        self._csv_action.triggered.connect(lambda: self._ask_export("events.csv", "CSV (*.csv)", self.export_csv))
        self._log_action.triggered.connect(lambda: self._ask_export("events.log", "Log (*.log)", self.export_log))
        self._copy_action.triggered.connect(lambda: copy_selection(self.table))
        self._empty.triggered.connect(lambda: self.set_filter(""))
        focus = QShortcut(QKeySequence("Ctrl+F"), self, self.edit.setFocus)
        focus.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        notifier().changed.connect(self._restyle)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._count.setVisible(self.width() >= px(760))

    # -- what comes in ---------------------------------------------------------------------------------

    def append(self, records: np.ndarray) -> None:
        """Add a block of records; shown within a tenth of a second."""
        self.model.append(records)
        if self.isVisible() and not self._tick.isActive():
            self._tick.start()

    def clear(self) -> None:
        """Forget the log, at the start of a run."""
        self.model.clear()

    def set_attack_names(self, names: Sequence[str]) -> None:
        """Names that records of attacks index."""
        self.model.attack_names = tuple(names)

    def set_reveal(self, reveal: bool) -> None:
        """Show what only the ground truth tells: attacks, and losses that they caused."""
        self.model.set_reveal(reveal)

    def set_chips(self, chips: Sequence[tuple[str, str]]) -> None:
        """Saved chips, as `chips_changed` gave them."""
        self.chips.set_saved(chips)

    # -- filter ----------------------------------------------------------------------------------------

    def set_filter(self, text: str) -> None:
        """Write a filter into the bar and put it in force."""
        self.edit.setText(text)
        self._apply()

    def filter_text(self) -> str:
        """What stands in the bar."""
        return self.edit.text()

    def focus_filter(self) -> None:
        """Put the cursor into the bar."""
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.edit.selectAll()

    def _apply(self) -> None:
        self._pause.stop()
        text = self.edit.text()
        try:
            made = parse(text)
        except FilterError as error:
            self._error = error
        else:
            self._error = None
            if made.text != self.model.filter.text:
                self.model.set_filter(made)
                self.filter_changed.emit(text)
        self.chips.set_current(text)
        self._show_error()

    def _show_error(self) -> None:
        error = self._error
        self.edit.set_error(error.column if error else -1)
        self._message.setVisible(error is not None)
        if error is None:
            return
        found = error.found or self.tr("the end")
        text = self.tr("Column {column}: expected {expected}; found {found}.").format(
            column=error.column + 1, expected=error.expected, found=found
        )
        if error.hint:
            text += " " + self.tr("Did you mean “{name}”?").format(name=error.hint)
        self._message.setText(text + " " + self.tr("The filter before it stays in force."))

    # -- table -----------------------------------------------------------------------------------------

    def set_follow(self, follow: bool) -> None:
        """Keep the newest row in sight; scrolling up ceases to, scrolling to the end begins again."""
        self._follow = follow
        if self._follow_button.isChecked() != follow:
            self._follow_button.setChecked(follow)
        if follow:
            self.table.scrollToBottom()

    def _scrolled(self, value: int) -> None:
        bar = self.table.verticalScrollBar()
        if bar.isSliderDown() or self.table.underMouse() or self.table.hasFocus():
            self.set_follow(value >= bar.maximum() - 1)

    def _flush(self) -> None:
        self.model.advance()

    def _progressed(self) -> None:
        self._show_count()
        if self._follow and not self.model.scanning:
            self.table.scrollToBottom()

    def _show_count(self) -> None:
        shown, all_of_them = self.model.rowCount(), len(self.model.ring)
        numbers = (f"{shown:,}".replace(",", "\u2009"), f"{all_of_them:,}".replace(",", "\u2009"))
        text = self.tr("{shown} of {all}").format(shown=numbers[0], all=numbers[1])
        self._count.setText(self.tr("filtering… {shown}").format(shown=text) if self.model.scanning else text)
        self._stack.setCurrentIndex(0 if shown else 1)
        if not shown:
            self._show_empty(filtered=all_of_them > 0)

    def _show_empty(self, *, filtered: bool) -> None:
        if filtered:
            self._empty.set_texts(self.tr("No event passes this filter."), self.tr("Show all events"))
        else:
            self._empty.set_texts(self.tr("No events yet. Press Space to run the network; they appear here."))

    def _select(self, index: QModelIndex, *_: object) -> None:
        if not index.isValid():
            return
        record = self.model.record(index.row())[0]
        ids = tuple(int(record[name]) for name in ("a", "b") if record[name] >= 0)
        if record["kind"] == Rec.ALARM:  # the suspect, not who suspects it
            ids = ids[:1]
        self.record_selected.emit(int(record["round"]), ids)

    # -- export ----------------------------------------------------------------------------------------

    def export_csv(self, path: str | Path) -> None:
        """Write the events that pass the filter as CSV.

        Raises:
            OSError: The file cannot be written.
        """
        names = ("time_s", "round", "kind", "node", "other", "details")
        with Path(path).open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            out.writerow(names)
            for record in self.model.matching():
                out.writerow([self.model.text(record, column) for column in Column])

    def export_log(self, path: str | Path) -> None:
        """Write the events that pass the filter as the lines of ``events.log``.

        Raises:
            OSError: The file cannot be written.
        """
        records = self.model.matching()
        lines = log_lines(records[records["c"] >= 0], self.model.attack_names)
        Path(path).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")

    def _ask_export(self, name: str, kinds: str, write: object) -> None:
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Export filtered events"), name, kinds)
        if not path or not callable(write):
            return
        try:
            write(path)
        except OSError as error:
            self._message.setText(self.tr("Not written: {reason}").format(reason=re.sub(r"\s+", " ", str(error))))
            self._message.show()

    # -- look ------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._flush()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        titles = ("Time, s", "Round", "Kind", "Node", "Other", "Details")
        self.model.set_titles(tuple(self.tr(t) for t in titles))
        self.edit.setPlaceholderText(self.tr("Filter, e.g. kind==lost && node in {3, 17} && t>120"))
        self.edit.setAccessibleName(self.tr("Filter of events"))
        self.edit.setToolTip(self.tr("Fields: t, round, kind, node, other, cause, packet, value, text (Ctrl+Space)"))
        self.table.setAccessibleName(self.tr("Events"))
        self._follow_button.setToolTip(self.tr("Follow the newest event"))
        self._follow_button.setAccessibleName(self.tr("Follow"))
        self._export.setToolTip(self.tr("Export or copy"))
        self._export.setAccessibleName(self.tr("Export"))
        self._csv_action.setText(self.tr("Export filtered events as CSV…"))
        self._log_action.setText(self.tr("Export filtered events as log…"))
        self._copy_action.setText(self.tr("Copy selected rows"))
        self._show_error()
        self._show_count()

    def _restyle(self) -> None:
        self._bar.setContentsMargins(px(8), px(3), px(8), px(3))
        self._bar.setSpacing(px(8))
        self._message.setContentsMargins(px(12), 0, px(12), px(6))
        self._message.setStyleSheet(f"color: {theme().danger};")
        self._count.setFont(font("small"))
        self._count.setMinimumWidth(px(110))
        self.edit.setMinimumWidth(px(150))
        self._count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.table.verticalHeader().setDefaultSectionSize(px(24))
        self.table.viewport().update()
