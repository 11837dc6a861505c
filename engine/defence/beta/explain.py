"""The beta part of an explanation: α and β first-hand, what each report counts, both together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.defence.beta import kernel
from engine.defence.beta.rules import BetaParams, BetaRules, rules_of
from engine.defence.kernels.reports import DEVIATION
from engine.network.trust_view import TrustView
from engine.readmodel.detail import Counter, Equation, ReportTerm, TrustExplanation
from engine.scenario.model import Trust


def complete(view: TrustView, trust: Trust, params: BetaParams, edge: int, shown: TrustExplanation) -> TrustExplanation:
    """The explanation with α, β, reports and the three formulas.

    Args:
        view: What is observed.
        trust: Parameters that all models share, in force when the beliefs were worked out.
        params: Those of the model.
        edge: Of observer and subject.
        shown: What stands in the columns.
    """
    watch, link, backing = view.watch[edge], view.links[edge], float(view.belief["backing"][edge])
    alpha, beta = float(watch["intact"]), float(watch["r"] - watch["intact"])
    said = 0.0 if shown.reputation is None else float(kernel.good_of(shown.reputation, backing))
    against = backing - said
    evidence = float(watch["r"]) + backing
    pending = shown.pending
    if not pending and evidence < params.evidence:
        pending = f"Only {evidence:.1f} of {params.evidence:g} interactions known: not judged, the list stays."
    return replace(
        shown,
        counters=_counters(watch, alpha, beta),
        reports=_reports(view, rules_of(trust, params), int(link["target"]), int(link["source"]))
        if shown.in_range
        else (),
        combination="D = (α + α′ + 1) / (α + β + α′ + β′ + 2)",
        combination_values=(
            f"  = ({alpha:.3f} + {said:.3f} + 1)\n"
            f"    / ({alpha:.3f} + {beta:.3f} + {said:.3f} + {against:.3f} + 2)\n"
            f"  = {shown.trust:.3f}"
        ),
        notes=(*shown.notes, *_notes(trust, params, shown)),
        own_equation=Equation(
            "C = (α + 1) / (α + β + 2)",
            f"  = ({alpha:.3f} + 1) / ({alpha:.3f} + {beta:.3f} + 2)\n  = {shown.own_trust:.3f}",
        ),
        reputation_equation=_reputation(trust, shown.reputation, said, against),
        report_heads=("n′", "α / n"),
        pending=pending,
    )


def _counters(watch: np.void, alpha: float, beta: float) -> tuple[Counter, ...]:
    return (
        Counter("α", alpha, "hand-overs to q that were relayed unchanged, own and overheard (r**)"),
        Counter("β", beta, "all others: swallowed, damaged or not seen relayed (r − r**)"),
        Counter("r", float(watch["r"]), "packets handed to q, own and overheard"),
        Counter("r*", float(watch["relayed"]), "of these, seen relayed"),
        Counter("N", float(watch["heard"]), "frames of q heard"),
    )


def _reputation(trust: Trust, reputation: float | None, said: float, against: float) -> Equation:
    symbols = "R = (α′ + 1) / (α′ + β′ + 2)"
    if reputation is None:
        return Equation(symbols, "  no report counts: α′ = β′ = 0")
    how = {
        "mean": "α′ = Σ n′·α/n",
        "median": "α′ = Σ n′ · median of α/n, weights α_i / (α_i + β_i + 2)",
        "deviation": "α′ = Σ n′·α/n over reports near C",
    }[trust.report_rule]
    values = f"  = ({said:.3f} + 1) / ({said:.3f} + {against:.3f} + 2)\n  = {reputation:.3f}"
    return Equation(f"{symbols}\n{how}", values)


def _reports(view: TrustView, rules: BetaRules, observer: int, subject: int) -> tuple[ReportTerm, ...]:
    """What each report counts, discounted by what the observer has seen of the reporter."""
    links, belief, nodes, watch = view.links, view.belief, view.nodes, view.watch
    about = {int(links["source"][e]): e for e in links["back"][nodes["first"][observer] : nodes["last"][observer]]}
    mine = about[subject]
    picky = rules.report_rule == DEVIATION and watch["r"][mine] >= rules.evidence
    terms = []
    for f in range(int(nodes["first"][subject]), int(nodes["last"][subject])):
        i, told, n = int(links["target"][f]), float(belief["told"][f]), float(belief["told_n"][f])
        e = about.get(i)
        if e is None or np.isnan(told) or n <= 0 or not (belief["got"][e] and belief["listed"][e]):
            continue
        if picky and abs(told - float(belief["shared"][mine])) > rules.tolerance:
            continue
        good, seen = float(watch["intact"][e]), float(watch["r"][e])
        each = float(kernel.discount(good, seen - good, n))
        alpha = float(kernel.good_of(told, n))
        counted = each * (alpha if rules.good_only else n)
        if counted > 0:
            share = 1.0 if rules.good_only else alpha / n
            terms.append(ReportTerm(int(nodes["id"][i]), counted, share, counted * share))
    return tuple(terms)


def _notes(trust: Trust, params: BetaParams, shown: TrustExplanation) -> tuple[str, ...]:
    notes = ["T = (α + 1) / (α + β + 2): 0.5 without evidence, the expectation of a beta distribution."]
    if trust.history == "window":
        notes.append(f"Ageing: α and β fade by {trust.memory:g} a round.")
    else:
        notes.append("α and β are of one round only.")
    notes.append(
        "n′: reported interactions discounted by 2·α_i / ((β_i + 2)·(n + 2) + 2·α_i), where α_i and β_i are what p"
        " itself has seen of the reporter (Jøsang and Ismail)."
    )
    if shown.reputation_round not in (None, shown.round):
        notes.append("Reports are those of the last exchange; discounts are worked out with what p has seen until now.")
    if params.hearsay == "good":
        notes.append("Reports of bad cases count nothing, so that nobody can be bad-mouthed.")
    if trust.report_rule == "deviation":
        notes.append(
            f"Reports further than {trust.report_tolerance:g} from C are left out once p has evidence of its own."
        )
    notes.append(f"Nobody is judged before {params.evidence:g} interactions are known; until then the list stays.")
    return tuple(notes)
