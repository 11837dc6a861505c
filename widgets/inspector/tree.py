"""A small table that keeps its rows, its selection and its order while its figures change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from widgets.common.keys import ARROWS, keep_keys
from widgets.common.tables import install_copy, remember_widths
from widgets.common.theme import STEPS, font, notifier, px

SORT_ROLE = Qt.ItemDataRole.UserRole
ROW = 22
"""Height of a row on the grid."""
KEY_ROLE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says; a number sorts by ``order``."""

    text: str
    order: float | None = None
    colour: QColor | None = None
    tip: str = ""
    bold: bool = False


class _Item(QTreeWidgetItem):
    def __lt__(self, other: QTreeWidgetItem) -> bool:
        column = self.treeWidget().sortColumn()
        mine, its = self.data(column, SORT_ROLE), other.data(column, SORT_ROLE)
        if mine is not None and its is not None:
            return bool(mine < its)
        return self.text(column) < other.text(column)


class _Rows(QStyledItemDelegate):
    """Rows of one height, on the grid."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        hint = super().sizeHint(option, index)
        hint.setHeight(px(ROW))
        return hint


class ValueTree(QTreeWidget):
    """Rows by key. Figures stand at the right of their columns; Ctrl+C copies rows.

    Args:
        name: Under which the widths of the columns are remembered.
        sortable: A click on a heading sorts.
        stretch: The column that takes the room left over.
        parent: Owner.
    """

    def __init__(self, name: str, *, sortable: bool = True, stretch: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: dict[object, QTreeWidgetItem] = {}
        self._name, self._stretch = name, stretch
        self._widths: tuple[int, ...] = ()
        self.setFrameShape(QTreeWidget.Shape.NoFrame)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setItemDelegate(_Rows(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        if sortable:
            self.setSortingEnabled(True)
            self.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        install_copy(self)
        keep_keys(self, *ARROWS, Qt.Key.Key_Home, Qt.Key.Key_End)
        notifier().changed.connect(self._restyle)

    def set_columns(self, titles: Sequence[str], widths: Sequence[int], tips: Sequence[str] = ()) -> None:
        """Headings and first widths in pixels of the grid."""
        first = not self._widths
        self._widths = tuple(widths)
        self.setHeaderLabels(list(titles))
        for column, tip in enumerate(tips):
            self.headerItem().setToolTip(column, tip)
        for column in range(1, len(titles)):
            self.headerItem().setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.header().setStretchLastSection(False)
        self.header().setMinimumSectionSize(px(16))
        self._restyle()
        if first:
            remember_widths(self, self._name)

    def _restyle(self) -> None:
        size, gap = px(STEPS["small"]), px(4)
        self.header().setStyleSheet(f"QHeaderView::section {{ font-size: {size}px; padding: {gap}px {gap}px; }}")
        for column, width in enumerate(self._widths):
            stretched = column == self._stretch
            mode = QHeaderView.ResizeMode.Stretch if stretched else QHeaderView.ResizeMode.Interactive
            self.header().setSectionResizeMode(column, mode)
            if not stretched:
                self.setColumnWidth(column, px(width))

    def set_rows(self, rows: Sequence[tuple[object, Sequence[Cell]]], parent: QTreeWidgetItem | None = None) -> None:
        """Show these rows; those with keys known from before are changed in place."""
        sorting, column, order = (
            self.isSortingEnabled(),
            self.sortColumn(),
            self.header().sortIndicatorOrder(),
        )
        self.setSortingEnabled(False)
        keys = {key for key, _ in rows}
        for key in [k for k in self._items if k not in keys]:
            self._remove(self._items.pop(key))
        for key, cells in rows:
            item = self._items.get(key)
            if item is None:
                item = self._items[key] = _Item(parent or self)
                item.setData(0, KEY_ROLE, key)
            fill(item, cells)
        if sorting:
            self.setSortingEnabled(True)
            self.sortByColumn(column, order)

    def _remove(self, item: QTreeWidgetItem) -> None:
        parent = item.parent() or self.invisibleRootItem()
        parent.removeChild(item)

    def current_key(self) -> object:
        """Key of the row that is chosen, or None."""
        item = self.currentItem()
        return None if item is None else item.data(0, KEY_ROLE)

    def fit_height(self, most: int = 12) -> None:
        """Be as high as the rows in sight, up to so many."""
        rows = self._visible(self.invisibleRootItem())
        self.setFixedHeight(self.header().sizeHint().height() + px(ROW) * max(1, min(rows, most)) + 4)

    def _visible(self, item: QTreeWidgetItem) -> int:
        below_item = (item.child(index) for index in range(item.childCount()))
        children = [child for child in below_item if child is not None]
        below = (self._visible(child) for child in children if child.isExpanded())
        return len(children) + sum(below)


def fill(item: QTreeWidgetItem, cells: Sequence[Cell]) -> None:
    """Put cells into a row; only what differs is touched."""
    for column, cell in enumerate(cells):
        if item.text(column) != cell.text:
            item.setText(column, cell.text)
        item.setData(column, SORT_ROLE, cell.order)
        item.setForeground(column, QBrush(cell.colour) if cell.colour is not None else QBrush())
        item.setToolTip(column, cell.tip)
        if cell.bold:
            item.setFont(column, font(bold=True))
        if cell.order is not None and column:
            item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
