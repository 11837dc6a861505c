"""Packet ejection (S3-21, S3-22): black hole and grey hole."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from pydantic import Field

from engine.network.kernels.columns import Behaviour
from engine.network.strategies import Params


class BlackHoleParams(Params):
    """A black hole has no parameters."""


class BlackHole:
    """Destroys every packet that is handed to it."""

    name = "blackhole"
    title = "Black hole"
    tip = "Destroys every packet that it should relay. Worst on a cluster head."
    params_type: type[Params] = BlackHoleParams

    def perturb(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """All packets handed over vanish."""
        behaviour["drop"][rows] = 1.0


class GreyHoleParams(Params):
    """What a grey hole takes."""

    share: Annotated[float, Field(ge=0, le=1)] = 0.5
    """Share of packets that it drops."""


class GreyHole:
    """Drops some of the packets that are handed to it, at random, which is harder to notice."""

    name = "greyhole"
    title = "Grey hole"
    tip = "Drops a share of the packets that it should relay; slower to notice than a black hole."
    params_type: type[Params] = GreyHoleParams

    def perturb(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """Drops independently of what other attacks drop."""
        behaviour["drop"][rows] = 1 - (1 - behaviour["drop"][rows]) * (1 - params.share)
