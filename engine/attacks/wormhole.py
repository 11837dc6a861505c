"""Wormhole (S3-19): two or more compromised nodes pass packets to one another outside the channel."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from pydantic import Field

from engine.network.kernels.columns import RULE_ALL, Behaviour
from engine.network.strategies import Params


class WormholeParams(Params):
    """What the tunnel does with what it catches."""

    drop: Annotated[float, Field(ge=0, le=1)] = 0.5
    """Share of the packets handed to an end that vanish in the tunnel."""
    latency_s: Annotated[float, Field(ge=0, le=10)] = 0.005
    """Time that a packet takes through the tunnel, s; a feedback check can measure it."""


class Wormhole:
    """Tunnels what one end hears to the others: who hears an end takes all other ends for neighbours.

    Routes through the false neighbours look short, so that they gather traffic. One attack is one tunnel of all its
    nodes; a single node has nobody to tunnel to.
    """

    name = "wormhole"
    title = "Wormhole"
    tip = "Two or more nodes tunnel packets out of band: far-apart nodes take each other for neighbours."
    params_type: type[Params] = WormholeParams

    def perturb(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """Joins ``rows`` by a tunnel numbered after the first of them; it swallows a share."""
        if not len(rows):
            return
        behaviour["tunnel"][rows] = np.maximum(behaviour["tunnel"][rows], int(rows.min()) + 1)
        behaviour["latency"][rows] = np.maximum(behaviour["latency"][rows], params.latency_s)
        behaviour["rule"][rows] = np.where(params.drop > 0, RULE_ALL, behaviour["rule"][rows])
        behaviour["drop"][rows] = 1 - (1 - behaviour["drop"][rows]) * (1 - params.drop)
