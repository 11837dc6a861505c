"""Lies in reputation exchange: bad words about honest nodes, good words about accomplices."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.network.kernels.columns import Behaviour
from engine.network.strategies import Params


class LiarParams(Params):
    """A liar has no parameters."""


class Liar:
    """Reports trust 0 for everybody but the liars themselves, for whom it reports 1."""

    name = "liar"
    title = "Lying reporter"
    tip = "Reports trust 0 for honest nodes and 1 for its accomplices when reputation is exchanged."
    params_type: type[Params] = LiarParams

    def perturb(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """Lies, and is praised by the other liars."""
        behaviour["lie"][rows] = 1
        behaviour["ally"][rows] = 1
