"""Attacks on the software of nodes (S2 Table 4, class 2): malicious code injection, distortion of aggregates."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from pydantic import Field

from engine.attacks.base import also, at_least, covet, further_off
from engine.network.kernels.columns import INFECT_COMMANDS, INFECT_FRAMES, Behaviour
from engine.network.strategies import Params
from engine.readmodel.codes import Duty

Share = Annotated[float, Field(ge=0, le=1)]
Degrees = Annotated[float, Field(ge=-1000, le=1000)]


class InjectionParams(Params):
    """How catching the code is, and what it does."""

    chance: Annotated[float, Field(gt=0, le=1)] = 0.1
    """Probability a round that a node which hears a frame with code in it runs the code."""
    drop: Share = 0.2
    """Share of the packets handed to it that an infected node swallows."""
    bias: Degrees = 4.0
    """°C by which the readings of an infected node are off."""


class Injection:
    """Sends frames with code in their payload, by a fault of the control program; infected nodes do the same.

    Exploiting: the code rides in role commands and tables, to nodes many hops away.
    """

    name = "injection"
    title = "Malicious code injection"
    tip = "Infects neighbours by code in frames; exploiting, code rides in role commands (without roles: in frames)."
    params_type: type[Params] = InjectionParams

    def perturb(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """Infects independently of other attacks; the worse of two codes counts."""
        self._code(behaviour, rows, params)
        behaviour["infect_by"][rows] |= INFECT_FRAMES

    def exploit(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """By commands instead of frames; from a role that it asks for, more of them pass."""
        self._code(behaviour, rows, params)
        behaviour["infect_by"][rows] |= INFECT_COMMANDS
        covet(behaviour, rows, Duty.KEEPER, 1.0)

    @staticmethod
    def _code(behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        also(behaviour, "infect", rows, params.chance)
        at_least(behaviour, "code_drop", rows, params.drop)
        further_off(behaviour, "code_bias", rows, params.bias)


class DistortionParams(Params):
    """How often, and by how much."""

    share: Share = 1.0
    """Share of the aggregates and results it works out that it distorts."""
    shift: Degrees = 6.0
    """°C by which it does."""
    boast: Annotated[float, Field(ge=1, le=1e6)] = 50.0
    """Claimed storage, computing power and energy as a multiple of what it has, to get a role (exploiting)."""


class Distortion:
    """Distorts what it aggregates or works out from others' readings; the checksum is right.

    Exploiting: it first asks for the roles of keeper and processor, through which all readings pass.
    """

    name = "distortion"
    title = "Aggregation distortion"
    tip = "Distorts aggregates that it makes; exploiting, it gets the roles that make them (without: as it happens)."
    params_type: type[Params] = DistortionParams

    def perturb(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """Distorts independently of other attacks, with a changed program."""
        also(behaviour, "distort", rows, params.share)
        further_off(behaviour, "shift", rows, params.shift)
        behaviour["tampered"][rows] = 1

    def exploit(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """Wants to be the one that aggregates."""
        self.perturb(behaviour, rows, params)
        covet(behaviour, rows, Duty.KEEPER | Duty.PROCESSOR, params.boast)
