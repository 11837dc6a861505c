"""Each edit: what it does, that undo restores exactly, what it refuses, what it merges with."""

import json

import pytest

from engine.base.errors import EditError
from engine.scenario.edit_items import copy_with
from engine.scenario.edits import (
    AddAttack,
    AddItems,
    Compound,
    EditAttack,
    EditNode,
    MoveItems,
    RemoveAttack,
    Replace,
    SetAttackNodes,
    SetValue,
    attach,
    clamp,
    detach,
    edit_nodes,
    from_json,
    move_by,
    move_to,
    remove_attack,
    remove_items,
    replace_document,
    replace_nodes,
    set_to,
    to_json,
)
from engine.scenario.model import MAX_NODES, Area, Attack, Node, Scenario, Station
from engine.scenario.placing import place_random
from engine.scenario.templates import template


@pytest.fixture
def scenario():
    return Scenario(
        area=Area(width_m=100, height_m=50),
        stations=(Station(id=0, x=50, y=25), Station(id=9, x=1, y=1)),
        nodes=tuple(Node(id=k, x=k, y=2 * k) for k in (5, 1, 3, 2, 4)),
        attacks=(
            Attack(id="a", type="blackhole", nodes=(1,)),
            Attack(id="b", type="sinkhole", nodes=(2, 3), start=4),
            Attack(id="c", type="flood", count=2),
        ),
    )


def _both_ways(edit, scenario):
    """Does the edit, checks undo, redo and the JSON form, and gives the document after it."""
    after = edit.do(scenario)
    assert edit.undo(after) == scenario
    assert edit.undo(after).model_dump_json() == scenario.model_dump_json()
    assert edit.do(edit.undo(after)) == after
    again = from_json(json.loads(json.dumps(to_json(edit))))
    assert again == edit
    assert again.label == edit.label
    assert again.do(scenario) == after
    assert Scenario.model_validate(after.model_dump()) == after
    return after


def test_added_items_stand_at_the_end(scenario):
    edit = AddItems((Node(id=20, x=1, y=1),), (Station(id=21, x=2, y=2),))
    after = _both_ways(edit, scenario)
    assert [n.id for n in after.nodes] == [5, 1, 3, 2, 4, 20]
    assert edit.label == "Add 1 node and 1 base station"
    assert after.node_by_id[20].x == 1


@pytest.mark.parametrize(
    "edit",
    [
        AddItems((Node(id=9, x=1, y=1),)),
        AddItems((Node(id=20, x=1, y=1), Node(id=20, x=1, y=1))),
        AddItems((), (Station(id=5, x=1, y=1),)),
        AddItems((), tuple(Station(id=100 + k, x=1, y=1) for k in range(63))),
        AddItems(place_random(MAX_NODES, Area(), 1, 100)),
        MoveItems((77,), ((0, 0),), ((1, 1),)),
        MoveItems((1,), ((0, 0),), ((float("nan"), 1),)),
        MoveItems((1,), ((0, 0),), ((2e6, 1),)),
        MoveItems((1, 1), ((0, 0), (0, 0)), ((1, 1), (1, 1))),
        MoveItems((1, 2), ((0, 0), (0, 0)), ((1, 1),)),
        EditNode((77,), ({},), ({"name": "x"},)),
        EditNode((1,), ({},), ({"id": 5},)),
        EditNode((0,), ({},), ({"energy_j": 5},)),
        EditNode((1,), ({},), ({"energy_j": float("nan")},)),
        EditNode((1,), ({},), ({"energy_j": -1},)),
        EditNode((1,), ({},), ({"name": 5},)),
        AddAttack(Attack(id="a", type="t", nodes=(1,))),
        AddAttack(Attack(id="z", type="t")),
        AddAttack(Attack(id="z", type="t", nodes=(0,))),
        AddAttack(Attack(id="z", type="t", nodes=(77,))),
        AddAttack(Attack(id="z", type="t", nodes=(1,), params={"a": float("inf")})),
        AddAttack(Attack(id="z", type="t", nodes=(1,)), index=9),
        RemoveAttack(0, Attack(id="z", type="t")),
        EditAttack(Attack(id="z", type="t"), Attack(id="z", type="t", count=1)),
        EditAttack(Attack(id="a", type="t"), Attack(id="b", type="t", count=1)),
        SetAttackNodes("a", (1,), ()),
        SetAttackNodes("a", (1,), (0,)),
        SetAttackNodes("z", (1,), (1,)),
        SetValue("trust.threshold", 0.85, "x"),
        SetValue("trust.none", 0.85, 1),
        SetValue("nodes.0.x", 0, 1),
        SetValue("", 0, 1),
        Replace("x", {}, {"nodes": (Node(id=5, x=0, y=0),)}),
        Compound("x", (SetValue("seed", 1, 2), SetValue("seed", 2, -1))),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(edit, scenario):
    before = scenario.model_dump_json()
    with pytest.raises(EditError):
        edit.do(scenario)
    assert scenario.model_dump_json() == before


def test_a_full_document_takes_no_more_attacks(scenario):
    full = scenario.replace(attacks=tuple(Attack(id=f"x{k}", type="t", count=1) for k in range(200)))
    with pytest.raises(EditError, match="at most 200 attacks"):
        AddAttack(Attack(id="y", type="t", count=1)).do(full)


def test_removing_takes_references_along_and_undo_brings_all_back(scenario):
    edit = remove_items(scenario, [3, 9, 1])
    after = _both_ways(edit, scenario)
    assert [n.id for n in after.nodes] == [5, 2, 4]
    assert [s.id for s in after.stations] == [0]
    assert [(a.id, a.nodes) for a in after.attacks] == [("b", (2,)), ("c", ())]
    assert edit.label == "Remove 2 nodes and 1 base station"
    with pytest.raises(EditError, match="there is no node or station 77 \\(and 1 more\\)"):
        remove_items(scenario, [1, 77, 78])
    with pytest.raises(EditError):
        edit.do(after)
    with pytest.raises(EditError):
        edit.undo(scenario)


def test_an_attack_never_falls_on_random_nodes_because_its_own_were_removed(scenario):
    both = scenario.replace(attacks=(Attack(id="a", type="t", nodes=(1,), count=3),))
    assert _both_ways(remove_items(both, [1]), both).attacks == ()


def test_undoing_an_addition_that_is_attacked_is_refused(scenario):
    edit = AddItems((Node(id=20, x=1, y=1),))
    after = attach(edit.do(scenario), "flood", [20]).do(edit.do(scenario))
    with pytest.raises(EditError, match="still names what was added"):
        edit.undo(after)


def test_undo_out_of_order_is_refused(scenario):
    edit = remove_items(scenario, [4])
    few = remove_items(edit.do(scenario), [5, 1, 3]).do(edit.do(scenario))
    with pytest.raises(EditError, match="does not fit the document"):
        edit.undo(few)


def test_moves_go_by_id_and_keep_order(scenario):
    edit = move_by(scenario, [1, 0, 1], 10, -1)
    after = _both_ways(edit, scenario)
    assert (after.node_by_id[1].x, after.node_by_id[1].y) == (11, 1)
    assert after.station_by_id[0].x == 60
    assert [n.id for n in after.nodes] == [5, 1, 3, 2, 4]
    assert edit.label == "Move 1 node and 1 base station"
    assert _both_ways(move_to(scenario, {4: (0, 0)}), scenario).node_by_id[4].x == 0
    with pytest.raises(EditError):
        move_to(scenario, {77: (0, 0)})
    with pytest.raises(EditError):
        move_by(scenario, [77], 0, 0)


def test_a_drag_is_one_step(scenario):
    first = move_by(scenario, [1, 2], 1, 1)
    second = move_by(first.do(scenario), [1, 2], 5, 5)
    joined = first.merge(second)
    assert _both_ways(joined, scenario) == second.do(first.do(scenario))
    assert first.merge(move_by(scenario, [1], 1, 1)) is None
    assert first.merge(set_to(scenario, "seed", 2)) is None


def test_fast_copies_are_as_good_as_validated_ones(scenario):
    node = scenario.nodes[0]
    copy = copy_with(node, {"x": 7.0})
    assert copy == Node(id=node.id, x=7.0, y=node.y)
    assert copy.model_copy(update={"y": 1.0}) == Node(id=node.id, x=7.0, y=1.0)
    assert hash(copy) == hash(Node(id=node.id, x=7.0, y=node.y))
    assert repr(copy) == repr(Node(id=node.id, x=7.0, y=node.y))
    assert node.x == 5


def test_fields_of_nodes_and_stations_change(scenario):
    edit = edit_nodes(scenario, [1, 2], energy_j=3, profile="sink")
    after = _both_ways(edit, scenario)
    assert after.node_by_id[2].energy_j == 3.0
    assert edit.label == "Change energy and hardware of 2 nodes"
    assert _both_ways(edit_nodes(scenario, [0], name="Roof"), scenario).station_by_id[0].name == "Roof"
    with pytest.raises(EditError, match="a station has no field 'energy_j'"):
        edit_nodes(scenario, [0], energy_j=3)
    joined = edit.merge(edit_nodes(after, [1, 2], energy_j=4, profile="x"))
    assert _both_ways(joined, scenario).node_by_id[1].energy_j == 4
    assert edit.merge(edit_nodes(after, [1, 2], energy_j=4)) is None
    assert edit.merge(move_by(after, [1], 1, 1)) is None


def test_attacks_are_added_changed_and_removed(scenario):
    new = Attack(id="d", type="replay", nodes=(4,))
    assert _both_ways(AddAttack(new), scenario).attacks[-1] == new
    assert _both_ways(AddAttack(new, 0), scenario).attacks[0] == new
    assert [a.id for a in _both_ways(remove_attack(scenario, "b"), scenario).attacks] == ["a", "c"]
    old = scenario.attacks[1]
    later, renamed = old.model_copy(update={"start": 9}), old.model_copy(update={"id": "new"})
    assert _both_ways(EditAttack(old, later), scenario).attacks[1].start == 9
    assert _both_ways(EditAttack(old, renamed), scenario).attacks[1].id == "new"
    with pytest.raises(EditError, match="there is no attack 'z'"):
        remove_attack(scenario, "z")


def test_a_slider_on_an_attack_is_one_step(scenario):
    old = scenario.attacks[1]
    first = EditAttack(old, old.model_copy(update={"start": 5}))
    second = EditAttack(first.after, old.model_copy(update={"start": 6}))
    assert first.merge(second) == EditAttack(old, second.after)
    assert first.merge(EditAttack(first.after, first.after.model_copy(update={"duration": 6}))) is None
    assert first.merge(EditAttack(scenario.attacks[0], scenario.attacks[0])) is None


def test_the_same_attack_dropped_on_another_node_extends_it(scenario):
    edit = attach(scenario, "blackhole", [4, 1])
    assert edit == SetAttackNodes("a", (1,), (1, 4))
    assert _both_ways(edit, scenario).attacks[0].nodes == (1, 4)
    with pytest.raises(EditError, match="blackhole sits there already"):
        attach(scenario, "blackhole", [1])
    with pytest.raises(EditError, match=r"station 0: base stations cannot be attacked \(paper S3\)"):
        attach(scenario, "blackhole", [0])


def test_a_new_attack_gets_a_free_name_and_the_templates_schedule(scenario):
    edit = attach(scenario, "flood", [4], Attack(id="t", type="flood", start=30, count=9))
    assert _both_ways(edit, scenario).attacks[-1] == Attack(id="flood", type="flood", nodes=(4,), start=30, count=9)
    taken = scenario.replace(attacks=(Attack(id="flood", type="other", count=1),))
    assert attach(taken, "flood", [4]).do(taken).attacks[-1].id == "flood-2"
    with pytest.raises(EditError):
        attach(scenario, "flood", [])


def test_an_attack_taken_off_its_last_node_goes(scenario):
    assert _both_ways(detach(scenario, "b", [3]), scenario).attacks[1].nodes == (2,)
    assert [a.id for a in _both_ways(detach(scenario, "b", [3, 2]), scenario).attacks] == ["a", "c"]
    with pytest.raises(EditError, match="does not sit there"):
        detach(scenario, "b", [4])


@pytest.mark.parametrize(
    ("path", "value", "label"),
    [
        ("trust.threshold", 0.9, "Set P to 0.9"),
        ("trust.enabled", False, "Switch trust off"),
        ("mobility.enabled", True, "Switch mobility on"),
        ("radio.range_m", None, "Set radio range to null"),
        ("routing.params.head_share", 0.1, "Set routing.params.head_share to 0.1"),
        ("routing.params", {"a": {"b": [1, "x"]}}, 'Set routing.params to {"a": {"b": [1, "x"]}}'),
        ("trust.weights.m7", 0.5, "Set trust.weights.m7 to 0.5"),
        ("name", "Field", "Rename to “Field”"),
        ("notes", "Long text", "Edit notes"),
        ("seed", 7, "Set seed to 7"),
    ],
)
def test_values_are_set_both_ways(path, value, label, scenario):
    edit = set_to(scenario, path, value)
    assert edit.label == label
    _both_ways(edit, scenario)


def test_a_pulled_slider_is_one_step(scenario):
    first = set_to(scenario, "routing.params.head_share", 0.1)
    second = set_to(first.do(scenario), "routing.params.head_share", 0.2)
    assert _both_ways(first.merge(second), scenario) == second.do(first.do(scenario))
    assert first.merge(set_to(scenario, "seed", 2)) is None
    with pytest.raises(EditError):
        set_to(scenario, "trust.nothing", 2)


def test_nodes_are_placed_again_and_attacks_keep_theirs(scenario):
    edit = replace_nodes(scenario, place_random(2, scenario.area, 1, 1), "Place 2 nodes at random")
    after = _both_ways(edit, scenario)
    assert [n.id for n in after.nodes] == [1, 2]
    assert [(a.id, a.nodes) for a in after.attacks] == [("a", (1,)), ("b", (2,)), ("c", ())]
    assert edit.label == "Place 2 nodes at random"
    assert edit.merge(edit) is None


def test_the_whole_document_is_replaced(scenario):
    other = template("s3-connected", 5)
    edit = replace_document(scenario, other)
    assert _both_ways(edit, scenario) == other
    assert "energy" not in edit.after
    assert "radio" not in edit.after


def test_compound_edits_take_effect_together(scenario):
    edit = Compound("Build", (move_by(scenario, [1], 1, 1), set_to(scenario, "seed", 9), Compound("in", ())))
    after = _both_ways(edit, scenario)
    assert (after.seed, after.node_by_id[1].x) == (9, 2)
    assert edit.merge(edit) is None


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"kind": "dance"},
        {"kind": ["add_items"]},
        {"kind": "add_items", "nodes": [{"id": "one"}], "stations": []},
        {"kind": "move_items", "ids": [1]},
        {"kind": "move_items", "ids": [1], "before": [[0, 0]], "after": [[float("nan"), 0]]},
        {"kind": "replace", "title": "x", "before": {}, "after": {"nodes": 5}},
        {"kind": "replace", "title": "x", "before": {}, "after": {"a": {1, 2}}},
        {"kind": "compound", "title": "x"},
        {"kind": "compound", "title": "x", "edits": [{}]},
    ],
)
def test_foreign_json_is_no_edit(data):
    with pytest.raises(EditError):
        from_json(data)


def test_edits_do_not_nest_without_end():
    data = {"kind": "compound", "title": "x", "edits": []}
    for _ in range(2000):
        data = {"kind": "compound", "title": "x", "edits": [data]}
    with pytest.raises(EditError):
        from_json(data)


def test_points_are_clamped_into_the_area():
    area = Area(width_m=10, height_m=20)
    assert clamp(area, -1, 30) == (0, 20)
    assert clamp(area, 5, 6) == (5, 6)
