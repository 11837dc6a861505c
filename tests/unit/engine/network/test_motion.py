"""Movement: at most the step a round, inside the field, and only of live sensor nodes."""

import numpy as np
import pytest

from engine.runtime.compose import recompose
from engine.scenario.model import Mobility, Node, Scenario, Station, Trust
from tests.worlds import STRATEGIES, s3, start


def places(network):
    return np.stack([network.nodes["x"], network.nodes["y"]], axis=1).astype(float)


@pytest.mark.parametrize("step", [0.5, 2.0, 40.0])
def test_nodes_move_at_most_the_step_and_stay_inside(step):
    network = start(s3(5, mobility=Mobility(step_m=step))).network
    longest = 0.0
    for _ in range(40):
        before = places(network)
        network.run_round()
        moved = np.hypot(*(places(network) - before).T)
        longest = max(longest, moved.max())
        assert moved.max() <= step + 1e-3
        assert moved[-1] == 0, "the station stays"
    assert longest > 0.9 * step
    assert (places(network) >= 0).all()
    assert (places(network) <= 200).all()


def test_nothing_moves_when_mobility_is_off():
    network = start(s3(5, mobility=Mobility(enabled=False))).network
    before = places(network)
    network.run_round()
    assert np.array_equal(before, places(network))


def test_the_dead_do_not_move():
    network = start(s3(5)).network
    network.nodes["alive"][:50] = 0
    before = places(network)
    network.run_round()
    moved = np.hypot(*(places(network) - before).T)
    assert not moved[:50].any()
    assert moved[50:100].any()


def test_points_are_spread_evenly_over_the_disc():
    nodes = tuple(Node(id=k, x=100, y=100) for k in range(1, 2001))
    scenario = Scenario(nodes=nodes, stations=(Station(id=0, x=0, y=0),), mobility=Mobility(step_m=10))
    scenario = scenario.replace(radio=scenario.radio.model_copy(update={"range_m": 1.0}))
    network = start(scenario).network
    network.run_round()
    shift = places(network)[:-1] - 100
    assert np.abs(shift.mean(axis=0)).max() < 0.5
    assert (np.hypot(*shift.T) <= 10 / np.sqrt(2)).mean() == pytest.approx(0.5, abs=0.05), "half the area"


def test_node_drawn_outside_the_area_does_not_jump():
    scenario = Scenario(nodes=(Node(id=1, x=-50, y=10),), stations=(Station(id=0, x=0, y=0),))
    network = start(scenario).network
    before = places(network)
    network.run_round()
    assert np.hypot(*(places(network) - before)[0]) <= 2.001


def city(*nodes, seed=3, **mobility):
    options = {"step_m": 2.0, "vehicle_m": 7.0, "street_m": 25.0, **mobility}
    scenario = Scenario(
        nodes=nodes, stations=(Station(id=0, x=0, y=0),), mobility=Mobility(**options), trust=Trust(enabled=False)
    )
    return scenario.replace(seed=seed, radio=scenario.radio.model_copy(update={"range_m": 30.0}))


def track(network, rounds):
    out = [places(network)]
    for _ in range(rounds):
        network.run_round()
        out.append(places(network))
    return np.array(out)


def test_fixed_nodes_stay_and_leave_others_their_ways():
    network = start(city(Node(id=1, x=40, y=40, motion="fixed"), Node(id=2, x=60, y=60))).network
    ways = track(network, 20)
    assert not np.ptp(ways[:, 0], axis=0).any()
    assert np.ptp(ways[:, 1], axis=0).all()


def test_vehicles_drive_along_streets_at_their_pace():
    network = start(city(*(Node(id=k, x=37.0, y=52.0, motion="vehicle") for k in range(1, 9)), seed=4)).network
    ways = track(network, 120)[:, :8]
    on_street = (np.abs(ways % 25.0) < 1e-3) | (np.abs(ways % 25.0) > 25.0 - 1e-3)
    assert on_street[3:].any(axis=2).all(), "on a line of the grid once they have come to it"
    steps = np.abs(np.diff(ways, axis=0)).sum(axis=2)
    assert steps[3:].max() <= 7.0 + 1e-3
    assert np.median(steps[3:]) == pytest.approx(7.0, abs=1e-3)
    assert ways.min() >= 0
    assert ways.max() <= 200
    ends = ways[-1]
    assert len({(round(x), round(y)) for x, y in ends}) > 4, "each takes its own turns"


def test_vehicles_move_where_nobody_wanders():
    network = start(city(Node(id=1, x=25, y=25, motion="vehicle"), Node(id=2, x=60, y=60), step_m=0.0)).network
    ways = track(network, 10)
    assert np.ptp(ways[:, 0], axis=0).sum() > 7
    assert not np.ptp(ways[:, 1], axis=0).any()


def test_carried_nodes_rest_and_are_taken_elsewhere():
    nodes = tuple(Node(id=k, x=100, y=100, motion="carried") for k in range(1, 41))
    ways = track(start(city(*nodes, carry_every=20)).network, 100)[:, :40]
    steps = np.hypot(*np.moveaxis(np.diff(ways, axis=0), 2, 0))
    assert steps.max() == pytest.approx(7.0, abs=1e-3)
    rests = (steps == 0).mean()
    assert 0.4 < rests < 0.8, "20 rounds of rest for about 11 rounds on the way"
    assert (steps.sum(axis=0) > 0).all()
    assert ways.min() >= 0
    assert ways.max() <= 200


def test_ways_go_on_through_edits_and_are_the_same_for_a_seed():
    nodes = (Node(id=1, x=25, y=25, motion="vehicle"), Node(id=2, x=60, y=60, motion="carried"))
    whole = track(start(city(*nodes)).network, 30)
    parts = start(city(*nodes))
    first = track(parts.network, 10)
    parts = recompose(parts, parts.scenario.replace(name="other"), STRATEGIES)
    assert np.array_equal(np.concatenate([first, track(parts.network, 20)[1:]]), whole)


def test_vehicles_stop_when_mobility_is_off_and_where_there_is_no_street():
    for options in ({"enabled": False}, {"street_m": 500.0}):
        ways = track(start(city(Node(id=1, x=30, y=30, motion="vehicle"), **options)).network, 5)
        assert not np.ptp(ways[:, 0], axis=0).any()


def test_who_meets_a_vehicle_is_found():
    """The neighbour list keeps up with the pace: what is in range is in it."""
    nodes = [Node(id=k, x=30.0 * (k % 6), y=30.0 * (k // 6), motion="fixed") for k in range(1, 30)]
    network = start(city(*nodes, Node(id=90, x=50, y=50, motion="vehicle"), vehicle_m=15.0)).network
    for _ in range(40):
        network.run_round()
        xy = places(network)
        near = np.hypot(*(xy[:-1] - xy[29]).T) <= 30.0 - 1e-3
        near[29] = False
        row = network.nodes[29]
        known = network.links[row["first"] : row["last"]]
        found = np.zeros(len(near) + 1, bool)
        found[known["target"][known["near"] == 1]] = True
        assert (found[:-1] >= near).all()
