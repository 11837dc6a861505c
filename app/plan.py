"""The document's attacks as the panels show them."""

from __future__ import annotations

from engine import api
from engine.api import MotewardenError
from engine.scenario.model import Attack, Scenario
from widgets.attacks.panel import PlannedAttack
from widgets.common.mime import AttackKey


def schedule(scenario: Scenario) -> tuple[tuple[str, int, int | None, str], ...]:
    """Name, first round, round before which it ends, and attackers, of every attack in document order."""
    ends = (None if a.duration is None else a.start + a.duration for a in scenario.attacks)
    return tuple((a.id, a.start, end, _who(a)) for a, end in zip(scenario.attacks, ends, strict=True))


def _who(attack: Attack) -> str:
    if attack.nodes:
        shown = ", ".join(map(str, attack.nodes[:6])) + (" …" if len(attack.nodes) > 6 else "")
        return f"node {shown}" if len(attack.nodes) == 1 else f"nodes {shown}"
    return f"{attack.count} random node{'s' * (attack.count != 1)}"


def _where(attack: Attack) -> str:
    who = _who(attack)
    end = "" if attack.duration is None else f" to {attack.start + attack.duration - 1}"
    how = ", ".join(word for word in (attack.variation, attack.origin) if word in ("exploiting", "outsider"))
    return f"{who}, from round {attack.start}{end}" + (f"; {how}" if how else "")


def summary(scenario: Scenario) -> str:
    """The document in a few words; nothing of its attacks, which may be hidden."""
    nodes, stations = len(scenario.nodes), len(scenario.stations)
    sizes = f"{nodes} node{'s' * (nodes != 1)} · {stations} base station{'s' * (stations != 1)}"
    return f"{sizes} · {scenario.routing.protocol} · seed {scenario.seed}"


def planned_attacks(scenario: Scenario) -> tuple[PlannedAttack, ...]:
    """Every attack with its form; one of an unknown type has an empty form."""
    titles = {e.key.removeprefix("attack:"): e.title for e in api.palette() if e.key.startswith("attack:")}
    out = []
    for attack in scenario.attacks:
        try:
            parameters = api.attack_parameters(attack)
        except (MotewardenError, ValueError):
            parameters = ()
        key = AttackKey(attack.type, attack.variation, attack.origin).text
        title = titles.get(attack.type, attack.type)
        name = title if attack.id == attack.type else f"{title} · {attack.id}"
        out.append(PlannedAttack(attack.id, name, _where(attack), attack.nodes, parameters, key))
    return tuple(out)
