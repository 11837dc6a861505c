"""A list of what is planned with the form of the chosen entry; panels of attacks and of incidents are made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPushButton, QWidget

from engine.readmodel.detail import Parameter
from widgets.inspector.settings import SettingsForm


class Planned(Protocol):
    """What the list needs to know of an entry."""

    @property
    def id(self) -> str:
        """Its name in the document."""

    @property
    def nodes(self) -> tuple[int, ...]:
        """Whom it concerns."""

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Its form."""


class Plan(QWidget):
    """List, form and a button that removes; whoever derives from it lays them out. Asks for changes, makes none."""

    remove_requested = Signal(str)
    """Id of an entry."""
    value_edited = Signal(str, str, object)
    """Id of an entry, key of a parameter, value."""
    node_chosen = Signal(tuple)
    """Nodes of the chosen entry."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._planned: Sequence[Planned] = ()
        self._titles: Mapping[str, str] = {}
        """Of the sections of the form."""
        self.list, self.form, self.remove = QListWidget(), SettingsForm(), QPushButton()
        self.list.currentRowChanged.connect(self._chosen)
        self.remove.clicked.connect(self._remove)
        self.form.value_edited.connect(self._edited)

    def _show_plan(self, planned: Sequence[Planned], items: Sequence[QListWidgetItem], row: int | None = None) -> None:
        """Another plan; the entry in ``row`` is chosen, or stays chosen, or the last one is."""
        chosen = self.current()
        self._planned = planned
        if row is None:
            ids = [one.id for one in planned]
            row = ids.index(chosen.id) if chosen and chosen.id in ids else len(ids) - 1
        with QSignalBlocker(self.list):
            self.list.clear()
            for item in items:
                self.list.addItem(item)
            self.list.setCurrentRow(row)
        self._show_form()

    def current(self) -> Planned | None:
        """The chosen entry."""
        row = self.list.currentRow()
        return self._planned[row] if 0 <= row < len(self._planned) else None

    def _chosen(self, _row: int) -> None:
        entry = self.current()
        self._show_form()
        if entry is not None and entry.nodes:
            self.node_chosen.emit(entry.nodes)

    def _show_form(self) -> None:
        entry = self.current()
        self.form.setVisible(entry is not None)
        if entry is not None:
            self.form.set_parameters(entry.parameters, self._titles)

    def _edited(self, key: str, value: object) -> None:
        entry = self.current()
        if entry is not None:
            self.value_edited.emit(entry.id, key, value)

    def _remove(self) -> None:
        entry = self.current()
        if entry is not None:
            self.remove_requested.emit(entry.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete removes the chosen entry."""
        if event.key() == Qt.Key.Key_Delete:
            self._remove()
        else:
            super().keyPressEvent(event)
