"""Flat ("linear", S0-51) routing: no heads; every reading takes the shortest trusted route to the nearest station."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.network.strategies import Params
from engine.routing.base import Upkeep, Upkept

if TYPE_CHECKING:
    from engine.network.network import Network


class FlatParams(Upkept):
    """Parameters of flat routing."""


class Flat:
    """Shortest routes, discovered by a flood every so often and repaired in between (S0-49)."""

    name = "flat"
    title = "Flat, shortest path"
    mobile = True
    params_type: type[Params] = FlatParams

    def reset(self, network: Network, params: Any) -> None:
        """No route is known: the next round begins with a flood."""
        self._upkeep = Upkeep(network, params.refresh_every, getattr(self, "_upkeep", None))

    def set_up(self, network: Network) -> None:
        """Discovers routes or keeps them up."""
        self._upkeep.seek(network)
