"""The catalogue of attacks: browse, filter, read, and drag onto the stage in the chosen variation."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QEvent, QMimeData, QModelIndex, QPoint, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QDrag, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.readmodel.attack_model import AttackModel, CatalogueEntry
from widgets.attacks.catalogue_model import (
    ANY,
    ATTACK,
    DECENTRAL,
    IMPACT,
    INFLUENCE,
    SELF,
    USES_DECENTRAL,
    USES_NOTHING,
    USES_SELF,
    CatalogueFilter,
    CatalogueModel,
)
from widgets.attacks.pages import CardPage
from widgets.attacks.sheet import AttackSheet
from widgets.common.icons import icon
from widgets.common.mime import COMMON, EXPLOITING, PALETTE_MIME
from widgets.common.panel import EmptyState
from widgets.common.tables import install_copy, remember_widths
from widgets.common.theme import notifier, px
from widgets.stage.emblems import entry_pixmap

_ATTACKS, _CLASSES, _THREATS, _LEFT_OUT = range(4)


class _Table(QTableView):
    """Rows that can be dragged away, or put on the selected nodes with Enter."""

    entered = Signal()
    dragged = Signal()

    def startDrag(self, actions: Qt.DropAction) -> None:
        self.dragged.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
            return
        super().keyPressEvent(event)


class AttackCatalogue(QWidget):
    """The model of attacks, to choose from. It changes nothing; it asks."""

    put_requested = Signal(str)
    """Key of an attack (`AttackKey`) that is to be put on the selected nodes."""
    export_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = AttackModel((), (), (), ())
        self._free = True
        self.page, self.search, self.export = QComboBox(), QLineEdit(), QToolButton()
        self.impact, self.classes, self.uses = QComboBox(), QComboBox(), QComboBox()
        self.rows, self.filter, self.table = CatalogueModel(self), CatalogueFilter(self), _Table()
        self.sheet, self.none = AttackSheet(), EmptyState()
        self.class_page, self.threat_page, self.left_out = CardPage(), CardPage(), CardPage()
        self._lay_out()
        self._set_up_table()
        self._connect()
        self._retranslate()
        notifier().changed.connect(self._restyle)
        self._restyle()
        self._show_current()

    def _lay_out(self) -> None:
        head, self._filters = QHBoxLayout(), QHBoxLayout()
        for combo in (self.page, self.impact, self.classes, self.uses):
            combo.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        head.addWidget(self.page, 1)
        head.addWidget(self.export)
        words = QHBoxLayout()
        words.addWidget(self.search, 1)
        words.addWidget(self.uses, 1)
        for combo in (self.impact, self.classes):
            self._filters.addWidget(combo, 1)
        self._halves = QSplitter(Qt.Orientation.Vertical)
        self._halves.addWidget(self.table)
        self._halves.addWidget(self.sheet)
        self._halves.setStretchFactor(0, 1)
        self._halves.setStretchFactor(1, 1)
        self._halves.setChildrenCollapsible(False)
        self._list = QStackedWidget()
        self._list.addWidget(self._halves)
        self._list.addWidget(self.none)
        attacks = QWidget()
        column = QVBoxLayout(attacks)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(words)
        column.addLayout(self._filters)
        column.addWidget(self._list, 1)
        self._stack = QStackedWidget()
        for member in (attacks, self.class_page, self.threat_page, self.left_out):
            self._stack.addWidget(member)
        self._column = QVBoxLayout(self)
        self._column.addLayout(head)
        self._column.addWidget(self._stack, 1)

    def _set_up_table(self) -> None:
        table = self.table
        self.filter.setSourceModel(self.rows)
        table.setModel(self.filter)
        table.setSortingEnabled(True)
        table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setDragEnabled(True)
        table.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setMinimumHeight(px(96))
        table.verticalHeader().hide()
        table.horizontalHeader().setHighlightSections(False)
        table.horizontalHeader().setMinimumSectionSize(px(28))
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        table.horizontalHeader().setStretchLastSection(True)
        for column, wide in ((ATTACK, 150), (SELF, 36), (DECENTRAL, 36), (INFLUENCE, 28), (IMPACT, 120)):
            table.setColumnWidth(column, px(wide))
        remember_widths(table, "attack-catalogue")
        install_copy(table)

    def _connect(self) -> None:
        self.page.currentIndexChanged.connect(self._stack.setCurrentIndex)
        self.export.clicked.connect(self.export_requested)
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._choose)
        self.search.returnPressed.connect(self.table.setFocus)
        for combo in (self.impact, self.classes, self.uses):
            combo.currentIndexChanged.connect(self._choose)
        self.none.triggered.connect(self.show_all)
        self.table.selectionModel().currentRowChanged.connect(self._show_current)
        self.table.entered.connect(self._put)
        self.table.dragged.connect(self._drag)
        self.sheet.wanted.connect(self._put)
        self.sheet.manner_changed.connect(self._change_manner)
        for page in (self.class_page, self.threat_page):
            page.attack_chosen.connect(self.show_attack)

    # -- contents ------------------------------------------------------------------------------------------------

    def set_model(self, model: AttackModel) -> None:
        """The attacks to choose from, with the tables around them."""
        self._model = model
        self.rows.set_entries(model.entries)
        self._fill()
        if self.table.currentIndex().row() < 0 and model.entries:
            self.table.selectRow(0)

    def set_organised(self, *, organised: bool) -> None:
        """Whether the network organises itself: until the user has chosen, that says which variation is meant."""
        if self._free and self.sheet.chosen != (EXPLOITING if organised else COMMON):
            self.sheet.set_variation(EXPLOITING if organised else COMMON)
            self._follow()

    def set_selected(self, number: int) -> None:
        """How many nodes are selected on the stage."""
        self.sheet.set_selected(number)

    def show_all(self) -> None:
        """No filter."""
        self.search.clear()
        for combo in (self.impact, self.classes, self.uses):
            combo.setCurrentIndex(0)

    def show_attack(self, kind: str) -> None:
        """Bring one attack to the front, by its registered name."""
        self.page.setCurrentIndex(_ATTACKS)
        self.show_all()
        row = next((k for k, entry in enumerate(self._model.entries) if entry.kind == kind), -1)
        if row >= 0:
            index = self.filter.mapFromSource(self.rows.index(row, ATTACK))
            self.table.setCurrentIndex(index)
            self.table.scrollTo(index)
            self.table.setFocus()

    def current(self) -> CatalogueEntry | None:
        """The chosen attack."""
        index = self.filter.mapToSource(self.table.currentIndex())
        return self._model.entries[index.row()] if index.isValid() else None

    def shown(self) -> tuple[str, ...]:
        """Registered names of the attacks in the list, as they stand."""
        rows = (self.filter.mapToSource(self.filter.index(k, 0)).row() for k in range(self.filter.rowCount()))
        return tuple(self._model.entries[row].kind for row in rows)

    # -- what the user does --------------------------------------------------------------------------------------

    def _choose(self) -> None:
        """The filter follows its fields."""
        number = self.classes.currentData()
        self.filter.choose(
            impact=str(self.impact.currentData() or ""),
            impact_class=-1 if number is None else int(number),
            uses=str(self.uses.currentData() or ANY),
            words=self.search.text(),
        )
        if self.table.currentIndex().row() < 0 and self.filter.rowCount():
            self.table.selectRow(0)
        self._list.setCurrentIndex(0 if self.filter.rowCount() or not self._model.entries else 1)
        self._show_current()

    def _show_current(self, _now: QModelIndex | None = None, _before: QModelIndex | None = None) -> None:
        self.sheet.show_entry(self.current())

    def _change_manner(self) -> None:
        self._free = False
        self._follow()

    def _follow(self) -> None:
        """The list shows the tuples of the variation that is meant."""
        self.rows.set_exploiting(exploiting=self.sheet.chosen == EXPLOITING)
        self._fill_impacts()
        self._choose()

    def _put(self) -> None:
        key = self.sheet.key()
        if key is not None and self.sheet.put.isEnabled():
            self.put_requested.emit(key.text)

    def _drag(self) -> None:
        key = self.sheet.key()
        if key is None:
            return
        drag = QDrag(self.table)
        drag.setMimeData(drag_data(key.text))
        size = px(40)
        drag.setPixmap(entry_pixmap(key.text, size))
        drag.setHotSpot(QPoint(size // 2, size // 2))
        drag.exec(Qt.DropAction.CopyAction)

    # -- words and looks -----------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        pages = (
            self.tr("All attacks"),
            self.tr("Classes of impact (Table 4)"),
            self.tr("Threats (Table 3)"),
            self.tr("Left out of the model"),
        )
        _refill(self.page, [(text, k) for k, text in enumerate(pages)])
        self.search.setPlaceholderText(self.tr("Find an attack"))
        self.export.setToolTip(self.tr("Export the catalogue as JSON"))
        self.export.setAccessibleName(self.export.toolTip())
        for combo, name in (
            (self.page, self.tr("Page of the catalogue")),
            (self.impact, self.tr("Impact on")),
            (self.classes, self.tr("Class of impact")),
            (self.uses, self.tr("Uses")),
        ):
            combo.setAccessibleName(name)
            combo.setToolTip(name)
        self.search.setAccessibleName(self.tr("Find an attack"))
        self.table.setAccessibleName(self.tr("Catalogue of attacks"))
        self.table.setAccessibleDescription(self.tr("Drag a row onto a node, or press Enter to attack the selection"))
        self.none.set_texts(self.tr("No attack fits this choice."), self.tr("Show all"))
        self._fill()

    def _fill(self) -> None:
        """The pages and the choices of the filter."""
        classes = [(f"{c.number}. {c.title}", c.number) for c in self._model.classes]
        _refill(self.classes, [(self.tr("Class"), None), *classes, (self.tr("Not in Table 4"), 0)])
        uses = ((self.tr("Self-organisation"), USES_SELF), (self.tr("Decentralisation"), USES_DECENTRAL))
        neither = (self.tr("Neither"), USES_NOTHING)
        _refill(self.uses, [(self.tr("Uses"), ANY), *uses, neither])
        self._fill_impacts()
        self.class_page.show_classes(self._model.classes)
        self.threat_page.show_threats(self._model.threats)
        self.left_out.show_left_out(self._model)
        self._choose()

    def _fill_impacts(self) -> None:
        impacts = dict.fromkeys(e.common.impact for e in self._model.entries)
        impacts |= dict.fromkeys(e.exploiting.impact for e in self._model.entries if e.exploiting is not None)
        _refill(self.impact, [(self.tr("Impact"), ""), *((text, text) for text in impacts)])

    def _restyle(self) -> None:
        self._column.setContentsMargins(px(8), px(8), px(8), 0)
        self._column.setSpacing(px(6))
        self._filters.setSpacing(px(4))
        self.export.setIcon(icon("export-variant"))
        self.table.setIconSize(QSize(px(20), px(20)))
        self.table.verticalHeader().setDefaultSectionSize(px(28))
        self.rows.refresh()


def drag_data(key: str) -> QMimeData:
    """What a dragged row carries: the same as an entry of the palette."""
    data = QMimeData()
    data.setData(PALETTE_MIME, QByteArray(key.encode()))
    data.setText(key)
    return data


def _refill(combo: QComboBox, choices: list[tuple[str, object]]) -> None:
    """Other choices; what was chosen stays chosen."""
    at = combo.currentIndex()
    with QSignalBlocker(combo):
        combo.clear()
        for text, data in choices:
            combo.addItem(text, data)
            combo.setItemData(combo.count() - 1, text, Qt.ItemDataRole.ToolTipRole)
        combo.setCurrentIndex(min(max(0, at), combo.count() - 1))
