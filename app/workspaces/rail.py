"""The rail at the left edge: one button a workspace, Ctrl+1 … in order."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QToolBar, QToolButton, QWidget

from widgets.common.icons import icon
from widgets.common.theme import font, notifier, px


@dataclass(frozen=True, slots=True)
class Workspace:
    """What a workspace brings to the front."""

    name: str
    icon: str
    left: str = "palette"
    right: str = "inspector"
    drawer: str = "events"


WORKSPACES = (
    Workspace("home", "home-outline"),
    Workspace("build", "pencil-ruler", "palette", "settings", "problems"),
    Workspace("observe", "eye-outline", "outline", "charts", "events"),
    Workspace("experiments", "flask-outline"),
    Workspace("detectors", "shield-search"),
)


class Rail(QToolBar):
    """Exclusive buttons; the checked one is where the user is."""

    chosen = Signal(str)
    """Name of a workspace."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setMovable(False)
        self.setOrientation(Qt.Orientation.Vertical)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.toggleViewAction().setEnabled(False)
        group = QActionGroup(self)
        self.workspaces: dict[str, QAction] = {}
        for number, space in enumerate(WORKSPACES, start=1):
            action = QAction(icon(space.icon), "", self)
            action.setCheckable(True)
            action.setShortcut(QKeySequence(f"Ctrl+{number}"))
            action.triggered.connect(lambda _on, name=space.name: self.chosen.emit(name))
            group.addAction(action)
            self.addAction(action)
            self.workspaces[space.name] = action
        self._retranslate()
        notifier().changed.connect(self._restyle)
        self._restyle()

    def mark(self, name: str) -> None:
        """Checks a workspace without telling."""
        self.workspaces[name].setChecked(True)

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("Workspaces"))
        texts = {
            "home": (self.tr("Home"), self.tr("Templates, recent files, unsaved work")),
            "build": (self.tr("Build"), self.tr("Draw the network and set its parameters")),
            "observe": (self.tr("Observe"), self.tr("Watch the run, its trust and its events")),
            "experiments": (
                self.tr("Experiments"),
                self.tr("The papers’ figures and your own sweeps, over many seeds"),
            ),
            "detectors": (self.tr("Detectors"), self.tr("Record, train and deploy detectors of attacks")),
        }
        for name, action in self.workspaces.items():
            text, tip = texts[name]
            action.setText(text)
            action.setToolTip(f"{tip} ({action.shortcut().toString()})")

    def changeEvent(self, event: QEvent) -> None:
        """New words when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _restyle(self) -> None:
        self.setIconSize(QSize(px(20), px(20)))
        self.setFont(font("small"))
        for button in self.findChildren(QToolButton):
            button.setFont(font("small"))
        self.setMinimumWidth(px(64))
        self.setStyleSheet(f"QToolButton {{ min-width: {px(52)}px; padding: {px(4)}px {px(2)}px; }}")
