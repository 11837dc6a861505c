"""One trust value taken apart: counters, metrics with their formulas, reports, equation (3), the readings in force."""

from __future__ import annotations

import numpy as np

from engine.defence.trust import kernel
from engine.defence.trust.manager import TrustManager
from engine.defence.trust.rules import PROOF, Rules, rules_of
from engine.network.network import Network
from engine.readmodel.detail import Counter, MetricTerm, ReportTerm, TrustExplanation
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


def edge_between(network: Network, observer: int, subject: int) -> int | None:
    """The edge on which row ``observer`` keeps what it knows of row ``subject``; None when they never met."""
    first, last = int(network.nodes["first"][subject]), int(network.nodes["last"][subject])
    targets = network.links["target"][first:last]
    k = int(np.searchsorted(targets, observer))
    return first + k if k < len(targets) and targets[k] == observer else None


def explain(network: Network, manager: TrustManager, observer: int, subject: int) -> TrustExplanation | None:
    """Why row ``observer`` (p) trusts row ``subject`` (q) as it does, at the end of the last round; None: strangers."""
    edge = edge_between(network, observer, subject)
    if edge is None or network.nodes["station"][[observer, subject]].any():
        return None
    trust = manager.judged_by or manager.trust
    rules = rules_of(trust, max(network.round - manager.first_round, 1))
    belief, watch = network.belief[edge], network.watch[edge]
    metrics = _metrics(network, trust, rules, edge, subject)
    own = float(belief["own"])
    near = bool(network.links["near"][edge])
    reports = () if not near else _reports(network, observer, subject, everybody=rules.all_witnesses)
    reputation = None if np.isnan(belief["reputation"]) else float(belief["reputation"])
    share = float(kernel.exchange_share(float(watch["z"]), float(watch["r"])))
    symbols, values = _equation3(trust, own, reputation, share, float(belief["trust"]))
    return TrustExplanation(
        observer=int(network.nodes["id"][observer]),
        subject=int(network.nodes["id"][subject]),
        round=network.round,
        distance_m=float(np.sqrt(network.links["d2"][edge])),
        in_range=near,
        counters=_counters(watch, rules),
        metrics=metrics,
        own_trust=own,
        reports=reports,
        reputation=reputation,
        reputation_round=manager.exchanged_in,
        ratio=share,
        trust=float(belief["trust"]),
        combination=symbols,
        combination_values=values,
        threshold=trust.threshold,
        hysteresis=trust.hysteresis,
        trusted=bool(belief["trusted"]),
        notes=(
            *_moment(network, manager, rules, float(watch["r"]), near=near),
            *_notes(trust, reputation, float(watch["r"])),
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


def _metrics(network: Network, trust: Trust, rules: Rules, edge: int, subject: int) -> tuple[MetricTerm, ...]:
    numbers = (network.nodes, network.watch, network.belief, rules)
    terms = []
    for k, key in enumerate(METRICS, start=1):
        value = float(kernel.metric(k, edge, subject, *numbers))
        text, note = _with_values(k, network, rules, edge, subject)
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


def _with_values(k: int, network: Network, rules: Rules, edge: int, subject: int) -> tuple[str, str]:
    """The formula of m_k with the numbers put in, and the reading in force."""
    w = network.watch[edge]
    if k in (1, 4):
        return _per_round_text(k, w, rules)
    if k in (2, 5):
        pair = ("relayed", "r") if k == 2 else ("z_ok", "z")
        return _share_text(float(w[pair[0]]), float(w[pair[1]]), rules)
    if k in (3, 10):
        return _proof_text(k, w, rules)
    if k == 7:
        return _agreement_text(network.belief[edge], rules)
    node = network.nodes[subject]
    return {
        6: (f"{float(node['claimed']):.4f}", "as the neighbour says it"),
        8: (f"{float(network.belief[edge]['before']):.4f}", "C of the previous round"),
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


def _reports(network: Network, observer: int, subject: int, *, everybody: bool) -> tuple[ReportTerm, ...]:
    """The list L of equation (2) as of the last exchange."""
    links, belief, ids = network.links, network.belief, network.nodes["id"]
    terms = []
    for e in range(int(network.nodes["first"][subject]), int(network.nodes["last"][subject])):
        reporter = int(links["target"][e])
        told = float(belief["told"][e])
        mine = edge_between(network, observer, reporter) if reporter != observer else None
        if mine is None or np.isnan(told) or not belief["got"][mine]:
            continue
        if not everybody and not belief["listed"][mine]:
            continue
        weight = float(belief["shared"][mine])
        terms.append(ReportTerm(int(ids[reporter]), weight, told, weight * told))
    return tuple(terms)


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


def _moment(network: Network, manager: TrustManager, rules: Rules, r: float, *, near: bool) -> tuple[str, ...]:
    """Why the metrics shown may not add up to C: it is of another moment."""
    if network.in_round:
        return (
            "A round is under way: counters have moved on since the end of the last, when C, R and D were worked out.",
        )
    if manager.judged_by not in (None, manager.trust):
        return (
            "Settings have changed since: C, R, D and the list follow in the next round; shown is what was in force.",
        )
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
    notes.append(
        "An interaction is a hand-over that was acknowledged; 'no route' answers and lost frames do not count."
    )
    notes.append("R_{i,q} of m7: the levels that neighbours reported, mean over L.")
    return tuple(notes)
