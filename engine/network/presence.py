"""Who is there: nodes come, go, fail and run low, by the incidents of the document and by attackers from outside.

In a network without roles a newcomer belongs to it at once. Under roles it is `Membership.JOINING` until the network
has taken it up, and who means to leave has the round to say so (S2-126).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.network.kernels.columns import JOINED, LEFT, Behaviour, Duties, Nodes
from engine.readmodel.codes import Duty, EnergyCause, Membership, Rec, ServiceStatus
from engine.scenario.model import Scenario

if TYPE_CHECKING:
    from engine.network.network import Network

REPAIR_ROUNDS = 3
"""Rounds after which a node that hangs is restarted by its own watchdog timer (S2-167)."""

_ABSENT, _LEFT = int(Membership.ABSENT), int(Membership.LEFT)
_MEMBER, _JOINING = int(Membership.MEMBER), int(Membership.JOINING)
_NONE = np.empty(0, np.intp)
_COMING = ("join", "mend")


class Presence:
    """Comings and goings of one network; costs nothing where there are none.

    Args:
        scenario: The document.
        nodes: Its rows, as they are laid out.
        now: Rounds done.
        before: Presence under the document before an edit, and where each row was then (int32[M], -1: new).
    """

    def __init__(
        self, scenario: Scenario, nodes: Nodes, now: int = 0, before: tuple[Presence, np.ndarray] | None = None
    ) -> None:
        m = len(nodes)
        self.senses = np.zeros(m, np.uint8)
        """uint8[M]: a sensor by the document, whatever it does now; others are routers, stations or feigned."""
        sensors = [n.id for n in scenario.sensors()]
        self.senses[np.isin(nodes["id"], sensors) & (nodes["master"] < 0)] = 1
        self.back_at = np.zeros(m, np.int32)
        """int32[M]: round in which a node that hangs is restarted, 0: runs."""
        self.ballast = np.zeros(m)
        """float64[M]: bytes of storage that are taken by other things than readings."""
        self.leaving = np.empty(0, np.intp)
        """Rows that mean to leave at the end of this round; under roles they say so first."""
        self.incidents, self._roles = scenario.incidents, scenario.roles.enabled
        self._due: dict[int, list[int]] = {}
        self._row = {int(i): row for row, i in enumerate(nodes["id"])}
        self._comes = self._plan(m, now)
        self._idle = np.array([self._row[i] for i in scenario.roles.unneeded if i in self._row], np.intp)
        if before is not None:
            old, rows = before
            stay = rows >= 0
            self.back_at[stay], self.ballast[stay] = old.back_at[rows[stay]], old.ballast[rows[stay]]
        self.busy = bool(self._due) or self._roles or bool(self.back_at.any())

    def _plan(self, m: int, now: int) -> np.ndarray:
        """int32[M]: round in which a row joins before anything else befalls it after round ``now``, else 0."""
        comes, told = np.zeros(m, np.int32), np.zeros(m, bool)
        order = sorted(range(len(self.incidents)), key=lambda k: (self.incidents[k].at, k))
        for index in order:
            what = self.incidents[index]
            if what.at <= now:
                continue
            self._due.setdefault(what.at, []).append(index)
            row = self._row.get(what.node, -1) if what.node is not None else -1
            if row >= 0 and not told[row]:
                told[row] = True
                comes[row] = what.at if what.kind == "join" else 0
        return comes

    def admit(self, nodes: Nodes, duties: Duties, new: np.ndarray, now: int) -> None:
        """Says of the rows ``new`` (bool[M]) who is there already, and hides all that are not.

        Under roles a node that an edit brings into a running network has to join (S2-01).
        """
        sensors = new & (nodes["station"] == 0) & (nodes["master"] < 0)
        if not self._roles:
            duties["member"][np.isin(duties["member"], (_JOINING, Membership.REFUSED))] = _MEMBER
        if self._roles and now > 0:
            duties["member"][sensors] = _JOINING
        duties["member"][sensors & (self._comes > now)] = _ABSENT
        self._hide(nodes, duties)
        if self._roles:
            nodes["sensor"] = self.senses & (duties["member"] == _MEMBER)

    def _hide(self, nodes: Nodes, duties: Duties) -> None:
        """Who is absent or gone does nothing, but keeps its battery."""
        away = (duties["member"] == _ABSENT) | (duties["member"] == _LEFT)
        nodes["alive"][away | (self.back_at > 0)] = 0
        self.busy |= bool(away.any())

    def take(self, network: Network, behaviour: Behaviour) -> None:
        """Attackers from outside that have yet to come are not there.

        Who went in this round because one attack ended comes anew if the next begins in it.
        """
        foreign = behaviour["outsider"] == 1
        if not foreign.any():
            return
        self.busy = True
        member = network.duties["member"]
        member[foreign & (behaviour["arrives"] > network.round) & (member != _LEFT)] = _ABSENT
        self._hide(network.nodes, network.duties)
        for row in np.flatnonzero(foreign & (behaviour["arrives"] == network.round) & (member == _LEFT)).tolist():
            self.arrive(network, row)

    def begin(self, network: Network) -> None:
        """Before all else in a round: who comes, goes and fails in it."""
        behaviour, now = network.behaviour, network.round
        for row in np.flatnonzero((self.back_at > 0) & (self.back_at <= now)).tolist():
            self._restart(network, row)
            if network.nodes["alive"][row]:
                network.note(Rec.REPAIRED, int(network.nodes["id"][row]))
        for row in np.flatnonzero((behaviour["departs"] > 0) & (behaviour["departs"] <= now)).tolist():
            self.depart(network, row, ServiceStatus.TIMED_OUT)
        for index in self._due.get(now, ()):
            self._happen(network, index)
        absent = network.duties["member"] == _ABSENT
        if absent.any():  # whoever is not expected later is there from now on
            expected = (self._comes > now) | ((behaviour["outsider"] == 1) & (behaviour["arrives"] > now))
            for row in np.flatnonzero(absent & ~expected).tolist():
                self.arrive(network, row)
        again = (behaviour["outsider"] == 1) & (behaviour["arrives"] == now)
        for row in np.flatnonzero(again & (network.duties["member"] == _LEFT)).tolist():
            self.arrive(network, row)

    def seat(self, network: Network) -> None:
        """After memberships have changed: nodes that are not of the network yet make no readings."""
        if self._roles:
            duties = network.duties
            network.nodes["sensor"] = self.senses & (duties["member"] == _MEMBER)
            if len(self._idle):  # told so by the table that they hold
                idle = self._idle[duties["version"][self._idle] >= 0]
                network.nodes["sensor"][idle] &= duties["roles"][idle] & Duty.COLLECTOR > 0

    def strange(self, network: Network) -> np.ndarray:
        """Indices of edges towards live nodes that are no members: over them no protocol seeks routes."""
        if not network.ranged:
            return _NONE
        member, links = network.duties["member"], network.links
        away = (member != _MEMBER) & (network.nodes["alive"] == 1)
        if not away.any():
            return _NONE
        return np.flatnonzero(away[links["source"]] & (links["near"] == 1))

    def end(self, network: Network) -> None:
        """At the end of a round: who meant to leave goes."""
        for row in self.leaving.tolist():
            self.depart(network, row)
        self.leaving = self.leaving[:0]

    # -- comings and goings -------------------------------------------------------------------------------------

    def arrive(self, network: Network, row: int) -> None:
        """The node in ``row`` is there, with what its battery holds; under roles it has yet to join."""
        nodes, duties = network.nodes, network.duties
        if duties["member"][row] not in (_ABSENT, _LEFT):
            return
        self._comes[row] = 0
        nodes["alive"][row] = nodes["mains"][row] or nodes["energy"][row] > 0
        self.back_at[row] = duties["uptime"][row] = 0
        if self._roles:
            duties["member"][row] = _JOINING
            return
        duties["member"][row], duties["joined"][row] = _MEMBER, network.round
        network.books.counts[JOINED] += 1
        network.note(Rec.JOIN, int(nodes["id"][row]), c=ServiceStatus.COMPLETED)

    def depart(self, network: Network, row: int, status: ServiceStatus = ServiceStatus.COMPLETED) -> None:
        """The node in ``row`` is gone and keeps its battery; ``status`` is timed out for who goes without a word."""
        nodes, duties = network.nodes, network.duties
        if duties["member"][row] in (_ABSENT, _LEFT):
            return
        nodes["alive"][row], self.back_at[row] = 0, 0
        duties["member"][row] = _LEFT
        if not self._roles:
            network.books.counts[LEFT] += 1
            network.note(Rec.LEAVE, int(nodes["id"][row]), c=status)

    def _restart(self, network: Network, row: int) -> None:
        """The control program of a node starts anew; who was given up meanwhile has to join again."""
        nodes, duties = network.nodes, network.duties
        self.back_at[row] = duties["uptime"][row] = 0
        if duties["member"][row] == _LEFT:
            self.arrive(network, row)
        elif duties["member"][row] != _ABSENT:
            nodes["alive"][row] = nodes["mains"][row] or nodes["energy"][row] > 0

    # -- incidents ----------------------------------------------------------------------------------------------

    def _happen(self, network: Network, index: int) -> None:
        """Incident ``index`` befalls its node; nothing does one that is not there, or is there already."""
        what = self.incidents[index]
        row = self._row.get(what.node, -1) if what.node is not None else self.holder(network, what.role or "")
        ill = what.kind == "mend" and row >= 0 and network.duties["infected"][row] == 1
        if row < 0 or ((network.nodes["alive"][row] == 1) == (what.kind in _COMING) and not ill):
            return
        network.note(Rec.INCIDENT, int(network.nodes["id"][row]), c=index)
        if what.kind == "join":
            self.arrive(network, row)
            self._restart(network, row)
        elif what.kind == "leave":
            self._take_leave(network, row)
        elif what.kind == "kill":
            self._kill(network, row)
        elif what.kind == "drain":
            self._drain(network, row, what.to)
        elif what.kind == "fill":
            storage = network.duties["storage"][row] * (1.0 - what.to) - network.duties["stored"][row]
            self.ballast[row] += max(float(storage), 0.0)
            network.duties["stored"][row] += max(float(storage), 0.0)
        elif what.kind == "fail":
            network.nodes["alive"][row] = 0
            self.back_at[row] = network.round + REPAIR_ROUNDS
        else:
            self._mend(network, row)

    @staticmethod
    def holder(network: Network, role: str) -> int:
        """Row of the live member that holds ``role``; -1.

        Of several the one whose table most nodes hold, as parts that were cut off have holders of their own, then the
        one with the lowest id.
        """
        bit = int(Duty[role.upper()]) if role else 0
        nodes, duties = network.nodes, network.duties
        rows = np.flatnonzero((duties["roles"] & bit > 0) & (nodes["alive"] == 1) & (duties["member"] == _MEMBER))
        if not len(rows):
            return -1
        same = [int(np.count_nonzero(duties["version"] == version)) for version in duties["version"][rows]]
        return int(rows[np.lexsort((nodes["id"][rows], -np.array(same)))[0]])

    def _take_leave(self, network: Network, row: int) -> None:
        if self._roles and network.duties["member"][row] == _MEMBER:
            self.leaving = np.append(self.leaving, row)
        else:
            self.depart(network, row)

    def _kill(self, network: Network, row: int) -> None:
        """Sudden loss. Under roles the network has yet to notice: the node stays a member that is not heard."""
        network.nodes["alive"][row] = 0
        if not self._roles:
            self.depart(network, row, ServiceStatus.TIMED_OUT)

    @staticmethod
    def _drain(network: Network, row: int, to: float) -> None:
        """Down to the share ``to`` of the battery; booked as what it is, an incident."""
        nodes = network.nodes
        if nodes["mains"][row]:
            return
        gone = max(float(nodes["energy"][row] - to * nodes["initial"][row]), 0.0)
        nodes["spent"][row, EnergyCause.INCIDENT] += gone
        nodes["energy"][row] -= gone
        if nodes["energy"][row] <= 0:
            nodes["energy"][row], nodes["alive"][row] = 0.0, 0
            network.note(Rec.DIED, int(nodes["id"][row]), c=EnergyCause.INCIDENT)

    def _mend(self, network: Network, row: int) -> None:
        """Somebody repairs the node; an empty battery is changed for a full one, its program is installed anew."""
        nodes = network.nodes
        network.duties["infected"][row] = 0
        if not nodes["mains"][row] and nodes["energy"][row] <= 0:
            network.retired.take(nodes, np.array([row]))
            nodes["energy"][row], nodes["spent"][row] = nodes["initial"][row], 0.0
            if network.idling:
                network.idle["frames_j"][row] = 0.0
        self._restart(network, row)
