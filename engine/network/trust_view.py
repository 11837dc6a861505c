"""What a trust model is handed: the observable columns, and ways for nodes to tell each other what they think."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.network.kernels.columns import Array, Belief, Books, Links, Nodes, Physics, Watch

if TYPE_CHECKING:
    from engine.network.network import Network

SPEECH = ("lie", "ally", "victim")
_REPORTS = ("reputation", "told_mean", "told")


class TrustView:
    """A network as seen at the end of a round. What attackers do (`columns.Behaviour`) is not in it.

    Args:
        network: The network.
        first_round: Rounds already run when the defence was switched on.
    """

    def __init__(self, network: Network, first_round: int = 0) -> None:
        self._network, self._first_round = network, first_round

    @property
    def nodes(self) -> Nodes:
        """Ids, life, claims, block list."""
        return self._network.nodes

    @property
    def links(self) -> Links:
        """Who is in range of whom."""
        return self._network.links

    @property
    def watch(self) -> Watch:
        """What observers counted."""
        return self._network.watch

    @property
    def belief(self) -> Belief:
        """What observers think; the model writes it."""
        return self._network.belief

    @property
    def books(self) -> Books:
        """The log and its cursor; there is room for one record an edge and one a node."""
        return self._network.books

    @property
    def physics(self) -> Physics:
        """Constants: duration of a round, costs."""
        return self._network.physics

    @property
    def round(self) -> int:
        """The round that ends, or that ended last."""
        return self._network.round

    @property
    def rounds(self) -> int:
        """Rounds observed since the defence was switched on, at least 1."""
        return max(self._network.round - self._first_round, 1)

    @property
    def in_round(self) -> bool:
        """A round is under way: counters have moved on since the model judged last."""
        return self._network.in_round

    def _speech(self) -> tuple[Array, ...]:
        return tuple(self._network.behaviour[name].copy() for name in SPEECH)

    def _drop(self) -> Array:
        return self._network.behaviour["drop"].copy()

    def broadcast(self, header_bits: float, report_bits: float, *, everybody: bool = False) -> None:
        """Every node tells its neighbours what it thinks of its own; see `kernels.speech.broadcast`.

        Args:
            header_bits: Length of a message that tells of nobody, bit.
            report_bits: What each neighbour told of adds, bit.
            everybody: Neighbours never observed are told of too.
        """
        from engine.network.kernels import speech

        net = self._network
        lie, ally, victim = self._speech()
        speech.broadcast(
            lie,
            ally,
            victim,
            float(header_bits),
            float(report_bits),
            everybody,
            net.nodes,
            net.links,
            net.watch,
            net.belief,
            net.books,
            net.physics,
            net.rng["trust"],
        )

    def collect(self, header_bits: float, report_bits: float) -> None:
        """Every node reports to its base station what it thinks; see `kernels.speech.collect`."""
        from engine.network.kernels import speech

        net = self._network
        lie, ally, victim = self._speech()
        speech.collect(
            lie,
            ally,
            victim,
            self._drop(),
            float(header_bits),
            float(report_bits),
            net.nodes,
            net.routes,
            net.links,
            net.watch,
            net.belief,
            net.books,
            net.physics,
            net.rng["trust"],
        )

    def announce(self, header_bits: float, bits: float) -> Array:
        """Base stations tell all nodes something; see `kernels.speech.announce`. Returns uint8[M]: who heard it."""
        from engine.network.kernels import speech

        net, m = self._network, len(self._network.nodes)
        heard = np.zeros(m, np.uint8)
        queue = np.empty(m, np.int32)
        speech.announce(
            self._drop(),
            float(header_bits),
            float(bits),
            heard,
            queue,
            net.nodes,
            net.links,
            net.books,
            net.physics,
            net.rng["trust"],
        )
        return heard

    def forget_reports(self) -> None:
        """What was heard from others counts no more."""
        for name in _REPORTS:
            self.belief[name] = np.nan
        for name in ("told_n", "backing", "got"):
            self.belief[name] = 0
