"""Obstacles: which segments they meet, and how much nearer nodes must be behind them."""

from math import cos, radians, sin

import numpy as np
import pytest

from engine.network.kernels.obstruction import crosses
from engine.network.medium import boxes_of
from engine.runtime.compose import recompose
from engine.runtime.picture import snapshot
from engine.scenario.edits import AddObstacle, edit_obstacle, remove_obstacle
from engine.scenario.model import Mobility, Obstacle
from engine.scenario.templates import template
from tests.worlds import STRATEGIES, heads, quiet, rows_of, start, world

NO_HEADS = heads(0.0001)


def box(x, y, width, height, turn=0.0, loss=10.0):
    return Obstacle(id=500, x=x, y=y, width_m=width, height_m=height, turn_deg=turn, loss_db=loss)


def meets(obstacle, *ends):
    return bool(crosses(*ends, boxes_of((obstacle,))[0]))


@pytest.mark.parametrize(
    ("ends", "met"),
    [
        ((0, 0, 10, 0), True),  # through
        ((5, 0, 5, 0), True),  # both ends at one place inside
        ((4.5, 0, 5.5, 0.2), True),  # wholly inside
        ((0, 0, 3.9, 0), False),  # ends before it
        ((0, 0, 4, 0), True),  # touches it
        ((0, 1, 10, 1), True),  # grazes the upper side
        ((0, 1.01, 10, 1.01), False),  # passes above
        ((3, 0, 5, 3), False),  # past a corner: both shadows on the axes overlap, the normal tells them apart
        ((3.6, 0, 5, 2), True),
    ],
)
def test_segments_by_hand(ends, met):
    assert meets(box(5, 0, 2, 2), *ends) is met


def test_a_turned_box_is_met_where_it_lies_now():
    upright = box(0, 0, 10, 1, turn=90.0)
    assert meets(upright, -5, 4, 5, 4)
    assert not meets(upright, 4, -5, 4, 5)
    diagonal = box(0, 0, 10, 1, turn=45.0)
    assert meets(diagonal, 2, 4, 4, 2)
    assert not meets(diagonal, 2, -4, 4, -2)


def test_agrees_with_points_along_the_segment():
    rng = np.random.default_rng(11)
    along = np.linspace(0, 1, 400)
    hits = 0
    for x, y, width, height, turn, x0, y0, x1, y1 in rng.uniform(-10, 10, (300, 9)):
        wall = box(x, y, abs(width) + 0.1, abs(height) + 0.1, 36 * turn)
        dx, dy = x0 + along * (x1 - x0) - x, y0 + along * (y1 - y0) - y
        c, s = cos(radians(wall.turn_deg)), sin(radians(wall.turn_deg))
        inside = (abs(dx * c + dy * s) <= wall.width_m / 2) & (abs(dy * c - dx * s) <= wall.height_m / 2)
        if inside.any():
            assert meets(wall, x0, y0, x1, y1)
            hits += 1
        else:  # a corner may be cut between two points, but not by much
            small = wall.model_copy(update={"width_m": 0.95 * wall.width_m, "height_m": 0.95 * wall.height_m})
            assert not meets(small, x0, y0, x1, y1)
    assert 50 < hits < 250


def pair(metres, *obstacles, exponent=2.4):
    """Whether a node so far from the station hears it, both ways."""
    radio = quiet(range_m=40.0, exponent=exponent)
    links = start(world([(metres, 0)], radio=radio, obstacles=obstacles)).network.links
    assert len(links) in {0, 2}
    assert len(set(links["near"].tolist())) <= 1
    assert not len(links) or links["d2"] == pytest.approx([metres**2] * 2)
    return bool(links["near"].any())


@pytest.mark.parametrize("exponent", [2.0, 2.4, 4.0])
@pytest.mark.parametrize("loss", [0.0, 3.0, 12.0])
def test_a_decibel_shortens_the_range_by_the_law_of_path_loss(loss, exponent):
    wall = box(2, 0, 1, 5, loss=loss)
    limit = 40 * 10 ** (-loss / (10 * exponent))
    assert pair(0.999 * limit, wall, exponent=exponent)
    assert not pair(1.001 * limit, wall, exponent=exponent)


def test_obstacles_add_up_and_those_beside_do_nothing():
    limit = 40 * 10 ** (-9 / 24)
    both = (box(2, 0, 1, 5, loss=4), box(5, 0, 1, 5, loss=5))
    assert pair(0.999 * limit, *both)
    assert not pair(1.001 * limit, *both)
    assert pair(39.9, box(20, 10, 30, 5, loss=100), box(50, 0, 5, 5, loss=100))


def test_packets_go_around():
    detour = world([(30, 0), (15, 25)], radio=quiet(range_m=33.0), routing=NO_HEADS, obstacles=(box(15, 0, 2, 10),))
    network = start(detour).network
    network.run_round()
    assert network.routes["level"].tolist() == [2, 1, 0]
    assert network.routes["uplink"].tolist() == [1, 2, -1]


def test_edits_of_obstacles_take_effect_in_the_next_round():
    scenario = world([(30, 0)], radio=quiet(range_m=33.0), routing=NO_HEADS)
    parts = start(scenario)
    reached = []
    wall = box(15, 0, 2, 10)
    add = AddObstacle(wall)
    aside = edit_obstacle(add.do(scenario), 500, y=100.0)
    gone = remove_obstacle(aside.do(add.do(scenario)), 500)
    for edit in (None, add, aside, gone):
        scenario = edit.do(scenario) if edit else scenario
        parts = recompose(parts, scenario, STRATEGIES)
        rows_of(parts.network, 1)
        reached.append(int(parts.network.routes["reachable"][0]))
    assert reached == [1, 0, 1, 1]


def test_walls_far_away_change_no_run():
    scenario = template("s3-connected", 5)
    far = scenario.replace(obstacles=(box(900, 900, 50, 50),))
    assert np.array_equal(rows_of(start(scenario).network, 12), rows_of(start(far).network, 12), equal_nan=True)


def test_moving_nodes_walk_into_the_shadow_and_out():
    scenario = template("s3-obstacles", 3).replace(mobility=Mobility(step_m=6.0))
    network = start(scenario).network
    for _ in range(5):
        network.run_round()
        links, boxes = network.links, network.medium.boxes
        x, y = network.nodes["x"].astype(float), network.nodes["y"].astype(float)
        near = links["near"].astype(bool)
        assert np.array_equal(near, near[links["back"]])
        for e in range(0, len(links), 17):
            i, j = sorted((int(links["source"][e]), int(links["target"][e])))
            db = sum(b["loss_db"] for b in boxes if crosses(x[i], y[i], x[j], y[j], b))
            metres = np.hypot(x[i] - x[j], y[i] - y[j])
            limit = 33.0 * 10 ** (-db / 24)
            assert near[e] == (metres <= limit) or abs(metres - limit) < 1e-3


def test_the_picture_shows_them():
    scenario = world([(30, 0)], obstacles=(box(15, 5, 2, 10, 30.0, 12.0), Obstacle(id=1_999_999_999, x=1, y=2)))
    columns = snapshot(start(scenario), run_id="r", seq=1).obstacles
    assert columns.tolist() == [[500, 15, 5, 2, 10, 30, 12], [1_999_999_999, 1, 2, 40, 8, 0, 10]]
    assert snapshot(start(world([(30, 0)])), run_id="r", seq=1).obstacles.shape == (0, 7)
