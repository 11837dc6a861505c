"""Connects the workspace of detectors with the document and the laboratory's process."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.data import template_infos, template_of
from app.folders import data_folder
from app.session import Session
from app.workbench import STAGES, Shown
from app.workshop import Workshop
from engine import api
from engine.api import MotewardenError
from engine.api.detection import SUFFIX
from engine.readmodel.laboratory import (
    Deployment,
    FeatureScores,
    LabOrder,
    LabProgress,
    LabResult,
    MethodInfo,
    ModuleInfo,
    Specification,
    TableColumns,
    TableMapping,
)
from engine.scenario import edits
from engine.scenario.model import Scenario
from widgets.detectors.order import NewModule
from widgets.detectors.page import DetectorsPage

ROLE = "detector"


class Detectors(QObject):
    """The app's side of the workspace.

    Args:
        page: The widgets.
        session: The open document.
        folder: Where modules are kept; the user's data folder by default.
        parent: Owner.
    """

    said = Signal(str)
    """One line for the status bar."""
    refused = Signal(str)
    """One line that matters too much for the status bar alone."""

    def __init__(
        self, page: DetectorsPage, session: Session, folder: Path | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.page, self._session = page, session
        self.folder = folder or data_folder() / "detectors"
        self.workshop = Workshop(self)
        self.ready = False
        """Whether methods and modules have been read."""
        self._begun = False
        self._loaded: dict[str, ModuleInfo] = {}
        self._connect()

    def _connect(self) -> None:
        page, workshop = self.page, self.workshop
        page.record_requested.connect(self._record)
        page.record.file_chosen.connect(lambda path: workshop.ask("columns", path))
        page.record.import_requested.connect(self._read)
        page.record.export_requested.connect(lambda path: workshop.ask("export", path))
        page.rank_requested.connect(lambda: workshop.ask("rank"))
        page.train_requested.connect(self._train)
        page.cancel_requested.connect(workshop.cancel)
        page.deploy.make_requested.connect(self._make)
        page.deploy.load_requested.connect(lambda path: workshop.ask("load", path))
        page.deploy.check_requested.connect(self._weigh)
        page.deploy.deploy_requested.connect(self.deploy)
        workshop.progress.connect(self.page.show_progress)
        workshop.answered.connect(self._answered)
        workshop.refused.connect(self._refused)
        self._session.document_changed.connect(lambda _: self._tell_document())

    def enter(self) -> None:
        """The workspace comes into sight."""
        if not self._begun:
            self._begun = True
            self.page.set_model(api.attack_model())
            self.page.specify.set_templates(_networks())
            self.workshop.ask("methods")
            self.workshop.ask("modules", str(self.folder))
        self._tell_document()
        self.page.first_focus().setFocus()

    def _tell_document(self) -> None:
        if not self.page.isVisible():
            return
        scenario = self._session.scenario
        title = scenario.name or self._session.title
        self.page.set_document(title, scenario.detection.model, detectors_of(scenario))

    # -- orders --------------------------------------------------------------------------------------------

    def _record(self, spec: Specification) -> None:
        self.workshop.ask("record", spec, None if spec.scenario else self._session.scenario)

    def _read(self, mapping: TableMapping) -> None:
        self.workshop.ask("read", mapping)

    def _train(self, order: LabOrder) -> None:
        self.workshop.ask("train", order)

    def _make(self, new: NewModule) -> None:
        path = Path(new.path) if new.path else self._free(new.name or new.method)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self.refused.emit(f"{path.parent}: {error.strerror}; choose another folder with Save as")
            return
        scope = self.page.specify.specification().scope
        self.workshop.ask("make", new.name or path.stem, new.method, str(path), scope)

    def _free(self, name: str) -> Path:
        """A file of that name in the folder, with a number when there is one already."""
        stem = "".join(c if c.isalnum() or c in " -_." else "-" for c in name).strip(" .") or "detector"
        number, path = 1, self.folder / f"{stem}{SUFFIX}"
        while path.exists():
            number += 1
            path = self.folder / f"{stem}-{number}{SUFFIX}"
        return path

    def _weigh(self, path: str, node: int) -> None:
        growth = self.page.specify.requirements().cpu
        self.workshop.ask("weigh", path, node, self._session.scenario, growth)

    def deploy(self, path: str) -> None:
        """Puts a module into the document, as one edit that can be undone; an empty path takes it out."""
        scenario = self._session.scenario
        values: dict[str, object] = {"detection.model": path}
        if path:
            values |= {"detection.enabled": True, "detection.cpu_budget": self.page.specify.requirements().cpu}
        title = self.tr("Deploy a detector module") if path else self.tr("Take the detector module out")
        try:
            steps = tuple(edits.set_to(scenario, key, value) for key, value in values.items())
        except MotewardenError as error:
            self.refused.emit(str(error))
            return
        if self._session.edit(edits.Compound(title, steps), merge=False):
            text = self.tr("The module runs from the next start of the network") if path else title
            self.said.emit(text)

    # -- what comes of them --------------------------------------------------------------------------------

    def _answered(self, job: str, value: object) -> None:
        if value is not None:
            getattr(self, f"_got_{job}")(value)

    def _got_methods(self, value: tuple[MethodInfo, ...]) -> None:
        self.page.set_methods(value)

    def _got_modules(self, value: tuple[ModuleInfo, ...]) -> None:
        self._loaded = {m.path: m for m in value}
        self.ready = True
        self.page.set_modules(tuple(self._loaded.values()))

    def _got_load(self, value: ModuleInfo) -> None:
        self._loaded[value.path] = value
        self.page.set_modules(tuple(self._loaded.values()), value.path)

    def _got_make(self, value: ModuleInfo) -> None:
        self._got_load(value)
        self.said.emit(self.tr("The module is in %1").replace("%1", value.path))

    def _got_record(self, value: Shown) -> None:
        self.page.set_table(*value)

    _got_read = _got_record

    def _got_columns(self, value: TableColumns) -> None:
        self.page.record.show_columns(value)

    def _got_export(self, value: str) -> None:
        self.said.emit(self.tr("Wrote %1").replace("%1", value))

    def _got_rank(self, value: FeatureScores) -> None:
        self.page.set_scores(value)

    def _got_train(self, value: LabResult) -> None:
        self.page.set_result(value)

    def _got_weigh(self, value: Deployment) -> None:
        self.page.deploy.show_deployment(value)

    def _refused(self, job: str, error: str) -> None:
        if job == "weigh":
            self.page.deploy.show_fault(error)
        elif job in STAGES:
            self.page.show_progress(LabProgress("failed", STAGES[job], text=error))
            self.said.emit(error)
        else:
            self.refused.emit(error)

    def close(self) -> None:
        """Ends what goes on."""
        self.workshop.close()


def _networks() -> tuple[tuple[str, str], ...]:
    """Templates whose nodes organise themselves by roles."""
    found = []
    for info in template_infos():
        try:
            if template_of(info.name).roles.enabled:
                found.append((info.name, info.title))
        except MotewardenError:
            continue
    return tuple(found)


def detectors_of(scenario: Scenario) -> tuple[tuple[str, str], ...]:
    """(id, name) of nodes that hold the detector role from the start; where the network elects them, of all nodes."""
    if not scenario.roles.enabled:
        return ()
    named = [n for n in scenario.nodes if ROLE in n.roles]
    if not named and scenario.roles.detectors:
        named = list(scenario.nodes)
    return tuple((str(n.id), f"{n.name or 'Node'} ({n.id})") for n in named)
