"""On-off attack: behaves well and badly in turn, so that good rounds pay for bad ones."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from pydantic import Field

from engine.attacks.base import also
from engine.network.kernels.columns import Behaviour
from engine.network.strategies import Params


class OnOffParams(Params):
    """The rhythm, and what happens while it is on."""

    on_rounds: Annotated[int, Field(ge=1, le=100_000)] = 10
    """Rounds in which it drops packets."""
    off_rounds: Annotated[int, Field(ge=0, le=100_000)] = 10
    """Rounds in which it behaves, before it drops again."""
    share: Annotated[float, Field(ge=0, le=1)] = 1.0
    """Share of packets that it drops while it is on."""


class OnOff:
    """Drops packets for some rounds, behaves for some, and so on: trust that forgets lets it back in."""

    name = "onoff"
    title = "On-off attack"
    tip = "Drops packets for some rounds and behaves for some, in turn: it lives on what trust forgives."
    params_type: type[Params] = OnOffParams

    def perturb(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """Drops independently of other attacks; called for the rounds in which it is on."""
        also(behaviour, "drop", rows, params.share)

    @staticmethod
    def pulse(params: Any, rounds: int) -> bool:
        """Whether it is on, ``rounds`` rounds after its first; see `engine.network.strategies.Pulsed`."""
        on: int = params.on_rounds
        off: int = params.off_rounds
        return rounds % (on + off) < on
