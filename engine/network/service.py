"""The service plane: what nodes that organise themselves say to one another, as messages that cost and can be lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from engine.network import hearing
from engine.network.kernels import service
from engine.network.kernels.columns import Array

if TYPE_CHECKING:
    from engine.network.network import Network


class Fares(NamedTuple):
    """What became of the messages of one exchange."""

    arrived: Array
    """bool[M]: the message from (or to) the row arrived."""
    changed: Array
    """int32[M]: row that changed it on the way, -1. Only the network's own checks may read this, never a detector."""
    total: int
    """Messages that arrived."""


class ServicePlane:
    """Messages between one node and others, over a tree of members that is spanned anew with `span`.

    Args:
        network: The network as it is built.
    """

    def __init__(self, network: Network) -> None:
        m = len(network.nodes)
        self.tree = np.zeros(m, service.TREE)
        self._fare, self._path = np.zeros(m, service.FARE), np.empty(m, np.int32)
        self.root, self.spanned = -1, 0

    def span(self, network: Network, root: int) -> int:
        """Spans the tree from the row ``root``; returns how many rows it reaches, the root among them."""
        self.root = root
        known = (network.nodes, network.duties, network.links, network.belief)
        self.spanned = int(service.grow(root, self.tree, *known))
        return self.spanned

    def reached(self) -> np.ndarray:
        """bool[M]: rows in the tree."""
        inside: np.ndarray = self.tree["depth"] >= 0
        return inside

    def report(self, network: Network, rows: np.ndarray, bits: float) -> Fares:
        """Each of ``rows`` sends ``bits`` to the root."""
        return self._exchange(network, rows, bits, down=False)

    def command(self, network: Network, rows: np.ndarray, bits: float) -> Fares:
        """The root sends each of ``rows`` ``bits`` of its own."""
        return self._exchange(network, rows, bits, down=True)

    def broadcast(self, network: Network, bits: float) -> Fares:
        """The root says ``bits`` to all that the tree spans."""
        network.ensure_log(2 * len(network.nodes) + 16)
        self._fare["arrived"], self._fare["changed"] = 0, -1
        if self.spanned:
            hearing.count(network, "service", self.root)
        count = service.broadcast(self.spanned, float(bits), self.tree, self._fare, *self._known(network))
        return self._fares(network, count, down=True)

    def _exchange(self, network: Network, rows: np.ndarray, bits: float, *, down: bool) -> Fares:
        deepest = int(self.tree["depth"].max(initial=0)) + 1
        network.ensure_log(2 * len(rows) * deepest + 2 * len(network.nodes) + 16)
        self._fare["arrived"], self._fare["changed"] = 0, -1
        if network.heeding:
            hearing.letters(network, rows, self.root if down else -1)
        given = (np.asarray(rows, np.int32), down, float(bits), self.tree, self._path, self._fare)
        return self._fares(network, service.send(*given, *self._known(network)), down=down)

    def _known(self, network: Network) -> tuple[Any, ...]:
        physics, rng = network.physics, network.rng["service"]
        return (network.nodes, network.duties, network.behaviour, network.links, network.books, physics, rng)

    def _fares(self, network: Network, count: int, *, down: bool) -> Fares:
        arrived = self._fare["arrived"]
        if network.heeding:
            hearing.changes(network, self._fare["changed"])
        if network.disturbances.meddling and network.disturbances.meddle(network, self, arrived, down=down):
            count = 0
        return Fares(arrived.astype(bool), self._fare["changed"].copy(), int(count))
