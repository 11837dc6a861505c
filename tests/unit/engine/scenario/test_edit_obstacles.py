"""Edits of obstacles: what each does, that undo restores exactly, what it refuses, what it merges with."""

import json

import pytest

from engine.base.errors import EditError, ScenarioError
from engine.scenario.edits import (
    AddItems,
    AddObstacle,
    EditObstacle,
    edit_obstacle,
    from_json,
    remove_obstacle,
    replace_document,
    set_to,
    to_json,
)
from engine.scenario.model import MAX_OBSTACLES, Node, Obstacle, Scenario, Station
from engine.scenario.paths import set_value
from engine.scenario.storage import dumps, loads
from engine.scenario.validate import check, problems_of, validated

WALL = Obstacle(id=7, x=10, y=20, name="wall")


@pytest.fixture
def scenario():
    return Scenario(
        stations=(Station(id=0, x=50, y=25),),
        nodes=(Node(id=5, x=1, y=2),),
        obstacles=(Obstacle(id=3, x=1, y=1), WALL, Obstacle(id=4, x=9, y=9, loss_db=3)),
    )


def both_ways(edit, scenario):
    after = edit.do(scenario)
    assert edit.undo(after) == scenario
    assert edit.undo(after).model_dump_json() == scenario.model_dump_json()
    again = from_json(json.loads(json.dumps(to_json(edit))))
    assert again == edit
    assert again.label == edit.label
    return after


def test_add_puts_it_at_the_end(scenario):
    fresh = Obstacle(id=scenario.next_id(), x=5, y=5)
    assert fresh.id == 8, "ids of obstacles count"
    after = both_ways(AddObstacle(fresh), scenario)
    assert [o.id for o in after.obstacles] == [3, 7, 4, 8]
    assert after.obstacle_by_id[8] is after.obstacles[-1]
    assert AddObstacle(fresh).label == "Add obstacle 8"


@pytest.mark.parametrize("taken", [0, 3, 5])
def test_nodes_stations_and_obstacles_share_their_ids(scenario, taken):
    with pytest.raises(EditError, match=f"the id {taken} is in use"):
        AddObstacle(Obstacle(id=taken, x=0, y=0)).do(scenario)
    with pytest.raises(EditError, match="the id 7 is in use"):
        AddItems((Node(id=7, x=0, y=0),), ()).do(scenario)
    twice = scenario.replace(obstacles=(Obstacle(id=taken, x=0, y=0),) * 2)
    with pytest.raises(ScenarioError, match=f"id {taken} is used by"):
        validated(twice)


def test_a_document_holds_so_many_and_no_more(scenario):
    full = scenario.replace(obstacles=tuple(Obstacle(id=100 + k, x=k, y=0) for k in range(MAX_OBSTACLES)))
    with pytest.raises(EditError, match="at most 200 obstacles"):
        AddObstacle(WALL).do(full)
    more = scenario.replace(obstacles=(*full.obstacles, WALL))
    with pytest.raises(EditError, match="at most 200 obstacles"):
        replace_document(scenario, more).do(scenario)
    assert "at most 200" in str(problems_of({**json.loads(dumps(scenario)), "obstacles": [{}] * 201})[0])


def test_remove_and_undo_puts_it_back_in_its_place(scenario):
    edit = remove_obstacle(scenario, 7)
    assert [o.id for o in both_ways(edit, scenario).obstacles] == [3, 4]
    assert edit.label == "Remove obstacle “wall”"
    with pytest.raises(EditError, match="there is no obstacle 5"):
        remove_obstacle(scenario, 5)


def test_change_and_label(scenario):
    edit = edit_obstacle(scenario, 7, x=11.0, y=21.0, width_m=5)
    after = both_ways(edit, scenario)
    assert (after.obstacles[1].x, after.obstacles[1].width_m, after.obstacles[1].name) == (11, 5, "wall")
    assert edit.label == "Change position and size of obstacle “wall”"
    assert edit_obstacle(scenario, 4, loss_db=9.0).label == "Change attenuation of obstacle 4"


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"id": 9}, "no field 'id'"),
        ({"depth": 9}, "no field 'depth'"),
        ({"width_m": 0.0}, "width_m: must be above 0"),
        ({"loss_db": -1.0}, "loss_db: must be at least 0"),
        ({"turn_deg": float("nan")}, "turn_deg"),
        ({"x": "here"}, "x: must be a number"),
    ],
)
def test_changes_that_do_not_fit_are_refused(scenario, fields, what):
    with pytest.raises(EditError) as caught:
        edit_obstacle(scenario, 7, **fields)
    assert what in str(caught.value)
    assert str(caught.value).startswith("obstacle 7")


def test_another_id_is_no_change(scenario):
    with pytest.raises(EditError, match="keeps its id"):
        EditObstacle(WALL, WALL.model_copy(update={"id": 70})).do(scenario)


def test_a_drag_is_one_step(scenario):
    first = edit_obstacle(scenario, 7, x=11.0)
    second = edit_obstacle(first.do(scenario), 7, x=12.0)
    joined = first.merge(second)
    assert joined == EditObstacle(WALL, second.after)
    assert joined.undo(joined.do(scenario)) == scenario
    assert first.merge(edit_obstacle(first.do(scenario), 7, turn_deg=5.0)) is None
    assert first.merge(edit_obstacle(scenario, 4, x=11.0)) is None
    assert first.merge(AddObstacle(WALL)) is None


def test_survives_saving_one_a_line(scenario):
    text = dumps(scenario)
    assert loads(text) == scenario
    assert sum('"loss_db"' in line for line in text.splitlines()) == 3
    old = json.loads(text)
    del old["obstacles"]
    assert loads(json.dumps(old)).obstacles == (), "documents from before have none"


def test_values_by_path_but_not_as_a_value_of_a_section(scenario):
    assert set_value(scenario, "obstacles.1.loss_db", "30").obstacles[1].loss_db == 30
    with pytest.raises(ScenarioError, match="must be at most 200"):
        set_value(scenario, "obstacles[1].loss_db", "300")
    with pytest.raises(EditError, match="is not a value of a section"):
        set_to(scenario, "obstacles", [])


def test_obstacles_are_no_problem(scenario):
    assert check(scenario) == ()
