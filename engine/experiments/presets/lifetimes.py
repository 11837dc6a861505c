"""Lifetimes of LEACH, SEP, PEGASIS and TEEN against the literature: first, middle and last death (S3-11 to S3-14)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.experiments.claims import all_of, apart, within
from engine.experiments.presets import reference_rows
from engine.experiments.presets.reference_rows import CENTRE, CHAIN, EARLY, HICSS, OPEN, QUARTER, WHOLE
from engine.experiments.recipe import Conclusion, Recipe, Variant
from engine.experiments.statistics import Band
from engine.experiments.table import Table
from engine.readmodel.experiment import Change, Claim, Figure, Measure, Plan, Verdict

_HEINZELMAN = "Heinzelman et al., HICSS 2000: first node 932, last node 1312"
_REPRODUCED = "independent reproductions: first 850 to 950, middle 1080 to 1130, last node 1220 to 1400"
_LINDSEY = "Lindsey and Raghavendra 2002: middle node 2082, last node 2192"
_SMARAGDAKIS = "Smaragdakis et al. 2004: SEP prolongs the time before the first death where energies differ"
_MANJESHWAR = "Manjeshwar and Agrawal 2001: no figures; TEEN is held to its definition"

UNEQUAL, WEIGHTED = "LEACH, unequal", "SEP, unequal"
"""A fifth of the nodes has four times the energy of the others."""
HARD, SHUT = "TEEN, ≥ 20.8", "TEEN, nothing"

DEATHS = {"fnd": "first node", "hnd": "half of the nodes", "lnd": "last node"}


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the literature: bands of the deaths of one variant."""

    variant: str
    bands: dict[str, tuple[float, float]]
    source: str


def _around(value: float, share: float) -> tuple[float, float]:
    return (1 - share) * value, (1 + share) * value


ROWS = (
    _Row(HICSS, {"fnd": _around(932, 0.08), "lnd": _around(1312, 0.08)}, _HEINZELMAN),
    _Row(CENTRE, {"fnd": (850, 950), "hnd": (1080, 1130), "lnd": (1220, 1400)}, _REPRODUCED),
    _Row(CHAIN, {"hnd": _around(2082, 0.05), "lnd": _around(2192, 0.05)}, _LINDSEY),
)


def conclude(_order: Plan, table: Table) -> Conclusion:
    """Deaths of each variant beside each other, lives over rounds, and each row of the literature as a claim."""
    names = [cell.key[0][1] for cell in table.programme.cells]
    short = (SHUT, reference_rows.PRICED, *reference_rows.SOFT.values())  # they do not run to the end
    cells = [k for k, name in enumerate(names) if name not in short]
    x = list(range(len(cells)))
    bars = [table.over_cells(cells, x, death, words, unit="rounds") for death, words in DEATHS.items()]
    ticks = tuple(str(names[k]) for k in cells)
    deaths = Figure("lifetime", "Rounds until the death of nodes", "", "round", tuple(bars), shape="bars", ticks=ticks)
    shown = [table.cell(variant=name) for name in (HICSS, CENTRE, CHAIN, HARD)]
    curves = tuple(table.over_rounds(k, "alive", str(names[k]), unit="share of nodes") for k in shown)
    lives = Figure("lifetime-alive", "Live nodes", "round", "live nodes (share)", curves)
    claims = [claim for row in ROWS for claim in _banded(row, table)]
    claims += [_proportional(table), _sep(table), _teen_open(table), _teen_falls(table)]
    return (deaths, lives), (*claims, *reference_rows.claims(table))


def _banded(row: _Row, table: Table) -> list[Claim]:
    out = []
    for death, (low, high) in row.bands.items():
        found = table.band(table.cell(variant=row.variant), death)
        text = f"{row.variant}: {DEATHS[death]} in {low:.0f} to {high:.0f} rounds, on the mean"
        name = f"{row.variant.split(',')[0].lower()}-{'hicss' if row.variant == HICSS else 'centre'}-{death}"
        verdict = within(found, low, high)
        out.append(Claim(name.replace("pegasis-centre", "pegasis"), text, verdict, _rounds(found), row.source))
    return out


def _rounds(found: Band) -> str:
    return f"{float(found.mean):.0f} (95 % band {float(found.low):.0f} to {float(found.high):.0f})"


def _proportional(table: Table) -> Claim:
    """Lifetimes in proportion to the initial energy: a check on the books of energy."""
    verdicts: list[Verdict] = []
    words = []
    middle = table.band(table.cell(variant=HICSS), "hnd").mean
    for name, factor in ((QUARTER, 0.5), (WHOLE, 2.0)):
        found = table.band(table.cell(variant=name), "hnd")
        scaled = Band(found.mean / middle, found.low / middle, found.high / middle, found.n)
        verdicts.append(within(scaled, 0.95 * factor, 1.05 * factor))
        words.append(f"{name.partition(', ')[2]} lives {float(scaled.mean):.2f} times as long")
    text = "LEACH: lifetime in proportion to the initial energy, half and double within 5 %"
    return Claim("leach-proportional", text, all_of(verdicts), "; ".join(words), _HEINZELMAN)


def _sep(table: Table) -> Claim:
    weighted, plain = (table.band(table.cell(variant=name), "fnd") for name in (WEIGHTED, UNEQUAL))
    text = "SEP: where a fifth of the nodes has 4 × the energy, the first node dies later than under LEACH, bands apart"
    return Claim(
        "sep-later", text, apart(weighted, plain), f"{_rounds(weighted)} against {_rounds(plain)}", _SMARAGDAKIS
    )


def _teen_open(table: Table) -> Claim:
    """Without thresholds TEEN is LEACH, seed for seed."""
    cells = [table.cell(variant=name) for name in (OPEN, CENTRE)]
    lives = [[table.samples(cell, death) for cell in cells] for death in DEATHS]
    same = [np.array_equal(teen, leach, equal_nan=True) for teen, leach in lives]
    known = all(len(teen) > 1 for teen, _ in lives)
    verdict: Verdict = "undecided" if not known else "holds" if all(same) else "fails"
    ours = "all deaths equal, seed for seed" if all(same) else "deaths differ"
    return Claim("teen-open", "TEEN without thresholds is LEACH to the round", verdict, ours, _MANJESHWAR)


def _teen_falls(table: Table) -> Claim:
    """Transmissions fall with the hard threshold; beyond all readings nothing is sent."""
    cells = [table.cell(variant=name) for name in (OPEN, HARD, SHUT)]
    sent = [table.band(cell, "readings") for cell in cells]
    silent: Verdict = "undecided" if int(sent[2].n) < 2 else "holds" if float(sent[2].mean) == 0 else "fails"
    text = f"TEEN: fewer readings the higher the hard threshold, and none beyond all values (first {EARLY} rounds)"
    ours = ", ".join(f"{float(found.mean):,.0f}" for found in sent)
    return Claim(
        "teen-falls", text, all_of([apart(sent[0], sent[1]), apart(sent[1], sent[2]), silent]), ours, _MANJESHWAR
    )


def _protocol(name: str, **params: float) -> tuple[Change, ...]:
    return (Change("routing", {"protocol": name, "params": params}),)


_HICSS, _CENTRE = "template:leach-hicss", "template:leach-100"

RECIPE = Recipe(
    name="lifetime",
    title="Lifetimes of LEACH, SEP, PEGASIS and TEEN",
    source="Literature",
    paper="published and reproduced rounds of the first, middle and last death",
    scenario=_CENTRE,
    seeds=10,
    rounds=3000,
    measures=(
        *(Measure(death, death, "rounds") for death in DEATHS),
        Measure("alive", "alive / nodes", "share"),
        Measure("readings", f"sum(generated[:{EARLY}])", "readings"),
        *reference_rows.MEASURES,
    ),
    conclude=conclude,
    variants=(
        Variant(HICSS, scenario=_HICSS),
        Variant(QUARTER, (Change("energy.initial_j", 0.25),), scenario=_HICSS),
        Variant(WHOLE, (Change("energy.initial_j", 1.0),), scenario=_HICSS),
        Variant(CENTRE, scenario=_CENTRE),
        Variant(CHAIN, scenario="template:pegasis-50"),
        Variant(UNEQUAL, adjust=("fifth-fourfold",), scenario=_CENTRE),
        Variant(WEIGHTED, _protocol("sep"), ("fifth-fourfold",), scenario=_CENTRE),
        Variant(OPEN, _protocol("teen", hard=-1e9, soft=0.0), scenario=_CENTRE),
        Variant(HARD, _protocol("teen", hard=20.8, soft=0.0), scenario=_CENTRE),
        Variant(SHUT, _protocol("teen", hard=1e9, soft=0.0), scenario=_CENTRE, rounds=EARLY),
        *reference_rows.VARIANTS,
    ),
)
