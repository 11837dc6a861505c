"""Sybil (S3-24): one compromised node appears to the others as many."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from pydantic import Field

from engine.attacks.base import also, at_least, covet
from engine.network.kernels.columns import Behaviour
from engine.network.strategies import Params
from engine.readmodel.codes import Duty

MAX_IDENTITIES = 32


class SybilParams(Params):
    """How many, and how well they serve."""

    identities: Annotated[int, Field(ge=1, le=MAX_IDENTITIES)] = 5
    """False identities that the node shows beside its own."""
    ghost_drop: Annotated[float, Field(ge=0, le=1)] = 0.5
    """Share of the packets handed to them that is lost: one radio cannot serve so many names."""
    boast: Annotated[float, Field(ge=1, le=1e6)] = 20.0
    """Storage, computing power and energy that each claims, as a multiple of what the node has (exploiting)."""


class Sybil:
    """Shows false identities that stand for head, are routed through, trusted and heard like real nodes.

    They have no keys: where adverts are authenticated, nobody believes in them. Exploiting: each of them asks to join
    the network, and stands for roles.
    """

    name = "sybil"
    title = "Sybil"
    tip = "One node appears as many: what is sent through these is slow and often lost; exploiting, they join."
    params_type: type[Params] = SybilParams

    def perturb(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """The larger crowd counts; losses multiply."""
        at_least(behaviour, "identities", rows, params.identities)
        also(behaviour, "ghost_drop", rows, params.ghost_drop)

    def exploit(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """The same crowd, as members that want roles."""
        self.perturb(behaviour, rows, params)
        behaviour["enrols"][rows] = behaviour["listens_in"][rows] = 1
        covet(behaviour, rows, Duty.KEEPER | Duty.PROCESSOR, params.boast)
