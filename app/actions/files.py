"""New, open, save, recent files, recovery: what may lose work asks first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from app.data import template_of
from app.session import SUFFIX, Session
from app.settings import Settings
from engine.api import MotewardenError
from engine.scenario import recovery

TEMPLATE = "template:"
_ASK = QMessageBox.StandardButton


class Files(QObject):
    """File commands of one window.

    Args:
        session: The document.
        settings: Recent files.
        window: Parent of dialogs.
    """

    def __init__(self, session: Session, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._settings, self._window = session, settings, window
        self.on_opened: Callable[[str], None] = lambda _workspace: None

    def new(self) -> None:
        """An empty field."""
        self.from_template("empty")

    def from_template(self, name: str) -> None:
        """A template, after asking about unsaved edits."""
        if not self.may_lose():
            return
        try:
            self._session.replace(template_of(name))
        except MotewardenError as error:
            self._session.file_failed.emit(str(error))
            return
        self.on_opened(self._where())

    def open(self, path: str = "") -> None:
        """A file; asks which when none is given."""
        if not self.may_lose():
            return
        if not path:
            start = str(self._session.path.parent) if self._session.path else ""
            kinds = self.tr("Scenarios (*%1);;All files (*)").replace("%1", SUFFIX)
            path, _ = QFileDialog.getOpenFileName(self._window, self.tr("Open a scenario"), start, kinds)
        if path.startswith(TEMPLATE):
            self.from_template(path.removeprefix(TEMPLATE))
        elif path and self._session.open(Path(path)):
            self.on_opened(self._where())

    def _where(self) -> str:
        """Workspace in which a document is first seen: one with a replay is there to be watched."""
        return "observe" if self._session.scenario.steps else "build"

    def save(self) -> bool:
        """To its file; asks for one when it has none. Returns whether it was saved."""
        return self._session.save(self._session.path) if self._session.path else self.save_as()

    def save_as(self) -> bool:
        """To a file that the user names."""
        start = str(self._session.path or f"{self._session.scenario.name}{SUFFIX}")
        kinds = self.tr("Scenarios (*%1)").replace("%1", SUFFIX)
        path, _ = QFileDialog.getSaveFileName(self._window, self.tr("Save the scenario"), start, kinds)
        return bool(path) and self._may_replace(Path(path)) and self._session.save(Path(path))

    def _may_replace(self, chosen: Path) -> bool:
        """Asks when the suffix that saving adds leads to a file that the dialog has not asked about."""
        target = chosen if chosen.suffix else chosen.with_suffix(SUFFIX)
        if target == chosen or not target.exists():
            return True
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setText(self.tr("Replace “%1”?").replace("%1", target.name))
        replace = box.addButton(self.tr("Replace the file"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(self.tr("Keep it"), QMessageBox.ButtonRole.RejectRole)
        box.exec()
        return box.clickedButton() is replace

    def may_lose(self) -> bool:
        """True when nothing is unsaved, or the user saved or gave it up."""
        if self._session.history.is_clean:
            return True
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setText(self.tr("Save the changes to “%1”?").replace("%1", self._session.title.removeprefix("• ")))
        box.setInformativeText(self.tr("Without saving, the changes since the last save are gone."))
        save = box.addButton(self.tr("Save"), QMessageBox.ButtonRole.AcceptRole)
        drop = box.addButton(self.tr("Discard changes"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(self.tr("Go on editing"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(save)
        box.exec()
        if box.clickedButton() is save:
            return self.save()
        return box.clickedButton() is drop

    def recover(self, journal: str) -> None:
        """Brings unsaved work back."""
        if self.may_lose() and self._session.recover(Path(journal)):
            self.on_opened(self._where())

    def discard(self, journal: str) -> None:
        """Throws unsaved work away."""
        try:
            recovery.discard(Path(journal))
        except MotewardenError as error:
            self._session.file_failed.emit(str(error))
