"""LEACH (Heinzelman, Chandrakasan, Balakrishnan, HICSS 2000): heads by chance, each node once per epoch."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from pydantic import Field

from engine.network.kernels import routes as kernels
from engine.network.kernels.columns import Array, Behaviour, Books, Nodes, Routes
from engine.network.kernels.compile import compiled
from engine.network.kernels.energy import write
from engine.network.kernels.rng import uniform
from engine.network.network import Network
from engine.network.strategies import Params
from engine.readmodel.codes import Rec

_HEAD = int(Rec.HEAD)


@compiled
def elect(
    place: int,
    epoch: int,
    nodes: Nodes,
    routes: Routes,
    behaviour: Behaviour,
    books: Books,
    time: float,
    rng: Array,
) -> None:
    """Elects the heads of a round.

    A node that was not head in this epoch becomes one with probability T = p / (1 − p·(r mod 1/p)) = 1 / (1/p − place),
    which is exactly 1 in the last round of the epoch. Only a node with a route to a station stands.

    Args:
        place: r mod 1/p, the place of the round within the epoch.
        epoch: 1/p, rounds.
        nodes: Ids and life.
        routes: ``head``, ``served`` and ``times_head`` are written; ``uplink`` is read.
        behaviour: A liar announces itself every round.
        books: The log.
        time: Simulation time of the set-up, s.
        rng: uint64[1].
    """
    if place == 0:
        routes["served"][:] = 0
    chance = 1.0 / (epoch - place)
    for i in range(nodes.shape[0]):
        routes[i].head = 0
        if nodes[i].station or not nodes[i].alive:
            continue
        stands = not routes[i].served and uniform(rng) < chance
        if (stands or behaviour[i].force_head) and routes[i].uplink >= 0:
            routes[i].head = 1
            routes[i].served = 1
            routes[i].times_head += 1
            write(books, _HEAD, time, nodes[i].id, -1, 0, 0.0)


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
        """Allots scratch space for the rows of ``network``."""
        self._epoch = max(1, round(1 / params.head_share))
        m = len(network.nodes)
        self._grid, self._chain = np.empty(m + 1, np.int32), np.empty(m, np.int32)

    def set_up(self, network: Network) -> None:
        """Routes to stations, election, clusters, and the price of the adverts."""
        nodes, routes, books, rng = network.nodes, network.routes, network.books, network.rng["routing"]
        place = (network.round - 1) % self._epoch
        time = (network.round - 1) * network.physics["round_s"]
        if network.scenario.radio.range_m is None:
            kernels.nearest_stations(routes, nodes)
            elect(place, self._epoch, nodes, routes, network.behaviour, books, time, rng)
            kernels.single_hop(routes, nodes, books, network.physics, self._grid, self._chain)
            return
        belief = network.belief
        kernels.routes_to_stations(routes, nodes, network.links, belief, rng)
        elect(place, self._epoch, nodes, routes, network.behaviour, books, time, rng)
        kernels.join_heads(routes, nodes, network.links, belief, rng)
        kernels.charge_adverts(routes, nodes, network.links, books, network.physics)
