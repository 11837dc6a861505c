"""Packet ejection (S3-21, S3-22): black hole and grey hole."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field

from engine.network.kernels.columns import RULE_ALL, Behaviour
from engine.network.strategies import Params

RULES = ("all", "aggregates", "readings")
"""Spelling of the columns' RULE_*, by code."""


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
        behaviour["drop"][rows], behaviour["rule"][rows] = 1.0, RULE_ALL


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
        behaviour["drop"][rows] = 1 - (1 - drop) * (1 - params.share)
