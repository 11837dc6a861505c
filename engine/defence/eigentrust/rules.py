"""Parameters of EigenTrust, and as the kernels take them; what the station worked out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, NamedTuple

import numpy as np
from pydantic import Field

from engine.network.kernels.columns import Array
from engine.network.strategies import Params

TOLERANCE = 1e-10


class EigenParams(Params):
    """Parameters of EigenTrust."""

    threshold: Annotated[float, Field(ge=0, le=1)] = 0.5
    """P: a neighbour is trusted while D > P."""
    hysteresis: Annotated[float, Field(ge=0, le=1)] = 0.1
    """An excluded neighbour returns when D > P + hysteresis."""
    evidence: Annotated[float, Field(ge=0, le=100_000)] = 10.0
    """Interactions reported of a node before it is judged."""
    pre_trust: Annotated[float, Field(ge=0.01, le=1)] = 0.15
    """a: weight of the pre-trusted in t = (1 − a)·Cᵀ·t + a·p."""
    pre_trusted: Literal["neighbours", "all"] = "neighbours"
    """p: neighbours of base stations, or all nodes alike; all alike too where stations have no neighbour."""


class EigenRules(NamedTuple):
    """Parameters of `kernel`."""

    threshold: float
    hysteresis: float
    evidence: float  # interactions reported of a node before it is judged
    a: float  # weight of the pre-trusted
    tolerance: float  # Σ |t − t before| at which the iteration ends


def rules_of(params: EigenParams) -> EigenRules:
    """The parameters in force."""
    return EigenRules(
        threshold=float(params.threshold),
        hysteresis=float(params.hysteresis),
        evidence=float(params.evidence),
        a=float(params.pre_trust),
        tolerance=TOLERANCE,
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the station worked out last, by row of then; all but ``iterations`` are arrays of length M."""

    ids: Array
    heard: Array
    """uint8: the announcement arrived."""
    pre: Array
    """p, sums to 1."""
    satisfied: Array
    """Σ_j s_ij."""
    total: Array
    """Σ_j n_ij."""
    t: Array
    """Global trust, sums to 1."""
    given: Array
    """Σ_i t_i·c_ij."""
    due: Array
    """Σ_i t_i·n_ij / Σ_j n_ij."""
    evidence: Array
    """Interactions reported of the node."""
    iterations: int

    def row_of(self, node: int) -> int | None:
        """The row of a node then; None for a newcomer."""
        found = np.flatnonzero(self.ids == node)
        return int(found[0]) if len(found) else None
