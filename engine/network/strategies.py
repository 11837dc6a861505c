"""What a third party implements: a routing strategy, an attack, a defence. The network calls them by these shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np
from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from engine.network.kernels.columns import Behaviour
    from engine.network.network import Network
    from engine.network.trust_view import TrustView
    from engine.readmodel.detail import TrustExplanation
    from engine.scenario.model import Trust


class Params(BaseModel):
    """Base of parameter sets: frozen, unknown keys refused; field limits and units build the form in the window."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


@runtime_checkable
class RoutingStrategy(Protocol):
    """Clustering and routing. It writes `Routes`, and of nodes with roles ``sink`` and ``room``; no other column."""

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
class Previewed(Protocol):
    """A routing strategy whose routes do not end at stations; a `RoutingStrategy` may be one."""

    def preview(self, network: Network) -> None:
        """Writes the routes as they would be now; nothing is paid, drawn or told."""


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
class Pulsed(Protocol):
    """An attack that is on and off in turn while it lasts; an `AttackStrategy` may be one."""

    def pulse(self, params: Any, rounds: int) -> bool:
        """Whether it is on, ``rounds`` rounds after its first."""


@runtime_checkable
class Exploiting(Protocol):
    """An attack with a variation that exploits self-organisation and roles (S2-53); an `AttackStrategy` may be one."""

    def exploit(self, behaviour: Behaviour, rows: np.ndarray, params: Any) -> None:
        """What the attackers in ``rows`` do in that variation, in place of `AttackStrategy.perturb`."""


@runtime_checkable
class Aimed(Protocol):
    """An attack on chosen victims, who are marked in ``Behaviour.victim``; an `AttackStrategy` may be one."""

    def victims(self, params: Any) -> tuple[int, ...]:
        """Ids of the victims."""


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


@runtime_checkable
class TrustModel(Protocol):
    """How nodes judge each other by what they observe. It writes `Belief` columns and nothing else.

    One instance serves one network; `reset` comes before all else, and again with every edit.
    """

    name: str
    title: str
    tip: str
    terms: tuple[str, str, str]
    """What the columns C, R and D of `Belief` (``own``, ``reputation``, ``trust``) hold, in words."""
    columns: tuple[str, ...]
    """Columns of `Belief` that it writes."""
    params_type: type[Params]

    def reset(self, trust: Trust, params: Any) -> None:
        """Takes its parameters: those that all models share, and its own."""

    def take_over(self, before: TrustModel) -> None:
        """Goes on where a model of the same name stood before an edit."""

    def limits(self) -> tuple[float, float]:
        """P, and what D must exceed it by for a return to the list."""

    def exchange(self, view: TrustView) -> None:
        """Nodes tell each other what they think; comes before `judge` in every round in which it is due."""

    def judge(self, view: TrustView) -> None:
        """Works out C, R and D of every live pair, and the lists."""

    def explain(self, view: TrustView, edge: int, shown: TrustExplanation) -> TrustExplanation:
        """Completes an explanation that holds what stands in the columns: counters, formulas, values, readings."""


class RoundHook(Protocol):
    """Whatever acts at the start or the end of each round: attack schedules, defences."""

    def begin_round(self, network: Network) -> None:
        """Before set-up; ``network.round`` is the round that begins."""

    def end_round(self, network: Network) -> None:
        """After the last wave."""
