"""Wormhole (S3-19): two or more compromised nodes pass packets to one another outside the channel."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from pydantic import Field

from engine.attacks.base import at_least, covet, rewrite, spy, swallow
from engine.network.kernels.columns import Behaviour
from engine.network.strategies import Params
from engine.readmodel.codes import Duty


class WormholeParams(Params):
    """What the tunnel does with what it catches."""

    drop: Annotated[float, Field(ge=0, le=1)] = 0.5
    """Share of the packets handed to an end that vanish in the tunnel."""
    latency_s: Annotated[float, Field(ge=0, le=10)] = 0.005
    """Time that a packet takes through the tunnel, s; a feedback check can measure it."""
    listens: bool = False
    """The ends learn what passes; exploiting, they always do."""
    rewrite: Annotated[float, Field(ge=0, le=1)] = 0.0
    """Share of what passes that they change, with a right checksum (common)."""
    rewrite_caught: Annotated[float, Field(ge=0, le=1)] = 0.3
    """Share of what they keep by a role, or deliver before the legitimate copy, that they change (exploiting)."""
    shift: Annotated[float, Field(ge=-1000, le=1000)] = 5.0
    """°C by which they change a reading."""
    boast: Annotated[float, Field(ge=1, le=1e6)] = 100.0
    """Claimed storage, computing power and energy as a multiple of what they have (exploiting)."""


class Wormhole:
    """Tunnels what one end hears to the others: who hears an end takes all other ends for neighbours.

    Routes through the false neighbours look short, so that they gather traffic. One attack is one tunnel of all its
    nodes; a single node has nobody to tunnel to. Exploiting: the ends take roles, feign no neighbours, and what they
    overhear they deliver before the legitimate copy comes, which is discarded (S2-35).
    """

    name = "wormhole"
    title = "Wormhole"
    tip = "Two or more nodes tunnel packets out of band: far-apart nodes take each other for neighbours."
    params_type: type[Params] = WormholeParams

    def perturb(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """Joins ``rows`` by a tunnel numbered after the first of them; it swallows a share."""
        self._dig(behaviour, rows, params)
        swallow(behaviour, rows, params.drop)
        behaviour["listens_in"][rows] |= params.listens
        rewrite(behaviour, rows, params.rewrite, params.shift)

    def exploit(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """The same tunnel, which loses nothing: its ends want roles, and are first."""
        self._dig(behaviour, rows, params)
        behaviour["catches"][rows] = 1
        spy(behaviour, rows, params.rewrite_caught, params.shift)
        covet(behaviour, rows, Duty.KEEPER | Duty.PROCESSOR, params.boast)

    @staticmethod
    def _dig(behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        if len(rows):
            at_least(behaviour, "tunnel", rows, int(rows.min()) + 1)
            at_least(behaviour, "latency", rows, params.latency_s)
