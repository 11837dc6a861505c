"""S2 Table 8 beside ours, and the works of its Table 1 as an overlay (S2-142 … S2-149)."""

from __future__ import annotations

from math import nan

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from engine.readmodel.laboratory import ModelScore
from widgets.common.switch import Switch
from widgets.common.tables import install_copy
from widgets.common.texts import NONE, fixed, percent, seconds
from widgets.common.theme import font, notifier, px, theme
from widgets.detectors.order import usual_delay
from widgets.detectors.printed import (
    AVERAGE_DELAY_S,
    AVERAGE_INCREASE,
    AVERAGE_THROUGHPUT,
    TABLE_1,
    TABLE_8,
    Printed,
    Work,
)
from widgets.detectors.words import ClassNames


class PapersView(QWidget):
    """Takes the score in force; a switch turns to the literature."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._score: ModelScore | None = None
        self._classes: tuple[str, ...] = ()
        self._title = ""
        self._names = ClassNames()
        self.literature, self._note = Switch(), QLabel()
        self._note.setWordWrap(True)
        self.printed, self.works = self._table(8), self._table(5)
        self.body = QStackedWidget()
        self.body.addWidget(self.printed)
        self.body.addWidget(self.works)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.literature)
        self._column.addWidget(self.body, 1)
        self._column.addWidget(self._note)
        self.literature.toggled.connect(self._turn)
        notifier().changed.connect(self._restyle)
        self._restyle()

    @staticmethod
    def _table(columns: int) -> QTableWidget:
        table = QTableWidget(0, columns)
        table.verticalHeader().hide()
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        install_copy(table)
        return table

    def set_score(self, score: ModelScore | None, classes: tuple[str, ...], title: str, names: ClassNames) -> None:
        """The method beside which the papers stand, and what it is called."""
        self._score, self._classes, self._title, self._names = score, classes, title, names
        self._fill()

    def _turn(self, on: bool) -> None:
        self.body.setCurrentWidget(self.works if on else self.printed)
        self._tell_note()

    def _of_class(self, label: str, values: tuple[float, ...]) -> float:
        """A value of one class; NaN where the table has none of it."""
        if label not in self._classes:
            return nan
        at = self._classes.index(label)
        return values[at] if at < len(values) else nan

    def _fill(self) -> None:
        tr = self.tr
        ours = tr("Ours: %1").replace("%1", self._title) if self._title else tr("Ours")
        pairs = [tr("F1, ours"), tr("F1, paper"), tr("Delay, ours"), tr("Delay, paper")]
        rest = [tr("Method of the paper"), tr("Throughput"), tr("CPU without / with")]
        self.printed.setHorizontalHeaderLabels([tr("Attack"), *pairs, *rest])
        self._put(self.printed, [self._row_8(row) for row in TABLE_8])
        work = [tr("Work"), tr("Attack"), tr("Measure"), tr("Printed"), f"{ours}"]
        self.works.setHorizontalHeaderLabels(work)
        self._put(self.works, [self._row_1(row) for row in TABLE_1])
        self._tell_note()

    def _row_8(self, row: Printed) -> list[str]:
        score = self._score
        label = f"{row.attack}:{row.variation}"
        name, f1, late = self.tr("all four together"), nan, nan
        if row.attack:
            name = self._names.of(label)
        if score is not None and not row.attack:
            f1, late = score.macro_f1, usual_delay(score)
        elif score is not None and label in self._classes:
            f1 = self._of_class(label, score.per_class_f1)
            late = usual_delay(score, self._classes.index(label))
        relative = row.cpu_with / row.cpu_without - 1
        cpu = f"{percent(row.cpu_without)} / {percent(row.cpu_with)} (+{percent(relative)})"
        delay = seconds(late) if late == late else NONE  # noqa: PLR0124 - NaN
        printed = (fixed(row.f1, 2), seconds(row.delay_s), row.method, percent(row.throughput, 0), cpu)
        return [name, fixed(f1), printed[0], delay, *printed[1:]]

    def _row_1(self, row: Work) -> list[str]:
        """Recall stands beside recall and accuracy; other measures have no counterpart on this board."""
        text = NONE
        if self._score is not None and row.kind and row.metric in {"recall", "accuracy"}:
            found = []
            for label in self._classes:
                if label.partition(":")[0] == row.kind:
                    value = self._of_class(label, self._score.per_class_recall)
                    found.append(f"{label.partition(':')[2] or label} {fixed(value, 2)}")
            text = self.tr("recall: %1").replace("%1", ", ".join(found)) if found else NONE
        return [row.source, row.attack, row.metric, row.value, text]

    @staticmethod
    def _put(table: QTableWidget, rows: list[list[str]]) -> None:
        table.setRowCount(len(rows))
        ours = {1, 3} if table.columnCount() == 8 else {4}
        for k, row in enumerate(rows):
            for column, text in enumerate(row):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                item.setFont(font("base", bold=column in ours))
                item.setForeground(QColor(theme().text if column in {0, *ours} else theme().muted))
                table.setItem(k, column, item)
        table.resizeColumnsToContents()
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)

    def _tell_note(self) -> None:
        if self.literature.isChecked():
            self._note.setText(
                self.tr("As printed in S2, Table 1: other networks, other data, common variations. Ours to compare.")
            )
            return
        text = self.tr(
            "The text of S2 gives averages of %1 throughput, %2 delay and +%3 load; its table has means of 87.8 % and "
            "+17.7 %. Throughput and load of ours are measured by the experiment s2-table8; delays are medians."
        )
        for k, word in enumerate(
            (percent(AVERAGE_THROUGHPUT, 0), seconds(AVERAGE_DELAY_S), percent(AVERAGE_INCREASE, 0)), start=1
        ):
            text = text.replace(f"%{k}", word)
        self._note.setText(text)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._restyle()
        super().changeEvent(event)

    def _restyle(self) -> None:
        self._column.setContentsMargins(px(16), px(6), px(16), px(6))
        self._column.setSpacing(px(4))
        self.literature.setText(self.tr("Literature (S2 Table 1)"))
        self.literature.setAccessibleName(self.literature.text())
        self.printed.setAccessibleName(self.tr("S2 Table 8 beside ours"))
        self.works.setAccessibleName(self.tr("S2 Table 1 beside ours"))
        self._note.setFont(font("small"))
        self._note.setStyleSheet(f"color: {theme().muted};")
        for table in (self.printed, self.works):
            table.verticalHeader().setDefaultSectionSize(px(25))
            table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._fill()
