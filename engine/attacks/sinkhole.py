"""Sinkhole, the assembly-point attack of S3 (S3-20): a false report of energy makes others gather at the attacker."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from pydantic import Field

from engine.network.kernels.columns import RULE_ALL, Behaviour
from engine.network.strategies import Params


class SinkholeParams(Params):
    """What a sinkhole claims, and what it does with what it attracts."""

    claim: Annotated[float, Field(ge=1, le=1e6)] = 1000.0
    """Claimed energy as a multiple of what is left (capped at a full battery)."""
    drop: Annotated[float, Field(ge=0, le=1)] = 1.0
    """Share of the attracted packets that it swallows."""


class Sinkhole:
    """Claims a full battery, announces itself as head every round, and swallows what it is sent."""

    name = "sinkhole"
    title = "Sinkhole"
    tip = "Claims a full battery so that others take it for their head, and swallows what they send."
    params_type: type[Params] = SinkholeParams

    def perturb(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """Lies about energy, stands for head every round, drops."""
        behaviour["claim"][rows] = np.maximum(behaviour["claim"][rows], params.claim)
        behaviour["force_head"][rows] = 1
        behaviour["rule"][rows] = np.where(params.drop > 0, RULE_ALL, behaviour["rule"][rows])
        behaviour["drop"][rows] = 1 - (1 - behaviour["drop"][rows]) * (1 - params.drop)
