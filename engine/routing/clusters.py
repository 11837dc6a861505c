"""Predetermined clusters (S3 §1): groups of neighbours stay together, and each chooses its head by a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from engine.network.strategies import Params
from engine.routing.base import Clusters, Election, Groups

if TYPE_CHECKING:
    from engine.network.network import Network


class PredeterminedParams(Params):
    """Parameters of predetermined clusters."""

    share: Annotated[float, Field(gt=0, le=1)] = 0.05
    """Clusters per live node: 0.05 makes one of about twenty nodes."""
    election: Election = "energy"
    """Who heads: any member by chance, the most central one, or the one that claims most energy."""
    reform_every: Annotated[int, Field(ge=1, le=100_000)] = 20
    """Rounds after which clusters are formed anew while nodes move."""


class Predetermined:
    """Clusters by place (k-means); the head is elected within, by chance, by centrality or by residual energy.

    Members reach their head over members of the same cluster; who cannot sends to the station directly.
    """

    name = "clusters"
    title = "Predetermined clusters"
    mobile = True
    params_type: type[Params] = PredeterminedParams

    def reset(self, network: Network, params: Any) -> None:
        """Clusters are formed in the first round that follows."""
        self._clusters = Clusters(network, getattr(self, "_clusters", None))
        self._groups = Groups(network, params.share, params.reform_every, params.election)

    def set_up(self, network: Network) -> None:
        """Routes to stations, election in each cluster, members to their head, and the price of the adverts."""
        nodes, routes, groups = network.nodes, network.routes, self._groups
        self._clusters.seek(network)
        groups.elect(network)
        if network.ranged:
            far, rng = len(nodes), network.rng["routing"]
            groups.kernels.join_within(far, groups.group, routes, nodes, network.links, network.belief, rng)
        else:
            groups.kernels.join_in_one_hop(groups.group, groups.first, groups.after, routes, nodes)
        self._clusters.pay(network)
