"""The S3 part of an explanation: counters, metrics with their formulas, reports, equation (3), readings in force."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.defence.kernels.reports import DEVIATION
from engine.defence.trust import kernel
from engine.defence.trust.rules import PROOF, Rules, rules_of
from engine.network.trust_view import TrustView
from engine.readmodel.detail import Counter, Equation, MetricTerm, ReportTerm, TrustExplanation
from engine.scenario.model import MANDATORY_METRICS, METRICS, Trust

_NAMES = (
    "intensity of packets",
    "share of relayed packets",
    "share of correctly relayed packets",
    "reputation exchange",
    "correctness of the reputation exchange",
    "residual energy (as claimed)",
    "correctness of reputation",
    "historical trust",
    "authentication",
    "transmission confirmation",
    "data integrity",
)
_FORMULAS = (
    "1 / N",
    "r* / r",
    "r** / r*",
    "z / r",
    "z* / z",
    "E_j / E_0",
    "1 if C − mean R ≥ R_lim, else 0",
    "T(i − 1)",
    "1 if authenticated, else 0",
    "r⁺ / r*",
    "1 if CRC = CRC*, else 0",
)


def complete(view: TrustView, trust: Trust, edge: int, shown: TrustExplanation) -> TrustExplanation:
    """The explanation with counters, metrics, reports and equation (3) of the readings in ``trust``.

    Args:
        view: What is observed.
        trust: Parameters in force when the beliefs were worked out.
        edge: Of observer and subject.
        shown: What stands in the columns.
    """
    rules = rules_of(trust, view.rounds)
    belief, watch, link = view.belief[edge], view.watch[edge], view.links[edge]
    reports = _reports(view, int(link["target"]), int(link["source"]), rules) if shown.in_range else ()
    share = float(kernel.exchange_share(float(watch["z"]), float(watch["r"])))
    symbols, values = _equation3(trust, shown.own_trust, shown.reputation, share, float(belief["trust"]))
    return replace(
        shown,
        counters=_counters(watch, rules),
        metrics=_metrics(view, trust, rules, edge, int(link["source"])),
        reports=reports,
        reputation_equation=_median(reports, shown.reputation) if trust.report_rule == "median" else None,
        ratio=share,
        combination=symbols,
        combination_values=values,
        notes=(
            *(shown.notes or _moment(rules, float(watch["r"]), near=shown.in_range)),
            *_notes(trust, shown.reputation, float(watch["r"])),
        ),
    )


def _counters(watch: np.void, rules: Rules) -> tuple[Counter, ...]:
    meanings = (
        ("N", float(watch["heard"]) * rules.per_round, "packets of q heard, per round"),
        ("r", float(watch["r"]), "packets handed to q, own and overheard"),
        ("r*", float(watch["relayed"]), "of these, seen relayed"),
        ("r**", float(watch["intact"]), "of these, relayed unchanged"),
        ("r* own", float(watch["own"]), "relayed packets that p itself had handed over"),
        ("r⁺", float(watch["confirmed"]), "of these, acknowledged by the next hop"),
        ("z", float(watch["z"]), "reputation messages received from q"),
        ("z*", float(watch["z_ok"]), "of these, in agreement with p's own trust"),
    )
    return tuple(Counter(*m) for m in meanings)


def _metrics(view: TrustView, trust: Trust, rules: Rules, edge: int, subject: int) -> tuple[MetricTerm, ...]:
    numbers = (view.nodes, view.watch, view.belief, rules)
    terms = []
    for k, key in enumerate(METRICS, start=1):
        value = float(kernel.metric(k, edge, subject, *numbers))
        text, note = _with_values(k, view, rules, edge, subject)
        weight = rules.weights[k - 1]
        if key not in trust.weights:
            note = "selective metric, off"
        terms.append(
            MetricTerm(
                key=key,
                name=_NAMES[k - 1],
                mandatory=key in MANDATORY_METRICS,
                formula=_FORMULAS[k - 1],
                with_values=text,
                value=value,
                weight=weight,
                product=value * weight,
                note=note,
            )
        )
    return tuple(terms)


def _share_text(numerator: float, denominator: float, rules: Rules) -> tuple[str, str]:
    if rules.prior:
        return (
            f"({numerator:.3f} + 1) / ({denominator:.3f} + 1)",
            "one virtual good interaction added (history: window)",
        )
    if denominator > 0:
        return f"{numerator:.3f} / {denominator:.3f}", ""
    return f"{rules.empty:g}", "denominator 0: neutral value"


def _proof_text(k: int, w: np.void, rules: Rules) -> tuple[str, str]:
    """m3 and m10: a relay of which nothing was seen gets no credit."""
    if float(w["relayed"]) <= 0 < float(w["r"]) and not rules.window:
        return "0", "r > 0 but r* = 0: no proof of relay, no credit"
    pair = ("intact", "relayed") if k == 3 else ("confirmed", "own")
    text, note = _share_text(float(w[pair[0]]), float(w[pair[1]]), rules)
    if rules.window and float(w["r"]) > PROOF * float(w["relayed"]):
        return f"{text} · m2", "r > 3·r*: multiplied by m2, no proof of relay, no credit"
    return text, note


def _with_values(k: int, view: TrustView, rules: Rules, edge: int, subject: int) -> tuple[str, str]:
    """The formula of m_k with the numbers put in, and the reading in force."""
    w = view.watch[edge]
    if k in (1, 4):
        return _per_round_text(k, w, rules)
    if k in (2, 5):
        pair = ("relayed", "r") if k == 2 else ("z_ok", "z")
        return _share_text(float(w[pair[0]]), float(w[pair[1]]), rules)
    if k in (3, 10):
        return _proof_text(k, w, rules)
    if k == 7:
        return _agreement_text(view.belief[edge], rules)
    node = view.nodes[subject]
    return {
        6: (f"{float(node['claimed']):.4f}", "as the neighbour says it"),
        8: (f"{float(view.belief[edge]['before']):.4f}", "C of the previous round"),
        9: (f"{int(node['authenticated'])}", ""),
        11: ("CRC = CRC*" if w["crc"] else "CRC ≠ CRC*", "last relayed frame, compared with what was handed over"),
    }[k]


def _per_round_text(k: int, w: np.void, rules: Rules) -> tuple[str, str]:
    """m1 and m4."""
    n, r, z = float(w["heard"]) * rules.per_round, float(w["r"]), float(w["z"])
    neutral = f"{rules.empty:g}"
    if k == 4:
        return (f"min(1, {z:.3f} / {r:.3f})", "") if r > 0 else (neutral, "r = 0: neutral value")
    if n <= 0:
        return neutral, "N = 0: neutral value"
    top = max(rules.m1_reference, 1.0)
    return f"min(1, {top:g} / {n:.3f})", "mean N per round over the window" if rules.window else ""


def _agreement_text(b: np.void, rules: Rules) -> tuple[str, str]:
    """m7."""
    if np.isnan(b["told_mean"]):
        return "1", "nobody reported: neutral value"
    gap = f"{float(b['before']):.3f} − {float(b['told_mean']):.3f}"
    if rules.m7_absolute:
        return f"|{gap}| ≤ {abs(rules.r_lim):g}", "alternative reading: absolute difference"
    return f"{gap} ≥ {rules.r_lim:g}", "as printed, signed; C of the previous round, mean of the last reports"


def _reports(view: TrustView, observer: int, subject: int, rules: Rules) -> tuple[ReportTerm, ...]:
    """The list L of equation (2) as of the last exchange, and of reports left out why."""
    links, belief, nodes = view.links, view.belief, view.nodes
    mine = {int(links["source"][e]): e for e in links["back"][nodes["first"][observer] : nodes["last"][observer]]}
    view_of_subject = mine[subject]
    picky = rules.report_rule == DEVIATION and bool(view.watch["seen"][view_of_subject])
    terms = []
    for e in range(int(nodes["first"][subject]), int(nodes["last"][subject])):
        reporter, told = int(links["target"][e]), float(belief["told"][e])
        if reporter not in mine or np.isnan(told) or not belief["got"][mine[reporter]]:
            continue
        if not rules.all_witnesses and not belief["listed"][mine[reporter]]:
            continue
        if picky and abs(told - float(belief["shared"][view_of_subject])) > rules.tolerance:
            continue
        weight = float(belief["shared"][mine[reporter]])
        terms.append(ReportTerm(int(nodes["id"][reporter]), weight, told, weight * told))
    return tuple(terms)


def _median(reports: tuple[ReportTerm, ...], reputation: float | None) -> Equation | None:
    """Equation (2) with the median in place of the mean; None when nobody reported."""
    if reputation is None:
        return None
    half = 0.5 * sum(t.own_trust for t in reports)
    return Equation(
        "R = weighted median of C_i,q, weights C_p,i",
        f"  = {reputation:.3f}, where reports in rising order\n    pass half of Σ C_p,i: {half:.3f}",
    )


def _equation3(trust: Trust, own: float, reputation: float | None, share: float, d: float) -> tuple[str, str]:
    other = own if reputation is None else reputation
    if trust.combination == "swapped":
        return (
            "D = C·(1 − z/r) + R·z/r",
            f"D = {own:.3f}·{1 - share:.3f} + {other:.3f}·{share:.3f} = {d:.3f}",
        )
    return (
        "D = C·z/r + R·(1 − z/r)",
        f"D = {own:.3f}·{share:.3f} + {other:.3f}·{1 - share:.3f} = {d:.3f}",
    )


def _moment(rules: Rules, r: float, *, near: bool) -> tuple[str, ...]:
    """Why the metrics shown may not add up to C: it is of another moment."""
    if not near:
        return ("Out of range now: R is that of the last exchange in range; what is known is kept for a return.",)
    if rules.hold and r <= 0:
        return ("No interaction in this round: C is held as it was (empty denominators: hold), not worked out anew.",)
    return ()


def _notes(trust: Trust, reputation: float | None, r: float) -> tuple[str, ...]:
    """What was decided where the print is ambiguous or silent (checklist §N)."""
    notes = ["Equation (1) sums i = 1 … n; the print says i = 0 … n, but the metrics are m1 … m11."]
    notes.append("Weights are divided by their sum." if trust.normalise_weights else "Weights are used as they stand.")
    if trust.combination == "printed":
        notes.append("Equation (3) as printed: own trust C weighs z/r, reputation R the rest; z/r is clamped to 0 … 1.")
    else:
        notes.append("Equation (3) with C and R exchanged (alternative reading); z/r is clamped to 0 … 1.")
    if reputation is None:
        notes.append("Nobody reported about q: R falls back to C.")
    if r <= 0:
        notes.append("r = 0: z/r is taken as 1 when reports were exchanged, else 0.")
    if trust.history == "window":
        notes.append(f"Counters fade by {trust.memory:g} a round and start from one virtual good interaction.")
    else:
        notes.append(f"Counters of one round only, as printed; empty denominators: {trust.empty_value}.")
    if trust.witnesses == "informed":
        notes.append("L: neighbours on p's trusted list whose report arrived and who have observed q.")
    else:
        notes.append("L: every neighbour whose report arrived.")
    if trust.report_rule == "median":
        notes.append("R is the weighted median of the reports (alternative reading): a few liars do not decide.")
    if trust.report_rule == "deviation":
        tolerance = f"{trust.report_tolerance:g}"
        notes.append(f"Reports further than {tolerance} from C, where p has observed q, are left out of R.")
    notes.append(
        "An interaction is a hand-over that was acknowledged; 'no route' answers and lost frames do not count."
    )
    notes.append("R_{i,q} of m7: the levels that neighbours reported, mean over L.")
    return tuple(notes)
