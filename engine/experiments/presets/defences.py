"""Defences compared: trust models, what trust costs (S3-76), checks of secure routing (S0-60), mobility (S0-62)."""

from __future__ import annotations

from collections.abc import Iterable

from engine.experiments.claims import all_of, apart
from engine.experiments.recipe import Conclusion, Recipe, Variant
from engine.experiments.statistics import Band
from engine.experiments.table import Table
from engine.readmodel.codes import EnergyCause, label
from engine.readmodel.experiment import Axis, Change, Claim, Figure, Measure, Plan

START, SETTLED = 20, 60
TYPE = "attacks.0.type"
LOSS = Measure("loss", f"sum(honest_lost[{SETTLED}:]) / sum(honest_generated[{SETTLED}:])", "share")
_LOST = f"lost packets of honest nodes after round {SETTLED} (share)"
_PARAMETERS = ("radio.range_m", "radio.link_loss", "mobility.step_m")
_WORDS = {
    "blackhole": "black hole",
    "greyhole": "grey hole",
    "damage": "packet damage",
    "onoff": "on-off",
    "collusion": "collusion",
    "falseroute": "false route",
    "sinkhole": "sinkhole",
    "wormhole": "wormhole",
}


_LOOKS = {"no trust": "none", "no check": "none", "S3": "s3", "beta (RFSN)": "beta", "EigenTrust": "eigentrust"}
"""Keys of colours that have a meaning."""


def _attack(kind: str, count: int) -> Change:
    return Change("attacks", ({"id": "malicious", "type": kind, "count": count, "start": START},))


def _span(values: Iterable[float]) -> str:
    found = list(values)
    return f"{min(found):.0%} to {max(found):.0%}"


def _by_attack(
    order: Plan, table: Table, name: str, title: str, variants: tuple[str, ...]
) -> tuple[Figure, dict[str, Band]]:
    """Loss of each variant under each attack as bars, and the bands of each variant in the order of attacks."""
    kinds = [str(v) for axis in order.axes if axis.path == TYPE for v in axis.values]
    bands, bars = {}, []
    for variant in variants:
        cells = [table.cell(variant=variant, **{TYPE: kind}) for kind in kinds]
        bands[variant] = table.bands(cells, "loss")
        key = _LOOKS.get(variant, variant)
        bars.append(table.over_cells(cells, list(range(len(kinds))), "loss", variant, key=key, unit="share"))
    ticks = tuple(_WORDS.get(kind, kind) for kind in kinds)
    return Figure(name, title, "", _LOST, tuple(bars), shape="bars", ticks=ticks), bands


# -- trust models side by side ----------------------------------------------------------------------------------------

NONE, S3, BETA, EIGEN = "no trust", "S3", "beta (RFSN)", "EigenTrust"


def conclude_models(order: Plan, table: Table) -> Conclusion:
    """Loss under each attack with each model; each is to be better than none."""
    models = (NONE, S3, BETA, EIGEN)
    title = "Lost packets with each trust model"
    figure, bands = _by_attack(order, table, "trust-models", title, models)
    claims = []
    for model in models[1:]:
        ratio = bands[model].mean / bands[NONE].mean
        ours = f"{_span(ratio)} of the loss without trust"
        text = f"{model}: fewer packets lost than without trust under every attack, 95 % bands apart"
        paper = "the proposed solution significantly reduces the proportion of lost packets" if model == S3 else ""
        claims.append(Claim(f"less-{model.split()[0].lower()}", text, apart(bands[NONE], bands[model]), ours, paper))
    return (figure,), tuple(claims)


MODELS = Recipe(
    name="trust-models",
    title="Trust models side by side",
    source="S3 beside RFSN and EigenTrust",
    paper="S3's trusted-node list against two other models and none, on the same networks",
    scenario="template:s3-connected",
    seeds=10,
    rounds=300,
    measures=(LOSS, Measure("wronged", "wronged", "share")),
    conclude=conclude_models,
    changes=(_attack("blackhole", 10),),
    axes=(Axis(TYPE, ("blackhole", "greyhole", "damage", "onoff", "collusion"), "attack"),),
    variants=(
        Variant(NONE, (Change("trust.enabled", value=False),)),
        Variant(S3),
        Variant(BETA, (Change("trust.model", "beta"),)),
        Variant(EIGEN, (Change("trust.model", "eigentrust"),)),
    ),
    parameters=("attacks.0.count", *_PARAMETERS),
)

# -- what trust costs -------------------------------------------------------------------------------------------------

OFF, OWN, QUIET, HEADERS, WHOLE = (
    "no trust",
    "own hand-overs only",
    "no reputation",
    "as proposed",
    "whole frames heard",
)
_COSTS = "metrics responsible for the transmission and integrity of data require additional energy costs"


def conclude_costs(_order: Plan, table: Table) -> Conclusion:
    """Energy by cause of each setting, stacked."""
    names = (OFF, OWN, QUIET, HEADERS, WHOLE)
    cells = [table.cell(variant=name) for name in names]
    x = list(range(len(names)))
    stack = [table.over_cells(cells, x, label(c), label(c).replace("_", " "), unit="J") for c in EnergyCause]
    shown = tuple(s for s in stack if max(s.mean) > 0)
    figure = Figure("trust-cost", "What trust costs", "", "energy spent (J)", shown, shape="stack", ticks=names)
    spent = {name: table.band(cell, "spent") for name, cell in zip(names, cells, strict=True)}
    more = float(spent[HEADERS].mean / spent[OFF].mean - 1)
    whole = float(spent[WHOLE].mean / spent[OFF].mean - 1)
    claims = (
        Claim(
            "costs",
            "trust as proposed costs energy, 95 % bands apart",
            apart(spent[HEADERS], spent[OFF]),
            f"{float(spent[HEADERS].mean):.1f} J against {float(spent[OFF].mean):.1f} J: {more:+.1%}",
            _COSTS,
        ),
        Claim(
            "integrity",
            "hearing whole frames, as checksums of overheard packets need, costs more than hearing headers",
            apart(spent[WHOLE], spent[HEADERS]),
            f"{whole:+.1%} against {more:+.1%}",
            _COSTS,
        ),
    )
    return (figure,), claims


COSTS = Recipe(
    name="trust-cost",
    title="What trust costs in energy",
    source="S3, §6",
    paper=_COSTS,
    scenario="template:s3-connected",
    seeds=10,
    rounds=300,
    measures=(
        *(Measure(label(c), f"energy.spent_by_cause.{label(c)}", "J") for c in EnergyCause),
        Measure("spent", "energy.spent_j", "J"),
    ),
    conclude=conclude_costs,
    variants=(
        Variant(OFF, (Change("trust.enabled", value=False),)),
        Variant(OWN, (Change("trust.promiscuous", value=False),)),
        Variant(QUIET, (Change("trust.exchange_every", 0),)),
        Variant(HEADERS),
        Variant(WHOLE, (Change("trust.listen_bits", 2000),)),
    ),
    parameters=("trust.listen_bits", "trust.exchange_every", *_PARAMETERS),
)

# -- checks of secure routing -----------------------------------------------------------------------------------------

UNCHECKED, FEEDBACK, LOCATION, SIGNED = "no check", "feedback", "location", "signed adverts"
_RESTORES = "feedback data protect against false routing information, sinkhole and wormhole attacks (S0)"


def conclude_checks(order: Plan, table: Table) -> Conclusion:
    """Loss under each attack on routes with each check; feedback is to help against all of them."""
    checks = (UNCHECKED, FEEDBACK, LOCATION, SIGNED)
    title = "Lost packets with each check of secure routing"
    figure, bands = _by_attack(order, table, "secure-routing", title, checks)
    claims = []
    for k, word in enumerate(figure.ticks):
        only = {name: Band(*(part[k] for part in (b.mean, b.low, b.high, b.n))) for name, b in bands.items()}
        text = f"{word}: fewer packets lost with feedback than without any check, 95 % bands apart"
        ours = f"{float(only[FEEDBACK].mean):.1%} against {float(only[UNCHECKED].mean):.1%}"
        verdict = apart(only[UNCHECKED], only[FEEDBACK])
        claims.append(Claim(f"feedback-{word.replace(' ', '-')}", text, verdict, ours, _RESTORES))
    return (figure,), tuple(claims)


CHECKS = Recipe(
    name="secure-routing",
    title="Checks of secure routing",
    source="S0",
    paper=_RESTORES,
    scenario="template:s3-connected",
    seeds=10,
    rounds=120,
    measures=(LOSS,),
    conclude=conclude_checks,
    changes=(_attack("falseroute", 8), Change("trust.enabled", value=False)),
    axes=(Axis(TYPE, ("falseroute", "sinkhole", "wormhole"), "attack"),),
    variants=(
        Variant(UNCHECKED),
        Variant(FEEDBACK, (Change("routing.verify.feedback", value=True),)),
        Variant(LOCATION, (Change("routing.verify.location", value=True),)),
        Variant(SIGNED, (Change("routing.verify.authenticated", value=True),)),
    ),
    parameters=("attacks.0.count", "routing.verify.slack", *_PARAMETERS),
)

# -- mobility ---------------------------------------------------------------------------------------------------------

STEP = "mobility.step_m"
_STATIONARY = "most routing protocols assume a stationary network; mobile networks need others (S0)"
_PROTOCOLS = {
    "LEACH": ("leach", {}),
    "flat, discovered once": ("flat", {"refresh_every": 0}),
    "flat, discovered every 20 rounds": ("flat", {}),
    "geographic": ("geographic", {}),
}


def conclude_mobility(order: Plan, table: Table) -> Conclusion:
    """Delivery and the price of routes against how far nodes walk in a round."""
    steps = sorted(float(str(v)) for axis in order.axes if axis.path == STEP for v in axis.values)
    as_given = {float(str(v)): v for axis in order.axes if axis.path == STEP for v in axis.values}
    cells = {name: [table.cell(variant=name, **{STEP: as_given[s]}) for s in steps] for name in _PROTOCOLS}
    figures = tuple(
        Figure(
            f"mobility-{measure}",
            title,
            "way of a node in a round (m)",
            axis,
            tuple(table.over_cells(cells[name], steps, measure, name, unit=unit) for name in _PROTOCOLS),
        )
        for measure, title, axis, unit in (
            ("delivered", "Delivery against mobility", "readings delivered (share)", "share"),
            ("control", "Control traffic against mobility", "control packets per delivered reading", "packets"),
        )
    )
    claims = []
    if len(steps) > 1 and steps[0] == 0:
        kept = [name for name in _PROTOCOLS if name.startswith("flat")]
        ends = [(table.band(cells[n][-1], "control"), table.band(cells[n][0], "control")) for n in kept]
        fold = [float(high.mean / low.mean) for high, low in ends]
        text = f"routes that are kept up cost more control traffic at {steps[-1]:g} m a round than at rest, bands apart"
        verdict = all_of(apart(high, low) for high, low in ends)
        claims.append(Claim("upkeep", text, verdict, f"{min(fold):.1f} to {max(fold):.1f} times as much", _STATIONARY))
    return figures, tuple(claims)


MOBILITY = Recipe(
    name="mobility",
    title="Routing while nodes move",
    source="S0",
    paper=_STATIONARY,
    scenario="template:s3-connected",
    seeds=10,
    rounds=200,
    measures=(
        Measure("delivered", "sum(delivered) / sum(generated)", "share"),
        Measure("control", "sum(control_packets) / sum(delivered)", "packets"),
    ),
    conclude=conclude_mobility,
    axes=(Axis(STEP, (0.0, 1.0, 2.0, 4.0, 8.0), "way of a node in a round (m)"),),
    variants=tuple(
        Variant(name, (Change("routing", {"protocol": protocol, "params": params}),))
        for name, (protocol, params) in _PROTOCOLS.items()
    ),
    parameters=("radio.range_m", "radio.link_loss", "trust.enabled"),
)
