"""Table 8 of paper S2: sinkhole and hello flood in both variations, each with its detector, and one tree for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.experiments.claims import at_least
from engine.experiments.recipe import Conclusion, Recipe, Variant
from engine.experiments.stages import JUDGE, METHODS, RECORD, TRAIN
from engine.experiments.statistics import Band, band
from engine.experiments.table import Table, series
from engine.readmodel.experiment import Claim, Figure, Measure, Plan, Verdict

Pair = tuple[str, str]
_COMMON, _EXPLOITING = "common", "exploiting"
_SINK: tuple[Pair, Pair] = (("sinkhole", _COMMON), ("sinkhole", _EXPLOITING))
_FLOOD: tuple[Pair, Pair] = (("helloflood", _COMMON), ("helloflood", _EXPLOITING))
_ALL = (*_SINK, *_FLOOD)
F1, DELAY_S, KEPT, MORE_CPU = 0.99, 1.0, 0.95, 0.15
"""What is asked for: more than the paper's figures."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table as printed (S2-143 to S2-147); its figures are glued together in the text (n:S2-143)."""

    name: str
    attacks: tuple[Pair, ...]
    method: str
    f1: float
    delay_s: float
    throughput: float
    load: tuple[float, float]
    """% without and with the detector."""


ROWS = (
    Row("sinkhole, common", (_SINK[0],), "SVM", 0.99, 1.2, 86, (34.5, 40.3)),
    Row("sinkhole, exploiting", (_SINK[1],), "SVM", 0.98, 1.0, 88, (33.1, 38.4)),
    Row("hello flood, common", (_FLOOD[0],), "decision tree", 0.99, 1.3, 87, (54.3, 65.7)),
    Row("hello flood, exploiting", (_FLOOD[1],), "decision tree", 0.99, 1.1, 89, (55.6, 63.9)),
    Row("integral", _ALL, "decision tree", 0.98, 1.2, 89, (59.0, 70.8)),
)
INTEGRAL = ROWS[-1].name
_NOTE = (
    "S2, Table 8. The text says that resource use grows by at most 20 %; the table's 54.3 → 65.7 is 21.0 % (mean of "
    "five 17.7 %). The text's mean throughput is 89 %, that of the table 87.8 % (n:S2-134/148)"
)

MEASURES = (
    Measure("windows", "", "windows"),
    Measure("cv f1", "", ""),
    Measure("method", "", ""),
    Measure("cycles", "", "cycles a verdict"),
    Measure("size", "", "B"),
    Measure("confusion", "", "windows"),
    Measure("delay", "", "s"),
    Measure("bursts", "", ""),
    Measure("missed", "", "bursts"),
    Measure("alarms", "", "false alarms an hour"),
    Measure("delivered with", "", "share"),
    Measure("delivered without", "", "share"),
    Measure("load with", "", "share"),
    Measure("load without", "", "share"),
    Measure("detector with", "", "share"),
    Measure("detector without", "", "share"),
)
"""Each is given by the stage that it belongs to, and by no other."""


def recorded(attacks: Sequence[Pair]) -> tuple[Variant, ...]:
    """A run for each attack, and one of honest churn."""
    with_it = (
        Variant(
            f"record {kind}, {variation}", stage=RECORD, part="first half", facts=(("attacks", ((kind, variation),)),)
        )
        for kind, variation in attacks
    )
    return (*with_it, Variant("record churn", stage=RECORD, part="first half", facts=(("quiet", 1),)))


def trained(name: str, attacks: Sequence[Pair], methods: Sequence[str]) -> Variant:
    """A module for some attacks."""
    facts = (("module", name), ("attacks", tuple(attacks)), ("methods", tuple(methods)))
    return Variant(f"train {name}", stage=TRAIN, part="once", facts=facts)


def judged(module: str, attack: Pair | None) -> Variant:
    """A module under an attack, or under honest churn."""
    what: tuple[tuple[str, object], ...] = (("attacks", (attack,)),) if attack else (("quiet", 1),)
    return Variant(_judged(module, attack), stage=JUDGE, part="second half", facts=(("module", module), *what))


def _judged(module: str, attack: Pair | None) -> str:
    return f"judge {module} under {', '.join(attack) if attack else 'churn'}"


def confusion_of(table: Table, module: str, attacks: Sequence[Pair | None]) -> np.ndarray:
    """float64[c, c]: windows of all test seeds, true by row."""
    parts = [table.samples(table.cell(variant=_judged(module, one)), "confusion") for one in attacks]
    whole = [part.sum(axis=0) for part in parts if part.ndim == 2]
    if not whole:
        return np.full((1, 1), np.nan)
    total = np.sum(whole, axis=0)
    side = round(np.sqrt(len(total)))
    return np.asarray(total.reshape(side, side))


def f1_by_class(confusion: np.ndarray) -> np.ndarray:
    """float64[c]; NaN for classes that never occur."""
    hits, real, told = np.diag(confusion), confusion.sum(axis=1), confusion.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(2 * hits / (real + told))


def samples(table: Table, module: str, attacks: Sequence[Pair | None], measure: str) -> np.ndarray:
    """Of all test runs under these attacks."""
    return np.concatenate([table.samples(table.cell(variant=_judged(module, one)), measure) for one in attacks])


def _under(row: Row) -> tuple[Pair | None, ...]:
    return (*row.attacks, None)


def row_f1(table: Table, row: Row) -> float:
    """Of the attack; of the integral model the mean over its attacks and the normal state."""
    found = f1_by_class(confusion_of(table, row.name, _under(row)))
    known = found[np.isfinite(found)]
    if not len(known):
        return float("nan")
    return float(known.mean()) if row.name == INTEGRAL else float(found[-1])


def conclude(_order: Plan, table: Table) -> Conclusion:
    """Ours beside the paper's, column by column."""
    f1 = [row_f1(table, row) for row in ROWS]
    delay = [band(samples(table, row.name, row.attacks, "delay")) for row in ROWS]
    kept = [band(_kept(table, row)) for row in ROWS]
    more = [band(_more(table, row)) for row in ROWS]
    seeds = sum(1 for run in table.outcomes if table.of(run.cell).key[0][1] == _judged(INTEGRAL, None))
    claims = [
        claim for k, row in enumerate(ROWS) for claim in _claims(table, row, seeds, f1[k], (delay[k], kept[k], more[k]))
    ]
    return _figures(f1, delay, kept, more), tuple(claims)


def _kept(table: Table, row: Row) -> np.ndarray:
    with_it, without = (samples(table, row.name, row.attacks, f"delivered {k}") for k in ("with", "without"))
    return _ratio(with_it, without)


def _more(table: Table, row: Row) -> np.ndarray:
    """Relative increase of a member's load."""
    with_it, without = (samples(table, row.name, row.attacks, f"load {k}") for k in ("with", "without"))
    return _ratio(with_it, without) - 1.0


def _ratio(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """NaN where there is nothing to compare with."""
    return np.asarray(one / np.where(other > 0, other, np.nan))


def decided(holds: bool, seeds: int, *values: float) -> Verdict:  # noqa: FBT001 - a condition
    """A verdict on figures of all test seeds together; undecided where one of them is unknown."""
    if seeds < 1 or not np.all(np.isfinite(values)):
        return "undecided"
    return "holds" if holds else "fails"


def _method(table: Table, row: Row) -> str:
    """Which of the methods tried makes the module."""
    number = float(table.samples(table.cell(variant=f"train {row.name}"), "method")[0])
    methods = ("DecisionTree",) if row.name == INTEGRAL else METHODS
    return methods[int(number)] if np.isfinite(number) else "not trained"


def _claims(table: Table, row: Row, seeds: int, f1: float, found: tuple[Band, Band, Band]) -> list[Claim]:
    delay, kept, more = (float(b.mean) for b in found)
    key = row.name.replace(", ", "-").replace(" ", "-")
    method = _method(table, row)
    load = [float(np.mean(samples(table, row.name, row.attacks, f"load {k}"))) for k in ("without", "with")]
    own = [float(np.mean(samples(table, row.name, row.attacks, f"detector {k}"))) for k in ("without", "with")]
    alarms = float(np.mean(samples(table, row.name, (None,), "alarms")))
    missed = float(np.nansum(samples(table, row.name, row.attacks, "missed")))
    busy = f"members {load[0]:.2%} → {load[1]:.2%}, the detector {own[0]:.2%} → {own[1]:.2%}"
    paper_more = row.load[1] / row.load[0] - 1
    return [
        Claim(
            f"f1-{key}",
            f"{row.name}: F1 ≥ {F1} on seeds that it was not trained on",
            decided(f1 >= F1, seeds, f1),
            f"{f1:.4f} ({method}); {missed:g} bursts missed, {alarms:.2g} false alarms an hour of churn",
            f"{row.f1:.2f} ({row.method})",
        ),
        Claim(
            f"delay-{key}",
            f"{row.name}: found within {DELAY_S:g} s, on average",
            decided(delay <= DELAY_S, seeds, delay),
            f"{delay:.2f} s to the end of the window that says so",
            f"{row.delay_s:g} s",
        ),
        Claim(
            f"throughput-{key}",
            f"{row.name}: at least {KEPT:.0%} of what arrives without the detector arrives with it",
            at_least(found[1], KEPT) if seeds > 1 else decided(kept >= KEPT, seeds, kept),
            f"{kept:.1%}",
            f"{row.throughput:g} % average throughput. {_NOTE}",
        ),
        Claim(
            f"cpu-{key}",
            f"{row.name}: computing load grows by at most {MORE_CPU:.0%} of itself",
            decided(more <= MORE_CPU, seeds, more),
            f"+{more:.1%}: {busy}",
            f"{row.load[0]} % → {row.load[1]} %, +{paper_more:.1%}",
        ),
    ]


def _figures(f1: list[float], delay: list[Band], kept: list[Band], more: list[Band]) -> tuple[Figure, ...]:
    ticks, x = tuple(row.name for row in ROWS), tuple(float(k) for k in range(len(ROWS)))

    def figure(name: str, title: str, label: str, ours: list[Band], paper: list[float]) -> Figure:
        whole = Band(*(np.array([getattr(b, part) for b in ours]) for part in ("mean", "low", "high", "n")))
        blank = np.full(len(paper), np.nan)
        printed = Band(np.array(paper), blank, blank, np.ones(len(paper)))
        curves = (series("ours", x, whole), series("S2, Table 8", x, printed))
        return Figure(name, title, "", label, curves, shape="bars", ticks=ticks)

    def one(value: float) -> Band:
        return Band(np.array(value), np.array(np.nan), np.array(np.nan), np.array(1))

    return (
        figure("table8-f1", "F1", "F1", [one(v) for v in f1], [row.f1 for row in ROWS]),
        figure("table8-delay", "Delay before detection", "delay (s)", delay, [row.delay_s for row in ROWS]),
        figure("table8-throughput", "Throughput", "throughput (share)", kept, [row.throughput / 100 for row in ROWS]),
        figure(
            "table8-cpu",
            "More load with the detector",
            "increase (share)",
            more,
            [r.load[1] / r.load[0] - 1 for r in ROWS],
        ),
    )


TABLE8 = Recipe(
    name="s2-table8",
    title="Sinkhole and hello flood detected: Table 8",
    source="S2, Table 8",
    paper="F1 .98 to .99 within 1.0 to 1.3 s, throughput 86 to 89 %, load 34.5 → 40.3 % to 59.0 → 70.8 %",
    scenario="template:detection-bench",
    seeds=10,
    rounds=3600,
    measures=MEASURES,
    conclude=conclude,
    variants=(
        *recorded(_ALL),
        *(trained(row.name, row.attacks, ("DecisionTree",) if row.name == INTEGRAL else METHODS) for row in ROWS),
        *(judged(row.name, attack) for row in ROWS for attack in _under(row)),
    ),
    parameters=("detection.interval_s", "roles.detectors", "radio.link_loss"),
)
