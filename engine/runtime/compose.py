"""From a document to a network: strategies looked up by name, parameters checked, hooks in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from engine.attacks.catalogue import attack_registry
from engine.attacks.schedule import AttackSchedule, Planned, attackers_of
from engine.base.errors import ScenarioError
from engine.base.registry import Registry
from engine.defence.trust.manager import TrustManager
from engine.network.network import Network
from engine.network.strategies import AttackStrategy, Params, RoundHook, RoutingStrategy
from engine.routing.catalogue import routing_registry
from engine.scenario.model import Scenario


@dataclass(frozen=True, slots=True)
class Strategies:
    """The registries of one engine."""

    routing: Registry[RoutingStrategy]
    attacks: Registry[AttackStrategy]

    @classmethod
    def load(cls) -> Strategies:
        """Built-in strategies and third parties'."""
        return cls(routing_registry(), attack_registry())


def checked(params_type: type[Params], values: dict[str, Any], where: str) -> Params:
    """The parameter set.

    Raises:
        ScenarioError: With the path of the first wrong value.
    """
    try:
        return params_type.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        path = ".".join([where, *map(str, first["loc"])])
        known = ", ".join(params_type.model_fields) or "none"
        raise ScenarioError(first["msg"].lower(), where=path, mend=f"parameters are: {known}") from None


def plan_attacks(scenario: Scenario, strategies: Strategies) -> tuple[Planned, ...]:
    """Every attack of the document, ready to go."""
    planned = []
    for index, attack in enumerate(scenario.attacks):
        strategy = strategies.attacks.get(attack.type, where=f"attacks[{index}].type")
        params = checked(strategy.params_type, attack.params, f"attacks[{index}].params")
        planned.append(Planned(attack, strategy, params, attackers_of(attack, scenario)))
    return tuple(planned)


@dataclass(slots=True)
class Parts:
    """A network with what acts on it."""

    scenario: Scenario
    network: Network
    schedule: AttackSchedule
    trust: TrustManager | None


def _hooks(scenario: Scenario, strategies: Strategies, rounds: int) -> tuple[AttackSchedule, TrustManager | None]:
    trust = TrustManager(scenario.trust, rounds) if scenario.trust.enabled else None
    return AttackSchedule(plan_attacks(scenario, strategies)), trust


def _routing(scenario: Scenario, strategies: Strategies) -> tuple[RoutingStrategy, Params]:
    routing = strategies.routing.get(scenario.routing.protocol, where="routing.protocol")
    return routing, checked(routing.params_type, scenario.routing.params, "routing.params")


def check_strategies(scenario: Scenario, strategies: Strategies) -> None:
    """Raises when the document names an unknown strategy or a parameter out of range."""
    _routing(scenario, strategies)
    plan_attacks(scenario, strategies)


def compose(scenario: Scenario, strategies: Strategies, *, logging: bool = False) -> Parts:
    """A fresh network at round 0.

    Raises:
        ScenarioError, UnknownNameError: The document names a strategy or parameter that does not exist.
    """
    routing, params = _routing(scenario, strategies)
    schedule, trust = _hooks(scenario, strategies, 0)
    hooks: tuple[RoundHook, ...] = (schedule,) if trust is None else (schedule, trust)
    network = Network(scenario, type(routing)(), params, hooks, logging=logging)
    return Parts(scenario, network, schedule, trust)


def recompose(parts: Parts, scenario: Scenario, strategies: Strategies) -> Parts:
    """The same network under an edited document; between rounds only."""
    routing, params = _routing(scenario, strategies)
    network = parts.network
    schedule, trust = _hooks(scenario, strategies, network.round)
    if parts.trust is not None and trust is not None:
        trust.first_round, trust.exchanged_in = parts.trust.first_round, parts.trust.exchanged_in
    hooks: tuple[RoundHook, ...] = (schedule,) if trust is None else (schedule, trust)
    same = routing.name == network.routing.name
    network.reconfigure(scenario, network.routing if same else type(routing)(), params, hooks)
    return Parts(scenario, network, schedule, trust)
