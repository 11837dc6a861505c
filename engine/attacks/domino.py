"""Domino spread (S0-14, S0-75): malicious code goes from one system to all that are connected to it."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from pydantic import Field

from engine.attacks.base import also, at_least
from engine.network.kernels.columns import INFECT_COMMANDS, INFECT_FRAMES, INFECT_JOINS, Behaviour
from engine.network.strategies import Params


class DominoParams(Params):
    """How catching it is."""

    chance: Annotated[float, Field(gt=0, le=1)] = 0.05
    """Probability a round that an infected node infects a neighbour that it speaks to."""
    drop: Annotated[float, Field(ge=0, le=1)] = 0.2
    """Share of the packets handed to it that an infected node swallows."""


class Domino:
    """Spreads from node to node and from subnet to subnet.

    Common: over the radio, to whoever is near, across borders too. Exploiting: infected nodes join the other subnet and
    spread by the role commands and tables that pass through them.
    """

    name = "domino"
    title = "Domino spread"
    tip = "Malicious code spreads to neighbours; exploiting, it crosses subnets by joining and by role commands."
    params_type: type[Params] = DominoParams

    def perturb(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """Infects independently of other attacks."""
        also(behaviour, "infect", rows, params.chance)
        at_least(behaviour, "code_drop", rows, params.drop)
        behaviour["infect_by"][rows] |= INFECT_FRAMES

    def exploit(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """By joins and commands."""
        also(behaviour, "infect", rows, params.chance)
        at_least(behaviour, "code_drop", rows, params.drop)
        behaviour["infect_by"][rows] |= INFECT_COMMANDS | INFECT_JOINS
