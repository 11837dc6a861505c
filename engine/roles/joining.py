"""How a node joins (S2-16 to S2-20): notice, request, active set, confirmation, comparison with holders of roles."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from engine.network import hearing
from engine.network.kernels.columns import JOINED
from engine.network.network import Network
from engine.readmodel.codes import Duty, Membership, NetworkState, Rec, ServiceStatus
from engine.roles import decision
from engine.roles.configuration import ROW_BITS
from engine.roles.letters import Kind, Letter, Post
from engine.roles.replication import spread
from engine.roles.society import NOBODY, Society

_AGAIN = 10
"""Rounds after which a node that was not taken up tries again."""


@dataclass(slots=True)
class Guest:
    """A node on its way into the network."""

    id: int
    """As it calls itself."""
    row: int
    """Row of the node that speaks for it: itself, if it is honest."""
    waited: int = 0
    confirmed: bool | None = None
    """None while its confirmation is awaited."""


class Joining:
    """The procedure; one node after the other, in the order in which they were noticed.

    Args:
        society: The network's members and state.
        post: Letters.
    """

    def __init__(self, society: Society, post: Post) -> None:
        self.society, self.post = society, post
        self.queue: deque[Guest] = deque()
        self.guest: Guest | None = None
        self._turned_away: dict[int, int] = {}

    def look(self, network: Network) -> None:
        """Members notice nodes that are none: newcomers in range of one, and whoever else announces itself."""
        known = {g.id for g in self.queue} | ({self.guest.id} if self.guest is not None else set())
        waiting = (network.duties["member"] == Membership.JOINING) & (network.nodes["alive"] == 1)
        for row in np.flatnonzero(waiting).tolist():
            if self._line_up(Guest(int(network.nodes["id"][row]), row), known, network.round):
                hearing.count(network, "knocks", row)
        for source in self.post.sources:
            for letter in source.letters(network, self.society, Kind.NOTICE):
                if self._line_up(Guest(letter.about, letter.sender), known, network.round):
                    hearing.count(network, "knocks", letter.sender)

    def _line_up(self, guest: Guest, known: set[int], now: int) -> bool:
        """Whether the node is new in the queue."""
        if guest.id in known or self._turned_away.get(guest.id, 0) > now:
            return False
        known.add(guest.id)
        self.queue.append(guest)
        return True

    def begin(self, network: Network) -> bool:
        """S1 → Ss2 for the first of the queue that a member can hear."""
        if not self.queue:
            return False
        society = self.society
        inside = society.span(network, society.controller_row(network))
        for _ in range(len(self.queue)):
            guest = self.queue.popleft()
            if not network.nodes["alive"][guest.row]:
                continue
            if not inside[guest.row]:
                self.queue.append(guest)
                continue
            self.guest = guest
            society.go(network, NetworkState.SS2, by=guest.id)
            self._note(network, ServiceStatus.INITIATED)
            return True
        return False

    def step(self, network: Network) -> bool:
        """One step in a state Ss2 … Ss6; returns whether the network went on to another state."""
        guest, state = self.guest, self.society.machine.state
        if guest is None:
            raise RuntimeError("nobody is joining")
        guest.waited += 1
        self.society.span(network, self.society.controller_row(network))
        if guest.row < 0 and state in (NetworkState.SS2, NetworkState.SS3):
            return self._give_up(network, guest)
        if state is NetworkState.SS2:
            return self._tell_controller(network, guest)
        if state is NetworkState.SS3:
            return self._await_request(network, guest)
        if state is NetworkState.SS4:
            return self._change_active_set(network, guest)
        if state is NetworkState.SS5:
            return self._await_confirmation(network, guest)
        return self._compare(network)

    def forget(self) -> None:
        """The controller that was about to take a node up is lost: the node tries again."""
        if self.guest is not None:
            self.queue.appendleft(Guest(self.guest.id, self.guest.row))
            self.guest = None

    def take_over(self, before: Joining, after: dict[int, int]) -> None:
        """Goes on after an edit; ``after`` says where rows are now. Who is gone will not answer."""
        self._turned_away = before._turned_away
        self.queue = deque(g for g in before.queue if g.row in after)
        for guest in self.queue:
            guest.row = after[guest.row]
        self.guest = before.guest
        if self.guest is not None:
            self.guest.row = after.get(self.guest.row, NOBODY)
            if self.guest.row < 0:
                self.guest.confirmed = False

    # -- states -----------------------------------------------------------------------------------------------------

    def _tell_controller(self, network: Network, guest: Guest) -> bool:
        """Ss2: the member that noticed the node says so; Ss3 once the controller knows."""
        witness = int(self.society.plane.tree["parent"][guest.row])
        told = witness == self.society.controller_row(network)
        if witness >= 0 and not told:
            told = bool(self.society.report(network, np.array([witness]), self.society.header(network))[witness])
        if told:
            return self._next(network, NetworkState.SS3, guest)
        return self._give_up(network, guest)

    def _await_request(self, network: Network, guest: Guest) -> bool:
        """Ss3: the node asks to be taken up, and is checked."""
        letters = self.post.deliver(network, self.society, Kind.JOIN, [Letter(Kind.JOIN, guest.row, guest.id)])
        if not any(letter.about == guest.id for letter in letters):
            return self._give_up(network, guest)
        admission = self.post.admission
        if not admission.proves_itself(network, guest.row, guest.id):
            hearing.count(network, "refused", guest.row)
            if network.nodes["id"][guest.row] == guest.id:
                network.duties["member"][guest.row] = Membership.REFUSED
            return self._end(network, guest, ServiceStatus.REFUSED, "it could not prove who it is")
        if not admission.may_join(network.round):
            hearing.count(network, "refused", guest.row)
            return self._end(network, guest, ServiceStatus.REFUSED, "too many nodes joined lately")
        return self._next(network, NetworkState.SS4, guest)

    def _change_active_set(self, network: Network, guest: Guest) -> bool:
        """Ss4: onto the active set, and when it has confirmed, into the table of all."""
        if guest.confirmed is None:
            return self._next(network, NetworkState.SS5, guest)
        if not guest.confirmed:
            return self._end(network, guest, ServiceStatus.TIMED_OUT, "it did not confirm")
        self._take_up(network, guest)
        return self._next(network, NetworkState.SS6, guest)

    def _await_confirmation(self, network: Network, guest: Guest) -> bool:
        """Ss5: the controller sends the configuration, the node confirms."""
        society, table = self.society, self.society.table()
        if guest.row < 0:
            return self._next(network, NetworkState.SS4, guest)
        bits = society.header(network) + (table.file_bits if table is not None else 0.0)
        sent = society.plane.command(network, np.array([guest.row], np.int32), bits).arrived[guest.row]
        letters = [Letter(Kind.ACCEPT, guest.row, guest.id)] if sent else []
        answered = self.post.deliver(network, society, Kind.ACCEPT, letters)
        guest.confirmed = True if any(letter.about == guest.id for letter in answered) else None
        if guest.confirmed is None and guest.waited < network.scenario.roles.patience:
            return False
        guest.confirmed = bool(guest.confirmed)
        return self._next(network, NetworkState.SS4, guest)

    def _compare(self, network: Network) -> bool:
        """Ss6: does the newcomer surpass who holds a role? Then roles are to be redistributed."""
        guest, society = self.guest, self.society
        self.guest = None
        better = guest is not None and guest.row >= 0 and decision.surpasses(society, network, self.post, guest.row)
        cause = "the newcomer surpasses the holder of a role" if better else "the number of nodes changed"
        society.changed = cause if better or not society.changed else society.changed
        society.go(network, NetworkState.S1, by=guest.id if guest is not None else NOBODY)
        return True

    # -- steps ------------------------------------------------------------------------------------------------------

    def _take_up(self, network: Network, guest: Guest) -> None:
        """The node is a member, collector by default; all are told of it."""
        society, main = self.society, self.society.main
        table = society.table()
        if main is None or table is None:
            raise RuntimeError("no controller takes nodes up")
        roles = int(Duty.COLLECTOR)
        if network.nodes["id"][guest.row] == guest.id:
            network.duties["member"][guest.row] = Membership.MEMBER
            network.duties["joined"][guest.row] = network.round
            network.presence.seat(network)
            roles = int(Duty.COLLECTOR) if decision.collectors(network)[guest.row] else 0
        others = table.ids != guest.id
        ids, bits = np.append(table.ids[others], guest.id), np.append(table.roles[others], roles)
        society.publish(network, main, ids, bits)
        rows = np.array([guest.row, society.controller_row(network)])
        society.adopt(network, rows if network.nodes["id"][guest.row] == guest.id else rows[1:], main.table)
        spread(society, network, self.post, society.header(network) + ROW_BITS, main)
        society.given_up = [node for node in society.given_up if node != guest.id]
        network.books.counts[JOINED] += 1
        self._note(network, ServiceStatus.COMPLETED)

    def _next(self, network: Network, state: NetworkState, guest: Guest) -> bool:
        guest.waited = 0
        self.society.go(network, state, by=guest.id)
        return True

    def _give_up(self, network: Network, guest: Guest) -> bool:
        if guest.waited < network.scenario.roles.patience:
            return False
        return self._end(network, guest, ServiceStatus.TIMED_OUT, "")

    def _end(self, network: Network, guest: Guest, status: ServiceStatus, cause: str) -> bool:
        self._note(network, status)
        self._turned_away[guest.id] = network.round + _AGAIN
        self.guest = None
        self.society.go(network, NetworkState.S1, cause, by=guest.id)
        return True

    def _note(self, network: Network, status: ServiceStatus) -> None:
        main = self.society.main
        if self.guest is not None:
            network.note(Rec.JOIN, self.guest.id, main.controller if main is not None else NOBODY, int(status))
