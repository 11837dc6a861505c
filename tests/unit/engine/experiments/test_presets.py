"""What presets conclude from made-up series: claims that hold, fail and stay undecided, and the figures to them."""

import numpy as np
import pytest

from engine.experiments.presets import depletion, losses, sweep
from engine.readmodel.experiment import Axis, Measure, Plan
from tests.experiments_kit import table

RNG = np.random.default_rng(3)
ROUNDS = 200
NAMES = ["no attackers", "upper bound", "protected", "unprotected"]
HALF = {"no attackers": 200, "upper bound": 190, "protected": 180, "unprotected": 60}


def around(mean, n, spread=0.01):
    """Samples whose mean is this to the digit."""
    raw = RNG.normal(size=(n, *np.shape(mean)))
    return mean + spread * (raw - raw.mean(axis=0))


def dying(half):
    """Alive share that falls in a line from round 30 on, through one half at ``half``."""
    rounds = np.arange(1, ROUNDS + 1)
    return np.clip(1 - 0.5 * (rounds - 30) / (half - 30), 0, 1) if half > 30 else np.ones(ROUNDS)


def third(half=HALF, found_by=25, n=6, spread=0.001):
    """What Fig. 3 concludes from such lives."""
    found = (np.arange(1, ROUNDS + 1) >= found_by) * 0.97
    curves = [around(dying(half[name]), n, spread) for name in NAMES]
    curves = [np.where(np.arange(ROUNDS) < 30, 1.0, c) for c in curves]
    made = table(
        {
            "alive": curves,
            "half_dead": [around(float(half[name]), n, 1.0) for name in NAMES],
            "found": [around(found, n, spread) if name == "protected" else np.zeros((n, ROUNDS)) for name in NAMES],
        },
        variant=NAMES,
    )
    figures, claims = depletion.conclude(Plan("s3-fig3", tuple(range(1, n + 1)), ROUNDS), made)
    return figures, {claim.id: claim for claim in claims}


def verdicts(claims):
    return {name: claim.verdict for name, claim in claims.items()}


def test_the_third_figure_holds_where_it_should():
    _, claims = third()
    assert verdicts(claims) == {"order": "holds", "gap": "holds", "half-dead": "holds", "found": "holds"}
    assert "ratio 3.00" in claims["half-dead"].ours


@pytest.mark.parametrize(
    ("change", "failing"),
    [
        ({"half": {**HALF, "protected": 55}}, {"order", "gap", "half-dead"}),
        ({"half": {**HALF, "protected": 80}}, {"gap", "half-dead"}),
        ({"half": {**HALF, "upper bound": 100}}, {"order"}),
        ({"found_by": 40}, {"found"}),
    ],
)
def test_the_third_figure_fails_where_it_should(change, failing):
    _, claims = third(**change)
    assert {name for name, verdict in verdicts(claims).items() if verdict == "fails"} == failing


def test_the_third_figure_is_undecided_with_one_seed_and_with_wide_bands():
    assert set(verdicts(third(n=1)[1]).values()) == {"undecided"}
    wide = verdicts(third(spread=0.4, half={**HALF, "upper bound": 179})[1])
    assert wide["order"] == wide["found"] == "undecided"


def test_times_of_detection_are_marked():
    (lives, detection), _ = third(found_by=27)
    assert (lives.markers[0].x, lives.markers[0].label) == (20, "attack begins")
    assert {m.x for m in lives.markers[1:]} == {27}
    assert [s.name for s in lives.series] == ["no attackers", "upper bound", "protected", "unprotected"]
    assert len(detection.series[0].x) == depletion.SHOWN


def fifth(guarded, plain, n=6, counts=(0, 5, 20), attack="random", spread=0.002):
    """What Fig. 4 and Fig. 5 conclude from these losses at each count."""
    axes = (
        Axis("attacks.0.type", (attack,)),
        Axis("attacks.0.count", counts),
        Axis("trust.enabled", (True, False)),
    )
    rows = [(c, guard, (guarded if guard else plain)[k]) for k, c in enumerate(counts) for guard in (True, False)]
    made = table(
        {"loss": [around(loss, n, spread) for _, _, loss in rows]},
        **{
            "attacks.0.type": [attack] * len(rows),
            "attacks.0.count": [c for c, _, _ in rows],
            "trust.enabled": [guard for _, guard, _ in rows],
        },
    )
    figures, claims = losses.conclude(Plan("s3-fig5", tuple(range(1, n + 1)), 300, axes=axes), made)
    return figures, {claim.id: claim for claim in claims}


def test_losses_hold_where_they_should():
    (figure,), claims = fifth((0.05, 0.08, 0.16), (0.05, 0.2, 0.7))
    assert verdicts(claims) == {"less-random": "holds", "some-random": "holds", "fifth-random": "holds"}
    assert [s.key for s in figure.series] == ["random:protected", "random:unprotected"]
    assert figure.series[1].x == (0, 5, 20)
    assert figure.series[1].mean == pytest.approx((0.05, 0.2, 0.7))


@pytest.mark.parametrize(
    ("guarded", "failing"),
    [
        ((0.05, 0.3, 0.16), {"less-random"}),
        ((0.05, 0.08, 0.4), {"fifth-random"}),
        ((0.05, 0.0, 0.0), set()),
    ],
)
def test_losses_fail_where_they_should(guarded, failing):
    _, claims = fifth(guarded, (0.05, 0.2, 0.7))
    assert {name for name, verdict in verdicts(claims).items() if verdict == "fails"} == failing


def test_no_loss_at_all_is_not_what_the_paper_says():
    _, claims = fifth((0.0, 0.0, 0.0), (0.05, 0.2, 0.7), spread=0.0)
    assert claims["some-random"].verdict == "fails"


def test_losses_that_the_seeds_cannot_tell_apart_are_undecided():
    assert verdicts(fifth((0.05, 0.19, 0.16), (0.05, 0.2, 0.7), spread=0.1)[1])["less-random"] == "undecided"
    assert set(verdicts(fifth((0.05, 0.08, 0.16), (0.05, 0.2, 0.7), n=1)[1]).values()) == {"undecided"}


def test_without_its_unprotected_twin_nothing_is_claimed():
    axes = (Axis("attacks.0.type", ("random",)), Axis("attacks.0.count", (5,)), Axis("trust.enabled", (True,)))
    made = table(
        {"loss": [around(0.1, 4)]}, **{"attacks.0.type": ["random"], "attacks.0.count": [5], "trust.enabled": [True]}
    )
    figures, claims = losses.conclude(Plan("s3-fig5", (1, 2, 3, 4), 300, axes=axes), made)
    assert len(figures[0].series) == 1
    assert not claims


def swept(values, axes, **keys):
    made = table({"m": values}, **keys)
    return sweep.conclude(Plan("sweep", (1, 2), 5, axes=axes, measures=(Measure("m", "lost", "J"),)), made)[0][0]


def test_a_sweep_over_numbers_is_a_curve_with_x_rising():
    figure = swept([np.full(2, v) for v in (3.0, 1.0, 2.0)], (Axis("a.b", (3, 1, 2)),), **{"a.b": [3, 1, 2]})
    assert (figure.shape, figure.x_label, figure.y_label) == ("lines", "a.b", "m (J)")
    assert figure.series[0].x == figure.series[0].mean == (1, 2, 3)


def test_a_sweep_over_words_is_bars_and_a_second_axis_gives_a_series_each():
    axes = (Axis("trust.model", ("s3", "beta")), Axis("trust.enabled", (True, False)))
    keys = {"trust.model": ["s3", "s3", "beta", "beta"], "trust.enabled": [True, False] * 2}
    figure = swept([np.full(2, v) for v in (1.0, 2.0, 3.0, 4.0)], axes, **keys)
    assert (figure.shape, figure.ticks) == ("bars", ("s3", "beta"))
    assert [(s.name, s.mean) for s in figure.series] == [("protected", (1, 3)), ("unprotected", (2, 4))]


def test_a_measure_by_round_is_drawn_against_rounds():
    figure = swept([np.full((2, 5), v) for v in (1.0, 2.0)], (Axis("a.b", (3, 1)),), **{"a.b": [3, 1]})
    assert figure.x_label == "round"
    assert [(s.name, s.x[-1], s.mean[-1]) for s in figure.series] == [("b 3", 5, 1), ("b 1", 5, 2)]
