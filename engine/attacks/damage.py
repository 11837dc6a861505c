"""Packet damage (S3-28): the relay changes the data field, so that the checksum no longer fits."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from pydantic import Field

from engine.attacks.base import also
from engine.network.kernels.columns import Behaviour
from engine.network.strategies import Params


class DamageParams(Params):
    """How much is damaged."""

    share: Annotated[float, Field(ge=0, le=1)] = 1.0
    """Share of relayed packets that it damages."""


class Damage:
    """Damages packets that it relays."""

    name = "damage"
    title = "Packet damage"
    tip = "Relays packets with a changed data field: CRC and CRC* differ and the packet is worthless."
    params_type: type[Params] = DamageParams

    def perturb(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """Damages independently of other attacks."""
        also(behaviour, "corrupt", rows, params.share)
