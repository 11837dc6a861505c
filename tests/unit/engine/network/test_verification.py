"""Secure routing: what each check finds, that honest nodes pass all of them, and what the checks cost."""

import numpy as np
import pytest

from engine.readmodel.codes import EnergyCause, Rec, Refusal
from engine.scenario.model import Mobility, Routing, Verification
from tests.worlds import after, assert_books_balance, column, quiet, rows_of, s3, start

CHECKS = ("feedback", "location", "authenticated")


def verified(seed, *attacks, checks=(), **changes):
    """The S3 network without trust, so that what is saved is the checks' doing."""
    routing = Routing(verify=Verification(**dict.fromkeys(checks, True)))
    return s3(seed, *attacks, trust={"enabled": False}, routing=routing, **changes)


def refusals(network):
    records = network.take_records()
    found = records[records["kind"] == Rec.LINK_REFUSED]
    return {(int(r["b"]), Refusal(int(r["c"]))) for r in found}


def lost(seed, attack, checks):
    rows = rows_of(start(verified(seed, attack, checks=checks)).network, 40)
    return column(rows, "honest_lost").sum() / column(rows, "honest_generated").sum()


@pytest.mark.parametrize("step", [0.0, 2.0, 6.0])
def test_honest_nodes_pass_all_checks_moving_or_not(step):
    network = start(verified(4, checks=CHECKS, mobility=Mobility(enabled=step > 0, step_m=step))).network
    rows = rows_of(network, 80)
    assert not refusals(network)
    assert column(rows, "delivered").sum() > 0.9 * column(rows, "generated").sum()


@pytest.mark.parametrize(
    ("attack", "left", "helped", "not_helped"),
    [
        ("falseroute:count=5", 0.3, ("feedback", "location", "authenticated"), ()),
        # what is left is what four black holes take: the tunnel is closed, its ends still swallow
        ("wormhole:nodes=7+93+40+61,drop=1", 0.75, ("feedback", "location"), ("authenticated",)),
        ("sinkhole:count=10", 0.3, ("feedback",), ("location", "authenticated")),
    ],
)
def test_delivery_comes_back_under_the_checks_that_are_meant_for_the_attack(attack, left, helped, not_helped):
    seeds = (1, 2, 3)
    mean = lambda checks: np.mean([lost(seed, attack, checks) for seed in seeds])  # noqa: E731
    open_ = mean(())
    for check in helped:
        assert mean((check,)) < left * open_, check
    for check in not_helped:
        assert mean((check,)) > 0.9 * open_, check


@pytest.mark.parametrize(
    ("attack", "checks", "reasons"),
    [
        ("wormhole:nodes=7+93,latency_s=0.005", ("feedback",), {Refusal.DELAY}),
        ("wormhole:nodes=7+93,latency_s=0", ("feedback",), {Refusal.POSITION}),
        ("wormhole:nodes=7+93", ("location",), {Refusal.POSITION}),
        ("sinkhole:nodes=7+93", ("feedback",), {Refusal.ENERGY}),
        ("falseroute:nodes=7+93", ("authenticated",), {Refusal.UNSIGNED}),
        ("falseroute:nodes=7+93", ("location",), {Refusal.POSITION}),
    ],
)
def test_each_check_names_its_reason_and_only_attackers_are_refused(attack, checks, reasons):
    scenario = verified(4, attack, checks=checks, mobility=Mobility(enabled=False))
    found = refusals(after(scenario, 30).network)
    assert {reason for _, reason in found} == reasons
    attackers = {7, 93}
    if "wormhole" in attack:  # a false pair is refused from either end; what else is refused is the tunnel's
        assert attackers & {node for node, _ in found}
    else:
        assert {node for node, _ in found} == attackers


def test_false_identities_cannot_sign():
    scenario = verified(4, "sybil:nodes=7+93,identities=4", checks=("authenticated",))
    network = start(scenario).network
    for _ in range(20):
        network.run_round()
        ghosts = np.flatnonzero(network.nodes["master"] >= 0)
        used = np.r_[network.routes["parent"][:100], network.routes["uplink"][:100]]
        assert not np.isin(used, ghosts).any()
    names = set(network.nodes["id"][network.nodes["master"] >= 0].tolist())
    assert refusals(network) >= {(name, Refusal.UNSIGNED) for name in names}


def test_refused_neighbours_are_in_range_again_when_routes_are_found():
    network = after(verified(4, "falseroute:nodes=7", checks=("location",)), 3).network
    refused = network.links["refused"] > 0
    assert refused.any()
    assert network.links["near"][refused].all()
    assert not np.isin(network.routes["uplink_edge"], np.flatnonzero(refused)).any()


def test_checks_are_paid_for_in_bits():
    still = {"mobility": Mobility(enabled=False), "radio": quiet(control_bits=200)}
    plain, checked = (after(verified(4, checks=c, **still), 5).network for c in ((), ("feedback", "authenticated")))
    spent = [network.nodes["spent"][:100].sum(axis=0) for network in (plain, checked)]
    ratio = spent[1] / np.maximum(spent[0], 1e-12)
    assert ratio[EnergyCause.TRANSMIT] == pytest.approx(2064 / 2000)
    assert ratio[EnergyCause.CONTROL] == pytest.approx(264 / 200)
    assert spent[0][EnergyCause.OVERHEAR] == 0 < spent[1][EnergyCause.OVERHEAR], "watchdogs count what is sent"
    assert_books_balance(checked)


def test_without_a_radio_range_nothing_is_checked():
    scenario = verified(4, checks=CHECKS).replace(radio=quiet(range_m=None))
    network = after(scenario, 5).network
    assert not refusals(network)
    assert_books_balance(network)
