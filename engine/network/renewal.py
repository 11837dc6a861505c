"""What nodes keep when an edit rebuilds the network: all but what the edit changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.network import state
from engine.network.kernels.columns import Nodes
from engine.scenario.model import Node, Scenario, Station

if TYPE_CHECKING:
    from engine.network.network import Network


def _battery(node: Node) -> tuple[float | None, bool]:
    """What an edit must change for the node to get a fresh battery."""
    return node.energy_j, node.energy_j is None and node.kind == "router"


_PLACED = ("authenticated", "blocked", "sensor", "tx", "rx", "stride", "sink", "room")
"""Columns that follow the document."""


def carry_nodes(network: Network, before: Scenario, fresh: Nodes, old_row: np.ndarray) -> None:
    """Fills ``fresh`` with what its nodes were before, except where their place or their battery was edited.

    Args:
        network: Under the new document; ``nodes`` are still the old ones.
        before: The document before the edit.
        fresh: Rows of the new document.
        old_row: int32[M]: old row of each new row, -1 for a newcomer.
    """
    old_nodes, after = network.nodes, network.scenario
    was = {t.id: t for t in before.items()}
    default_changed = before.energy.initial_j != after.energy.initial_j
    for row, thing in zip(np.flatnonzero(fresh["master"] < 0), state.laid_out(after), strict=True):
        old = was.get(thing.id)
        if old is None or old_row[row] < 0:
            continue
        placed = fresh[row].copy()
        fresh[row] = old_nodes[old_row[row]]
        fresh[row]["master"] = -1
        for name in _PLACED:
            fresh[row][name] = placed[name]
        if (old.x, old.y) != (thing.x, thing.y):
            fresh[row]["x"], fresh[row]["y"] = placed["x"], placed["y"]
        if isinstance(thing, Station) or not isinstance(old, Node):
            fresh[row]["station"], fresh[row]["energy"] = placed["station"], placed["energy"]
        elif _battery(old) != _battery(thing) or (default_changed and thing.energy_j is None):
            network.retired.take(fresh, np.array([row]))
            for name in ("initial", "energy", "spent", "alive"):
                fresh[name][row] = placed[name]
