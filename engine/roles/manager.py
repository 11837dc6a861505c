"""The role-based network as a round hook: founds it, keeps it alive, runs its procedures (paper S2)."""

from __future__ import annotations

import numpy as np

from engine.network.network import Network
from engine.readmodel.codes import Duty, Membership, NetworkState, NodeState, Rec
from engine.roles import decision, suitability
from engine.roles.admission import Admission
from engine.roles.assignment import assign
from engine.roles.costs import Costs
from engine.roles.election import Election
from engine.roles.guard import GuardedPlane
from engine.roles.joining import Joining
from engine.roles.letters import Post, Source
from engine.roles.redistribution import Redistribution
from engine.roles.relapse import Relapse
from engine.roles.society import NOBODY, Domain, Ledger, Society
from engine.roles.watch import Watch
from engine.scenario.model import Scenario

_JOINS = (NetworkState.SS2, NetworkState.SS3, NetworkState.SS4, NetworkState.SS5, NetworkState.SS6)


class RolesManager:
    """Membership, roles and the state graph of the network.

    Args:
        scenario: The document.
        sources: Where letters of malicious nodes come from, see `engine.roles.letters`.
    """

    def __init__(self, scenario: Scenario, sources: tuple[Source, ...] = ()) -> None:
        self.scenario = scenario
        self.admission = Admission(scenario.hardening)
        self.post = Post(self.admission, sources)
        self.society: Society | None = None
        self.relapse = Relapse()

    def _set_up(self, society: Society) -> None:
        self.society = society
        self.watch = Watch(society, self.post)
        self.joining = Joining(society, self.post)
        self.redistribution = Redistribution(society, self.post)
        self.election = Election(society, self.watch, self.post)

    # -- beginnings -----------------------------------------------------------------------------------------------

    def found(self, network: Network) -> None:
        """Reads the initial configuration: every node that is there gets the table and its role (S2-12)."""
        m = len(network.nodes)
        society = Society(self.scenario, GuardedPlane(network, self.post), Ledger.empty(m), Costs(m))
        society.named = decision.preferred(network)
        self._set_up(society)
        network.duties["roles"] = 0
        network.duties["state"] = NodeState.S0
        society.ledger.visits[society.real(network), NodeState.S0] = 1
        society.ledger.heard[:] = society.ledger.seen[:] = society.ledger.arrived[:] = network.round
        may = society.members(network)
        first = self._first_controller(network, may) if may.any() else NOBODY
        if first == NOBODY:
            return
        society.main = Domain(int(network.nodes["id"][first]), NOBODY)
        roles = self._first_roles(network, may, first)
        table = society.publish(network, society.main, network.nodes["id"][may], roles[may])
        society.adopt(network, np.flatnonzero(may), society.main.table)
        network.note(Rec.CONFIGURED, society.main.controller, c=table.version, v=1.0)

    def _first_controller(self, network: Network, may: np.ndarray) -> int:
        """Row of the node that the document names, or that suits best."""
        society = self.running
        told = self.post.told(network, suitability.figures(network, np.full(len(may), NOBODY)))
        decision.weigh(society, network, told, may)
        case = decision.case(society, network, told, may, np.zeros(len(may), np.uint8), first=True)
        chosen = np.flatnonzero(assign(case) & int(Duty.CONTROLLER))
        return int(chosen[0]) if len(chosen) else NOBODY

    def _first_roles(self, network: Network, may: np.ndarray, first: int) -> np.ndarray:
        society = self.running
        society.span(network, first)
        told = self.post.told(network, suitability.figures(network, society.plane.tree["depth"]))
        decision.weigh(society, network, told, may)
        case = decision.case(society, network, told, may, np.zeros(len(may), np.uint8), first=True)
        roles = assign(case) & ~np.uint8(Duty.CONTROLLER)
        if not self.scenario.roles.decentralised:
            roles &= np.uint8(Duty.COLLECTOR | Duty.DETECTOR)
            roles[first] |= np.uint8(Duty.KEEPER | Duty.PROCESSOR if self.scenario.processors_wanted else Duty.KEEPER)
        roles[first] |= np.uint8(Duty.CONTROLLER)
        return roles

    @property
    def running(self) -> Society:
        """The network's members and state.

        Raises:
            RuntimeError: It was not founded.
        """
        if self.society is None:
            raise RuntimeError("the network was not founded")
        return self.society

    # -- rounds ---------------------------------------------------------------------------------------------------

    def begin_round(self, network: Network) -> None:
        """What happens to the organisation before the network seeks its routes."""
        society = self.running
        society.spanned = (NOBODY, NOBODY)
        if not network.ranged:  # nobody has neighbours, hence no service plane: the first roles stay
            if society.machine.state is NetworkState.S0 and society.main is not None:
                society.go(network, NetworkState.S1, by=society.main.controller)
            return
        for source in self.post.sources:
            source.begin_round(network, society, self.admission)
        gone = np.flatnonzero((society.ledger.held >= 0) & (network.duties["member"] != Membership.MEMBER))
        if len(gone):
            society.withdraw(network, gone)
        self.relapse.begin(network, society)
        network.disturbances.closed = self.admission.full(network.round)
        if len(network.presence.leaving):
            self.watch.take_leave(network)
        if network.round % self.scenario.roles.heartbeat_every == 0:
            self.watch.beat(network)
            self.watch.miss(network)
        if society.machine.state is NetworkState.S0 or society.others or self.watch.orphans(network).any():
            self._see_to_controllers(network)
        for _ in range(self.scenario.roles.pace):
            if society.controller_row(network) < 0 or not self._advance(network):
                break

    def _see_to_controllers(self, network: Network) -> None:
        """Nodes without a controller ask for one, notice that it is lost, elect another."""
        self.watch.ask(network)
        lost = self.running.machine.state is not NetworkState.S0 and self.election.lost(network)
        if lost or self.election.outgrown():
            self.joining.forget()
            self.redistribution.forget()
            (self.election.fall if lost else self.election.give_precedence)(network)
        self.election.step(network)

    def end_round(self, network: Network) -> None:
        """Whose readings arrived in this round."""
        member = network.duties["member"] == Membership.MEMBER
        self.running.ledger.take_in(network.nodes["delivered"], member, network.round)

    def _advance(self, network: Network) -> bool:
        """One transition of the state graph, if one is due."""
        state = self.running.machine.state
        if state is NetworkState.S0:
            return False
        if state in _JOINS:
            return self.joining.step(network)
        if state is not NetworkState.S1:
            return self.redistribution.step(network)
        self.joining.look(network)
        if not self.scenario.roles.decentralised:
            return self.joining.begin(network)
        self.redistribution.look(network)
        if not self.redistribution.queue and self.joining.begin(network):
            return True
        return self.redistribution.begin(network)

    # -- edits ----------------------------------------------------------------------------------------------------

    def take_over(self, before: RolesManager, network: Network, old_ids: np.ndarray) -> None:
        """Goes on after an edit where the manager ``before`` stood: nodes keep tables, roles and states.

        What was under way goes on. A node that the edit brought is not registered yet: it has to join (S2-01).

        Args:
            before: The manager of the same network under the document before.
            network: The network, already rebuilt.
            old_ids: int32[M']: ids of the rows before the edit.
        """
        society = before.running
        place = {int(i): row for row, i in enumerate(old_ids)}
        rows = np.array([place.get(int(i), NOBODY) for i in network.nodes["id"]], np.int32)
        society.scenario, society.plane = self.scenario, GuardedPlane(network, self.post)
        society.ledger = society.ledger.carried(rows)
        society.costs = society.costs.carried(rows)
        fresh = rows < 0
        society.ledger.heard[fresh] = society.ledger.seen[fresh] = society.ledger.arrived[fresh] = network.round
        society.score, society.named, society.taken = {}, decision.preferred(network), None
        self.relapse = before.relapse
        if society.told.size:
            society.told = np.where(rows >= 0, society.told[rows], np.zeros(1, suitability.FIGURES))
        self._set_up(society)
        after = {int(old): new for new, old in enumerate(rows) if old >= 0}
        self.joining.take_over(before.joining, after)
        self.redistribution.take_over(before.redistribution, after, rows)
        duties = network.duties
        duties["member"][duties["member"] == Membership.REFUSED] = Membership.JOINING  # it may try once more
        if _policy(before.scenario) != _policy(self.scenario):
            society.changed = society.changed or "the document wants other roles"
        self.admission.take_over(before.admission)
        for source, old in zip(self.post.sources, before.post.sources, strict=False):
            source.take_over(old)


def _policy(scenario: Scenario) -> tuple[object, ...]:
    """What the document says of who is to hold roles: an edit of it has them redistributed."""
    roles = scenario.roles
    named = tuple((n.id, n.roles) for n in scenario.nodes if n.roles)
    return roles.keepers, roles.processors, roles.detectors, roles.unneeded, named


def release(network: Network) -> None:
    """Takes roles off a network whose document has them no more: everybody is a member, readings end at stations."""
    network.duties["roles"], network.duties["state"], network.duties["version"] = 0, NodeState.S0, NOBODY
    network.nodes["sink"] = network.nodes["station"]
