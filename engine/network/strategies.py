"""What a third party implements: a routing strategy, an attack, a defence. The network calls them by these shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np
from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from engine.network.kernels.columns import Behaviour
    from engine.network.network import Network


class Params(BaseModel):
    """Base of parameter sets: frozen, unknown keys refused; field limits and units build the form in the window."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


@runtime_checkable
class RoutingStrategy(Protocol):
    """Clustering and routing. It writes the `Routes` columns and nothing else."""

    name: str
    title: str
    mobile: bool
    """Whether nodes may move under it (S3-60)."""
    params_type: type[Params]

    def reset(self, network: Network, params: Any) -> None:
        """A run begins, or the network was rebuilt after an edit."""

    def set_up(self, network: Network) -> None:
        """Set-up of a round: elect heads, form clusters, find routes."""


@runtime_checkable
class AttackStrategy(Protocol):
    """One kind of attack: data plus a perturbation of `Behaviour` columns."""

    name: str
    title: str
    tip: str
    params_type: type[Params]

    def perturb(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """Writes what the attackers in ``rows`` do while the attack is on; composes with attacks before it."""


@runtime_checkable
class MixtureStrategy(Protocol):
    """An attack of which every attacker carries out one of several others, drawn by lot."""

    name: str
    title: str
    tip: str
    params_type: type[Params]

    def kinds(self, params: Any) -> tuple[str, ...]:
        """Registered names of the attacks to draw from; one named twice is twice as likely."""

    def perturb(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """Never called: the attacks drawn stand in its place."""


class RoundHook(Protocol):
    """Whatever acts at the start or the end of each round: attack schedules, defences."""

    def begin_round(self, network: Network) -> None:
        """Before set-up; ``network.round`` is the round that begins."""

    def end_round(self, network: Network) -> None:
        """After the last wave."""
