"""What the presets of lifetimes and of defences conclude from made-up runs: claims that hold, fail, stay undecided."""

import numpy as np
import pytest

from engine.experiments.adjust import ADJUSTMENTS
from engine.experiments.bench import Documents
from engine.experiments.order import programme_of
from engine.experiments.presets import defences, lifetimes, reference_rows
from engine.experiments.presets.catalogue import experiment_registry
from engine.experiments.programme import Run
from engine.readmodel.experiment import Plan
from engine.scenario.templates import template
from tests.experiments_kit import table

RNG = np.random.default_rng(4)
N = 6


def around(mean, spread=1.0):
    raw = RNG.normal(size=N)
    return mean + spread * (raw - raw.mean())


LIVES = {
    lifetimes.HICSS: (980, 1130, 1250),
    lifetimes.QUARTER: (490, 565, 625),
    lifetimes.WHOLE: (1960, 2260, 2500),
    lifetimes.CENTRE: (900, 1105, 1290),
    lifetimes.CHAIN: (1150, 2010, 2150),
    lifetimes.UNEQUAL: (890, 1130, 2000),
    lifetimes.WEIGHTED: (1130, 1360, 2000),
    lifetimes.OPEN: (900, 1105, 1290),
    lifetimes.HARD: (1050, 1440, 2000),
    lifetimes.SHUT: (np.nan, np.nan, np.nan),
}
SENT = {lifetimes.OPEN: 20_000.0, lifetimes.HARD: 9_000.0, lifetimes.SHUT: 0.0}


def lived(lives=LIVES, sent=SENT, exact=None):
    rows = {row.variant: row.means for row in reference_rows.ROWS}
    others = [v.name for v in reference_rows.VARIANTS]
    names = [*LIVES, *others]
    lives = {**{n: rows.get(n, (np.nan,) * 3) for n in others}, **lives}
    columns = {d: [around(lives[n][k]) for n in names] for k, d in enumerate(lifetimes.DEATHS)}
    if lives[lifetimes.OPEN] == lives[lifetimes.CENTRE]:
        for values in columns.values():
            values[names.index(lifetimes.OPEN)] = values[names.index(lifetimes.CENTRE)]
    columns["alive"] = [np.ones((N, 5)) for _ in names]
    falling = dict(zip(reference_rows.SOFT.values(), (15_000.0, 9_000.0, 2_000.0), strict=True))
    columns["readings"] = [np.full(N, ({**falling, **sent}).get(n, 20_000.0)) for n in names]
    plain = {"heads": 5.0, "battery": 0.5, "spent": 3.0, "control_j": 3.0, "air_j": 0.0, **(exact or {})}
    for measure, value in plain.items():
        columns[measure] = [np.full(N, value) for _ in names]
    figures, claims = lifetimes.conclude(Plan("lifetime", (1,)), table(columns, variant=names))
    return figures, {claim.id: claim for claim in claims}


def test_lifetimes_within_the_bands_of_the_literature_hold():
    figures, claims = lived()
    assert {c.verdict for c in claims.values()} == {"holds"}
    assert set(claims) == {
        *(f"leach-hicss-{d}" for d in ("fnd", "lnd")),
        *(f"leach-centre-{d}" for d in ("fnd", "hnd", "lnd")),
        *(f"pegasis-{d}" for d in ("hnd", "lnd")),
        "leach-proportional",
        "sep-later",
        "teen-open",
        "teen-falls",
        *(f"row-{n}" for n in ("leach-0.25-j", "leach-hicss", "leach-1-j", "leach-centre", "pegasis")),
        *(f"row-leach-{n}" for n in ("p-0.1", "far-station", "200-m")),
        "heads",
        "bound",
        "teen-soft",
        "teen-silent",
    }
    deaths = figures[0]
    assert [s.name for s in deaths.series] == list(lifetimes.DEATHS.values())
    assert len(deaths.ticks) == len(deaths.series[0].mean) == len(LIVES) - 1 + 3, "all that run to the end"


@pytest.mark.parametrize(
    ("variant", "lives", "failing"),
    [
        (lifetimes.CHAIN, (1150, 1900, 2150), "pegasis-hnd"),
        (lifetimes.CENTRE, (900, 1200, 1290), "leach-centre-hnd"),
        (lifetimes.WHOLE, (1960, 1900, 2500), "leach-proportional"),
        (lifetimes.WEIGHTED, (800, 1360, 2000), "sep-later"),
        (lifetimes.OPEN, (901, 1105, 1290), "teen-open"),
    ],
)
def test_a_life_out_of_its_band_fails(variant, lives, failing):
    _, claims = lived({**LIVES, variant: lives})
    assert claims[failing].verdict == "fails"


@pytest.mark.parametrize(
    ("change", "failing"),
    [
        ({"lives": {**LIVES, reference_rows.FAR: (717, 898, 1300)}}, "row-leach-far-station"),
        ({"lives": {**LIVES, reference_rows.WIDE: (300, 777, 1025)}}, "row-leach-200-m"),
        ({"exact": {"heads": 5.2}}, "heads"),
        ({"exact": {"battery": 0.1}}, "bound"),
        ({"exact": {"air_j": 0.1}}, "teen-silent"),
        ({"exact": {"spent": 3.1}}, "teen-silent"),
        ({"exact": {"spent": 0.0, "control_j": 0.0}}, "teen-silent"),
        ({"sent": {**SENT, reference_rows.SOFT[0.3]: 12_000.0}}, "teen-soft"),
    ],
)
def test_a_row_or_property_that_is_wrong_fails(change, failing):
    _, claims = lived(**change)
    assert [name for name, claim in claims.items() if claim.verdict == "fails"] == [failing]


def test_documents_of_the_rows_are_those_of_the_reference():
    _, programme = programme_of(lifetimes.RECIPE, Plan("lifetime", (3, 4)))
    documents = Documents(programme)
    found = {dict(c.key)["variant"]: documents.of(Run(k, 3)) for k, c in enumerate(programme.cells)}
    far, wide = found[reference_rows.FAR], found[reference_rows.WIDE]
    assert (far.stations[0].x, far.stations[0].y, far.nodes) == (50, 175, template("leach-100", 3).nodes)
    assert (wide.stations[0].x, wide.stations[0].y, wide.area.width_m) == (100, 100, 200)
    assert max(node.x for node in wide.nodes) > 150
    assert found[reference_rows.SOFT[0.2]].routing.params == {"hard": -1e9, "soft": 0.2}
    assert found[reference_rows.PRICED].radio.control_bits == 200


def test_teen_that_sends_beyond_its_threshold_fails():
    _, claims = lived(sent={**SENT, lifetimes.SHUT: 3.0})
    assert claims["teen-falls"].verdict == "fails"


KINDS = ("blackhole", "greyhole")


def compared(conclude, loss, spread=0.005):
    """Conclusions from losses by variant under two attacks."""
    names = [name for name in loss for _ in KINDS]
    samples = [around(value, spread) for name in loss for value in loss[name]]
    axis = defences.MODELS.axes[0]
    order = Plan("x", (1,), axes=(type(axis)(axis.path, KINDS),))
    made = table({"loss": samples}, variant=names, **{axis.path: list(KINDS) * len(loss)})
    figures, claims = conclude(order, made)
    return figures[0], {claim.id: claim for claim in claims}


def test_trust_models_are_held_against_no_trust():
    loss = {defences.NONE: (0.4, 0.3), defences.S3: (0.1, 0.1), defences.BETA: (0.1, 0.35), defences.EIGEN: (0.1, 0.3)}
    figure, claims = compared(defences.conclude_models, loss)
    assert {k: c.verdict for k, c in claims.items()} == {
        "less-s3": "holds",
        "less-beta": "fails",
        "less-eigentrust": "undecided",
    }
    assert claims["less-s3"].ours == "25% to 33% of the loss without trust"
    assert figure.ticks == ("black hole", "grey hole")
    assert [s.key for s in figure.series] == ["none", "s3", "beta", "eigentrust"]


def test_checks_are_held_against_no_check_under_each_attack():
    loss = {
        defences.UNCHECKED: (0.5, 0.5),
        defences.FEEDBACK: (0.1, 0.6),
        defences.LOCATION: (0.1, 0.1),
        defences.SIGNED: (0.5, 0.5),
    }
    _, claims = compared(defences.conclude_checks, loss)
    assert {k: c.verdict for k, c in claims.items()} == {
        "feedback-black-hole": "holds",
        "feedback-grey-hole": "fails",
    }


def test_costs_of_trust_are_told_by_cause():
    names = [defences.OFF, defences.OWN, defences.QUIET, defences.HEADERS, defences.WHOLE]
    joules = dict(zip(names, (20.0, 21.0, 24.0, 25.0, 75.0), strict=True))
    columns = {m.name: [np.zeros(N) for _ in names] for m in defences.COSTS.measures}
    columns["transmit"] = [np.full(N, 20.0) for _ in names]
    columns["overhear"] = [np.full(N, joules[n] - 20.0) for n in names]
    columns["spent"] = [around(joules[n], 0.1) for n in names]
    figures, claims = defences.conclude_costs(Plan("x", (1,)), table(columns, variant=names))
    assert [c.verdict for c in claims] == ["holds", "holds"]
    assert "+25.0%" in claims[0].ours
    assert [s.name for s in figures[0].series] == ["transmit", "overhear"], "causes without a joule are left out"


def test_upkeep_is_held_between_rest_and_the_fastest_walk():
    steps, protocols = (0.0, 4.0), list(defences._PROTOCOLS)
    names = [p for p in protocols for _ in steps]
    samples = {
        "delivered": [around(0.9, 0.001) for _ in names],
        "control": [around(0.1 + (2 if s else 0), 0.01) for _ in protocols for s in steps],
    }
    axis = defences.MOBILITY.axes[0]
    order = Plan("mobility", (1,), axes=(type(axis)(axis.path, steps),))
    made = table(samples, variant=names, **{axis.path: list(steps) * len(protocols)})
    figures, claims = defences.conclude_mobility(order, made)
    assert [c.verdict for c in claims] == ["holds"]
    assert len(figures) == 2
    assert figures[0].series[0].x == steps


def test_a_fifth_of_the_nodes_is_advanced():
    scenario = ADJUSTMENTS["fifth-fourfold"](template("leach-100", 3))
    assert [n.energy_j for n in scenario.nodes].count(2.0) == 20
    assert {n.energy_j for n in scenario.nodes} == {2.0, None}


def test_every_preset_has_a_title_a_source_and_measures():
    for recipe in experiment_registry():
        assert recipe.title
        assert recipe.measures
        assert recipe.free or recipe.paper
        assert len(dict.fromkeys(v.name for v in recipe.variants)) == len(recipe.variants)
