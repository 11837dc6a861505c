"""Edits of incidents: what each does, that undo restores exactly, what it refuses, what removing a node takes along."""

import json

import pytest

from engine.base.errors import EditError
from engine.scenario.edits import (
    AddIncident,
    AddItems,
    EditIncident,
    fresh_incident_id,
    from_json,
    remove_incident,
    remove_items,
    replace_nodes,
    to_json,
)
from engine.scenario.model import Node, Scenario, Station
from engine.scenario.organisation import Incident
from engine.scenario.storage import dumps, loads

DRAIN = Incident(id="drain", kind="drain", at=20, role="keeper")
LEAVE = Incident(id="leave", kind="leave", at=9, node=5)


@pytest.fixture
def scenario():
    nodes = (Node(id=5, x=1, y=2), Node(id=6, x=3, y=2))
    return Scenario(stations=(Station(id=0, x=50, y=25),), nodes=nodes, incidents=(DRAIN, LEAVE))


def both_ways(edit, scenario):
    after = edit.do(scenario)
    assert edit.undo(after) == scenario
    again = from_json(json.loads(json.dumps(to_json(edit))))
    assert again == edit
    assert again.label == edit.label
    assert loads(dumps(after)) == after
    return after


def test_incidents_are_added_changed_and_removed_and_come_back(scenario):
    fresh = Incident(id=fresh_incident_id(scenario, "drain"), kind="drain", at=3, node=6)
    assert fresh.id == "drain-2"
    assert both_ways(AddIncident(fresh), scenario).incidents == (DRAIN, LEAVE, fresh)
    later = LEAVE.model_copy(update={"at": 30})
    assert both_ways(EditIncident(LEAVE, later), scenario).incidents == (DRAIN, later)
    assert both_ways(remove_incident(scenario, "drain"), scenario).incidents == (LEAVE,)
    assert AddIncident(fresh).label == "Add incident drain of node 6"
    assert remove_incident(scenario, "drain").label == "Remove incident drain of the keeper"


def test_changes_of_one_field_merge_and_of_two_fields_do_not(scenario):
    a, b = LEAVE.model_copy(update={"at": 30}), LEAVE.model_copy(update={"at": 31})
    merged = EditIncident(LEAVE, a).merge(EditIncident(a, b))
    assert merged == EditIncident(LEAVE, b)
    assert EditIncident(LEAVE, a).merge(EditIncident(a, a.model_copy(update={"kind": "kill"}))) is None


@pytest.mark.parametrize(
    ("incident", "words"),
    [
        (Incident(id="x", kind="kill", at=1), "befalls nobody"),
        (Incident(id="x", kind="kill", at=1, node=0), "base stations"),
        (Incident(id="x", kind="kill", at=1, node=99), "no node 99"),
        (Incident(id="drain", kind="kill", at=1, node=5), "already"),
    ],
)
def test_what_cannot_happen_is_refused_with_a_mend(scenario, incident, words):
    with pytest.raises(EditError, match=words) as caught:
        AddIncident(incident).do(scenario)
    assert caught.value.mend


def test_a_node_takes_its_incidents_along_and_brings_them_back(scenario):
    assert both_ways(remove_items(scenario, (5,)), scenario).incidents == (DRAIN,)
    assert replace_nodes(scenario, (Node(id=6, x=0, y=0),)).do(scenario).incidents == (DRAIN,)
    added = AddItems((Node(id=7, x=0, y=0),))
    after = AddIncident(Incident(id="y", kind="join", at=4, node=7)).do(added.do(scenario))
    with pytest.raises(EditError, match="incident still names"):
        added.undo(after)
