"""Who gets which role: the controller's decision from what nodes reported (S2-05 to S2-08, S2-11, S2-168)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from engine.readmodel.codes import Duty
from engine.roles.suitability import SOUGHT

_BUSY = 0.1
"""Taken off the score of a node for each other role that it holds: functions are to be spread (S2-02)."""
_CROWDED = 0.15
"""Taken off the score of a node within range of another holder of the same role: keepers are to be near everybody."""


@dataclass(frozen=True, slots=True)
class Case:
    """What the controller has before it; columns have a row for each row of the network."""

    wanted: Mapping[Duty, int]
    """Holders wanted of each of `SOUGHT`."""
    score: Mapping[Duty, np.ndarray]
    """Suitability."""
    may: np.ndarray
    """bool[M]: members that reported and sense."""
    unfit: Mapping[Duty, np.ndarray]
    """bool[M]: cannot fulfil the role: too little energy, storage or computing time, or refused as not eligible."""
    present: np.ndarray
    """uint8[M]: `Duty` bits as the table has them."""
    collects: np.ndarray
    """bool[M]: who is collector, the default, beside whatever else."""
    margin: float
    """Share by which another must surpass a holder to take its role."""
    near: Callable[[int], np.ndarray]
    """Row → bool[M]: within its range."""
    reserved: Mapping[Duty, np.ndarray]
    """bool[M]: who is given the role first, at initialisation (S2-12)."""


def assign(case: Case) -> np.ndarray:
    """uint8[M]: `Duty` bits of every row.

    A holder that is fit keeps its role unless another surpasses it by the margin. A vacancy goes to the best fit node,
    where nobody is fit to the best there is: each role stays on at least one node while any node may hold it.
    """
    out = np.zeros(len(case.may), np.uint8)
    for duty in SOUGHT:
        out[_holders(duty, case, out)] |= int(duty)
    out[case.collects] |= int(Duty.COLLECTOR)
    return out


def _holders(duty: Duty, case: Case, out: np.ndarray) -> np.ndarray:
    count, score = case.wanted[duty], case.score[duty]
    fit = case.may & ~case.unfit[duty]
    if not count:
        return np.empty(0, np.intp)
    first = case.reserved.get(duty)
    now = fit & (case.present & int(duty) != 0) if first is None else case.may & first
    chosen = [int(r) for r in np.flatnonzero(now)[np.argsort(-score[now], kind="stable")][:count]]
    if first is None:
        _give_way(chosen, duty, case, fit, out)
    for pool in (fit, case.may):
        while len(chosen) < count:
            row = _best(chosen, duty, case, pool, out)
            if row < 0:
                break
            chosen.append(row)
    return np.array(chosen, np.intp)


def _worth(chosen: list[int], duty: Duty, case: Case, out: np.ndarray) -> np.ndarray:
    """Scores less what other roles and the nearness of other holders take off."""
    worth: np.ndarray = case.score[duty] - _BUSY * np.bitwise_count(out)
    if duty is Duty.KEEPER:
        for row in chosen:
            worth = worth - _CROWDED * case.near(row)
    return worth


def _best(chosen: list[int], duty: Duty, case: Case, pool: np.ndarray, out: np.ndarray) -> int:
    free = pool.copy()
    free[chosen] = False
    if not free.any():
        return -1
    return int(np.argmax(np.where(free, _worth(chosen, duty, case, out), -np.inf)))


def _give_way(chosen: list[int], duty: Duty, case: Case, fit: np.ndarray, out: np.ndarray) -> None:
    """Holders surpassed by the margin are replaced, the worst first."""
    for _ in range(len(chosen)):
        worst = min(chosen, key=lambda row: (case.score[duty][row], -row))
        others = [row for row in chosen if row != worst]
        rival = _best(chosen, duty, case, fit, out)
        if rival < 0 or case.present[rival] & int(duty):
            return
        worth = _worth(others, duty, case, out)
        if worth[rival] <= (1 + case.margin) * worth[worst]:
            return
        chosen.remove(worst)
        chosen.append(rival)
