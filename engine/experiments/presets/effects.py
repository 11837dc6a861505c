"""Every attack of the catalogue in both variations: the figure that it moves, against the run without it (S2-53)."""

from __future__ import annotations

import numpy as np

from engine.experiments.claims import above
from engine.experiments.presets.signs import (
    CATALOGUE,
    COMMON,
    EXPLOITING,
    MEASURES,
    ROUNDS,
    SIGNS,
    attacked,
    called,
    foreign,
    quiet,
    unattacked,
)
from engine.experiments.recipe import Conclusion, Recipe
from engine.experiments.statistics import Band, band
from engine.experiments.table import Table, series
from engine.readmodel.experiment import Claim, Figure, Plan, Series

_BOTH = ((COMMON, 0), (EXPLOITING, 1))
_PAPER = "self-organization and decentralization allow an attacker to mount variations of these attacks (S2, §4)"


def _pair(table: Table, kind: str, variation: str, measure: str) -> tuple[np.ndarray, np.ndarray]:
    """Samples with the attack and without it, seed by seed."""
    there = table.cell(variant=called(kind, variation))
    without = table.cell(variant=quiet(joining=foreign(kind, variation)))
    with_it, honest = table.samples(there, measure), table.samples(without, measure)
    n = min(len(with_it), len(honest))
    return with_it[:n], honest[:n]


def conclude(_order: Plan, table: Table) -> Conclusion:
    """A figure for each unit, a claim for each attack and variation."""
    claims = tuple(_moves(table, entry.kind, entry.title, name, k) for entry in CATALOGUE for name, k in _BOTH)
    units = dict.fromkeys(m.unit for m in MEASURES.values())
    figures = tuple(_figure(table, unit) for unit in units)
    return tuple(f for f in figures if f.series), claims


def _figure(table: Table, unit: str) -> Figure:
    """All attacks whose figure is in this unit: common, exploiting, and without attack."""
    shown = [e for e in CATALOGUE if any(MEASURES[m].unit == unit for m in SIGNS[e.kind])]
    curves: list[Series] = []
    for variation, k in _BOTH:
        rows = [(x, SIGNS[e.kind][k], e.kind) for x, e in enumerate(shown) if MEASURES[SIGNS[e.kind][k]].unit == unit]
        if rows:
            pairs = [_pair(table, kind, variation, measure) for _, measure, kind in rows]
            x = [float(place) for place, _, _ in rows]
            for name, part in ((variation, 0), (f"without ({variation})", 1)):
                curves.append(series(name, x, _bands([p[part] for p in pairs]), unit=unit))
    ticks = tuple(e.title for e in shown)
    name = "effects-" + "-".join(word for word in unit.replace("°", "").split()).lower()
    return Figure(name, "What attacks move", "", unit, tuple(curves), shape="bars", ticks=ticks)


def _bands(samples: list[np.ndarray]) -> Band:
    found = [band(s) for s in samples]
    return Band(*(np.array([getattr(b, part) for b in found]) for part in ("mean", "low", "high", "n")))


def _scaled(samples: np.ndarray, others: np.ndarray, unit: str) -> np.ndarray:
    """Samples on the scale on which seeds differ by chance alike, whatever the size of the effect.

    How much passes an attacker differs from placement to placement, and the effect with it. Shares are compared by the
    arcsine of their root; rates that are never 0 without attack by their logarithm, as ratios; the rest as they are.
    """
    if unit.startswith("share"):
        angles: np.ndarray = np.arcsin(np.sqrt(np.clip(samples, 0.0, 1.0)))
        return angles
    return np.log(samples) if bool(np.all(samples > 0) and np.all(others > 0)) else samples


def _moves(table: Table, kind: str, title: str, variation: str, index: int) -> Claim:
    measure = SIGNS[kind][index]
    with_it, honest = _pair(table, kind, variation, measure)
    unit = MEASURES[measure].unit
    text = f"{title}, {variation}: more {measure} than in the same runs without it, 95 % band above 0"
    ours = f"{float(np.mean(with_it)):.3g} against {float(np.mean(honest)):.3g} {unit}"
    gain = _scaled(with_it, honest, unit) - _scaled(honest, with_it, unit)
    return Claim(f"{kind}-{variation}", text, above(band(gain), 0.0), ours, _PAPER)


RECIPE = Recipe(
    name="attack-effects",
    title="What each attack moves",
    source="S2, §4",
    paper=_PAPER,
    scenario="template:smart-city",
    seeds=5,
    rounds=ROUNDS,
    measures=tuple(MEASURES.values()),
    conclude=conclude,
    variants=(
        *(unattacked(joining=joining) for joining in (False, True)),
        *(attacked(entry.kind, variation) for entry in CATALOGUE for variation, _ in _BOTH),
    ),
    parameters=("roles.keepers", "roles.processors", "radio.link_loss", "hardening.authentication"),
)
