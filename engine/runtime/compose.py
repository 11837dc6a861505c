"""From a document to a network: strategies, parameters and hooks in order."""

from __future__ import annotations

from dataclasses import dataclass

from engine.attacks.schedule import AttackSchedule, identities_of
from engine.defence.manager import TrustManager
from engine.network.network import Network
from engine.network.strategies import RoundHook
from engine.runtime.strategies import Strategies, choose_routing, choose_trust, plan_attacks
from engine.scenario.model import Scenario

__all__ = ["Parts", "Strategies", "compose", "recompose"]


@dataclass(slots=True)
class Parts:
    """A network with what acts on it."""

    scenario: Scenario
    network: Network
    schedule: AttackSchedule
    trust: TrustManager | None


def _hooks(scenario: Scenario, strategies: Strategies, rounds: int) -> tuple[AttackSchedule, TrustManager | None]:
    trust = None
    if scenario.trust.enabled:
        model, params = choose_trust(scenario, strategies)
        trust = TrustManager(scenario.trust, type(model)(), params, rounds)
    return AttackSchedule(plan_attacks(scenario, strategies)), trust


def compose(scenario: Scenario, strategies: Strategies, *, logging: bool = False) -> Parts:
    """A fresh network at round 0.

    Raises:
        ScenarioError, UnknownNameError: The document names a strategy or parameter that does not exist.
    """
    routing, params = choose_routing(scenario, strategies)
    schedule, trust = _hooks(scenario, strategies, 0)
    hooks: tuple[RoundHook, ...] = (schedule,) if trust is None else (schedule, trust)
    ghosts = identities_of(schedule.planned)
    network = Network(scenario, type(routing)(), params, hooks, ghosts=ghosts, logging=logging)
    schedule.compose(network)
    return Parts(scenario, network, schedule, trust)


def recompose(parts: Parts, scenario: Scenario, strategies: Strategies) -> Parts:
    """The same network under an edited document; between rounds only."""
    routing, params = choose_routing(scenario, strategies)
    network = parts.network
    schedule, trust = _hooks(scenario, strategies, network.round)
    if parts.trust is not None and trust is not None:
        trust.take_over(parts.trust)
    hooks: tuple[RoundHook, ...] = (schedule,) if trust is None else (schedule, trust)
    same = routing.name == network.routing.name
    ghosts = identities_of(schedule.planned)
    network.reconfigure(scenario, network.routing if same else type(routing)(), params, hooks, ghosts=ghosts)
    schedule.take_over(parts.schedule, network)
    return Parts(scenario, network, schedule, trust)
