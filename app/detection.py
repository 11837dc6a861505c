"""Connects the detector panel with document and run."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.actions.detecting import Detecting
from app.session import Session
from app.views import Views
from engine import api
from engine.scenario.model import Scenario


class DetectionDesk(QObject):
    """The detecting side of the window.

    Args:
        session: Document and engine.
        views: The widgets.
        parent: Owner.
    """

    def __init__(self, session: Session, views: Views, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._views = session, views
        self.edits = Detecting(session, self)
        panel = views.detector
        panel.enabled_requested.connect(self.edits.enable)
        panel.step_requested.connect(self._step)
        panel.node_chosen.connect(views.stage.select)
        views.timeline.mark_activated.connect(self._marked)
        session.bridge.run_started.connect(lambda _event: panel.clear())
        session.document_changed.connect(self._document_changed)
        self._document_changed(session.scenario)

    def _step(self) -> None:
        """To the end of the next round in which detectors collect."""
        scenario, picture = self._session.scenario, self._views.stage.snapshot()
        every = max(1, round(scenario.detection.interval_s / scenario.round_s))
        done = picture.round if picture is not None else 0
        self._session.engine.submit(api.StepRound(every - done % every))

    def _marked(self, round_: int, _ids: tuple[int, ...]) -> None:
        """A mark on the timeline that is an alarm opens its card, if the panel is in sight."""
        picture = self._views.stage.snapshot()
        if picture is None or picture.detection is None or not self._views.detector.isVisible():
            return
        found = next((a.id for a in picture.detection.alarms if a.raised == round_), None)
        if found is not None:
            self._views.detector.bring(found)

    def _document_changed(self, scenario: Scenario) -> None:
        self._views.detector.set_enabled(on=scenario.detection.enabled and scenario.roles.enabled)
