"""A node that is not there yet, or has gone, has not died of an empty battery."""

from engine.runtime.headless import run
from engine.scenario.organisation import Incident
from tests.worlds import s3


def test_coming_and_going_is_no_death():
    plain = s3(3)
    first, second = plain.nodes[0].id, plain.nodes[1].id
    incidents = (
        Incident(id="late", kind="join", at=10, node=first),
        Incident(id="gone", kind="leave", at=12, node=second),
    )
    result = run(plain.replace(incidents=incidents), rounds=20)
    assert result.summary["fnd"] is None
    assert result.summary["alive"] == len(plain.nodes) - 1
