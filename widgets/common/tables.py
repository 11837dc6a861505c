"""What all tables do: copy what is selected, remember the widths of their columns."""

from __future__ import annotations

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QTableView, QTreeView


def selected_text(view: QAbstractItemView) -> str:
    """The selected rows with their headings, tab separated."""
    model = view.model()
    columns = range(model.columnCount())
    horizontal = Qt.Orientation.Horizontal
    lines = ["\t".join(str(model.headerData(c, horizontal, Qt.ItemDataRole.DisplayRole) or "") for c in columns)]
    rows = sorted({(i.parent(), i.row()) for i in view.selectedIndexes()}, key=lambda p: (p[0].row(), p[1]))
    for parent, row in rows:
        cells = (model.index(row, c, parent).data(Qt.ItemDataRole.DisplayRole) for c in columns)
        lines.append("\t".join("" if cell is None else str(cell) for cell in cells))
    return "\n".join(lines)


def copy_selection(view: QAbstractItemView) -> None:
    """Put the selected rows on the clipboard."""
    QGuiApplication.clipboard().setText(selected_text(view))


def install_copy(view: QAbstractItemView) -> None:
    """Ctrl+C copies the selected rows."""
    shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), view)
    shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
    shortcut.activated.connect(lambda: copy_selection(view))


class _Kept:
    store: QSettings | None = None


def keep_widths_in(store: QSettings | None) -> None:
    """Where tables made from now on remember the widths of their columns; None: nowhere."""
    _Kept.store = store


def remember_widths(view: QTableView | QTreeView, name: str) -> None:
    """Give the columns the widths they had, and keep them when they change, once `keep_widths_in` was told where."""
    store = _Kept.store
    if store is None:
        return
    header = view.horizontalHeader() if isinstance(view, QTableView) else view.header()
    key = f"columns/{name}"
    state = store.value(key)
    if state is not None:
        header.restoreState(state)
    header.sectionResized.connect(lambda *_: store.setValue(key, header.saveState()))
