"""The menus and the toolbar: every command with its shortcut, in one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QSize
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from widgets.common.icons import icon
from widgets.common.theme import px

_KEY = QKeySequence.StandardKey


@dataclass(frozen=True, slots=True)
class Command:
    """One row of the table."""

    name: str
    menu: str
    icon: str = ""
    keys: QKeySequence.StandardKey | str = ""
    checkable: bool = False
    rule: bool = False
    """A separator above."""


COMMANDS = (
    Command("new", "file", "file-plus-outline", _KEY.New),
    Command("open", "file", "folder-open-outline", _KEY.Open),
    Command("save", "file", "content-save-outline", _KEY.Save, rule=True),
    Command("save_as", "file", "content-save-edit-outline", "Ctrl+Shift+S"),
    Command("picture", "file", "image-outline", "Ctrl+Shift+E", rule=True),
    Command("quit", "file", "", _KEY.Quit, rule=True),
    Command("undo", "edit", "undo", _KEY.Undo),
    Command("redo", "edit", "redo", "Ctrl+Shift+Z"),
    Command("cut", "edit", "content-cut", _KEY.Cut, rule=True),
    Command("copy", "edit", "content-copy", _KEY.Copy),
    Command("paste", "edit", "content-paste", _KEY.Paste),
    Command("duplicate", "edit", "content-duplicate", "Ctrl+D"),
    Command("delete", "edit", "delete-outline", _KEY.Delete),
    Command("select_all", "edit", "select-all", _KEY.SelectAll, rule=True),
    Command("fit", "view", "fit-to-page-outline", "F"),
    Command("zoom_selection", "view", "magnify-scan", "Shift+F"),
    Command("reveal", "view", "eye-check-outline", "Ctrl+R", checkable=True, rule=True),
    Command("trust", "view", "", "T", checkable=True),
    Command("roles", "view", "", "R", checkable=True),
    Command("energy", "view", "", "E", checkable=True),
    Command("hulls", "view", "", "H", checkable=True),
    Command("links", "view", "", "K", checkable=True),
    Command("packets", "view", "", "P", checkable=True),
    Command("suspicion", "view", "", "D", checkable=True),
    Command("ranges", "view", "", "Shift+R", checkable=True),
    Command("labels", "view", "", "N", checkable=True),
    Command("grid", "view", "", "G", checkable=True),
    Command("left", "view", "", "F7", checkable=True, rule=True),
    Command("drawer", "view", "", "F8", checkable=True),
    Command("right", "view", "", "F9", checkable=True),
    Command("reduced_motion", "view", "", "", checkable=True, rule=True),
    Command("filter", "view", "filter-outline", "/", rule=True),
    Command("place_anew", "network", "dice-multiple-outline", "Ctrl+Shift+P"),
    Command("protected", "network", "shield-check-outline", "Ctrl+T", checkable=True, rule=True),
    Command("catalogue", "network", "skull-crossbones-outline", "Ctrl+Shift+A", rule=True),
    Command("shortcuts", "help", "keyboard-outline", "F1"),
    Command("about", "help", "information-outline", ""),
)
LAYERS = ("trust", "roles", "energy", "hulls", "links", "packets", "suspicion", "ranges", "labels", "grid")
TOOLBAR = ("new", "open", "save", "|", "undo", "redo", "|", "fit", "reveal")
THEMES = ("light", "dark", "contrast")


class Menus(QObject):
    """All actions by name, in the window's menus and toolbar. Handlers are connected by the window."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.action: dict[str, QAction] = {}
        self.menu: dict[str, QMenu] = {}
        for name in ("file", "edit", "view", "network", "run", "help"):
            self.menu[name] = window.menuBar().addMenu("")
        for command in COMMANDS:
            self._add(command)
        self.recent = QMenu(window)
        self.menu["file"].insertMenu(self.action["save"], self.recent)
        self.themes = self._add_themes()
        self.bar = window.addToolBar("")
        self.bar.setObjectName("toolbar")
        self.bar.setMovable(False)
        self.bar.setIconSize(QSize(px(20), px(20)))
        self.bar.toggleViewAction().setEnabled(False)
        for name in TOOLBAR:
            if name == "|":
                self.bar.addSeparator()
            else:
                self.bar.addAction(self.action[name])
        self.retranslate()

    def _add(self, command: Command) -> None:
        action = QAction(self._window)
        if command.icon:
            action.setIcon(icon(command.icon))
        if command.keys:
            action.setShortcut(QKeySequence(command.keys))
        action.setCheckable(command.checkable)
        menu = self.menu[command.menu]
        if command.rule:
            menu.addSeparator()
        menu.addAction(action)
        self.action[command.name] = action

    def _add_themes(self) -> dict[str, QAction]:
        menu = self.menu["view"].addMenu("")
        group = QActionGroup(self)
        actions = {}
        for name in THEMES:
            action = QAction(self._window)
            action.setCheckable(True)
            group.addAction(action)
            menu.addAction(action)
            actions[name] = action
        self._theme_menu = menu
        return actions

    def connect_to(self, handlers: dict[str, Callable[[], object]]) -> None:
        """Connects plain commands by name."""
        for name, handler in handlers.items():
            self.action[name].triggered.connect(lambda _on=False, call=handler: call())

    def retranslate(self) -> None:
        """Sets all words."""
        titles = {
            "file": self.tr("&File"),
            "edit": self.tr("&Edit"),
            "view": self.tr("&View"),
            "network": self.tr("&Network"),
            "run": self.tr("&Run"),
            "help": self.tr("&Help"),
        }
        for name, title in titles.items():
            self.menu[name].setTitle(title)
        for name, text in self._texts().items():
            action = self.action[name]
            action.setText(text)
            keys = action.shortcut().toString()
            action.setToolTip(f"{text.replace('…', '')} ({keys})" if keys else text)
        self.recent.setTitle(self.tr("Open &recent"))
        self._theme_menu.setTitle(self.tr("&Theme"))
        names = {"light": self.tr("Light"), "dark": self.tr("Dark"), "contrast": self.tr("High contrast")}
        for name, title in names.items():
            self.themes[name].setText(title)
        self.bar.setWindowTitle(self.tr("Toolbar"))

    def _texts(self) -> dict[str, str]:
        return {
            "new": self.tr("New"),
            "open": self.tr("Open…"),
            "save": self.tr("Save"),
            "save_as": self.tr("Save as…"),
            "picture": self.tr("Save picture of the stage…"),
            "quit": self.tr("Quit"),
            "undo": self.tr("Undo"),
            "redo": self.tr("Redo"),
            "cut": self.tr("Cut"),
            "copy": self.tr("Copy"),
            "paste": self.tr("Paste"),
            "duplicate": self.tr("Duplicate"),
            "delete": self.tr("Delete"),
            "select_all": self.tr("Select all"),
            "fit": self.tr("Fit the field"),
            "zoom_selection": self.tr("Zoom to the selection"),
            "reveal": self.tr("Reveal attackers"),
            "trust": self.tr("Trust"),
            "roles": self.tr("Roles"),
            "energy": self.tr("Energy"),
            "hulls": self.tr("Clusters"),
            "links": self.tr("Links"),
            "packets": self.tr("Packets"),
            "suspicion": self.tr("Suspicion of the detector"),
            "ranges": self.tr("Radio ranges"),
            "labels": self.tr("Labels"),
            "grid": self.tr("Grid"),
            "left": self.tr("Palette and outline"),
            "drawer": self.tr("Events and problems"),
            "right": self.tr("Inspector, settings, charts"),
            "reduced_motion": self.tr("Reduced motion"),
            "filter": self.tr("Filter events"),
            "catalogue": self.tr("Catalogue of attacks"),
            "place_anew": self.tr("Place nodes anew"),
            "protected": self.tr("Protected by trust"),
            "shortcuts": self.tr("Keyboard shortcuts"),
            "about": self.tr("About Motewarden"),
        }
