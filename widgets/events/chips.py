"""Filters that are one click away: five that come with the program, and those that the user saved."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QMenu, QToolButton, QWidget

from widgets.common.icons import icon
from widgets.common.theme import notifier, px, theme

QUICK = {
    "alarms": "kind==alarm",
    "detection": "kind==detection",
    "losses": "kind==lost",
    "trust": "kind==trust",
    "packets": "kind==packet",
}


class ChipRow(QWidget):
    """A row of small buttons; a pressed one is in force, pressing it again lets everything pass."""

    chosen = Signal(str)
    """The filter to put in force."""
    save_requested = Signal(str)
    """A name under which the filter in force is to be kept."""
    changed = Signal(tuple)
    """Saved chips, a tuple of (name, filter)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._current = ""
        self._saved: list[tuple[str, str]] = []
        self._buttons: dict[str, QToolButton] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._save = QToolButton()
        self._save.setIcon(icon("bookmark-plus-outline"))
        self._save.clicked.connect(self._ask_name)
        notifier().changed.connect(self._restyle)
        self._rebuild()

    def saved(self) -> tuple[tuple[str, str], ...]:
        """The chips of the user."""
        return tuple(self._saved)

    def set_saved(self, chips: Sequence[tuple[str, str]]) -> None:
        """Show chips kept from before."""
        self._saved = list(chips)
        self._rebuild()

    def add(self, name: str, text: str) -> None:
        """Keep a filter under a name; a name used before gets the new filter."""
        if name and text:
            self._saved = [(n, t) for n, t in self._saved if n != name] + [(name, text)]
            self._rebuild()
            self.changed.emit(self.saved())

    def remove(self, name: str) -> None:
        """Forget a saved filter."""
        self._saved = [(n, t) for n, t in self._saved if n != name]
        self._rebuild()
        self.changed.emit(self.saved())

    def set_current(self, text: str) -> None:
        """Tell which filter is in force, so that its chip stays pressed."""
        self._current = text
        for filter_text, button in self._buttons.items():
            button.setChecked(filter_text == text)
        known = set(self._buttons)
        self._save.setEnabled(bool(text) and text not in known)

    def _rebuild(self) -> None:
        while self._row.count():
            item = self._row.takeAt(0).widget()
            if item is not None and item is not self._save:
                item.hide()
                item.deleteLater()
        self._buttons = {}
        titles = {
            "alarms": self.tr("Alarms"),
            "detection": self.tr("Detector"),
            "losses": self.tr("Losses"),
            "trust": self.tr("Trust"),
            "packets": self.tr("Packets"),
        }
        for key, text in QUICK.items():
            self._add_button(titles[key], text)
        for name, text in self._saved:
            button = self._add_button(name, text)
            button.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            button.customContextMenuRequested.connect(lambda at, b=button, n=name: self._menu(b, at, n))
        self._row.addWidget(self._save)
        self._save.setToolTip(self.tr("Keep this filter as a chip"))
        self._save.setAccessibleName(self.tr("Keep filter"))
        self._restyle()
        self.set_current(self._current)

    def _add_button(self, title: str, text: str) -> QToolButton:
        button = QToolButton()
        button.setText(title)
        button.setCheckable(True)
        button.setToolTip(text)
        button.setProperty("chip", "true")
        button.clicked.connect(lambda on, t=text: self.chosen.emit(t if on else ""))
        self._row.addWidget(button)
        self._buttons[text] = button
        return button

    def _menu(self, button: QToolButton, at: QPoint, name: str) -> None:
        menu = QMenu(button)
        menu.addAction(self.tr("Remove this chip"), lambda: self.remove(name))
        menu.popup(button.mapToGlobal(at))

    def _ask_name(self) -> None:
        title, question = self.tr("Keep filter"), self.tr("Name of the chip:")
        name, given = QInputDialog.getText(self, title, question)
        if given and name.strip():
            self.save_requested.emit(name.strip()[:24])

    def _restyle(self) -> None:
        t = theme()
        self._row.setSpacing(px(4))
        self.setStyleSheet(
            f"QToolButton[chip='true'] {{ border: 1px solid {t.line}; border-radius: {px(12)}px; "
            f"padding: {px(1)}px {px(6)}px; color: {t.muted}; }}"
            f"QToolButton[chip='true']:hover {{ color: {t.text}; background: {t.surface2}; }}"
            f"QToolButton[chip='true']:checked {{ color: {t.text}; border-color: {t.accent}; }}"
            f"QToolButton[chip='true']:focus {{ border: 2px solid {t.accent}; }}"
        )

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._rebuild()
        super().changeEvent(event)
