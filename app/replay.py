"""The guided replay: shows the steps of a document, runs to the one asked for and points at its nodes."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.session import Session
from app.views import Views
from app.workspaces.docks import Docks
from engine import api
from engine.readmodel.snapshot import NetworkSnapshot
from engine.scenario.model import Scenario
from widgets.steps.evidence import ReplayStep


class Replay(QObject):
    """Connects the panel of steps with document and run.

    Args:
        session: Document and engine.
        views: The widgets.
        docks: Where the panel has its page while the document has steps.
        parent: Owner.
    """

    def __init__(self, session: Session, views: Views, docks: Docks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._views, self._docks = session, views, docks
        panel, bridge = views.steps, session.bridge
        panel.step_requested.connect(self.go)
        session.document_changed.connect(self._document_changed)
        bridge.run_started.connect(lambda _event: panel.clear())
        bridge.records.connect(panel.append)
        bridge.snapshot.connect(self._show)
        self._document_changed(session.scenario)

    def go(self, index: int) -> None:
        """Runs to a step and points at its nodes."""
        steps = self._views.steps.steps()
        if not 0 <= index < len(steps):
            return
        step = steps[index]
        stage = self._views.stage
        self._session.engine.submit(api.RunTo(step.at))
        stage.select(step.nodes)
        if step.nodes:
            stage.centre_on(step.nodes)

    def _show(self, picture: NetworkSnapshot) -> None:
        if self._session.scenario.steps:
            self._views.steps.set_snapshot(picture)

    def _document_changed(self, scenario: Scenario) -> None:
        steps = tuple(ReplayStep(s.at, s.title, s.text, s.nodes) for s in scenario.steps)
        self._views.steps.set_steps(steps)
        self._docks.set_page("steps", there=bool(steps))
        picture = self._views.stage.snapshot()
        if picture is not None:
            self._show(picture)
