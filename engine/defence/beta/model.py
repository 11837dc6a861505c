"""Beta reputation as a strategy."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.defence.beta.rules import BetaParams, rules_of
from engine.network.kernels.columns import SCRATCH
from engine.network.strategies import Params, TrustModel
from engine.readmodel.detail import TrustExplanation
from engine.scenario.model import Trust

if TYPE_CHECKING:
    from engine.network.trust_view import TrustView

REPORT_BITS = 32
"""What each neighbour told of adds to a message, bit: its id, α and β."""


class BetaTrust:
    """Direct observations with ageing, second-hand reports discounted by the trust in who tells them."""

    name = "beta"
    title = "Beta reputation (RFSN)"
    tip = "Good and bad cases give a beta distribution; reports of others count by the trust in who tells them."
    terms = (
        "Direct trust",
        "Trust by reports",
        "Trust, direct and by reports",
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
    params_type: type[Params] = BetaParams

    def reset(self, trust: Trust, params: Any) -> None:
        """Takes its parameters. Kernels are loaded here: listing models needs none."""
        from engine.defence.beta import kernel

        self.trust, self.params, self._kernel = trust, params, kernel

    def take_over(self, before: TrustModel) -> None:
        """All that it knows stands in the columns."""

    def limits(self) -> tuple[float, float]:
        """Its own P and hysteresis."""
        return self.params.threshold, self.params.hysteresis

    def exchange(self, view: TrustView) -> None:
        """Every node tells what it has seen of its neighbours; what each heard is put together."""
        self._kernel.observe(view.nodes, view.links, view.watch, view.belief)
        view.broadcast(self.trust.exchange_bits, REPORT_BITS)
        scratch = np.empty(len(view.nodes), SCRATCH)
        self._kernel.listen(view.nodes, view.links, view.watch, view.belief, rules_of(self.trust, self.params), scratch)

    def judge(self, view: TrustView) -> None:
        """Direct trust, both together, the lists."""
        round_s = float(view.physics["round_s"])
        self._kernel.observe(view.nodes, view.links, view.watch, view.belief)
        self._kernel.judge(
            view.nodes, view.links, view.watch, view.belief, view.books, rules_of(self.trust, self.params), round_s
        )

    def explain(self, view: TrustView, edge: int, shown: TrustExplanation) -> TrustExplanation:
        """α and β, first-hand and from every reporter."""
        from engine.defence.beta.explain import complete

        return replace(complete(view, self.trust, self.params, edge, shown), terms=self.terms)
