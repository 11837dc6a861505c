"""Attacks on the protocol of interaction (S2 Table 4, class 4): desynchronisation, clock skew, data replay."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from pydantic import Field

from engine.attacks.base import also, at_least, covet, further_off
from engine.network.kernels.columns import HIT_SESSIONS, HIT_SYNC, HIT_TABLES, Behaviour
from engine.network.strategies import Params
from engine.readmodel.codes import Duty


class DesyncParams(Params):
    """How often."""

    chance: Annotated[float, Field(ge=0, le=1)] = 0.3
    """Probability a round that it closes the session of a node in range; exploiting, of each service exchange."""


class Desync:
    """Sends frames with the number of a session under way: it is closed, and what was sent in it is lost.

    Exploiting: duplicates the controller's session, so that the exchange of roles has to be repeated.
    """

    name = "desync"
    title = "Desynchronisation"
    tip = "Closes its neighbours' sessions; exploiting, the controller's, amid role exchange (without: neighbours')."
    params_type: type[Params] = DesyncParams

    def perturb(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """Closes sessions independently of other attacks."""
        also(behaviour, "desync", rows, params.chance)

    def exploit(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """The controller's instead of the neighbours'."""
        also(behaviour, "desync", rows, params.chance)
        behaviour["role_traffic"][rows] |= HIT_SESSIONS


class ClockSkewParams(Params):
    """Which time it tells."""

    skew_s: Annotated[float, Field(ge=-86_400, le=86_400)] = 2.0
    """False time less true time, s; clocks off by more than a twentieth of a round miss their slots."""
    boast: Annotated[float, Field(ge=1, le=1e6)] = 50.0
    """Claimed resources as a multiple of what it has, to get a role (exploiting)."""


class ClockSkew:
    """Tells its neighbours a false time, and they each other: nodes send when nobody listens for them.

    Exploiting: as the holder of a role it tells the time to the whole network by service message.
    """

    name = "clockskew"
    title = "Clock skew"
    tip = "Spreads a false time; exploiting, it does so to all as holder of a role (without roles: to neighbours)."
    params_type: type[Params] = ClockSkewParams

    def perturb(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """The falser of two times counts."""
        further_off(behaviour, "skew", rows, params.skew_s)

    def exploit(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """Wants a role, and speaks by virtue of it."""
        self.perturb(behaviour, rows, params)
        behaviour["role_traffic"][rows] |= HIT_SYNC
        covet(behaviour, rows, Duty.KEEPER, params.boast)


class ReplayParams(Params):
    """How much is sent again."""

    packets: Annotated[int, Field(ge=0, le=1000)] = 5
    """Recorded readings sent again a round; they were overheard when the attack began."""
    mains: bool = True
    """The attacker draws on the mains: its own energy does not end."""


class Replay:
    """Sends readings of its neighbours, recorded when it began, again and again: they are taken for new.

    Exploiting: also sends all members an old role configuration, which they fall back to until the next one.
    """

    name = "replay"
    title = "Data replay"
    tip = "Sends recorded readings again; exploiting, old role configurations too (without roles: readings alone)."
    params_type: type[Params] = ReplayParams

    def perturb(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """The busier of two such attacks counts."""
        at_least(behaviour, "replay", rows, params.packets)
        behaviour["mains"][rows] |= params.mains

    def exploit(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """Old tables as well."""
        self.perturb(behaviour, rows, params)
        behaviour["role_traffic"][rows] |= HIT_TABLES
