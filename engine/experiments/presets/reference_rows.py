"""More of what is known of lifetimes: a table of a minimal model row by row, and exact properties (reference.md, 1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.experiments.claims import all_of, on_the_mean, within
from engine.experiments.recipe import Variant
from engine.experiments.statistics import Band, band
from engine.experiments.table import Table
from engine.readmodel.experiment import Change, Claim, Measure, Verdict

HICSS, QUARTER, WHOLE = "LEACH, HICSS", "LEACH, 0.25 J", "LEACH, 1 J"
CENTRE, CHAIN = "LEACH, centre", "PEGASIS"
OFTEN, FAR, WIDE = "LEACH, p 0.1", "LEACH, far station", "LEACH, 200 m"
OPEN, PRICED = "TEEN, all", "TEEN, priced"
SOFT = {0.1: "TEEN, soft 0.1", 0.2: "TEEN, soft 0.2", 0.3: "TEEN, soft 0.3"}
DEATHS = ("fnd", "hnd", "lnd")
EARLY = 200
"""Rounds in which transmissions are counted: all nodes live."""
DEVIATIONS = 2.0
"""Half the width of the band around a mean of the table, in its standard deviations."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the table: mean and standard deviation over 10 seeds of the first, middle and last death."""

    variant: str
    means: tuple[float, float, float]
    deviations: tuple[float, float, float]


ROWS = (
    _Row(QUARTER, (488, 567, 621), (15, 14, 17)),
    _Row(HICSS, (972, 1123, 1233), (33, 31, 26)),
    _Row(WHOLE, (1980, 2235, 2440), (49, 46, 41)),
    _Row(CHAIN, (1192, 2014, 2144), (337, 7, 13)),
    _Row(CENTRE, (907, 1104, 1297), (21, 8, 37)),
    _Row(OFTEN, (986, 1166, 1389), (24, 9, 19)),
    _Row(FAR, (717, 898, 1211), (22, 22, 18)),
    _Row(WIDE, (444, 777, 1025), (63, 29, 29)),
)
_MINIMAL = "minimal model without control packets, mean ± sd of 10 seeds"
_SEND = ((HICSS, 2000 * 50e-9), (CENTRE, 4000 * 50e-9), (CHAIN, 2000 * 50e-9))
"""Least energy with which a node can send a packet, J: its bits times the electronics' 50 nJ."""


def claims(table: Table) -> Iterator[Claim]:
    """A claim for each row of the table and for each exact property."""
    yield from (_row(row, table) for row in ROWS)
    yield _heads(table)
    yield _bound(table)
    yield _soft(table)
    yield _silent(table)


def _rounds(found: Band) -> str:
    mean, half = float(found.mean), float(found.high - found.mean)
    return f"{mean:.0f} ± {half:.0f}" if np.isfinite(half) else f"{mean:.0f}"


def _row(row: _Row, table: Table) -> Claim:
    found = [table.band(table.cell(variant=row.variant), death) for death in DEATHS]
    limits = [(m - DEVIATIONS * s, m + DEVIATIONS * s) for m, s in zip(row.means, row.deviations, strict=True)]
    verdict = all_of(within(b, *limit) for b, limit in zip(found, limits, strict=True))
    ours = " / ".join(map(_rounds, found))
    theirs = " / ".join(f"{m:g} ± {s:g}" for m, s in zip(row.means, row.deviations, strict=True))
    name = f"row-{row.variant.lower().replace(', ', '-').replace(' ', '-')}"
    text = f"{row.variant}: first, middle and last death within {DEVIATIONS:g} sd of the reference, on the mean"
    return Claim(name, text, verdict, ours, f"{theirs} ({_MINIMAL})")


def _heads(table: Table) -> Claim:
    found = table.band(table.cell(variant=HICSS), "heads")
    ours = f"{float(found.mean):.3f} over the first 300 rounds"
    return Claim("heads", "LEACH: pN = 5 heads a round", within(found, 4.95, 5.05), ours, "E[heads] = pN")


def _bound(table: Table) -> Claim:
    lasted = [(table.cell(variant=name), joules) for name, joules in _SEND]
    spent = [table.samples(k, "lnd") * joules / table.samples(k, "battery") for k, joules in lasted]
    verdict = all_of(within(band(s), 0.0, 1.0) for s in spent)
    known = all(np.isfinite(s).any() for s in spent)
    ours = f"at most {max(float(np.nanmax(s)) for s in spent):.0%} of it" if known else "not reached"
    text = "no node outlives its battery: LND ≤ E0 / (energy of one packet sent over no distance)"
    return Claim("bound", text, verdict, ours, "LND ≤ E_total / minimum energy per round")


def _soft(table: Table) -> Claim:
    found = table.bands([table.cell(variant=name) for name in (OPEN, *SOFT.values())], "readings")
    verdict = on_the_mean(found.at(slice(None, -1)), found.at(slice(1, None)), strict=True)
    ours = " > ".join(f"{mean:,.0f}" for mean in found.mean)
    text = f"TEEN: fewer readings the higher the soft threshold (first {EARLY} rounds)"
    return Claim("teen-soft", text, verdict, ours, "transmissions fall with both thresholds")


def _silent(table: Table) -> Claim:
    """Where nothing reaches the hard threshold and control is priced, set-up is all that costs."""
    air, spent, setup = (table.band(table.cell(variant=PRICED), m) for m in ("air_j", "spent", "control_j"))
    quiet = float(air.mean) == 0 and float(setup.mean) > 0 and abs(float(spent.mean - setup.mean)) < 1e-9
    verdict: Verdict = "undecided" if int(air.n) < 2 else "holds" if quiet else "fails"
    ours = f"{float(air.mean):g} J for readings; of {float(spent.mean):.4g} J set-up took {float(setup.mean):.4g} J"
    text = "TEEN: with a hard threshold that nothing reaches, only set-up costs energy"
    return Claim("teen-silent", text, verdict, ours, "hard threshold +∞: only set-up and idle energy")


MEASURES = (
    Measure("heads", "mean(heads[:300])", "nodes"),
    Measure("battery", "energy.initial_j / nodes", "J"),
    Measure("spent", "energy.spent_j", "J"),
    Measure("control_j", "energy.spent_by_cause.control", "J"),
    Measure(
        "air_j",
        "energy.spent_by_cause.transmit + energy.spent_by_cause.receive + energy.spent_by_cause.aggregate",
        "J",
    ),
)

_CENTRE = "template:leach-100"


def _teen(name: str, hard: float, soft: float, *more: Change) -> Variant:
    routing = {"protocol": "teen", "params": {"hard": hard, "soft": soft}}
    return Variant(name, (Change("routing", routing), *more), scenario=_CENTRE, rounds=EARLY)


VARIANTS = (
    Variant(OFTEN, (Change("routing.params.head_share", 0.1),), scenario=_CENTRE),
    Variant(FAR, (Change("stations.0.y", 175.0),), scenario=_CENTRE),
    Variant(
        WIDE,
        (
            Change("area", {"width_m": 200.0, "height_m": 200.0}),
            Change("stations.0.x", 100.0),
            Change("stations.0.y", 100.0),
        ),
        ("placed-anew",),
        _CENTRE,
    ),
    *(_teen(name, -1e9, soft) for soft, name in SOFT.items()),
    _teen(PRICED, 1e9, 0.0, Change("radio.control_bits", 200)),
)
