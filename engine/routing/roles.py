"""Data flow by roles (paper S2): collectors send to data keepers, keepers to data processors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.network.strategies import Params
from engine.routing.base import Clusters, set_up_time

if TYPE_CHECKING:
    from engine.network.network import Network


class RolesParams(Params):
    """Parameters of routing by roles: none, the document's ``roles`` say who does what."""


class Roles:
    """Readings go to the nearest data keeper, its aggregate to the nearest data processor, which ends their way.

    Routes lead over trusted members and are found anew in each round. Who has no keeper in reach sends to a processor
    itself. Base stations end the way only where no processor is wanted, in a network without roles for example. Besides
    `Routes` it writes the columns ``sink`` and ``room`` of nodes.
    """

    name = "roles"
    title = "By roles: keepers and processors"
    mobile = True
    params_type: type[Params] = RolesParams

    def reset(self, network: Network, params: Any) -> None:
        """Allots scratch space for the rows of ``network``."""
        from engine.network.kernels import role_routes

        self._kernels = role_routes
        self._clusters = Clusters(network, getattr(self, "_clusters", None))

    def set_up(self, network: Network) -> None:
        """Keepers, sinks, routes, and the price of the adverts."""
        network.ensure_log(len(network.nodes))
        self._seek(network, network.rng["routing"])
        self._clusters.pay(network)

    def preview(self, network: Network) -> None:
        """Who would send to whom now."""
        routes, cursor = network.routes, network.books.cursor
        network.ensure_log(len(network.nodes))
        before = routes["times_head"].copy(), routes["served"].copy(), cursor.copy()
        self._seek(network, network.rng["routing"].copy())
        routes["times_head"], routes["served"], cursor[:] = before

    def _seek(self, network: Network, rng: np.ndarray) -> None:
        scenario, kernels = network.scenario, self._kernels
        nodes, routes, duties = network.nodes, network.routes, network.duties
        stations = not scenario.roles.enabled or scenario.processors_wanted == 0
        time = set_up_time(network)
        sinks = kernels.take_places(stations, routes, nodes, duties, network.behaviour, network.books, time)
        if network.ranged:
            kernels.routes_by_roles(sinks, routes, nodes, duties, network.links, network.belief, rng)
        else:
            kernels.one_hop_by_roles(sinks, routes, nodes, duties)
