"""PEGASIS (Lindsey and Raghavendra, IEEE Aerospace 2002): a chain in which everybody talks to its neighbours only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.network.strategies import Params
from engine.routing.base import Upkeep, Upkept, set_up_time

if TYPE_CHECKING:
    from engine.network.network import Network


class PegasisParams(Upkept):
    """Parameters of PEGASIS: upkeep of the leaders' routes where a radio range makes them go over several hops."""


class Pegasis:
    """Readings are fused along a chain from both ends to its leader, which sends one packet to the station.

    All lead in turn. The chain is linked anew when a member dies, walks out of range or is no longer trusted. With a
    radio range a chain may get stuck; then there are several, each with a leader of its own.
    """

    name = "pegasis"
    title = "PEGASIS"
    mobile = True
    params_type: type[Params] = PegasisParams

    def reset(self, network: Network, params: Any) -> None:
        """No chain yet: the next round links one."""
        from engine.network.kernels import chains

        self._kernels = chains
        self._upkeep = Upkeep(network, params.refresh_every, getattr(self, "_upkeep", None))
        m = len(network.nodes)
        self._chain, self._first = np.empty(m, np.int32), np.zeros(m + 1, np.int32)
        self._placed, self._count = np.empty(m, np.uint8), -1

    def set_up(self, network: Network) -> None:
        """The leaders' routes to stations, the chains, and who leads in this round."""
        nodes, routes, books, physics = network.nodes, network.routes, network.books, network.physics
        self._upkeep.seek(network)
        links = network.links if network.ranged else network.links[:0]
        chain = (self._count, self._chain, self._first)
        if self._count < 0 or not self._kernels.unbroken(*chain, nodes, links, network.belief):
            known = (nodes, links, network.belief, books, physics)
            self._count = self._kernels.link_chains(self._far(network), self._chain, self._first, self._placed, *known)
        chain = (self._count, self._chain, self._first)
        behaviour, time = network.behaviour, set_up_time(network)
        self._kernels.lead(network.round - 1, *chain, nodes, routes, behaviour, links, books, physics, time)

    @staticmethod
    def _far(network: Network) -> np.ndarray:
        """Rows of live sensors, those farthest from their nearest station first."""
        nodes = network.nodes
        stations = nodes[nodes["station"] == 1]
        rows = np.flatnonzero((nodes["alive"] == 1) & ((nodes["sensor"] == 1) | (nodes["master"] >= 0)))
        away = np.full(len(rows), np.inf)
        for station in stations:
            away = np.minimum(away, np.hypot(nodes["x"][rows] - station["x"], nodes["y"][rows] - station["y"]))
        return rows[np.argsort(-away, kind="stable")].astype(np.int32)
