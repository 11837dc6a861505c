"""The EigenTrust part of an explanation: local trust, what every rater gives, the global value, D."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.defence.eigentrust.rules import EigenParams, Outcome
from engine.network.trust_view import TrustView
from engine.readmodel.detail import Counter, Equation, ReportTerm, TrustExplanation
from engine.scenario.model import Trust


def complete(
    view: TrustView, trust: Trust, params: EigenParams, last: Outcome | None, edge: int, shown: TrustExplanation
) -> TrustExplanation:
    """The explanation with local trust, raters, the global value and D.

    Args:
        view: What is observed.
        trust: Parameters that all models share, in force when the beliefs were worked out.
        params: Those of the model.
        last: What the station worked out last.
        edge: Of observer and subject.
        shown: What stands in the columns.
    """
    watch, known = view.watch[edge], float(view.belief["backing"][edge])
    sat, unsat = float(watch["intact"]), float(watch["r"] - watch["intact"])
    row = None if last is None else last.row_of(shown.subject)
    heard = last is not None and row is not None and _heard(last, shown.observer)
    pending = shown.pending
    if not pending and known < params.evidence:
        pending = f"Only {known:.1f} of {params.evidence:g} interactions reported: not judged, the list stays."
    shown = replace(
        shown,
        counters=(
            Counter("sat", sat, "hand-overs to q that were relayed unchanged, own and overheard (r**)"),
            Counter("unsat", unsat, "all others: swallowed, damaged or not seen relayed (r − r**)"),
            Counter("r", float(watch["r"]), "packets handed to q, own and overheard"),
            Counter("r*", float(watch["relayed"]), "of these, seen relayed"),
            Counter("N", float(watch["heard"]), "frames of q heard"),
        ),
        own_equation=Equation("C = max(sat − unsat, 0) / (sat + unsat)", _local(sat, unsat, shown.own_trust)),
        report_heads=("t_i", "c_i,q"),
        pending=pending,
        notes=(*shown.notes, *_notes(trust, params, last, heard=heard)),
    )
    if last is None or row is None or not heard:
        return replace(
            shown,
            combination="D: as p heard it last",
            combination_values=f"  = {shown.trust:.3f}",
            reputation_equation=Equation("t = (1 − a)·Cᵀ·t + a·p", "  not heard by p in the last announcement"),
        )
    return replace(
        shown,
        reports=_raters(view, last, int(view.links["source"][edge])),
        reputation_equation=_global(params.pre_trust, last, row),
        combination="D = Σ t_i·c_i,q / Σ t_i·n_i,q/n_i, at most 1",
        combination_values=(
            f"  = {last.given[row]:.5f} / {last.due[row]:.5f}\n  = {shown.trust:.3f}"
            if last.due[row] > 0
            else "  nobody trusted rates q: 1"
        ),
    )


def _heard(last: Outcome, observer: int) -> bool:
    row = last.row_of(observer)
    return row is not None and bool(last.heard[row])


def _local(sat: float, unsat: float, value: float) -> str:
    if sat + unsat <= 0:
        return "  no interaction: 0"
    return f"  = max({sat:.3f} − {unsat:.3f}, 0) / ({sat:.3f} + {unsat:.3f})\n  = {value:.3f}"


def _global(a: float, last: Outcome, row: int) -> Equation:
    p = float(last.pre[row])
    loose = float(last.t[last.satisfied <= 0].sum())
    return Equation(
        "t_q = (1 − a)·(Σ t_i·c_i,q + u·p_q) + a·p_q",
        f"  = {1 - a:g}·({last.given[row]:.5f} + {loose:.5f}·{p:.5f}) + {a:g}·{p:.5f}\n  = {last.t[row]:.5f}",
    )


def _raters(view: TrustView, last: Outcome, subject: int) -> tuple[ReportTerm, ...]:
    """Every rater of the subject, with its own global trust t_i and its normalised local trust c_i,q."""
    links, belief, nodes = view.links, view.belief, view.nodes
    terms = []
    for e in range(int(nodes["first"][subject]), int(nodes["last"][subject])):
        node = int(nodes["id"][links["target"][e]])
        row, told = last.row_of(node), float(belief["told"][e])
        if row is None or np.isnan(told) or last.satisfied[row] <= 0 or last.t[row] <= 0:
            continue
        share = told * float(belief["told_n"][e]) / float(last.satisfied[row])
        terms.append(ReportTerm(node, float(last.t[row]), share, float(last.t[row]) * share))
    return tuple(terms)


def _notes(trust: Trust, params: EigenParams, last: Outcome | None, *, heard: bool) -> tuple[str, ...]:
    notes = [
        "The base station works t out by power iteration from the reports that reach it, and announces t and D to all.",
        "Of a report lost or swallowed on the way the one before stays in force.",
        "c_i,q = s_i,q / Σ_j s_i,j with s = max(sat − unsat, 0); who rates nobody trusts the pre-trusted (u).",
        "t follows the traffic and has no threshold of its own: D compares what raters give q with what they would,",
    ]
    notes[-1] += " had all their interactions been satisfactory (n_i,q of n_i)."
    if params.pre_trusted == "neighbours":
        notes.append("Pre-trusted (p): the neighbours of base stations, all alike.")
    else:
        notes.append("Pre-trusted (p): all nodes alike.")
    if trust.history == "window":
        notes.append(f"Counters fade by {trust.memory:g} a round.")
    if last is not None:
        notes.append(f"Iterations of the last calculation: {last.iterations}.")
        if not heard:
            notes.append("p did not hear the last announcement: R and D are of an earlier one.")
    return tuple(notes)
