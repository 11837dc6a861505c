"""Paper S3 by hand: Table 1 and equations (1) and (3) in every reading, and what the inspector shows.

p is node 1, q node 2. Two rounds have passed; counters fade by one half, so N per round is N / (1 + 1/2).
"""

from types import SimpleNamespace

import numpy as np
import pytest

from engine.defence.explain import edge_between, explain
from engine.network.kernels.columns import CURSOR_ROUND
from engine.scenario.model import DEFAULT_WEIGHTS, Trust
from tests.worlds import start, world

PLACES = ((0, 0), (10, 0), (0, 10), (10, 10), (5, 5))
P, Q = 0, 1
COUNTED = {
    "heard": 6,
    "r": 9,
    "relayed": 7,
    "intact": 6,
    "own": 5,
    "confirmed": 4,
    "z": 3,
    "z_ok": 2,
    "crc": 1,
    "seen": 1,
}
THOUGHT = {"own": 0.9, "told_mean": 0.7, "reputation": 0.75}


def judged(counted=None, thought=None, claimed=0.8, authenticated=1, rounds=2, **trust):
    """What p holds of q after the end of a round with these counters; and how the inspector explains it."""
    options = {"memory": 0.5, "exchange_every": 0, **trust}
    parts = start(world(PLACES, trust=Trust(**options)))
    net = parts.network
    net.books.cursor[CURSOR_ROUND] = rounds
    edge = edge_between(net, P, Q)
    for name, value in {**COUNTED, **(counted or {})}.items():
        net.watch[name][edge] = value
    for name, value in {**THOUGHT, **(thought or {})}.items():
        net.belief[name][edge] = value
    net.nodes["claimed"][Q], net.nodes["authenticated"][Q] = claimed, authenticated
    parts.trust.end_round(net)
    belief = net.belief[edge]
    shown = explain(net, parts.trust, P, Q)
    return SimpleNamespace(
        c=float(belief["own"]),
        r=float(belief["reputation"]),
        d=float(belief["trust"]),
        trusted=bool(belief["trusted"]),
        shown=shown,
        m={int(t.key[1:]): t.value for t in shown.metrics},
    )


def test_worked_example():
    got = judged()
    by_hand = {
        1: 0.25,  # Table 1, m1 = 1/N, N = 6 / 1.5 = 4 packets a round
        2: 0.8,  # m2 = r*/r = (7 + 1) / (9 + 1), with one virtual good interaction
        3: 0.875,  # m3 = r**/r* = (6 + 1) / (7 + 1)
        4: 0.333333,  # m4 = z/r = 3 / 9
        5: 0.75,  # m5 = z*/z = (2 + 1) / (3 + 1)
        6: 0.8,  # m6 = E_j/E_0
        7: 1.0,  # m7: C − mean R = 0.9 − 0.7 = 0.2 ≥ R_lim = −0.2
        8: 0.9,  # m8 = T(i−1)
        9: 1.0,  # m9: authenticated
        10: 0.833333,  # m10 = r⁺/r* = (4 + 1) / (5 + 1), of p's own packets
        11: 1.0,  # m11: CRC = CRC*
    }
    assert got.m == pytest.approx(by_hand, abs=1e-5)
    # (1): C = .02·.25 + .40·.8 + .25·.875 + .01·.3333 + .03·.75 + .01·.8
    #          + .02·1 + .08·.9 + .02·1 + .04·.8333 + .12·1
    c = 0.005 + 0.32 + 0.21875 + 0.0033333 + 0.0225 + 0.008 + 0.02 + 0.072 + 0.02 + 0.0333333 + 0.12
    assert c == pytest.approx(0.8429166, abs=1e-6)
    assert got.c == pytest.approx(c, abs=1e-5)
    # (3): D = C·z/r + R·(1 − z/r) = .8429166·.3333333 + .75·.6666667
    assert got.d == pytest.approx(0.7809722, abs=1e-5)


def test_inspector_shows_the_same_numbers_and_its_sums_add_up():
    got = judged()
    shown = got.shown
    assert [t.key for t in shown.metrics] == [f"m{k}" for k in range(1, 12)]
    assert [t.product for t in shown.metrics] == pytest.approx([t.value * t.weight for t in shown.metrics])
    assert sum(t.product for t in shown.metrics) == pytest.approx(got.c, abs=1e-5)
    assert (shown.observer, shown.subject, shown.distance_m) == (1, 2, pytest.approx(10))
    assert (shown.own_trust, shown.reputation, shown.trust) == pytest.approx((got.c, 0.75, got.d), abs=1e-6)
    assert shown.ratio == pytest.approx(1 / 3)
    assert shown.combination == "D = C·z/r + R·(1 − z/r)"
    assert shown.combination_values == "D = 0.843·0.333 + 0.750·0.667 = 0.781"
    counters = {c.symbol: c.value for c in shown.counters}
    expected = {"N": 4, "r": 9, "r*": 7, "r**": 6, "r* own": 5, "r⁺": 4, "z": 3, "z*": 2}
    assert counters == pytest.approx(expected)
    texts = {t.key: t.with_values for t in shown.metrics}
    assert texts["m2"] == "(7.000 + 1) / (9.000 + 1)"
    assert texts["m1"] == "min(1, 1 / 4.000)"
    assert texts["m7"] == "0.900 − 0.700 ≥ -0.2"


def test_one_round_as_printed_has_no_virtual_interaction_and_no_average():
    m = judged(history="round", rounds=9).m
    expected = {1: 1 / 6, 2: 7 / 9, 3: 6 / 7, 4: 3 / 9, 5: 2 / 3, 10: 4 / 5}
    assert {k: m[k] for k in expected} == pytest.approx(expected, abs=1e-5)


NOTHING = dict.fromkeys(("heard", "r", "relayed", "intact", "own", "confirmed", "z", "z_ok"), 0)


@pytest.mark.parametrize(("empty", "value"), [("one", 1), ("half", 0.5), ("zero", 0)])
def test_empty_denominators_in_one_round_take_the_neutral_value(empty, value):
    options = {"history": "round", "empty_value": empty}
    m = judged(NOTHING, **options).m
    assert {k: m[k] for k in (1, 2, 3, 4, 5, 10)} == dict.fromkeys((1, 2, 3, 4, 5, 10), value)
    assert judged({"z": 0, "z_ok": 0}, **options).m[5] == value
    assert judged({"heard": 0}, **options).m[1] == value
    assert judged({"own": 0, "confirmed": 0}, **options).m[10] == value


@pytest.mark.parametrize("empty", ["hold", "one", "half", "zero"])
def test_no_proof_of_relay_is_no_credit_in_one_round(empty):
    m = judged({"relayed": 0, "intact": 0, "own": 0, "confirmed": 0}, history="round", empty_value=empty).m
    assert (m[2], m[3], m[10]) == (0, 0, 0)


def test_hold_keeps_own_trust_of_a_round_without_interaction():
    assert judged(NOTHING, history="round", empty_value="hold").c == pytest.approx(0.9)
    assert judged(NOTHING, history="round", empty_value="one").c != pytest.approx(0.9, abs=0.01)


def test_window_starts_from_one_virtual_good_interaction():
    m = judged(NOTHING).m
    assert {k: m[k] for k in (1, 2, 3, 4, 5, 10)} == dict.fromkeys((1, 2, 3, 4, 5, 10), 1)


def test_window_multiplies_m3_and_m10_by_m2_when_r_is_above_three_relays():
    few = judged({"r": 10, "relayed": 3, "intact": 3, "own": 1, "confirmed": 1}).m
    # m3 = (3 + 1) / (3 + 1) · (3 + 1) / (10 + 1), m10 = (1 + 1) / (1 + 1) · 4 / 11
    assert (few[2], few[3], few[10]) == pytest.approx((4 / 11, 4 / 11, 4 / 11), abs=1e-5)
    just = judged({"r": 9, "relayed": 3, "intact": 3, "own": 1, "confirmed": 1}).m
    assert (just[3], just[10]) == (1, 1)


def test_m1_by_reference_forgives_the_reference_rate():
    assert judged(m1_form="reference", m1_reference=3).m[1] == pytest.approx(0.75)
    assert judged(m1_form="reference", m1_reference=10).m[1] == 1
    assert judged({"heard": 0.3}).m[1] == 1, "1/N is capped at 1"


@pytest.mark.parametrize(
    ("form", "mean", "expected"),
    [
        ("printed", 0.7, 1),  # .9 − .7 = +.2 ≥ −.2
        ("printed", 0.4, 1),  # +.5 ≥ −.2: signed, as printed
        ("printed", 1.0, 1),  # −.1 ≥ −.2
        ("printed", 1.2, 0),  # −.3 < −.2
        ("absolute", 0.75, 1),  # |.15| ≤ .2
        ("absolute", 0.4, 0),  # |.5| > .2
        ("absolute", 1.2, 0),
        ("printed", np.nan, 1),  # nobody reported
        ("absolute", np.nan, 1),
    ],
)
def test_m7_signed_as_printed_or_absolute(form, mean, expected):
    assert judged(thought={"told_mean": mean}, m7_form=form).m[7] == expected


def test_m9_and_m11_are_zero_when_authentication_or_checksum_fail():
    assert judged(authenticated=0).m[9] == 0
    assert judged({"crc": 0}).m[11] == 0


def test_equation_3_printed_and_swapped():
    # C = .8429166, R = .75, z/r = 1/3
    assert judged(combination="printed").d == pytest.approx(0.8429166 / 3 + 0.75 * 2 / 3, abs=1e-5)
    swapped = judged(combination="swapped")
    assert swapped.d == pytest.approx(0.8429166 * 2 / 3 + 0.75 / 3, abs=1e-5)
    assert swapped.shown.combination == "D = C·(1 − z/r) + R·z/r"
    assert swapped.shown.combination_values == "D = 0.843·0.667 + 0.750·0.333 = 0.812"


@pytest.mark.parametrize(("combination", "weighs"), [("printed", "c"), ("swapped", "r")])
def test_more_exchanges_than_interactions_clamp_to_one(combination, weighs):
    got = judged({"z": 12, "r": 9}, combination=combination)
    assert got.shown.ratio == 1
    assert got.m[4] == 1
    assert got.d == pytest.approx(getattr(got, weighs), abs=1e-6)


def test_without_interaction_the_ratio_is_one_after_an_exchange_and_zero_without():
    assert judged({"r": 0, "z": 2}).shown.ratio == 1
    nothing = judged({"r": 0, "z": 0})
    assert nothing.shown.ratio == 0
    assert nothing.d == pytest.approx(0.75), "all weight on R"


def test_reputation_falls_back_to_own_trust_when_nobody_reported():
    got = judged(thought={"reputation": np.nan})
    assert got.shown.reputation is None
    assert got.d == pytest.approx(got.c, abs=1e-6)
    assert any("R falls back to C" in note for note in got.shown.notes)


def test_weights_normalised_and_raw():
    doubled = {m: 2 * w for m, w in DEFAULT_WEIGHTS.items()}
    c = judged().c
    assert judged(weights=doubled).c == pytest.approx(c, abs=1e-5)
    raw = judged(weights=doubled, normalise_weights=False)
    assert raw.c == pytest.approx(2 * c, abs=1e-5)
    assert sum(t.product for t in raw.shown.metrics) == pytest.approx(2 * c, abs=1e-5)


def test_selective_metric_left_out_has_weight_zero_and_the_rest_is_normalised():
    weights = {m: w for m, w in DEFAULT_WEIGHTS.items() if m != "m11"}
    shown = judged(weights=weights).shown
    assert shown.metrics[10].weight == 0
    assert shown.metrics[10].note == "selective metric, off"
    assert shown.metrics[1].weight == pytest.approx(0.40 / 0.88)
    assert [t.mandatory for t in shown.metrics] == [True] * 6 + [False] * 5


def test_trusted_while_d_is_above_p_and_back_only_above_p_plus_hysteresis():
    options = {"thought": {"reputation": np.nan}, "threshold": 0.84, "hysteresis": 0.05}  # D = C = .8429
    assert judged(**options).trusted
    assert not judged(**{**options, "threshold": 0.85}).trusted
    out = {"own": 0.9, "reputation": np.nan, "trusted": 0}
    assert not judged(**{**options, "thought": out}).trusted, "above P, but not above P + hysteresis"
    assert judged(**{**options, "thought": out, "hysteresis": 0.0}).trusted
