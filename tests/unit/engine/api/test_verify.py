"""Checks before a run: errors stop it, warnings tell what may surprise."""

import subprocess
import sys

import pytest

from engine import api
from engine.api.verify import unreachable
from engine.base.errors import MotewardenError
from engine.scenario.model import Attack, Routing
from engine.scenario.organisation import Incident
from engine.scenario.templates import template
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


def test_who_has_yet_to_come_is_not_without_a_path():
    joining = world([(10, 0), (30, 0), (150, 150)], radio=quiet(range_m=25.0))
    joining = joining.replace(incidents=(Incident(id="comes", kind="join", at=9, node=3),))
    assert unreachable(joining) == ()


@pytest.mark.parametrize("name", ["smart-city-attacked", "s2-bench", "role-flood", "crisis"])
def test_where_processors_take_readings_nobody_is_without_a_path(name):
    assert unreachable(template(name)) == (), "base stations, foreign nodes and newcomers are none that lack one"


def test_the_end_of_paths_is_named():
    far = template("s2-bench").replace(incidents=())
    nodes = (*far.nodes[:-1], far.nodes[-1].model_copy(update={"x": 119.0, "y": 0.0}))
    lonely = far.replace(nodes=nodes, radio=far.radio.model_copy(update={"range_m": 30.0}))
    assert "nodes have no path to a data processor" in "".join(p.what for p in api.validate(lonely))


def test_a_mixture_may_exploit_by_what_it_draws():
    exploiting = Attack(id="x", type="random", count=2, variation="exploiting")
    city = template("smart-city")
    assert not any("no variation" in p.what for p in api.problems(city.replace(attacks=(exploiting,))))
    loop = exploiting.model_copy(update={"type": "loop"})
    assert any("no variation" in p.what for p in api.problems(city.replace(attacks=(loop,))))


_WARMED = """
from numba.core.dispatcher import Dispatcher
import sys
from engine import api
api.warm()
from engine.network.kernels import service, infection, labour, noise, nuisance, replay, sessions, speech, travel
from engine.defence.beta import kernel as beta
kernels = (service.broadcast, infection.spread, labour.close_labour, noise.make_noise, nuisance.greet, replay.replay,
    sessions.close_sessions, speech.collect, beta.judge)
assert all(isinstance(k, Dispatcher) for k in kernels)
print(*(k.__name__ for k in kernels if not k.signatures))
"""


@pytest.mark.slow
def test_warming_reaches_kernels_of_roles_attacks_and_trust_models():
    done = subprocess.run([sys.executable, "-c", _WARMED], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
