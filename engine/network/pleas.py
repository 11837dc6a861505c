"""Service requests that mean nothing: whoever is in charge answers each, and who stands between passes it on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.network.kernels.columns import Behaviour
from engine.network.service import ServicePlane
from engine.readmodel.codes import Duty

if TYPE_CHECKING:
    from engine.network.network import Network

REQUEST_BITS = 200.0
"""A request or its answer, bit: header, address, kind, status. Ours."""


class Pleas:
    """The flood of requests (S2-48, common variation). One for each network; costs nothing while nobody asks."""

    def __init__(self) -> None:
        self.active = False
        self.arrived = 0
        """Requests that have arrived so far."""
        self._plane: ServicePlane | None = None
        self._rows = np.empty(0, np.int32)

    def take(self, behaviour: Behaviour) -> None:
        """Looks at who asks from now on, and how often."""
        often = behaviour["requests"].astype(np.int64)
        self._rows = np.repeat(np.arange(len(often), dtype=np.int32), often)
        self.active = bool(len(self._rows))

    def plead(self, network: Network) -> None:
        """The requests of a round, and their answers."""
        root = in_charge(network)
        if root < 0 or not network.ranged:
            return
        if self._plane is None:
            self._plane = ServicePlane(network)
        self._plane.span(network, root)
        asks = self._rows[network.nodes["alive"][self._rows] == 1]
        heard = self._plane.report(network, asks, REQUEST_BITS)
        self.arrived += heard.total
        self._plane.command(network, asks[heard.arrived[asks]], REQUEST_BITS)


def in_charge(network: Network) -> int:
    """Row of the controller; where there is none, of the first base station; -1."""
    alive = network.nodes["alive"] == 1
    controls = np.flatnonzero(alive & (network.duties["roles"] & int(Duty.CONTROLLER) != 0))
    found = controls if len(controls) else np.flatnonzero(alive & (network.nodes["station"] == 1))
    return int(found[0]) if len(found) else -1
