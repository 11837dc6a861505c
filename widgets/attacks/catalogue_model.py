"""The rows of the attack catalogue: the tuple of S2 for each attack, in the variation that is chosen."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QIcon

from engine.readmodel.attack_model import AttackTuple, CatalogueEntry
from widgets.common.theme import px
from widgets.stage.emblems import entry_pixmap

ATTACK, SELF, DECENTRAL, INFLUENCE, IMPACT, TARGET = range(6)
"""Columns."""
ANY, USES_SELF, USES_DECENTRAL, USES_NOTHING = "", "self", "decentral", "neither"
"""What an attack uses, as a filter."""
Index = QModelIndex | QPersistentModelIndex
_SIGNS = {"simplified": "+", "complicated": "−"}


def _tr(text: str) -> str:
    return QCoreApplication.translate("AttackCatalogue", text)


def tuple_of(entry: CatalogueEntry, *, exploiting: bool) -> AttackTuple:
    """The tuple in a variation; an attack without the exploiting one has its common tuple in both."""
    return entry.exploiting if exploiting and entry.exploiting is not None else entry.common


def influence_words(entry: CatalogueEntry) -> str:
    """Whether self-organisation and decentralisation make the attack easier or harder; empty where nothing is said."""
    words = {
        "simplified": _tr("+ made easier by self-organisation and decentralisation"),
        "complicated": _tr("− made harder by self-organisation and decentralisation"),
    }
    return words.get(entry.influence, "")


class CatalogueModel(QAbstractTableModel):
    """One row per attack."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.entries: tuple[CatalogueEntry, ...] = ()
        self.exploiting = False
        self._icons: dict[str, QIcon] = {}

    def set_entries(self, entries: tuple[CatalogueEntry, ...]) -> None:
        """Other attacks."""
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def set_exploiting(self, *, exploiting: bool) -> None:
        """Show the tuples of the other variation."""
        if exploiting != self.exploiting:
            self.exploiting = exploiting
            self.refresh()

    def refresh(self) -> None:
        """Pictures and words anew."""
        self._icons.clear()
        if self.entries:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.entries) - 1, TARGET))

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.entries)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else TARGET + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        titles = {
            ATTACK: (_tr("Attack"), _tr("Type of attack")),
            SELF: (_tr("S-o"), _tr("Uses self-organisation")),
            DECENTRAL: (_tr("Dec"), _tr("Uses decentralisation")),
            INFLUENCE: (_tr("±"), _tr("Made easier (+) or harder (−) by self-organisation and decentralisation")),
            IMPACT: (_tr("Impact on"), _tr("Type of impact: the object that is affected")),
            TARGET: (_tr("Target"), _tr("Target of the attack")),
        }
        if role == Qt.ItemDataRole.DisplayRole:
            return titles[section][0]
        return titles[section][1] if role == Qt.ItemDataRole.ToolTipRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry, column = self.entries[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(entry, column)
        if role == Qt.ItemDataRole.DecorationRole and column == ATTACK:
            return self._icon(entry.kind)
        if role == Qt.ItemDataRole.TextAlignmentRole and column in (SELF, DECENTRAL, INFLUENCE):
            return Qt.AlignmentFlag.AlignCenter
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return self._tip(entry, column)
        return None

    def _text(self, entry: CatalogueEntry, column: int) -> str:
        way = tuple_of(entry, exploiting=self.exploiting)
        return {
            ATTACK: entry.title,
            SELF: "✓" if way.self_organisation else "–",
            DECENTRAL: "✓" if way.decentralisation else "–",
            INFLUENCE: _SIGNS.get(entry.influence, ""),
            IMPACT: way.impact,
            TARGET: way.target,
        }[column]

    def _tip(self, entry: CatalogueEntry, column: int) -> str:
        way = tuple_of(entry, exploiting=self.exploiting)
        yes, no = _tr("yes"), _tr("no")
        uses_self = _tr("Uses self-organisation: {0}").format(yes if way.self_organisation else no)
        uses_dec = _tr("Uses decentralisation: {0}").format(yes if way.decentralisation else no)
        how = entry.how_exploiting if self.exploiting and entry.exploiting is not None else entry.how_common
        return {
            ATTACK: f"{entry.title}: {how}",
            SELF: uses_self,
            DECENTRAL: uses_dec,
            INFLUENCE: influence_words(entry),
        }.get(column, self._text(entry, column))

    def _icon(self, kind: str) -> QIcon:
        if kind not in self._icons:
            shown, picture = QIcon(), entry_pixmap(f"attack:{kind}", px(20))
            for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected, QIcon.Mode.Active):
                shown.addPixmap(picture, mode)
            self._icons[kind] = shown
        return self._icons[kind]

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled


class CatalogueFilter(QSortFilterProxyModel):
    """Leaves attacks of an impact, a class, a use, with some words."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.impact, self.impact_class, self.uses, self.words = "", -1, ANY, ""

    def choose(self, *, impact: str, impact_class: int, uses: str, words: str) -> None:
        """Another choice; an empty impact or use and a class of -1 leave all."""
        self.beginFilterChange()
        self.impact, self.impact_class, self.uses, self.words = impact, impact_class, uses, words
        self.endFilterChange()

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        model = self.sourceModel()
        if not isinstance(model, CatalogueModel):
            return False
        entry = model.entries[row]
        way = tuple_of(entry, exploiting=model.exploiting)
        names = f"{entry.title} {entry.kind} {way.attack} {way.impact} {way.target}"
        told = f"{names} {entry.how_common} {entry.how_exploiting} {entry.sign}".lower()
        uses = {
            USES_SELF: way.self_organisation,
            USES_DECENTRAL: way.decentralisation,
            USES_NOTHING: not (way.self_organisation or way.decentralisation),
        }
        return (
            (not self.impact or way.impact == self.impact)
            and self.impact_class in (-1, entry.impact_class)
            and uses.get(self.uses, True)
            and all(word in told for word in self.words.lower().split())
        )
