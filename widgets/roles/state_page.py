"""The state of the network as a graph, why it is in it, and the counts that go with it."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from engine.readmodel.codes import NetworkState
from engine.readmodel.organisation import Organisation, network_state_label
from widgets.common.states import network_state_words
from widgets.common.texts import NONE, count, percent
from widgets.common.theme import font, notifier, px, theme
from widgets.inspector.parts import FigureGrid, Page
from widgets.statechart.figures import FIG_2
from widgets.statechart.graph import StateGraph


class StatePage(Page):
    """S2, Fig. 2, live."""

    def __init__(self) -> None:
        super().__init__()
        self._org: Organisation | None = None
        self.graph, self.figures = StateGraph(FIG_2), FigureGrid()
        self.title, self.cause, self.arc = QLabel(), QLabel(), QLabel()
        for label in (self.title, self.cause, self.arc):
            label.setWordWrap(True)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.graph.hovered.connect(self._hovered)
        for widget in (self.title, self.cause, self.graph, self.arc, self.figures):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        notifier().changed.connect(self._restyle_page)
        self._restyle_page()
        self._hovered(-1)

    def show_organisation(self, org: Organisation | None) -> None:
        """Show how the network organises itself now."""
        self._org = org
        if org is None:
            self.graph.clear()
            return
        state = NetworkState(org.state)
        asked = org.visits[NetworkState.SD2]
        self.graph.set_values(org.state, dict(enumerate(org.visits)), org.arcs, asked)
        self.title.setText(f"{network_state_label(state)} · {network_state_words(state)}")
        since = self.tr("since round {n}").format(n=org.since)
        self.cause.setText(f"{since}: {org.cause}" if org.cause else since)
        self.figures.set_figures(self._facts(org))

    def _facts(self, org: Organisation) -> list[tuple[str, str]]:
        return [
            (self.tr("controller"), NONE if org.controller is None else str(org.controller)),
            (self.tr("redistributions"), count(org.redistributions)),
            (self.tr("configuration"), str(org.version)),
            (self.tr("aborted"), count(org.aborted)),
            (self.tr("hold it"), percent(org.agreed)),
            (self.tr("joins"), count(org.joins)),
            (self.tr("elections"), count(max(0, org.visits[NetworkState.S0] - 1))),
            (self.tr("leaves"), count(org.leaves)),
        ]

    def _hovered(self, arc: int) -> None:
        if arc < 0:
            self.arc.setText(self.tr("Point at an arc for its guard and action; broken arcs are not in the print."))
        else:
            self.arc.setText(self.graph.arc_words(arc))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._hovered(-1)
            self.show_organisation(self._org)
        super().changeEvent(event)

    def _restyle_page(self) -> None:
        self.title.setFont(font("large", bold=True))
        for label in (self.cause, self.arc):
            label.setFont(font("small"))
        self.arc.setMinimumHeight(px(44))
        self.arc.setStyleSheet(f"color: {theme().muted};")
