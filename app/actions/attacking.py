"""Connects the panels of attacks, planned and to choose from, to the document and the stage."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from app.actions.editing import Editing
from app.catalogue import export_attacks
from app.plan import planned_attacks
from app.session import Session
from app.views import Views
from engine import api
from engine.api import MotewardenError
from engine.scenario.model import Scenario
from widgets.common.mime import ATTACK
from widgets.palette.order import attacks_in_order


class Attacking(QObject):
    """What is asked of attacks, from their panels.

    Args:
        views: The widgets.
        session: The document.
        editing: Makes the edits.
        window: Parent of the file dialog.
        say: Tells in one line.
        failed: Tells of a file that could not be written.
    """

    def __init__(
        self, views: Views, session: Session, editing: Editing, window: QWidget, *, say: Callable[[str], None],
        failed: Callable[[str], None],
    ) -> None:  # fmt: skip
        super().__init__(window)
        self._views, self._editing, self._window, self._say, self._failed = views, editing, window, say, failed
        planned, catalogue = views.attacks, views.catalogue
        planned.set_kinds(tuple((e.key.removeprefix(ATTACK), e.title) for _, e in attacks_in_order(api.palette())))
        planned.random_requested.connect(editing.add_random_attack)
        planned.remove_requested.connect(editing.remove_attack)
        planned.value_edited.connect(editing.edit_attack)
        planned.node_chosen.connect(views.stage.select)
        catalogue.set_model(api.attack_model())
        catalogue.put_requested.connect(self._put)
        catalogue.export_requested.connect(self._export)
        views.stage.selection_changed.connect(self._selected)
        session.document_changed.connect(self.show)
        self._scenario = session.scenario
        self.show(session.scenario)

    def show(self, scenario: Scenario) -> None:
        """The attacks of the document."""
        self._scenario = scenario
        self._views.attacks.set_attacks(planned_attacks(scenario))
        self._views.catalogue.set_organised(organised=scenario.roles.enabled)

    def _targets(self) -> tuple[int, ...]:
        return tuple(i for i in self._views.stage.selection() if i in self._scenario.node_by_id)

    def _selected(self, _ids: tuple[int, ...]) -> None:
        self._views.catalogue.set_selected(len(self._targets()))

    def _put(self, key: str) -> None:
        nodes = self._targets()
        if nodes:
            self._editing.attack(key, nodes)

    def _export(self) -> None:
        title = self.tr("Export the catalogue of attacks")
        path, _ = QFileDialog.getSaveFileName(self._window, title, "attacks.json", "JSON (*.json)")
        if not path:
            return
        try:
            export_attacks(api.attack_model(), Path(path).with_suffix(".json"))
        except MotewardenError as error:
            self._failed(str(error))
        else:
            self._say(self.tr("Saved %1").replace("%1", str(Path(path).with_suffix(".json"))))
