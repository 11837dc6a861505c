"""Multipath (secure method D of S0, S0-57): every reading goes over two disjoint routes at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.network.strategies import Params
from engine.routing.base import Upkeep, Upkept

if TYPE_CHECKING:
    from engine.network.network import Network


class MultipathParams(Upkept):
    """Parameters of multipath routing."""


class Multipath:
    """Flat routes, and beside each a second one through another branch of the routing tree (Lou, Liu, Fang 2005).

    A reading is delivered when its first intact copy arrives and lost when all copies are; the station drops what it
    has already. Second routes follow from what nodes hear of each other in the discovery: they cost packets, not
    adverts. Where the network has no second route, there is one copy.
    """

    name = "multipath"
    title = "Multipath, two disjoint routes"
    mobile = True
    params_type: type[Params] = MultipathParams

    def reset(self, network: Network, params: Any) -> None:
        """No route is known: the next round begins with a flood."""
        from engine.network.kernels import branches

        self._kernels = branches
        self._upkeep = Upkeep(network, params.refresh_every, getattr(self, "_upkeep", None))

    def set_up(self, network: Network) -> None:
        """Discovers first routes or keeps them up, then finds the second ones."""
        self._upkeep.seek(network)
        if network.ranged:
            self._kernels.find_branches(network.nodes, network.routes)
            self._kernels.find_alternates(network.nodes, network.routes, network.links, network.belief)
