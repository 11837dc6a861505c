"""Checks before a run: errors stop it, warnings tell what may surprise."""

import pytest

from engine import api
from engine.api.verify import unreachable
from engine.base.errors import MotewardenError
from engine.scenario.model import Attack, Routing
from tests.worlds import quiet, s3, world


def test_unknown_strategy_is_a_problem_with_its_place():
    bad = s3(1).replace(routing=Routing(protocol="leash"), attacks=(Attack(id="x", type="blackhole", count=1),))
    first = api.problems(bad)[0]
    assert first.severity == "error"
    assert "routing.protocol" in first.what
    assert "did you mean 'leach'" in first.mend
    with pytest.raises(MotewardenError, match="no routing protocol called 'leash'"):
        api.validate(bad)


def test_errors_come_before_warnings():
    bad = world([(1, 1), (1, 1)], attacks=(Attack(id="x", type="blackhole"),))
    severities = [p.severity for p in api.problems(bad)]
    assert severities == sorted(severities)
    assert set(severities) == {"error", "warning"}


def test_nodes_without_a_path_are_named():
    lonely = world([(10, 0), (30, 0), (150, 150)], radio=quiet(range_m=25.0))
    assert unreachable(lonely) == (3,)
    (warning,) = api.validate(lonely)
    assert warning.what == "1 of 3 nodes have no path to a base station"
    assert (warning.severity, warning.ids) == ("warning", (3,))


def test_sound_document_has_no_problems():
    assert api.validate(world([(10, 0), (30, 0)], radio=quiet(range_m=25.0))) == ()
    assert unreachable(world([(10, 0)], (), radio=quiet(range_m=None))) == (1,), "no station at all"
