"""Changes of a document that depend on its seed or its nodes: who attacks is drawn by lot, places are drawn anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from engine.attacks.schedule import attackers_of
from engine.scenario.model import Scenario
from engine.scenario.placing import place_random


def attackers_ignored(scenario: Scenario) -> Scenario:
    """Everybody has every attacker off the list from the start: the upper bound of S3, Fig. 3."""
    trust = scenario.trust.model_copy(update={"blocked": tuple(_attackers(scenario, "insider", "outsider"))})
    return scenario.replace(trust=trust)


def fifth_fourfold(scenario: Scenario) -> Scenario:
    """Every fifth node has four times the energy of the others: the advanced nodes of SEP with m = 0.2 and a = 3."""
    joules = 4 * scenario.energy.initial_j
    nodes = (n.model_copy(update={"energy_j": joules}) if k % 5 == 0 else n for k, n in enumerate(scenario.nodes))
    return scenario.replace(nodes=tuple(nodes))


def placed_anew(scenario: Scenario) -> Scenario:
    """Nodes placed at random over the area as it is now: a template places them over its own."""
    first = min((node.id for node in scenario.nodes), default=1)
    return scenario.replace(nodes=place_random(len(scenario.nodes), scenario.area, scenario.seed, first))


def unattacked(scenario: Scenario) -> Scenario:
    """Nobody attacks, and foreign nodes never come: what attacks from outside are compared with."""
    foreign = _attackers(scenario, "outsider")
    nodes = tuple(n for n in scenario.nodes if n.id not in foreign)
    return scenario.replace(nodes=nodes, attacks=())


def _attackers(scenario: Scenario, *origins: str) -> dict[int, None]:
    own = (a for a in scenario.attacks if a.origin in origins)
    return dict.fromkeys(sorted(i for attack in own for i in attackers_of(attack, scenario)))


ADJUSTMENTS: Mapping[str, Callable[[Scenario], Scenario]] = MappingProxyType(
    {
        "attackers-ignored": attackers_ignored,
        "fifth-fourfold": fifth_fourfold,
        "placed-anew": placed_anew,
        "unattacked": unattacked,
    }
)
