"""Parameters of beta reputation, and as the kernels take them."""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from engine.defence.kernels import REPORT_RULES
from engine.network.strategies import Params
from engine.scenario.model import Trust


class BetaParams(Params):
    """Parameters of beta reputation."""

    threshold: Annotated[float, Field(ge=0, le=1)] = 0.7
    """P: a neighbour is trusted while D > P."""
    hysteresis: Annotated[float, Field(ge=0, le=1)] = 0.05
    """An excluded neighbour returns when D > P + hysteresis."""
    evidence: Annotated[float, Field(ge=0, le=10_000)] = 5.0
    """Interactions, own and reported, before anybody is judged: after none D is 0.5."""
    hearsay: Literal["all", "good"] = "all"
    """Reports of good and bad cases, or of good ones only, so that nobody can be bad-mouthed."""


class BetaRules(NamedTuple):
    """Parameters of `kernel`."""

    threshold: float
    hysteresis: float
    evidence: float  # interactions, own and reported, before anybody is judged
    good_only: bool  # bad reports count nothing
    report_rule: int  # MEAN, MEDIAN, DEVIATION
    tolerance: float  # of DEVIATION


def rules_of(trust: Trust, params: BetaParams) -> BetaRules:
    """The parameters in force, those that all models share among them."""
    return BetaRules(
        threshold=float(params.threshold),
        hysteresis=float(params.hysteresis),
        evidence=float(params.evidence),
        good_only=params.hearsay == "good",
        report_rule=REPORT_RULES.index(trust.report_rule),
        tolerance=float(trust.report_tolerance),
    )
