"""Movement: at most the step a round, inside the field, and only of live sensor nodes."""

import numpy as np
import pytest

from engine.scenario.model import Mobility, Node, Scenario, Station
from tests.worlds import s3, start


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
