"""The stage as a list: for searching, for sorting, and for those who cannot see the canvas."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from widgets.common.theme import px
from widgets.stage.outline_model import DISTRUST, ID, ROLE, STATE, OutlineModel
from widgets.stage.scene import Scene
from widgets.stage.widget import Stage

_REFRESH_MS = 800


class Outline(QWidget):
    """A sortable table of nodes with a filter box; `attach` keeps it in step with a stage, both ways."""

    selection_changed = Signal(tuple)
    activated = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = OutlineModel()
        self._quiet = False
        self._scene: Scene | None = None
        self.search, self.table, self._count = QLineEdit(), QTreeView(), QLabel()
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._on_filter)
        self._set_up_table()
        self._count.setProperty("role", "hint")
        column = QVBoxLayout(self)
        column.setContentsMargins(px(4), px(6), px(4), px(4))
        column.addWidget(self.search)
        column.addWidget(self.table, 1)
        column.addWidget(self._count)
        self._timer = QTimer(self, interval=_REFRESH_MS, singleShot=True)
        self._timer.timeout.connect(self._refresh)
        self._retranslate()

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self._model)
        table.setRootIsDecorated(False)
        table.setUniformRowHeights(True)
        table.setAlternatingRowColors(True)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setSortingEnabled(True)
        table.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        table.header().setStretchLastSection(True)
        table.header().setMinimumSectionSize(px(30))
        for section, width in enumerate((36, 66, 62, 48, 56)):
            table.header().resizeSection(section, px(width))
        table.header().moveSection(STATE, ROLE)
        table.sortByColumn(ID, table.header().sortIndicatorOrder().AscendingOrder)
        table.activated.connect(self._on_activated)
        table.selectionModel().selectionChanged.connect(self._on_selection)

    def _retranslate(self) -> None:
        self.search.setPlaceholderText(self.tr("Find by id, role or state"))
        self.search.setAccessibleName(self.tr("Find nodes"))
        self.table.setAccessibleName(self.tr("Outline of the network"))
        self._tell_count()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._model.headerDataChanged.emit(1, 0, DISTRUST)
        super().changeEvent(event)

    def attach(self, stage: Stage) -> None:
        """Follows a stage: its network, and its selection in both directions."""
        stage.snapshot_changed.connect(lambda: self.set_scene(stage.scene))
        stage.selection_changed.connect(self.select)
        self.selection_changed.connect(stage.select)
        self.activated.connect(lambda node: stage.zoom_to((node,)))
        self.set_scene(stage.scene)
        self.select(stage.selection())

    def set_scene(self, scene: Scene | None) -> None:
        """Shows a scene, about once a second while it changes and only while visible."""
        fresh = scene is None or self._scene is None or len(scene.snap.ids) != self._model.rowCount()
        self._scene = scene
        if fresh and self.isVisible():
            self._refresh()
        elif not self._timer.isActive():
            self._timer.start()

    def showEvent(self, event: QShowEvent) -> None:
        self._refresh()
        super().showEvent(event)

    def _refresh(self) -> None:
        self._timer.stop()
        if not self.isVisible():
            return
        chosen = self.selection()
        self._quiet = True
        self._model.set_scene(self._scene)
        self._quiet = False
        if chosen and not self.table.selectionModel().hasSelection():
            self.select(chosen)
        self._tell_count()

    def _tell_count(self) -> None:
        total = self._scene.n if self._scene is not None else 0
        self._count.setText(self.tr("{0} of {1} shown").format(self._model.rowCount(), total))

    def _on_filter(self, text: str) -> None:
        chosen = self.selection()
        self._quiet = True
        self._model.set_filter(text)
        self._quiet = False
        self.select(chosen)
        self._tell_count()

    def selection(self) -> tuple[int, ...]:
        """Ids selected in the table."""
        lines = {index.row() for index in self.table.selectionModel().selectedRows()}
        return tuple(sorted(self._model.id_at(line) for line in lines))

    def select(self, ids: tuple[int, ...]) -> None:
        """Selects rows by id, without telling."""
        if tuple(sorted(ids)) == self.selection():
            return
        chosen = QItemSelection()
        lines = self._model.lines_of(tuple(ids))
        for line in lines:
            chosen.select(self._model.index(line, ID), self._model.index(line, DISTRUST))
        self._quiet = True
        self.table.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._quiet = False
        if lines:
            self.table.scrollTo(self._model.index(lines[0], ID))

    def _on_selection(self) -> None:
        if not self._quiet:
            self.selection_changed.emit(self.selection())

    def _on_activated(self, index: QModelIndex) -> None:
        self.activated.emit(self._model.id_at(index.row()))
