"""LEACH (Heinzelman, Chandrakasan, Balakrishnan, HICSS 2000): heads by chance, each node once per epoch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from engine.network.strategies import Params

if TYPE_CHECKING:
    from engine.network.network import Network


class LeachParams(Params):
    """Parameters of LEACH."""

    head_share: Annotated[float, Field(gt=0, le=1)] = 0.05
    """Share p of nodes that are head in a round; each is head once per 1/p rounds."""


class Leach:
    """Random heads; members join the nearest head; heads send their aggregate to the nearest station.

    With a finite radio range both go over several hops along trusted neighbours; without, in one hop each.
    """

    name = "leach"
    title = "LEACH"
    mobile = True
    params_type: type[Params] = LeachParams

    def reset(self, network: Network, params: Any) -> None:
        """Allots scratch space for the rows of ``network``. Kernels are loaded here: listing protocols needs none."""
        from engine.network.kernels import routes
        from engine.network.kernels.election import elect
        from engine.network.kernels.nearest import new_room

        self._kernels, self._elect = routes, elect
        self._epoch = max(1, round(1 / params.head_share))
        m = len(network.nodes)
        self._room = new_room(m)

    def set_up(self, network: Network) -> None:
        """Routes to stations, election, clusters, and the price of the adverts."""
        nodes, routes, books, rng = network.nodes, network.routes, network.books, network.rng["routing"]
        kernels = self._kernels
        place = (network.round - 1) % self._epoch
        time = (network.round - 1) * network.round_s
        if not network.ranged:
            kernels.nearest_stations(routes, nodes)
            self._elect(place, self._epoch, nodes, routes, network.behaviour, books, time, rng)
            kernels.single_hop(routes, nodes, books, network.physics, self._room)
            return
        belief = network.belief
        kernels.routes_to_stations(routes, nodes, network.links, belief, rng)
        self._elect(place, self._epoch, nodes, routes, network.behaviour, books, time, rng)
        kernels.join_heads(routes, nodes, network.links, belief, rng)
        kernels.charge_adverts(routes, nodes, network.links, books, network.physics)
