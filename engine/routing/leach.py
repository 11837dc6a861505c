"""LEACH (Heinzelman, Chandrakasan, Balakrishnan, HICSS 2000): heads by chance, each node once per epoch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.network.strategies import Params
from engine.routing.base import Clusters, HeadShare, set_up_time

if TYPE_CHECKING:
    from engine.network.network import Network


class LeachParams(HeadShare):
    """Parameters of LEACH."""


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
        from engine.network.kernels.election import elect

        self._elect = elect
        self._clusters = Clusters(network, getattr(self, "_clusters", None))
        self._epoch = max(1, round(1 / params.head_share))

    def set_up(self, network: Network) -> None:
        """Routes to stations, election, clusters, and the price of the adverts."""
        nodes, routes, books, rng = network.nodes, network.routes, network.books, network.rng["routing"]
        clusters = self._clusters
        clusters.seek(network)
        place = (network.round - 1) % self._epoch
        self._elect(place, self._epoch, nodes, routes, network.behaviour, books, set_up_time(network), rng)
        clusters.join(network)
