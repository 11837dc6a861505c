"""The docks around the stage: palette and outline, inspector and settings, the drawer."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QScrollArea, QTabWidget, QWidget

from app.views import Views
from app.workspaces.rail import WORKSPACES
from widgets.common.theme import notifier, px


class Docks:
    """Three docks with tabs; a workspace says which tabs come to the front.

    Args:
        window: Owner of the docks.
        views: The widgets.
    """

    def __init__(self, window: QMainWindow, views: Views) -> None:
        self._window = window
        self.pages: dict[str, tuple[QTabWidget, QWidget]] = {}
        pages = {
            "left": (("palette", views.palette), ("outline", views.outline)),
            "right": (
                ("inspector", views.inspector),
                ("settings", _scrolling(views.form)),
                ("attacks", views.attacks),
            ),
            "charts": (("charts", views.charts),),
            "drawer": (("events", views.events), ("problems", views.diagnosis())),
        }
        areas = {
            "left": Qt.DockWidgetArea.LeftDockWidgetArea,
            "right": Qt.DockWidgetArea.RightDockWidgetArea,
            "charts": Qt.DockWidgetArea.RightDockWidgetArea,
            "drawer": Qt.DockWidgetArea.BottomDockWidgetArea,
        }
        self.docks: dict[str, QDockWidget] = {}
        for name, members in pages.items():
            tabs = QTabWidget()
            tabs.setDocumentMode(True)
            for key, widget in members:
                tabs.addTab(widget, "")
                self.pages[key] = (tabs, widget)
            dock = QDockWidget(window)
            dock.setObjectName(f"dock-{name}")
            dock.setWidget(tabs)
            dock.setTitleBarWidget(QWidget())
            window.addDockWidget(areas[name], dock)
            self.docks[name] = dock
        window.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)
        window.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        self.retranslate()
        self.set_sizes()
        notifier().changed.connect(self._restyle)

    def set_sizes(self) -> None:
        """The sizes of a fresh window."""
        across = [self.docks["left"], self.docks["right"]]
        self._window.resizeDocks(across, [px(220), px(360)], Qt.Orientation.Horizontal)
        self._window.resizeDocks([self.docks["drawer"]], [px(170)], Qt.Orientation.Vertical)
        stacked = [self.docks["right"], self.docks["charts"]]
        self._window.resizeDocks(stacked, [px(430), px(350)], Qt.Orientation.Vertical)

    def show_all(self, *, on: bool) -> None:
        """Shows or hides every dock."""
        for dock in self.docks.values():
            dock.setVisible(on)

    def arrange(self, name: str) -> None:
        """Brings the tabs of a workspace to the front."""
        space = next(w for w in WORKSPACES if w.name == name)
        for key in (space.left, space.right, space.drawer):
            self.open(key)

    def open(self, key: str) -> None:
        """Brings one page to the front."""
        tabs, widget = self.pages[key]
        tabs.setCurrentWidget(widget)

    def retranslate(self) -> None:
        """Sets all titles."""
        tr = self._window.tr
        titles = {
            "palette": tr("Palette"),
            "outline": tr("Outline"),
            "inspector": tr("Inspector"),
            "settings": tr("Settings"),
            "attacks": tr("Attacks"),
            "events": tr("Events"),
            "charts": tr("Charts"),
            "problems": tr("Problems"),
        }
        for key, title in titles.items():
            tabs, widget = self.pages[key]
            tabs.setTabText(tabs.indexOf(widget), title)
        names = {
            "left": tr("Palette and outline"),
            "right": tr("Inspector"),
            "charts": tr("Charts"),
            "drawer": tr("Drawer"),
        }
        for key, title in names.items():
            self.docks[key].setWindowTitle(title)

    def set_problem_count(self, number: int) -> None:
        """Tells the number of problems in the tab's title."""
        tabs, widget = self.pages["problems"]
        title = self._window.tr("Problems")
        tabs.setTabText(tabs.indexOf(widget), f"{title} ({number})" if number else title)

    def _restyle(self) -> None:
        for tabs, _ in self.pages.values():
            tabs.setMinimumWidth(px(180))


def _scrolling(widget: QWidget) -> QWidget:
    if isinstance(widget, QScrollArea):
        return widget
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setWidget(widget)
    return area
