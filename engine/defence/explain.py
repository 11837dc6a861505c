"""One trust value taken apart: what stands in the columns, completed by the model that put it there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.defence.manager import TrustManager
from engine.network.network import Network
from engine.readmodel.detail import TrustExplanation


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
    judge = manager.judged or manager
    belief = network.belief[edge]
    threshold, hysteresis = judge.model.limits()
    shown = TrustExplanation(
        observer=int(network.nodes["id"][observer]),
        subject=int(network.nodes["id"][subject]),
        round=network.round,
        distance_m=float(np.sqrt(network.links["d2"][edge])),
        in_range=bool(network.links["near"][edge]),
        counters=(),
        metrics=(),
        own_trust=float(belief["own"]),
        reports=(),
        reputation=None if np.isnan(belief["reputation"]) else float(belief["reputation"]),
        reputation_round=manager.exchanged_in,
        ratio=None,
        trust=float(belief["trust"]),
        combination="",
        combination_values="",
        threshold=threshold,
        hysteresis=hysteresis,
        trusted=bool(belief["trusted"]),
        notes=_moment(network, manager),
        model=judge.model.name,
    )
    blocked = network.nodes["blocked"][[observer, subject]].any()
    if blocked:
        shown = replace(shown, pending="Blocked by the operator: off the list, whatever D is.")
    return judge.model.explain(judge.view(network), edge, shown)


def _moment(network: Network, manager: TrustManager) -> tuple[str, ...]:
    """Why the terms shown may not add up: they are of another moment."""
    if network.in_round:
        return (
            "A round is under way: counters have moved on since the end of the last, when C, R and D were worked out.",
        )
    if manager.changed:
        return (
            "Settings have changed since: C, R, D and the list follow in the next round; shown is what was in force.",
        )
    return ()
