"""TrustManager of S3: runs a trust model for every node at the end of each round, from what the node observed."""

from __future__ import annotations

from typing import Any

from engine.network import hearing
from engine.network.network import Network
from engine.network.strategies import TrustModel
from engine.network.trust_view import TrustView
from engine.readmodel.codes import Rec
from engine.scenario.model import Trust


class TrustManager:
    """The defence as a round hook: S3 steps 2 to 6 by a trust model; step 1, the first lists, before round 1.

    Args:
        trust: Parameters of the scenario.
        model: A fresh instance of the model.
        params: Its own parameters.
        first_round: Rounds already run when the defence was switched on.
    """

    def __init__(self, trust: Trust, model: TrustModel, params: Any, first_round: int = 0) -> None:
        self.trust, self.model, self.params, self.first_round = trust, model, params, first_round
        model.reset(trust, params)
        self.exchanged_in: int | None = None
        self.judged: TrustManager | None = None
        """With whose model and parameters beliefs were last worked out; an edit since shows in the next round."""

    @property
    def changed(self) -> bool:
        """Settings have changed since beliefs were last worked out."""
        last = self.judged
        return last is not None and (last.trust, last.model.name, last.params) != (
            self.trust,
            self.model.name,
            self.params,
        )

    def begin_round(self, network: Network) -> None:
        """Step 1 before the first round: the neighbours within one hop are the list."""
        if not network.watching or network.round != self.first_round + 1:
            return
        links, nodes = network.links, network.nodes
        for row in range(len(network.scenario.nodes)):
            near = int(links["near"][nodes["first"][row] : nodes["last"][row]].sum())
            network.note(Rec.TRUST_START, int(network.nodes["id"][row]), c=near)

    def end_round(self, network: Network) -> None:
        """Exchange of last round's trust when it is due, own trust, comprehensive trust, lists."""
        if not network.watching:
            return
        network.ensure_log(len(network.links) + len(network.nodes))
        view = self.view(network)
        every = self.trust.exchange_every
        other = self.judged is not None and self.judged.model.name != self.model.name
        if self.exchanged_in is not None and (not every or other):
            view.forget_reports()
            self.exchanged_in = None
        if every and network.round % every == 0:
            self.model.exchange(view)
            if network.heeding:
                hearing.compare_reports(network)
            self.exchanged_in = network.round
        self.judged = self
        self.model.judge(view)

    def take_over(self, before: TrustManager) -> None:
        """Goes on where the manager before an edit stood."""
        self.first_round, self.exchanged_in = before.first_round, before.exchanged_in
        self.judged = before.judged
        if before.model.name == self.model.name:
            self.model.take_over(before.model)

    def view(self, network: Network) -> TrustView:
        """What a model may see of the network."""
        return TrustView(network, self.first_round)
