"""Who holds which role, how well it suits them, and what the controller decided lately."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QListWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from engine.readmodel.codes import Duty, Rec
from engine.readmodel.organisation import Organisation
from engine.readmodel.records import describe
from engine.readmodel.snapshot import NetworkSnapshot
from widgets.common.states import role_word, role_words
from widgets.common.tables import install_copy, remember_widths
from widgets.common.texts import NONE, fixed, percent
from widgets.common.theme import font, notifier, px, theme
from widgets.inspector.parts import Heading

DECISIONS = (
    Rec.JOIN, Rec.LEAVE, Rec.REDISTRIBUTION, Rec.ROLE_GIVEN, Rec.ROLE_TAKEN, Rec.ROLE_REFUSED, Rec.CONTROLLER_LOST,
    Rec.ELECTED, Rec.CONFIGURED, Rec.CONFIRMED, Rec.REPAIRED,
)  # fmt: skip
"""Records that stand in the list of decisions."""
MOST = 400
"""Decisions that are kept."""
_SCORED = (Duty.KEEPER, Duty.PROCESSOR, Duty.CONTROLLER, Duty.DETECTOR)


class TablePage(QWidget):
    """The controller's role table, and the decisions that led to it."""

    node_chosen = Signal(tuple)
    """Id of a holder, to be selected on the stage."""

    def __init__(self) -> None:
        super().__init__()
        self._scores: dict[tuple[int, int], float] = {}
        self._shown: list[tuple[str, ...]] = []
        self._waiting: list[np.void] = []
        """Decisions that came while nobody looked."""
        self.heading, self.heard = Heading(first=True), Heading()
        for heading in (self.heading, self.heard):
            heading.setWordWrap(True)
        self.table, self.decisions = QTableWidget(0, 6), QListWidget()
        self.table.verticalHeader().setVisible(False)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.table.itemSelectionChanged.connect(self._chosen)
        self.decisions.setWordWrap(True)
        install_copy(self.table)
        remember_widths(self.table, "roles")
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.heading)
        self._column.addWidget(self.table, 3)
        self._column.addWidget(self.heard)
        self._column.addWidget(self.decisions, 2)
        notifier().changed.connect(self._restyle)
        self._retranslate()
        self._restyle()

    def clear(self) -> None:
        """Forget the run."""
        self._scores.clear()
        self._waiting.clear()
        self.decisions.clear()

    def append(self, records: np.ndarray) -> None:
        """Take note of decisions."""
        some = records[np.isin(records["kind"], DECISIONS)]
        plain = np.isin(some["kind"], (Rec.ROLE_GIVEN, Rec.ROLE_TAKEN)) & (some["c"] == Duty.COLLECTOR)
        some = some[~plain][-MOST:]  # everyone is given the default role
        for record in some[np.isin(some["kind"], (Rec.ROLE_GIVEN, Rec.ROLE_REFUSED))]:
            self._scores[int(record["a"]), int(record["c"])] = float(record["v"])
        self._waiting = [*self._waiting, *some][-MOST:]
        if self.isVisible():
            self._tell()

    def _tell(self) -> None:
        """Puts what waits into words."""
        for record in self._waiting:
            self.decisions.insertItem(0, f"{record['round']}  {describe(record)}")
        self._waiting.clear()
        while self.decisions.count() > MOST:
            self.decisions.takeItem(self.decisions.count() - 1)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tell()

    def show_table(self, org: Organisation, snap: NetworkSnapshot) -> None:
        """Show the controller's table as it stands."""
        row_of = {int(i): k for k, i in enumerate(snap.ids)}
        lines = [self._line(entry.id, entry.roles, row_of.get(entry.id, -1), org, snap) for entry in org.table]
        if lines == self._shown:
            return
        self._shown = lines
        chosen = self.chosen()
        self.table.blockSignals(True)
        self.table.setRowCount(len(lines))
        for at, line in enumerate(lines):
            for column, text in enumerate(line):
                self._put(at, column, text, known=int(line[0]) in row_of)
            if line[0] == str(chosen):
                self.table.selectRow(at)
        self.table.blockSignals(False)

    def _line(self, node: int, bits: int, row: int, org: Organisation, snap: NetworkSnapshot) -> tuple[str, ...]:
        names = ", ".join(role_words(bits & ~int(Duty.COLLECTOR) or bits))
        scored = {d: self._scores[node, int(d)] for d in _SCORED if bits & d and (node, int(d)) in self._scores}
        scores = [f"{role_word((d.name or '').lower())} {fixed(v, 2)}" for d, v in scored.items()]
        if len(scored) == 1 and bits & ~int(Duty.COLLECTOR) == int(next(iter(scored))):
            scores = [fixed(next(iter(scored.values())), 2)]  # the roles beside it say which
        if row < 0:
            return str(node), names, ", ".join(scores) or NONE, self.tr("nobody has this id"), NONE, NONE
        figures = (snap.energy[row], org.storage[row], org.cpu[row])
        return str(node), names, ", ".join(scores) or NONE, *(percent(float(f)) for f in figures)

    def _put(self, row: int, column: int, text: str, *, known: bool) -> None:
        item = self.table.item(row, column)
        if item is None:
            item = QTableWidgetItem()
            self.table.setItem(row, column, item)
        right = column not in {1, 2}
        middle = Qt.AlignmentFlag.AlignVCenter
        item.setTextAlignment(middle | (Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft))
        item.setText(text)
        item.setToolTip(text)
        if known:
            item.setData(Qt.ItemDataRole.ForegroundRole, None)
        else:
            item.setForeground(_danger())

    def chosen(self) -> int | None:
        """Id in the chosen row."""
        rows = self.table.selectionModel().selectedRows()
        item = self.table.item(rows[0].row(), 0) if rows else None
        return int(item.text()) if item is not None else None

    def _chosen(self) -> None:
        node = self.chosen()
        if node is not None:
            self.node_chosen.emit((node,))

    def _retranslate(self) -> None:
        self.heading.setText(self.tr("Role table of the controller"))
        self.heard.setText(self.tr("Decisions, the latest first"))
        self.table.setAccessibleName(self.heading.text())
        self.decisions.setAccessibleName(self.heard.text())
        names = (self.tr("Id"), self.tr("Roles"), self.tr("Score"), self.tr("Energy"), self.tr("Storage"))
        self.table.setHorizontalHeaderLabels([*names, self.tr("CPU")])
        self.table.horizontalHeaderItem(2).setToolTip(self.tr("Suitability for the role, 0 … 1"))
        self._shown = []

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _restyle(self) -> None:
        self._column.setContentsMargins(px(12), px(8), px(12), px(8))
        self._column.setSpacing(px(4))
        header = self.table.horizontalHeader()
        header.setFont(font("small", bold=True))
        header.setStyleSheet(f"QHeaderView::section {{ padding: {px(6)}px {px(2)}px; }}")
        for column, wide in enumerate((30, 78, 46, 54, 58, 46)):
            if not self._shown:
                self.table.setColumnWidth(column, px(wide))
        self.table.verticalHeader().setDefaultSectionSize(px(26))
        self._shown = []


def _danger() -> QColor:
    return QColor(theme().danger)
