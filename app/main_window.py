"""The window: lays the views out and connects documents, run, workspaces and commands."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

from app import dialogs
from app.actions.attacking import Attacking
from app.actions.editing import Editing
from app.actions.files import Files
from app.actions.menus import LAYERS, Menus
from app.data import template_infos, template_of
from app.detectors import Detectors
from app.experiments import Experiments
from app.live import Live
from app.plan import schedule, summary
from app.replay import Replay
from app.session import Session
from app.settings import Settings
from app.sketch import sketch
from app.views import Views
from app.workspaces.docks import SIDES, Docks
from app.workspaces.pages import Pages
from app.workspaces.rail import Rail
from engine import api
from engine.api import MotewardenError
from engine.scenario.model import Scenario
from widgets.common.tables import keep_widths_in
from widgets.common.theme import apply_theme, px
from widgets.stage.layers import Layers

MESSAGE_MS = 8000
BEGIN_MS = 50
"""From the first show to the start of the engine."""
FIRST_SIZE = QSize(1440, 900)
FRAME = QSize(8, 40)
"""Room that a window manager takes around the window."""


class MainWindow(QMainWindow):
    """One document in one window.

    Args:
        scenario: The first document.
        settings: What the program remembers.
        journals: Folder of swap journals; the user's by default.
    """

    def __init__(self, scenario: Scenario, settings: Settings, journals: Path | None = None) -> None:
        super().__init__()
        self.settings = settings
        self.session = Session(scenario, settings, journals, self)
        keep_widths_in(settings.store)
        self.views = Views()
        self.editing = Editing(self.session, self.views.stage.snapshot, self.views.stage.select, self)
        self.files = Files(self.session, settings, self)
        self._lay_out()
        self.live = Live(self.session, self.views, self)
        self.replay = Replay(self.session, self.views, self.docks, self)
        self.live.problems_changed.connect(self.docks.set_problem_count)
        self.experiments = Experiments(self.views.experiments, self.session, settings, parent=self)
        self.detectors = Detectors(self.views.detectors, self.session, parent=self)
        for side in (self.experiments, self.detectors):
            side.said.connect(self.say)
            side.refused.connect(self._file_failed)
        self._connect_views()
        self._connect_session()
        self._connect_menus()
        self._offer_templates()
        self._document_changed(scenario)
        self._title_changed()
        self._restore_layout()
        self.go("home")

    # -- layout -------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.setObjectName("motewarden")
        self.setDockNestingEnabled(True)
        self.middle = self.views.middle()
        self._apart = {"home": self.views.start} | {n: getattr(self.views, n) for n in ("experiments", "detectors")}
        self.pages = Pages(self.views.start, self.middle, self.views.experiments, self.views.detectors)
        self.setCentralWidget(self.pages)
        self.menus = Menus(self)
        self.rail = Rail(self)
        self.rail.chosen.connect(self.go)
        self.addToolBar(Qt.ToolBarArea.LeftToolBarArea, self.rail)
        self.docks = Docks(self, self.views)
        self.menus.menu["run"].addActions(list(self.views.transport.actions_of_time))
        self.addActions(list(self.views.transport.actions_of_time))
        self.statusBar().setSizeGripEnabled(False)
        self._summary = QLabel()
        self._summary.setContentsMargins(0, 0, px(12), 0)
        self.statusBar().addPermanentWidget(self._summary)
        self._resized = QTimer(self, interval=0, singleShot=True)
        self._resized.timeout.connect(self.docks.follow_window)
        self.setMinimumSize(QSize(800, 600))
        self.resize(FIRST_SIZE.boundedTo(self.screen().availableSize() - FRAME))

    def _restore_layout(self) -> None:
        geometry, state = self.settings.layout("geometry"), self.settings.layout("docks")
        self.restoreGeometry(geometry)
        if not state.isEmpty() and self.restoreState(state):
            self.docks.restored()
        else:
            self.docks.set_sizes()

    def showEvent(self, event: QShowEvent) -> None:
        """The engine begins when the window has been painted."""
        super().showEvent(event)
        QTimer.singleShot(BEGIN_MS, self.session.engine.begin)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The docks follow the window, so that the stage keeps its share."""
        super().resizeEvent(event)
        self._resized.start()

    def go(self, workspace: str) -> None:
        """Goes to a workspace: ``home``, ``build``, ``observe``, ``experiments`` or ``detectors``."""
        page = self._apart.get(workspace, self.middle)
        self.rail.mark(workspace)
        self.docks.show_all(on=page is self.middle)
        self.pages.setCurrentWidget(page)
        if page is self.middle:
            self.docks.arrange(workspace)
            self.views.stage.setFocus()
        elif workspace == "home":
            self._offer()
        else:
            (self.experiments if workspace == "experiments" else self.detectors).enter()

    # -- connections --------------------------------------------------------------------------------------------

    def _connect_views(self) -> None:
        views, editing = self.views, self.editing
        stage = views.stage
        stage.place_requested.connect(editing.place)
        stage.move_requested.connect(editing.move)
        stage.shape_requested.connect(editing.reshape)
        stage.delete_requested.connect(editing.remove)
        stage.copy_requested.connect(editing.copy)
        stage.paste_requested.connect(editing.paste)
        stage.duplicate_requested.connect(editing.duplicate)
        stage.refused.connect(self.say)
        stage.tool_changed.connect(self._tool_changed)
        stage.template_requested.connect(partial(self.go, "home"))
        stage.activated.connect(lambda _id: self.docks.open("inspector"))
        stage.selection_changed.connect(self.docks.follow_selection)
        inspector_tabs = self.docks.pages["inspector"][0]
        inspector_tabs.currentChanged.connect(lambda _at: self.live.refresh_inspector())
        stage.context_requested.connect(self._context_menu)
        views.outline.attach(stage)
        views.palette.tool_requested.connect(self._choose_tool)
        views.palette.set_entries(api.palette())
        self._connect_panels()

    def _connect_panels(self) -> None:
        views, editing = self.views, self.editing
        inspector = views.inspector
        inspector.position_edited.connect(editing.set_position)
        inspector.name_edited.connect(lambda node, name: editing.set_field(node, "name", name))
        inspector.energy_edited.connect(lambda node, joules: editing.set_field(node, "energy_j", joules))
        inspector.attack_remove_requested.connect(editing.detach)
        inspector.obstacle_edited.connect(editing.set_obstacle)
        views.form.value_edited.connect(editing.set_value)
        views.form.values_edited.connect(editing.set_values)
        views.form.preset_chosen.connect(editing.apply_preset)
        Attacking(views, self.session, editing, self, say=self.say, failed=self._file_failed)
        views.charts.export_failed.connect(self._file_failed)
        views.transport.protected_toggled.connect(lambda on: editing.set_value("trust.enabled", on))
        views.problems.problem_activated.connect(self._point_at)
        views.banner.activated.connect(self._point_at)
        views.banner.alarm_activated.connect(self._open_alarm)
        views.meter.reseed_requested.connect(editing.place_anew)
        views.events.record_selected.connect(lambda _round, ids: self._point_at(ids))
        views.events.chips_changed.connect(self._save_chips)
        views.timeline.mark_activated.connect(lambda _round, ids: self._point_at(ids))
        views.start.template_chosen.connect(self.files.from_template)
        views.start.file_chosen.connect(self.files.open)
        views.start.open_requested.connect(self.files.open)
        views.start.recover_chosen.connect(self.files.recover)
        views.start.discard_recovery.connect(self._discard_recovery)

    def _connect_session(self) -> None:
        session = self.session
        session.document_changed.connect(self._document_changed)
        session.replaced.connect(self._document_replaced)
        session.history_changed.connect(self._history_changed)
        session.title_changed.connect(self._title_changed)
        session.refused.connect(self.say)
        session.file_failed.connect(self._file_failed)
        session.saved.connect(lambda path: self.say(self.tr("Saved %1").replace("%1", path)))
        session.bridge.rejected.connect(self.say)
        session.bridge.failed.connect(lambda message, detail: dialogs.failed(self, message, detail))
        self.files.on_opened = self.go

    def _connect_menus(self) -> None:
        stage, editing, files = self.views.stage, self.editing, self.files
        self.menus.connect_to(
            {
                "new": files.new,
                "open": files.open,
                "save": files.save,
                "save_as": files.save_as,
                "picture": lambda: dialogs.save_picture(self, stage, self.session.scenario.name, self.say),
                "quit": self.close,
                "undo": self.session.undo,
                "redo": self.session.redo,
                "cut": self._cut,
                "copy": lambda: editing.copy(stage.selection()),
                "paste": lambda: editing.paste(*stage.paste_place()),
                "duplicate": lambda: editing.duplicate(stage.selection()),
                "delete": lambda: editing.remove(stage.selection()),
                "select_all": lambda: stage.select(self.session.scenario.all_ids()),
                "fit": stage.fit,
                "zoom_selection": lambda: stage.zoom_to(stage.selection()),
                "filter": self._filter,
                "place_anew": editing.place_anew,
                "catalogue": self.docks.open_catalogue,
                "shortcuts": lambda: dialogs.shortcuts(self, self.menus, self.views.transport),
                "about": lambda: dialogs.about(self),
            }
        )
        action = self.menus.action
        for name in LAYERS:
            action[name].setChecked(getattr(Layers(), name))
            action[name].toggled.connect(lambda on, layer=name: stage.set_layers(**{layer: on}))
        action["reveal"].toggled.connect(self._set_reveal)
        action["reveal"].setChecked(True)
        action["reduced_motion"].toggled.connect(self._set_reduced_motion)
        action["reduced_motion"].setChecked(self.settings.reduced_motion)
        action["protected"].toggled.connect(self._set_protected)
        for name, theme in self.menus.themes.items():
            theme.setChecked(name == self.settings.theme)
            theme.triggered.connect(lambda _on, which=name: self.set_theme(which))
        for side in SIDES:
            action[side].setChecked(True)
            action[side].toggled.connect(lambda on, name=side: self.docks.set_shown(name, on=on))
        self.docks.shown_changed.connect(lambda name, on: action[name].setChecked(on))
        self.menus.recent.aboutToShow.connect(self._fill_recent)
        self.views.events.set_chips(self.settings.chips)
        self._history_changed()

    # -- the document -------------------------------------------------------------------------------------------

    def _document_changed(self, scenario: Scenario) -> None:
        views = self.views
        try:
            sections = api.settings(scenario)
        except MotewardenError as error:
            self.say(str(error))
        else:
            titles = {rows[0].key.rpartition(".")[0]: title for title, rows in sections if rows}
            views.form.set_presets(api.trust_presets(scenario))
            views.form.set_parameters(tuple(p for _, rows in sections for p in rows), titles)
            views.roles.hardening.set_parameters(dict(sections).get("Hardening", ()))
        views.transport.set_protected(scenario.trust.enabled)
        self.menus.action["protected"].setChecked(scenario.trust.enabled)
        views.timeline.set_attacks(schedule(scenario))
        self._summary.setText(summary(scenario))

    def _document_replaced(self) -> None:
        self.views.stage.select(())
        QTimer.singleShot(80, self.views.stage.fit)

    def _cut(self) -> None:
        ids = self.views.stage.selection()
        self.editing.copy(ids)
        self.editing.remove(ids)

    def _filter(self) -> None:
        self.docks.open("events")
        self.views.events.focus_filter()

    def _set_protected(self, on: bool) -> None:
        if on != self.session.scenario.trust.enabled:
            self.editing.set_value("trust.enabled", on)

    def _history_changed(self) -> None:
        history = self.session.history
        for name, label in (("undo", history.undo_label), ("redo", history.redo_label)):
            action = self.menus.action[name]
            action.setEnabled(label is not None)
            word = self.tr("Undo") if name == "undo" else self.tr("Redo")
            told = label and self.menus.action["reveal"].isChecked()
            action.setText(f"{word}: {label}" if told else word)
            action.setIconText(word)

    def _file_failed(self, message: str) -> None:
        """Matters too much for the status bar alone."""
        self.say(message)
        dialogs.file_failed(self, message)

    def _set_reveal(self, on: bool) -> None:
        self.live.set_reveal(on)
        self._history_changed()

    def _title_changed(self) -> None:
        self.setWindowTitle(f"{self.session.title} — Motewarden")

    # -- small things -------------------------------------------------------------------------------------------

    def say(self, message: str) -> None:
        """One line in the status bar, long enough to be read."""
        self.statusBar().showMessage(message, max(MESSAGE_MS, 70 * len(message)))

    def set_theme(self, name: str) -> None:
        """Light, dark or high contrast, now and at later starts."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply_theme(app, name)
        self.settings.theme = name
        self.menus.themes[name].setChecked(True)

    def _set_reduced_motion(self, on: bool) -> None:
        self.settings.reduced_motion = on
        self.views.stage.set_reduced_motion(on)

    def _save_chips(self, chips: tuple[tuple[str, str], ...]) -> None:
        self.settings.chips = chips

    def _choose_tool(self, key: str) -> None:
        self.views.stage.set_tool(f"place:{key}" if key else "select", sticky=self.views.palette.sticky())

    def _tool_changed(self, tool: str) -> None:
        self.views.palette.set_active(tool.removeprefix("place:") if tool.startswith("place:") else None)

    def _point_at(self, ids: tuple[int, ...]) -> None:
        known = set(self.session.scenario.all_ids())
        here = tuple(i for i in ids if i in known)
        if here:
            self.views.stage.select(here)
            if self.pages.currentWidget() is not self.middle:
                self.go("observe")

    def _open_alarm(self, alarm: int) -> None:
        self.docks.open("detector")
        self.views.detector.bring(alarm)

    def _context_menu(self, node: int, where: object) -> None:
        organising = self.live.organisation.edits
        dialogs.node_menu(self.views.stage, self.menus, self.session, self.editing, organising, node, where)

    def _offer(self) -> None:
        """What the start page shows besides templates: recent files, unsaved work."""
        self.views.start.set_recent(self.settings.recent)
        found = self.session.recoverable()
        self.views.start.set_recoverable(tuple((str(r.path), r.name or r.user_file, r.modified_s) for r in found))

    def _offer_templates(self) -> None:
        cards = []
        for info in template_infos():
            try:
                scenario = template_of(info.name)
            except MotewardenError:
                continue
            cards.append((info.name, info.title, info.summary, sketch(scenario)))
        self.views.start.set_templates(tuple(cards))

    def _discard_recovery(self, journal: str) -> None:
        self.files.discard(journal)
        self._offer()

    def _fill_recent(self) -> None:
        menu = self.menus.recent
        menu.clear()
        for name in self.settings.recent:
            menu.addAction(Path(name).name, partial(self.files.open, name)).setToolTip(name)
        menu.setEnabled(True)
        if not self.settings.recent:
            menu.addAction(self.tr("No files yet")).setEnabled(False)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Asks about unsaved edits, remembers the layout, ends the engine."""
        if not self.files.may_lose():
            event.ignore()
            return
        self.settings.set_layout("geometry", self.saveGeometry())
        self.docks.show_all(on=True)
        self.settings.set_layout("docks", self.saveState())
        self.settings.flush()
        self.experiments.close()
        self.detectors.close()
        self.session.close()
        for timer in self.findChildren(QTimer):
            timer.stop()
        event.accept()

    def changeEvent(self, event: QEvent) -> None:
        """New words when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self.menus.retranslate()
            self.docks.retranslate()
        super().changeEvent(event)
