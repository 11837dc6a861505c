"""The features of the last window as a table: value, and how far it is from the usual."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from engine.readmodel.detection import DetectionView
from widgets.common.tables import install_copy
from widgets.common.texts import NONE, THIN, figure
from widgets.common.theme import font, notifier, px, theme
from widgets.detection.bars import STANDS_OUT, risen, sigma

Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    """Columns of the table."""

    FEATURE = 0
    NOW = 1
    SIGMA = 2


class FeaturesModel(QAbstractTableModel):
    """Rows are features, sorted by the column chosen; new values keep the order of rows until they are sorted anew."""

    def __init__(self) -> None:
        super().__init__()
        self._names: tuple[str, ...] = ()
        self._titles: tuple[str, ...] = ()
        self._units: tuple[str, ...] = ()
        self._values = self._sigmas = np.empty(0)
        self._order = np.empty(0, np.int64)
        self._sort = (int(Column.SIGMA), Qt.SortOrder.DescendingOrder)
        self._heads: tuple[str, ...] = ("Feature", "Now", "σ")

    def set_heads(self, heads: tuple[str, ...]) -> None:
        """Column headings in the language of the window."""
        self._heads = heads
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(heads) - 1)

    def set_view(self, view: DetectionView) -> None:
        """Show another window."""
        count = len(view.features)
        same = view.features == self._names
        if not same:
            self.beginResetModel()
        self._names = view.features
        self._titles = view.titles if len(view.titles) == count else view.features
        self._units = view.units if len(view.units) == count else ("",) * count
        self._values, self._sigmas = _filled(view.values, count), _filled(view.sigmas, count)
        if not same:
            self._order = self._sorted()
            self.endResetModel()
        elif not np.array_equal(order := self._sorted(), self._order):
            self.layoutAboutToBeChanged.emit()
            self._order = order
            self.layoutChanged.emit()
        elif count:
            self.dataChanged.emit(self.index(0, 1), self.index(count - 1, 2))

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; σ by its size, whichever way it deviates."""
        self._sort = (column, order)
        self.layoutAboutToBeChanged.emit()
        self._order = self._sorted()
        self.layoutChanged.emit()

    def _sorted(self) -> np.ndarray:
        column, order = self._sort
        if column == Column.FEATURE:
            keys = np.argsort(np.argsort(np.array(self._titles or ("",))))[: len(self._names)].astype(float)
        else:
            keys = np.nan_to_num(self._values if column == Column.NOW else np.abs(self._sigmas), nan=-1.0)
        return np.argsort(-keys if order is Qt.SortOrder.DescendingOrder else keys, kind="stable")

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._names)

    def columnCount(self, parent: Index | None = None) -> int:
        return len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = int(self._order[index.row()])
        far = float(self._sigmas[row])
        stands_out = abs(far) >= STANDS_OUT
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() != Column.FEATURE:
            return int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == Column.SIGMA:
            return QColor(theme().danger if stands_out else theme().muted)
        if role == Qt.ItemDataRole.FontRole:
            return font("small", bold=stands_out)
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{self._titles[row]} ({self._names[row]})"
        return None

    def _text(self, row: int, column: int) -> str:
        if column == Column.FEATURE:
            return risen(self._titles[row])
        if column == Column.NOW:
            unit = f"{THIN}{self._units[row]}" if self._units[row] else ""
            return f"{figure(float(self._values[row]))}{unit}"
        far = float(self._sigmas[row])
        return sigma(far) if np.isfinite(far) else NONE


def _filled(values: np.ndarray, count: int) -> np.ndarray:
    """float64[count]: NaN where nothing is known."""
    return np.asarray(values, float) if len(values) == count else np.full(count, np.nan)


class FeatureTable(QTableView):
    """The table; as tall as its rows, up to a bound."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.features = FeaturesModel()
        self.setModel(self.features)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setSortingEnabled(True)
        self.sortByColumn(int(Column.SIGMA), Qt.SortOrder.DescendingOrder)
        install_copy(self)
        notifier().changed.connect(self._restyle)
        self._retranslate()
        self._restyle()

    def set_view(self, view: DetectionView) -> None:
        """Show another window."""
        self.features.set_view(view)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        wide, head = self.viewport().width(), self.horizontalHeader()
        now, far = px(84), px(66)
        for column, size in ((Column.FEATURE, max(px(80), wide - now - far)), (Column.NOW, now), (Column.SIGMA, far)):
            head.resizeSection(int(column), size)

    def _retranslate(self) -> None:
        self.features.set_heads((self.tr("Feature"), self.tr("Now"), "σ"))
        self.setAccessibleName(self.tr("Features of the last window"))

    def _restyle(self) -> None:
        self.verticalHeader().setDefaultSectionSize(px(22))
        self.setMinimumHeight(px(220))
