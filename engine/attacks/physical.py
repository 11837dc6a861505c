"""Attacks on the physical part of nodes (S2 Table 4, class 3): hello flood, denial of sleep, tampering."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field

from engine.attacks.base import at_least, covet, further_off
from engine.network.kernels.columns import HIT_POLLS, Behaviour
from engine.network.strategies import Params
from engine.readmodel.codes import Duty


class HelloFloodParams(Params):
    """How many greetings, and how far they carry."""

    hellos: Annotated[float, Field(ge=0, le=10_000)] = 20.0
    """Greetings a round."""
    high_power: bool = True
    """A strong transmitter carries them as far as `reach_m`; without it they reach the neighbours."""
    reach_m: Annotated[float, Field(gt=0, le=10_000)] = 90.0
    """How far the strong transmitter carries, m."""
    newcomers: Annotated[float, Field(ge=0, le=1000)] = 4.0
    """Requests to join a round, each in the name of a node that nobody knows yet (exploiting)."""
    mains: bool = True
    """The attacker draws on the mains: its own energy does not end."""


class HelloFlood:
    """Greets everybody without end: who hears it answers and adjusts its tables, for nothing.

    Exploiting: every greeting is a new node's that wants to join, which such a network must take for legitimate.
    """

    name = "helloflood"
    title = "Hello flood"
    tip = "Greets far and often, and all must answer; exploiting, ever new nodes ask to join (without roles: greets)."
    params_type: type[Params] = HelloFloodParams

    def perturb(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """The harder of two such attacks counts."""
        at_least(behaviour, "hello", rows, params.hellos)
        reach = params.reach_m if params.high_power else 0.0
        at_least(behaviour, "hello_m", rows, reach)
        behaviour["mains"][rows] |= params.mains

    def exploit(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """A storm of requests to join."""
        self.perturb(behaviour, rows, params)
        at_least(behaviour, "joins", rows, params.newcomers)


class SleepDenialParams(Params):
    """How often victims are woken."""

    frames: Annotated[float, Field(ge=0, le=10_000)] = 10.0
    """Requests a round; after each a radio stays on for 0.1 s."""
    polls: Annotated[int, Field(ge=1, le=100)] = 1
    """Polls a round by service message in which every member is asked whether it is ready for a role (exploiting)."""
    mains: bool = True
    """The attacker draws on the mains: its own energy does not end."""


class SleepDenial:
    """Sends its neighbours requests in quick succession, so that their radios never sleep.

    Exploiting: asks every member by way of service messages whether it is ready for a role; all must report.
    """

    name = "sleepdenial"
    title = "Denial of sleep"
    tip = (
        "Keeps its neighbours' radios awake; exploiting, it polls all for their readiness (without roles: neighbours)."
    )
    params_type: type[Params] = SleepDenialParams

    def perturb(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """The harder of two such attacks counts."""
        at_least(behaviour, "awaken", rows, params.frames)
        behaviour["mains"][rows] |= params.mains

    def exploit(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """Polls of the whole network."""
        self.perturb(behaviour, rows, params)
        at_least(behaviour, "polls", rows, params.polls)
        behaviour["role_traffic"][rows] |= HIT_POLLS


class TamperingParams(Params):
    """What is changed, and by how much."""

    what: Literal["program", "surroundings"] = "program"
    """The node's program, so that its checksum is another, or the surroundings of its sensor, which leave no trace."""
    bias: Annotated[float, Field(ge=-1000, le=1000)] = 8.0
    """°C by which its readings are off."""
    boast: Annotated[float, Field(ge=1, le=1e6)] = 50.0
    """Claimed resources as a multiple of what it has, to get a role (exploiting)."""


class Tampering:
    """A node whose readings are false, by its program or by what was done around its sensor.

    Exploiting: the node also asks for the roles of keeper and processor, so that its word counts for more.
    """

    name = "tampering"
    title = "Node tampering"
    tip = (
        "Its readings are false; exploiting, it also takes a role that others rely on (without roles: readings alone)."
    )
    params_type: type[Params] = TamperingParams

    def perturb(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """What programs and surroundings do adds up; of two programs, and of two surroundings, the worse counts."""
        around = behaviour["bias"][rows] - behaviour["coded"][rows]
        if params.what == "program":
            further_off(behaviour, "coded", rows, params.bias)
            behaviour["tampered"][rows] = 1
        else:
            behaviour["bias"][rows] = around
            further_off(behaviour, "bias", rows, params.bias)
            around = behaviour["bias"][rows]
        behaviour["bias"][rows] = around + behaviour["coded"][rows]

    def exploit(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """Wants a role besides."""
        self.perturb(behaviour, rows, params)
        covet(behaviour, rows, Duty.KEEPER | Duty.PROCESSOR, params.boast)
