"""Random attacks (S3-29, Fig. 5): each malicious node picks one attack by lot."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from pydantic import Field

from engine.network.kernels.columns import Behaviour
from engine.network.strategies import Params


class MixtureParams(Params):
    """What is drawn from."""

    kinds: Annotated[str, Field(min_length=1, max_length=400)] = "blackhole, greyhole, damage, sinkhole"
    """Attacks to draw from, separated by commas; one named twice is twice as likely."""


class Mixture:
    """Every attacker carries out one attack of a list, drawn by seed and node id; each with its default parameters."""

    name = "random"
    title = "Random attacks"
    tip = "Every chosen node carries out one attack of a list, drawn by lot; the same seed draws the same."
    params_type: type[Params] = MixtureParams

    @staticmethod
    def kinds(params: Any) -> tuple[str, ...]:
        """Names of the attacks to draw from."""
        return tuple(kind.strip() for kind in params.kinds.split(",") if kind.strip())

    def perturb(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """Nothing of its own: the schedule puts the attacks drawn in its place."""
