"""What attackers do to nodes, for the ground truth of a picture."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.network.network import Network
from engine.readmodel.snapshot import no_counts, no_pairs


class Harm(NamedTuple):
    """Columns with a row for each vertex of the network, empty where there is nothing to tell."""

    victims: np.ndarray
    """int32[V, 2]: attacker, victim."""
    reach: np.ndarray
    """float32[M], m."""
    infected: np.ndarray
    """uint8[M]."""
    off: np.ndarray
    """float32[M], °C."""
    clocks: np.ndarray
    """float32[M], s."""


def harm(network: Network) -> Harm:
    """What is being done now."""
    duties, disturbed = network.duties, network.disturbances
    off = _told(network.behaviour["bias"])
    if len(off):
        off = _told(np.where(network.nodes["alive"] == 1, off, np.float32(0.0)))
    if not disturbed.active:
        return Harm(no_pairs(), no_counts(), no_counts(), off, no_counts())
    return Harm(disturbed.victims(), _told(reach(network)), _told(duties["infected"]), off, _told(duties["clock"]))


def reach(network: Network) -> np.ndarray:
    """float32[M]: how far each live row's noise or greeting carries in this round, m."""
    behaviour, physics = network.behaviour, network.physics
    least = 0.0 if network.medium.range_m is None else float(np.sqrt(physics["shout2"]))
    greets = np.where(behaviour["hello"] > 0, np.maximum(behaviour["hello_m"], least), 0.0)
    far = np.maximum(network.disturbances.loud, greets)
    return np.where(network.nodes["alive"] == 1, far, 0.0).astype(np.float32)


def _told(column: np.ndarray) -> np.ndarray:
    """The column, or none of it while it is all 0."""
    return column if column.any() else column[:0]
