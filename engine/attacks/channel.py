"""Attacks on the physical channel (S2 Table 4, class 5): jamming."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from pydantic import Field

from engine.attacks.base import also, at_least
from engine.network.kernels.columns import HIT_ROLES, Behaviour
from engine.network.strategies import Params


class JammingParams(Params):
    """How loud, how far, and in what rhythm where it is aimed."""

    noise: Annotated[float, Field(ge=0, le=1)] = 0.98
    """Probability that a frame right beside the jammer drowns; further away fewer do, by the two-ray law."""
    noise_m: Annotated[float, Field(gt=0, le=10_000)] = 45.0
    """How far the noise reaches, m; aimed at one node it carries twice as far."""
    burst: Annotated[int, Field(ge=1, le=100_000)] = 8
    """Rounds of noise in a row (exploiting)."""
    pause: Annotated[int, Field(ge=0, le=100_000)] = 8
    """Rounds of silence after them, in which jammed nodes come back and roles are given anew (exploiting)."""
    mains: bool = True
    """The jammer draws on the mains: its own energy does not end."""


class Jamming:
    """Noise on the channel: nodes nearby lose frames, the nearest drop out of the network altogether.

    Exploiting: the noise is aimed at whoever holds a role and comes and goes, so that the network takes it for nodes
    that leave and join, and redistributes roles again and again.
    """

    name = "jamming"
    title = "Jamming"
    tip = "Fills the channel with noise; exploiting, it aims at holders of roles in bursts (without roles: all around)."
    params_type: type[Params] = JammingParams

    def perturb(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """Frames escape both noises or drown."""
        also(behaviour, "noise", rows, params.noise)
        at_least(behaviour, "noise_m", rows, params.noise_m)
        behaviour["mains"][rows] |= params.mains

    def exploit(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """Aims at holders of roles, in bursts."""
        self.perturb(behaviour, rows, params)
        behaviour["role_traffic"][rows] |= HIT_ROLES
        at_least(behaviour, "burst", rows, params.burst)
        at_least(behaviour, "pause", rows, params.pause)
