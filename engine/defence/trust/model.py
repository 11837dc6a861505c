"""S3's own trust model, as a strategy beside the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.defence.trust.rules import rules_of
from engine.network.kernels.columns import SCRATCH
from engine.network.strategies import Params, TrustModel
from engine.readmodel.detail import TrustExplanation
from engine.scenario.model import Trust

if TYPE_CHECKING:
    from engine.network.trust_view import TrustView

REPORT_BITS = 24
"""What each neighbour told of adds to a reputation broadcast, bit."""


class S3Params(Params):
    """The parameters of S3's model stand in ``trust`` itself."""


class S3Trust:
    """Metrics m1 … m11, equations (1) to (3), one reputation broadcast a node."""

    name = "s3"
    title = "Trusted-node list (S3)"
    tip = "Eleven weighted metrics, reputation from neighbours, and a list: the method of Sovetov and Tatarnikova."
    terms = ("Own trust, equation (1)", "Reputation, equation (2)", "Comprehensive trust, equation (3)")
    columns: tuple[str, ...] = (
        "own",
        "before",
        "reputation",
        "told_mean",
        "shared",
        "told",
        "told_n",
        "trust",
        "trusted",
        "listed",
        "got",
    )
    params_type: type[Params] = S3Params

    def reset(self, trust: Trust, params: Any) -> None:
        """Takes the readings in force. Kernels are loaded here: listing models needs none."""
        from engine.defence.trust import kernel

        self.trust, self._kernel = trust, kernel

    def take_over(self, before: TrustModel) -> None:
        """All that it knows stands in the columns."""

    def limits(self) -> tuple[float, float]:
        """P and hysteresis of the document."""
        return self.trust.threshold, self.trust.hysteresis

    def exchange(self, view: TrustView) -> None:
        """Step 3: every node tells C of the last round; equation (2)."""
        rules = rules_of(self.trust, view.rounds)
        view.broadcast(self.trust.exchange_bits, REPORT_BITS, everybody=rules.all_witnesses)
        scratch = np.empty(len(view.nodes), SCRATCH)
        self._kernel.reputation(view.nodes, view.links, view.watch, view.belief, rules, scratch)

    def judge(self, view: TrustView) -> None:
        """Steps 2 and 4 to 6: equations (1) and (3), the lists."""
        rules = rules_of(self.trust, view.rounds)
        round_s = float(view.physics["round_s"])
        self._kernel.evaluate(view.nodes, view.links, view.watch, view.belief, view.books, rules, round_s)

    def explain(self, view: TrustView, edge: int, shown: TrustExplanation) -> TrustExplanation:
        """Every metric with its formula, values and weight; every report; the readings in force."""
        from engine.defence.trust.explain import complete

        return complete(view, self.trust, edge, shown)
