"""Changed control programs: malicious code that spreads, programs tampered with, and the checksums that tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.network import hearing
from engine.network.kernels import infection
from engine.network.kernels.columns import (
    INFECT_COMMANDS,
    INFECT_FRAMES,
    RULE_ALL,
    STRAIN,
    Behaviour,
    Duties,
)
from engine.network.service import ServicePlane
from engine.network.state import SOUND_SOFTWARE
from engine.readmodel.codes import Rec

if TYPE_CHECKING:
    from engine.network.network import Network

_TAMPERED, _INFECTED = np.uint32(0x00005EED), np.uint32(0x0BAD0000)
"""What a changed program, and code in it, do to the checksum."""
_CODE = ("infect", "infect_by", "code_drop", "code_bias")


class Contagion:
    """Who runs malicious code, who passes it on, and what it makes of them. One for each network.

    Args:
        rows: Vertices of the network, M.
    """

    def __init__(self, rows: int) -> None:
        self.strain = np.zeros(rows, STRAIN)
        self.spreading = self.riding = False
        self._given: Behaviour | None = None
        self._sources = np.empty(0, np.intp)
        self._carrier = np.empty(rows, np.int32)

    def carry_over(self, before: Contagion, stay: np.ndarray, where: np.ndarray) -> None:
        """Goes on after an edit: the rows ``stay`` were at ``where`` before."""
        self.strain[stay] = before.strain[where]

    def take(self, network: Network, behaviour: Behaviour) -> None:
        """Looks at who spreads code from now on; ``behaviour`` then also holds what the code makes of its victims."""
        self._given = behaviour.copy()
        infected = network.duties["infected"] == 1
        self.strain[~infected] = 0
        spreads = (behaviour["infect"] > 0) & ~infected
        for name in _CODE:
            self.strain[name][spreads] = behaviour[name][spreads]
        if not network.scenario.roles.enabled:  # without roles there is nothing to ride in
            self.strain["infect_by"][self.strain["infect"] > 0] = INFECT_FRAMES
        self._sources = np.flatnonzero(spreads)
        self._look()
        self._apply(behaviour, network.duties)
        self._check_programs(network, behaviour)

    def _look(self) -> None:
        spreads = self.strain["infect"] > 0
        self.spreading = bool(spreads.any())
        self.riding = bool((self.strain["infect_by"][spreads] & INFECT_COMMANDS).any())

    def _apply(self, behaviour: Behaviour, duties: Duties) -> None:
        """What infected nodes do now."""
        rows = np.flatnonzero(duties["infected"] == 1)
        if not len(rows):
            return
        drop = self.strain["code_drop"][rows]
        behaviour["rule"][rows] = np.where(drop > 0, RULE_ALL, behaviour["rule"][rows])
        behaviour["drop"][rows] = 1 - (1 - behaviour["drop"][rows]) * (1 - drop)
        behaviour["bias"][rows] += self.strain["code_bias"][rows]

    def _check_programs(self, network: Network, behaviour: Behaviour) -> None:
        """Checksums of control programs as they are now; each that has changed is noted."""
        duties = network.duties
        now = np.full(len(duties), SOUND_SOFTWARE, np.uint32)
        now[behaviour["tampered"] == 1] ^= _TAMPERED
        now[duties["infected"] == 1] ^= _INFECTED
        for row in np.flatnonzero(now != duties["software"]):
            network.note(Rec.SOFTWARE, int(network.nodes["id"][row]))
        duties["software"] = now

    def spread(self, network: Network, guard: int, hit: np.ndarray, plane: ServicePlane) -> int:
        """A round of it; returns how many frames were refused."""
        mended = (self.strain["since"] > 0) & (network.duties["infected"] == 0)
        self.strain[mended] = 0
        network.ensure_log(int((self.strain["infect"] > 0).sum()) * len(network.nodes) + 16)
        before = int(network.duties["infected"].sum())
        rng, nodes = network.rng["disturbance"], network.nodes
        refused = infection.spread(
            guard,
            nodes,
            network.duties,
            self.strain,
            network.links,
            network.belief,
            network.books,
            network.physics,
            rng,
            hit,
            network.heard,
        )
        if self.riding:
            for row in self._sources[nodes["alive"][self._sources] == 1]:
                refused += self._command(network, int(row), guard, hit, plane)
        if int(network.duties["infected"].sum()) != before or mended.any():
            self.refresh(network)
        return int(refused)

    def _command(self, network: Network, row: int, guard: int, hit: np.ndarray, plane: ServicePlane) -> int:
        """Sends one member that runs no code yet a role command with the code in it."""
        if not self.strain["infect_by"][row] & INFECT_COMMANDS or not plane.span(network, row):
            return 0
        sound = plane.reached() & (network.duties["infected"] == 0) & (network.nodes["station"] == 0)
        sound[row] = False
        rows = np.flatnonzero(sound)
        if not len(rows):
            return 0
        luck = infection.draw(network.rng["disturbance"])
        chosen = rows[[min(int(luck * len(rows)), len(rows) - 1)]]
        bits = float(network.physics["control_bits"]) + infection.CODE_BITS
        hearing.mark(network, "oversize", row, infection.CODE_BITS)
        return self.ride(network, plane, plane.command(network, chosen, bits).arrived, guard, hit)

    def ride(self, network: Network, plane: ServicePlane, arrived: np.ndarray, guard: int, hit: np.ndarray) -> int:
        """Messages that ``arrived`` (bool[M]) went down the tree of ``plane``; returns how many were refused."""
        network.ensure_log(len(network.nodes))
        before = int(network.duties["infected"].sum())
        refused = infection.ride(
            guard,
            plane.spanned,
            plane.tree,
            arrived,
            network.nodes,
            network.duties,
            self.strain,
            network.books,
            network.physics,
            network.rng["disturbance"],
            self._carrier,
            hit,
            network.heard,
        )
        if int(network.duties["infected"].sum()) != before:
            self.refresh(network)
        return int(refused)

    def refresh(self, network: Network) -> None:
        """Somebody was infected or mended: what nodes do, and their checksums, follow."""
        if self._given is None:
            return
        network.behaviour[:] = self._given
        self._look()
        self._apply(network.behaviour, network.duties)
        self._check_programs(network, network.behaviour)
