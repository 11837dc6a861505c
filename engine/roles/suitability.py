"""How well nodes suit roles (S2-168): communication, computing, energy, storage and readiness, weighed by role."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from engine.readmodel.codes import Duty, Membership

if TYPE_CHECKING:
    from engine.network.network import Network

WEIGHED = ("communication", "computing", "energy", "storage", "readiness")
"""Figures that suitability is worked out from."""

FIGURES = np.dtype([*((name, "f8") for name in WEIGHED), ("declines", "u1")])
"""What a node says of itself in its report (Sd4). ``communication``: share, of neighbours and nearness; ``computing``:
free cycles a second; ``energy``: J left; ``storage``: free bytes; ``readiness``: 0 … 1;
``declines``: 1: it is not ready for the controller's role."""

WEIGHTS: Mapping[Duty, np.ndarray] = MappingProxyType(
    {
        Duty.CONTROLLER: np.array([0.35, 0.20, 0.30, 0.05, 0.10]),
        Duty.KEEPER: np.array([0.20, 0.05, 0.25, 0.40, 0.10]),
        Duty.PROCESSOR: np.array([0.20, 0.40, 0.25, 0.05, 0.10]),
        Duty.DETECTOR: np.array([0.30, 0.30, 0.25, 0.05, 0.10]),
        Duty.COLLECTOR: np.array([0.20, 0.10, 0.50, 0.00, 0.20]),
    }
)
"""Role → weights of the five figures; the paper names the figures, the weights are ours (decision 0015)."""

SOUGHT = (Duty.CONTROLLER, Duty.PROCESSOR, Duty.KEEPER, Duty.DETECTOR)
"""Roles that are given to some, in the order in which they choose; collectors are all."""


def degrees(network: Network) -> np.ndarray:
    """int[M]: live members within range of each row."""
    links, nodes = network.links, network.nodes
    there = (nodes["alive"] == 1) & (network.duties["member"] == Membership.MEMBER)
    near = (links["near"] == 1) & there[links["target"]]
    out: np.ndarray = np.bincount(links["source"][near], minlength=len(nodes))
    return out


def take_stock(network: Network, rows: np.ndarray | slice, out: np.ndarray) -> None:
    """Writes what ``rows`` have, communication apart, into ``out`` (`FIGURES`[K])."""
    nodes, duties = network.nodes[rows], network.duties[rows]
    out["computing"] = duties["cpu_hz"] * np.clip(1.0 - duties["load"], 0.0, 1.0)
    out["energy"] = np.where(nodes["mains"] == 1, np.inf, nodes["energy"])
    feigned = nodes["master"] >= 0  # it has what the node has that shows it
    out["energy"][feigned] = network.nodes["energy"][nodes["master"][feigned]]
    out["storage"] = np.maximum(duties["storage"] - duties["stored"], 0.0)
    out["readiness"] = np.clip(duties["ready"], 0.0, 1.0)


def figures(network: Network, depth: np.ndarray) -> np.ndarray:
    """What each row has, in truth.

    Args:
        network: The network.
        depth: int[M]: hops to whoever asks, -1: not reached.

    Returns:
        `FIGURES`[M].
    """
    out = np.zeros(len(network.nodes), FIGURES)
    many = degrees(network)
    nearness = np.where(depth >= 0, 1.0 / (1.0 + np.maximum(depth, 0)), 0.0)
    out["communication"] = 0.7 * many / max(int(many.max(initial=0)), 1) + 0.3 * nearness
    take_stock(network, slice(None), out)
    return out


def said(network: Network, true: np.ndarray) -> np.ndarray:
    """The same figures as the nodes say them: boasters multiply what the roles take that they want.

    Who wants certain roles says that it is not ready for the controller's.
    """
    out, behaviour = true.copy(), network.behaviour
    boast, covets = behaviour["boast"].astype(float), behaviour["covets"]
    for name, duty in (("storage", Duty.KEEPER), ("computing", Duty.PROCESSOR)):
        out[name] *= np.where((covets == 0) | (covets & int(duty) > 0), boast, 1.0)
    out["energy"] *= boast * behaviour["claim"]
    out["declines"] = covets > 0
    return out


def shares(told: np.ndarray, among: np.ndarray) -> np.ndarray:
    """float[M, 5]: figures as shares of the best ``among`` (bool[M]) whoever reported.

    Computing power and storage differ by orders of magnitude between kinds of nodes, so these two count by the
    logarithm over the poorest node's: log2(1 + x / least) / log2(1 + most / least).
    """
    out = np.zeros((len(told), 5))
    if not among.any():
        return out
    out[:, 0] = np.clip(told["communication"], 0.0, 1.0)
    for column, name in ((1, "computing"), (3, "storage")):
        value = told[name]
        least, most = _least(value[among]), float(value[among].max())
        if most > 0:
            out[:, column] = np.clip(np.log2(1 + value / least) / np.log2(1 + most / least), 0.0, 1.0)
    finite = told["energy"][among & np.isfinite(told["energy"])]
    most = float(finite.max(initial=0.0)) or 1.0
    out[:, 2] = np.clip(told["energy"] / most, 0.0, 1.0)
    out[:, 4] = np.clip(told["readiness"], 0.0, 1.0)
    return out


def _least(values: np.ndarray) -> float:
    some = values[values > 0]
    return float(some.min()) if len(some) else 1.0


def scores(parts: np.ndarray, reputation: np.ndarray | None = None) -> dict[Duty, np.ndarray]:
    """Suitability of every row for every role.

    Args:
        parts: float[M, 5] of `shares`.
        reputation: float[M] in 0 … 1 under the policy ``reputation``: how a node kept its word before (S2-160).

    Returns:
        Role → float[M], 0 … 1.
    """
    out = {duty: parts @ weights for duty, weights in WEIGHTS.items()}
    return out if reputation is None else {duty: score * reputation for duty, score in out.items()}


def reputation(kept: np.ndarray, failed: np.ndarray, lost: np.ndarray) -> np.ndarray:
    """(s + 1) / (s + f + l + 2): of a node's service exchanges, those that succeeded, failed and were lost (S2-160)."""
    share: np.ndarray = (kept + 1.0) / (kept + failed + lost + 2.0)
    return share
