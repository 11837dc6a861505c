"""Sybil (S3-24): one compromised node appears to the others as many."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from pydantic import Field

from engine.network.kernels.columns import Behaviour
from engine.network.strategies import Params

MAX_IDENTITIES = 32


class SybilParams(Params):
    """How many, and how well they serve."""

    identities: Annotated[int, Field(ge=1, le=MAX_IDENTITIES)] = 5
    """False identities that the node shows beside its own."""
    ghost_drop: Annotated[float, Field(ge=0, le=1)] = 0.5
    """Share of the packets handed to them that is lost: one radio cannot serve so many names."""


class Sybil:
    """Shows false identities that stand for head, are routed through, trusted and heard like real nodes.

    They have no keys: where adverts are authenticated, nobody believes in them.
    """

    name = "sybil"
    title = "Sybil"
    tip = "One node appears as many: what is sent through its virtual nodes is slow and often lost."
    params_type: type[Params] = SybilParams

    def perturb(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """The larger crowd counts; losses multiply."""
        behaviour["identities"][rows] = np.maximum(behaviour["identities"][rows], params.identities)
        behaviour["ghost_drop"][rows] = 1 - (1 - behaviour["ghost_drop"][rows]) * (1 - params.ghost_drop)
