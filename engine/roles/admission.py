"""Hardening (S2 section 8): what the controller and nodes refuse, with the evidence counted by switch."""

from __future__ import annotations

from collections import deque
from typing import Protocol

import numpy as np

from engine.network import hearing
from engine.network.network import Network
from engine.readmodel.codes import Duty, Rec
from engine.roles.society import Society
from engine.scenario.organisation import Hardening

_EXAGGERATION = 1.05
"""What a node says may exceed what is measured by this factor before it counts as false."""


class _Frame(Protocol):
    @property
    def sender(self) -> int: ...
    @property
    def strange(self) -> bool: ...


class Admission:
    """The checks that a document switches on, and their running counts.

    Args:
        hardening: Switches and parameters.
    """

    def __init__(self, hardening: Hardening) -> None:
        self.hardening = hardening
        self._joins: deque[int] = deque()
        self._reassignments: deque[int] = deque()
        self.refusals: dict[str, int] = {}
        """Field of `Hardening` → what its check has turned away."""

    def take_over(self, before: Admission) -> None:
        """Goes on with the counts of the checks before an edit."""
        self._joins, self._reassignments, self.refusals = before._joins, before._reassignments, before.refusals

    def refuse(self, switch: str, count: int = 1) -> None:
        """Counts evidence of one switch."""
        self.refusals[switch] = self.refusals.get(switch, 0) + count

    def may_join(self, now: int) -> bool:
        """Whether one node more may join in this round (S2-154); counts it when it may."""
        limit = self.hardening
        return self._within("limit_joins", self._joins, now, limit.joins, limit.joins_per, on=limit.limit_joins)

    def full(self, now: int) -> bool:
        """Whether as many nodes have joined lately as may (S2-154): greetings of strangers are then left alone."""
        limit = self.hardening
        if not limit.limit_joins:
            return False
        return sum(at > now - limit.joins_per for at in self._joins) >= limit.joins

    def may_reassign(self, now: int) -> bool:
        """Whether roles may be redistributed once more in this round (S2-157); counts it when they may."""
        limit = self.hardening
        parts = (limit.reassignments, limit.reassignments_per)
        return self._within("limit_reassignments", self._reassignments, now, *parts, on=limit.limit_reassignments)

    def _within(self, switch: str, times: deque[int], now: int, most: int, per: int, *, on: bool) -> bool:
        if not on:
            return True
        while times and times[0] <= now - per:
            times.popleft()
        if len(times) >= most:
            self.refuse(switch)
            return False
        times.append(now)
        return True

    def frame(self, network: Network, society: Society, letter: _Frame) -> bool:
        """Whether the content of a frame passes the check of the node that receives it (S2-155)."""
        if not (self.hardening.check_frames and letter.strange):
            return True
        self.refuse("check_frames")
        hearing.count(network, "refused", letter.sender)
        sender, controller = int(network.nodes["id"][letter.sender]), society.main
        network.note(Rec.FRAME_REFUSED, controller.controller if controller is not None else -1, sender)
        return False

    def proves_itself(self, network: Network, row: int, node: int) -> bool:
        """Whether ``row`` can show the key of ``node``, as it calls itself (S2-156); who is foreign has none."""
        if not self.hardening.authentication:
            return True
        known = (
            network.nodes["id"][row] == node
            and network.nodes["authenticated"][row] == 1
            and network.behaviour["outsider"][row] == 0
        )
        if not known:
            self.refuse("authentication")
        return bool(known)

    def takes_changed(self, network: Network, rows: np.ndarray, changed: np.ndarray) -> np.ndarray:
        """bool[K]: which of ``rows`` take a message for good that was changed on its way by ``changed`` (row, -1).

        Signed messages, and frames that are checked, betray the change.
        """
        good = np.ones(len(rows), bool)
        if not (self.hardening.authentication or self.hardening.check_frames):
            return good
        good = changed < 0
        ids = network.nodes["id"]
        for row, relay in zip(rows[~good].tolist(), changed[~good].tolist(), strict=True):
            self.refuse("authentication" if self.hardening.authentication else "check_frames")
            hearing.count(network, "refused", relay)
            network.note(Rec.FRAME_REFUSED, int(ids[row]), int(ids[relay]))
        return good

    def false_claims(self, told: np.ndarray, true: np.ndarray) -> dict[Duty, np.ndarray]:
        """Role → bool[M]: who says to have more of what the role takes than is measured (S2-158); none when off."""
        if not self.hardening.check_eligibility:
            return {}
        false = {name: told[name] > _EXAGGERATION * true[name] for name in ("storage", "computing", "energy")}
        return {
            Duty.KEEPER: false["storage"] | false["energy"],
            Duty.PROCESSOR: false["computing"] | false["energy"],
            Duty.CONTROLLER: false["computing"] | false["energy"],
            Duty.DETECTOR: false["computing"] | false["energy"],
        }
