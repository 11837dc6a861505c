"""Parts of the form: sections, fields with a label above and a line of advice below, an edit that completes words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from widgets.common.icons import icon
from widgets.common.theme import font, mono_font, notifier, px, theme

_WORD = re.compile(r"[\w.]*$")
OFFERED = 12


def sentence(text: str) -> str:
    """The text with its first letter large."""
    return text[:1].upper() + text[1:]


class Advice(QWidget):
    """One line under a field: what is wrong with it, or what is good to know. Takes no room when there is nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mark, self._text = QLabel(), QLabel()
        self._text.setWordWrap(True)
        self._bad = False
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addWidget(self._text, 1)
        notifier().changed.connect(self._restyle)
        self.say("")

    def say(self, text: str, *, bad: bool = False) -> None:
        """Shows a line; an empty one hides."""
        self._bad = bad
        self._text.setText(text)
        self._mark.setVisible(bad)
        self.setVisible(bool(text))
        self.setAccessibleName(text)
        self._restyle()

    def text(self) -> str:
        """The line."""
        return self._text.text()

    @property
    def bad(self) -> bool:
        """Whether it says what is wrong."""
        return self._bad and bool(self.text())

    def _restyle(self) -> None:
        t = theme()
        self._row.setSpacing(px(4))
        self._text.setFont(font("small"))
        self._text.setStyleSheet(f"color: {t.danger if self._bad else t.muted};")
        size = px(14)
        self._mark.setPixmap(icon("alert-circle-outline", "danger").pixmap(size, size))


class Labelled(QWidget):
    """A field with its name above and advice below.

    Args:
        field: What is filled in.
        parent: Owner.
    """

    def __init__(self, field: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field, self.label, self.advice = field, QLabel(), Advice()
        self.label.setBuddy(field)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.label)
        self._column.addWidget(field)
        self._column.addWidget(self.advice)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        notifier().changed.connect(self._restyle)
        self._restyle()

    def set_label(self, text: str, tip: str = "") -> None:
        """The name, and what it means."""
        self.label.setText(text)
        self.label.setToolTip(tip)
        self.field.setAccessibleName(text)
        self.field.setToolTip(tip)

    def say(self, text: str, *, bad: bool = False) -> None:
        """Advice; a bad one marks the field too."""
        self.advice.say(text, bad=bad)
        mark_fault(self.field, on=bad)

    def _restyle(self) -> None:
        self._column.setSpacing(px(3))
        self.label.setFont(font("small"))
        self.label.setStyleSheet(f"color: {theme().muted};")


def mark_fault(field: QWidget, *, on: bool) -> None:
    """Frames a line edit in the colour of danger."""
    if bool(field.property("fault")) != on:
        field.setProperty("fault", on)
        field.style().unpolish(field)
        field.style().polish(field)


class Section(QWidget):
    """A title with fields below; put them into `body`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._hint = QLabel(), QLabel()
        self._hint.setWordWrap(True)
        self.body = QVBoxLayout()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._title)
        self._column.addWidget(self._hint)
        self._column.addLayout(self.body)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        notifier().changed.connect(self._restyle)
        self._restyle()

    def set_texts(self, title: str, hint: str = "") -> None:
        """The title, and one line of what it is for."""
        self._title.setText(title)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self.setAccessibleName(title)

    def _restyle(self) -> None:
        self._column.setSpacing(px(4))
        self.body.setSpacing(px(8))
        self.body.setContentsMargins(0, px(4), 0, 0)
        self._title.setFont(font("base", bold=True))
        self._hint.setFont(font("small"))
        self._hint.setStyleSheet(f"color: {theme().muted};")


class WordEdit(QLineEdit):
    """Completes the word at the cursor. Ctrl+Space offers all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words: tuple[str, ...] = ()
        self._choices = QStringListModel(self)
        self.offering = QCompleter(self._choices, self)
        self.offering.setWidget(self)
        self.offering.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.offering.activated.connect(self.insert_choice)
        self.textEdited.connect(lambda _: self.offer(at_once=False))
        notifier().changed.connect(self._restyle)
        self._restyle()

    def set_words(self, words: Sequence[str]) -> None:
        """What is offered."""
        self._words = tuple(words)

    def offers(self) -> list[str]:
        """What fits the word at the cursor: those that begin so, then those that hold it."""
        word = self._word().lower()
        begin = [w for w in self._words if w.lower().startswith(word)]
        hold = [w for w in self._words if word in w.lower() and w not in begin]
        return (begin + hold)[:OFFERED]

    def _word(self) -> str:
        found = _WORD.search(self.text()[: self.cursorPosition()])
        return found[0] if found else ""

    def offer(self, *, at_once: bool = True) -> None:
        """Opens the list; while typing only once a word has begun and is not complete."""
        found = self.offers()
        if not found or (not at_once and (not self._word() or found == [self._word()])):
            self.offering.popup().hide()
            return
        self._choices.setStringList(found)
        place = self.cursorRect()
        place.setWidth(max(px(220), self.width()))
        self.offering.complete(place)
        self.offering.popup().setCurrentIndex(self._choices.index(0))

    def insert_choice(self, choice: str) -> None:
        """Puts a choice in the place of the word at the cursor."""
        cursor = self.cursorPosition()
        start = cursor - len(self._word())
        self.setText(self.text()[:start] + choice + self.text()[cursor:])
        self.setCursorPosition(start + len(choice))
        self.offering.popup().hide()
        self.textEdited.emit(self.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        popup = self.offering.popup()
        if popup.isVisible() and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab}:
            event.ignore()
            return
        if event.key() == Qt.Key.Key_Space and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.offer()
            return
        super().keyPressEvent(event)

    def _restyle(self) -> None:
        self.setFont(mono_font())
