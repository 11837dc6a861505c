"""Attacks that disturb: noise, needless messages, and whatever else keeps nodes from doing their work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.network.kernels import noise, nuisance, storm
from engine.network.kernels.columns import HIT_CONTROLLER, HIT_POLLS, HIT_ROLES, Behaviour
from engine.network.service import ServicePlane

if TYPE_CHECKING:
    from engine.network.network import Network


class Disturbances:
    """What is being done to nodes now. One for each network; nothing costs anything while nobody disturbs.

    Args:
        rows: Vertices of the network, M.
    """

    def __init__(self, rows: int) -> None:
        self.hit = np.full(rows, -1, np.int32)
        """int32[M]: row of the attacker that did something to the row in this round, -1."""
        self.hello, self.awaken = np.zeros(rows, np.float32), np.zeros(rows, np.float32)
        self.aims, self.taken_in = np.zeros(rows, np.uint8), np.ones(rows, np.uint8)
        self._plane: ServicePlane | None = None
        self._shunned = np.zeros(rows, np.uint8)
        self.active = self.needless = self.noisy = False
        self._draining = self._flooding = self._greeting = self._waking = False
        self._was_noisy = False
        self._pollers = np.empty(0, np.intp)

    def take(self, network: Network, behaviour: Behaviour) -> None:
        """Looks at what attackers do from now on.

        Where roles are off, whatever would exploit them does as it would on any network.
        """
        scenario = network.scenario
        roles = scenario.roles.enabled
        foreign = (behaviour["outsider"] == 1) & scenario.hardening.authentication
        self.taken_in[:] = ~foreign
        self.aims[:] = np.where(roles & ~foreign, behaviour["role_traffic"] & (HIT_ROLES | HIT_CONTROLLER), 0)
        self.hello[:] = np.where(roles & (behaviour["joins"] > 0), 0.0, behaviour["hello"])
        polls = roles & ~foreign & ((behaviour["role_traffic"] & HIT_POLLS) > 0)
        self._pollers = np.flatnonzero(polls & (behaviour["polls"] > 0))
        self.awaken[:] = np.where(polls, 0.0, behaviour["awaken"])
        self._draining, self._flooding = bool(behaviour["spam"].any()), bool(behaviour["storm"].any())
        self._greeting = bool(self.hello.any())
        self._waking = bool(self.awaken.any()) or len(self._pollers) > 0
        self.needless = self._draining or self._flooding or self._greeting or self._waking
        self.noisy = bool(behaviour["noise"].any())
        network.contend(storm=self._flooding or self._greeting or self._waking or self.noisy)
        self.active = self.noisy or self._was_noisy or self._greeting or self._waking
        if not self.active:
            self.hit[:] = -1

    def begin(self, network: Network) -> None:
        """Before nodes sense and seek routes."""
        self.hit[:] = -1
        if self.noisy or self._was_noisy:
            self._make_noise(network)

    def _make_noise(self, network: Network) -> None:
        known = (network.nodes, network.behaviour, network.duties, network.books, network.physics)
        noise.make_noise(self.aims, *known, self.hit)
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
            storm.drain(nodes, behaviour, *known)
        if self._flooding:
            storm.flood(nodes, network.routes, behaviour, *known)
        if self._greeting:
            nuisance.greet(self.hello, self.taken_in, nodes, behaviour, *known, self._shunned, self.hit)
        if self._waking:
            network.idle["awake_s"] = 0.0
            nuisance.keep_awake(self.awaken, self.taken_in, nodes, network.idle, *known, self._shunned, self.hit)
            for row in self._pollers[nodes["alive"][self._pollers] == 1]:
                self._poll(network, int(row))

    def _poll(self, network: Network, row: int) -> None:
        """Asks every member whether it is ready for a role; all stay awake for the poll and answer it."""
        plane = self.plane(network)
        bits = float(network.physics["control_bits"])
        if not plane.span(network, row):
            return
        for _ in range(int(network.behaviour["polls"][row])):
            heard = plane.broadcast(network, bits).arrived
            heard[row] = False
            plane.report(network, np.flatnonzero(heard), bits)
            self.hit[heard] = row
            network.idle["awake_s"][heard[: len(network.idle)]] = network.round_s

    def plane(self, network: Network) -> ServicePlane:
        """Over which attackers send service messages of their own."""
        if self._plane is None:
            self._plane = ServicePlane(network)
        return self._plane

    def victims(self) -> np.ndarray:
        """int32[V, 2]: rows of attackers and of those to whom they did something in this round."""
        rows = np.flatnonzero(self.hit >= 0).astype(np.int32)
        return np.stack([self.hit[rows], rows], axis=1)
