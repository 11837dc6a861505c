"""The frame of every panel: a title, what it is for, the one main action; and what an empty one says."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from widgets.common.theme import notifier, px


class ElidedLabel(QLabel):
    """A label of one line that ends in … where room is short and then tells the whole as its tooltip."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._full = ""
        self.setMinimumWidth(24)
        self.set_full_text(text)

    def set_full_text(self, text: str) -> None:
        """The text before it is shortened."""
        self._full = text
        self._elide()

    def full_text(self) -> str:
        """The text before it is shortened."""
        return self._full

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        shown = self.fontMetrics().elidedText(self._full, Qt.TextElideMode.ElideRight, max(24, self.width()))
        super().setText(shown)
        self.setToolTip(self._full if shown != self._full else "")

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        hint.setWidth(24)
        return hint


class Panel(QFrame):
    """A titled panel; put the contents into `body`.

    Args:
        title: Its name.
        hint: One line saying what it is for.
        action: The one main action, shown at the right of the title.
        parent: Owner.
    """

    def __init__(
        self, title: str = "", hint: str = "", action: QAction | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._title, self._hint = QLabel(), ElidedLabel()
        self._title.setProperty("role", "title")
        self._hint.setProperty("role", "hint")
        self._button = QToolButton()
        self._button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._hint)
        head = QFrame()
        head.setProperty("panelhead", "true")
        self._head = QHBoxLayout(head)
        self._head.addLayout(words, 1)
        self._head.addWidget(self._button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.body = QVBoxLayout()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(head)
        outer.addLayout(self.body, 1)
        self.set_texts(title, hint)
        self.set_action(action)
        notifier().changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self._head.setContentsMargins(px(12), px(6), px(8), px(6))
        self.body.setContentsMargins(0, 0, 0, 0)

    def set_texts(self, title: str, hint: str) -> None:
        """New words, after a change of language."""
        self._title.setText(title)
        self._hint.set_full_text(hint)
        self._hint.setVisible(bool(hint))
        self.setAccessibleName(title)
        self.setAccessibleDescription(hint)

    def set_action(self, action: QAction | None) -> None:
        """Shows the one main action, or none."""
        self._button.setVisible(action is not None)
        if action is not None:
            self._button.setDefaultAction(action)


class EmptyState(QWidget):
    """What an empty panel shows: what to do next, and a button that does it."""

    triggered = Signal()

    def __init__(self, text: str = "", action_text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._label.setWordWrap(True)
        self._label.setProperty("role", "hint")
        self._button = QPushButton()
        self._button.setProperty("main", "true")
        self._button.clicked.connect(self.triggered)
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addWidget(self._label)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self.set_texts(text, action_text)

    def set_texts(self, text: str, action_text: str = "") -> None:
        """New words; without an action text there is no button."""
        self._label.setText(text)
        self._button.setText(action_text)
        self._button.setVisible(bool(action_text))
