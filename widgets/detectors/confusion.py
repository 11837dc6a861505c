"""The confusion matrix as a heat map with numbers: true by row, predicted by column (S2-136)."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from widgets.common.tables import install_copy
from widgets.common.texts import count, percent
from widgets.common.theme import font, mixed, notifier, px, theme
from widgets.detectors.words import ClassNames


class Confusion(QWidget):
    """A table; the share of its row colours a cell, the number is in it. Arrows walk over it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._classes: tuple[str, ...] = ()
        self._matrix = np.zeros((0, 0), int)
        self._f1: tuple[float, ...] = ()
        self._names = ClassNames()
        self.table, self._hint = QTableWidget(), QLabel()
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        install_copy(self.table)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._hint)
        self._column.addWidget(self.table, 1)
        self.table.currentCellChanged.connect(lambda *_: self._describe())
        notifier().changed.connect(self._restyle)
        self._restyle()

    def set_matrix(
        self, classes: tuple[str, ...], matrix: np.ndarray, f1: tuple[float, ...], names: ClassNames
    ) -> None:
        """Shows a matrix int[c, c] of these classes."""
        self._classes, self._matrix, self._f1, self._names = classes, np.asarray(matrix), f1, names
        self._fill()

    def _fill(self) -> None:
        n, t = len(self._matrix), theme()
        names = [self._names.of(c) for c in self._classes[:n]]
        self.table.setRowCount(n)
        self.table.setColumnCount(n)
        self.table.setVerticalHeaderLabels([f"{k + 1}  {name}" for k, name in enumerate(names)])
        self.table.setHorizontalHeaderLabels([str(k + 1) for k in range(n)])
        total = self._matrix.sum(axis=1, keepdims=True)
        share = self._matrix / np.maximum(total, 1)
        for k, name in enumerate(names):
            self.table.horizontalHeaderItem(k).setToolTip(name)
            for j in range(n):
                item = QTableWidgetItem(count(int(self._matrix[k, j])) if self._matrix[k, j] else "·")
                item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
                tone = t.good if k == j else t.danger
                item.setBackground(mixed(t.surface0, tone, 0.62 * float(share[k, j]) ** 0.6))
                item.setForeground(QColor(t.text if self._matrix[k, j] else t.muted))
                item.setFont(font("small", bold=k == j))
                item.setToolTip(self._words(k, j, float(share[k, j])))
                self.table.setItem(k, j, item)
        self._describe()

    def _words(self, true: int, told: int, share: float) -> str:
        text = self.tr("%1 rows of “%2” were taken for “%3”: %4 of them")
        names = [self._names.of(self._classes[k]) for k in (true, told)]
        for k, word in enumerate((count(int(self._matrix[true, told])), *names, percent(share)), start=1):
            text = text.replace(f"%{k}", word)
        return text

    def _describe(self) -> None:
        """What the cell in force means; else how to read the table."""
        self.table.setAccessibleName(self.tr("Confusion matrix"))
        row, column = self.table.currentRow(), self.table.currentColumn()
        item = self.table.item(row, column) if row >= 0 else None
        if item is None:
            self._hint.setText(self.tr("Rows are true, columns are predicted; a row's share colours the cell."))
            return
        text = item.toolTip()
        if row < len(self._f1):
            text += "  ·  " + self.tr("F1 of this class %1").replace("%1", f"{self._f1[row]:.3f}")
        self._hint.setText(text)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._fill()
        super().changeEvent(event)

    def _restyle(self) -> None:
        self._column.setContentsMargins(px(16), px(8), px(16), px(8))
        self._column.setSpacing(px(4))
        self._hint.setFont(font("small"))
        self._hint.setStyleSheet(f"color: {theme().muted};")
        self.table.verticalHeader().setDefaultSectionSize(px(24))
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.table.horizontalHeader().setDefaultSectionSize(px(58))
        self._fill()
