"""Trust models beside each other: what docs/decisions/0009-trust-models.md says of them, on a few of its seeds."""

import numpy as np
import pytest

from engine import api
from tests.worlds import STRATEGIES, s3

SEEDS = range(1, 4)
MODELS = list(STRATEGIES.trust.items())


def summaries(attack, rounds=300, **trust):
    return [api.run(s3(seed, attack, trust=trust), rounds, measure_from=61).summary for seed in SEEDS]


def loss(found):
    return float(np.mean([x["measured"]["loss_ratio"] for x in found]))


def share_off(found, *, attackers):
    """Mean share of attackers, or of the honest, that are off the lists of half their neighbours at the end."""
    shares = []
    for x in found:
        bad, off = set(x["attackers"]), set(x["excluded_at_end"])
        shares.append(len(off & bad) / len(bad) if attackers else len(off - bad) / (x["nodes"] - len(bad)))
    return float(np.mean(shares))


@pytest.mark.parametrize("attack", ["blackhole", "greyhole", "damage"])
def test_every_model_halves_the_loss_and_keeps_the_honest(attack):
    text = f"{attack}:count=10,start=20"
    without = loss(summaries(text, enabled=False))
    for model in MODELS:
        found = summaries(text, model=model)
        assert loss(found) < 0.55 * without, model
        assert share_off(found, attackers=True) > 0.9, model
        assert share_off(found, attackers=False) < 0.02, model
        assert {x["trust"] for x in found} == {model}


def test_on_off_attackers_do_not_live_on_what_is_forgiven():
    text = "onoff:count=10,start=20"
    without = loss(summaries(text, enabled=False))
    for model in MODELS:
        assert loss(summaries(text, model=model)) < 0.6 * without, model


@pytest.mark.parametrize("lie", ["badmouth", "liar"])
def test_liars_push_the_honest_off_the_lists_by_the_mean_and_not_by_the_deviation_test(lie):
    off = {
        rule: share_off(summaries(f"{lie}:count=10,start=20", 100, report_rule=rule), attackers=False)
        for rule in ("mean", "median", "deviation")
    }
    assert off["mean"] > 0.2
    assert off["median"] < off["mean"] / 3
    assert off["deviation"] < 0.02


def test_colluders_gain_nothing_from_s3_and_beta_but_much_from_eigentrust():
    text = "collusion:count=10,start=20"
    found = {model: loss(summaries(text, model=model)) for model in MODELS}
    without = loss(summaries(text, enabled=False))
    assert found["s3"] < 0.4 * without
    assert found["beta"] < 0.4 * without
    assert found["eigentrust"] > 1.2 * found["beta"]


def test_words_cost_most_where_they_travel_farthest():
    cost = {}
    for model in MODELS:
        energy = [x["energy"]["spent_by_cause"]["reputation"] for x in summaries("blackhole:count=10", 60, model=model)]
        cost[model] = np.mean(energy)
    assert cost["s3"] < cost["beta"] < cost["eigentrust"] < 4 * cost["s3"]


def test_blocking_the_attackers_from_the_start_is_the_upper_bound():
    text = "depletion:count=20,start=20"
    protected, bound = [], []
    for seed in SEEDS:
        scenario = s3(seed, text)
        attackers = tuple(api.run(scenario, 1).summary["attackers"])
        blocked = scenario.trust.model_copy(update={"enabled": False, "blocked": attackers})
        for found, run in ((protected, scenario), (bound, scenario.replace(trust=blocked))):
            found.append(api.run(run, 150).summary["energy"]["residual_j"])
    assert np.mean(bound) > np.mean(protected)
