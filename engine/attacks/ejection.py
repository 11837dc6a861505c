"""Packet ejection (S3-21, S3-22): black hole and grey hole."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field

from engine.attacks.base import also, covet
from engine.network.kernels.columns import RULE_ALL, Behaviour
from engine.network.strategies import Params
from engine.readmodel.codes import Duty

RULES = ("all", "aggregates", "readings")
"""Spelling of the columns' RULE_*, by code."""


class BlackHoleParams(Params):
    """In common networks a black hole has no parameters."""

    boast: Annotated[float, Field(ge=1, le=1e6)] = 100.0
    """Claimed storage, computing power and energy as a multiple of what it has (exploiting)."""


class BlackHole:
    """Destroys every packet that is handed to it.

    Exploiting: it asks for the roles of keeper and processor, so that all readings are handed to it by right.
    """

    name = "blackhole"
    title = "Black hole"
    tip = "Destroys every packet that it should relay. Worst on a cluster head, or, exploiting, as keeper."
    params_type: type[Params] = BlackHoleParams

    def perturb(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """All packets handed over vanish."""
        behaviour["drop"][rows], behaviour["rule"][rows] = 1.0, RULE_ALL

    def exploit(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """The same, and wants the roles that attract; what it swallows it has read."""
        self.perturb(behaviour, rows, params)
        behaviour["listens_in"][rows] = 1
        covet(behaviour, rows, Duty.KEEPER | Duty.PROCESSOR, params.boast)


class GreyHoleParams(Params):
    """What a grey hole takes."""

    share: Annotated[float, Field(ge=0, le=1)] = 0.5
    """Share of the packets its rule picks that it drops."""
    rule: Literal["all", "aggregates", "readings"] = "all"
    """Which packets it drops: any, only those that carry a head's aggregate, or only single readings."""


class GreyHole:
    """Drops some of the packets that are handed to it, by chance or by rule, which is harder to notice."""

    name = "greyhole"
    title = "Grey hole"
    tip = "Drops a share of the packets that it should relay; slower to notice than a black hole."
    params_type: type[Params] = GreyHoleParams

    def perturb(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """Drops independently of what other attacks drop; a second rule for the same node makes it drop any packet."""
        drop, rule = behaviour["drop"][rows], behaviour["rule"][rows]
        mine = RULES.index(params.rule)
        behaviour["rule"][rows] = np.where((drop > 0) & (rule != mine), RULE_ALL, mine)
        also(behaviour, "drop", rows, params.share)
