"""Loss of the controller (S2-09): who is left exchanges suitability and elects another one, each part its own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.network import hearing
from engine.network.network import Network
from engine.readmodel.codes import Duty, Membership, NetworkState, Rec
from engine.roles import decision, suitability
from engine.roles.assignment import assign
from engine.roles.configuration import ROW_BITS
from engine.roles.letters import Post
from engine.roles.replication import serve, spread
from engine.roles.society import NOBODY, Domain, Society
from engine.roles.watch import Watch

SUITABILITY_BITS = 48
"""Suitability and version of the table held, which a voter writes, bit."""
_FEWEST = 2
"""Nodes that make a network of their own when they are cut off; a lone node waits until it hears somebody."""


@dataclass(slots=True)
class _Winner:
    """Who was elected in one part, and by whom."""

    row: int
    voters: np.ndarray
    """bool[M]."""
    known: int
    """Highest version that a voter holds."""


class Election:
    """Notices that a controller is lost and elects another.

    Args:
        society: The network's members and state.
        watch: Heartbeats.
        post: Letters.
    """

    def __init__(self, society: Society, watch: Watch, post: Post) -> None:
        self.society, self.watch, self.post = society, watch, post
        self._winners: list[_Winner] = []
        self._waited = 0
        self._undecided = 0
        """Nodes of the greatest part that voted in vain in this round."""

    def lost(self, network: Network) -> bool:
        """Most followers of the main controller miss it, or none is left."""
        society = self.society
        if society.main is None:
            return False
        flock = society.followers(society.main) & society.members(network)
        return 2 * self.missing(network) > int(flock.sum()) or not flock.any()

    def missing(self, network: Network) -> int:
        """Followers of the main controller that have not heard it for too long."""
        society = self.society
        if society.main is None:
            return 0
        return int(np.count_nonzero(society.followers(society.main) & self.watch.orphans(network)))

    def fall(self, network: Network) -> None:
        """The network is without a controller: S0. One that lives on, out of reach of most, keeps those it has."""
        society, main = self.society, self.society.main
        if main is None:
            return
        network.note(Rec.CONTROLLER_LOST, main.controller, c=self.missing(network))
        if society.machine.state is not NetworkState.S0:
            society.go(network, NetworkState.S0, by=main.controller)
        self._waited = 0
        if not network.scenario.roles.decentralised:
            return
        root, lost = society.controller_row(network), society.row(network, main.controller)
        society.main = None
        if root < 0 <= lost and network.duties["member"][lost] == Membership.MEMBER:
            self.watch.give_up(network, lost)
        if root >= 0 and not self.watch.orphans(network)[root]:
            self._retreat(network, main, root)

    def _retreat(self, network: Network, domain: Domain, root: int) -> None:
        """A controller that was cut off from most shrinks its table to whom it can reach."""
        society = self.society
        society.others.append(domain)
        table, ids = society.tables[domain.table], network.nodes["id"]
        here = society.span(network, root) & society.members(network) & table.names(ids)
        society.publish(network, domain, ids[here], table.roles_of(ids[here]))
        society.adopt(network, np.array([root]), domain.table)
        spread(society, network, self.post, society.header(network) + society.tables[domain.table].bits, domain)

    def step(self, network: Network) -> None:
        """One round of whatever election is due: votes in one round, the new controller's table in the next."""
        society = self.society
        winners, self._winners = self._winners, []
        for winner in sorted(winners, key=lambda w: -int(w.voters.sum())):
            self._enthrone(network, winner)
        if network.scenario.roles.decentralised:
            self._vote(network)
            self._promote()
        if society.machine.state is NetworkState.S0 and society.main is not None:
            self._settle(network)

    def _settle(self, network: Network) -> None:
        """S0 → S1 once all reachable members hold the controller's table, or were waited for long enough."""
        society, main = self.society, self.society.main
        root = society.controller_row(network)
        if main is None or root < 0:
            return
        if not network.scenario.roles.decentralised and self.lost(network):
            return
        behind = society.span(network, root) & society.members(network)
        behind &= society.tables[main.table].names(network.nodes["id"]) & (society.ledger.held != main.table)
        self._waited += 1
        if behind.any() and self._waited < network.scenario.roles.patience:
            serve(society, network, self.post, np.flatnonzero(behind), main)
            return
        if not behind.any():
            network.note(Rec.CONFIRMED, main.controller, c=society.tables[main.table].version)
        society.go(network, NetworkState.S1, by=main.controller)

    def _promote(self) -> None:
        """Of the parts that have a controller the greatest is the network, unless a greater one has yet to elect."""
        society = self.society
        if society.main is not None or not society.others or self._winners:
            return
        best = max(society.others, key=lambda d: (self.size(d), -d.controller))
        if self.size(best) >= self._undecided:
            society.main = best
            society.others.remove(best)

    def size(self, domain: Domain) -> int:
        """Nodes that a controller has in its table."""
        return len(self.society.tables[domain.table].ids)

    def outgrown(self) -> bool:
        """Another part has more nodes than what counted as the network so far."""
        society = self.society
        return society.main is not None and any(self.size(d) > self.size(society.main) for d in society.others)

    def give_precedence(self, network: Network) -> None:
        """The greater part is the network from now on: S0 until its members agree."""
        society, main = self.society, self.society.main
        if main is None:
            return
        best = max(society.others, key=lambda d: (self.size(d), -d.controller))
        society.others.remove(best)
        society.others.append(main)
        society.main = best
        society.ledger.seen[society.followers(best)] = network.round
        society.struck, society.changed, self._waited = [], "", 0
        if society.machine.state is not NetworkState.S0:
            society.go(network, NetworkState.S0, "a greater part has another controller", by=best.controller)

    # -- votes --------------------------------------------------------------------------------------------------------

    def _vote(self, network: Network) -> None:
        """Everybody who is without a controller says how well it would suit; the smallest id of a part collects."""
        society, self._undecided = self.society, 0
        longer = 0 if society.main is None else network.scenario.roles.patience
        pool = self.watch.orphans(network, longer) & (network.nodes["sensor"] == 1)
        pool[network.presence.leaving] = False
        while pool.any():
            rows = np.flatnonzero(pool)
            first = int(rows[np.argmin(network.nodes["id"][rows])])
            part = society.span(network, first) & pool
            part[first] = True
            pool &= ~part
            alone = society.main is None and int(society.members(network).sum()) == 1
            if int(part.sum()) >= _FEWEST or alone:
                winner = self._collect(network, first, part)
                if winner is not None:
                    self._winners.append(winner)
                else:
                    self._undecided = max(self._undecided, int(part.sum()))

    def _collect(self, network: Network, first: int, part: np.ndarray) -> _Winner | None:
        """The call goes out from ``first``, answers come back; who suits best of those heard is to be controller."""
        society, header = self.society, self.society.header(network)
        society.span(network, first)
        called = society.plane.broadcast(network, header).arrived & part
        voters = society.report(network, np.flatnonzero(called), header + SUITABILITY_BITS)
        voters[first] = True
        if 2 * int(voters.sum()) <= int(part.sum()):
            return None
        true = suitability.figures(network, society.plane.tree["depth"])
        society.told = self.post.told(network, true)
        if network.heeding:
            hearing.weigh_claims(network, society.told, np.flatnonzero(voters))
        decision.weigh(society, network, society.told, voters)
        refused = self.post.admission.false_claims(society.told, true)
        unfit = decision.unfit(network, society.told)[Duty.CONTROLLER]
        unfit |= refused.get(Duty.CONTROLLER, np.zeros(len(voters), bool))
        able = voters & ~unfit
        able = able if able.any() else voters
        row = int(np.argmax(np.where(able, society.score[Duty.CONTROLLER], -np.inf)))
        known = int(network.duties["version"][voters].max(initial=0))
        return _Winner(row, voters | part, known)

    def _enthrone(self, network: Network, winner: _Winner) -> None:
        """The winner draws up a table of its part, with the holders that are left, and tells all."""
        society, row = self.society, winner.row
        if not society.members(network)[row]:
            return
        here = society.span(network, row) & winner.voters & society.members(network)
        here &= self.watch.orphans(network)
        here[row] = True
        if int(here.sum()) < min(_FEWEST, int(winner.voters.sum())):
            return  # the others have found a controller meanwhile
        domain = Domain(int(network.nodes["id"][row]), NOBODY)
        roles = self._roles(network, here, row)
        before, missed = self._missed(network, here)
        self._place(network, domain, here)
        society.elections += 1
        network.note(Rec.ELECTED, domain.controller, before, int(winner.voters.sum()), missed)
        table = society.publish(network, domain, network.nodes["id"][here], roles[here], winner.known)
        society.adopt(network, np.array([row]), domain.table)
        spread(society, network, self.post, society.header(network) + ROW_BITS * int(here.sum()), domain)
        society.ledger.heard[here] = network.round  # whoever voted waits for the outcome
        network.note(Rec.CONFIGURED, domain.controller, c=table.version, v=society.agreed(network))

    def _missed(self, network: Network, here: np.ndarray) -> tuple[int, int]:
        """Id of the controller that a part followed last, -1: none; rounds since its last node noticed the loss."""
        society, book, now = self.society, self.society.ledger, network.round
        rows = np.flatnonzero(here & (book.held >= 0))
        if not len(rows):
            return NOBODY, 0
        last = int(rows[np.argmax(book.heard[rows])])
        noticed = int(book.heard[last]) + self.watch.bearing(network) + 1
        if book.heard[last] < 0:  # it said that it leaves
            noticed = society.machine.since if society.machine.state is NetworkState.S0 else now
        return society.tables[book.held[last]].controller, now - noticed

    def _roles(self, network: Network, here: np.ndarray, row: int) -> np.ndarray:
        """Holders keep what they hold, the winner is controller, vacancies are filled by suitability."""
        society = self.society
        present = network.duties["roles"] & ~np.uint8(Duty.CONTROLLER)
        present[row] |= np.uint8(Duty.CONTROLLER)
        true = suitability.figures(network, society.plane.tree["depth"])
        told = self.post.told(network, true)
        decision.weigh(society, network, told, here)
        case = decision.case(society, network, told, here, present, self.post.admission.false_claims(told, true))
        roles = assign(case) & ~np.uint8(Duty.CONTROLLER)
        roles[row] |= np.uint8(Duty.CONTROLLER)
        return roles

    def _place(self, network: Network, domain: Domain, here: np.ndarray) -> None:
        """The part with most members is the network, others stand beside it until they meet again."""
        society = self.society
        if society.main is None:
            society.main = domain
            society.ledger.seen[here] = network.round
            society.struck, society.changed = [], ""
            return
        society.others.append(domain)
