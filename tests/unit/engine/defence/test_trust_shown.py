"""In a running network every explained pair adds up: the products give C, the reports give R, both give D."""

import pytest

from engine.defence.explain import explain
from engine.scenario.model import Mobility
from tests.worlds import after, s3

STILL = Mobility(enabled=False)


def explained(parts):
    net = parts.network
    pairs = zip(net.links["target"].tolist(), net.links["source"].tolist(), strict=True)
    shown = [explain(net, parts.trust, p, q) for p, q in pairs if net.nodes["alive"][[p, q]].all()]
    return [x for x in shown if x is not None]


def assert_c_adds_up(x):
    """Σ m_i·w_i = C, or the notes say why not: C held from before, or a round under way."""
    excused = any("held" in note or "under way" in note for note in x.notes)
    assert excused or sum(t.product for t in x.metrics) == pytest.approx(x.own_trust, abs=1e-4)


READINGS = [
    {},
    {"combination": "swapped", "m7_form": "absolute", "m1_form": "reference"},
    {"history": "round", "empty_value": "one"},
    {"history": "round", "empty_value": "hold"},
    {"witnesses": "all"},
    {"normalise_weights": False, "exchange_every": 1},
]


@pytest.mark.parametrize("trust", READINGS, ids=str)
def test_every_pair_adds_up_in_every_reading(trust):
    found = explained(after(s3(3, "blackhole:count=10,start=2", trust=trust, mobility=STILL), 25))
    assert len(found) > 300
    for x in found:
        assert_c_adds_up(x)
        weights = sum(t.own_trust for t in x.reports)
        if x.reputation is None:
            assert weights == pytest.approx(0)
        else:
            assert sum(t.product for t in x.reports) / weights == pytest.approx(x.reputation, abs=1e-4)
        other = x.own_trust if x.reputation is None else x.reputation
        share = 1 - x.ratio if trust.get("combination") == "swapped" else x.ratio
        assert x.own_trust * share + other * (1 - share) == pytest.approx(x.trust, abs=1e-4)


def test_pairs_add_up_in_the_middle_of_a_round():
    parts = after(s3(3), 7)
    parts.network.begin_round()
    parts.network.run_waves(1)
    for x in explained(parts):
        assert_c_adds_up(x)


def test_readings_in_force_are_told():
    notes = " ".join(explained(after(s3(3, trust={"combination": "swapped", "witnesses": "all"}), 6))[0].notes)
    for said in ("alternative reading", "every neighbour whose report arrived", "fade by 0.98", "i = 1 … n"):
        assert said in notes
