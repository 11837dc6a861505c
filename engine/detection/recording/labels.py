"""Which label each window of a recorded run has. Ground truth: for training and judging alone.

An attack is on from its first round to its last by the schedule. From its end until its effects are gone (`AFTER`
rounds at least: a role still held, infected nodes, clocks that are off, feigned members) a window is neither attack nor
normal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.detection.recording.script import AFTER
from engine.readmodel.codes import Duty, Membership
from engine.scenario.model import Scenario

if TYPE_CHECKING:
    from engine.network.network import Network

NEITHER = -1
"""Label of windows that are never trained or scored on."""
_CLOCK_S = 0.05
"""s by which a clock is off."""
_LED = int(Duty.KEEPER | Duty.PROCESSOR | Duty.CONTROLLER | Duty.DETECTOR)


class Labeller:
    """Gives the window of each round its label, round after round.

    Args:
        scenario: The document of the run.
        index: Index of the class of its attacks; 0: none.
    """

    def __init__(self, scenario: Scenario, index: int) -> None:
        self._index = index
        self._bursts = tuple((max(a.start, 1), a.duration, a.nodes) for a in scenario.attacks)
        self._ends = 0
        """Last round of the last attack so far."""
        self._clean = 0
        """Last round in which something of it was left."""
        self._members: frozenset[int] = frozenset(n for _, _, nodes in self._bursts for n in nodes)

    def network(self, network: Network) -> int:
        """The label of this round's window of the network; call it once a round, at its end."""
        now = network.round
        if self._acting(now):
            self._ends = now
            return self._index
        if not self._ends:
            return 0
        if left_behind(network, self._members):
            self._clean = now
        return 0 if now > max(self._ends + AFTER, self._clean) else NEITHER

    def nodes(self, network: Network, rows: np.ndarray, label: int) -> np.ndarray:
        """int32[n]: labels of nodes by row, given the label of the network in the same round."""
        out = np.full(len(rows), 0 if label != NEITHER else NEITHER, np.int32)
        if label > 0:
            out[network.duties["infected"][rows] == 1] = NEITHER
            acting = self._acting(network.round)
            masters = network.nodes["master"][rows]
            own = np.where(masters >= 0, network.nodes["id"][masters], network.nodes["id"][rows])
            out[np.isin(own, acting)] = label
        return out

    def _acting(self, now: int) -> tuple[int, ...]:
        for start, duration, nodes in self._bursts:
            if start <= now and (duration is None or now < start + duration):
                return nodes
        return ()

    def starts(self) -> tuple[tuple[int, int, tuple[int, ...]], ...]:
        """First round, last round and attackers of each burst."""
        return tuple((start, start + (duration or 10**9) - 1, nodes) for start, duration, nodes in self._bursts)


def left_behind(network: Network, attackers: frozenset[int]) -> bool:
    """Whether an attack that is over still has effects: infections, clocks, roles, feigned members."""
    duties, nodes = network.duties, network.nodes
    live = (nodes["alive"] == 1) & (duties["member"] == Membership.MEMBER)
    if bool((duties["infected"][live] == 1).any()) or bool((np.abs(duties["clock"][live]) > _CLOCK_S).any()):
        return True
    feigned = (nodes["master"] >= 0) & (duties["member"] == Membership.MEMBER)
    if bool(feigned.any()):
        return True
    rows = np.isin(nodes["id"], sorted(attackers))
    gone = rows & (duties["member"] != Membership.MEMBER)
    return bool(((duties["roles"][gone] & _LED) > 0).any())
