"""Networks of paper S2: the controller lost (S2-02, S2-03, S2-09), and the role flood (S2-131, S2-170)."""

from __future__ import annotations

import numpy as np

from engine.experiments.claims import above, at_least
from engine.experiments.recipe import Conclusion, Recipe, Variant
from engine.experiments.statistics import band
from engine.experiments.table import Table
from engine.readmodel.experiment import Change, Claim, Figure, Marker, Measure, Plan, Series, Verdict
from engine.scenario.templates_bench import FLOOD_STARTS

# -- the controller is lost --------------------------------------------------------------------------------------------

KILL = 60
"""Round in which the controller is lost."""
WITHIN = 10
"""Rounds within which another is to be there."""
SHARE = 0.99
"""Of the seeds in which it is."""
SPREAD, CENTRAL = "decentralised", "centralised"
_FAILS = "a failure of the control node of a centralized network can lead to the impossibility of further operation"
_GOES_ON = "the network can continue to work, since the functions of the control node can be transferred"
_LOSS = {"id": "the controller is lost", "kind": "kill", "at": KILL, "role": "controller"}


def conclude_loss(_order: Plan, table: Table) -> Conclusion:
    """Delivery and controllers over rounds in both networks, how long the recovery takes, and what follows."""
    cells = {name: table.cell(variant=name) for name in (SPREAD, CENTRAL)}
    marks = (Marker(KILL, "the controller is lost"),)
    delivered = tuple(table.over_rounds(cell, "works", name, unit="share") for name, cell in cells.items())
    there = tuple(table.over_rounds(cell, "controllers", name, unit="nodes") for name, cell in cells.items())
    figures = (
        Figure(
            "controller-loss",
            "The controller is lost",
            "round",
            "readings delivered (share, mean of 10 rounds)",
            delivered,
            marks,
        ),
        Figure("controllers", "Controllers in the network", "round", "live controllers", there, marks),
        *_waits(table, cells[SPREAD]),
    )
    claims = (_recovers(table, cells[SPREAD]), *_functions(table, cells))
    return figures, claims


def _waits(table: Table, cell: int) -> tuple[Figure, ...]:
    """How many seeds had a new controller after so many rounds."""
    waits = table.samples(cell, "recovery")
    rounds = np.arange(1.0, 2 * WITHIN + 1)
    share = tuple(float(np.mean(np.nan_to_num(waits, nan=np.inf) <= k)) for k in rounds)
    blank = (float("nan"),) * len(rounds)
    curve = Series(SPREAD, tuple(rounds), share, blank, blank, len(waits), "share of seeds", SPREAD)
    marks = (Marker(WITHIN, "to be there"),)
    title, axis = "Recovery of the controller", "seeds with a new controller (share)"
    return (Figure("recovery", title, "rounds after the loss", axis, (curve,), marks),)


def _recovers(table: Table, cell: int) -> Claim:
    waits = np.nan_to_num(table.samples(cell, "recovery"), nan=np.inf)
    within = waits <= WITHIN
    share, slowest = float(within.mean()), float(np.max(waits))
    verdict: Verdict = "undecided" if len(waits) < 2 else "holds" if share >= SHARE else "fails"
    last = f"slowest {slowest:g} rounds" if np.isfinite(slowest) else "some never"
    ours = f"{int(within.sum())} of {len(waits)} seeds; median {float(np.median(waits)):g}, {last}"
    text = f"a new controller within {WITHIN} rounds in at least {SHARE:.0%} of the seeds"
    return Claim("recovers", text, verdict, ours, _GOES_ON)


def _functions(table: Table, cells: dict[str, int]) -> tuple[Claim, ...]:
    """What the loss leaves of delivery in both networks."""
    kept = {name: table.band(cell, "kept") for name, cell in cells.items()}
    lost = kept[CENTRAL]
    verdict: Verdict = "undecided" if lost.n < 2 else "holds" if lost.high <= 0.05 else "fails"
    return (
        Claim(
            "central-fails",
            "the centralised network loses its function: at most 5 % of what it delivered before",
            verdict,
            f"{float(lost.mean):.1%} of the delivery before the loss",
            _FAILS,
        ),
        Claim(
            "spread-works",
            "the decentralised network keeps at least 90 % of its delivery, 20 rounds after the loss",
            at_least(kept[SPREAD], 0.9),
            f"{float(kept[SPREAD].mean):.1%}",
            _GOES_ON,
        ),
    )


_AFTER = KILL + 20
LOSS = Recipe(
    name="controller-loss",
    title="The controller is lost",
    source="S2, §1 and §3",
    paper=_FAILS,
    scenario="template:role-flood",
    seeds=100,
    rounds=160,
    measures=(
        Measure("works", "smooth(delivered, 10) / smooth(generated, 10)", "share"),
        Measure("controllers", "controllers", "nodes"),
        Measure("recovery", f"when(controllers[{KILL}:] >= 1)", "rounds"),
        Measure(
            "kept",
            f"sum(delivered[{_AFTER}:]) / sum(generated[{_AFTER}:]) * sum(generated[20:{KILL - 1}])"
            f" / sum(delivered[20:{KILL - 1}])",
            "share",
        ),
    ),
    conclude=conclude_loss,
    changes=(Change("attacks", ()), Change("incidents", (_LOSS,))),
    variants=(
        Variant(SPREAD),
        Variant(CENTRAL, (Change("roles.decentralised", value=False),)),
    ),
    parameters=("roles.keepers", "roles.processors", "roles.heartbeat_every", "roles.missed", "roles.pace"),
)

# -- the role flood ----------------------------------------------------------------------------------------------------

QUIET, FLOODED, LIMITED = "no attack", "role flood", "reassignments limited"
LEFT = 0.25
"""Share of the damage that the limit may leave."""
BATTERY, SMALL = 40.0, 13.0
"""J: more than an hour takes, so that what the flood costs is not cut short; less, so that nodes die in it."""
WEAK_QUIET, WEAK_FLOODED = "no attack, small batteries", "role flood, small batteries"
_SHORTER = "the network's performance is disrupted, and the autonomous life of its nodes is significantly reduced"
_CAPPED = "it is possible to limit the number of role reassignments in the network per unit of time"


def conclude_flood(order: Plan, table: Table) -> Conclusion:
    """Energy left and live nodes over the hour, and what the limit on reassignments leaves of the damage."""
    cells = {name: table.cell(variant=name) for name in (QUIET, FLOODED, LIMITED)}
    marks = tuple(Marker(float(at), f"flood {k} begins") for k, at in enumerate(FLOOD_STARTS, 1) if at <= order.rounds)
    figures = tuple(
        Figure(
            f"role-flood-{measure}",
            title,
            "round",
            axis,
            tuple(table.over_rounds(cell, measure, name, unit=unit) for name, cell in cells.items()),
            marks,
        )
        for measure, title, axis, unit in (
            ("left", "Energy under the role flood", "energy left in honest nodes (share)", "share"),
            ("alive", "Nodes alive under the role flood", "live honest nodes (share)", "share"),
            ("service", "Service messages under the role flood", "messages a round (mean of 30)", "messages"),
        )
    )
    return figures, (_costs(table), _capped(table, cells), _dies(table))


def _paired(table: Table, measure: str, greater: str, lesser: str) -> tuple[np.ndarray, np.ndarray]:
    """Samples of two variants, seed by seed."""
    found = [table.samples(table.cell(variant=name), measure) for name in (greater, lesser)]
    n = min(len(values) for values in found)
    return found[0][:n], found[1][:n]


def _costs(table: Table) -> Claim:
    flooded, quiet = _paired(table, "spent", FLOODED, QUIET)
    more = float(np.mean(flooded) / np.mean(quiet) - 1)
    ours = f"{float(np.mean(flooded)):.1f} J against {float(np.mean(quiet)):.1f} J: {more:+.1%}"
    text = "the flood costs the network energy, seed by seed, 95 % band above 0"
    return Claim("costs", text, above(band(flooded - quiet), 0.0), ours, _SHORTER)


def _dies(table: Table) -> Claim:
    quiet, flooded = _paired(table, "life", WEAK_QUIET, WEAK_FLOODED)
    sooner = 1 - float(np.mean(flooded) / np.mean(quiet))
    ours = f"first death in round {np.mean(flooded):.0f} against {np.mean(quiet):.0f}: {sooner:.0%} sooner"
    text = f"nodes with {SMALL:g} J live shorter under the flood, seed by seed, 95 % band above 0"
    return Claim("shorter-life", text, above(band(quiet - flooded), 0.0), ours, _SHORTER)


def _capped(table: Table, cells: dict[str, int]) -> Claim:
    """Damage: energy that the attacked network spends beyond the unattacked one of the same seed."""
    spent = {name: table.samples(cell, "spent") for name, cell in cells.items()}
    n = min(len(v) for v in spent.values())
    damage, rest = (spent[name][:n] - spent[QUIET][:n] for name in (FLOODED, LIMITED))
    share = float(np.sum(rest) / np.sum(damage)) if np.sum(damage) > 0 else float("nan")
    verdict: Verdict = "undecided" if n < 2 or np.isnan(share) else "holds" if share <= LEFT else "fails"
    text = f"with the number of reassignments limited, at most {LEFT:.0%} of the damage in energy remains"
    return Claim("capped", text, verdict, f"{share:.1%} remains", _CAPPED)


FLOOD = Recipe(
    name="role-flood",
    title="Role-redistribution flood",
    source="S2, Fig. 11",
    paper=_SHORTER,
    scenario="template:role-flood",
    seeds=10,
    rounds=3600,
    measures=(
        Measure("left", "residual_j / energy.initial_j", "share"),
        Measure("alive", "honest_alive / honest_nodes", "share"),
        Measure("service", "smooth(service_packets, 30)", "messages"),
        Measure("spent", "energy.spent_j", "J"),
        Measure("life", "when(honest_alive < honest_nodes, rounds)", "round"),
    ),
    conclude=conclude_flood,
    changes=(Change("energy.initial_j", BATTERY),),
    variants=(
        Variant(QUIET, (), ("unattacked",)),
        Variant(FLOODED),
        Variant(LIMITED, (Change("hardening.limit_reassignments", value=True),)),
        Variant(WEAK_QUIET, (Change("energy.initial_j", SMALL),), ("unattacked",)),
        Variant(WEAK_FLOODED, (Change("energy.initial_j", SMALL),)),
    ),
    parameters=(
        "hardening.reassignments",
        "hardening.reassignments_per",
        "roles.pace",
        "roles.keepers",
    ),
)
