"""What all procedures of the self-organising network share: members, the tables that they hold, and the state graph."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from engine.network.network import Network
from engine.network.service import ServicePlane
from engine.readmodel.codes import Duty, Membership, NetworkState, NodeState, Rec
from engine.roles.configuration import Table, Versions
from engine.roles.costs import Costs
from engine.roles.graph import Machine, check_node_moves
from engine.roles.suitability import FIGURES, reputation
from engine.scenario.model import Scenario

NOBODY = -1


@dataclass(slots=True)
class Domain:
    """A part of the network with a controller of its own: the whole, or what a partition made of it."""

    controller: int
    """Its id."""
    table: int
    """Index of its table in `Society.tables`."""


@dataclass(slots=True)
class Ledger:
    """Per-row memory of the network's members."""

    held: np.ndarray
    """int32[M]: index into `Society.tables` of the table that the row holds, -1."""
    heard: np.ndarray
    """int32[M]: round in which it last heard the controller whose table it holds."""
    kept: np.ndarray
    """int32[M]: service exchanges in which it did what was expected of it (S2-160)."""
    failed: np.ndarray
    """int32[M]: in which it did not."""
    lost: np.ndarray
    """int32[M]: in which nothing was heard of it."""
    visits: np.ndarray
    """int32[M, 5]: how often it was in each `NodeState`."""
    asked: np.ndarray
    """int32[M]: round in which it last asked to be relieved, -1."""
    seen: np.ndarray
    """int32[M]: round in which the controller last had a way to it."""
    arrived: np.ndarray
    """int32[M]: round in which a reading of it last arrived; at first the round in which it was met."""
    had: np.ndarray
    """int32[M]: readings of it that had arrived by then."""

    @classmethod
    def empty(cls, m: int) -> Ledger:
        """Nothing known of ``m`` rows."""
        heard, kept, failed, lost, seen, arrived, had = (np.zeros(m, np.int32) for _ in range(7))
        visits = np.zeros((m, len(NodeState)), np.int32)
        none = np.full(m, NOBODY, np.int32)
        return cls(none, heard, kept, failed, lost, visits, none.copy(), seen, arrived, had)

    def take_in(self, delivered: np.ndarray, member: np.ndarray, round_: int) -> None:
        """Notes whose readings arrived; a row that is no member yet has all its time before it.

        Args:
            delivered: int32[M]: readings that arrived so far.
            member: bool[M].
            round_: The round that ends.
        """
        self.arrived[(delivered > self.had) | ~member] = round_
        self.had[:] = delivered

    def carried(self, rows: np.ndarray) -> Ledger:
        """The same for other rows: ``rows[k]`` is where row k was before, -1 where it is new."""
        fresh, stay = Ledger.empty(len(rows)), rows >= 0
        for name in self.__dataclass_fields__:
            getattr(fresh, name)[stay] = getattr(self, name)[rows[stay]]
        return fresh


@dataclass(slots=True)
class Society:
    """Members, tables and the state of the network; procedures act on it."""

    scenario: Scenario
    plane: ServicePlane
    ledger: Ledger
    costs: Costs
    machine: Machine = field(default_factory=Machine)
    main: Domain | None = None
    """The network, or its greatest part; None while it has no controller."""
    others: list[Domain] = field(default_factory=list)
    """Parts that were cut off and elected controllers of their own."""
    tables: list[Table] = field(default_factory=list)
    versions: Versions = field(default_factory=Versions)
    score: dict[Duty, np.ndarray] = field(default_factory=dict)
    """Role → float[M]: suitability as last worked out."""
    told: np.ndarray = field(default_factory=lambda: np.zeros(0, FIGURES))
    """`FIGURES`[M]: what each row said of itself last."""
    struck: list[int] = field(default_factory=list)
    """Ids that are to be taken off the table: they left, or nobody hears them any more."""
    given_up: list[int] = field(default_factory=list)
    """Ids of members that left, or were struck off, and did not come back."""
    elections: int = 0
    """Controllers elected so far."""
    changed: str = ""
    """Why the number of nodes changed since roles were last redistributed; empty: it did not."""
    taken: np.ndarray | None = None
    """uint8[M]: `Duty` bits that rows carry out whatever their table says: taken by a changed command."""
    asker: int = NOBODY
    """Id of whoever asked for the redistribution that is under way, as the controller's messages name it."""
    confirmed_before: int = 0
    """How often the network had waited for confirmations when that was opened."""
    spanned: tuple[int, int] = (-1, -1)
    named: np.ndarray = field(default_factory=lambda: np.zeros(0, np.uint8))
    """uint8[M]: `Duty` bits of the roles that the document names for each row."""

    # -- rows -----------------------------------------------------------------------------------------------------

    @staticmethod
    def row(network: Network, node: int) -> int:
        """Row of the node with this id; -1 when there is none."""
        found = np.flatnonzero(network.nodes["id"] == node)
        return int(found[0]) if len(found) else NOBODY

    @staticmethod
    def real(network: Network) -> np.ndarray:
        """bool[M]: whoever is a node to the others: no stations, and of false identities those that ask to join."""
        nodes = network.nodes
        out: np.ndarray = (nodes["station"] == 0) & (nodes["master"] < 0)
        if network.deceptions.ghosts:
            out |= (nodes["master"] >= 0) & (network.behaviour["enrols"] == 1)
        return out

    def members(self, network: Network) -> np.ndarray:
        """bool[M]: live members, routers among them."""
        out: np.ndarray = self.real(network) & (network.nodes["alive"] == 1)
        out &= network.duties["member"] == Membership.MEMBER
        return out

    def table(self, domain: Domain | None = None) -> Table | None:
        """The table of a domain, of the main one when not named."""
        domain = domain or self.main
        return None if domain is None else self.tables[domain.table]

    def controller_row(self, network: Network, domain: Domain | None = None) -> int:
        """Row of the live controller; -1."""
        domain = domain or self.main
        row = NOBODY if domain is None else self.row(network, domain.controller)
        return row if row >= 0 and network.nodes["alive"][row] else NOBODY

    def followers(self, domain: Domain) -> np.ndarray:
        """bool[M]: rows whose table is of this controller, in whatever version."""
        mine = np.array([t.controller == domain.controller for t in self.tables] + [False])
        out: np.ndarray = mine[self.ledger.held]
        return out

    def served(self, network: Network) -> np.ndarray | None:
        """float[M]: reputation of every row under the policy that weighs it, else None (S2-160)."""
        if network.scenario.roles.policy != "reputation":
            return None
        return reputation(self.ledger.kept, self.ledger.failed, self.ledger.lost)

    def agreed(self, network: Network) -> float:
        """Share of live members that hold the main table; 0 without one."""
        there = self.members(network)
        if self.main is None or not there.any():
            return 0.0
        return float((self.ledger.held[there] == self.main.table).mean())

    # -- messages -------------------------------------------------------------------------------------------------

    def span(self, network: Network, root: int) -> np.ndarray:
        """bool[M]: rows that some chain of members joins to ``root`` now; the tree is theirs."""
        mark = (network.round, root)
        if self.spanned != mark:
            self.plane.span(network, root)
            self.spanned = mark
        return self.plane.reached()

    @staticmethod
    def header(network: Network) -> float:
        """Length of a service message without a table, bit."""
        return float(network.scenario.radio.control_bits)

    def report(self, network: Network, rows: np.ndarray, bits: float) -> np.ndarray:
        """Each of ``rows`` writes to the root; returns bool[M]: whose message arrived."""
        return self.plane.report(network, rows, bits).arrived

    def confirm(self, network: Network, rows: np.ndarray, bits: float) -> np.ndarray:
        """Each of ``rows`` confirms; returns bool[M]: whose confirmation arrived as one."""
        fares = self.plane.report(network, rows, bits)
        return fares.arrived & (fares.changed < 0)

    def exchange(self, network: Network, rows: np.ndarray, ask: float, answer: float) -> np.ndarray:
        """The root asks each of ``rows`` and each that got it answers; returns bool[M]: who was heard."""
        got = self.plane.command(network, rows, ask).arrived
        return self.plane.report(network, rows[got[rows]], answer).arrived

    # -- the state graph ------------------------------------------------------------------------------------------

    def go(self, network: Network, target: NetworkState, cause: str = "", by: int = NOBODY) -> None:
        """One transition of the network's state graph, brought about by the node ``by``."""
        network.note(Rec.STATE, by, c=self.machine.go(target, network.round, cause))

    # -- tables ---------------------------------------------------------------------------------------------------

    def publish(self, network: Network, domain: Domain, ids: np.ndarray, roles: np.ndarray, known: int = 0) -> Table:
        """The controller of a domain draws up a table of a new version, above its last one and ``known``.

        Nobody holds it yet, not even the controller; see `adopt`.
        """
        before = self.tables[domain.table] if domain.table >= 0 else None
        known = max(known, before.version if before is not None else 0)
        order = np.argsort(ids, kind="stable")
        new = Table(
            self.versions.above(known, domain.controller),
            domain.controller,
            np.asarray(ids[order], np.int32),
            np.asarray(roles[order], np.uint8),
        )
        self._forget_unused()
        self.tables.append(new)
        domain.table = len(self.tables) - 1
        self._note_roles(network, before, new)
        return new

    def _note_roles(self, network: Network, before: Table | None, new: Table) -> None:
        """Records who is given a role besides collector, and whose is taken."""
        some = np.union1d(new.ids, before.ids if before is not None else new.ids)
        was = before.roles_of(some) if before is not None else np.zeros(len(some), np.uint8)
        now = new.roles_of(some)
        if before is None:
            was = now & np.uint8(Duty.COLLECTOR)
        for k in np.flatnonzero(was != now):
            node, row = int(some[k]), self.row(network, int(some[k]))
            for duty in Duty:
                bit, gone, come = int(duty), int(was[k]) & int(duty), int(now[k]) & int(duty)
                if come and not gone:
                    score = self.score.get(duty)
                    worth = float(score[row]) if score is not None and row >= 0 else 0.0
                    network.note(Rec.ROLE_GIVEN, node, new.controller, bit, worth)
                elif gone and not come:
                    network.note(Rec.ROLE_TAKEN, node, new.controller, bit)

    def _forget_unused(self) -> None:
        """Drops tables that nobody holds any more."""
        used = np.unique(self.ledger.held[self.ledger.held >= 0]).tolist()
        used = sorted({*used, *(d.table for d in self.domains() if d.table >= 0)})
        place = np.full(len(self.tables) + 1, NOBODY, np.int32)
        place[used] = np.arange(len(used))
        self.tables = [self.tables[k] for k in used]
        self.ledger.held = place[self.ledger.held]
        for domain in self.domains():
            domain.table = int(place[domain.table])

    def domains(self) -> list[Domain]:
        """All parts that have a controller, the greatest first."""
        return [*((self.main,) if self.main is not None else ()), *self.others]

    def adopt(self, network: Network, rows: np.ndarray, index: int) -> None:
        """The nodes in ``rows`` take table ``index`` for theirs and carry out what it gives them, without a restart."""
        if not len(rows):
            return
        table, duties = self.tables[index], network.duties
        self.ledger.held[rows] = index
        self.ledger.heard[rows] = network.round
        duties["version"][rows] = table.version
        self.carry_out(network, rows, table.roles_of(network.nodes["id"][rows]))

    def carry_out(self, network: Network, rows: np.ndarray, roles: np.ndarray) -> None:
        """Sets the roles of ``rows`` and their states (Fig. 3); their programs run on."""
        self.costs.book(network)
        duties = network.duties
        if self.taken is not None:
            roles = roles | self.taken[rows]
        begun = duties["state"][rows] == NodeState.S0
        stir = begun | (duties["roles"][rows] != roles)
        rows, roles, begun = rows[stir], roles[stir], begun[stir]
        if not len(rows):
            return
        duties["roles"][rows] = roles
        self._enter(network, rows[begun], np.full(int(begun.sum()), NodeState.COLL, np.uint8))
        self._enter(network, rows, state_of(roles))

    def withdraw(self, network: Network, rows: np.ndarray) -> None:
        """The nodes in ``rows`` are no members any more: no roles, no table, state S0."""
        self.costs.book(network)
        network.duties["roles"][rows] = 0
        network.duties["version"][rows] = self.ledger.held[rows] = NOBODY
        self._enter(network, rows, np.full(len(rows), NodeState.S0, np.uint8))

    def _enter(self, network: Network, rows: np.ndarray, states: np.ndarray) -> None:
        """Moves of the node graph. What every node does at foundation, S0 to Scoll, is counted and not recorded."""
        was = network.duties["state"][rows]
        moved = was != states
        rows, was, states = rows[moved], was[moved], states[moved]
        check_node_moves(was, states)
        network.duties["state"][rows] = states
        self.ledger.visits[rows, states] += 1
        for row, before, after in zip(rows.tolist(), was.tolist(), states.tolist(), strict=True):
            if before or network.round:
                network.note(Rec.NODE_STATE, int(network.nodes["id"][row]), c=16 * before + after)


def state_of(roles: np.ndarray) -> np.ndarray:
    """uint8[K]: `NodeState` of nodes with these roles; of several the one with most to say."""
    bits = (int(Duty.CONTROLLER), int(Duty.PROCESSOR), int(Duty.KEEPER))
    has = [(roles & bit) != 0 for bit in bits]
    return np.select(has, [NodeState.CONTROL, NodeState.PROC, NodeState.KEEP], NodeState.COLL).astype(np.uint8)
