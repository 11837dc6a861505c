"""Brings what the engine shows to the widgets, and what the transport asks for to the engine."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QElapsedTimer, QObject, Signal

from app.announce import Announcer
from app.beat import Beat
from app.detection import DetectionDesk
from app.organisation import OrganisationDesk
from app.session import Session
from app.views import Views
from engine import api
from engine.readmodel.codes import Rec, Vertex
from engine.readmodel.detail import NodeDetail, Problem, TrustExplanation
from engine.readmodel.events import RunStarted
from engine.readmodel.snapshot import NetworkSnapshot
from widgets.common.texts import numbered

_ALARMS = (Rec.MAJORITY_EXCLUDED, Rec.DIED, Rec.CONTROLLER_LOST, Rec.ALARM)
PLAYING = "playing"
INSPECT_EVERY_MS = 150
TELL_EVERY_MS = 90
"""Figures that change faster than they can be read are told so often while rounds go on."""


class Live(QObject):
    """The running side of the window.

    Args:
        session: Document and engine.
        views: The widgets.
        parent: Owner.
    """

    problems_changed = Signal(int)
    """How many there are."""
    snapshot_shown = Signal(object)

    def __init__(self, session: Session, views: Views, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._views = session, views
        self._state = "starting"
        self._alarms = 0
        self._announcer, self._beat = Announcer(views.banner, self), Beat(views.stage, self)
        self._announcer.attack_begins.connect(self._beat.expect)
        self._beat.released.connect(self._show)
        self.organisation = OrganisationDesk(session, views, self)
        self.detection = DetectionDesk(session, views, self)
        self._pair: tuple[int, int] | None = None
        self._tokens: dict[str, int] = {}
        self._document_problems: tuple[Problem, ...] = ()
        self._asked, self._told = QElapsedTimer(), QElapsedTimer()
        self._asked.start()
        self._told.start()
        self._connect_engine()
        self._connect_transport()
        self._document_changed(None)

    def _connect_engine(self) -> None:
        bridge, views = self._session.bridge, self._views
        bridge.run_started.connect(self._begin_run)
        bridge.attacks_named.connect(self._name_attacks)
        bridge.rounds.connect(views.charts.append)
        bridge.rounds.connect(self._announcer.rounds)
        bridge.records.connect(self._records)
        bridge.snapshot.connect(self._show)
        bridge.state.connect(self._enter)
        bridge.answered.connect(self._answered)
        self._session.document_changed.connect(self._document_changed)

    def _connect_transport(self) -> None:
        bar, submit = self._views.transport, self._session.engine.submit
        bar.play_requested.connect(self.play)
        bar.pause_requested.connect(lambda: submit(api.Pause()))
        bar.restart_requested.connect(lambda: submit(api.Restart()))
        bar.step_hop_requested.connect(lambda: submit(api.StepHop()))
        bar.step_round_requested.connect(lambda: submit(api.StepRound()))
        bar.next_alarm_requested.connect(lambda: submit(api.PlayToAlarm()))
        bar.speed_changed.connect(self._change_speed)
        self._views.stage.play_requested.connect(self.play_or_pause)
        self._views.inspector.trust_requested.connect(self.ask_trust)
        self._views.stage.selection_changed.connect(self.select)

    # -- time ---------------------------------------------------------------------------------------------------

    @property
    def playing(self) -> bool:
        """Whether rounds go on."""
        return self._state == PLAYING

    def play(self) -> None:
        """Runs on at the speed of the slider."""
        self._views.stage.setFocus()
        self._session.engine.submit(api.Play(self._views.transport.speed()))

    def play_or_pause(self) -> None:
        """Space."""
        self._session.engine.submit(api.Pause()) if self.playing else self.play()

    def _change_speed(self, speed: float) -> None:
        self._views.stage.set_rate(speed if self.playing else 0.0)
        if self.playing:
            self._session.engine.submit(api.Play(speed))

    def _enter(self, state: str, round_: int, reason: str) -> None:
        self._state = state
        self._views.transport.set_state(state)
        speed = self._views.transport.speed()
        self._views.stage.set_rate((speed or 1e6) if state == PLAYING else 0.0)
        if state == "stopped":
            self._beat.clear()
            self._views.stage.set_snapshot(None)
        last = self._views.stage.snapshot()
        if state != PLAYING and last is not None:
            self._tell(last)
        if state == "ended":
            self._views.banner.show_message("alarm", self.tr("The network is dead"), "", f"{reason}, round {round_}")

    # -- what the engine shows ----------------------------------------------------------------------------------

    def set_reveal(self, reveal: bool) -> None:
        """Whether the ground truth may be seen."""
        views = self._views
        views.stage.set_layers(truth=reveal)
        told = (views.timeline, views.events, views.inspector, views.charts, views.attacks, views.roles, views.detector)
        for view in told:
            view.set_reveal(reveal)
        self._announcer.set_reveal(reveal)

    def _begin_run(self, event: RunStarted) -> None:
        self._name_attacks(event.attack_names)
        self._alarms = 0
        views = self._views
        views.charts.clear()
        views.events.clear()
        views.timeline.clear()
        views.headline.clear()
        views.headline.set_alarms(0)
        self._announcer.begin()
        self._beat.clear()

    def _name_attacks(self, names: tuple[str, ...]) -> None:
        self._announcer.set_names(names)
        self._views.detector.set_names(names)
        self._views.timeline.set_attack_names(names)
        self._views.events.set_attack_names(names)

    def _records(self, records: np.ndarray) -> None:
        self._views.events.append(records)
        self._views.timeline.append(records)
        notable = records[np.isin(records["kind"], (*_ALARMS, Rec.ATTACK_START, Rec.ATTACK_END, Rec.ELECTED))]
        if len(notable):
            self._alarms += int(np.isin(notable["kind"], _ALARMS).sum())
            self._views.headline.set_alarms(self._alarms)
            self._announcer.records(notable)

    def _show(self, picture: NetworkSnapshot) -> None:
        if self._beat.keeps(picture):
            return
        views = self._views
        views.stage.set_snapshot(picture)
        self._beat.shown(picture)
        views.timeline.set_clock(picture)
        self._announcer.picture(picture)
        if not self.playing or self._told.elapsed() >= TELL_EVERY_MS:
            self._tell(picture)
        if not self.playing or self._asked.elapsed() > INSPECT_EVERY_MS:
            self.refresh_inspector()
        self.snapshot_shown.emit(picture)

    def _tell(self, picture: NetworkSnapshot) -> None:
        """The figures of a picture."""
        self._told.restart()
        views = self._views
        views.headline.set_snapshot(picture)
        views.transport.set_clock(picture)
        views.charts.set_snapshot(picture)
        views.clusters.set_snapshot(picture)
        views.meter.set_snapshot(picture)
        self.organisation.show(picture)
        views.detector.set_snapshot(picture)
        self._show_problems(picture)

    # -- problems -----------------------------------------------------------------------------------------------

    def _document_changed(self, _scenario: object) -> None:
        self._document_problems = api.problems(self._session.scenario)
        chosen = self._views.stage.selection()
        if len(chosen) == 1 and chosen[0] in self._session.scenario.obstacle_by_id:
            self._show_obstacle(chosen[0])
        picture = self._views.stage.snapshot()
        if picture is not None:
            self._show_problems(picture)

    def _show_problems(self, picture: NetworkSnapshot) -> None:
        lonely = tuple(
            int(i) for i in picture.ids[~picture.reachable & picture.alive & (picture.vertex != Vertex.STATION)]
        )
        found = list(self._document_problems)
        by_roles = picture.organisation is not None and picture.protocol == "roles"
        if lonely and (by_roles or (picture.vertex == Vertex.STATION).any()):
            if by_roles:
                what = self.tr("%n node(s) (has|have) no path to a data processor", "", len(lonely))
            else:
                what = self.tr("%n node(s) (has|have) no path to a base station", "", len(lonely))
            what = numbered(what, len(lonely))
            found.append(
                Problem("warning", what, self.tr("move them closer, raise the radio range, or place anew"), lonely)
            )
        self._views.problems.set_problems(tuple(found))
        self.problems_changed.emit(len(found))

    # -- the inspector ------------------------------------------------------------------------------------------

    def select(self, ids: tuple[int, ...]) -> None:
        """Shows what is selected."""
        self._pair = None
        if len(ids) == 1 and ids[0] in self._session.scenario.obstacle_by_id:
            self._tokens.clear()
            self._show_obstacle(ids[0])
        elif len(ids) == 1:
            self.refresh_inspector()
        else:
            self._tokens.clear()
            self._views.inspector.show_selection(len(ids))

    def _show_obstacle(self, obstacle: int) -> None:
        found = self._session.scenario.obstacle_by_id[obstacle]
        self._views.inspector.show_obstacle(obstacle, api.obstacle_parameters(found))

    def ask_trust(self, observer: int, subject: int) -> None:
        """Opens the trust of one node in another."""
        self._pair = (observer, subject)
        self._tokens["trust"] = self._session.engine.ask_trust(observer, subject)

    def refresh_inspector(self) -> None:
        """Asks anew for what the inspector shows; at most one question of a kind is under way."""
        self._asked.restart()
        ids = self._views.stage.selection()
        if len(ids) != 1 or ids[0] in self._session.scenario.obstacle_by_id or not self._views.inspector.isVisible():
            return
        if "node" not in self._tokens:
            self._tokens["node"] = self._session.engine.ask_node(ids[0])
        if self._pair is not None and "trust" not in self._tokens:
            self._tokens["trust"] = self._session.engine.ask_trust(*self._pair)

    def _answered(self, token: int, value: object) -> None:
        if self._tokens.get("trust") == token:
            del self._tokens["trust"]
            if value is None or isinstance(value, TrustExplanation):
                self._views.inspector.show_trust(value)
        elif self._tokens.get("node") == token:
            del self._tokens["node"]
            ids = self._views.stage.selection()
            if value is None:
                self._views.inspector.show_node(None)
            elif isinstance(value, NodeDetail) and ids == (value.id,):
                self._views.inspector.show_node(value)
            else:
                self.refresh_inspector()
