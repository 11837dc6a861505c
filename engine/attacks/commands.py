"""Attacks on messages as they pass (S2-50, S2-51): modified role commands, fields changed on the fly."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field

from engine.attacks.base import ROLES, also, covet, rewrite
from engine.network.kernels.columns import FIELD_FIGURES, FIELD_STATUS, FIELD_VERSION, Behaviour
from engine.network.strategies import Params

Share = Annotated[float, Field(ge=0, le=1)]


class RoleCommandParams(Params):
    """How many commands, and for which role."""

    share: Share = 1.0
    """Share of the service messages passing through it that it changes."""
    role: Literal["keeper", "processor", "both"] = "keeper"
    """The role that it writes its own address to (exploiting)."""


class RoleCommand:
    """Changes role commands that it passes on (S2-50).

    Common: garbles service messages, so that they are useless. Exploiting: writes its own address into them, takes the
    role by that, and learns what comes with it.
    """

    name = "rolecommand"
    title = "Modified role command"
    tip = "Garbles service messages; exploiting, it writes its own address into role commands and takes the role."
    params_type: type[Params] = RoleCommandParams

    def perturb(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """Garbles independently of other attacks."""
        also(behaviour, "mangle", rows, params.share)

    def exploit(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """Has roles given anew and writes itself in; with a role that it took it learns what comes to it."""
        also(behaviour, "mangle", rows, params.share)
        behaviour["usurps"][rows] |= int(ROLES[params.role])
        covet(behaviour, rows, ROLES[params.role], 1.0)


class FieldTamperParams(Params):
    """How much is changed, and by how much."""

    share: Share = 0.5
    """Share of what passes that it changes: readings, exploiting service messages."""
    shift: Annotated[float, Field(ge=-1000, le=1000)] = 5.0
    """°C by which it changes a reading (common)."""


class FieldTamper:
    """Changes fields of messages on the fly, with a checksum that fits (S2-51).

    Common: data fields. Exploiting: fields of the protocol: the figures in reports, the status of confirmations, the
    version of the role table.
    """

    name = "fieldtamper"
    title = "Field modification on the fly"
    tip = "Changes readings in passing, checksum included; exploiting, it changes fields of the role protocol."
    params_type: type[Params] = FieldTamperParams

    def perturb(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """Rewrites independently of other attacks; the greater change counts."""
        rewrite(behaviour, rows, params.share, params.shift)

    def exploit(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """Service messages instead of readings."""
        also(behaviour, "mangle", rows, params.share)
        behaviour["fields"][rows] |= FIELD_FIGURES | FIELD_STATUS | FIELD_VERSION
