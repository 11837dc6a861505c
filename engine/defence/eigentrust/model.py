"""EigenTrust as a strategy."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.defence.eigentrust.rules import EigenParams, Outcome, rules_of
from engine.network.kernels.columns import Array
from engine.network.strategies import Params, TrustModel
from engine.readmodel.detail import TrustExplanation
from engine.scenario.model import Trust

if TYPE_CHECKING:
    from engine.network.trust_view import TrustView

REPORT_BITS = 32
"""What each neighbour told of adds to a report, bit: its id, local trust and number of interactions."""
VALUE_BITS = 24
"""What each node adds to the station's announcement, bit: its id and its value."""


class EigenTrust:
    """Local trust goes to the base station, global trust t and D come back; every hop of it is paid for."""

    name = "eigentrust"
    title = "EigenTrust"
    tip = "Nodes report to the base station, which works out one global trust for all and announces it."
    terms = (
        "Local trust",
        "Global trust t",
        "Global trust, of what was due",
    )
    columns: tuple[str, ...] = (
        "own",
        "reputation",
        "backing",
        "shared",
        "told",
        "told_n",
        "trust",
        "trusted",
        "listed",
        "got",
    )
    params_type: type[Params] = EigenParams

    def reset(self, trust: Trust, params: Any) -> None:
        """Takes its parameters. Kernels are loaded here: listing models needs none."""
        from engine.defence.eigentrust import kernel

        self.trust, self.params, self._kernel = trust, params, kernel
        self.last: Outcome | None = None

    def take_over(self, before: TrustModel) -> None:
        """Keeps what the station worked out last."""
        if isinstance(before, EigenTrust):
            self.last = before.last

    def limits(self) -> tuple[float, float]:
        """Its own P and hysteresis."""
        return self.params.threshold, self.params.hysteresis

    def exchange(self, view: TrustView) -> None:
        """Reports to the stations, power iteration there, the announcement."""
        kernel, nodes, links, belief = self._kernel, view.nodes, view.links, view.belief
        kernel.observe(nodes, links, view.watch, belief)
        view.collect(self.trust.exchange_bits, REPORT_BITS)
        m = len(nodes)
        satisfied, total, t, spare, given, due, evidence = (np.zeros(m) for _ in range(7))
        pre = self._pre_trusted(view)
        kernel.rate(nodes, links, belief, satisfied, total)
        turns = kernel.iterate(nodes, links, belief, satisfied, pre, rules_of(self.params), t, spare)
        kernel.weigh(nodes, links, belief, satisfied, total, t, given, due, evidence)
        judged = int((evidence >= self.params.evidence).sum())
        heard = view.announce(self.trust.exchange_bits, self.trust.exchange_bits + VALUE_BITS * judged)
        kernel.publish(nodes, links, belief, t, given, due, evidence, heard)
        self.last = Outcome(nodes["id"].copy(), heard, pre, satisfied, total, t, given, due, evidence, int(turns))

    def _pre_trusted(self, view: TrustView) -> Array:
        """p: float64[M], sums to 1 while anybody lives."""
        nodes, links = view.nodes, view.links
        alive = (nodes["alive"] == 1) & (nodes["station"] == 0) & (nodes["blocked"] == 0)
        chosen = np.zeros(len(nodes), bool)
        if self.params.pre_trusted == "neighbours":
            beside = (links["near"] == 1) & (nodes["station"][links["source"]] == 1)
            chosen[links["target"][beside]] = True
        chosen &= alive
        if not chosen.any():
            chosen = alive
        p: Array = chosen / max(chosen.sum(), 1)
        return p

    def judge(self, view: TrustView) -> None:
        """Local trust, and the lists by what was announced last."""
        round_s = float(view.physics["round_s"])
        self._kernel.observe(view.nodes, view.links, view.watch, view.belief)
        self._kernel.judge(view.nodes, view.links, view.belief, view.books, rules_of(self.params), round_s)

    def explain(self, view: TrustView, edge: int, shown: TrustExplanation) -> TrustExplanation:
        """Local trust from its counts, global trust from every rater, D from both."""
        from engine.defence.eigentrust.explain import complete

        return replace(complete(view, self.trust, self.params, self.last, edge, shown), terms=self.terms)
