"""Strategies looked up by name, their parameters checked; no network is built, no kernel loaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from engine.attacks.catalogue import attack_registry
from engine.attacks.schedule import Planned, attackers_of
from engine.base.errors import ScenarioError
from engine.base.registry import Registry
from engine.network.strategies import AttackStrategy, Params, RoutingStrategy
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


def choose_routing(scenario: Scenario, strategies: Strategies) -> tuple[RoutingStrategy, Params]:
    """The routing strategy of the document and its parameters."""
    routing = strategies.routing.get(scenario.routing.protocol, where="routing.protocol")
    return routing, checked(routing.params_type, scenario.routing.params, "routing.params")


def check_strategies(scenario: Scenario, strategies: Strategies) -> None:
    """Raises when the document names an unknown strategy or a parameter out of range."""
    choose_routing(scenario, strategies)
    plan_attacks(scenario, strategies)
