"""Attacks on resources: energy depletion (S3-27) and rush, the flood of routing service messages (S3-26)."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from pydantic import Field

from engine.attacks.base import at_least
from engine.network.kernels.columns import Behaviour
from engine.network.strategies import Params


class DepletionParams(Params):
    """How hard the neighbours are drained."""

    frames: Annotated[float, Field(ge=1, le=10_000)] = 50.0
    """Needless data frames a round, which every neighbour that still listens receives."""
    mains: bool = True
    """The attacker draws on the mains: its own energy does not end."""


class Depletion:
    """Keeps its neighbours' receivers busy until their batteries are empty."""

    name = "depletion"
    title = "Energy depletion"
    tip = "Sends needless frames without end: whoever listens to it runs out of energy early."
    params_type: type[Params] = DepletionParams

    def perturb(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """The harder of two such attacks counts."""
        at_least(behaviour, "spam", rows, params.frames)
        behaviour["mains"][rows] |= params.mains


class RushParams(Params):
    """How much service traffic is spread, and how far."""

    messages: Annotated[float, Field(ge=1, le=10_000)] = 20.0
    """Needless routing messages a round."""
    reach: Annotated[int, Field(ge=1, le=64)] = 3
    """Hops that they travel: every node within so many hears them, all but the last repeat them."""
    mains: bool = True
    """The attacker draws on the mains: its own energy does not end."""


class Rush:
    """Floods the network with service messages that honest nodes dutifully repeat."""

    name = "rush"
    title = "Rush"
    tip = "Floods routing service messages that honest nodes repeat: control traffic crowds out readings."
    params_type: type[Params] = RushParams

    def perturb(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """The harder of two such attacks counts."""
        at_least(behaviour, "storm", rows, params.messages)
        at_least(behaviour, "reach", rows, params.reach)
        behaviour["mains"][rows] |= params.mains
