"""TEEN: who has nothing to report keeps quiet; the thresholds' invariants."""

from itertools import pairwise

import numpy as np
import pytest

from engine.network.kernels.columns import DELIVERED, GENERATED, HOPS
from engine.readmodel.codes import EnergyCause, Rec
from engine.runtime.compose import recompose
from engine.scenario.model import Energy, Node, Routing
from engine.scenario.templates import template
from tests.worlds import STRATEGIES, after, assert_books_balance, column, rows_of, s3, start


def teen(scenario, hard, soft):
    return scenario.replace(routing=Routing(protocol="teen", params={"hard": hard, "soft": soft}))


@pytest.mark.parametrize(
    "scenario", [template("leach-100", 3), s3(3, "blackhole:count=9,start=4")], ids=["one", "many"]
)
def test_without_thresholds_it_is_leach(scenario):
    plain = scenario.replace(routing=Routing(protocol="leach"))
    one, other = start(plain).network, start(teen(scenario, -1e9, 0.0)).network
    assert np.array_equal(rows_of(one, 40), rows_of(other, 40), equal_nan=True)


def sent(hard, soft, seed):
    network = after(teen(template("leach-100", seed), hard, soft), 60).network
    return network.books.counts[HOPS]


@pytest.mark.parametrize("vary", ["hard", "soft"])
def test_transmissions_fall_with_each_threshold(vary):
    steps = (19.0, 20.5, 21.0, 21.5, 22.0) if vary == "hard" else (0.0, 0.1, 0.2, 0.4, 1.0)
    totals = [
        np.sum([sent(*((step, 0.1) if vary == "hard" else (20.0, step)), seed) for seed in range(5)]) for step in steps
    ]
    assert totals[0] > totals[-1] > 0 or vary == "hard"
    assert all(a >= b for a, b in pairwise(totals))
    assert totals[0] > 2 * totals[-1]


def test_nothing_reaches_the_threshold_costs_set_up_and_sensing_only():
    scenario = s3(2, energy=Energy(sense_nj_per_bit=0.5), trust={"enabled": False})
    network = after(teen(scenario, 1e9, 0.0), 30).network
    spent = network.nodes["spent"][:100].sum(axis=0)
    assert network.books.counts[GENERATED] == 0
    assert network.books.counts[HOPS] == 0
    assert {EnergyCause(k) for k in np.flatnonzero(spent)} == {EnergyCause.CONTROL, EnergyCause.SENSE}
    assert_books_balance(network)


def test_node_reports_when_its_reading_reaches_the_threshold_and_has_changed_enough():
    hard, soft = 20.8, 0.15
    network = start(teen(template("leach-100", 5), hard, soft), logging=True).network
    last = np.full(100, np.nan)
    for _ in range(25):
        network.begin_round()
        value = network.nodes["reading"][:100].astype(float)
        expected = (value >= hard) & (np.isnan(last) | (np.abs(value - last) >= soft - 1e-6))
        network.run_round()
        taken = network.take_records()
        reported = np.isin(network.nodes["id"][:100], taken["a"][taken["kind"] == Rec.DATA])
        unsure = np.abs(np.abs(value - last) - soft) < 1e-5
        assert np.array_equal(reported[~unsure], expected[~unsure])
        last = np.where(reported, value, last)
    assert network.books.counts[DELIVERED] > 0


def test_head_with_nothing_to_fuse_sends_nothing():
    network = start(teen(template("leach-100", 5), 21.2, 0.0)).network
    rows = rows_of(network, 20)
    reporting = column(rows, "generated")
    assert (reporting < 100).all()
    assert reporting.any()
    silent_rounds = reporting == 0
    assert not column(rows, "hops")[silent_rounds].any()


def test_last_report_is_remembered_through_an_edit():
    parts = after(teen(template("leach-100", 5), 0.0, 100.0), 3)
    assert parts.network.books.counts[GENERATED] == 100, "each reported once"
    nodes = (Node(id=777, x=1.0, y=1.0), *parts.scenario.nodes)
    parts = recompose(parts, parts.scenario.replace(nodes=nodes), STRATEGIES)
    rows = rows_of(parts.network, 3)
    assert column(rows, "generated").tolist() == [1, 0, 0], "only the newcomer has something to say"
