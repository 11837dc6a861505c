"""Attacks that disturb: noise, needless messages, and whatever else keeps nodes from doing their work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.network import hearing
from engine.network.contagion import Contagion
from engine.network.kernels import infection, noise, nuisance, sessions, storm
from engine.network.kernels.columns import (
    HIT_CONTROLLER,
    HIT_POLLS,
    HIT_ROLES,
    HIT_SESSIONS,
    HIT_SYNC,
    HIT_TABLES,
    Behaviour,
)
from engine.network.pleas import in_charge
from engine.network.recordings import Recordings
from engine.network.service import ServicePlane
from engine.readmodel.codes import Duty, LossCause

if TYPE_CHECKING:
    from engine.network.network import Network

_INTERRUPTED = 1 + int(LossCause.SESSION)
_POWERS = int(Duty.KEEPER | Duty.PROCESSOR | Duty.CONTROLLER)


class Disturbances:
    """What is being done to nodes now. One for each network; nothing costs anything while nobody disturbs.

    Where roles are off, whatever would exploit them does as it would on any network.

    Args:
        rows: Vertices of the network, M.
    """

    def __init__(self, rows: int) -> None:
        self.hit = np.full(rows, -1, np.int32)
        """int32[M]: row of the attacker that did something to the row in this round, -1."""
        self.loud = np.zeros(rows, np.float32)
        """float32[M]: how far the noise of each row carries in this round, m."""
        self._since = np.full(rows, -1, np.int32)
        self.relapsed = np.zeros(rows, bool)
        """bool[M]: was sent an old role configuration since the round began, and took it for new."""
        self.refusals: dict[str, int] = {}
        """Field of `Hardening` → what its check has turned away."""
        self.contagion, self.recordings = Contagion(rows), Recordings()
        self.hello, self.awaken, self.desync, self.skew = (np.zeros(rows, np.float32) for _ in range(4))
        self.aims, self.taken_in = np.zeros(rows, np.uint8), np.ones(rows, np.uint8)
        none = np.empty(0, np.intp)
        self._pollers = self._doubles = self._clocks = self._relapsers = self._knocking = none
        self.closed = False
        """The network takes up nobody at present: it has had as many newcomers as it may."""
        self._fooled = none
        """Rows of attackers whose program an edit or a countermeasure keeps from being changed."""
        self.active = self.needless = self.noisy = self.meddling = False
        self._draining = self._flooding = self._greeting = self._waking = self._was_noisy = self._acting = False
        self._shunned, self._scratch = np.zeros(rows, np.uint8), np.empty(rows, np.float32)
        self._early: list[tuple[int, int]] = []
        self._plane: ServicePlane | None = None

    def carry_over(self, before: Disturbances, stay: np.ndarray, where: np.ndarray) -> None:
        """Goes on after an edit: the rows ``stay`` were at ``where`` before."""
        self.refusals = before.refusals
        self._since[stay] = before._since[where]
        self._was_noisy = before.noisy or before._was_noisy
        self.contagion.carry_over(before.contagion, stay, where)
        place = np.full(len(before.hit), -1, np.int64)
        place[where] = np.flatnonzero(stay)
        self.recordings = before.recordings.moved(place)

    # -- what goes on ---------------------------------------------------------------------------------------------

    def take(self, network: Network, behaviour: Behaviour) -> None:
        """Looks at what attackers do from now on."""
        scenario = network.scenario
        roles, signed = scenario.roles.enabled, scenario.hardening.authentication
        if signed:
            self._resist(behaviour)
        foreign = (behaviour["outsider"] == 1) & signed
        self.taken_in[:] = ~foreign
        aim = np.where(roles & ~foreign, behaviour["role_traffic"], 0)
        # who holds a role shows by the traffic that passes, whatever is signed
        self.aims[:] = np.where(roles, behaviour["role_traffic"], 0) & (HIT_ROLES | HIT_CONTROLLER)
        self._since[:] = np.where(behaviour["noise"] <= 0, -1, np.where(self._since < 0, network.round, self._since))
        self.hello[:] = behaviour["hello"]
        self._knocking = np.flatnonzero(roles & ~foreign & (behaviour["joins"] > 0))
        polls = ((aim & HIT_POLLS) > 0) & (behaviour["polls"] > 0)
        doubles = (aim & HIT_SESSIONS) > 0
        self.awaken[:] = np.where(polls, 0.0, behaviour["awaken"])
        self.desync[:] = np.where(doubles, 0.0, behaviour["desync"])
        self.skew[:] = behaviour["skew"]
        self._pollers, self._doubles = np.flatnonzero(polls), np.flatnonzero(doubles & (behaviour["desync"] > 0))
        self._clocks = np.flatnonzero(((aim & HIT_SYNC) > 0) & (behaviour["skew"] != 0))
        self._relapsers = np.flatnonzero(((aim & HIT_TABLES) > 0) & (behaviour["replay"] > 0))
        self.contagion.take(network, behaviour)
        self.recordings.take(network, behaviour)
        self._look(network, behaviour)

    def _look(self, network: Network, behaviour: Behaviour) -> None:
        self._draining, self._flooding = bool(behaviour["spam"].any()), bool(behaviour["storm"].any())
        self._greeting = bool(self.hello.any())
        self._waking = bool(self.awaken.any()) or len(self._pollers) > 0
        if not self._waking:
            network.idle["awake_s"] = 0.0
        self.needless = self._draining or self._flooding or self._greeting or self._waking
        self.noisy = bool(behaviour["noise"].any())
        self.meddling = self.contagion.riding or len(self._doubles) > 0
        network.contend(storm=self._flooding or self._greeting or self._waking or self.noisy)
        self._acting = self._greeting or self._waking or self.noisy or self.meddling or self.recordings.active
        self._acting |= bool(self.desync.any()) or bool(self.skew.any()) or len(self._relapsers) > 0
        self.active = self._acting or self._lingers(network)
        if not self.active:
            self.hit[:] = -1

    def _lingers(self, network: Network) -> bool:
        """Something of what was done is still there."""
        upset = bool((network.nodes["hindered"] == _INTERRUPTED).any()) or bool(network.duties["clock"].any())
        return self._was_noisy or self.contagion.spreading or upset

    def _resist(self, behaviour: Behaviour) -> None:
        """Software that resists tampering: what a changed program would do is not done."""
        fooled = np.flatnonzero(behaviour["tampered"] == 1)
        self._refuse("authentication", len(np.setdiff1d(fooled, self._fooled)))
        self._fooled = fooled
        behaviour["bias"][fooled] -= behaviour["coded"][fooled]
        behaviour["coded"][fooled] = behaviour["distort"][fooled] = 0.0
        behaviour["tampered"][fooled] = 0

    def _refuse(self, check: str, times: int) -> None:
        """A countermeasure, by its field of `Hardening`, turned something away."""
        if times:
            self.refusals[check] = self.refusals.get(check, 0) + int(times)

    # -- a round --------------------------------------------------------------------------------------------------

    def begin(self, network: Network) -> None:
        """Before nodes sense and seek routes."""
        nodes = network.nodes
        network.ensure_log(2 * len(nodes) + 64)  # deaths
        self.hit[:] = -1
        for attacker, row in self._early:
            self.hit[row] = attacker
        self._early.clear()
        nodes["hindered"][nodes["hindered"] == _INTERRUPTED] = 0
        if self.noisy or self._was_noisy:
            self._make_noise(network)
        if self.contagion.spreading:
            guard = self._guard(network)
            level = infection.GUARDS[guard]
            self._refuse(guard, self.contagion.spread(network, level, self.hit, self.plane(network)))
        signed = network.scenario.hardening.authentication
        rng, physics = network.rng["disturbance"], network.physics
        if self.desync.any():
            network.ensure_log(len(nodes))
            given = (nodes, network.routes, network.duties, network.links, network.books, physics, rng, self.hit)
            self._refuse("authentication", sessions.close_sessions(self.desync, signed, *given, network.heard))
        if self.skew.any() or network.duties["clock"].any():
            told = self._tell_time(network, signed=signed)
            known = (nodes, network.duties, network.links, network.belief, network.books, physics)
            refused = sessions.turn_clocks(told, signed, *known, self._scratch, self.hit, network.heard)
            self._refuse("authentication", refused)
        if len(self._relapsers):
            self._send_old_tables(network)
        self.active = self._acting or self._lingers(network)

    def _make_noise(self, network: Network) -> None:
        known = (network.nodes, network.behaviour, network.duties, network.books, network.physics)
        noise.make_noise(self.aims, self._since, *known, self.loud, self.hit)
        self._was_noisy = self.noisy
        if network.ranged:
            network.measure()

    def deafen(self, network: Network) -> None:
        """Who hears nothing but noise has no neighbours."""
        noise.deafen(network.nodes, network.links)

    def pester(self, network: Network) -> None:
        """What attackers on resources send before anybody else does."""
        nodes, behaviour = network.nodes, network.behaviour
        known = (network.links, network.watch, network.belief, network.books, network.physics)
        if self._draining:
            storm.drain(nodes, behaviour, *known, network.heard)
        if self._flooding:
            storm.flood(nodes, network.routes, behaviour, *known, network.heard)
        if self._greeting:
            self._greet(network)
        if self._waking:
            network.idle["awake_s"] = 0.0
            given = (*known, self._shunned, self.hit, network.heard)
            nuisance.keep_awake(self.awaken, self.taken_in, nodes, network.idle, *given)
            for row in self._alive(network, self._pollers):
                self._poll(network, row)

    def _greet(self, network: Network) -> None:
        """Hello floods; greetings of newcomers are answered, and told to the controller, while anybody may join."""
        nodes, answered = network.nodes, self.taken_in.copy()
        if self.closed:
            answered[self._knocking] = 0
        known = (network.links, network.watch, network.belief, network.books, network.physics)
        given = (*known, self._shunned, self.hit, network.heard)
        nuisance.greet(self.hello, answered, nodes, network.behaviour, *given)
        if network.labour is not None:
            greeted = (self.hit >= 0) & (answered[self.hit] == 1)
            network.labour.trouble(network, np.where(greeted, self.hello[self.hit], 0.0))
        root = in_charge(network)
        knocking = self._alive(network, self._knocking)
        if self.closed or root < 0 or not knocking:
            return
        tree = self.plane(network).tree
        self.plane(network).span(network, root)
        told: list[int] = []
        for row in knocking:
            near = np.flatnonzero((self.hit == row) & (tree["depth"] >= 0))
            if len(near):
                told += [int(near[np.argmin(tree["depth"][near])])] * int(network.behaviour["joins"][row])
        self.plane(network).report(network, np.array(told, np.int32), float(network.physics["control_bits"]))

    def replay(self, network: Network) -> None:
        """After readings have set out: recorded ones do so once more."""
        self._refuse("authentication", self.recordings.replay(network, self.hit))

    def victims(self) -> np.ndarray:
        """int32[V, 2]: rows of attackers and of those to whom they did something in this round."""
        rows = np.flatnonzero(self.hit >= 0).astype(np.int32)
        return np.stack([self.hit[rows], rows], axis=1)

    # -- by service messages --------------------------------------------------------------------------------------

    def plane(self, network: Network) -> ServicePlane:
        """Over which attackers send service messages of their own."""
        if self._plane is None:
            self._plane = ServicePlane(network)
        return self._plane

    @staticmethod
    def _alive(network: Network, rows: np.ndarray) -> list[int]:
        return [int(row) for row in rows[network.nodes["alive"][rows] == 1]]

    def _poll(self, network: Network, row: int) -> None:
        """Asks every member whether it is ready for a role; all stay awake for the poll and answer it."""
        plane = self.plane(network)
        bits = float(network.physics["control_bits"])
        if not plane.span(network, row):
            return
        if network.scenario.hardening.authentication:  # only the controller may ask that
            self._refuse("authentication", int((plane.tree["depth"] == 1).sum()))
            hearing.count(network, "refused", row)
            return
        hearing.count(network, "wakes", row, float(network.behaviour["polls"][row]))
        for _ in range(int(network.behaviour["polls"][row])):
            heard = plane.broadcast(network, bits).arrived
            heard[row] = False
            plane.report(network, np.flatnonzero(heard), bits)
            self.hit[heard] = row
            network.idle["awake_s"][heard[: len(network.idle)]] = network.round_s

    def _tell_time(self, network: Network, *, signed: bool) -> np.ndarray:
        """False time by service message, from attackers that hold a role; the others tell their neighbours.

        Returns:
            float32[M]: what each row tells its neighbours, s; 0: nothing.
        """
        told = self.skew.copy()
        holds = (network.duties["roles"] & _POWERS) != 0
        for row in self._alive(network, self._clocks):
            if not holds[row] or not self.plane(network).span(network, row):
                continue
            told[row] = 0.0
            heard = self.plane(network).broadcast(network, float(network.physics["control_bits"])).arrived
            heard[row] = False
            hearing.count(network, "times", row)
            if signed:
                self._refuse("authentication", int(heard.sum()))
                hearing.count(network, "refused", row, float(heard.sum()))
                continue
            clock = network.duties["clock"]
            clock[heard] += np.float32(sessions.BELIEVE) * (self.skew[row] - clock[heard])
            self.hit[heard] = row
        return told

    def _send_old_tables(self, network: Network) -> None:
        """A role configuration recorded before is sent to all once more."""
        guard = self._guard(network)
        for row in self._alive(network, self._relapsers):
            plane = self.plane(network)
            if not plane.span(network, row):
                continue
            heard = plane.broadcast(network, float(network.physics["control_bits"])).arrived
            heard &= (network.nodes["station"] == 0) & (network.nodes["master"] < 0)
            heard[row] = False
            hearing.count(network, "stale", row)
            if guard:
                self._refuse(guard, int(heard.sum()))
                hearing.count(network, "refused", row, float(heard.sum()))
                continue
            self.relapsed |= heard
            self.hit[heard] = row

    @staticmethod
    def _guard(network: Network) -> str:
        """Which countermeasure refuses what is not what it seems; empty: none does."""
        hardening = network.scenario.hardening
        if hardening.check_frames:
            return "check_frames"
        return "authentication" if hardening.authentication else ""

    def meddle(self, network: Network, plane: ServicePlane, arrived: np.ndarray, *, down: bool) -> bool:
        """Service messages were sent over ``plane``; attackers may undo it, or send code along.

        Args:
            network: The network.
            plane: Over whose tree.
            arrived: uint8[M]: whose message arrived; cleared where a session was closed.
            down: From the root to others.

        Returns:
            Whether the session was closed, so that all was for nothing.
        """
        if plane is self._plane or plane.root < 0:
            return False
        controls = network.duties["roles"][plane.root] & int(Duty.CONTROLLER)
        closed = len(self._doubles) > 0 and controls and self._close_controllers_session(network, plane, arrived)
        if down and self.contagion.riding:
            guard = self._guard(network)
            level = infection.GUARDS[guard]
            self._refuse(guard, self.contagion.ride(network, plane, arrived.astype(bool), level, self.hit))
        return bool(closed)

    def _close_controllers_session(self, network: Network, plane: ServicePlane, arrived: np.ndarray) -> bool:
        """A duplicate of the controller's session closes it: the exchange was for nothing and has to be repeated."""
        rng = network.rng["disturbance"]
        for row in self._alive(network, self._doubles):
            if row == plane.root or plane.tree["depth"][row] < 0:
                continue
            if infection.draw(rng) >= network.behaviour["desync"][row]:
                continue
            if network.scenario.hardening.authentication:
                self._refuse("authentication", 1)
                hearing.count(network, "refused", row)
                continue
            hearing.count(network, "closes", row)
            root = bool(arrived[plane.root])
            arrived[:] = 0
            arrived[plane.root] = root
            network.ensure_log(1)
            partner = int(plane.tree["order"][1]) if plane.spanned > 1 else -1
            sessions.reopen(plane.root, partner, network.nodes, network.duties, network.books, network.physics)
            self._early.append((row, plane.root))
            return True
        return False
