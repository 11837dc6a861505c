"""Attacks on routes themselves: the routing loop (S3-25) and false routing information (S0-61)."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from pydantic import Field

from engine.attacks.base import also, swallow
from engine.network.kernels.columns import Behaviour
from engine.network.strategies import Params
from engine.readmodel.codes import Duty


class LoopParams(Params):
    """A loop has no parameters; the radio's hop limit ends what circles in it."""


class Loop:
    """Leads packets back to where they came from, so that they circle until their hop limit."""

    name = "loop"
    title = "Routing loop"
    tip = "Sends packets back towards nodes that route through it: they circle until their hop limit."
    params_type: type[Params] = LoopParams

    def perturb(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """Bends the attackers' routes."""
        behaviour["loop"][rows] = 1


class FalseRouteParams(Params):
    """What becomes of the packets that the false advert attracts."""

    drop: Annotated[float, Field(ge=0, le=1)] = 1.0
    """Share of them that it swallows; the rest finds no way on, for it is no gateway."""


class FalseRoute:
    """Says that it is a gateway: whoever believes it routes to it instead of to a base station.

    Exploiting: it says that it is a keeper, against the table of roles: whoever is nearer to it than to a true keeper
    sends it what is to be kept.
    """

    name = "falseroute"
    title = "False routing information"
    tip = "Advertises itself as a gateway: routes bend towards it and end there; exploiting, as a keeper."
    params_type: type[Params] = FalseRouteParams

    def perturb(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """Forges adverts; swallows."""
        behaviour["forge"][rows] = 1
        swallow(behaviour, rows, params.drop)

    def exploit(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """Forges a role instead of a gateway; swallows while it is believed."""
        behaviour["poses"][rows] |= int(Duty.KEEPER)
        also(behaviour, "pose_drop", rows, params.drop)
