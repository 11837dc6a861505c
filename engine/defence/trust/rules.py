"""The algorithm's parameters as the kernels take them, and what each reading of an ambiguous print means in words."""

from __future__ import annotations

from typing import NamedTuple

from engine.defence.kernels import REPORT_RULES
from engine.scenario.model import METRICS, Trust

EMPTY = {"hold": 1.0, "one": 1.0, "half": 0.5, "zero": 0.0}
PROOF = 3.0
"""When more than this many interactions stand against one relay seen, m3 and m10 get no credit of their own."""


class Rules(NamedTuple):
    """Parameters of `kernel`; weights are those of m1 … m11 as used in equation (1)."""

    weights: tuple[float, float, float, float, float, float, float, float, float, float, float]
    threshold: float
    hysteresis: float
    r_lim: float
    window: bool  # fading counters with one virtual good interaction; else one round, as printed
    prior: float  # the virtual good interactions: 1 or 0
    empty: float  # value of a ratio whose denominator is 0
    hold: bool  # without interaction C stays as it is
    per_round: float  # factor from the fading count N to packets per round
    m1_reference: float  # N_ref, 0: m1 = 1/N as printed
    m7_absolute: bool
    swapped: bool
    all_witnesses: bool
    tolerance: float
    report_rule: int  # MEAN, MEDIAN, DEVIATION of `defence.kernels.reports`


def weights_in_force(trust: Trust) -> tuple[float, ...]:
    """w1 … w11, 0 for a selective metric that is off, divided by their sum when the scenario says so."""
    raw = [trust.weights.get(m, 0.0) for m in METRICS]
    total = sum(raw) if trust.normalise_weights else 1.0
    return tuple(w / total for w in raw)


def rules_of(trust: Trust, rounds: int) -> Rules:
    """The rules in force after ``rounds`` rounds of observation.

    A window fades by ``memory`` a round, so N per round is the fading count over 1 + memory + memory² + …
    """
    window = trust.history == "window"
    memory = trust.memory if window else 0.0
    span = float(rounds) if memory >= 1 else (1 - memory**rounds) / (1 - memory)
    weights = weights_in_force(trust)
    return Rules(
        weights=weights,  # type: ignore[arg-type]
        threshold=float(trust.threshold),
        hysteresis=float(trust.hysteresis),
        r_lim=float(trust.r_lim),
        window=window,
        prior=1.0 if window else 0.0,
        empty=EMPTY[trust.empty_value],
        hold=bool(not window and trust.empty_value == "hold"),
        per_round=1.0 / max(span, 1.0),
        m1_reference=float(trust.m1_reference) if trust.m1_form == "reference" else 0.0,
        m7_absolute=trust.m7_form == "absolute",
        swapped=trust.combination == "swapped",
        all_witnesses=trust.witnesses == "all",
        tolerance=float(trust.report_tolerance),
        report_rule=REPORT_RULES.index(trust.report_rule),
    )
