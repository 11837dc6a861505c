"""The role-based network as a round hook: founds it, keeps it alive, runs its procedures (paper S2)."""

from __future__ import annotations

import numpy as np

from engine.network.network import Network
from engine.network.service import ServicePlane
from engine.readmodel.codes import Duty, Membership, NetworkState, NodeState, Rec
from engine.roles import decision, suitability
from engine.roles.assignment import assign
from engine.roles.society import NOBODY, Domain, Ledger, Society
from engine.scenario.model import Scenario


class RolesManager:
    """Membership, roles and the state graph of the network.

    Args:
        scenario: The document.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.society: Society | None = None

    # -- beginnings -----------------------------------------------------------------------------------------------

    def found(self, network: Network) -> None:
        """Reads the initial configuration: every node that is there gets the table and its role (S2-12)."""
        society = Society(self.scenario, ServicePlane(network), Ledger.empty(len(network.nodes)))
        self.society = society
        network.duties["roles"] = 0
        network.duties["state"] = NodeState.S0
        society.ledger.visits[society.real(network), NodeState.S0] = 1
        may = society.members(network)
        if not may.any():
            society.point(network)
            return
        first = self._first_controller(network, may)
        if first == NOBODY:
            society.point(network)
            return
        society.main = Domain(int(network.nodes["id"][first]), NOBODY)
        roles = self._first_roles(network, may, first)
        table = society.publish(network, society.main, network.nodes["id"][may], roles[may])
        society.adopt(network, np.flatnonzero(may), society.main.table)
        network.note(Rec.CONFIGURED, society.main.controller, c=table.version, v=1.0)

    def _first_controller(self, network: Network, may: np.ndarray) -> int:
        """Row of the node that the document names, or that suits best."""
        society = self._running
        told = suitability.said(network, suitability.figures(network, np.full(len(may), NOBODY)))
        decision.weigh(society, network, told, may)
        case = decision.case(society, network, told, may, np.zeros(len(may), np.uint8), first=True)
        chosen = np.flatnonzero(assign(case) & int(Duty.CONTROLLER))
        return int(chosen[0]) if len(chosen) else NOBODY

    def _first_roles(self, network: Network, may: np.ndarray, first: int) -> np.ndarray:
        society = self._running
        society.span(network, first)
        told = suitability.said(network, suitability.figures(network, society.plane.tree["depth"]))
        decision.weigh(society, network, told, may)
        case = decision.case(society, network, told, may, np.zeros(len(may), np.uint8), first=True)
        roles = assign(case) & ~np.uint8(Duty.CONTROLLER)
        if not self.scenario.roles.decentralised:
            roles &= np.uint8(Duty.COLLECTOR | Duty.DETECTOR)
            roles[first] |= np.uint8(Duty.KEEPER | Duty.PROCESSOR)
        roles[first] |= np.uint8(Duty.CONTROLLER)
        return roles

    @property
    def _running(self) -> Society:
        if self.society is None:
            raise RuntimeError("the network was not founded")
        return self.society

    # -- rounds ---------------------------------------------------------------------------------------------------

    def begin_round(self, network: Network) -> None:
        """What happens to the organisation before the network seeks its routes."""
        society = self._running
        if society.machine.state is NetworkState.S0 and society.controller_row(network) >= 0:
            society.go(network, NetworkState.S1, by=society.main.controller if society.main else NOBODY)
        if network.round % self.scenario.roles.heartbeat_every == 0:
            self._beat(network)

    def end_round(self, network: Network) -> None:
        """Nothing to do."""

    def _beat(self, network: Network) -> None:
        """Every controller shows that it is there."""
        society = self._running
        for domain in society.domains():
            root = society.controller_row(network, domain)
            if root < 0:
                continue
            society.span(network, root)
            heard = society.plane.broadcast(network, society.header(network)).arrived
            society.ledger.heard[heard & society.followers(domain)] = network.round

    # -- edits ----------------------------------------------------------------------------------------------------

    def take_over(self, before: RolesManager, network: Network, old_ids: np.ndarray) -> None:
        """Goes on after an edit where the manager ``before`` stood: nodes keep tables, roles and states.

        A node that the edit brought is not registered yet: it has to join (S2-01).

        Args:
            before: The manager of the same network under the document before.
            network: The network, already rebuilt.
            old_ids: int32[M']: ids of the rows before the edit.
        """
        society = before._running
        place = {int(i): row for row, i in enumerate(old_ids)}
        rows = np.array([place.get(int(i), NOBODY) for i in network.nodes["id"]], np.int32)
        society.scenario, society.plane, society.spanned = self.scenario, ServicePlane(network), (NOBODY, NOBODY)
        society.ledger = society.ledger.carried(rows)
        society.score = {}
        self.society = society
        fresh = (rows < 0) & society.real(network)
        network.duties["member"][fresh] = Membership.JOINING
        network.nodes["sensor"][network.duties["member"] != Membership.MEMBER] = 0
        society.point(network)


def release(network: Network) -> None:
    """Takes roles off a network whose document has them no more: everybody is a member, readings end at stations."""
    network.duties["roles"], network.duties["state"], network.duties["version"] = 0, NodeState.S0, NOBODY
    network.nodes["sink"] = network.nodes["station"]
