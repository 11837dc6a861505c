"""Cross checks of a whole document and the problems list."""

import json

import pytest

from engine.base.errors import ScenarioError
from engine.scenario.model import Attack, Mobility, Node, Radio, Routing, Scenario, Station, Trust
from engine.scenario.placing import place_random
from engine.scenario.templates import template
from engine.scenario.validate import check, parse, problems_of, validated


def _field(**changes):
    base = Scenario(nodes=(Node(id=1, x=1, y=1), Node(id=2, x=2, y=2)), stations=(Station(id=0, x=100, y=100),))
    return base.replace(**changes)


def _only(scenario):
    (problem,) = check(scenario)
    return problem


@pytest.mark.parametrize("name", ["s3-reference", "s3-connected", "leach-100"])
def test_templates_have_no_problems(name):
    assert check(template(name)) == ()


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"stations": (Station(id=1, x=9, y=9),)}, "id 1 is used by nodes[0] and stations[0]"),
        ({"nodes": (Node(id=3, x=1, y=1), Node(id=3, x=2, y=2))}, "id 3 is used by nodes[0] and nodes[1]"),
        ({"attacks": (Attack(id="a", type="t", nodes=(1, 9)),)}, "attack 'a' names unknown nodes: 9"),
        ({"attacks": (Attack(id="a", type="t", nodes=(0,)),)}, "base stations cannot be attacked (paper S3)"),
        ({"attacks": (Attack(id="a", type="t"),)}, "attack 'a' has neither nodes nor a count"),
        ({"attacks": (Attack(id="a", type="t", count=1),) * 2}, "attack id 'a' is used by attacks[0] and"),
        ({"radio": Radio(range_m=None)}, "trust needs a finite radio range"),
        ({"routing": Routing(params={"a": [{"b": float("inf")}]})}, "must be a finite number"),
    ],
)
def test_errors_are_told_and_refused(changes, what):
    scenario = _field(**changes)
    problem = _only(scenario)
    assert problem.severity == "error"
    assert what in problem.what
    assert problem.mend
    with pytest.raises(ScenarioError) as caught:
        validated(scenario, "f")
    assert what in str(caught.value)
    assert str(caught.value).startswith("f: ")


@pytest.mark.parametrize(
    ("changes", "what", "ids"),
    [
        ({"nodes": ()}, "there are no nodes", ()),
        ({"stations": ()}, "there is no base station", ()),
        ({"nodes": (Node(id=1, x=-1, y=1),)}, "1 item stands outside the area: 1", (1,)),
        (
            {"nodes": tuple(Node(id=k, x=0, y=0) for k in (4, 2))},
            "2 items stand at one place (0, 0): 4, 2",
            (4, 2),
        ),
        ({"attacks": (Attack(id="a", type="t", count=5),)}, "attack 'a' wants 5 nodes of 2", ()),
        ({"attacks": (Attack(id="a", type="t", nodes=(1, 1)),)}, "attack 'a' names a node twice", ()),
    ],
)
def test_warnings_are_told_but_not_refused(changes, what, ids):
    scenario = _field(**changes)
    problem = _only(scenario)
    assert (problem.severity, problem.ids) == ("warning", ids)
    assert what in problem.what
    assert validated(scenario) is scenario


def test_errors_come_before_warnings():
    problems = check(_field(nodes=(), radio=Radio(range_m=None)))
    assert [p.severity for p in problems] == ["error", "warning"]


def test_trust_off_needs_no_range():
    assert check(_field(radio=Radio(range_m=None), trust=Trust(enabled=False))) == ()


def test_many_shared_places_stay_a_short_list():
    nodes = tuple(Node(id=k, x=k // 2 % 200, y=k // 400) for k in range(1, 20_001))
    problems = check(Scenario(nodes=nodes))
    assert len(problems) < 15
    assert "more places hold several items" in problems[-1].what


def test_long_lists_of_ids_are_cut():
    nodes = tuple(Node(id=k, x=-1, y=k) for k in range(1, 101))
    problem = _only(_field(nodes=nodes))
    assert problem.what == "100 items stand outside the area: 1, 2, 3, 4, 5, 6 and 94 more"
    assert len(problem.ids) == 100


def test_all_problems_of_bad_data_are_listed_with_their_places():
    data = {
        "schema_version": 1,
        "colour": "red",
        "nodes": [{"id": 1, "x": 0, "y": 0, "z": 0}, {"id": -1, "x": 0, "y": 0}],
        "trust": {"threshold": None},
        "attacks": [{"id": "", "type": "t"}],
    }
    lines = [str(e) for e in problems_of(data, "f")]
    assert [line.split(": ")[1] for line in lines] == [
        "nodes[0].z",
        "nodes[1].id",
        "trust.threshold",
        "attacks[0].id",
        "colour",
    ]
    with pytest.raises(ScenarioError, match=r"\(and 4 more\)"):
        parse(data, "f")


def test_good_data_has_no_problems():
    assert problems_of(json.loads(template("s3-reference").model_dump_json())) == []
    assert problems_of([1]) != []
    assert problems_of({"nodes": [{1, 2}]}) != []
    crowd = {"schema_version": 1, "nodes": [{}] * 20_001}
    assert [e.where for e in problems_of(crowd)] == ["nodes"]


def test_a_large_document_is_checked():
    scenario = Scenario(nodes=place_random(10_000, Scenario().area, 1, 1), mobility=Mobility(enabled=False))
    assert all(p.severity == "warning" for p in check(scenario))
