"""Edits of detection, as the detector panel asks for them."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.actions.organising import PROTOCOL, with_protocol
from app.session import Session
from engine.api import MotewardenError
from engine.scenario import edits
from engine.scenario.model import Scenario


def with_detection(scenario: Scenario, *, on: bool) -> Scenario:
    """The document with detection on or off; switched on, it has roles and at least one detector."""
    if not on:
        return scenario.replace(detection=scenario.detection.model_copy(update={"enabled": False}))
    if not scenario.roles.enabled:
        scenario = with_protocol(scenario, PROTOCOL)
    roles = scenario.roles.model_copy(update={"detectors": max(1, scenario.roles.detectors)})
    return scenario.replace(roles=roles, detection=scenario.detection.model_copy(update={"enabled": True}))


class Detecting(QObject):
    """Edits on request, each one step of undo.

    Args:
        session: The document.
    """

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session

    def enable(self, on: bool) -> None:
        """Switches detection on, with whatever it needs, or off."""
        scenario = self._session.scenario
        words = self.tr("Switch the detector on") if on else self.tr("Switch the detector off")
        try:
            edit = edits.replace_document(scenario, with_detection(scenario, on=on), words)
        except MotewardenError as error:
            self._session.refused.emit(str(error))
            return
        self._session.edit(edit)
