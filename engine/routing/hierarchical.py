"""Hierarchical routing (S3 Fig. 1, S0-52): sensors to cluster heads, heads to routers, routers to the gateway."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from pydantic import Field

from engine.network.strategies import Params
from engine.routing.base import Election, Groups, Upkeep, Upkept

if TYPE_CHECKING:
    from engine.network.network import Network


class HierarchicalParams(Upkept):
    """Parameters of hierarchical routing."""

    share: Annotated[float, Field(gt=0, le=1)] = 0.1
    """Clusters per live sensor: 0.1 makes one of about ten sensors."""
    election: Election = "chance"
    """Who heads: any member by chance, the most central one, or the one that claims most energy."""
    reform_every: Annotated[int, Field(ge=1, le=100_000)] = 20
    """Rounds after which clusters are formed anew while nodes move."""
    leaves_relay: bool = True
    """Sensors that are no heads pass packets on too; off: only heads and routers do (secure method E of S0)."""


class Hierarchical:
    """Four tiers: sensors gather around heads; heads send to the nearest router, routers over a mesh to the gateway.

    Routes are discovered by a flood and kept up in between. A station in reach counts as a router; where there are no
    routers the way goes over sensors. When only heads and routers relay, a sensor joins a head or a router within one
    hop, and heads are sensors next to a router or station: whoever has neither near stays without a route.
    """

    name = "hierarchical"
    title = "Hierarchical, over routers"
    mobile = True
    params_type: type[Params] = HierarchicalParams

    def reset(self, network: Network, params: Any) -> None:
        """No route is known: the next round begins with a flood."""
        from engine.network.kernels import tiers, upkeep
        from engine.network.kernels.routes import charge_single_hop

        self._kernels, self._upkeeping, self._charge_single_hop = tiers, upkeep, charge_single_hop
        self._tiers = upkeep.TIERS if params.leaves_relay else upkeep.ROUTERS_ONLY
        self._upkeep = Upkeep(network, params.refresh_every, getattr(self, "_upkeep", None))
        self._groups = Groups(network, params.share, params.reform_every, params.election)
        self._everybody = np.where(network.nodes["sensor"] | (network.nodes["master"] >= 0), 0, -1).astype(np.int32)

    def set_up(self, network: Network) -> None:
        """Routes up the tiers, heads, and who joins whom."""
        nodes, routes, groups = network.nodes, network.routes, self._groups
        self._seek(network)
        groups.elect(network)
        if network.ranged:
            relay = self._tiers == self._upkeeping.TIERS
            limit, known = len(nodes) if relay else 1, (network.links, network.belief)
            groups.kernels.join_within(limit, self._everybody, routes, nodes, *known, network.rng["routing"])
            self._kernels.charge_joins(limit, routes, nodes, network.links, network.books, network.physics)
        else:
            groups.kernels.join_in_one_hop(groups.group, groups.first, groups.after, routes, nodes)
            if network.physics["control_bits"] > 0:
                self._charge_single_hop(routes, nodes, network.books, network.physics)

    def _seek(self, network: Network) -> None:
        """Routes over routers: discovered or kept up, or in one hop to the nearest where all reach all."""
        upkeep = self._upkeep
        if not network.ranged:
            self._kernels.nearest_routers(network.routes, network.nodes)
            upkeep.tell(network, fresh=True)
            return
        fresh = upkeep.due(network)
        if fresh:
            self._kernels.flood_tiers(self._tiers, *upkeep.known(network))
        else:
            self._upkeeping.keep(self._tiers, *upkeep.known(network))
        upkeep.tell(network, fresh=fresh)
