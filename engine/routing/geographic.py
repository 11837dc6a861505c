"""Geographic routing (S0-53): each hop goes to the neighbour nearest to a station, as nodes say where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.network.strategies import Params
from engine.routing.base import Upkeep, Upkept

if TYPE_CHECKING:
    from engine.network.network import Network


class GeographicParams(Upkept):
    """Parameters of geographic routing."""


class Geographic:
    """Greedy forwarding by claimed positions, with recovery at voids; delivery wherever a trusted path exists.

    Positions are told with a beacon every so often and stand until the next one. Whoever lies about its place attracts
    routes; location verification (secure method B of S0) refuses it.
    """

    name = "geographic"
    title = "Geographic, greedy with recovery"
    mobile = True
    params_type: type[Params] = GeographicParams

    def reset(self, network: Network, params: Any) -> None:
        """No position is known: the next round begins with beacons."""
        from engine.network.kernels import descent

        self._kernels = descent
        self._upkeep = Upkeep(network, params.refresh_every, getattr(self, "_upkeep", None))

    def set_up(self, network: Network) -> None:
        """Beacons when they are due; then next hops downhill, and out of voids."""
        upkeep = self._upkeep
        if not network.ranged:
            upkeep.in_one_hop(network)
            return
        fresh, known = upkeep.due(network), upkeep.known(network)
        if fresh:
            self._kernels.beacons(*known, network.rng["routing"])
        self._kernels.settle_heights(*known)
        upkeep.tell(network, fresh=fresh)
