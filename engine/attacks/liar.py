"""Lies in reputation exchange, against the trust system itself: bad words, good words, both, and with dropping."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from pydantic import Field

from engine.attacks.base import also
from engine.network.kernels.columns import LIE_PRAISE, LIE_SMEAR, LIE_VICTIMS, Behaviour
from engine.network.strategies import Params
from engine.scenario.parts import Ids


class LiarParams(Params):
    """A liar has no parameters."""


class Liar:
    """Reports trust 0 for everybody but the liars themselves, for whom it reports 1."""

    name = "liar"
    title = "Lying reporter"
    tip = "Reports trust 0 for honest nodes and 1 for its accomplices when reputation is exchanged."
    params_type: type[Params] = LiarParams

    def perturb(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """Lies, and is praised by the other liars."""
        behaviour["lie"][rows] |= LIE_PRAISE | LIE_SMEAR
        behaviour["ally"][rows] = 1


class BadMouthParams(Params):
    """Whom bad-mouthers speak ill of."""

    victims: Ids = ()
    """Ids of the nodes reported with trust 0, separated by commas; empty: every node but the accomplices. Several
    attacks with victims share one list."""


class BadMouth:
    """Reports trust 0 for its victims, so that others take them off their lists; else it behaves."""

    name = "badmouth"
    title = "Bad-mouthing"
    tip = "Reports trust 0 for honest nodes, so that others drop them; does its own work without fault."
    params_type: type[Params] = BadMouthParams

    def perturb(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """Smears; other liars spare it."""
        behaviour["lie"][rows] |= LIE_VICTIMS if params.victims else LIE_SMEAR
        behaviour["ally"][rows] = 1

    @staticmethod
    def victims(params: Any) -> tuple[int, ...]:
        """Ids of those smeared; see `engine.network.strategies.Aimed`."""
        ids: tuple[int, ...] = params.victims
        return ids


class BallotParams(Params):
    """Ballot stuffing has no parameters."""


class Ballot:
    """Reports trust 1 for its accomplices, whatever they do, so that they stay on the lists."""

    name = "ballot"
    title = "Ballot stuffing"
    tip = "Reports trust 1 for its accomplices, whatever they do; about others it tells the truth."
    params_type: type[Params] = BallotParams

    def perturb(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """Praises, and is praised."""
        behaviour["lie"][rows] |= LIE_PRAISE
        behaviour["ally"][rows] = 1


class CollusionParams(Params):
    """What colluding nodes do besides lying."""

    share: Annotated[float, Field(ge=0, le=1)] = 1.0
    """Share of packets that they drop: 1 for black holes, less for grey holes."""


class Collusion:
    """Black or grey holes that praise one another and speak ill of all others."""

    name = "collusion"
    title = "Collusion"
    tip = "Drops packets, reports trust 1 for its accomplices and 0 for all others: they cover for one another."
    params_type: type[Params] = CollusionParams

    def perturb(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """Drops independently of other attacks; lies both ways."""
        also(behaviour, "drop", rows, params.share)
        behaviour["lie"][rows] |= LIE_PRAISE | LIE_SMEAR
        behaviour["ally"][rows] = 1
