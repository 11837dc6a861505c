"""The line in which a filter is written: completion while typing, and a mark under what is wrong."""

from __future__ import annotations

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QAction, QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from widgets.common.icons import icon
from widgets.common.theme import mono_font, notifier, theme
from widgets.events.filter import complete


class FilterEdit(QLineEdit):
    """A line edit that knows the filter language. Ctrl+Space offers what fits at the cursor."""

    accepted = Signal()
    """Enter was pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = -1
        self._start = 0
        self._choices = QStringListModel(self)
        self._completer = QCompleter(self._choices, self)
        self._completer.setWidget(self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.activated.connect(self.insert_choice)
        lens = QAction(self)
        lens.setIcon(icon("filter-variant", "muted"))
        self.addAction(lens, QLineEdit.ActionPosition.LeadingPosition)
        self.setClearButtonEnabled(True)
        self.textEdited.connect(lambda _: self.offer(at_once=False))
        self.returnPressed.connect(self.accepted)
        notifier().changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.setFont(mono_font())

    def set_error(self, column: int) -> None:
        """Mark the place of an error; below 0 there is none."""
        self._column = column
        self.update()

    def offer(self, *, at_once: bool = True) -> None:
        """Open the list of what fits at the cursor; while typing only once a word has begun."""
        found = complete(self.text(), self.cursorPosition())
        begun = found.start < self.cursorPosition()
        if not found.choices or not (begun or at_once):
            self._completer.popup().hide()
            return
        self._start = found.start
        self._choices.setStringList(list(found.choices))
        rect = self.cursorRect()
        rect.setWidth(220)
        self._completer.complete(rect)
        self._completer.popup().setCurrentIndex(self._choices.index(0))

    def insert_choice(self, choice: str) -> None:
        """Put a choice in the place of the word at the cursor."""
        text, cursor = self.text(), self.cursorPosition()
        self.setText(f"{text[: self._start]}{choice} {text[cursor:].lstrip()}")
        self.setCursorPosition(self._start + len(choice) + 1)
        self.textEdited.emit(self.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        popup = self._completer.popup()
        if popup.isVisible() and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab}:
            event.ignore()
            return
        if event.key() == Qt.Key.Key_Space and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.offer()
            return
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._column < 0:
            return
        advance = self.fontMetrics().horizontalAdvance
        origin = self.cursorRect().center().x() - advance(self.text()[: self.cursorPosition()])
        left = origin + advance(self.text()[: self._column])
        rest = self.text()[self._column :].split(" ")[0]
        painter = QPainter(self)
        painter.setPen(QPen(QColor(theme().danger), 2, Qt.PenStyle.DotLine))
        y = self.height() - 5
        painter.drawLine(left, y, left + max(advance("0"), advance(rest)), y)
