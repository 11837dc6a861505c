"""Which countermeasure of S2 section 8 stops which attack: all of them against each other (S2-154 to S2-159)."""

from __future__ import annotations

import numpy as np

from engine.attacks.model.tables import CLASSES
from engine.experiments.presets.signs import (
    CATALOGUE,
    EXPLOITING,
    MEASURES,
    ROUNDS,
    SIGNS,
    attacked,
    foreign,
    unattacked,
)
from engine.experiments.recipe import Conclusion, Recipe
from engine.experiments.statistics import Band
from engine.experiments.table import Table, series
from engine.readmodel.attack_model import CatalogueEntry
from engine.readmodel.experiment import Change, Claim, Figure, Plan, Series, Verdict

SWITCHES = {
    "limit_joins": "joins limited",
    "check_frames": "frames checked",
    "authentication": "authentication",
    "limit_reassignments": "reassignments limited",
    "check_eligibility": "eligibility checked",
}
"""Field of `Hardening` → in words."""
NONE = "no hardening"
LEFT = 0.25
"""Share of the damage that a switch which stops an attack may leave."""
_SAYS = {
    "limit_joins": "limit the allowed number of new nodes to be connected to the network in a certain time interval",
    "check_frames": "add checking of incoming data frames, including special characters",
    "authentication": "solid authentication and other tamper-resistant means prevent an intruder from copying settings",
    "limit_reassignments": "limit the number of role reassignments in the network per unit of time",
    "check_eligibility": "check a node for compliance with the requested role",
}


def _name(kind: str, switch: str) -> str:
    return f"{kind}, {SWITCHES.get(switch, NONE)}"


def _quiet(switch: str, *, joining: bool) -> str:
    return f"nobody{', two nodes join' if joining else ''}, {SWITCHES.get(switch, NONE)}"


def _on(switch: str) -> tuple[Change, ...]:
    return (Change(f"hardening.{switch}", value=True),) if switch else ()


def _damage(table: Table, kind: str, switch: str) -> np.ndarray:
    """What the attack adds to its figure with this switch on, seed by seed."""
    measure = SIGNS[kind][1]
    there = table.samples(table.cell(variant=_name(kind, switch)), measure)
    quiet = _quiet(switch, joining=foreign(kind, EXPLOITING))
    honest = table.samples(table.cell(variant=quiet), measure)
    n = min(len(there), len(honest))
    out: np.ndarray = there[:n] - honest[:n]
    return out


def left(table: Table, kind: str, switch: str) -> float:
    """Share of the damage of the unhardened network that the switch leaves, over all seeds; NaN without damage."""
    whole, rest = (float(np.mean(_damage(table, kind, s))) for s in ("", switch))
    return max(rest, 0.0) / whole if whole > 0 else float("nan")


def conclude(_order: Plan, table: Table) -> Conclusion:
    """A figure for each class of attacks, a claim for each attack and for each switch."""
    share = {(e.kind, s): left(table, e.kind, s) for e in CATALOGUE for s in SWITCHES}
    seeds = min(len(_damage(table, e.kind, "")) for e in CATALOGUE)
    figures = [_figure(share, c.number, c.title, seeds) for c in CLASSES]
    figures.append(_figure(share, 0, "attacks of other papers", seeds))
    attacks = tuple(_attack(share, entry, seeds) for entry in CATALOGUE)
    switches = tuple(_switch(share, switch, seeds) for switch in SWITCHES)
    return tuple(f for f in figures if f.series), (*switches, *attacks)


def _figure(share: dict[tuple[str, str], float], number: int, title: str, seeds: int) -> Figure:
    shown = [e for e in CATALOGUE if e.impact_class == number]
    curves: list[Series] = []
    for switch, words in SWITCHES.items() if shown else ():
        mean = np.array([min(share[e.kind, switch], 1.5) for e in shown])
        blank = np.full(len(shown), np.nan)
        curves.append(series(words, range(len(shown)), Band(mean, blank, blank, np.full(len(shown), seeds))))
    ticks = tuple(e.title for e in shown)
    axis = "damage left (share, at most 1.5 shown)"
    return Figure(f"hardening-{number}", f"Hardening: {title}", "", axis, tuple(curves), shape="bars", ticks=ticks)


def _judged(wrong: list[str], unknown: list[str], seeds: int) -> Verdict:
    if seeds < 2 or unknown:
        return "undecided"
    return "fails" if wrong else "holds"


def _attack(share: dict[tuple[str, str], float], entry: CatalogueEntry, seeds: int) -> Claim:
    """One row of the matrix."""
    found = {s: share[entry.kind, s] for s in SWITCHES}
    wrong = [s for s, rest in found.items() if (rest <= LEFT) != (s in entry.stopped_by)]
    unknown = [s for s, rest in found.items() if np.isnan(rest)]
    stops = ", ".join(SWITCHES[s] for s in entry.stopped_by if s in SWITCHES)
    text = (
        f"{entry.title}: stopped by {stops}, and by no other switch"
        if stops
        else f"{entry.title}: stopped by no switch"
    )
    ours = f"{MEASURES[SIGNS[entry.kind][1]].name} left: " + ", ".join(
        f"{SWITCHES[s]} {r:.0%}" for s, r in found.items()
    )
    return Claim(f"stops-{entry.kind}", text, _judged(wrong, unknown, seeds), ours, "")


def _switch(share: dict[tuple[str, str], float], switch: str, seeds: int) -> Claim:
    """One column of the matrix."""
    said = [e for e in CATALOGUE if switch in e.stopped_by]
    rest = {e.kind: share[e.kind, switch] for e in CATALOGUE}
    wrong = [e.title for e in CATALOGUE if (rest[e.kind] <= LEFT) != (e in said)]
    unknown = [e.title for e in CATALOGUE if np.isnan(rest[e.kind])]
    text = f"{SWITCHES[switch]}: stops {', '.join(e.title for e in said)}; at most {LEFT:.0%} of the damage is left"
    stopped = sum(rest[e.kind] <= LEFT for e in said)
    ours = f"{stopped} of {len(said)} stopped" + (f"; otherwise than said: {', '.join(wrong)}" if wrong else "")
    return Claim(switch, text, _judged(wrong, unknown, seeds), ours, _SAYS[switch])


RECIPE = Recipe(
    name="hardening-matrix",
    title="Hardening against every attack",
    source="S2, §8",
    paper="practical recommendations for the design of such networks, each against the attacks that it is meant for",
    scenario="template:smart-city",
    seeds=5,
    rounds=ROUNDS,
    measures=tuple(MEASURES.values()),
    conclude=conclude,
    changes=(
        Change("hardening.reassignments", 1),
        Change("hardening.reassignments_per", 300),
    ),
    variants=tuple(
        variant
        for switch in ("", *SWITCHES)
        for variant in (
            *(
                unattacked(joining=joining, name=_quiet(switch, joining=joining), hardening=_on(switch))
                for joining in (False, True)
            ),
            *(attacked(e.kind, EXPLOITING, _name(e.kind, switch), _on(switch)) for e in CATALOGUE),
        )
    ),
    parameters=(
        "hardening.joins",
        "hardening.joins_per",
        "hardening.reassignments",
        "hardening.reassignments_per",
    ),
)
