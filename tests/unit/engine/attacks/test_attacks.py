"""What each built-in attack does to a network, in numbers."""

import numpy as np
import pytest

from engine.base.errors import ScenarioError, UnknownNameError
from engine.readmodel.codes import PacketKind, Rec
from engine.scenario.model import Attack
from tests.worlds import after, column, heads, on_nodes, quiet, rows_of, s3, start, world

CHAIN = [(30, 0), (60, 0)]


def chain(*attacks):
    return world(CHAIN, radio=quiet(), routing=heads(0.0001), attacks=attacks)


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_grey_hole_drops_its_share(share):
    rows = rows_of(start(chain(on_nodes("greyhole", 1, share=share))).network, 1000)
    assert column(rows, "lost_attack").mean() == pytest.approx(share, abs=0.05)
    assert column(rows, "delivered").sum() + column(rows, "lost_attack").sum() == 2000


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_damage_spoils_its_share(share):
    rows = rows_of(start(chain(on_nodes("damage", 1, share=share))).network, 1000)
    assert column(rows, "lost_attack").mean() == pytest.approx(share, abs=0.05)


def test_grey_hole_and_damage_together_leave_the_product():
    both = (on_nodes("greyhole", 1, share=0.5), on_nodes("damage", 1, share=0.5))
    rows = rows_of(start(chain(*both)).network, 2000)
    assert column(rows, "delivered").mean() == pytest.approx(1 + 0.25, abs=0.04)


def test_sinkhole_is_head_every_round_and_claims_a_full_battery():
    network = start(chain(on_nodes("sinkhole", 1))).network
    network.nodes["energy"][:2] *= 0.5
    rows = rows_of(network, 20)
    assert (column(rows, "heads") >= 1).all()
    assert network.routes["times_head"][0] == 20
    assert network.nodes["claimed"][0] == 1.0
    assert network.nodes["claimed"][1] == pytest.approx(0.5, abs=0.01)
    assert (column(rows, "honest_lost") == 1).all(), "and swallows what its member sends"


def test_liars_drop_nothing():
    rows = rows_of(start(chain(on_nodes("liar", 1, 2))).network, 10)
    assert column(rows, "lost").sum() == 0


def test_honest_packets_are_those_of_nodes_that_never_attack():
    rows = rows_of(start(chain(on_nodes("blackhole", 1))).network, 10)
    assert column(rows, "honest_generated").sum() == 10
    assert column(rows, "honest_lost").sum() == 10
    assert column(rows, "generated").sum() == 20


def test_unknown_attack_and_unknown_parameter_are_refused_with_their_place():
    unknown = Attack(id="x", type="blackhoel", nodes=(1,))
    with pytest.raises(UnknownNameError, match=r"attacks\[1\]\.type: .*did you mean 'blackhole'"):
        start(chain(on_nodes("liar", 2), unknown))
    with pytest.raises(ScenarioError, match=r"attacks\[0\]\.params\.share: "):
        start(chain(on_nodes("greyhole", 1, share=1.5)))
    with pytest.raises(ScenarioError, match=r"attacks\[0\]\.params\.speed: .*parameters are: none"):
        start(chain(on_nodes("loop", 1, speed=3)))


def test_swallowed_packets_are_counted_where_they_vanish():
    nodes = after(chain(on_nodes("blackhole", 1)), 10).network.nodes
    assert np.array_equal(nodes["swallowed"], [10, 0, 0])


@pytest.mark.parametrize(("rule", "readings", "aggregates"), [("readings", 1, 0), ("aggregates", 0, 1), ("all", 1, 1)])
def test_grey_hole_by_rule_drops_only_what_the_rule_picks(rule, readings, aggregates):
    scenario = s3(5, f"greyhole:count=30,share=1,rule={rule}", trust={"enabled": False})
    network = start(scenario, logging=True).network
    for _ in range(20):
        network.run_round()
    records = network.take_records()
    hops = records[(records["kind"] == Rec.TRANSFER) & (records["c"] >> 4 == 2)]
    kinds = hops["c"] & 15
    assert bool((kinds == PacketKind.AGGREGATE).any()) is bool(aggregates)
    assert bool((kinds != PacketKind.AGGREGATE).any()) is bool(readings)
