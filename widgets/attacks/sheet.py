"""What the catalogue tells of one attack, and how it is to be carried out."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from engine.readmodel.attack_model import CatalogueEntry
from widgets.attacks.catalogue_model import influence_words, tuple_of
from widgets.common.mime import COMMON, EXPLOITING, INSIDER, OUTSIDER, AttackKey
from widgets.common.theme import font, notifier, px, theme
from widgets.stage.emblems import entry_pixmap


class AttackSheet(QScrollArea):
    """One attack: variation and origin to choose, its tuple, what it does, by what one sees it."""

    manner_changed = Signal()
    """Another variation or origin was chosen."""
    wanted = Signal()
    """The attack is to be put on the selected nodes."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._entry: CatalogueEntry | None = None
        self._selected = 0
        self.chosen = COMMON
        """The variation asked for; an attack without it is carried out in its common one."""
        self.variation, self.origin, self.put = QComboBox(), QComboBox(), QPushButton()
        self._names = {name: QLabel() for name in ("variation", "origin")}
        self._sign, self._title, self._text = QLabel(), QLabel(), QLabel()
        for label in (self._title, self._text):
            label.setWordWrap(True)
        for combo in (self.variation, self.origin):
            combo.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._text.setTextFormat(Qt.TextFormat.RichText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.put.setProperty("main", "true")
        self.put.clicked.connect(self.wanted)
        self.variation.activated.connect(self._choose)
        self.origin.activated.connect(self._choose)
        self._lay_out()
        notifier().changed.connect(self._restyle)
        self._retranslate()
        self._restyle()

    def _lay_out(self) -> None:
        page = QWidget()
        self._column = QVBoxLayout(page)
        self._form = QFormLayout()
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._form.addRow(self._sign, self._title)
        self._form.addRow(self._names["variation"], self.variation)
        self._form.addRow(self._names["origin"], self.origin)
        self._column.addLayout(self._form)
        self._column.addWidget(self.put)
        self._column.addWidget(self._text)
        self._column.addStretch(1)
        self.setWidget(page)

    # -- what is shown -------------------------------------------------------------------------------------------

    def show_entry(self, entry: CatalogueEntry | None) -> None:
        """Another attack, or none."""
        self._entry = entry
        self.widget().setVisible(entry is not None)
        if entry is None:
            return
        self._title.setText(entry.title)
        two = entry.exploiting is not None
        reason = self.tr("{0} has a common variation only").format(entry.title)
        with QSignalBlocker(self.variation):
            self.variation.setCurrentIndex(self.variation.findData(self.chosen if two else COMMON))
        self.variation.setEnabled(two)
        self.variation.setToolTip(self.tr("As on any network, or by exploiting roles and joins") if two else reason)
        self.variation.setAccessibleDescription("" if two else reason)
        self._picture()
        self._text.setText(self._told(entry))

    def set_selected(self, number: int) -> None:
        """How many nodes are selected on the stage."""
        self._selected = number
        self.put.setEnabled(number > 0)
        self.put.setText(self.tr("Put on {0} selected").format(number) if number else self.tr("Select nodes"))
        self.put.setToolTip(self.tr("Put the attack on the selected nodes (Enter in the list)"))

    def set_variation(self, variation: str) -> None:
        """The variation for the attacks that have it."""
        self.chosen = variation
        self.show_entry(self._entry)

    def key(self) -> AttackKey | None:
        """What is to be placed."""
        if self._entry is None:
            return None
        return AttackKey(self._entry.kind, str(self.variation.currentData()), str(self.origin.currentData()))

    def _choose(self) -> None:
        if self._entry is not None and self._entry.exploiting is not None:
            self.chosen = str(self.variation.currentData())
        self.show_entry(self._entry)
        self.manner_changed.emit()

    def _picture(self) -> None:
        key = self.key()
        if key is not None:
            self._sign.setPixmap(entry_pixmap(key.text, px(36)))

    def _told(self, entry: CatalogueEntry) -> str:
        """The sheet's words as rich text; all of them come from the program itself."""
        exploiting = self.variation.currentData() == EXPLOITING
        way, yes, no = tuple_of(entry, exploiting=exploiting), self.tr("yes"), self.tr("no")
        rows = [
            ("", entry.how_exploiting if exploiting else entry.how_common),
            (self.tr("Impact on"), way.impact),
            (self.tr("Attack"), way.attack),
            (self.tr("Target"), way.target),
            (self.tr("Uses self-organisation"), yes if way.self_organisation else no),
            (self.tr("Uses decentralisation"), yes if way.decentralisation else no),
            (self.tr("Influence"), influence_words(entry)),
            (self.tr("What one sees"), entry.sign),
            (self.tr("Stopped by"), ", ".join(_hardening(name) for name in entry.stopped_by)),
            (self.tr("Source"), entry.source),
        ]
        grey = theme().muted
        told = [f'<span style="color:{grey}">{name}</span> {text}' if name else text for name, text in rows if text]
        return "".join(f'<p style="margin-top:0;margin-bottom:{px(5)}px">{line}</p>' for line in told)

    # -- looks ---------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.widget().setMaximumWidth(self.viewport().width())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        words = (
            (self.variation, ((self.tr("common"), COMMON), (self.tr("exploiting roles"), EXPLOITING))),
            (
                self.origin,
                ((self.tr("insider"), INSIDER), (self.tr("outsider"), OUTSIDER)),
            ),
        )
        for combo, choices in words:
            at = max(0, combo.currentIndex())
            with QSignalBlocker(combo):
                combo.clear()
                for text, data in choices:
                    combo.addItem(text, data)
                combo.setCurrentIndex(at)
        self._names["variation"].setText(self.tr("Variation"))
        self._names["origin"].setText(self.tr("Origin"))
        self.variation.setAccessibleName(self.tr("Variation"))
        self.origin.setAccessibleName(self.tr("Origin"))
        self.origin.setToolTip(self.tr("An insider is a node that was taken over; an outsider appears as it begins"))
        self.set_selected(self._selected)
        self.show_entry(self._entry)

    def _restyle(self) -> None:
        self._column.setContentsMargins(px(12), px(6), px(12), px(8))
        self._column.setSpacing(px(6))
        self._title.setFont(font("large", bold=True))
        self._text.setFont(font("small"))
        for label in self._names.values():
            label.setFont(font("small"))
        self.show_entry(self._entry)


def _hardening(name: str) -> str:
    """A field of `Hardening` in words."""
    return name.replace("_", " ")
