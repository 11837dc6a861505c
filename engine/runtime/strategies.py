"""Strategies looked up by name, their parameters checked; no network is built, no kernel loaded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from engine.attacks.catalogue import attack_registry
from engine.attacks.schedule import Planned, attackers_of, draw_kinds
from engine.base.errors import ScenarioError
from engine.base.registry import Registry
from engine.defence.catalogue import trust_registry
from engine.network.strategies import AttackStrategy, Exploiting, MixtureStrategy, Params, RoutingStrategy, TrustModel
from engine.routing.catalogue import routing_registry
from engine.scenario.model import Attack, Scenario


@dataclass(frozen=True, slots=True)
class Strategies:
    """The registries of one engine."""

    routing: Registry[RoutingStrategy]
    attacks: Registry[AttackStrategy]
    trust: Registry[TrustModel] = field(default_factory=trust_registry)

    @classmethod
    def load(cls) -> Strategies:
        """Built-in strategies and third parties'."""
        return cls(routing_registry(), attack_registry(), trust_registry())


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
        if isinstance(strategy, MixtureStrategy):
            planned += _drawn(attack, strategy.kinds(params), scenario, strategies, f"attacks[{index}].params.kinds")
        else:
            planned.append(Planned(attack, strategy, params, attackers_of(attack, scenario)))
    return tuple(planned)


def _drawn(
    attack: Attack, kinds: tuple[str, ...], scenario: Scenario, strategies: Strategies, where: str
) -> list[Planned]:
    """The attacks that the nodes of a mixture drew, one for each kind, called ``mixture:kind``."""
    if not kinds:
        raise ScenarioError("names no attack to draw from", where=where, mend="e.g. blackhole, greyhole, damage")
    chosen = {kind: strategies.attacks.get(kind, where=where) for kind in kinds}
    nested = next((kind for kind, strategy in chosen.items() if isinstance(strategy, MixtureStrategy)), None)
    if nested is not None:
        raise ScenarioError(f"{nested!r} draws lots itself", where=where, mend="name single attacks")
    out = []
    for kind, nodes in draw_kinds(attack, scenario, kinds).items():
        part = attack.model_copy(update={"id": f"{attack.id}:{kind}", "type": kind, "nodes": nodes, "params": {}})
        out.append(Planned(part, chosen[kind], chosen[kind].params_type(), nodes))
    return out


def can_exploit(strategy: AttackStrategy) -> bool:
    """Whether an attack has a variation that exploits roles, or draws from others that may have one."""
    return isinstance(strategy, Exploiting | MixtureStrategy)


def choose_routing(scenario: Scenario, strategies: Strategies) -> tuple[RoutingStrategy, Params]:
    """The routing strategy of the document and its parameters."""
    routing = strategies.routing.get(scenario.routing.protocol, where="routing.protocol")
    return routing, checked(routing.params_type, scenario.routing.params, "routing.params")


def choose_trust(scenario: Scenario, strategies: Strategies) -> tuple[TrustModel, Params]:
    """The trust model of the document and its own parameters."""
    model = strategies.trust.get(scenario.trust.model, where="trust.model")
    return model, checked(model.params_type, scenario.trust.params, "trust.params")


def check_strategies(scenario: Scenario, strategies: Strategies) -> None:
    """Raises when the document names an unknown strategy or a parameter out of range."""
    choose_routing(scenario, strategies)
    choose_trust(scenario, strategies)
    plan_attacks(scenario, strategies)
