"""From a document to a network: strategies, parameters and hooks in order."""

from __future__ import annotations

from dataclasses import dataclass

from engine.attacks.schedule import AttackSchedule, identities_of
from engine.defence.manager import TrustManager
from engine.detection.live.detector import Live
from engine.detection.manager import DetectionManager
from engine.detection.manager import release as dismiss
from engine.detection.watcher import Watcher
from engine.network.network import Network
from engine.network.strategies import RoundHook
from engine.roles.malice import Malice
from engine.roles.manager import RolesManager, release
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
    roles: RolesManager | None = None
    detection: DetectionManager | None = None

    @property
    def hooks(self) -> tuple[RoundHook, ...]:
        """Whatever acts around a round, in order."""
        return tuple(hook for hook in (self.schedule, self.roles, self.trust, self.detection) if hook is not None)


def _acting(
    scenario: Scenario, strategies: Strategies, rounds: int
) -> tuple[AttackSchedule, TrustManager | None, RolesManager | None]:
    trust = None
    if scenario.trust.enabled:
        model, params = choose_trust(scenario, strategies)
        trust = TrustManager(scenario.trust, type(model)(), params, rounds)
    roles = RolesManager(scenario, (Malice(scenario.seed),)) if scenario.roles.enabled else None
    return AttackSchedule(plan_attacks(scenario, strategies)), trust, roles


def _detecting(scenario: Scenario, watcher: Watcher | None = None) -> DetectionManager | None:
    wanted = scenario.detection.enabled and scenario.roles.enabled
    return DetectionManager(scenario, watcher or Live(scenario)) if wanted else None


def compose(
    scenario: Scenario, strategies: Strategies, *, logging: bool = False, watcher: Watcher | None = None
) -> Parts:
    """A fresh network at round 0.

    Args:
        scenario: The document.
        strategies: Registries.
        logging: Packets are recorded.
        watcher: Looks at what detectors collect, in place of the live detector.

    Raises:
        ScenarioError, UnknownNameError: The document names a strategy or parameter that does not exist.
    """
    routing, params = choose_routing(scenario, strategies)
    schedule, trust, roles = _acting(scenario, strategies, 0)
    ghosts = identities_of(schedule.planned)
    network = Network(scenario, type(routing)(), params, ghosts=ghosts, logging=logging)
    parts = Parts(scenario, network, schedule, trust, roles, _detecting(scenario, watcher))
    network.hooks = parts.hooks
    schedule.compose(network)
    if roles is not None:
        roles.found(network)
    return parts


def recompose(parts: Parts, scenario: Scenario, strategies: Strategies) -> Parts:
    """The same network under an edited document; between rounds only."""
    routing, params = choose_routing(scenario, strategies)
    network, ids = parts.network, parts.network.nodes["id"].copy()
    schedule, trust, roles = _acting(scenario, strategies, network.round)
    if parts.trust is not None and trust is not None:
        trust.take_over(parts.trust)
    after = Parts(scenario, network, schedule, trust, roles, _detecting(scenario))
    same = routing.name == network.routing.name
    ghosts = identities_of(schedule.planned)
    network.reconfigure(scenario, network.routing if same else type(routing)(), params, after.hooks, ghosts=ghosts)
    schedule.take_over(parts.schedule, network)
    if roles is not None and parts.roles is not None:
        roles.take_over(parts.roles, network, ids)
    elif roles is not None:
        roles.found(network)
    elif parts.roles is not None:
        release(network)
    if after.detection is not None and parts.detection is not None:
        after.detection.take_over(parts.detection, network)
    elif parts.detection is not None:
        dismiss(network)
    return after
