"""What becomes of packets: each loss has its cause, and watchdogs blame the right node."""

import numpy as np
import pytest

from engine.defence.explain import edge_between
from engine.readmodel.codes import LossCause, label
from engine.scenario.model import Energy, Trust
from tests.worlds import after, assert_books_balance, column, heads, on_nodes, quiet, rows_of, start, world

CHAIN = [(30, 0), (60, 0), (90, 0)]
"""Station – 1 – 2 – 3, thirty metres apart."""


def chain(**changes):
    return world(CHAIN, **{"radio": quiet(), "routing": heads(0.0001), **changes})


def fates(scenario, rounds=5):
    network = start(scenario).network
    rows = rows_of(network, rounds)
    assert_books_balance(network)
    lost = {label(c): int(column(rows, f"lost_{label(c)}").sum()) for c in LossCause}
    return int(column(rows, "delivered").sum()), {k: n for k, n in lost.items() if n}


def test_quiet_honest_network_delivers_everything():
    assert fates(chain()) == (15, {})


def test_lost_frames_are_lost_on_the_link():
    assert fates(chain(radio=quiet(link_loss=1.0))) == (0, {"link": 15})
    delivered, lost = fates(chain(radio=quiet(link_loss=0.2)), 400)
    # hops 1, 2, 3: shares .8, .64, .512 of 400 packets each
    assert delivered == pytest.approx(400 * (0.8 + 0.64 + 0.512), rel=0.05)
    assert set(lost) == {"link"}


def test_packets_are_given_up_after_the_hop_limit():
    assert fates(chain(radio=quiet(hop_limit=2))) == (10, {"hop_limit": 5})


def test_black_hole_swallows_what_it_should_relay_and_keeps_its_own():
    scenario = chain(attacks=(on_nodes("blackhole", 2),))
    assert fates(scenario) == (10, {"attack": 5})
    nodes = after(scenario, 5).network.nodes
    assert nodes["swallowed"].tolist() == [0, 5, 0, 0]
    assert nodes["lost"].tolist() == [0, 0, 5, 0]


def test_damaged_packets_travel_on_and_are_lost_at_the_station():
    scenario = chain(attacks=(on_nodes("damage", 2),))
    assert fates(scenario) == (10, {"attack": 5})
    rows = rows_of(start(scenario).network, 5)
    assert column(rows, "hops").sum() == 5 * (1 + 2 + 3)


def test_node_beyond_reach_is_unreachable_and_generates_nothing():
    network = start(world([(30, 0), (90, 0)], radio=quiet())).network
    rows = rows_of(network, 3)
    assert column(rows, "generated").tolist() == [1, 1, 1]
    assert column(rows, "unreachable").tolist() == [1, 1, 1]


def test_node_that_trusts_no_next_hop_loses_its_packets_and_is_not_unreachable():
    network = start(chain(trust=Trust())).network
    network.belief["trusted"][edge_between(network, 1, 0)] = 0  # node 2 has node 1 off its list
    row = network.run_round()
    assert (row_value(row, "generated"), row_value(row, "delivered")) == (3, 1)
    assert row_value(row, "lost_no_trusted_route") == 2
    assert row_value(row, "unreachable") == 0


def row_value(row, name):
    return int(column(row, name))


def test_dead_nodes_never_send():
    network = start(chain(energy=Energy(initial_j=0.002))).network
    for _ in range(60):
        dead = network.nodes["alive"][:3] == 0
        before = {name: network.nodes[name][:3].copy() for name in ("forwarded", "generated", "spent")}
        network.run_round()
        for name, was in before.items():
            assert np.array_equal(network.nodes[name][:3][dead], was[dead]), name
        assert not network.nodes["energy"][:3][dead].any()
    assert not network.nodes["alive"][0]


def watched(scenario, observer, subject, rounds=10):
    network = after(scenario, rounds).network
    seen = network.watch[edge_between(network, observer - 1, subject - 1)]
    return {name: round(float(seen[name]), 3) for name in ("r", "relayed", "intact", "own", "confirmed")}


COUNT = Trust(memory=1.0, miss=0.0, exchange_every=0, threshold=-1.0)
"""Watchdogs that forget and miss nothing, and exclude nobody."""


def test_watchdog_counts_hand_overs_relays_and_acknowledgements():
    expected = {"r": 20, "relayed": 20, "intact": 20, "own": 20, "confirmed": 20}
    assert watched(chain(trust=COUNT), 2, 1) == expected
    swallowing = watched(chain(trust=COUNT, attacks=(on_nodes("blackhole", 1),)), 2, 1)
    assert swallowing == {"r": 20, "relayed": 0, "intact": 0, "own": 0, "confirmed": 0}


def test_corrupter_is_blamed_and_nobody_behind_it():
    scenario = chain(trust=COUNT, attacks=(on_nodes("damage", 2),))
    corrupter, behind = watched(scenario, 3, 2), watched(scenario, 2, 1)
    assert (corrupter["relayed"], corrupter["intact"]) == (10, 0)
    assert (behind["relayed"], behind["intact"]) == (20, 20), "node 1 sent what it had received"


def test_hand_over_that_never_arrived_is_no_interaction():
    assert watched(chain(trust=COUNT, radio=quiet(link_loss=1.0)), 2, 1)["r"] == 0


def test_others_hand_overs_are_judged_only_when_promiscuous():
    # node 4 stands within range of 1 and 2, and sees 2 hand over to 1
    places = [*CHAIN[:2], (45, 10)]
    scenario = world(places, radio=quiet(), routing=heads(0.0001), trust=COUNT)
    seen = watched(scenario, 3, 1)
    assert seen["r"] > seen["own"] > 0, "others' hand-overs count in r, not among its own"
    alone = COUNT.model_copy(update={"promiscuous": False})
    seen = watched(scenario.replace(trust=alone), 3, 1)
    assert seen["r"] == seen["own"] == 10
    without = watched(scenario.replace(trust=alone), 1, 2)
    assert without["r"] == 0, "nobody hands over away from the station"
