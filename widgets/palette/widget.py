"""The palette: drag an entry onto the stage, or click it and then click the stage."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QEvent, QMimeData, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QDrag, QFont, QFontMetricsF, QIcon, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from engine.readmodel.detail import PaletteEntry
from widgets.common.mime import ATTACK, PALETTE_MIME
from widgets.common.panel import EmptyState
from widgets.common.theme import font, notifier, px
from widgets.palette.order import attacks_in_order
from widgets.stage.attack_kinds import attack_title
from widgets.stage.emblems import entry_pixmap

_KEY = Qt.ItemDataRole.UserRole
_SHIFT = Qt.KeyboardModifier.ShiftModifier


_NARROW = 88
"""Stretch of the font of words that do not fit, percent."""


def _width(face: QFont, text: str) -> float:
    return QFontMetricsF(face).horizontalAdvance(text) + 1


class _List(QTreeWidget):
    """Groups with entries that can be dragged away."""

    chosen = Signal(str, bool)
    """Key, and whether Shift was held."""
    resized = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(px(2))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setWordWrap(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._shift = False
        self.itemClicked.connect(self._on_clicked)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def startDrag(self, actions: Qt.DropAction) -> None:
        item = self.currentItem()
        key = item.data(0, _KEY) if item is not None else None
        if not key:
            return
        data = QMimeData()
        data.setData(PALETTE_MIME, QByteArray(str(key).encode()))
        data.setText(item.text(0))
        drag = QDrag(self)
        drag.setMimeData(data)
        size = px(40)
        drag.setPixmap(entry_pixmap(str(key), size))
        drag.setHotSpot(QPoint(size // 2, size // 2))
        drag.exec(Qt.DropAction.CopyAction)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._shift = bool(event.modifiers() & _SHIFT)
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None and item.data(0, _KEY):
            self.chosen.emit(str(item.data(0, _KEY)), bool(event.modifiers() & _SHIFT))
            return
        super().keyPressEvent(event)

    def _on_clicked(self, item: QTreeWidgetItem) -> None:
        if item.data(0, _KEY):
            self.chosen.emit(str(item.data(0, _KEY)), self._shift)


class Palette(QWidget):
    """A search box over grouped entries; what is active is selected."""

    tool_requested = Signal(str)
    """The key of an entry that a click on the stage shall place; `sticky` says whether again and again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[PaletteEntry, ...] = ()
        self._sticky = False
        self.search, self.list, self._none = QLineEdit(), _List(self), EmptyState()
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self._take_first)
        self.list.chosen.connect(self._on_chosen)
        self.list.resized.connect(self._fit_titles)
        self._none.hide()
        self._none.triggered.connect(self.search.clear)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(4), px(8), px(4), px(4))
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        column.addWidget(self._none, 1)
        notifier().changed.connect(self._restyle)
        self._retranslate()

    def _retranslate(self) -> None:
        self.search.setPlaceholderText(self.tr("Find in the palette"))
        self.search.setAccessibleName(self.tr("Find in the palette"))
        self.list.setAccessibleName(self.tr("Palette"))
        hint = self.tr("Drag onto the stage, or click and then click the stage. Shift places several.")
        self.list.setAccessibleDescription(hint)
        self._none.set_texts(self.tr("Nothing in the palette is called so."), self.tr("Show all"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self.set_entries(self._entries)
        super().changeEvent(event)

    def set_entries(self, entries: tuple[PaletteEntry, ...]) -> None:
        """Shows entries by group; attacks are grouped by what they aim at."""
        active = self.active()
        self._entries = tuple(entries)
        self.list.clear()
        groups: dict[str, QTreeWidgetItem] = {}
        for group, entry in self._grouped():
            if group not in groups:
                groups[group] = self._group(group)
            groups[group].addChild(self._item(entry))
        self.list.expandAll()
        self._restyle()
        self._filter(self.search.text())
        self.set_active(active)

    def _grouped(self) -> list[tuple[str, PaletteEntry]]:
        """Entries with their groups: things as they come, then attacks by what they aim at."""
        titles = {
            "routing": self.tr("Attacks on routes"),
            "packets": self.tr("Attacks on packets"),
            "trust": self.tr("Attacks on trust"),
            "resources": self.tr("Attacks on resources"),
            "software": self.tr("Attacks on software"),
            "protocol": self.tr("Attacks on the protocol"),
            "channel": self.tr("Attacks on the channel"),
            "roles": self.tr("Attacks on roles"),
            "other": self.tr("Other attacks"),
        }
        things = [(e.group, e) for e in self._entries if not e.key.startswith(ATTACK)]
        return things + [(titles[family], entry) for family, entry in attacks_in_order(self._entries)]

    def _group(self, title: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem(self.list, [title])
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        return item

    @staticmethod
    def _item(entry: PaletteEntry) -> QTreeWidgetItem:
        short = attack_title(entry.key.removeprefix(ATTACK)) if entry.key.startswith(ATTACK) else entry.title
        named = short != entry.key.removeprefix(ATTACK)
        item = QTreeWidgetItem([short if named else entry.title])
        item.setData(0, _KEY, entry.key)
        item.setToolTip(0, f"{entry.title}: {entry.tip}" if named and short != entry.title else entry.tip)
        item.setData(0, Qt.ItemDataRole.AccessibleDescriptionRole, entry.tip)
        flags = Qt.ItemFlag
        item.setFlags(flags.ItemIsEnabled | flags.ItemIsSelectable | flags.ItemIsDragEnabled)
        return item

    def _items(self) -> list[QTreeWidgetItem]:
        roots = [self.list.topLevelItem(k) for k in range(self.list.topLevelItemCount())]
        items = (root.child(k) for root in roots if root is not None for k in range(root.childCount()))
        return [item for item in items if item is not None]

    def _restyle(self) -> None:
        """Pictures in the theme's colours, sizes under the presenter's factor."""
        size, small = px(24), QFont(font("small", bold=True))
        self.list.setIconSize(QSize(size, size))
        for k in range(self.list.topLevelItemCount()):
            group = self.list.topLevelItem(k)
            if group is not None:
                group.setFont(0, small)
                group.setSizeHint(0, QSize(0, px(24)))
        for item in self._items():
            picture, shown = entry_pixmap(str(item.data(0, _KEY)), size), QIcon()
            for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected, QIcon.Mode.Active):
                shown.addPixmap(picture, mode)
            item.setIcon(0, shown)
        self._fit_titles()

    def _fit_titles(self) -> None:
        """Titles too long for the dock are smaller, then on two lines; a word too long for it is narrower."""
        room = self.list.viewport().width() - 2 * self.list.indentation() - self.list.iconSize().width() - px(8)
        plain, small, narrow = font(), font("small"), font("small")
        narrow.setStretch(_NARROW)
        for item in self._items():
            text = item.text(0)
            longest = max(text.split(), key=len, default="")
            face = plain if _width(plain, text) <= room else small if _width(small, longest) <= room else narrow
            item.setFont(0, face)
            item.setSizeHint(0, QSize(0, px(28) if _width(face, text) <= room else px(34)))

    def _filter(self, text: str) -> None:
        words = text.lower().split()
        any_shown = not self._entries
        for k in range(self.list.topLevelItemCount()):
            group = self.list.topLevelItem(k)
            if group is None:
                continue
            shown = 0
            for j in range(group.childCount()):
                item = group.child(j)
                where = f"{item.text(0)} {item.toolTip(0)} {group.text(0)} {item.data(0, _KEY)}".lower()
                item.setHidden(not all(word in where for word in words))
                shown += not item.isHidden()
            group.setHidden(not shown)
            any_shown = any_shown or shown > 0
        self.list.setVisible(any_shown)
        self._none.setVisible(not any_shown)

    def _take_first(self) -> None:
        first = next((item for item in self._items() if not item.isHidden()), None)
        if first is not None and self.search.text():
            self._on_chosen(str(first.data(0, _KEY)), shift=False)

    def _on_chosen(self, key: str, shift: bool) -> None:
        self._sticky = shift
        self.set_active(key)
        self.tool_requested.emit(key)

    def sticky(self) -> bool:
        """The entry was chosen with Shift: it stays in hand after placing."""
        return self._sticky

    def active(self) -> str | None:
        """The key of the entry in hand."""
        items = self.list.selectedItems()
        return str(items[0].data(0, _KEY)) if items else None

    def set_active(self, key: str | None) -> None:
        """Shows which entry is in hand, without asking for anything."""
        if key is None:
            self.list.clearSelection()
            self._sticky = False
            return
        for item in self._items():
            if item.data(0, _KEY) == key:
                self.list.setCurrentItem(item)
