"""Changes of a document that depend on its seed: who attacks is drawn by lot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from engine.attacks.schedule import attackers_of
from engine.scenario.model import Scenario


def attackers_ignored(scenario: Scenario) -> Scenario:
    """Everybody has every attacker off the list from the start: the upper bound of S3, Fig. 3."""
    trust = scenario.trust.model_copy(update={"blocked": tuple(_attackers(scenario))})
    return scenario.replace(trust=trust)


def _attackers(scenario: Scenario) -> dict[int, None]:
    return dict.fromkeys(sorted(i for attack in scenario.attacks for i in attackers_of(attack, scenario)))


ADJUSTMENTS: Mapping[str, Callable[[Scenario], Scenario]] = MappingProxyType({"attackers-ignored": attackers_ignored})
