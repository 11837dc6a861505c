"""One document under edit: its file, its undo history, its swap journal, and the engine that runs it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.bridge import Bridge
from app.folders import state_folder
from app.host import EngineHost
from app.settings import Settings
from engine import api
from engine.api import MotewardenError
from engine.scenario import recovery, storage
from engine.scenario.edits import Edit
from engine.scenario.history import History, Step
from engine.scenario.journal import Journal
from engine.scenario.model import Scenario

SUFFIX = ".motewarden"


class Session(QObject):
    """The document and its run.

    Every edit goes through `edit`, so that it can be undone, is journalled, and reaches the engine.

    Args:
        scenario: The first document.
        settings: For recent files.
        journals: Folder of swap journals.
        parent: Owner.
    """

    document_changed = Signal(object)
    """The `Scenario` after an edit, undo, redo, or a new document."""
    title_changed = Signal()
    """File name or clean mark changed."""
    history_changed = Signal()
    """Undo and redo are others."""
    refused = Signal(str)
    """An edit that could not be; one line."""
    saved = Signal(str)
    """The document is in this file now."""
    file_failed = Signal(str)
    """A file could not be read or written; one line that names it and the mend."""
    replaced = Signal()
    """A whole new document: fit the view, clear selection."""

    def __init__(
        self, scenario: Scenario, settings: Settings, journals: Path | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._settings, self._folder = settings, journals or state_folder()
        self.path: Path | None = None
        self.history = History(scenario)
        self.history.watch(self._on_step)
        self._journal: Journal | None = None
        self.engine = EngineHost(scenario)
        self.bridge = Bridge(self.engine, self)

    @property
    def scenario(self) -> Scenario:
        """The document as it stands."""
        return self.history.scenario

    @property
    def title(self) -> str:
        """File name or document name; a dot in front while there are unsaved edits."""
        name = self.path.name if self.path else self.scenario.name
        return name if self.history.is_clean else f"• {name}"

    # -- edits --------------------------------------------------------------------------------------------------

    def edit(self, edit: Edit, *, merge: bool = True) -> bool:
        """Does an edit; a refused one is told and changes nothing. Returns whether it was done."""
        self._begin_journal()
        try:
            self.history.push(edit, merge=merge)
        except MotewardenError as error:
            self.refused.emit(str(error))
            return False
        return True

    def undo(self) -> None:
        """Takes the last edit back, if there is one."""
        if self.history.undo_label is not None:
            self.history.undo()

    def redo(self) -> None:
        """Does the edit last undone again, if there is one."""
        if self.history.redo_label is not None:
            self.history.redo()

    def _on_step(self, step: Step) -> None:
        if step.edit is not None:
            self.engine.submit(api.Apply(step.edit, undo=step.op == "undo"))
            self.document_changed.emit(self.scenario)
        self.history_changed.emit()
        self.title_changed.emit()

    # -- documents ----------------------------------------------------------------------------------------------

    def replace(self, scenario: Scenario, path: Path | None = None) -> None:
        """Begins with another document; the present one must be saved or given up before."""
        self._end_journal(discard=True)
        self._adopt(History(scenario), path)

    def open(self, path: Path) -> bool:
        """Opens a file; a bad one is told and changes nothing."""
        try:
            scenario = storage.load(path, runnable=False)
        except MotewardenError as error:
            self.file_failed.emit(str(error))
            return False
        self.replace(scenario, path)
        self._settings.add_recent(path)
        return True

    def save(self, path: Path) -> bool:
        """Writes the document; on an error the file stays as it was and nothing is lost."""
        target = path if path.suffix else path.with_suffix(SUFFIX)
        try:
            storage.save(self.scenario, target)
        except MotewardenError as error:
            self.file_failed.emit(str(error))
            return False
        self.path = target
        self.history.mark_clean(str(target))
        self._settings.add_recent(target)
        self.saved.emit(str(target))
        return True

    def recover(self, journal: Path) -> bool:
        """Brings back the work of a run of the program that did not end well, and goes on journalling it."""
        try:
            recovered, running = recovery.resume(journal, on_failure=self.file_failed.emit)
        except MotewardenError as error:
            self.file_failed.emit(str(error))
            return False
        self._end_journal(discard=True)
        self._adopt(recovered.history, Path(recovered.user_file) if recovered.user_file else None)
        self._journal = running
        return True

    def recoverable(self) -> tuple[recovery.Recovery, ...]:
        """Journals of runs that did not end well."""
        recovery.tidy(self._folder)
        return recovery.recoverable(self._folder)

    def close(self) -> None:
        """Ends the engine and the journal; the caller has asked about unsaved edits."""
        self._end_journal(discard=True)
        self.bridge.stop()
        self.engine.close()

    def _adopt(self, history: History, path: Path | None) -> None:
        self.history.unwatch(self._on_step)
        self.history, self.path = history, path
        history.watch(self._on_step)
        self.engine.submit(api.Load(self.scenario))
        self.document_changed.emit(self.scenario)
        self.replaced.emit()
        self.history_changed.emit()
        self.title_changed.emit()

    def _begin_journal(self) -> None:
        """The journal starts with the first edit: a document only looked at leaves no trace."""
        if self._journal is None:
            user_file = str(self.path) if self.path else ""
            self._journal = Journal(self._folder, self.history, user_file, on_failure=self.file_failed.emit)

    def _end_journal(self, *, discard: bool) -> None:
        if self._journal is not None:
            self._journal.close(discard=discard)
            self._journal = None
