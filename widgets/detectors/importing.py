"""A foreign table before it is read: its columns, what each is taken for, its first rows."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from engine.readmodel.laboratory import TableColumns, TableMapping
from widgets.common.tables import install_copy
from widgets.common.texts import count
from widgets.common.theme import notifier, px
from widgets.detectors.fields import Choice
from widgets.experiments.parts import Advice, Labelled

FEATURE, LABEL, GROUP, TIME, OUT = "feature", "label", "group", "time", "out"


class ImportDialog(QDialog):
    """Asks what each column means; the label must be one."""

    mapped = Signal(object)
    """A `TableMapping`."""

    def __init__(self, columns: TableColumns, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns = columns
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._head, self._advice = QLabel(), Advice()
        self._head.setWordWrap(True)
        self.label, self.group, self.time = Choice(), Choice(), Choice()
        self._fields = [Labelled(box) for box in (self.label, self.group, self.time)]
        self.table, self.preview = QTableWidget(len(columns.columns), 4), QTableWidget()
        self._preview_title = QLabel()
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, parent=self
        )
        self.ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok.setProperty("main", "true")
        self.ok.style().polish(self.ok)
        self._column = QVBoxLayout(self)
        for part in (self._head, *self._fields):
            self._column.addWidget(part)
        self._column.addWidget(self.table, 3)
        self._column.addWidget(self._preview_title)
        self._column.addWidget(self.preview, 2)
        self._column.addWidget(self._advice)
        self._column.addWidget(self.buttons)
        for table in (self.table, self.preview):
            table.verticalHeader().hide()
            table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
            table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
            table.setTabKeyNavigation(False)
            install_copy(table)
        self._fill_choices()
        self._fill()
        self._connect()
        notifier().changed.connect(self._restyle)
        self._retranslate()
        self._restyle()

    def _connect(self) -> None:
        for box in (self.label, self.group, self.time):
            box.currentIndexChanged.connect(lambda _: self._tell())
        self.table.itemChanged.connect(lambda _: self._tell())
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.reject)

    def _fill_choices(self) -> None:
        c = self.columns
        none = (("", self.tr("none")),)
        names = tuple((name, name) for name in c.columns)
        ask = (("", self.tr("choose…")),)
        for box, first, wish in (
            (self.label, ask, c.suggested_label),
            (self.group, none, c.suggested_group),
            (self.time, none, c.suggested_time),
        ):
            box.set_entries((*first, *names))
            box.setCurrentIndex(max(box.findData(wish), 0))

    def _fill(self) -> None:
        c = self.columns
        for row, (name, kind, missing) in enumerate(zip(c.columns, c.types, c.missing, strict=True)):
            first = QTableWidgetItem(name)
            first.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            first.setCheckState(Qt.CheckState.Checked if kind == "number" else Qt.CheckState.Unchecked)
            self.table.setItem(row, 0, first)
            for column, text in ((1, self._kind_word(kind)), (2, count(missing) if missing else "–"), (3, "")):
                self.table.setItem(row, column, QTableWidgetItem(text))
        self.preview.setColumnCount(len(c.columns))
        self.preview.setHorizontalHeaderLabels(list(c.columns))
        self.preview.setRowCount(len(c.sample))
        for row, cells in enumerate(c.sample):
            for column, text in enumerate(cells):
                self.preview.setItem(row, column, QTableWidgetItem(text))

    def _kind_word(self, kind: str) -> str:
        return {"number": self.tr("number"), "text": self.tr("text"), "time": self.tr("time")}.get(kind, kind)

    # -- what is asked for ---------------------------------------------------------------------------------

    def use_of(self, row: int) -> str:
        """What a column is taken for."""
        name = self.columns.columns[row]
        for box, use in ((self.label, LABEL), (self.group, GROUP), (self.time, TIME)):
            if box.value() == name:
                return use
        return FEATURE if self.table.item(row, 0).checkState() == Qt.CheckState.Checked else OUT

    def mapping(self) -> TableMapping:
        """How the file is to be read."""
        names = self.columns.columns
        out = tuple(name for row, name in enumerate(names) if self.use_of(row) == OUT)
        return TableMapping(self.columns.path, self.label.value(), self.group.value(), self.time.value(), out)

    def fault(self) -> str:
        """What is missing; empty when the file may be read."""
        uses = [self.use_of(row) for row in range(len(self.columns.columns))]
        if not self.label.value():
            return self.tr("no label is chosen; say which column holds the class of each row")
        chosen = [box.value() for box in (self.label, self.group, self.time) if box.value()]
        if len(set(chosen)) < len(chosen):
            return self.tr("one column is taken for two things; choose another")
        if FEATURE not in uses:
            return self.tr("no feature is left; check a column")
        rows = zip(self.columns.columns, uses, self.columns.types, strict=True)
        words = [name for name, use, kind in rows if use == FEATURE and kind == "text"]
        if words:
            return self.tr("“%1” holds words and cannot be a feature; uncheck it").replace("%1", words[0])
        return ""

    def _accept(self) -> None:
        if not self.fault():
            self.mapped.emit(self.mapping())
            self.accept()

    # -- words and look ------------------------------------------------------------------------------------

    def _tell(self) -> None:
        words = {
            FEATURE: self.tr("feature"),
            LABEL: self.tr("class"),
            GROUP: self.tr("run"),
            TIME: self.tr("time"),
            OUT: self.tr("left out"),
        }
        self.table.blockSignals(True)
        for row in range(len(self.columns.columns)):
            self.table.item(row, 3).setText(words[self.use_of(row)])
        self.table.blockSignals(False)
        fault = self.fault()
        self.ok.setEnabled(not fault)
        self._advice.say(fault, bad=True)

    def _retranslate(self) -> None:
        c = self.columns
        self.setWindowTitle(self.tr("Import a table"))
        text = self.tr("%1: %2 rows, %3 columns")
        for k, word in enumerate((c.path.replace("\\", "/").rpartition("/")[2], count(c.rows), count(len(c.columns)))):
            text = text.replace(f"%{k + 1}", word)
        self._head.setText(text)
        self._fields[0].set_label(self.tr("Class of a row"))
        self._fields[1].set_label(self.tr("Run, if any"), self.tr("Rows of a run stay on one side of a split"))
        self._fields[2].set_label(self.tr("Time, if any"), self.tr("For delays; never a feature"))
        self.table.setHorizontalHeaderLabels(
            [self.tr("Column"), self.tr("Holds"), self.tr("Missing"), self.tr("Taken for")]
        )
        self.table.setAccessibleName(self.tr("Columns; a checked one is a feature"))
        self._preview_title.setText(self.tr("First rows"))
        self.preview.setAccessibleName(self.tr("First rows"))
        self.ok.setText(self.tr("Import"))
        self._tell()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _restyle(self) -> None:
        self.resize(px(640), px(600))
        self._column.setSpacing(px(8))
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
