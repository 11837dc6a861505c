"""The roles panel: state graph, role table, configuration file, hardening, incidents."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedLayout, QTabWidget, QVBoxLayout, QWidget

from engine.readmodel.codes import Vertex
from engine.readmodel.organisation import ConfigurationFile, Organisation
from engine.readmodel.snapshot import NetworkSnapshot
from widgets.common.panel import EmptyState
from widgets.common.theme import font, notifier
from widgets.roles.file_page import FilePage
from widgets.roles.hardening_page import HardeningPage
from widgets.roles.incidents_page import IncidentsPage
from widgets.roles.state_page import StatePage
from widgets.roles.systems_page import SystemsPage
from widgets.roles.table_page import TablePage


class _Needing(QWidget):
    """A page that says how to switch roles on while there are none."""

    def __init__(self, page: QWidget) -> None:
        super().__init__()
        self.empty = EmptyState()
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(page)

    def set_there(self, there: bool) -> None:
        self._stack.setCurrentIndex(int(there))


class RolesPanel(QWidget):
    """What a network that organises itself does; asks for edits and makes none."""

    roles_requested = Signal()
    """Roles are to be switched on."""
    configuration_requested = Signal(int)
    node_chosen = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._org: Organisation | None = None
        self._snap: NetworkSnapshot | None = None
        self._asked = (-1, -1)
        self.state, self.table, self.file = StatePage(), TablePage(), FilePage()
        self.hardening, self.incidents, self.systems = HardeningPage(), IncidentsPage(), SystemsPage()
        self._needing = tuple(_Needing(page) for page in (self.state, self.table, self.file))
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setProperty("inner", True)
        self.tabs.tabBar().setExpanding(False)
        self.tabs.setUsesScrollButtons(True)
        for page in (*self._needing, self.hardening, self.incidents, self.systems):
            self.tabs.addTab(page, "")
        self._set_several(several=False)
        notifier().changed.connect(self._restyle)
        self._restyle()
        self.tabs.currentChanged.connect(self._turned)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tabs)
        for page in self._needing:
            page.empty.triggered.connect(self.roles_requested)
        self.table.node_chosen.connect(self.node_chosen)
        self.incidents.node_chosen.connect(self.node_chosen)
        self.file.configuration_requested.connect(self.configuration_requested)
        self._retranslate()

    def clear(self) -> None:
        """Forget the run."""
        self.state.graph.clear()
        self.table.clear()
        self._asked = (-1, -1)

    def append(self, records: np.ndarray) -> None:
        """Take note of what the network decided."""
        self.table.append(records)

    def set_snapshot(self, snap: NetworkSnapshot) -> None:
        """Show another moment."""
        org = snap.organisation
        for page in self._needing:
            page.set_there(org is not None)
        self._org, self._snap = org, snap
        self._show_pages()
        if org is None:
            self.hardening.set_refusals({})
            self._set_several(several=False)
            return
        self._set_several(several=self.systems.show_systems(org, snap.truth))
        self.hardening.set_refusals(org.refusals)
        self.file.set_nodes(tuple(snap.ids[snap.vertex != Vertex.STATION].tolist()))
        self._ask()

    def _show_pages(self) -> None:
        """Graph and table of the moment; out of sight they wait until they are looked at."""
        if self.state.isVisible():
            self.state.show_organisation(self._org)
        if self._snap is not None and self._org is not None and self.table.isVisible():
            self.table.show_table(self._org, self._snap)

    def _turned(self, _tab: int) -> None:
        self._show_pages()
        self._ask(again=True)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_pages()
        self._ask()

    def _set_several(self, *, several: bool) -> None:
        """The page of systems is there where there are several."""
        self.tabs.setTabVisible(self.tabs.indexOf(self.systems), several)

    def set_reveal(self, reveal: bool) -> None:
        """Whether the ground truth may be seen."""
        self.systems.set_reveal(reveal)

    def select(self, ids: tuple[int, ...]) -> None:
        """Follow the selection on the stage: the file is that of the node chosen."""
        if len(ids) == 1:
            self.file.choose(ids[0])

    def _ask(self, *, again: bool = False) -> None:
        """Asks for the file in sight whenever the version or the share of equal ones is another."""
        if self._org is None or not self.file.isVisible():
            return
        now = (self._org.version, round(1000 * self._org.agreed))
        if again or now != self._asked:
            self._asked = now
            self.file.ask()

    def show_configuration(self, file: ConfigurationFile | None) -> None:
        """The file asked for."""
        self.file.show_file(file)

    def _retranslate(self) -> None:
        names = (
            self.tr("State"),
            self.tr("Table"),
            self.tr("File"),
            self.tr("Checks"),
            self.tr("Incidents"),
            self.tr("Systems"),
        )
        tips = (
            self.tr("The state graph of the network"),
            self.tr("Who holds which role, and why"),
            self.tr("The role configuration that lies on each node"),
            self.tr("Countermeasures and what they have turned away"),
            self.tr("What is to happen to nodes, and when"),
            self.tr("How each subnet stands: heard, silent, dead and, on reveal, damaged"),
        )
        for at, (name, tip) in enumerate(zip(names, tips, strict=True)):
            self.tabs.setTabText(at, name)
            self.tabs.setTabToolTip(at, tip)
        for page in self._needing:
            page.empty.set_texts(
                self.tr("Nodes have no roles in this network: cluster heads and base stations do all."),
                self.tr("Give them roles"),
            )
        self.setAccessibleName(self.tr("Roles"))

    def _restyle(self) -> None:
        self.tabs.tabBar().setFont(font("small"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
