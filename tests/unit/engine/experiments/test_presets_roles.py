"""What the presets of role-based networks conclude from made-up runs."""

import numpy as np
import pytest

from engine.experiments.adjust import ADJUSTMENTS
from engine.experiments.presets import effects, hardening, roles
from engine.experiments.presets.signs import CATALOGUE, EXPLOITING, MEASURES, SIGNS, called, foreign, quiet
from engine.readmodel.experiment import Plan
from engine.scenario.templates import template
from tests.experiments_kit import table

ROUNDS = 160


def loss(waits, central=0.0, spread=1.0):
    """What controller-loss concludes when recovery takes so many rounds in each seed."""
    n = len(waits)
    after = np.arange(1, ROUNDS + 1) > roles.KILL
    works = [np.where(after, left, 1.0) * np.ones((n, 1)) for left in (spread, central)]
    jitter = 1e-4 * np.arange(n)
    made = table(
        {
            "works": works,
            "controllers": [np.ones((n, ROUNDS)), np.where(after, 0.0, 1.0) * np.ones((n, 1))],
            "recovery": [np.array(waits, float), np.full(n, np.nan)],
            "kept": [spread + jitter, central + jitter],
        },
        variant=[roles.SPREAD, roles.CENTRAL],
    )
    figures, claims = roles.conclude_loss(Plan("controller-loss", tuple(range(1, n + 1)), ROUNDS), made)
    return {f.name: f for f in figures}, {c.id: c for c in claims}


def test_recovery_in_time_and_a_centre_that_fails():
    figures, claims = loss([7] * 100)
    assert {c.verdict for c in claims.values()} == {"holds"}
    assert claims["recovers"].ours == "100 of 100 seeds; median 7, slowest 7 rounds"
    curve = figures["recovery"].series[0]
    assert [curve.mean[5], curve.mean[6]] == [0.0, 1.0]
    assert [m.x for m in figures["controller-loss"].markers] == [roles.KILL]


@pytest.mark.parametrize(
    ("case", "failing"),
    [
        ({"waits": [7] * 97 + [11] * 3}, "recovers"),
        ({"waits": [7] * 97 + [np.nan] * 3}, "recovers"),
        ({"waits": [7] * 20, "central": 0.5}, "central-fails"),
        ({"waits": [7] * 20, "spread": 0.5}, "spread-works"),
    ],
)
def test_what_does_not_hold_fails(case, failing):
    claims = loss(**case)[1]
    assert [c.id for c in claims.values() if c.verdict == "fails"] == [failing]


def test_one_seed_decides_nothing():
    assert {c.verdict for c in loss([7])[1].values()} == {"undecided"}


def flood(flooded=30.0, limited=21.0, life=(3000.0, 2000.0), n=4):
    names = [roles.QUIET, roles.FLOODED, roles.LIMITED, roles.WEAK_QUIET, roles.WEAK_FLOODED]
    jitter = 0.01 * np.arange(n)
    curve = [np.ones((n, ROUNDS))] * 5
    made = table(
        {
            "left": curve,
            "alive": curve,
            "service": curve,
            "spent": [20.0 + jitter, flooded + jitter, limited + jitter, 9.0 + jitter, 9.0 + jitter],
            "life": [np.full(n, 3600.0)] * 3 + [life[0] + 2 * jitter, life[1] + jitter],
        },
        variant=names,
    )
    figures, claims = roles.conclude_flood(Plan("role-flood", tuple(range(1, n + 1)), 3600), made)
    return figures, {c.id: c for c in claims}


def test_the_flood_costs_energy_and_life_and_the_limit_caps_it():
    figures, claims = flood()
    assert {c.verdict for c in claims.values()} == {"holds"}
    assert claims["costs"].ours == "30.0 J against 20.0 J: +50.0%"
    assert claims["capped"].ours == "10.0% remains"
    assert len(figures[0].markers) == 4


def test_a_flood_that_changes_nothing_fails():
    claims = flood(flooded=20.0, limited=20.0, life=(3000.0,) * 2)[1]
    assert claims["costs"].verdict != "holds"
    assert claims["capped"].verdict == "undecided", "there is no damage of which a share could remain"
    assert flood(limited=25.0)[1]["capped"].verdict == "fails"


def test_the_unattacked_network_lacks_the_foreign_nodes():
    attacked = template("role-flood", 2)
    quiet = ADJUSTMENTS["unattacked"](attacked)
    assert quiet.attacks == ()
    assert {n.id for n in attacked.nodes} - {n.id for n in quiet.nodes} == {attacked.attacks[0].nodes[0]}


def cells(names, value):
    """A made-up table in which every measure of a variant is what ``value`` says, in three seeds."""
    jitter = 1e-6 * np.arange(3)
    samples = {m: [value(name) + jitter for name in names] for m in MEASURES}
    return table(samples, variant=list(names))


def test_every_attack_of_the_catalogue_has_a_sign_in_both_variations():
    assert {e.kind for e in CATALOGUE} == set(SIGNS)
    assert {m for pair in SIGNS.values() for m in pair} <= set(MEASURES)


def test_an_attack_that_moves_nothing_fails_its_claim():
    names = [v.name for v in effects.RECIPE.variants]
    still = called("jamming", EXPLOITING)
    made = cells(names, lambda name: 0.0 if name.startswith("nobody") or name == still else 1.0)
    figures, claims = effects.conclude(Plan("attack-effects", (1, 2, 3), 150), made)
    assert figures
    assert [c.id for c in claims if c.verdict != "holds"] == [f"jamming-{EXPLOITING}"]
    assert quiet(joining=foreign("jamming", EXPLOITING)) in names


@pytest.mark.parametrize(("kind", "honest", "size"), [("rolecommand", 20.0, 20.0), ("phantom", 0.0, 0.1)])
@pytest.mark.parametrize(
    ("more", "verdict"),
    [((0.4, 0.8, 1.0, 1.5, 6.0), "holds"), ((0.0, 0.0, 0.0, 0.0, 6.0), "undecided"), ((0.0,) * 5, "fails")],
)
def test_an_effect_in_every_seed_holds_however_much_it_differs_in_size(kind, honest, size, more, verdict):
    there, without = honest + size * np.array(more), np.full(5, honest)
    names = [called(kind, "common"), quiet(joining=False)]
    made = table({m: [there, without] for m in MEASURES}, variant=names)
    assert effects._moves(made, kind, "", "common", 0).verdict == verdict


def test_the_matrix_tells_which_switch_does_otherwise_than_said():
    stopped = {e.kind: e.stopped_by for e in CATALOGUE}
    words = {w: s for s, w in hardening.SWITCHES.items()}

    def value(name, wrong=""):
        kind, _, switch = name.rpartition(", ")
        if kind.startswith("nobody"):
            return 0.0
        otherwise = kind == wrong and words.get(switch) == "check_frames"
        return 0.0 if (words.get(switch) in stopped[kind]) != otherwise else 1.0

    names = [v.name for v in hardening.RECIPE.variants]
    plan = Plan("hardening-matrix", (1, 2, 3), 150)
    figures, claims = hardening.conclude(plan, cells(names, value))
    assert {c.verdict for c in claims} == {"holds"}
    assert len(figures) == 6
    _, claims = hardening.conclude(plan, cells(names, lambda name: value(name, "sinkhole")))
    assert [c.id for c in claims if c.verdict == "fails"] == ["check_frames", "stops-sinkhole"]
