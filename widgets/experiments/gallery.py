"""The list at the left: experiments as cards, below them earlier results."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.readmodel.experiment import Preset
from widgets.common.icons import icon
from widgets.common.theme import font, notifier, px, theme
from widgets.experiments.card import ExperimentCard
from widgets.experiments.order import Earlier
from widgets.experiments.parts import sentence

SHOWN = 8
"""Earlier results listed at most."""


class Gallery(QScrollArea):
    """One column that scrolls."""

    chosen = Signal(str)
    """Name of an experiment."""
    earlier_chosen = Signal(str)
    """Folder of an earlier result."""
    open_requested = Signal()
    """A folder is to be chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards: dict[str, ExperimentCard] = {}
        self._presets: tuple[Preset, ...] = ()
        self._earlier: tuple[Earlier, ...] = ()
        self._links: list[QToolButton] = []
        self._document = ""
        self._group = QButtonGroup(self)
        self._title = QLabel()
        self._old_title, self._old_hint = QLabel(), QLabel()
        self._old_hint.setWordWrap(True)
        self._open = QToolButton()
        self._open.setIcon(icon("folder-open-outline"))
        self._open.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._open.clicked.connect(self.open_requested)
        self._lay_out()
        notifier().changed.connect(self._restyle)
        self._retranslate()
        self._restyle()

    def _lay_out(self) -> None:
        page = QWidget()
        self._column = QVBoxLayout(page)
        self._list, self._old = QVBoxLayout(), QVBoxLayout()
        self._old.setSpacing(0)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._open)
        self._column.addLayout(head)
        self._column.addLayout(self._list)
        self._column.addSpacing(8)
        self._column.addWidget(self._old_title)
        self._column.addWidget(self._old_hint)
        self._column.addLayout(self._old)
        self._column.addStretch(1)
        self.setWidget(page)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    # -- what comes in -------------------------------------------------------------------------------------

    def set_presets(self, presets: tuple[Preset, ...]) -> None:
        """Lists these experiments."""
        self._presets = presets
        for card in self.cards.values():
            self._group.removeButton(card)
            self._list.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = {}
        for preset in presets:
            card = ExperimentCard(*self._words(preset))
            card.clicked.connect(partial(self.chosen.emit, preset.name))
            self._group.addButton(card)
            self._list.addWidget(card)
            card.show()  # at once, so that it can take the keyboard
            self.cards[preset.name] = card
        self._order_keys()

    def _order_keys(self) -> None:
        """The tab key goes down the list before it leaves it."""
        for before, after in pairwise([self._open, *self.cards.values(), *self._links]):
            QWidget.setTabOrder(before, after)

    def set_document(self, name: str) -> None:
        """What the open scenario is called."""
        self._document = name
        self._retell()

    def set_earlier(self, found: tuple[Earlier, ...]) -> None:
        """Lists results found on disk, the newest first."""
        self._earlier = found
        for link in self._links:
            self._old.removeWidget(link)
            link.hide()
            link.deleteLater()
        self._links = []
        for one in found[:SHOWN]:
            button = QToolButton()
            moment = f"{datetime.fromtimestamp(one.when).astimezone():%m-%d %H:%M}"
            button.setText(f"{one.title}  ·  {moment}")
            button.setFont(font("small"))
            button.setToolTip(one.folder)
            button.setIcon(icon("chart-line", "muted"))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            button.clicked.connect(partial(self.earlier_chosen.emit, one.folder))
            self._old.addWidget(button)
            self._links.append(button)
        self._old_hint.setVisible(not found)
        self._order_keys()

    def mark(self, name: str) -> None:
        """Checks a card without telling; an empty name checks none."""
        self._group.setExclusive(False)
        for key, card in self.cards.items():
            card.setChecked(key == name)
        self._group.setExclusive(True)
        if name in self.cards:
            self.ensureWidgetVisible(self.cards[name], 0, px(8))

    def set_note(self, name: str, note: str) -> None:
        """A few words on a card."""
        if name in self.cards:
            self.cards[name].set_note(note)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down go from card to card and choose."""
        names = list(self.cards)
        here = next((k for k, name in enumerate(names) if self.cards[name].hasFocus()), None)
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if here is None or step is None:
            super().keyPressEvent(event)
            return
        card = self.cards[names[min(max(here + step, 0), len(names) - 1)]]
        card.setFocus(Qt.FocusReason.TabFocusReason)
        card.click()

    # -- words and look ------------------------------------------------------------------------------------

    def _words(self, preset: Preset) -> tuple[str, str, str]:
        if not preset.free:
            return preset.title, preset.source, sentence(preset.paper)
        name = self._document or self.tr("the open scenario")
        claim = self.tr("Vary any values of “%1” and measure what you like").replace("%1", name)
        return self.tr("Free sweep over this scenario"), self.tr("Your own"), claim

    def _retell(self) -> None:
        for preset in self._presets:
            self.cards[preset.name].set_words(*self._words(preset))

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Experiments"))
        self._title.setText(self.tr("Experiments"))
        self._old_title.setText(self.tr("Earlier results"))
        self._old_hint.setText(self.tr("None in the results folder yet."))
        self._open.setText(self.tr("Open…"))
        self._open.setToolTip(self.tr("Open the folder of an earlier result"))
        self._retell()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._restyle()  # the scroll area has given its labels the font of the application

    def _restyle(self) -> None:
        self._column.setContentsMargins(px(16), px(10), px(12), px(12))
        self._column.setSpacing(px(6))
        self._list.setSpacing(px(5))
        self._title.setFont(font("large", bold=True))
        self._old_title.setFont(font("base", bold=True))
        self._old_hint.setFont(font("small"))
        self._old_hint.setStyleSheet(f"color: {theme().muted};")
