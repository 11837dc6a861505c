"""Problems of detection are told with cause and mend, and the run goes on."""

import pytest

from engine.scenario.detection import Detection
from engine.scenario.model import Node, Routing, Scenario, Station
from engine.scenario.organisation import Roles
from engine.scenario.validate import check
from engine.scenario.validate_detection import doubts_of_detection


def _field(roles=None, **settings):
    nodes = tuple(Node(id=k, x=20.0 * k, y=5.0) for k in range(1, 6))
    return Scenario(
        nodes=nodes,
        stations=(Station(id=0, x=10, y=15),),
        routing=Routing(protocol="roles"),
        roles=roles or Roles(enabled=True, keepers=1, detectors=1),
        round_s=1.0,
        detection=Detection(**{"enabled": True, **settings}),
    )


def test_detection_as_it_comes_has_no_problem():
    assert check(_field()) == ()


@pytest.mark.parametrize(
    ("settings", "path", "what"),
    [
        ({"roles": Roles(enabled=True, keepers=1)}, "roles.detectors", "no detector is wanted"),
        ({"quorum": 2}, "detection.quorum", "2 detectors must agree, but 1 is wanted"),
        ({"window_s": 1.0, "hop_s": 4.0}, "detection.window_s", "what lies between is not looked at"),
        ({"interval_s": 5.0}, "detection.hop_s", "data come every 5 s"),
        ({"interval_s": 9, "hop_s": 9, "window_s": 9, "keep_s": 5}, "detection.keep_s", "nothing stays in store"),
        ({"interval_s": 0.2}, "detection.interval_s", "a round takes 1 s"),
        ({"sources": (3, 44, 45)}, "detection.sources", "not there: 44, 45"),
        ({"lowest": 50.0, "highest": 50.0}, "detection.lowest", "every reading breaks the rule"),
        ({"rules": False, "heuristics": False, "profile": False}, "detection", "every method"),
    ],
)
def test_each_has_its_cause_and_its_mend(settings, path, what):
    (found,) = doubts_of_detection(_field(**settings))
    assert (found.severity, found.path) == ("warning", path)
    assert what in found.what
    assert found.mend
    assert any(found.what in problem.what for problem in check(_field(**settings)))


def test_without_roles_that_alone_is_told():
    found = list(doubts_of_detection(_field(Roles(), quorum=3)))
    assert [f.path for f in found] == ["detection.enabled"]
    assert not list(doubts_of_detection(_field(Roles(), enabled=False, quorum=3)))


def test_a_module_alone_is_a_method():
    assert check(_field(rules=False, heuristics=False, profile=False, model="builtin:any")) == ()
