"""One step of a replay: mark, title, round, text, what proves it, and the way to it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout

from widgets.common.keys import keep_keys
from widgets.common.theme import font, notifier, px, theme
from widgets.steps.evidence import ReplayStep
from widgets.steps.mark import DONE, LIT, StepMark


class StepCard(QFrame):
    """Shows a step; asks for the way to it and goes nowhere itself."""

    requested = Signal()

    def __init__(self, step: ReplayStep, number: int, *, last: bool) -> None:
        super().__init__()
        self.step, self._number = step, number
        self.mark = StepMark(number, last=last)
        self.title, self.when, self.text = QLabel(step.title), QLabel(), QLabel(step.text)
        self.proof, self.go = QLabel(), QPushButton()
        for label in (self.title, self.when, self.text, self.proof):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.text.setVisible(bool(step.text))
        self.proof.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.proof.hide()
        keep_keys(self.go, Qt.Key.Key_Space)
        self.go.clicked.connect(self.requested)
        self._words = QVBoxLayout()
        for part in (self.title, self.when, self.text, self.proof):
            self._words.addWidget(part)
        self._words.addWidget(self.go, 0, Qt.AlignmentFlag.AlignLeft)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.mark)
        self._row.addLayout(self._words, 1)
        notifier().changed.connect(self._restyle)
        self._retranslate()
        self._restyle()

    def set_stand(self, stand: int) -> None:
        """`mark.TO_COME`, `LIT` or `DONE`."""
        if stand != self.mark.stand:
            self.mark.set_stand(stand)
            self._retranslate()
            self._restyle()

    def set_proof(self, sights: Sequence[str], deeds: Sequence[str]) -> None:
        """How the network stood at the end of the round, and what it had done since the step before."""
        lines = [f"· {line}" for line in sights] + [f"✓ {line}" for line in deeds]
        self.proof.setText("\n".join(lines))
        self.proof.setVisible(bool(lines))

    def _retranslate(self) -> None:
        when = self.tr("round {0}").format(self.step.at)
        stand = {LIT: self.tr("now"), DONE: self.tr("done")}.get(self.mark.stand)
        parts = [when] if stand is None else [when, stand]
        self.when.setText(" · ".join(parts))
        self.go.setText(self.tr("Go to this step"))
        self.go.setToolTip(
            self.tr("Runs to the end of round {0}; from the start where it is past").format(self.step.at)
        )
        self.go.setAccessibleName(f"{self.go.text()}: {self.step.title}")
        self.go.setAccessibleDescription(f"{self.when.text()}. {self.step.text}")
        self.setAccessibleName(f"{self._number}. {self.step.title}, {self.when.text()}")

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _restyle(self) -> None:
        t = theme()
        lit = self.mark.stand == LIT
        self.setObjectName("step")
        edge = t.accent if lit else "transparent"
        back = t.surface2 if lit else "transparent"
        self.setStyleSheet(f"#step {{ background: {back}; border-left: {px(3)}px solid {edge}; }}")
        self._row.setContentsMargins(px(8), px(6), px(12), px(6))
        self._row.setSpacing(px(8))
        self._words.setContentsMargins(0, px(2), 0, px(6))
        self._words.setSpacing(px(3))
        self.title.setFont(font("base", bold=True))
        for label in (self.when, self.text, self.proof):
            label.setFont(font("small"))
        self.when.setStyleSheet(f"color: {t.accent if lit else t.muted};")
        self.proof.setStyleSheet(f"color: {t.muted};")
        self.go.setFont(font("small"))
