"""One edit for things of several kinds."""

from __future__ import annotations

from functools import partial

import pytest

from app.actions.mixed import items_of, joined, obstacles_of
from engine.base.errors import EditError
from engine.scenario import edits
from engine.scenario.model import Node, Obstacle, Scenario


@pytest.fixture
def scenario():
    return Scenario(
        nodes=(Node(id=1, x=10, y=10), Node(id=2, x=20, y=20)),
        obstacles=(Obstacle(id=3, x=50, y=50), Obstacle(id=4, x=90, y=50), Obstacle(id=5, x=50, y=90)),
    )


def test_ids_are_told_apart_and_unknown_ones_stay_with_the_items(scenario):
    assert obstacles_of(scenario, (1, 3, 99, 5)) == (3, 5)
    assert items_of(scenario, (1, 3, 99, 5)) == (1, 99)


def test_each_edit_is_built_on_what_the_ones_before_it_leave(scenario):
    builds = [partial(edits.remove_obstacle, obstacle_id=k) for k in (3, 4)]
    edit = joined(scenario, "Remove", (3, 4), builds)
    after = edit.do(scenario)
    assert [o.id for o in after.obstacles] == [5]
    assert edit.undo(after) == scenario
    assert edit.label == "Remove 2 obstacles"


def test_a_single_edit_stays_what_it_is(scenario):
    edit = joined(scenario, "Remove", (4,), [partial(edits.remove_obstacle, obstacle_id=4)])
    assert isinstance(edit, edits.RemoveObstacle)


def test_one_that_does_not_fit_refuses_all(scenario):
    builds = [partial(edits.remove_obstacle, obstacle_id=k) for k in (3, 3)]
    with pytest.raises(EditError, match="there is no obstacle 3"):
        joined(scenario, "Remove", (3, 3), builds)
