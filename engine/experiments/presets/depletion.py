"""S3, Fig. 3: how long the network lives under energy depletion, unprotected, protected, and at best (S3-74, S3-75)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.experiments.claims import all_of, apart, at_least, on_the_mean
from engine.experiments.recipe import Conclusion, Recipe, Variant
from engine.experiments.statistics import Band
from engine.experiments.table import Table
from engine.readmodel.experiment import Change, Claim, Figure, Marker, Measure, Plan, Series, Verdict

START = 20
"""Round in which the attack begins."""
ATTACK = {"id": "spammers", "type": "depletion", "count": 20, "start": START, "params": {"frames": 50.0}}
SHOWN = 100
"""Rounds of the figure of detection."""
WITHIN = 10
"""Rounds within which the spammers are to be found."""
EVERY = 10
LASTING = 1.5
"""By how much the half-node death is to come later."""
FOUND = 0.9

NONE, PLAIN, GUARDED, BOUND = "no attackers", "unprotected", "protected", "upper bound"
_ORDER = "the proposed solution significantly increases the operating time of a network prone to energy depletion"
_GAP = "the difference from the upper boundary is the time to collect statistics and detect malicious nodes"


def _begin(curve: Series) -> Series:
    """The rounds in which detection happens."""
    x, mean, low, high = (part[:SHOWN] for part in (curve.x, curve.mean, curve.low, curve.high))
    return replace(curve, x=x, mean=mean, low=low, high=high)


def _number(found: Band, form: str = ".0f") -> str:
    mean, half = float(found.mean), float(found.high - found.mean)
    return f"{mean:{form}} ± {half:{form}}" if half == half else f"{mean:{form}}"  # noqa: PLR0124 - NaN


def conclude(order: Plan, table: Table) -> Conclusion:
    """Four curves with the times of detection, and what they show."""
    cells = {name: table.cell(variant=name) for name in (NONE, BOUND, GUARDED, PLAIN)}
    alive = {name: table.band(cell, "alive") for name, cell in cells.items()}
    found = table.band(cells[GUARDED], "found")
    curves = [table.over_rounds(cell, "alive", name, unit="share of nodes") for name, cell in cells.items()]
    caught = _begin(table.over_rounds(cells[GUARDED], "found", GUARDED, unit="share of spammers"))
    marks = (Marker(START, "attack begins"), *_detection(found))
    label = "live honest nodes (share)"
    figures = (
        Figure("s3-fig3", "Live nodes under energy depletion", "round", label, tuple(curves), marks),
        Figure("s3-fig3-detection", "Spammers found", "round", "excluded at least once (share)", (caught,), marks),
    )
    if any(np.size(band.mean) < order.rounds for band in alive.values()):
        return figures, ()
    half = {name: table.band(cell, "half_dead") for name, cell in cells.items()}
    claims = (_order(alive), _near(alive), _lasting(half, order), _found(found))
    return figures, claims


def _detection(found: Band) -> tuple[Marker, ...]:
    marks = []
    for share, words in ((0.5, "half of the spammers excluded"), (FOUND, f"{FOUND:.0%} excluded")):
        reached = np.flatnonzero(np.atleast_1d(found.mean) >= share)
        if len(reached):
            marks.append(Marker(float(reached[0] + 1), words, GUARDED))
    return tuple(marks)


def _order(alive: dict[str, Band]) -> Claim:
    """Upper bound ≥ protected > unprotected at every tenth round, once anybody has died."""
    k = np.arange(EVERY - 1, np.size(alive[PLAIN].mean), EVERY)
    bound, guarded, plain = (alive[name].at(k) for name in (BOUND, GUARDED, PLAIN))
    dying = np.flatnonzero(plain.mean < 1)
    verdicts: list[Verdict] = [on_the_mean(bound, guarded), on_the_mean(guarded, plain)]
    ours = "no node died in these rounds"
    if len(dying):
        verdicts.append(on_the_mean(guarded.at(dying), plain.at(dying), strict=True))
        wrong = int((bound.mean < guarded.mean).sum() + (guarded.mean[dying] <= plain.mean[dying]).sum())
        at = k[dying[np.argmax((guarded.mean - plain.mean)[dying])]]
        ours = f"out of order at {wrong} of {len(k)} rounds; widest at round {at + 1}: " + ", ".join(
            f"{name} {alive[name].mean[at]:.2f}" for name in (BOUND, GUARDED, PLAIN)
        )
    verdict = all_of(verdicts) if len(dying) else "undecided"
    text = "on the mean, upper bound ≥ protected > unprotected at every tenth round (> from the first death on)"
    return Claim("order", text, verdict, ours, _ORDER)


def _near(alive: dict[str, Band]) -> Claim:
    """Protected lies nearer to the upper bound than to unprotected, over the whole time."""
    areas = {name: float(np.mean(found.mean)) for name, found in alive.items()}
    lost = areas[BOUND] - areas[PLAIN]
    kept = (areas[GUARDED] - areas[PLAIN]) / lost if lost > 0 else np.nan
    decided = lost > 0 and min(int(np.min(b.n)) for b in alive.values()) > 1
    verdict: Verdict = "undecided" if not decided else "holds" if kept > 0.5 else "fails"
    ours = f"protection keeps {kept:.0%} of the node-rounds that the attack takes from the upper bound"
    return Claim("gap", "protected lies nearer to the upper bound than to unprotected", verdict, ours, _GAP)


def _lasting(half: dict[str, Band], order: Plan) -> Claim:
    """Half of the nodes live 1.5 times as long."""
    guarded, plain = half[GUARDED], half[PLAIN]
    ratio = float(guarded.mean / plain.mean)
    late = f" (where not reached it counts as {order.rounds})" if guarded.high > order.rounds * 0.9 else ""
    ours = f"round {_number(guarded)}{late} against {_number(plain)}, ratio {ratio:.2f}"
    text = f"half-node death with protection at least {LASTING} times as late as without, 95 % bands apart"
    return Claim("half-dead", text, apart(guarded, plain, LASTING), ours, _ORDER)


def _found(found: Band) -> Claim:
    at = START + WITHIN - 1
    text = f"at least {FOUND:.0%} of the spammers are excluded within {WITHIN} rounds"
    if at >= np.size(found.mean):
        return Claim("found", text, "undecided", "the runs end before", _GAP)
    then = found.at(np.array([at]))
    ours = f"{then.mean[0]:.1%} (95 % band {then.low[0]:.1%} to {then.high[0]:.1%}) by round {at + 1}"
    return Claim("found", text, at_least(then, FOUND), ours, _GAP)


_ATTACKED = Change("attacks", (ATTACK,))
_UNGUARDED = Change("trust.enabled", value=False)

RECIPE = Recipe(
    name="s3-fig3",
    title="Live nodes under energy depletion",
    source="S3, Fig. 3",
    paper=_ORDER,
    scenario="template:s3-connected",
    seeds=20,
    rounds=1000,
    measures=(
        Measure("alive", "honest_alive / honest_nodes", "share"),
        Measure("found", "found", "share"),
        Measure("half_dead", "when(honest_alive <= honest_nodes / 2, rounds)", "round"),
        Measure("spent", "energy.spent_j", "J"),
    ),
    conclude=conclude,
    changes=(Change("energy.initial_j", 0.5),),
    variants=(
        Variant(GUARDED, (_ATTACKED,)),
        Variant(PLAIN, (_ATTACKED, _UNGUARDED)),
        Variant(BOUND, (_ATTACKED,), ("attackers-ignored",)),
        Variant(NONE),
    ),
    parameters=("energy.initial_j", "trust.threshold", "trust.listen_bits", "radio.range_m", "mobility.step_m"),
)
