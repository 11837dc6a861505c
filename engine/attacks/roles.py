"""Attacks on the distribution of roles (S2-47 to S2-49): stolen roles, the flood of redistributions, phantoms."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field

from engine.attacks.base import ROLES, at_least, covet, spy
from engine.network.kernels.columns import Behaviour
from engine.network.strategies import Params

Boast = Annotated[float, Field(ge=1, le=1e6)]


class RoleTheftParams(Params):
    """Which roles, and how shamelessly."""

    roles: Literal["keeper", "processor", "both"] = "both"
    """Roles that it asks for (exploiting)."""
    boast: Boast = 100.0
    """Claimed storage, computing power and energy as a multiple of what it has (exploiting)."""


class RoleTheft:
    """Wants to know what the network knows (S2-47).

    Common: it learns what passes through it. Exploiting: it asks for roles with false figures, carries them out well,
    and learns all that it stores and processes.
    """

    name = "roletheft"
    title = "Illegitimate role"
    tip = "Learns what passes; exploiting, it obtains the roles by which all readings come to it, and serves well."
    params_type: type[Params] = RoleTheftParams

    def perturb(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """Listens in."""
        spy(behaviour, rows, 0.0, 0.0)

    def exploit(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """Listens in where the roles bring it all."""
        spy(behaviour, rows, 0.0, 0.0)
        covet(behaviour, rows, ROLES[params.roles], params.boast)


class RoleFloodParams(Params):
    """How often, and in which rhythm."""

    requests: Annotated[float, Field(ge=1, le=10_000)] = 20.0
    """Service requests a round that mean nothing (common)."""
    rate: Annotated[float, Field(gt=0, le=1)] = 1.0
    """Redistributions that it asks for a round, at most; it waits until the network has come back from the last one
    (exploiting)."""
    on_rounds: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    """Rounds of a run of the attack; 0: without a pause."""
    off_rounds: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    """Rounds between two runs."""
    mains: bool = True
    """The attacker draws on the mains: its own energy does not end."""


class RoleFlood:
    """Keeps the whole network busy with service messages (S2-48, S2-131).

    Common: requests to the controller (the base station, where there is none) that mean nothing. Exploiting, the script
    of S2 Fig. 11: learns the network's identifier, joins, asks for a redistribution of roles, waits for the
    confirmations, ends it incorrectly, lets the network come back, and begins again.
    """

    name = "roleflood"
    title = "Role-redistribution flood"
    tip = "Floods service requests; exploiting, it has roles redistributed again and again, and ends it incorrectly."
    params_type: type[Params] = RoleFloodParams

    def perturb(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """The harder of two such floods counts."""
        at_least(behaviour, "requests", rows, params.requests)
        behaviour["mains"][rows] |= params.mains

    def exploit(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """Redistributions instead of requests."""
        at_least(behaviour, "churn", rows, params.rate)
        behaviour["mains"][rows] |= params.mains

    @staticmethod
    def pulse(params: Any, rounds: int) -> bool:
        """Whether a run goes on, ``rounds`` rounds after the first; see `engine.network.strategies.Pulsed`."""
        on: int = params.on_rounds
        off: int = params.off_rounds
        return on == 0 or rounds % (on + off) < on


class PhantomParams(Params):
    """How many names."""

    identities: Annotated[int, Field(ge=1, le=32)] = 3
    """Nodes that do not exist and that it names."""


class Phantom:
    """Names nodes that do not exist (S2-49).

    Common: as next hops, so that what is sent to them is lost. Exploiting: as the best candidates for roles, until the
    table of roles is full of holders whom nobody has ever met.
    """

    name = "phantom"
    title = "Roles for non-existent nodes"
    tip = "Names next hops that do not exist; exploiting, it has roles given to nodes that nobody has ever met."
    params_type: type[Params] = PhantomParams

    def perturb(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """False identities that nobody answers for."""
        at_least(behaviour, "identities", rows, params.identities)
        behaviour["ghost_drop"][rows] = 1.0

    def exploit(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """Names for the table of roles instead of neighbours."""
        at_least(behaviour, "phantoms", rows, params.identities)
