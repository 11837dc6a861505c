"""How attacks on one node compose, whatever their order."""

from __future__ import annotations

from typing import Final

import numpy as np

from engine.network.kernels.columns import RULE_ALL, Behaviour
from engine.readmodel.codes import Duty

ROLES: Final = {
    "keeper": Duty.KEEPER,
    "processor": Duty.PROCESSOR,
    "both": Duty.KEEPER | Duty.PROCESSOR,
}
"""By the choice in a form."""


def also(behaviour: Behaviour, column: str, rows: np.ndarray, chance: float) -> None:
    """A probability: what one attack leaves the other may still take."""
    behaviour[column][rows] = 1 - (1 - behaviour[column][rows]) * (1 - chance)


def at_least(behaviour: Behaviour, column: str, rows: np.ndarray, amount: float) -> None:
    """An amount or a flag: the greater counts."""
    behaviour[column][rows] = np.maximum(behaviour[column][rows], amount)


def further_off(behaviour: Behaviour, column: str, rows: np.ndarray, value: float) -> None:
    """A signed value: the one further from 0 counts, of two equally far the positive one."""
    now = behaviour[column][rows]
    further = (abs(value) > np.abs(now)) | ((abs(value) == np.abs(now)) & (value > now))
    behaviour[column][rows] = np.where(further, value, now)


def swallow(behaviour: Behaviour, rows: np.ndarray, share: float) -> None:
    """Drops ``share`` of all that is handed over."""
    if share > 0:
        behaviour["rule"][rows] = RULE_ALL
    also(behaviour, "drop", rows, share)


def rewrite(behaviour: Behaviour, rows: np.ndarray, share: float, shift: float) -> None:
    """Changes ``share`` of the readings that pass by ``shift`` °C, with a right checksum."""
    also(behaviour, "rewrite", rows, share)
    if share > 0:
        further_off(behaviour, "shift", rows, shift)


def spy(behaviour: Behaviour, rows: np.ndarray, share: float, shift: float) -> None:
    """Learns what passes, and changes ``share`` of it, and of what it puts together, by ``shift`` °C."""
    behaviour["listens_in"][rows] = 1
    rewrite(behaviour, rows, share, shift)
    also(behaviour, "distort", rows, share)


def covet(behaviour: Behaviour, rows: np.ndarray, roles: Duty, boast: float) -> None:
    """Asks for roles, with claims of what it has multiplied."""
    behaviour["covets"][rows] |= int(roles)
    at_least(behaviour, "boast", rows, boast)
