"""Sinkhole: a false report of energy makes others gather at the attacker (S3-20), who reads and changes (S2-34)."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from pydantic import Field

from engine.attacks.base import at_least, covet, rewrite, spy, swallow
from engine.network.kernels.columns import Behaviour
from engine.network.strategies import Params
from engine.readmodel.codes import Duty


class SinkholeParams(Params):
    """What a sinkhole claims, and what it does with what it attracts."""

    claim: Annotated[float, Field(ge=1, le=1e6)] = 1000.0
    """Claimed energy as a multiple of what is left (capped at a full battery)."""
    drop: Annotated[float, Field(ge=0, le=1)] = 1.0
    """Share of the attracted packets that it swallows (common)."""
    listens: bool = False
    """It learns the readings that it attracts; exploiting, it always does."""
    rewrite: Annotated[float, Field(ge=0, le=1)] = 0.0
    """Share of those that it passes on which it changes, with a right checksum (common)."""
    rewrite_kept: Annotated[float, Field(ge=0, le=1)] = 0.5
    """Share of the readings brought to it by its role that it changes (exploiting)."""
    shift: Annotated[float, Field(ge=-1000, le=1000)] = 5.0
    """°C by which it changes them."""
    boast: Annotated[float, Field(ge=1, le=1e6)] = 100.0
    """Claimed storage, computing power and energy as a multiple of what it has (exploiting)."""


class Sinkhole:
    """Claims a full battery, announces itself as head every round, and swallows what it is sent.

    Exploiting: boasts until it is given the keeper's role, so that readings come to it by right, and
    reads and changes them.
    """

    name = "sinkhole"
    title = "Sinkhole"
    tip = (
        "Others take it for their head by a false battery, and it swallows what they send; exploiting, as their keeper."
    )
    params_type: type[Params] = SinkholeParams

    def perturb(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """Lies about energy, stands for head every round, drops."""
        at_least(behaviour, "claim", rows, params.claim)
        behaviour["force_head"][rows] = 1
        swallow(behaviour, rows, params.drop)
        behaviour["listens_in"][rows] |= params.listens
        rewrite(behaviour, rows, params.rewrite, params.shift)

    def exploit(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """Wants the keeper's role, then reads and changes."""
        covet(behaviour, rows, Duty.KEEPER, params.boast)
        spy(behaviour, rows, params.rewrite_kept, params.shift)
