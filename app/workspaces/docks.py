"""The docks around the stage: palette and outline; inspector, settings, attacks, charts; the drawer."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QScrollArea, QTabWidget, QWidget

from app.views import Views
from app.workspaces.rail import WORKSPACES
from widgets.common.theme import notifier, px

SIDES = ("left", "right", "drawer")
_AREAS = {
    "left": Qt.DockWidgetArea.LeftDockWidgetArea,
    "right": Qt.DockWidgetArea.RightDockWidgetArea,
    "drawer": Qt.DockWidgetArea.BottomDockWidgetArea,
}


def sizes_for(window: QSize) -> dict[str, int]:
    """Widths of the sides and height of the drawer that leave most of a window of this size to the stage."""
    wide, tall = window.width(), window.height()
    return {
        "left": min(px(220), max(px(184), round(0.155 * wide))),
        "right": min(px(400), max(px(288), round(0.265 * wide))),
        "drawer": min(px(190), max(px(116), round(0.155 * tall))),
    }


class Docks(QObject):
    """Three docks with tabs; a workspace says which tabs come to the front.

    Args:
        window: Owner of the docks.
        views: The widgets.
    """

    shown_changed = Signal(str, bool)
    """A dock was shown or hidden: ``left``, ``right`` or ``drawer``."""

    def __init__(self, window: QMainWindow, views: Views) -> None:
        super().__init__(window)
        self._window = window
        self._given: dict[str, int] = {}
        self._put_away: set[str] = set()
        self._before: str | None = None
        self._out = True
        self._problems = 0
        self.pages: dict[str, tuple[QTabWidget, QWidget]] = {}
        self.docks: dict[str, QDockWidget] = {}
        self.desk, self._catalogue = views.attack_desk(), views.catalogue
        pages = {
            "left": (("palette", views.palette), ("outline", views.outline)),
            "right": (
                ("steps", views.steps),
                ("inspector", views.inspector),
                ("settings", _scrolling(views.form)),
                ("attacks", self.desk),
                ("roles", views.roles),
                ("detector", views.detector),
                ("charts", views.charts),
            ),
            "drawer": (
                ("events", views.events),
                ("service_log", views.service_log),
                ("problems", views.diagnosis()),
                ("clusters", views.clusters),
            ),
        }
        for name, members in pages.items():
            self._add(name, members)
        window.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.BottomDockWidgetArea)
        window.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        self.pages["inspector"][0].tabBarClicked.connect(self._forget)
        self.retranslate()
        notifier().changed.connect(self._restyle)
        self._restyle()

    def _add(self, name: str, members: tuple[tuple[str, QWidget], ...]) -> None:
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        tabs.tabBar().setExpanding(False)
        tabs.setUsesScrollButtons(True)
        for key, widget in members:
            tabs.addTab(widget, "")
            self.pages[key] = (tabs, widget)
        dock = QDockWidget(self._window)
        dock.setObjectName(f"dock-{name}")
        dock.setWidget(tabs)
        dock.setTitleBarWidget(QWidget())
        self._window.addDockWidget(_AREAS[name], dock)
        self.docks[name] = dock

    # -- sizes --------------------------------------------------------------------------------------------------

    def set_sizes(self) -> None:
        """The sizes of a fresh window."""
        self._given = {}
        self.follow_window()

    def follow_window(self) -> None:
        """New sizes for the present size of the window; a dock that the user has sized keeps his size."""
        for name, size in sizes_for(self._window.size()).items():
            dock = self.docks[name]
            across = name != "drawer"
            now = dock.width() if across else dock.height()
            if name in self._given and abs(now - self._given[name]) > px(4):
                continue
            way = Qt.Orientation.Horizontal if across else Qt.Orientation.Vertical
            self._window.resizeDocks([dock], [size], way)
            self._given[name] = size

    def restored(self) -> None:
        """The layout of an earlier run is in force: its sizes stay, what was put away stays away."""
        self._given = dict.fromkeys(SIDES, -1000)
        for name, dock in self.docks.items():
            if dock.isHidden():
                self.set_shown(name, on=False)

    # -- what is in sight ---------------------------------------------------------------------------------------

    def show_all(self, *, on: bool) -> None:
        """Shows or hides every dock; those that the user put away stay away."""
        self._out = on
        for name, dock in self.docks.items():
            dock.setVisible(on and name not in self._put_away)

    def set_shown(self, name: str, *, on: bool) -> None:
        """Puts a dock away, or brings it back."""
        (self._put_away.discard if on else self._put_away.add)(name)
        self.docks[name].setVisible(on and self._out)
        self.shown_changed.emit(name, on)

    def arrange(self, name: str) -> None:
        """Brings the tabs of a workspace to the front."""
        space = next(w for w in WORKSPACES if w.name == name)
        self._before = None
        for key in (space.left, space.right, space.drawer):
            self._front(key)
        if name == "observe" and self.has_page("steps"):
            self._front("steps")

    def set_page(self, key: str, *, there: bool) -> None:
        """Shows or hides a page that has not always something to show."""
        tabs, widget = self.pages[key]
        tabs.setTabVisible(tabs.indexOf(widget), there)

    def has_page(self, key: str) -> bool:
        """Whether a page is to be had now."""
        tabs, widget = self.pages[key]
        return tabs.isTabVisible(tabs.indexOf(widget))

    def open(self, key: str) -> None:
        """Brings one page to the front, its dock too if it was put away."""
        self._front(key)
        side = next(name for name, dock in self.docks.items() if dock.isAncestorOf(self.pages[key][1]))
        if side in self._put_away:
            self.set_shown(side, on=True)

    def open_catalogue(self) -> None:
        """Brings the catalogue of attacks to the front."""
        self.open("attacks")
        self.desk.bring(self._catalogue)

    def _front(self, key: str) -> None:
        tabs, widget = self.pages[key]
        tabs.setCurrentWidget(widget)

    def front(self, side: str) -> str:
        """The page in front on a side."""
        tabs = self.docks[side].widget()
        return next(key for key, (owner, page) in self.pages.items() if owner is tabs and owner.currentWidget() is page)

    def follow_selection(self, ids: tuple[int, ...]) -> None:
        """One thing chosen brings the inspector to the front; nothing chosen brings back what was there before.

        The catalogue of attacks stays: nodes are chosen for it. So do the steps of a replay, which choose nodes.
        """
        tabs = self.docks["right"]
        if len(ids) == 1:
            focus = QApplication.focusWidget()
            busy = focus is not None and tabs.isAncestorOf(focus)
            arming = self.front("right") == "attacks" and self.desk.stack.currentWidget() is self._catalogue
            if not busy and not arming and self.front("right") not in {"inspector", "steps"}:
                self._before = self.front("right")
                self._front("inspector")
        elif not ids and self._before is not None:
            self._front(self._before)
            self._before = None

    def _forget(self, _index: int) -> None:
        """The user chose a page himself: it stays."""
        self._before = None

    # -- words --------------------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Sets all titles."""
        titles = {
            "palette": self.tr("Palette"),
            "outline": self.tr("Outline"),
            "steps": self.tr("Steps"),
            "inspector": self.tr("Inspector"),
            "settings": self.tr("Settings"),
            "attacks": self.tr("Attacks"),
            "roles": self.tr("Roles"),
            "detector": self.tr("Detector"),
            "charts": self.tr("Charts"),
            "clusters": self.tr("Clusters"),
            "events": self.tr("Events"),
            "service_log": self.tr("Service log"),
            "problems": self.tr("Problems"),
        }
        for key, title in titles.items():
            tabs, widget = self.pages[key]
            tabs.setTabText(tabs.indexOf(widget), title)
        names = {"left": self.tr("Palette and outline"), "right": self.tr("Inspector"), "drawer": self.tr("Drawer")}
        for key, title in names.items():
            self.docks[key].setWindowTitle(title)
            self.docks[key].setAccessibleName(title)
        self.set_problem_count(self._problems)

    def set_problem_count(self, number: int) -> None:
        """Tells the number of problems in the tab's title."""
        self._problems = number
        tabs, widget = self.pages["problems"]
        title = self.tr("Problems")
        text = f"{title} ({number})" if number else title
        if tabs.tabText(tabs.indexOf(widget)) != text:
            tabs.setTabText(tabs.indexOf(widget), text)

    def _restyle(self) -> None:
        for tabs, _ in self.pages.values():
            tabs.setMinimumWidth(px(160))


def _scrolling(widget: QWidget) -> QWidget:
    if isinstance(widget, QScrollArea):
        return widget
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setWidget(widget)
    return area
