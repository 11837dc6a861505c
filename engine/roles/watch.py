"""The controller's heartbeat, and what both sides learn from it: who is gone, behind, or without a controller.

Nobody is told here that a node is dead: nodes count the heartbeats that they miss, the controller counts the rounds in
which it has no way to a node.
"""

from __future__ import annotations

import numpy as np

from engine.network.kernels.columns import JOINED, LEFT
from engine.network.network import Network
from engine.readmodel.codes import Membership, Rec, ServiceStatus
from engine.roles import decision
from engine.roles.configuration import ROW_BITS
from engine.roles.letters import Post
from engine.roles.replication import serve, spread
from engine.roles.society import NOBODY, Domain, Society

VERSION_BITS = 64
"""Version and hash of the table that a heartbeat carries, bit."""
_COLLECTORS_WAIT = 5
"""How many times longer the silence of a node without a role of its own is borne than that of a holder."""
_LONG_AGO = -1_000_000


class Watch:
    """Heartbeats of one network.

    Args:
        society: Its members.
        post: Letters.
    """

    def __init__(self, society: Society, post: Post) -> None:
        self.society, self.post = society, post

    @staticmethod
    def bearing(network: Network) -> int:
        """Rounds of silence after which a controller counts as lost."""
        policy = network.scenario.roles
        return policy.missed * policy.heartbeat_every

    def orphans(self, network: Network, longer: int = 0) -> np.ndarray:
        """bool[M]: members that have not heard their controller for too long, and ``longer`` rounds, or have none."""
        book = self.society.ledger
        silent = network.round - book.heard > self.bearing(network) + longer
        out: np.ndarray = self.society.members(network) & (silent | (book.held < 0))
        return out

    def ask(self, network: Network) -> None:
        """Who missed heartbeats, or has no controller, first asks for one: broadcasts get lost, parts meet again."""
        society, book = self.society, self.society.ledger
        for domain in society.domains():
            silent = self.orphans(network)
            root = society.controller_row(network, domain) if silent.any() else NOBODY
            if root < 0 or root in network.presence.leaving:
                continue
            silent &= society.span(network, root)
            silent[root] = False
            lucky = silent & (book.held == domain.table)
            if lucky.any():
                rows = np.flatnonzero(lucky)
                asked = rows[society.report(network, rows, society.header(network))[rows]]
                answer = society.plane.command(network, asked, society.header(network) + VERSION_BITS)
                book.heard[answer.arrived] = network.round
            silent &= ~lucky
            if silent.any():
                mine = society.followers(domain)
                self._bring_up(network, domain, np.flatnonzero(silent & mine), np.flatnonzero(silent & ~mine))

    def beat(self, network: Network) -> None:
        """Every controller shows that it is there; nodes that are behind or without one ask for its table."""
        society, book = self.society, self.society.ledger
        for domain in society.domains():
            root = society.controller_row(network, domain)
            if root < 0:
                continue
            reached = society.span(network, root)
            if domain is society.main:
                book.seen[reached] = network.round
            fares = society.plane.broadcast(network, society.header(network) + VERSION_BITS)
            heard = fares.arrived & society.members(network)
            mine = heard & society.followers(domain)
            book.heard[mine] = network.round
            book.heard[root] = network.round
            strays = heard & ~mine & self.orphans(network)
            behind = mine & ((book.held != domain.table) | (fares.changed >= 0))  # or so it says on the way
            behind[root] = strays[root] = False
            if behind.any() or strays.any():
                self._bring_up(network, domain, np.flatnonzero(behind), np.flatnonzero(strays))
        self._merge(network)

    def _bring_up(self, network: Network, domain: Domain, behind: np.ndarray, strays: np.ndarray) -> None:
        """Who asks for the table gets it; whom it does not name is taken up again."""
        society, header = self.society, self.society.header(network)
        rows = np.concatenate([behind, strays])
        asked = society.report(network, rows, header)
        found, table = rows[asked[rows]], society.tables[domain.table]
        ids = network.nodes["id"]
        new = found[~table.names(ids[found])]
        society.struck = [i for i in society.struck if i not in ids[found]]
        if len(new):
            roles = np.append(table.roles, decision.collectors(network)[new].astype(np.uint8))
            society.publish(network, domain, np.append(table.ids, ids[new]), roles)
            society.adopt(network, np.array([society.controller_row(network, domain)]), domain.table)
            spread(society, network, self.post, header + ROW_BITS * len(new), domain)
            for node in ids[new].tolist():
                self._note_back(network, domain, node)
            society.changed = society.changed or "the number of nodes changed"
        serve(society, network, self.post, found, domain)

    def _note_back(self, network: Network, domain: Domain, node: int) -> None:
        """A node that had been given up is there again; who merely was in another part never left."""
        if node in self.society.given_up:
            self.society.given_up.remove(node)
            network.books.counts[JOINED] += 1
            network.note(Rec.JOIN, node, domain.controller, int(ServiceStatus.COMPLETED))

    def _merge(self, network: Network) -> None:
        """Where a controller hears another one, the one with the smaller following yields (ties: the older table)."""
        society = self.society
        for other in tuple(society.others):
            root = society.controller_row(network, other)
            if root < 0:
                society.others.remove(other)
                continue
            main_row = society.controller_row(network)
            if society.main is None or main_row < 0 or not society.span(network, main_row)[root]:
                continue
            society.span(network, root)
            heard = society.plane.broadcast(network, society.header(network)).arrived & society.followers(other)
            society.ledger.heard[heard] = _LONG_AGO
            society.ledger.heard[root] = _LONG_AGO
            society.others.remove(other)

    def miss(self, network: Network) -> None:
        """The controller strikes whom it has had no way to for too long off the table."""
        society, table = self.society, self.society.table()
        if table is None or society.controller_row(network) < 0:
            return
        ids, book = network.nodes["id"], society.ledger
        named = table.names(ids)
        strangers = len(table.ids) - int(np.count_nonzero(named))
        if society.struck:
            named &= ~np.isin(ids, society.struck)
        holder = (table.roles_of(ids) & 0xFE) != 0
        borne = np.where(holder, 1, _COLLECTORS_WAIT) * self.bearing(network)
        gone = named & (network.round - book.seen > borne)
        for row in np.flatnonzero(gone).tolist():
            self.give_up(network, row)
        for node in np.setdiff1d(table.ids, ids).tolist() if strangers else ():
            if node not in society.struck and self.post.speaker(network, node) == NOBODY:
                society.struck.append(node)
                self._note_left(network, node)

    def give_up(self, network: Network, row: int) -> None:
        """The node in ``row`` is to be struck off the table; one that is really gone has left."""
        node = int(network.nodes["id"][row])
        self.society.struck.append(node)
        if not network.nodes["alive"][row]:
            network.presence.depart(network, row, ServiceStatus.TIMED_OUT)
            self.society.withdraw(network, np.array([row]))
        self._note_left(network, node)

    def _note_left(self, network: Network, node: int, status: ServiceStatus = ServiceStatus.TIMED_OUT) -> None:
        self.society.given_up.append(node)
        network.books.counts[LEFT] += 1
        network.note(Rec.LEAVE, node, c=int(status))
        self.society.changed = self.society.changed or "the number of nodes changed"

    def take_leave(self, network: Network) -> None:
        """Nodes that leave in this round notify all others (S2-126); who does not hear it will miss them."""
        society = self.society
        for row in network.presence.leaving.tolist():
            if network.duties["member"][row] != Membership.MEMBER:
                continue
            society.span(network, row)
            heard = society.plane.broadcast(network, society.header(network)).arrived
            node, main = int(network.nodes["id"][row]), society.main
            if main is not None and main.controller == node:
                society.ledger.heard[heard & society.followers(main)] = _LONG_AGO
                society.ledger.heard[row] = _LONG_AGO
                if heard.sum() > 1:
                    self._note_left(network, node, ServiceStatus.COMPLETED)
            elif main is not None and heard[max(society.controller_row(network), 0)] and node not in society.struck:
                society.struck.append(node)
                self._note_left(network, node, ServiceStatus.COMPLETED)
