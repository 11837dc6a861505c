"""What the program must show: one command twice the same, trust that halves the damage, published lifetimes."""

import contextlib
import io
import json

import numpy as np
import pytest

from app.cli import main
from engine import api
from engine.api.verify import unreachable
from engine.scenario.model import Mobility
from engine.scenario.templates import template

SEEDS = range(1, 11)
COMMAND = "run template:s3-connected --rounds 300 --seed 7 --attack blackhole:count=10,start=20 --json"
SPEED = {"rounds_per_s", "packet_hops_per_s"}


@pytest.fixture(scope="module")
def twice():
    """The summary that the command prints, two times over."""
    printed = []
    for _ in range(2):
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            assert main(COMMAND.split()) == 0
        printed.append(json.loads(out.getvalue()))
    return printed


def test_same_command_gives_the_same_run_but_for_the_speed(twice):
    one, other = ({k: v for k, v in summary.items() if k not in SPEED} for summary in twice)
    assert one == other
    assert all(summary[key] > 0 for summary in twice for key in SPEED)


def test_packets_and_energy_balance(twice):
    packets, energy = twice[0]["packets"], twice[0]["energy"]
    assert packets["generated"] == packets["delivered"] + packets["lost"] + packets["in_flight"]
    assert packets["lost"] == sum(packets["lost_by_cause"].values())
    assert packets["generated"] > 25_000
    assert energy["spent_j"] == pytest.approx(energy["initial_j"] - energy["residual_j"], abs=1e-9)
    assert sum(energy["spent_by_cause"].values()) == pytest.approx(energy["spent_j"], abs=1e-9)
    assert energy["spent_by_cause"]["reputation"] > 0


def test_black_holes_are_found_and_stay_excluded(twice):
    summary = twice[0]
    attackers = set(summary["attackers"])
    assert len(attackers) == 10
    ever, now = {int(i) for i in summary["excluded"]}, set(summary["excluded_at_end"])
    assert len(attackers & ever) >= 8
    assert len(attackers & now) >= 8
    assert len(summary["false_exclusions"]) <= 0.05 * 90


def summaries(attack, *, protected):
    found = []
    for seed in SEEDS:
        scenario = api.parse_attack(f"{attack}:count=10,start=20", template("s3-connected", seed))
        scenario = scenario.replace(trust=scenario.trust.model_copy(update={"enabled": protected}))
        found.append(api.run(scenario, 300, measure_from=61).summary)
    return found


@pytest.mark.parametrize(
    ("attack", "at_most"), [("blackhole", 0.5), ("greyhole", 0.6), ("damage", 0.5), ("sinkhole", 0.5)]
)
def test_trust_keeps_most_of_the_packets_that_attackers_would_take(attack, at_most):
    protected, plain = (summaries(attack, protected=on) for on in (True, False))
    loss, loss_without = (np.mean([s["measured"]["loss_ratio"] for s in group]) for group in (protected, plain))
    assert loss <= at_most * loss_without
    ever = [len(set(s["attackers"]) & {int(i) for i in s["excluded"]}) for s in protected]
    at_end = [len(set(s["attackers"]) & set(s["excluded_at_end"])) for s in protected]
    assert min(ever) >= 8, "of ten attackers"
    assert np.mean(at_end) >= 8
    wronged = [len(s["false_exclusions"]) / 90 for s in protected]
    assert np.mean(wronged) <= 0.05
    assert max(wronged) <= 0.08
    for s in plain:
        assert not s["excluded"]
    cut_off = sum(s["measured"]["lost_by_cause"]["no_trusted_route"] for s in protected)
    assert cut_off > 0, "who is cut off by exclusions loses packets …"
    unreachable_ = [sum(s["packets"]["unreachable"] for s in group) for group in (protected, plain)]
    assert unreachable_[0] == unreachable_[1], "… and is not counted as out of reach"


@pytest.mark.parametrize(
    ("name", "bands"),
    [
        ("leach-hicss", {"fnd": (0.92 * 932, 1.08 * 932), "lnd": (0.92 * 1312, 1.08 * 1312)}),
        ("leach-100", {"fnd": (850, 950), "hnd": (1080, 1130), "lnd": (1220, 1400)}),
        ("pegasis-50", {"hnd": (0.95 * 2082, 1.05 * 2082), "lnd": (0.95 * 2192, 1.05 * 2192)}),
    ],
)
def test_lifetimes_are_those_of_the_literature(name, bands):
    lives = [api.run(template(name, seed), 3000).summary for seed in SEEDS]
    for key, (low, high) in bands.items():
        assert low <= np.mean([s[key] for s in lives]) <= high, key


def test_s3_connected_connects_nearly_all_and_s3_reference_does_not():
    def connected(name):
        still = Mobility(enabled=False)
        lonely = [len(unreachable(template(name, seed).replace(mobility=still))) for seed in range(1, 201)]
        return 1 - np.mean(lonely) / 100

    assert connected("s3-connected") >= 0.98
    assert connected("s3-reference") == pytest.approx(0.70, abs=0.05)
