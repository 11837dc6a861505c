"""The engine thread: commands in by a queue, read between steps; pictures and events out by an outlet."""

from __future__ import annotations

import queue
from collections import deque
from time import monotonic, sleep

import numpy as np

from engine.base.errors import MotewardenError
from engine.defence.explain import explain
from engine.readmodel.codes import Rec
from engine.readmodel.detail import TrustExplanation
from engine.readmodel.events import AttacksNamed, Recorded, Rejected, RoundsDone, RunStarted, StateChanged
from engine.readmodel.metrics import COLUMN
from engine.runtime import commands as say
from engine.runtime.compose import Parts, compose, recompose
from engine.runtime.outlet import Outlet
from engine.runtime.picture import node_detail, snapshot
from engine.runtime.picture_roles import configuration_file
from engine.runtime.strategies import Strategies
from engine.scenario.model import Scenario

SLICE_S = 0.025
"""Longest stretch of rounds between two looks at the command queue, s."""
PACKETS_UP_TO = 20.0
"""Rounds per second up to which packet-level records are kept."""
_ENDS_STEPS = (say.Pause, say.Stop, say.Load, say.Restart, say.RunTo)
ALARMS = (Rec.MAJORITY_EXCLUDED, Rec.DIED, Rec.CONTROLLER_LOST, Rec.ALARM)


class Worker:
    """Owns the network of the present run; `run` is what the engine thread does.

    Args:
        scenario: The first document.
        strategies: Registries.
        inbox: Where commands come from.
        outlet: Where pictures, events and answers go.
    """

    def __init__(
        self, scenario: Scenario, strategies: Strategies, inbox: queue.SimpleQueue[say.Command], outlet: Outlet
    ) -> None:
        self.inbox, self.outlet, self.strategies = inbox, outlet, strategies
        self.log: list[tuple[int, say.Command]] = []
        self._scenario = scenario
        self._parts: Parts | None = None
        self._state = "starting"
        self._rate, self._due, self._to_alarm = 0.0, 0.0, 0
        self._runs = self._seq = 0
        self._rows: list[np.ndarray] = []
        self._records: list[np.ndarray] = []
        self._round_records: list[np.ndarray] = []
        self._speed, self._speed_mark = 0.0, (0.0, 0)
        self._stopping = False
        self._steps = 0
        self._waiting: deque[say.Command] = deque()

    # -- the thread ---------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Loads the first document, then obeys and plays until told to stop."""
        self._attempt(say.Load(self._scenario))
        while not self._stopping:
            self._obey()
            if self._steps:
                self._step_on()
            elif self._state == "playing":
                self._play()

    def _obey(self) -> None:
        """Carries out all waiting commands; waits for one while there is nothing to do.

        While steps are under way only what ends them is heeded; the rest waits its turn, so that the same commands
        make the same run.
        """
        idle = self._state != "playing" and not self._steps and not self._waiting
        while not self._stopping:
            try:
                wait = bool(self._waiting) and not self._steps
                command = self._waiting.popleft() if wait else self.inbox.get(block=idle)
            except queue.Empty:
                return
            idle = False
            if not self._steps:
                self._attempt(command)
                continue
            self._waiting.append(command)
            if isinstance(command, _ENDS_STEPS):
                self._steps = 0

    def _attempt(self, command: say.Command) -> None:
        """Carries a command out, or tells why it could not be."""
        try:
            self._carry_out(command)
        except MotewardenError as error:
            self.outlet.tell(Rejected(str(error)))

    def _carry_out(self, command: say.Command) -> None:
        if not isinstance(command, say.Question):
            self.log.append((0 if self._parts is None else self._parts.network.round, command))
        match command:
            case say.Load():
                self._load(command.scenario)
            case say.Restart():
                self._load(self._scenario)
            case say.Apply():
                self._apply(command)
            case say.Play():
                self._start(command.rounds_per_s, 0)
            case say.PlayToAlarm():
                self._start(0.0, max(command.limit, 1))
            case say.Pause():
                self._pause("")
            case say.StepRound() | say.StepHop():
                self._step(command)
            case say.RunTo():
                self._run_to(command.round)
            case say.AskNode() | say.AskTrust() | say.AskConfiguration():
                self._answer(command)
            case say.Stop():
                self._stopping = True

    # -- documents ----------------------------------------------------------------------------------------------

    def _load(self, scenario: Scenario) -> None:
        self._scenario = scenario
        try:
            parts = compose(scenario, self.strategies, logging=True)
        except MotewardenError:
            self._parts = None
            self._enter("stopped", "the document cannot run")
            raise
        self._parts = parts
        self._runs += 1
        self._rows, self._records, self._round_records = [], [], []
        names = tuple(p.attack.id for p in parts.schedule.planned)
        self.outlet.tell(RunStarted(f"run-{self._runs}", scenario.seed, names))
        self._enter("paused")
        self._publish()

    def _apply(self, command: say.Apply) -> None:
        edit = command.edit
        scenario = edit.undo(self._scenario) if command.undo else edit.do(self._scenario)
        parts = self._parts
        self._scenario = scenario
        if parts is None or parts.network.round == 0:
            self._load(scenario)
            return
        if parts.network.in_round:
            self._finish_round()
        self._parts = recompose(parts, scenario, self.strategies)
        self._take_records()
        self.outlet.tell(AttacksNamed(tuple(p.attack.id for p in self._running.schedule.planned)))
        if self._state == "ended" and self._alive():
            self._enter("paused")
        self._publish()

    # -- time ---------------------------------------------------------------------------------------------------

    def _start(self, rate: float, to_alarm: int) -> None:
        if self._parts is None or self._state == "ended":
            return
        self._rate, self._to_alarm = max(rate, 0.0), to_alarm
        self._due = monotonic()
        self._speed_mark = (self._due, self._running.network.round)
        self._running.network.set_logging(on=0 < rate <= PACKETS_UP_TO)
        if self._state != "playing":
            self._enter("playing")

    def _pause(self, reason: str) -> None:
        if self._state == "playing":
            self._enter("paused", reason)
            self._speed = 0.0
            self._publish()

    def _play(self) -> None:
        """Rounds that are due, but no longer than a slice; then a picture."""
        until = monotonic() + SLICE_S
        while self._state == "playing":
            now = monotonic()
            if self._rate and now < self._due:
                sleep(min(self._due - now, max(until - now, 0.001)))
                break
            self._finish_round()
            if self._rate:
                self._due = max(self._due + 1 / self._rate, now - 0.1)
            if monotonic() >= until:
                break
        if self._rows or self._state != "playing":
            self._measure_speed()
            self._publish()

    def _step(self, command: say.StepRound | say.StepHop) -> None:
        if self._parts is None or self._state == "ended":
            return
        self._pause("")
        network = self._running.network
        network.set_logging(on=True)
        if isinstance(command, say.StepRound):
            self._steps = command.rounds
            return
        if not network.in_round:
            self._round_records = []
            network.begin_round()
            self._take_records()
        elif network.run_waves(1):
            self._finish_round()
        else:
            self._take_records()
        self._publish()

    def _run_to(self, round_: int) -> None:
        """Begins anew where the round is past: nobody can go back in a run."""
        if self._running.network.round > round_:
            self._load(self._scenario)
        if self._state == "ended":
            return
        self._pause("")
        network = self._running.network
        network.set_logging(on=True)
        self._steps = round_ - network.round + network.in_round

    def _step_on(self) -> None:
        """Rounds of a step command, no longer than a slice; then a picture."""
        until = monotonic() + SLICE_S
        while self._steps and monotonic() < until:
            self._finish_round()
            self._steps = 0 if self._state == "ended" else self._steps - 1
        self._publish()

    def _finish_round(self) -> None:
        network = self._running.network
        if not network.in_round:
            self._round_records = []
        row = network.run_round()
        self._rows.append(row)
        records = self._take_records()
        if row[COLUMN["alive"]] == 0:
            self._enter("ended", "no node is alive")
        elif self._to_alarm and self._state == "playing":
            self._to_alarm -= 1
            alarm = bool(np.isin(records["kind"], ALARMS).any())
            if alarm or not self._to_alarm:
                self._to_alarm = 0
                self._enter("paused", "alarm" if alarm else "no alarm")

    @property
    def _running(self) -> Parts:
        if self._parts is None:
            raise MotewardenError("no document runs", mend="open one that can run")
        return self._parts

    def _alive(self) -> bool:
        nodes = self._running.network.nodes
        return bool((nodes["alive"] & nodes["sensor"]).any())

    # -- out ----------------------------------------------------------------------------------------------------

    def _take_records(self) -> np.ndarray:
        records = self._running.network.take_records()
        if len(records):
            self._records.append(records)
            self._round_records.append(records)
        return records

    def _measure_speed(self) -> None:
        now, (since, mark) = monotonic(), self._speed_mark
        if now - since > 0.5:
            self._speed = (self._running.network.round - mark) / (now - since)
            self._speed_mark = (now, self._running.network.round)

    def _publish(self) -> None:
        if self._rows:
            self.outlet.tell(RoundsDone(np.array(self._rows)))
            self._rows = []
        if self._records:
            self.outlet.tell(Recorded(np.concatenate(self._records)))
            self._records = []
        self._seq += 1
        picture = snapshot(
            self._running,
            run_id=f"run-{self._runs}",
            seq=self._seq,
            records=self._round_records,
            rounds_per_s=self._speed if self._state == "playing" else 0.0,
        )
        self.outlet.show(picture)

    def _enter(self, state: str, reason: str = "") -> None:
        self._state = state
        round_ = 0 if self._parts is None else self._parts.network.round
        self.outlet.tell(StateChanged(state, round_, reason))

    def _answer(self, question: say.Question) -> None:
        parts = self._parts
        if parts is None:
            self.outlet.answer(question.token, None)
            return
        if isinstance(question, say.AskNode):
            self.outlet.answer(question.token, node_detail(parts, question.node))
            return
        if isinstance(question, say.AskConfiguration):
            self.outlet.answer(question.token, configuration_file(parts, question.node))
            return
        value: TrustExplanation | None = None
        rows = [np.flatnonzero(parts.network.nodes["id"] == i) for i in (question.observer, question.subject)]
        if parts.trust is not None and all(len(r) for r in rows):
            value = explain(parts.network, parts.trust, int(rows[0][0]), int(rows[1][0]))
        self.outlet.answer(question.token, value)
