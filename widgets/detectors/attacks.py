"""The attacks to learn: a tree by the classes of S2 Table 4, each attack in both variations (S2-115)."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QTreeWidget, QTreeWidgetItem, QWidget

from engine.readmodel.attack_model import AttackModel, CatalogueEntry
from widgets.common.icons import icon
from widgets.common.theme import notifier, px
from widgets.detectors.words import variation_word

_KEY = Qt.ItemDataRole.UserRole
FIRST = (("sinkhole", "common"), ("sinkhole", "exploiting"), ("helloflood", "common"), ("helloflood", "exploiting"))
"""What S2 has detected in its section 7."""


def _below(item: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    return [child for k in range(item.childCount()) if (child := item.child(k)) is not None]


class AttackTree(QTreeWidget):
    """Checks go up and down: a class takes all of its attacks, an attack both variations."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model_: AttackModel | None = None
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.itemChanged.connect(lambda *_: self.changed.emit())
        notifier().changed.connect(self._restyle)
        self._retranslate()
        self._restyle()

    def set_model(self, model: AttackModel) -> None:
        """The catalogue; what was checked stays checked, at first those of the paper."""
        before = self.checked() if self.model_ is not None else FIRST
        self.model_ = model
        self.blockSignals(True)
        self.clear()
        titles = {c.number: f"{c.number}. {c.title}" for c in model.classes} | {0: self.tr("Not in Table 4")}
        for number in (*(c.number for c in model.classes), 0):
            entries = [e for e in model.entries if e.impact_class == number]
            if entries:
                self._add_class(titles[number], entries, set(before))
        self.blockSignals(False)
        self.changed.emit()

    def _add_class(self, title: str, entries: list[CatalogueEntry], checked: set[tuple[str, str]]) -> None:
        top = self._item(self, title)
        for entry in entries:
            attack = self._item(top, entry.title)
            attack.setIcon(0, icon("flash-outline", "muted"))
            for variation in ("common", *(("exploiting",) if entry.exploiting is not None else ())):
                leaf = QTreeWidgetItem(attack, [variation_word(variation)])
                leaf.setFlags(leaf.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                leaf.setData(0, _KEY, (entry.kind, variation))
                on = (entry.kind, variation) in checked
                leaf.setCheckState(0, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
                leaf.setToolTip(0, entry.how_exploiting if variation == "exploiting" else entry.how_common)
            attack.setToolTip(0, f"{entry.common.impact}: {entry.common.target}")
            attack.setExpanded(any((entry.kind, v) in checked for v in ("common", "exploiting")))
        top.setExpanded(True)

    @staticmethod
    def _item(parent: QTreeWidget | QTreeWidgetItem, title: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem(parent, [title])
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsAutoTristate)
        item.setCheckState(0, Qt.CheckState.Unchecked)
        return item

    def leaves(self) -> Iterator[QTreeWidgetItem]:
        """One item for each attack in each variation."""
        for top in _below(self.invisibleRootItem()):
            for attack in _below(top):
                yield from _below(attack)

    def checked(self) -> tuple[tuple[str, str], ...]:
        """(kind, variation) of what is to be learnt, in the order of the tree."""
        return tuple(tuple(leaf.data(0, _KEY)) for leaf in self.leaves() if leaf.checkState(0) == Qt.CheckState.Checked)

    def check(self, wanted: tuple[tuple[str, str], ...]) -> None:
        """Checks these and no others."""
        self.blockSignals(True)
        for leaf in self.leaves():
            on = tuple(leaf.data(0, _KEY)) in wanted
            leaf.setCheckState(0, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self.blockSignals(False)
        self.viewport().update()
        self.changed.emit()

    def check_all(self, variation: str = "") -> None:
        """Checks everything, or everything in one variation."""
        keys = tuple(tuple(leaf.data(0, _KEY)) for leaf in self.leaves())
        self.check(tuple(k for k in keys if not variation or k[1] == variation))

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Attacks to learn"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            if self.model_ is not None:
                self.set_model(self.model_)
        super().changeEvent(event)

    def _restyle(self) -> None:
        self.setIndentation(px(18))
