"""What attackers say to the organisation: letters, false figures, foreign names, changed tables (S2-47 to S2-51).

All of it is said by nodes and travels as messages; the procedures take it as they take what honest nodes say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from engine.base.streams import stream
from engine.network import hearing
from engine.network.kernels.columns import FIELD_FIGURES, FIELD_VERSION, INFECT_JOINS, RULE_ALL, Behaviour
from engine.network.kernels.service import TREE
from engine.readmodel.codes import Duty, FloodStep, Membership
from engine.roles.configuration import Table
from engine.roles.flood import Flood
from engine.roles.letters import Kind, Letter, Source

if TYPE_CHECKING:
    from engine.network.network import Network
    from engine.roles.admission import Admission
    from engine.roles.society import Society

ASKS_EVERY = 15
"""Rounds between two requests of a node that wants a role. Ours."""
UNANSWERED = 20
"""Names in which an attacker asks to join before it waits for answers. Ours."""
GIVES_UP = 60
"""Rounds after which it drops a name that was not taken up. Ours."""
_HARDWARE = ("cpu_hz", "ram", "storage", "subnet")
_WRONG = (0.05, 0.3)
"""Range of the factor by which a figure in a report is changed. Ours."""
_SAYS = "it says that it suits better"


@dataclass(slots=True)
class Memory:
    """What attackers remember, by id: it outlives an edit."""

    rng: np.random.Generator
    floods: dict[int, Flood] = field(default_factory=dict)
    """Where the script of a flood stands."""
    guests: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Name in which an attacker asks to join → the attacker, and the round in which it thought of it."""
    phantoms: dict[int, int] = field(default_factory=dict)
    """Name that an attacker proposes for roles → the attacker."""
    asked: dict[int, int] = field(default_factory=dict)
    """Round of its last request for roles."""
    stolen: dict[int, int] = field(default_factory=dict)
    """`Duty` bits that it wrote into commands of others for itself."""
    enrolled: list[int] = field(default_factory=list)
    """False identities that have asked to join."""
    seen_through: list[int] = field(default_factory=list)
    """Posers whom a check has found out."""
    next_name: int = 0


class Malice:
    """The only source of malicious letters; see `engine.roles.letters.Source`.

    Args:
        seed: Of the scenario.
    """

    def __init__(self, seed: int) -> None:
        self.memory = Memory(stream(seed, "malice"))
        self.active = self._speaking = False
        self._heard: Behaviour | None = None
        self._tree = np.zeros(0, TREE)
        self._admission: Admission | None = None

    def take_over(self, before: Source) -> None:
        """Goes on after an edit; rows are looked up again."""
        if isinstance(before, Malice):
            self.memory = before.memory

    @property
    def scripts(self) -> dict[int, Flood]:
        """Floods that have begun: id of the attacker → where its script stands."""
        return dict(self.memory.floods)

    # -- rounds -----------------------------------------------------------------------------------------------------

    def begin_round(self, network: Network, society: Society, admission: Admission) -> None:
        """Before the procedures read letters: false identities ask to join, scripts go on, posers pose."""
        if network.behaviour is not self._heard:  # attackers begin and end with a new array
            self._heard, self._speaking = network.behaviour, _speaks(network.behaviour)
        was, self.active = self.active, self._speaking or bool(self.memory.stolen)
        if not self.active:
            if was:
                network.duties["poses"] = 0
            return
        self._tree, self._admission = society.plane.tree, admission
        self._enrol(network)
        self._go_on(network, society)
        self._pose(network)
        self._keep_stolen(network, society)

    def _enrol(self, network: Network) -> None:
        """False identities that want to be members begin as strangers, on the hardware of who shows them."""
        nodes, duties = network.nodes, network.duties
        ghosts = np.flatnonzero((nodes["master"] >= 0) & (network.behaviour["enrols"] == 1))
        new = ghosts[~np.isin(nodes["id"][ghosts], self.memory.enrolled)]
        if not len(new):
            return
        duties["member"][new] = Membership.JOINING
        for name in _HARDWARE:
            duties[name][new] = duties[name][nodes["master"][new]]
        self.memory.enrolled += nodes["id"][new].tolist()

    def _go_on(self, network: Network, society: Society) -> None:
        """Scripts of floods."""
        churn, floods, ids = network.behaviour["churn"], self.memory.floods, network.nodes["id"]
        for row in np.flatnonzero((churn > 0) & (network.nodes["master"] < 0)).tolist():
            inside = network.duties["member"][row] == Membership.MEMBER
            floods.setdefault(int(ids[row]), Flood(row, FloodStep.REQUEST if inside else FloodStep.LEARN))
        for node, flood in list(floods.items()):
            flood.row = society.row(network, node)
            if flood.row < 0:
                del floods[node]
            elif churn[flood.row] > 0:
                flood.advance(network, society, float(churn[flood.row]))

    def _pose(self, network: Network) -> None:
        """Who says to its neighbours that it holds a role is believed, unless they can check it."""
        behaviour, duties, hardening = network.behaviour, network.duties, network.scenario.hardening
        says = np.where(duties["member"] == Membership.MEMBER, behaviour["poses"], 0).astype(np.uint8)
        hearing.mark(network, "poses", (says > 0) & (network.nodes["alive"] == 1))
        if hardening.check_eligibility or hardening.authentication:
            switch = "check_eligibility" if hardening.check_eligibility else "authentication"
            hearing.mark(network, "refused", says > 0)
            for node in network.nodes["id"][(says > 0) & (network.nodes["alive"] == 1)].tolist():
                if node not in self.memory.seen_through:
                    self.memory.seen_through.append(node)
                    self._count(switch)
            says[:] = 0
        duties["poses"] = says
        believed = says > 0
        behaviour["drop"][believed] = np.maximum(behaviour["drop"][believed], behaviour["pose_drop"][believed])
        behaviour["rule"][believed & (behaviour["pose_drop"] > 0)] = RULE_ALL

    def _keep_stolen(self, network: Network, society: Society) -> None:
        """Who wrote itself into a role command carries the role out, whatever the controller's table says."""
        table, stolen = society.table(), self.memory.stolen
        society.taken = None
        if table is None or not stolen:
            return
        taken, ended = np.zeros(len(network.nodes), np.uint8), []
        for node, bits in stolen.items():
            row = society.row(network, node)
            if row >= 0 and network.behaviour["usurps"][row]:
                taken[row] = bits
            else:
                ended.append(node)
        for node in ended:
            del stolen[node]
        society.taken = taken if stolen else None
        hearing.mark(network, "poses", (taken & ~table.roles_of(network.nodes["id"])) > 0)
        network.behaviour["listens_in"][taken > 0] = 1
        rows = np.flatnonzero(np.isin(network.nodes["id"], [*stolen, *ended]) & (network.nodes["alive"] == 1))
        society.carry_out(network, rows, table.roles_of(network.nodes["id"][rows]))

    def _count(self, switch: str) -> None:
        """Evidence of a switch of `Hardening`."""
        if self._admission is not None:
            self._admission.refuse(switch)

    # -- letters ----------------------------------------------------------------------------------------------------

    def letters(self, network: Network, society: Society, kind: Kind) -> Sequence[Letter]:
        """Further letters of one ``kind`` in this round."""
        if not self.active:
            return ()
        if kind is Kind.NOTICE:
            return [*self._newcomers(network, society), *self._crossing(network)]
        if kind is Kind.REQUEST:
            return [*self._flooded(network, society), *self._coveted(network, society)]
        if kind is Kind.VOUCH:
            return self._vouched(network)
        if kind is Kind.ABORT:
            ids = network.nodes["id"]
            return [Letter(kind, f.row, int(ids[f.row])) for f in self._flooders(network) if f.aborts(network, society)]
        return ()

    def _newcomers(self, network: Network, society: Society) -> list[Letter]:
        """Requests to join, each in a name of its own (hello flood)."""
        out: list[Letter] = []
        table, nodes, joins = society.table(), network.nodes, network.behaviour["joins"]
        guests = self.memory.guests
        for row in np.flatnonzero((joins > 0) & (nodes["alive"] == 1) & (nodes["master"] < 0)).tolist():
            me = int(nodes["id"][row])
            fresh = [n for n, (who, since) in guests.items() if who == me and since > network.round - GIVES_UP]
            known = 0 if table is None else int(table.names(np.array(fresh, np.int32)).sum())
            count = min(int(joins[row]), UNANSWERED - len(fresh) + known)
            for _ in range(count):
                name = self._invent(network)
                guests[name] = (me, network.round)
                out.append(Letter(Kind.NOTICE, row, name))
        return out

    def _crossing(self, network: Network) -> list[Letter]:
        """Nodes that spread code by joining ask those of another subnet within range to take them up (S0-14)."""
        nodes, duties, links = network.nodes, network.duties, network.links
        spreads = (network.disturbances.contagion.strain["infect_by"] & INFECT_JOINS > 0) & (duties["joined"] == 0)
        spreads &= (nodes["alive"] == 1) & (duties["member"] == Membership.MEMBER)
        if not spreads.any():
            return []
        over = spreads[links["source"]] & (links["near"] == 1)
        over &= duties["subnet"][links["source"]] != duties["subnet"][links["target"]]
        over &= duties["member"][links["target"]] == Membership.MEMBER
        rows = np.unique(links["source"][over])
        return [Letter(Kind.NOTICE, row, int(nodes["id"][row])) for row in rows.tolist()]

    def _invent(self, network: Network) -> int:
        """An id that nobody has."""
        memory = self.memory
        memory.next_name = memory.next_name or 10 ** len(str(int(network.nodes["id"].max()) + 1)) + 1
        memory.next_name += 1
        return memory.next_name - 1

    def _flooded(self, network: Network, society: Society) -> list[Letter]:
        ids = network.nodes["id"]
        asking = [f for f in self._flooders(network) if f.asks(network, society)]
        return [Letter(Kind.REQUEST, f.row, int(ids[f.row]), relieve=False, cause=_SAYS) for f in asking]

    def _flooders(self, network: Network) -> list[Flood]:
        """Scripts that go on, of attackers that live."""
        on = (network.behaviour["churn"] > 0) & (network.nodes["alive"] == 1)
        return [flood for flood in self.memory.floods.values() if on[flood.row]]

    def _coveted(self, network: Network, society: Society) -> list[Letter]:
        """Requests of members that want roles which the table does not give them, or names of theirs."""
        table, asked = society.table(), self.memory.asked
        if table is None:
            return []
        nodes, behaviour, out = network.nodes, network.behaviour, []
        wants = (behaviour["covets"] > 0) | (behaviour["phantoms"] > 0)
        wants &= (nodes["alive"] == 1) & (network.duties["member"] == Membership.MEMBER)
        for row in np.flatnonzero(wants).tolist():
            node = int(nodes["id"][row])
            if asked.get(node, -ASKS_EVERY) > network.round - ASKS_EVERY:
                continue
            lacks = int(behaviour["covets"][row]) & ~int(table.roles_of(np.array([node], np.int32))[0])
            if lacks or not table.names(np.array(self._phantoms_of(network, row), np.int32)).all():
                asked[node] = network.round
                out.append(Letter(Kind.REQUEST, row, node, lacks, relieve=False, cause=_SAYS))
        return out

    def _phantoms_of(self, network: Network, row: int) -> list[int]:
        """Names that the attacker in ``row`` proposes."""
        count, me, phantoms = (
            int(network.behaviour["phantoms"][row]),
            int(network.nodes["id"][row]),
            self.memory.phantoms,
        )
        mine = [name for name, who in phantoms.items() if who == me]
        while len(mine) < count:
            name = self._invent(network)
            phantoms[name] = me
            mine.append(name)
        return mine[:count]

    def _vouched(self, network: Network) -> list[Letter]:
        """While members report, attackers report for names of theirs: keepers and processors in turn."""
        out = []
        there = (network.behaviour["phantoms"] > 0) & (network.nodes["alive"] == 1)
        there &= network.duties["member"] == Membership.MEMBER
        for row in np.flatnonzero(there).tolist():
            for k, name in enumerate(self._phantoms_of(network, row)):
                duty = int(Duty.PROCESSOR if k % 2 else Duty.KEEPER)
                out.append(Letter(Kind.VOUCH, row, name, duty, relieve=False, cause=_SAYS))
        return out

    # -- figures, names, tables -------------------------------------------------------------------------------------

    def report(self, network: Network, told: np.ndarray) -> None:
        """Relays change the figures in reports that pass through them, up the tree of service messages."""
        behaviour = network.behaviour
        if not self.active or not behaviour["fields"].any():
            return
        relay = self._relays(network)
        rows = np.flatnonzero(relay >= 0)
        rows = rows[self.memory.rng.random(len(rows)) < behaviour["mangle"][relay[rows]]]
        hardening = network.scenario.hardening
        if hardening.authentication or hardening.check_frames:
            for row in rows.tolist():
                self._count("authentication" if hardening.authentication else "check_frames")
                hearing.count(network, "refused", int(relay[row]))
            return
        for name in ("computing", "energy", "storage"):
            told[name][rows] *= self.memory.rng.uniform(*_WRONG, len(rows))

    def _relays(self, network: Network) -> np.ndarray:
        """int[M]: the relay nearest to the root that changes figures on the row's way there, -1."""
        behaviour, tree = network.behaviour, self._tree
        changes = (behaviour["fields"] & FIELD_FIGURES > 0) & (behaviour["mangle"] > 0)
        relay = np.full(len(tree), -1)
        for row in tree["order"][: int(np.count_nonzero(tree["depth"] >= 0))][1:].tolist():  # parents come first
            parent = int(tree["parent"][row])
            relay[row] = (
                parent if changes[parent] and tree["depth"][parent] > 0 and relay[parent] < 0 else relay[parent]
            )
        return relay

    def speaks_for(self, network: Network, node: int) -> int:
        """Row of the node that answers in the name of id ``node``, -1: nobody does."""
        who = self.memory.phantoms.get(node)
        if who is None:
            who = self.memory.guests.get(node, (-1, 0))[0]
        rows = np.flatnonzero((network.nodes["id"] == who) & (network.nodes["alive"] == 1))
        return int(rows[0]) if len(rows) else -1

    def forges(self, network: Network, relay: int) -> bool:
        """Whether what the relay in row ``relay`` changes can still be read: who garbles leaves nothing to read."""
        behaviour = network.behaviour[relay]
        return bool(behaviour["usurps"] or behaviour["fields"])

    def overhear(self, network: Network, heard: np.ndarray) -> None:
        """Who hears a role command sends it on with its own address in it, to whoever believes it."""
        if not self.active:
            return
        behaviour, hardening = network.behaviour, network.scenario.hardening
        for row in np.flatnonzero(heard & (behaviour["usurps"] > 0)).tolist():
            if self.memory.rng.random() >= behaviour["mangle"][row]:
                continue
            if hardening.authentication or hardening.check_frames:
                self._count("authentication" if hardening.authentication else "check_frames")
                hearing.count(network, "refused", row)
            else:
                self.memory.stolen[int(network.nodes["id"][row])] = int(behaviour["usurps"][row])
                hearing.count(network, "altered", row)

    def alter(self, network: Network, table: Table, relay: int) -> Table | None:
        """What the relay in row ``relay`` made of ``table``; None: nothing that anybody could read."""
        behaviour, node = network.behaviour[relay], int(network.nodes["id"][relay])
        if behaviour["usurps"]:
            self.memory.stolen[node] = int(behaviour["usurps"])
            return usurped(table, node, int(behaviour["usurps"]))
        if behaviour["fields"] & FIELD_VERSION:
            return Table(table.version + 1, table.controller, table.ids, table.roles)
        return None


def _speaks(behaviour: Behaviour) -> bool:
    """Whether anybody has something to say to the organisation that is not so."""
    flags = behaviour["covets"] | behaviour["enrols"] | behaviour["poses"] | behaviour["fields"] | behaviour["usurps"]
    flags = flags | (behaviour["infect_by"] & INFECT_JOINS)
    return bool(flags.any() or (behaviour["churn"] + behaviour["joins"] + behaviour["phantoms"]).any())


def usurped(table: Table, node: int, bits: int) -> Table:
    """The table with ``node`` in the place of one holder of each role of ``bits``; same version, same controller."""
    roles = table.roles.copy()
    mine = table.ids == node
    for duty in (Duty.KEEPER, Duty.PROCESSOR):
        if not bits & int(duty):
            continue
        others = np.flatnonzero((roles & int(duty) > 0) & ~mine)
        if len(others):
            roles[others[0]] &= ~np.uint8(duty)
        roles[mine] |= np.uint8(duty)
    return Table(table.version, table.controller, table.ids, roles)
