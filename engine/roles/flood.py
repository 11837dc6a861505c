"""The flood by redistribution of roles as a script (S2 Fig. 11, S2-131), as an attacker goes through it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.network.kernels.columns import ABORTED
from engine.readmodel.codes import FloodStep, Membership, NetworkState

if TYPE_CHECKING:
    from engine.network.network import Network
    from engine.roles.society import Society

_WAITS = 20
"""Rounds after which it takes a request that nothing came of for refused."""


@dataclass(slots=True)
class Flood:
    """One attacker's way through the script. It knows what a member can know: its own letters, and what it hears."""

    row: int
    step: FloodStep = FloodStep.LEARN
    loops: int = 0
    refused: int = 0
    _new: bool = True
    """It came to this step in this round."""
    _patience: float = 1.0
    """Requests that its rate allows it by now."""
    _asked: int = 0
    """Round of its last request."""
    _granted: bool = False
    """What it asked for has got beyond the request."""
    _ended: int = 0
    """Redistributions that had been given up when it ended its own."""

    def advance(self, network: Network, society: Society, rate: float) -> None:
        """At the beginning of a round.

        Args:
            network: The network.
            society: Whose state the attacker can tell from the service messages that it hears.
            rate: Requests a round, at most.
        """
        self._patience = min(self._patience + rate, 1.0)
        member = network.duties["member"][self.row] == Membership.MEMBER
        step = self._next(network, society, member=member, new=self._new)
        if not member and step > FloodStep.JOIN:
            step = FloodStep.LEARN
        self.step, self._new = step, step is not self.step

    def _next(self, network: Network, society: Society, *, member: bool, new: bool) -> FloodStep:
        """The step after this round's beginning: one at a time, so that each can be seen."""
        if self.step is FloodStep.LEARN and not new and (member or self._overhears(network)):
            return FloodStep.JOIN
        if self.step is FloodStep.JOIN and member:
            return FloodStep.REQUEST
        if self.step in (FloodStep.WAIT, FloodStep.ABORT):
            return self._follow(network, society)
        if self.step is FloodStep.RETURN and society.machine.state is NetworkState.S1:
            return FloodStep.REQUEST
        return self.step

    def _follow(self, network: Network, society: Society) -> FloodStep:
        """What becomes of its request: under way, ended by it, or refused."""
        if society.asker == int(network.nodes["id"][self.row]):
            self._granted |= society.machine.state is not NetworkState.SD2
            return self.step
        if self.step is FloodStep.ABORT:
            self.loops += int(network.books.counts[ABORTED]) > self._ended
            return FloodStep.RETURN
        if self._granted or network.round - self._asked > _WAITS:
            self.refused += not self._granted
            return FloodStep.RETURN
        return self.step

    @staticmethod
    def can_learn(network: Network) -> bool:
        """Whether the identifier goes over the air for all to read (S2-156)."""
        return not network.scenario.hardening.authentication

    def _overhears(self, network: Network) -> bool:
        """A member within range speaks, in every round."""
        nodes, links = network.nodes, network.links
        heard = links[nodes["first"][self.row] : nodes["last"][self.row]]
        speaks = (heard["near"] == 1) & (nodes["alive"][heard["target"]] == 1)
        speaks &= network.duties["member"][heard["target"]] == Membership.MEMBER
        return self.can_learn(network) and bool(nodes["alive"][self.row]) and bool(speaks.any())

    def asks(self, network: Network, society: Society) -> bool:
        """Whether it writes a request now; called once in a round in which requests are read."""
        fresh = self._new and not self.loops  # the first time round every step can be seen
        if self.step is not FloodStep.REQUEST or fresh or self._patience < 1.0:
            return False
        if society.machine.state is not NetworkState.S1:
            return False
        self._patience, self._asked, self._granted = 0.0, network.round, False
        self.step = FloodStep.WAIT
        return True

    def aborts(self, network: Network, society: Society) -> bool:
        """Whether it ends what it began, now that the others have confirmed."""
        machine = society.machine
        mine = society.asker == int(network.nodes["id"][self.row])
        ready = machine.state is NetworkState.SD3 and machine.visits[NetworkState.SD6] > society.confirmed_before
        if mine and ready and self.step is FloodStep.WAIT:
            self.step, self._ended = FloodStep.ABORT, int(network.books.counts[ABORTED])
        return mine and self.step is FloodStep.ABORT
