"""S3, Fig. 4 and Fig. 5: share of lost packets against the number of malicious nodes (S3-77 to S3-79)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.experiments.claims import above, apart, at_most
from engine.experiments.recipe import Conclusion, Recipe
from engine.experiments.statistics import Band
from engine.experiments.table import Table
from engine.readmodel.experiment import Axis, Change, Claim, Figure, Measure, Plan

START = 20
SETTLED = 60
"""Losses are counted after this round."""
COUNTS = (0, 5, 10, 15, 20, 25, 30, 35, 40)
FEWEST = 5
"""Claims are about this many malicious nodes and more."""
TYPE, COUNT, GUARD = "attacks.0.type", "attacks.0.count", "trust.enabled"
WORDS = {"damage": "corrupt", "blackhole": "black hole", "greyhole": "grey hole", "random": "random attacks"}
LOSS = f"sum(honest_lost[{SETTLED}:]) / sum(honest_generated[{SETTLED}:])"

_LESS = "the proposed solution significantly reduces the proportion of lost packets"
_SOME = "the nonzero proportion of lost packets is explained by the time to detect malicious nodes"


@dataclass(frozen=True, slots=True)
class _Pair:
    """Loss with and without protection against the number of malicious nodes, of one attack."""

    attack: str
    counts: tuple[int, ...]
    guarded: Band
    plain: Band

    def only(self, wanted: Sequence[bool] | np.ndarray) -> _Pair:
        """The pair at some of its counts."""
        k = np.flatnonzero(wanted)
        return _Pair(self.attack, tuple(self.counts[i] for i in k), self.guarded.at(k), self.plain.at(k))


def _values(order: Plan, path: str) -> tuple[object, ...]:
    return next(axis.values for axis in order.axes if axis.path == path)


def _pair(order: Plan, table: Table, attack: object) -> _Pair | None:
    counts = tuple(sorted(int(str(c)) for c in _values(order, COUNT)))
    if not {True, False} <= set(_values(order, GUARD)):
        return None
    guarded, plain = (
        table.bands([table.cell(**{TYPE: attack, COUNT: c, GUARD: guard}) for c in counts], "loss")
        for guard in (True, False)
    )
    return _Pair(str(attack), counts, guarded, plain)


def conclude(order: Plan, table: Table) -> Conclusion:
    """Loss against malicious nodes, and for each attack whether protection helps and is not magic."""
    figures, claims = [], []
    curves = []
    attacks = _values(order, TYPE)
    for attack in attacks:
        word = WORDS.get(str(attack), str(attack))
        for guard in _values(order, GUARD):
            counts = sorted(int(str(c)) for c in _values(order, COUNT))
            cells = [table.cell(**{TYPE: attack, COUNT: c, GUARD: guard}) for c in counts]
            state = "protected" if guard else "unprotected"
            name = f"{word}, {state}" if len(attacks) > 1 else state
            curves.append(table.over_cells(cells, counts, "loss", name, key=f"{attack}:{state}", unit="share"))
        pair = _pair(order, table, attack)
        if pair is not None:
            claims += [*_claims(pair)]
    title = "Lost packets against malicious nodes" + (f": {WORDS['random']}" if attacks == ("random",) else "")
    label = f"lost packets of honest nodes after round {SETTLED} (share)"
    figures.append(Figure(order.experiment, title, "malicious nodes of 100", label, tuple(curves)))
    return tuple(figures), tuple(claims)


def _claims(pair: _Pair) -> list[Claim]:
    word = WORDS.get(pair.attack, pair.attack)
    many = pair.only(np.array(pair.counts) >= FEWEST)
    ratio = many.guarded.mean / many.plain.mean
    if not np.isfinite(ratio).any():
        return []
    span = f"{min(many.counts)} to {max(many.counts)} malicious nodes"
    ours = f"{np.nanmin(ratio):.0%} to {np.nanmax(ratio):.0%} of the unprotected loss at {span}"
    text = f"{word}: protected loss is below unprotected at every count from {FEWEST} on, 95 % bands apart"
    least = f"least {np.nanmin(many.guarded.mean):.1%} at {span}"
    claims = [
        Claim(f"less-{pair.attack}", text, apart(many.plain, many.guarded), ours, _LESS),
        Claim(f"some-{pair.attack}", f"{word}: protected loss is above zero", above(many.guarded, 0.0), least, _SOME),
    ]
    fifth = pair.only(np.array(pair.counts) == _FIFTH)
    if pair.attack == "random" and fifth.counts:
        text = f"at {_FIFTH} % {word} protected loss is at most {_SHARE:.0%} of unprotected"
        g, p = fifth.guarded, fifth.plain
        ours = f"{g.mean[0]:.1%} against {p.mean[0]:.1%}: {g.mean[0] / p.mean[0]:.0%}"
        claims.append(Claim("fifth-random", text, at_most(g, p, _SHARE), ours, _LESS))
    return claims


_FIFTH = 20
_SHARE = 0.4
_ATTACK = {"id": "malicious", "type": "blackhole", "count": 10, "start": START}
_PARAMETERS = ("trust.threshold", "trust.memory", "radio.range_m", "radio.link_loss", "mobility.step_m")


def _recipe(name: str, source: str, title: str, attacks: tuple[str, ...]) -> Recipe:
    return Recipe(
        name=name,
        title=title,
        source=source,
        paper=_LESS,
        scenario="template:s3-connected",
        seeds=20,
        rounds=300,
        measures=(Measure("loss", LOSS, "share"),),
        conclude=conclude,
        changes=(Change("attacks", ({**_ATTACK, "type": attacks[0]},)),),
        axes=(
            Axis(TYPE, attacks, "attack"),
            Axis(COUNT, COUNTS, "malicious nodes"),
            Axis(GUARD, (True, False), "protection"),
        ),
        parameters=_PARAMETERS,
    )


FIG4 = _recipe(
    "s3-fig4", "S3, Fig. 4", "Lost packets: corruption, black and grey holes", ("damage", "blackhole", "greyhole")
)
FIG5 = _recipe("s3-fig5", "S3, Fig. 5", "Lost packets: random attacks", ("random",))
