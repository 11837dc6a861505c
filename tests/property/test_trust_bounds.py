"""Trust stays within bounds and follows the evidence, whatever was counted."""

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.defence.explain import edge_between
from engine.network.kernels.columns import CURSOR_ROUND
from engine.scenario.model import METRICS, Trust
from tests.worlds import start, world

PLACES = ((0, 0), (10, 0), (0, 10), (10, 10))
SHARE = st.floats(0, 1, width=32)
COUNT = st.floats(0, 500, width=32)
READINGS = {
    "history": st.sampled_from(["window", "round"]),
    "empty_value": st.sampled_from(["hold", "one", "half", "zero"]),
    "combination": st.sampled_from(["printed", "swapped"]),
    "m1_form": st.sampled_from(["printed", "reference"]),
    "m7_form": st.sampled_from(["printed", "absolute"]),
    "memory": SHARE,
    "weights": st.fixed_dictionaries(dict.fromkeys(METRICS, st.floats(0.01, 10))),
}
TRUST = st.fixed_dictionaries({}, optional=READINGS).map(lambda kw: Trust(exchange_every=0, **kw))


@st.composite
def evidence(draw):
    """Counters as an observer may hold them: parts never exceed the whole, z is free."""
    r, z = draw(COUNT), draw(COUNT)
    relayed = r * draw(SHARE)
    own = relayed * draw(SHARE)
    counters = {
        "heard": draw(COUNT),
        "r": r,
        "relayed": relayed,
        "intact": relayed * draw(SHARE),
        "own": own,
        "confirmed": own * draw(SHARE),
        "z": z,
        "z_ok": z * draw(SHARE),
        "crc": draw(st.integers(0, 1)),
    }
    beliefs = {
        "own": draw(SHARE),
        "told_mean": draw(st.one_of(SHARE, st.just(math.nan))),
        "reputation": draw(st.one_of(SHARE, st.just(math.nan))),
    }
    return counters, beliefs


def prepared(trust, cases):
    """A network in which the edges between node 1 and the others hold these cases; rounds 1 … 6 have passed."""
    parts = start(world(PLACES, trust=trust))
    network = parts.network
    network.books.cursor[CURSOR_ROUND] = 6
    edges = [edge_between(network, p, q) for p, q in ((0, 1), (0, 2), (0, 3), (1, 0), (2, 0), (3, 0))]
    for edge, (counters, beliefs) in zip(edges, cases, strict=False):
        for name, value in counters.items():
            network.watch[name][edge] = value
        for name, value in beliefs.items():
            network.belief[name][edge] = value
    return parts, edges[: len(cases)]


CASES = st.lists(evidence(), min_size=1, max_size=6)


@settings(max_examples=80, deadline=None)
@given(TRUST, CASES, SHARE)
def test_own_trust_is_within_0_and_1_and_d_between_c_and_r(trust, cases, claimed):
    parts, edges = prepared(trust, cases)
    parts.network.nodes["claimed"] = claimed
    parts.trust.end_round(parts.network)
    for b in parts.network.belief[edges]:
        c, d = float(b["own"]), float(b["trust"])
        r = c if np.isnan(b["reputation"]) else float(b["reputation"])
        assert -1e-6 <= c <= 1 + 1e-6
        assert min(c, r) - 1e-6 <= d <= max(c, r) + 1e-6
        assert bool(b["trusted"]) == (d > trust.threshold)


def explained_m2(parts, edge):
    from engine.defence.trust import kernel
    from engine.defence.trust.rules import rules_of

    network = parts.network
    q = int(network.links["source"][edge])
    rules = rules_of(parts.trust.trust, 6)
    return kernel.metric(2, edge, q, network.nodes, network.watch, network.belief, rules)


@settings(max_examples=60, deadline=None)
@given(TRUST, evidence(), SHARE)
def test_more_relays_never_lower_m2_nor_own_trust(trust, case, more):
    counters, beliefs = case
    gain = (counters["r"] - counters["relayed"]) * more
    # the packets gained were relayed unchanged
    better = {**counters, "relayed": counters["relayed"] + gain, "intact": counters["intact"] + gain}
    parts, (worse_edge, better_edge) = prepared(trust, [case, (better, beliefs)])
    assert explained_m2(parts, better_edge) >= explained_m2(parts, worse_edge) - 1e-6
    parts.trust.end_round(parts.network)
    own = parts.network.belief["own"]
    # a first relay that p did not hand over itself turns m10 from "no proof" to the neutral value: never lower
    assert own[better_edge] >= own[worse_edge] - 1e-5


@settings(max_examples=30, deadline=None)
@given(TRUST, evidence(), st.floats(0.5, 100))
def test_only_the_proportions_of_the_weights_matter_when_they_are_normalised(trust, case, factor):
    scaled = trust.model_copy(update={"weights": {m: w * factor for m, w in trust.weights.items()}})
    found = []
    for t in (trust, scaled):
        parts, (edge,) = prepared(t, [case])
        parts.trust.end_round(parts.network)
        found.append(float(parts.network.belief["own"][edge]))
    assert math.isclose(found[0], found[1], abs_tol=1e-5)
