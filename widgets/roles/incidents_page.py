"""What is to happen to nodes and when: joins, leaves, losses, faults; with the form of the chosen one."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QListWidget, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from engine.readmodel.detail import Parameter
from widgets.common.panel import EmptyState
from widgets.common.theme import notifier, px
from widgets.inspector.settings import SettingsForm

KINDS = ("join", "leave", "kill", "drain", "fill", "fail", "mend")


@dataclass(frozen=True, slots=True)
class PlannedIncident:
    """One incident as the list shows it."""

    id: str
    kind: str
    where: str
    """To whom and when, in words."""
    nodes: tuple[int, ...]
    parameters: tuple[Parameter, ...]


class IncidentsPage(QWidget):
    """Shows the plan; asks for changes and makes none."""

    add_requested = Signal(str)
    """Kind of an incident of the chosen node, or of the controller."""
    remove_requested = Signal(str)
    value_edited = Signal(str, str, object)
    """Id of an incident, key of a parameter, value."""
    node_chosen = Signal(tuple)

    def __init__(self) -> None:
        super().__init__()
        self._incidents: tuple[PlannedIncident, ...] = ()
        self.kinds, self.add, self.remove = QComboBox(), QPushButton(), QPushButton()
        self.kinds.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.add.clicked.connect(lambda: self.add_requested.emit(self.kinds.currentData()))
        self.remove.clicked.connect(self._remove)
        self.list, self.form, self.empty = QListWidget(), SettingsForm(), EmptyState()
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentRowChanged.connect(self._chosen)
        self.form.value_edited.connect(self._edited)
        row = QHBoxLayout()
        row.addWidget(self.kinds, 1)
        row.addWidget(self.add)
        self._column = QVBoxLayout(self)
        self._column.addLayout(row)
        self._column.addWidget(self.list, 1)
        self._column.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignRight)
        self._column.addWidget(self.form, 1)
        self._column.addWidget(self.empty, 1)
        notifier().changed.connect(self._restyle)
        self._retranslate()
        self._restyle()
        self.set_incidents(())

    def set_incidents(self, incidents: tuple[PlannedIncident, ...]) -> None:
        """Show this plan; the chosen incident stays chosen, a new one is chosen."""
        chosen, known = self.current(), {i.id for i in self._incidents}
        self._incidents = incidents
        ids = [i.id for i in incidents]
        fresh = [k for k, i in enumerate(ids) if i not in known]
        with QSignalBlocker(self.list):
            self.list.clear()
            for incident in incidents:
                self.list.addItem(f"{self._words[incident.kind]}\n{incident.where}")
            if len(fresh) == 1:
                self.list.setCurrentRow(fresh[0])
            else:
                self.list.setCurrentRow(ids.index(chosen.id) if chosen and chosen.id in ids else len(ids) - 1)
        for widget in (self.list, self.remove):
            widget.setVisible(bool(incidents))
        self.empty.setVisible(not incidents)
        self._show_form()

    def current(self) -> PlannedIncident | None:
        """The chosen incident."""
        row = self.list.currentRow()
        return self._incidents[row] if 0 <= row < len(self._incidents) else None

    def _chosen(self, _row: int) -> None:
        self._show_form()
        incident = self.current()
        if incident is not None and incident.nodes:
            self.node_chosen.emit(incident.nodes)

    def _show_form(self) -> None:
        incident = self.current()
        self.form.setVisible(incident is not None)
        if incident is not None:
            self.form.set_parameters(incident.parameters, {"": self.tr("Incident")})

    def _edited(self, key: str, value: object) -> None:
        incident = self.current()
        if incident is not None:
            self.value_edited.emit(incident.id, key, value)

    def _remove(self) -> None:
        incident = self.current()
        if incident is not None:
            self.remove_requested.emit(incident.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete removes the chosen incident."""
        if event.key() == Qt.Key.Key_Delete:
            self._remove()
        else:
            super().keyPressEvent(event)

    def _retranslate(self) -> None:
        self._words = {
            "join": self.tr("Joins"),
            "leave": self.tr("Leaves"),
            "kill": self.tr("Is lost"),
            "drain": self.tr("Battery runs low"),
            "fill": self.tr("Storage fills up"),
            "fail": self.tr("Fails, mends itself"),
            "mend": self.tr("Is mended"),
        }
        with QSignalBlocker(self.kinds):
            at = max(0, self.kinds.currentIndex())
            self.kinds.clear()
            for kind in KINDS:
                self.kinds.addItem(self._words[kind], kind)
            self.kinds.setCurrentIndex(at)
        self.add.setText(self.tr("Add incident"))
        self.add.setToolTip(self.tr("For the selected node, or for whoever controls then"))
        self.remove.setText(self.tr("Remove incident"))
        self.kinds.setAccessibleName(self.tr("Kind of incident"))
        self.list.setAccessibleName(self.tr("Planned incidents"))
        self.empty.set_texts(
            self.tr("Nothing is planned. Select a node and add an incident, or use the node's context menu.")
        )

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self.set_incidents(self._incidents)
        super().changeEvent(event)

    def _restyle(self) -> None:
        self._column.setContentsMargins(px(12), px(8), px(12), px(8))
        self._column.setSpacing(px(8))
