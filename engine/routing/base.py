"""What routing protocols share: the set-up of cluster protocols, predetermined groups, kept-up routes, telling both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from pydantic import Field

from engine.network.strategies import Params

if TYPE_CHECKING:
    from engine.network.kernels.columns import Kept
    from engine.network.network import Network

Election = Literal["chance", "centrality", "energy"]
"""How the head of a predetermined cluster is chosen."""


class HeadShare(Params):
    """Parameter of protocols in which every node is head in its turn."""

    head_share: Annotated[float, Field(gt=0, le=1)] = 0.05
    """Share p of nodes that are head in a round; each is head once per 1/p rounds."""


class Upkept(Params):
    """Parameter of protocols that keep routes up between two discoveries."""

    refresh_every: Annotated[int, Field(ge=0, le=100_000)] = 20
    """Rounds between two floods that discover all routes anew; 0: only the first, then repairs alone."""


def set_up_time(network: Network) -> float:
    """Simulation time at which the round's set-up begins, s."""
    return (network.round - 1) * network.round_s


class Told:
    """What is known of each node's route: next hop and height where routes are kept up, and what the log knows.

    Args:
        network: The network as it is built.
        before: What was known before an edit; the log does not tell again what it told.
    """

    def __init__(self, network: Network, before: Told | None = None) -> None:
        from engine.network.kernels import telling
        from engine.network.kernels.columns import KEPT

        self._kernels = telling
        self.kept: Kept = np.zeros(len(network.nodes), KEPT)
        self.kept["hop"] = self.kept["told"] = -1
        self.kept["height"] = np.inf
        self.ids = network.nodes["id"].copy()
        self.round = -1
        if before is not None:
            self._carry(before)

    def _carry(self, before: Told) -> None:
        """Next hops told before, for nodes that are still there."""
        row_of = {int(i): row for row, i in enumerate(self.ids)}
        self.round = before.round
        for node, hop in zip(before.ids, before.kept["told"], strict=True):
            row = row_of.get(int(node))
            if row is not None and hop >= 0:
                self.kept["told"][row] = row_of.get(int(before.ids[hop]), -1)

    def tell(self, network: Network, how: int | None = None) -> None:
        """Writes route records while packets are recorded; what changed while they were not is not told after."""
        if not network.physics["logging"]:
            return
        if self.round != network.round - 1 and network.round > 1:
            self.kept["told"] = network.routes["uplink"]
        self.round = network.round
        how = self._kernels.BY_LOT if how is None else how
        links, belief, books = network.links, network.belief, network.books
        self._kernels.tell(how, self.kept, network.routes, network.nodes, links, belief, books, set_up_time(network))


class Clusters:
    """Set-up of protocols with cluster heads: routes to stations anew each round, members to heads, and the price.

    Args:
        network: The network as it is built.
        before: That of the network before an edit.
    """

    def __init__(self, network: Network, before: Clusters | None = None) -> None:
        from engine.network.kernels import routes
        from engine.network.kernels.nearest import new_room

        self.kernels = routes
        self.told: Told = Told(network, None if before is None else before.told)
        self._room = new_room(len(network.nodes))

    def seek(self, network: Network) -> None:
        """Routes to the nearest station, over trusted neighbours or in one hop."""
        if network.ranged:
            rng = network.rng["routing"]
            self.kernels.routes_to_stations(network.routes, network.nodes, network.links, network.belief, rng)
        else:
            self.kernels.nearest_stations(network.routes, network.nodes)

    def join(self, network: Network) -> None:
        """Members to the nearest head; adverts and joins are paid; what changed about routes is told."""
        nodes, routes = network.nodes, network.routes
        if network.ranged:
            self.kernels.join_heads(routes, nodes, network.links, network.belief, network.rng["routing"])
            self.pay(network)
        else:
            self.kernels.single_hop(routes, nodes, network.books, network.physics, self._room)
            self.told.tell(network)

    def pay(self, network: Network) -> None:
        """The price of adverts and joins when members have joined; what changed about routes is told."""
        nodes, routes, books, physics = network.nodes, network.routes, network.books, network.physics
        if network.ranged:
            self.kernels.charge_adverts(routes, nodes, network.links, books, physics)
        elif physics["control_bits"] > 0:
            self.kernels.charge_single_hop(routes, nodes, books, physics)
        self.told.tell(network)


class Groups:
    """Predetermined clusters: k-means over places, formed again every so often while nodes move, and their heads.

    Args:
        network: The network as it is built.
        share: Clusters per live sensor.
        reform_every: Rounds between two formations while nodes move.
        election: How heads are chosen.
    """

    def __init__(self, network: Network, share: float, reform_every: int, election: Election) -> None:
        from engine.network.kernels import groups

        self.kernels = groups
        self._share, self._every = share, reform_every
        chosen = {"chance": groups.BY_CHANCE, "centrality": groups.BY_CENTRALITY, "energy": groups.BY_ENERGY}
        self._by = chosen[election]
        m = len(network.nodes)
        self.group, self.after = np.full(m, -1, np.int32), np.empty(m, np.int32)
        self.first = np.empty(0, np.int32)
        self._formed = -1

    def _form(self, network: Network) -> None:
        """Groups anew when it is time; they begin where the last ones were, as long as there are as many."""
        moving = network.scenario.mobility.enabled
        due = self._formed < 0 or (moving and network.round - self._formed >= self._every)
        if not due:
            return
        nodes = network.nodes
        live = int((nodes["sensor"] & nodes["alive"]).sum())
        k = min(max(round(self._share * live), 1), live)
        if self._formed < 0 or k != len(self.first):
            self._x, self._y = np.zeros(k), np.zeros(k)
            self.kernels.seed_groups(k, self._x, self._y, self.group, np.empty(len(nodes)), nodes)
        self.first = np.empty(k, np.int32)
        self.kernels.form_groups(k, self._x, self._y, np.empty((k, 3)), self.group, nodes)
        self._formed = network.round

    def elect(self, network: Network) -> None:
        """One head in each group; whoever announces itself head is one too."""
        self._form(network)
        self.kernels.elect_in_groups(
            self._by,
            len(self.first),
            self.group,
            self.first,
            self.after,
            network.routes,
            network.nodes,
            network.behaviour,
            network.links,
            network.belief,
            network.books,
            set_up_time(network),
            network.rng["routing"],
        )


class Upkeep:
    """Routes discovered by a flood every so often and kept up in between; see `kernels.upkeep`.

    Args:
        network: The network as it is built.
        refresh_every: Rounds between two floods; 0: only the first.
        before: That of the network before an edit.
    """

    def __init__(self, network: Network, refresh_every: int, before: Upkeep | None = None) -> None:
        from engine.network.kernels import routes, telling, upkeep

        self._single, self._telling, self._kernels = routes, telling, upkeep
        self.told: Told = Told(network, None if before is None else before.told)
        self._every = refresh_every
        self._flooded = -1

    def due(self, network: Network) -> bool:
        """Whether routes are discovered anew in this round; notes that they are."""
        due = self._flooded < 0 or (self._every > 0 and network.round - self._flooded >= self._every)
        if due:
            self._flooded = network.round
        return due

    def seek(self, network: Network) -> None:
        """Shortest routes to the nearest station: discovered or kept up, or in one hop where all reach all."""
        if not network.ranged:
            self.in_one_hop(network)
            return
        fresh = self.due(network)
        known = self.known(network)
        if fresh:
            self._kernels.flood(*known, network.rng["routing"])
        else:
            self._kernels.keep(self._kernels.ANYBODY, *known)
        self.tell(network, fresh=fresh)

    def in_one_hop(self, network: Network) -> None:
        """Every node sends to the nearest station itself: there is nothing to discover."""
        self._single.nearest_stations(network.routes, network.nodes)
        self.tell(network, fresh=True)

    def tell(self, network: Network, *, fresh: bool) -> None:
        """Writes down which routes were found, repaired and lost."""
        self.told.tell(network, self._telling.FLOODED if fresh else self._telling.KEPT_UP)

    def known(self, network: Network) -> tuple[Any, ...]:
        """What the kernels take, in their order."""
        nodes, links, belief = network.nodes, network.links, network.belief
        return self.told.kept, network.routes, nodes, links, belief, network.books, network.physics
