"""Tables 3 and 4 of S2 as pages of cards, and the attacks that the model leaves out."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from engine.readmodel.attack_model import AttackModel, ImpactClass, Threat
from widgets.common.theme import font, notifier, px, theme
from widgets.stage.attack_kinds import attack_title
from widgets.stage.emblems import entry_pixmap


def _tr(text: str) -> str:
    return QCoreApplication.translate("AttackCatalogue", text)


class CardPage(QScrollArea):
    """Cards below one another: a title, named lines, and attacks to go to; built when they come into sight."""

    attack_chosen = Signal(str)
    """Registered name."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._cards: list[tuple[str, list[tuple[str, str]], tuple[str, ...]]] = []
        self._stale = False
        notifier().changed.connect(self._rebuild)

    def show_classes(self, classes: Iterable[ImpactClass]) -> None:
        """Table 4."""
        self._cards = [
            (
                f"{c.number}. {c.title}",
                [
                    (_tr("Target"), c.target),
                    (_tr("Self-organisation"), c.self_organisation),
                    (_tr("Decentralisation"), c.decentralisation),
                ],
                c.attacks,
            )
            for c in classes
        ]
        self._rebuild()

    def show_threats(self, threats: Iterable[Threat]) -> None:
        """Table 3."""
        levels = {"high": _tr("high"), "middle": _tr("middle"), "low": _tr("low")}
        self._cards = [
            (
                t.title,
                [
                    (_tr("Importance"), levels.get(t.importance, t.importance)),
                    (_tr("Probability"), levels.get(t.probability, t.probability)),
                    (_tr("What it is"), t.description),
                ],
                t.attacks,
            )
            for t in threats
        ]
        self._rebuild()

    def show_left_out(self, model: AttackModel) -> None:
        """What the paper names and leaves out."""
        self._cards = [(attack, [(_tr("Left out"), reason)], ()) for attack, reason in model.out_of_model]
        self._rebuild()

    def _rebuild(self) -> None:
        self._stale = True
        if self.isVisible():
            self._build()

    def _build(self) -> None:
        self._stale = False
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(px(12), px(8), px(12), px(12))
        column.setSpacing(px(14))
        for title, lines, attacks in self._cards:
            column.addWidget(self._card(title, lines, attacks))
        column.addStretch(1)
        self.setWidget(page)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._build()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        page = self.widget()
        if page is None:
            return
        wide = self.viewport().width()
        page.setMaximumWidth(wide)
        for label in page.findChildren(QLabel):
            label.setMinimumHeight(label.heightForWidth(wide - 2 * px(12)))

    def _card(self, title: str, lines: list[tuple[str, str]], attacks: tuple[str, ...]) -> QWidget:
        card = QWidget()
        column = QVBoxLayout(card)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(2))
        column.addWidget(_words(title, bold=True))
        for name, text in lines:
            column.addSpacing(px(2))
            column.addWidget(_words(name, muted=True))
            column.addWidget(_words(text))
        for kind in attacks:
            column.addWidget(self._link(kind), 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _link(self, kind: str) -> QPushButton:
        button = QPushButton(QIcon(entry_pixmap(f"attack:{kind}", px(20))), attack_title(kind))
        button.setIconSize(QSize(px(20), px(20)))
        button.setToolTip(_tr("Show in the list of attacks"))
        button.setProperty("flat", "true")
        button.clicked.connect(lambda _on=False, name=kind: self.attack_chosen.emit(name))
        return button


def _words(text: str, *, bold: bool = False, muted: bool = False) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setFont(font("base" if bold else "small", bold=bold))
    if muted:
        label.setStyleSheet(f"color: {theme().muted};")
    return label
