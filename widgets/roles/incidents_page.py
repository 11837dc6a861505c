"""What is to happen to nodes and when: joins, leaves, losses, faults; with the form of the chosen one."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QListWidgetItem, QPushButton, QSizePolicy, QVBoxLayout

from engine.readmodel.detail import Parameter
from widgets.common.panel import EmptyState
from widgets.common.theme import notifier, px
from widgets.inspector.plan import Plan

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


class IncidentsPage(Plan):
    """Shows the plan; asks for changes and makes none."""

    add_requested = Signal(str)
    """Kind of an incident of the chosen node, or of the controller."""

    def __init__(self) -> None:
        super().__init__()
        self._incidents: tuple[PlannedIncident, ...] = ()
        self.kinds, self.add, self.empty = QComboBox(), QPushButton(), EmptyState()
        self.kinds.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.add.clicked.connect(self._add)
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
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
        known = {i.id for i in self._incidents}
        fresh = [k for k, i in enumerate(incidents) if i.id not in known]
        self._incidents = incidents
        items = [QListWidgetItem(f"{self._words[i.kind]}\n{i.where}") for i in incidents]
        self._show_plan(incidents, items, fresh[0] if len(fresh) == 1 else None)
        for widget in (self.list, self.remove):
            widget.setVisible(bool(incidents))
        self.empty.setVisible(not incidents)

    def _add(self) -> None:
        self.add_requested.emit(self.kinds.currentData())

    def _retranslate(self) -> None:
        self._titles = {"": self.tr("Incident")}
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
