"""Hard and soft thresholds on what a node senses (TEEN)."""

from __future__ import annotations

import numpy as np

from engine.network.kernels.columns import Array, Nodes, Routes
from engine.network.kernels.compile import compiled


@compiled
def hush(hard: float, soft: float, reported: Array, nodes: Nodes, routes: Routes) -> None:
    """A node reports when its reading is at least ``hard``, and differs from its last report by at least ``soft``.

    Args:
        hard: H_T, in the reading's unit.
        soft: S_T.
        reported: float32[M], read and written: SV, the value last reported; NaN before the first report.
        nodes: Readings.
        routes: ``silent`` is written.
    """
    for i in range(nodes.shape[0]):
        value = nodes[i].reading
        first = np.isnan(reported[i])
        reports = value >= hard and (first or abs(value - reported[i]) >= soft)
        routes[i].silent = not reports
        if reports and routes[i].reachable:
            reported[i] = value
