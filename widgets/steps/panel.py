"""The steps of a guided replay, one below the other: what is over, what is to be seen now, what is to come."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from engine.readmodel.snapshot import NetworkSnapshot
from widgets.common.theme import font, notifier, px, theme
from widgets.inspector.parts import Page
from widgets.steps.card import StepCard
from widgets.steps.evidence import MOST, ReplayStep, deeds, sights
from widgets.steps.mark import DONE, LIT, TO_COME


class StepsPanel(QWidget):
    """Follows the run; asks for a step by its index and runs nothing itself."""

    step_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards: list[StepCard] = []
        self._seen: dict[int, tuple[str, ...]] = {}
        self._done: dict[int, list[str]] = {}
        self._over = -1
        self.current = -1
        self.heading, self.page = QLabel(), Page()
        self.heading.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.back, self.on = QPushButton(), QPushButton()
        self.back.clicked.connect(self._go_back)
        self.on.clicked.connect(self._go_on)
        self._head = QHBoxLayout()
        self._head.addWidget(self.heading, 1)
        self._head.addWidget(self.back)
        self._head.addWidget(self.on)
        self._list = QVBoxLayout()
        self.page.column.addLayout(self._list)
        self.page.column.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head)
        column.addWidget(self.page, 1)
        notifier().changed.connect(self._restyle)
        self._restyle()
        self._retranslate()

    # -- what comes in ------------------------------------------------------------------------------------------

    def steps(self) -> tuple[ReplayStep, ...]:
        """The steps shown, in the order of their rounds."""
        return tuple(card.step for card in self.cards)

    def set_steps(self, steps: tuple[ReplayStep, ...]) -> None:
        """Show these steps."""
        steps = tuple(sorted(steps, key=lambda s: s.at))
        if steps == self.steps():
            return
        for card in self.cards:
            self._list.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = [StepCard(s, k + 1, last=k + 1 == len(steps)) for k, s in enumerate(steps)]
        for k, card in enumerate(self.cards):
            card.requested.connect(lambda at=k: self.step_requested.emit(at))
            self._list.addWidget(card)
        self.clear()

    def clear(self) -> None:
        """Forget the run."""
        self._seen, self._done, self._over = {}, {}, -1
        for card in self.cards:
            card.set_proof((), ())
        self._light(-1)

    def append(self, records: np.ndarray) -> None:
        """Take note of what the network did."""
        since = -1
        for k, step in enumerate(self.steps()):
            some = records[(records["round"] > since) & (records["round"] <= step.at)]
            since = step.at
            if new := deeds(some, step):
                self._done[k] = [*self._done.get(k, ()), *new][-MOST:]
                self._prove(k)

    def set_snapshot(self, snap: NetworkSnapshot) -> None:
        """Show another moment; how the network stood at a step is told by the picture of its very round."""
        self._over = snap.round - (snap.wave > 0)
        over = -1
        for k, step in enumerate(self.steps()):
            if step.at > self._over:
                break
            over = k
            if step.at == self._over and not snap.wave and k not in self._seen:
                self._seen[k] = sights(snap, step.nodes)
        if over != self.current:
            for k in range(over + 1):
                self._prove(k)
            self._light(over)

    def _prove(self, k: int) -> None:
        if self.cards[k].step.at <= self._over:
            self.cards[k].set_proof(self._seen.get(k, ()), self._done.get(k, ()))

    def _light(self, current: int) -> None:
        self.current = current
        for k, card in enumerate(self.cards):
            card.set_stand(DONE if k < current else LIT if k == current else TO_COME)
        if current >= 0 and self.isVisible():
            QTimer.singleShot(0, self._bring)
        self._retranslate()

    def _bring(self) -> None:
        """Scrolls to the lit step once the cards have their heights."""
        if 0 <= self.current < len(self.cards):
            self.page.ensureWidgetVisible(self.cards[self.current], 0, px(8))

    def _go_back(self) -> None:
        self.step_requested.emit(self.current - 1)

    def _go_on(self) -> None:
        self.step_requested.emit(self.current + 1)

    # -- words and looks ----------------------------------------------------------------------------------------

    def _retranslate(self) -> None:
        number = len(self.cards)
        told = self.tr("Step {0} of {1}").format(self.current + 1, number)
        self.heading.setText(told if self.current >= 0 else self.tr("{0} steps to come").format(number))
        self.back.setText(self.tr("Back"))
        self.back.setToolTip(self.tr("Go to the step before"))
        self.on.setText(self.tr("Next"))
        self.on.setToolTip(self.tr("Run on to the next step"))
        self.back.setEnabled(self.current > 0)
        self.on.setEnabled(self.current + 1 < number)
        self.setAccessibleName(self.tr("Steps of the replay"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _restyle(self) -> None:
        self.heading.setFont(font("base", bold=True))
        self.heading.setStyleSheet(f"color: {theme().text};")
        self._head.setContentsMargins(px(12), px(8), px(12), px(4))
        self._head.setSpacing(px(6))
        self._list.setSpacing(px(2))
        self.page.column.setContentsMargins(px(4), px(4), px(4), px(8))
