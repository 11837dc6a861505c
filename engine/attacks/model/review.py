"""The attack model applied to a network that is yet to be built: a design review (S2-164)."""

from __future__ import annotations

from engine.attacks.model.rows import KEYS
from engine.readmodel.attack_model import AttackModel, CatalogueEntry, Finding
from engine.scenario.model import Scenario

_GRAVE = {"high": 0, "middle": 1, "": 2}
_OPEN = {"anybody": 0, "insiders": 1, "nobody": 2}


def review(model: AttackModel, scenario: Scenario) -> tuple[Finding, ...]:
    """A finding for each attack that has an exploiting variation: the least stopped and the gravest first."""
    found = [_finding(model, entry, scenario) for entry in model.entries if entry.exploiting is not None]
    return tuple(sorted(found, key=lambda f: (_OPEN[f.open_to], _GRAVE[f.importance], _GRAVE[f.probability])))


def _finding(model: AttackModel, entry: CatalogueEntry, scenario: Scenario) -> Finding:
    named = [t for t in model.threats if entry.kind in t.attacks]
    gravest = min(named, key=lambda t: (_GRAVE[t.importance], _GRAVE[t.probability]), default=None)
    on = tuple(s for s in entry.stopped_by if getattr(scenario.hardening, s))
    exploitable = scenario.roles.enabled
    return Finding(
        kind=entry.kind,
        title=entry.title,
        importance=gravest.importance if gravest else "",
        probability=gravest.probability if gravest else "",
        exploitable=exploitable,
        open_to=_open_to(entry, on) if exploitable else "anybody",
        stopped_by=on if exploitable else (),
        advice=tuple(s for s in entry.stopped_by if s not in on) if exploitable else (),
    )


def _open_to(entry: CatalogueEntry, on: tuple[str, ...]) -> str:
    """Who can still carry it out."""
    if not on:
        return "anybody"
    return "insiders" if on == (KEYS,) and entry.insiders_hold_keys else "nobody"
