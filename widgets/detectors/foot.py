"""The line below a stage: what it comes to, what is wrong, and the one main action."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from widgets.common.theme import font, notifier, px, theme
from widgets.experiments.parts import Advice


class Foot(QWidget):
    """Two lines at the left, buttons at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.go = QPushButton()
        self.go.setProperty("main", "true")
        self._rule, self._sum, self._more, self._advice = QFrame(), QLabel(), QLabel(), Advice()
        for label in (self._sum, self._more):
            label.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(0)
        for part in (self._sum, self._more, self._advice):
            words.addWidget(part)
        self._row = QHBoxLayout()
        self._row.addLayout(words, 1)
        self._row.addWidget(self.go, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._rule)
        column.addLayout(self._row)
        notifier().changed.connect(self._restyle)
        self._restyle()

    def add(self, button: QPushButton) -> None:
        """One more action, left of the main one."""
        self._row.insertWidget(self._row.count() - 1, button, 0, Qt.AlignmentFlag.AlignVCenter)

    def say(self, text: str, more: str = "", fault: str = "") -> None:
        """What the stage comes to, a second line, and what is wrong."""
        self._sum.setText(text)
        self._more.setText(more)
        self._more.setVisible(bool(more))
        self._advice.say(fault, bad=bool(fault))

    def text(self) -> str:
        """All that is said, in one line."""
        return "  ".join(filter(None, (self._sum.text(), self._more.text(), self._advice.text())))

    def _restyle(self) -> None:
        t = theme()
        self._rule.setFixedHeight(1)
        self._rule.setStyleSheet(f"background: {t.line};")
        self._row.setContentsMargins(px(20), px(8), px(20), px(10))
        self._row.setSpacing(px(12))
        self._sum.setFont(font("base", bold=True))
        self._more.setFont(font("small"))
        self._more.setStyleSheet(f"color: {t.muted};")
        self.go.setMinimumWidth(px(112))
