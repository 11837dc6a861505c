"""Copy, paste and foreign clipboards."""

import pytest

from engine.base.errors import EditError
from engine.scenario import clip as clips
from engine.scenario.clip import clip, clip_from_text, paste
from engine.scenario.model import Area, Node, Obstacle, Scenario, Station
from engine.scenario.parts import MAX_ID


@pytest.fixture
def scenario():
    return Scenario(
        area=Area(width_m=10, height_m=10),
        stations=(Station(id=0, x=5, y=5, name="Base"),),
        nodes=(Node(id=3, x=1, y=1, name="a"), Node(id=7, x=9, y=9, energy_j=1)),
    )


def test_pasted_items_are_fresh_shifted_and_inside(scenario):
    copied = clip_from_text(clip(scenario, [7, 3, 0]).text())
    edit = paste(scenario, copied, 2, 2)
    assert edit.nodes == (Node(id=8, x=3, y=3, name="a"), Node(id=9, x=10, y=10, energy_j=1))
    assert edit.stations == (Station(id=10, x=7, y=7, name="Base"),)
    after = edit.do(scenario)
    assert edit.undo(after) == scenario
    assert [n.id for n in paste(after, copied, 2, 2).nodes] == [11, 12]


def test_ids_are_found_when_the_highest_is_taken(scenario):
    full = scenario.replace(nodes=(*scenario.nodes, Node(id=MAX_ID, x=0, y=0), Node(id=1, x=0, y=0)))
    assert paste(full, clip(full, [3, 7]), 1, 1).ids == (2, 4)


def test_only_what_is_there_can_be_copied(scenario):
    with pytest.raises(EditError, match="there is no node or station 5"):
        clip(scenario, [3, 5])


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "clipboard: holds no nodes; copy nodes first"),
        ("hello", "holds no nodes"),
        ("[1]", "holds no nodes"),
        ('{"nodes": []}', "holds no nodes"),
        ("[" * 100_000, "holds no nodes"),
        ('{"motewarden_clip": 2}', "motewarden_clip: must be 1, not 2"),
        ('{"motewarden_clip": 1, "nodes": [{"id": 1, "x": "a", "y": 0}]}', "nodes[0].x: must be a number"),
        ('{"motewarden_clip": 1, "nodes": [{"id": 1, "x": NaN, "y": 0}]}', "holds no nodes"),
        ('{"motewarden_clip": 1, "extra": 1}', "extra: is not a known field"),
    ],
)
def test_foreign_clipboards_are_refused(text, what):
    with pytest.raises(EditError) as caught:
        clip_from_text(text)
    assert what in str(caught.value)


def test_huge_clipboards_are_refused_unread(monkeypatch):
    monkeypatch.setattr(clips, "MAX_CLIP_CHARS", 10)
    with pytest.raises(EditError, match="holds too much text"):
        clip_from_text(" " * 11)


def test_obstacles_are_copied_with_what_stands_beside_them(scenario):
    walled = scenario.replace(obstacles=(Obstacle(id=20, x=4, y=4, loss_db=12), Obstacle(id=21, x=9, y=1)))
    edit = paste(walled, clip_from_text(clip(walled, [20, 3]).text()), 1, -1)
    after = edit.do(walled)
    assert after.obstacles[2:] == (Obstacle(id=23, x=5, y=3, loss_db=12),)
    assert after.nodes[2:] == (Node(id=22, x=2, y=0, name="a"),)
    assert edit.label == "Add 1 node and 1 obstacle"
    assert edit.undo(after) == walled
    alone = paste(walled, clip(walled, [21]), 5, 0)
    assert alone.label == "Add 1 obstacle"
    assert alone.do(walled).obstacles[-1].x == 10
