"""TrustManager of S3: runs the algorithm for every node at the end of each round, from what the node observed."""

from __future__ import annotations

import numpy as np

from engine.defence.trust import kernel
from engine.defence.trust.rules import rules_of
from engine.network.kernels.columns import SCRATCH
from engine.network.network import Network
from engine.readmodel.codes import Rec
from engine.scenario.model import Trust


class TrustManager:
    """The defence as a round hook: S3 steps 2 to 6; step 1, the first lists, is logged before round 1.

    Args:
        trust: Parameters of the scenario.
        first_round: Rounds already run when the defence was switched on.
    """

    def __init__(self, trust: Trust, first_round: int = 0) -> None:
        self.trust, self.first_round = trust, first_round
        self.exchanged_in: int | None = None
        self.judged_by: Trust | None = None
        """The parameters in force when the beliefs were last worked out; an edit since shows in the next round."""

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
        nodes, links, watch, belief = network.nodes, network.links, network.watch, network.belief
        rules = rules_of(self.trust, network.round - self.first_round)
        every = self.trust.exchange_every
        if not every and self.exchanged_in is not None:
            self._forget_reports(network)
        if every and network.round % every == 0:
            behaviour = network.behaviour
            kernel.exchange(
                behaviour["lie"].copy(),
                behaviour["ally"].copy(),
                float(self.trust.exchange_bits),
                rules,
                nodes,
                links,
                watch,
                belief,
                network.books,
                network.physics,
                network.rng["trust"],
            )
            kernel.reputation(nodes, links, watch, belief, rules, np.empty(len(nodes), SCRATCH))
            self.exchanged_in = network.round
        self.judged_by = self.trust
        kernel.evaluate(nodes, links, watch, belief, network.books, rules, network.round_s)

    def take_over(self, before: TrustManager) -> None:
        """Goes on where the manager before an edit stood."""
        self.first_round, self.exchanged_in, self.judged_by = before.first_round, before.exchanged_in, before.judged_by

    def _forget_reports(self, network: Network) -> None:
        """Without exchange D = C: what was heard when there was one counts no more."""
        for name in ("reputation", "told_mean", "told"):
            network.belief[name] = np.nan
        network.belief["got"] = 0
        self.exchanged_in = None
