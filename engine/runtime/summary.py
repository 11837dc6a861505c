"""The figures of a finished run: what ``summary.json`` holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.readmodel.codes import LossCause, label
from engine.readmodel.metrics import COLUMN
from engine.runtime.compose import Parts
from engine.runtime.picture import totals
from engine.runtime.picture_roles import organisation_summary


def _first_round(alive: np.ndarray, at_most: int) -> int | None:
    reached = np.flatnonzero(alive <= at_most)
    return int(reached[0]) + 1 if len(reached) else None


def lifetime(alive: np.ndarray, nodes: int) -> dict[str, int | None]:
    """Rounds of the first, the middle and the last death; None where not reached.

    Args:
        alive: Nodes that have not died at the end of rounds 1, 2, …, wherever they are.
        nodes: Nodes at the start.
    """
    if not nodes:
        return {"fnd": None, "hnd": None, "lnd": None}
    return {
        "fnd": _first_round(alive, nodes - 1),
        "hnd": _first_round(alive, nodes // 2),
        "lnd": _first_round(alive, 0),
    }


def losses(rows: np.ndarray) -> dict[str, Any]:
    """Honest nodes' packets over the given rounds: generated, delivered, lost, ratio and causes."""
    generated = int(rows[:, COLUMN["honest_generated"]].sum())
    lost = int(rows[:, COLUMN["honest_lost"]].sum())
    return {
        "generated": generated,
        "delivered": int(rows[:, COLUMN["honest_delivered"]].sum()),
        "lost": lost,
        "loss_ratio": lost / generated if generated else 0.0,
        "lost_by_cause": {label(c): int(rows[:, COLUMN[f"honest_lost_{label(c)}"]].sum()) for c in LossCause},
    }


def summarise(parts: Parts, rows: np.ndarray, speed: Mapping[str, float], measure_from: int = 1) -> dict[str, Any]:
    """The summary of a run. ``nodes``, ``alive`` and the lifetimes count sensors; routers stand apart.

    ``loss_ratio`` and ``honest`` are over packets of nodes that never attack; ``packets`` is over all nodes. A node is
    ``excluded`` from the first round in which at least half of its honest in-range neighbours have it off their lists.

    Args:
        parts: The run, between rounds.
        rows: float64[rounds, len(METRIC_COLUMNS)].
        speed: ``rounds_per_s`` and ``packet_hops_per_s``.
        measure_from: First round that ``measured`` counts.
    """
    network, scenario = parts.network, parts.scenario
    books, organised = totals(network), organisation_summary(parts)
    sensors = len(scenario.sensors())
    ids = network.nodes["id"]
    honest = network.honest.astype(bool)
    first = {int(i): int(r) for i, r in zip(ids, network.first_excluded, strict=True) if r >= 0}
    at_end = [int(i) for i, x in zip(ids, network.excluded, strict=True) if x]
    attackers = sorted({i for p in parts.schedule.planned for i in p.node_ids})
    return {
        "scenario": scenario.name,
        "seed": scenario.seed,
        "trust": scenario.trust.model if scenario.trust.enabled else "none",
        "rounds": network.round,
        "nodes": sensors,
        "routers": len(scenario.nodes) - sensors,
        "alive": int((network.nodes["alive"] & network.nodes["sensor"]).sum()),
        **lifetime(rows[:, COLUMN["alive"]] + rows[:, COLUMN["away"]], sensors),
        "packets": {
            "generated": books.generated,
            "delivered": books.delivered,
            "lost": books.lost,
            "in_flight": books.in_flight,
            "unreachable": books.unreachable,
            "lost_by_cause": dict(books.lost_by_cause),
        },
        "loss_ratio": losses(rows)["loss_ratio"],
        "honest": losses(rows),
        "measured": {"from_round": measure_from, **losses(rows[max(measure_from - 1, 0) :])},
        "energy": {
            "initial_j": books.initial_j,
            "residual_j": books.residual_j,
            "spent_j": float(sum(books.spent_by_cause.values())),
            "spent_by_cause": dict(books.spent_by_cause),
        },
        "attackers": attackers,
        "excluded": {str(i): r for i, r in sorted(first.items())},
        "excluded_at_end": sorted(at_end),
        "false_exclusions": sorted(int(i) for i in ids[honest] if int(i) in first),
        **({} if organised is None else {"organisation": organised}),
        **({} if parts.detection is None else {"detection": parts.detection.summary(network)}),
        **speed,
    }
