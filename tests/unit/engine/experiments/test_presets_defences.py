"""What the presets of lifetimes and of defences conclude from made-up runs: claims that hold, fail, stay undecided."""

import numpy as np
import pytest

from engine.experiments.adjust import ADJUSTMENTS
from engine.experiments.presets import defences, lifetimes
from engine.experiments.presets.catalogue import experiment_registry
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


def lived(lives=LIVES, sent=SENT):
    names = list(LIVES)
    columns = {d: [around(lives[n][k]) for n in names] for k, d in enumerate(lifetimes.DEATHS)}
    if lives[lifetimes.OPEN] == lives[lifetimes.CENTRE]:
        for values in columns.values():
            values[names.index(lifetimes.OPEN)] = values[names.index(lifetimes.CENTRE)]
    columns["alive"] = [np.ones((N, 5)) for _ in names]
    columns["readings"] = [np.full(N, sent.get(n, 20_000.0)) for n in names]
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
    }
    deaths = figures[0]
    assert [s.name for s in deaths.series] == list(lifetimes.DEATHS.values())
    assert len(deaths.ticks) == len(deaths.series[0].mean) == len(LIVES) - 1


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
