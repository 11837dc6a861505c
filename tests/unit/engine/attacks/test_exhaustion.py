"""Energy depletion and rush: who pays, what is counted, and that an excluded attacker is not listened to."""

import numpy as np
import pytest

from engine.network.kernels.columns import CONTROL
from engine.readmodel.codes import EnergyCause
from engine.scenario.model import Energy
from tests.worlds import after, assert_books_balance, column, on_nodes, quiet, rows_of, s3, start, world

RANGE = 30.0
LINE = [(20.0 * k, 0.0) for k in range(1, 7)]
"""Nodes 1 … 6 in a row, each hears its next neighbours only; the station at the origin hears node 1."""


def line(*attacks, **changes):
    return world(LINE, radio=quiet(range_m=RANGE, control_bits=200), attacks=attacks, **changes)


def spent(network, cause):
    return network.nodes["spent"][:6, int(cause)]


def test_depletion_makes_each_neighbour_receive_every_frame():
    calm, drained = (after(line(*some), 5).network for some in ((), (on_nodes("depletion", 4, frames=50),)))
    more = spent(drained, EnergyCause.RECEIVE) - spent(calm, EnergyCause.RECEIVE)
    price = 5 * 50 * 2000 * 50e-9
    assert np.delete(more, 3) == pytest.approx([0, 0, price, price, 0]), "the attacker itself is on the mains"
    assert_books_balance(drained)


def test_depletion_costs_the_attacker_nothing_only_on_the_mains():
    on_mains, on_battery = (
        after(line(on_nodes("depletion", 4, mains=mains)), 3).network.nodes for mains in (True, False)
    )
    assert on_mains["spent"][3].sum() == 0
    assert on_battery["spent"][3, int(EnergyCause.TRANSMIT)] > 3 * 50 * 2000 * 50e-9


def test_whoever_has_the_attacker_off_its_list_does_not_listen():
    network = start(line(on_nodes("depletion", 4))).network
    towards = (network.links["source"] == 3) & (network.links["target"] == 2)
    network.belief["trusted"][towards] = 0
    network.run_round()
    assert spent(network, EnergyCause.RECEIVE)[2] < 50 * 2000 * 50e-9 < spent(network, EnergyCause.RECEIVE)[4]


def test_unasked_frames_drive_a_depleter_off_the_lists():
    scenario = s3(2, "depletion:count=10,start=20")
    network = start(scenario).network
    rows = rows_of(network, 40)
    attackers = {n for a in scenario.attacks for n in a.nodes} or set(
        network.nodes["id"][network.behaviour["attacker"] == 1].tolist()
    )
    first = {int(i): int(r) for i, r in zip(network.nodes["id"], network.first_excluded, strict=True) if r >= 0}
    assert len(attackers & set(first)) >= 9
    assert max(first[i] for i in attackers & set(first)) <= 30
    assert len(set(first) - attackers) <= 5
    assert column(rows, "alive")[-1] == 100


def test_depletion_shortens_the_life_of_honest_neighbours():
    energy = Energy(initial_j=0.5)
    lives = [
        column(rows_of(start(s3(1, *some, trust={"enabled": False}, energy=energy)).network, 400), "honest_alive")
        for some in ((), ("depletion:count=20",))
    ]
    assert lives[1][-1] / 80 < 0.5 * lives[0][-1] / 100


def test_rush_is_heard_within_its_reach_and_repeated_within_one_hop_less():
    calm, rushed = (after(line(*some), 1).network for some in ((), (on_nodes("rush", 6, messages=10, reach=2),)))
    more = spent(rushed, EnergyCause.CONTROL) - spent(calm, EnergyCause.CONTROL)
    hear, shout = 200 * 50e-9, 200 * (50e-9 + 10e-12 * RANGE**2)
    # node 5 hears node 6 and repeats; node 4 hears node 5 and stays silent; node 6 is on the mains
    assert more == pytest.approx([0, 0, 0, 10 * hear, 10 * (hear + shout), -spent(calm, EnergyCause.CONTROL)[5]])
    assert rushed.books.counts[CONTROL] - calm.books.counts[CONTROL] == 20


def test_rush_raises_the_share_of_control_traffic():
    def share(*attacks):
        rows = rows_of(start(s3(4, *attacks, trust={"enabled": False})).network, 20)
        control, hops = column(rows, "control_packets").sum(), column(rows, "hops").sum()
        return control / (control + hops)

    assert share("rush:count=3") > 1.5 * share()


def test_rush_takes_throughput_and_trust_gives_it_back():
    def delivered(*attacks, protected=False):
        rows = rows_of(start(s3(4, *attacks, trust={"enabled": protected})).network, 60)[20:]
        return column(rows, "delivered").sum() / column(rows, "generated").sum()

    calm, rushed = delivered(), delivered("rush:count=3,messages=60")
    assert rushed < calm - 0.1
    assert delivered("rush:count=3,messages=60", protected=True) > rushed + 0.5 * (calm - rushed)


@pytest.mark.parametrize("kind", ["depletion", "rush"])
def test_without_a_radio_range_everybody_hears(kind):
    scenario = world(LINE, radio=quiet(range_m=None, control_bits=200), attacks=(on_nodes(kind, 2),))
    calm = after(scenario.replace(attacks=()), 1).network
    network = after(scenario, 1).network
    more = (network.nodes["spent"] - calm.nodes["spent"])[:6].sum(axis=1)
    assert (np.delete(more, 1) > 0).all()
    assert_books_balance(network)


@pytest.mark.parametrize("kind", ["depletion", "rush"])
def test_an_attacker_goes_on_while_its_neighbours_die(kind):
    energy = Energy(initial_j=0.01)
    network = after(line(on_nodes(kind, 3), energy=energy), 60).network
    assert network.nodes["alive"][2] == 1
    assert not network.nodes["alive"][[1, 3]].any()
    assert_books_balance(network)
