"""A list of planned attacks with the form of the chosen one, and a way to add random attackers."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from engine.readmodel.detail import Parameter
from widgets.common.mime import ATTACK
from widgets.common.panel import EmptyState
from widgets.common.theme import notifier, px
from widgets.inspector.plan import Plan
from widgets.stage.emblems import entry_pixmap


@dataclass(frozen=True, slots=True)
class PlannedAttack:
    """One attack as the list shows it."""

    id: str
    title: str
    where: str
    """On whom and from when, in words."""
    nodes: tuple[int, ...]
    parameters: tuple[Parameter, ...]
    key: str = ""
    """Palette key with variation and origin (`AttackKey`), which gives the picture; empty: that of the id."""

    @property
    def picture(self) -> str:
        """What the picture goes by."""
        return self.key.removeprefix(ATTACK) or self.id


def _picture(name: str) -> QIcon:
    """The emblem of an attack, by its name."""
    shown, picture = QIcon(), entry_pixmap(f"attack:{name}", px(24))
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
        shown.addPixmap(picture, mode)
    return shown


class AttackPanel(Plan):
    """What is planned; asks for changes and makes none."""

    random_requested = Signal(str, int)
    """Registered name of an attack, number of random attackers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._attacks: tuple[PlannedAttack, ...] = ()
        self.kinds, self.number = QComboBox(), QSpinBox()
        self.number.setRange(1, 20_000)
        self.number.setValue(10)
        self.add = QPushButton()
        self.add.clicked.connect(self._add)
        self.empty, self.hidden = EmptyState(), EmptyState()
        self._reveal = True
        self._lay_out()
        self._retranslate()
        notifier().changed.connect(self._restyle)
        self._restyle()
        self.set_attacks(())

    def _lay_out(self) -> None:
        self._label = QLabel()
        self._row, below = QHBoxLayout(), QHBoxLayout()
        self.kinds.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._row.addWidget(self.kinds, 1)
        self._row.addWidget(self.add)
        self.number.setMaximumWidth(px(96))
        below.addWidget(self._label)
        below.addWidget(self.number)
        below.addStretch(1)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list, 1)
        column.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignRight)
        column.addWidget(self.form, 2)
        self._stack = QStackedWidget()
        for member in (self.empty, page, self.hidden):
            self._stack.addWidget(member)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._row)
        self._column.addLayout(below)
        self._column.addWidget(self._stack, 1)

    def set_kinds(self, kinds: tuple[tuple[str, str], ...]) -> None:
        """The catalogue: registered name and title of each attack."""
        self.kinds.clear()
        for name, title in kinds:
            self.kinds.addItem(_picture(name), title, name)
        self.kinds.setIconSize(QSize(px(20), px(20)))

    def set_attacks(self, attacks: tuple[PlannedAttack, ...]) -> None:
        """Show this plan; the chosen attack stays chosen."""
        self._attacks = attacks
        items = [QListWidgetItem(_picture(a.picture), f"{a.title}\n{a.where}") for a in attacks]
        for item, attack in zip(items, attacks, strict=True):
            item.setToolTip(attack.where)
        self._show_page()
        self._show_plan(attacks, items)

    def set_reveal(self, reveal: bool) -> None:
        """Show the plan, or hide who attacks."""
        self._reveal = reveal
        self._show_page()

    def _show_page(self) -> None:
        self._stack.setCurrentIndex((1 if self._attacks else 0) if self._reveal else 2)

    def _add(self) -> None:
        self.random_requested.emit(self.kinds.currentData(), self.number.value())

    def _retranslate(self) -> None:
        self._titles = {"": self.tr("Schedule"), "params": self.tr("Parameters")}
        self._label.setText(self.tr("random nodes, number"))
        self.add.setText(self.tr("Add attack"))
        self.remove.setText(self.tr("Remove attack"))
        self.number.setAccessibleName(self.tr("Number of attackers"))
        self.kinds.setAccessibleName(self.tr("Kind of attack"))
        self.list.setAccessibleName(self.tr("Planned attacks"))
        self.hidden.set_texts(self.tr("Who attacks is hidden.\nView › Reveal attackers (Ctrl+R) shows the plan."))
        self.empty.set_texts(
            self.tr("No attack is planned. Drag one from the palette onto a node, or add random attackers above.")
        )

    def changeEvent(self, event: QEvent) -> None:
        """New words when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _restyle(self) -> None:
        self._column.setContentsMargins(px(12), px(8), px(12), px(8))
        self._column.setSpacing(px(8))
        self.list.setIconSize(QSize(px(24), px(24)))
        for row in range(self.kinds.count()):
            self.kinds.setItemIcon(row, _picture(str(self.kinds.itemData(row))))
        for row, attack in enumerate(self._attacks):
            self.list.item(row).setIcon(_picture(attack.picture))
