"""The service plane as receivers see it: what was changed on its way is found out, is unreadable, or is believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.network.service import Fares, ServicePlane

if TYPE_CHECKING:
    from engine.network.network import Network
    from engine.roles.letters import Post


class GuardedPlane(ServicePlane):
    """Messages that a relay garbled, or of which the receiver notices that they were changed, count as not arrived.

    ``changed`` of the fares names a relay only where its change is believed.

    Args:
        network: The network as it is built.
        post: Checks, and what relays make of messages.
    """

    def __init__(self, network: Network, post: Post) -> None:
        super().__init__(network)
        self._post = post

    def report(self, network: Network, rows: np.ndarray, bits: float) -> Fares:
        """See `ServicePlane.report`."""
        return self._read(network, super().report(network, rows, bits))

    def command(self, network: Network, rows: np.ndarray, bits: float) -> Fares:
        """See `ServicePlane.command`."""
        return self._read(network, super().command(network, rows, bits))

    def broadcast(self, network: Network, bits: float) -> Fares:
        """See `ServicePlane.broadcast`."""
        return self._read(network, super().broadcast(network, bits))

    def _read(self, network: Network, fares: Fares) -> Fares:
        arrived, changed = fares.arrived, fares.changed
        rows = np.flatnonzero(arrived & (changed >= 0))
        if not len(rows):
            return fares
        good = self._post.admission.takes_changed(network, rows, changed[rows])
        good &= np.isin(changed[rows], self._post.forgers(network, np.unique(changed[rows])))
        arrived[rows[~good]] = False
        changed[~arrived] = -1
        return Fares(arrived, changed, int(arrived.sum()))
