"""SEP (Smaragdakis, Matta, Bestavros, SANPA 2004): LEACH whose nodes stand for head in proportion to their battery."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.network.strategies import Params
from engine.routing.base import Clusters, HeadShare, set_up_time

if TYPE_CHECKING:
    from engine.network.kernels.columns import Nodes
    from engine.network.network import Network


class SepParams(HeadShare):
    """Parameters of SEP. Who is advanced follows from the nodes' initial energies."""


def epochs(nodes: Nodes, head_share: float) -> np.ndarray:
    """Rounds in which each node is head once: 1/p_i with p_i = p·E_i/Ē.

    With a share m of advanced nodes that have (1 + a) times the energy of normal ones that is p_nrm = p/(1 + a·m) and
    p_adv = p·(1 + a)/(1 + a·m), equations (6) and (7) of the paper; more than two kinds of nodes come for nothing.

    Args:
        nodes: Initial energy, J; of a false identity its master's.
        head_share: p, the mean share of heads.

    Returns:
        int32[M], at least 1.
    """
    sensor = nodes["sensor"] == 1
    joules = np.where(nodes["master"] >= 0, nodes["initial"][nodes["master"]], nodes["initial"])
    mean = joules[sensor].mean() if sensor.any() else 1.0
    share = np.minimum(head_share * joules / mean, 1.0)
    chosen = sensor | (nodes["master"] >= 0)
    return np.where(chosen, np.maximum(np.rint(1.0 / np.where(chosen, share, 1.0)), 1), 1).astype(np.int32)


class Sep:
    """LEACH for nodes of unequal energy: each has an election probability and an epoch of its own."""

    name = "sep"
    title = "SEP"
    mobile = True
    params_type: type[Params] = SepParams

    def reset(self, network: Network, params: Any) -> None:
        """Works out each node's epoch."""
        from engine.network.kernels.election import elect_by_weight

        self._elect = elect_by_weight
        self._clusters = Clusters(network, getattr(self, "_clusters", None))
        self._epoch = epochs(network.nodes, params.head_share)

    def set_up(self, network: Network) -> None:
        """Routes to stations, election by weight, clusters, and the price of the adverts."""
        nodes, routes, books, rng = network.nodes, network.routes, network.books, network.rng["routing"]
        clusters, done = self._clusters, network.round - 1
        clusters.seek(network)
        self._elect(done, self._epoch, nodes, routes, network.behaviour, books, set_up_time(network), rng)
        clusters.join(network)
