"""Experiment messages survive JSON; what is no message is refused."""

import json
from math import isnan, nan

import pytest

from engine.readmodel.detail import Parameter
from engine.readmodel.experiment import (
    Axis,
    Change,
    Claim,
    Figure,
    Marker,
    Measure,
    Plan,
    Preset,
    Progress,
    Result,
    Series,
    from_json,
    to_json,
)

SERIES = Series("protected", (0.0, 10.0), (1.0, 0.9), (0.9, 0.8), (1.0, 1.0), 20, "share", "protected")
FIGURE = Figure("alive", "Alive", "round", "alive (share)", (SERIES,), (Marker(31.5, "half found", "protected"),))
CLAIM = Claim("order", "protected is above unprotected", "holds", "everywhere", "Fig. 3")
PLAN = Plan(
    "sweep",
    (1, 2),
    300,
    "template:s3-connected",
    (Axis("trust.model", ("s3", "beta"), "model"), Axis("trust.blocked", ((), (1, 2)))),
    (Change("trust.enabled", value=True), Change("radio.range_m", None)),
    (Measure("loss", "sum(lost) / sum(generated)"),),
    4,
)
MESSAGES = [
    PLAN,
    FIGURE,
    CLAIM,
    Preset("p", "P", "S3", "says", "template:x", 20, 300, PLAN.axes, (Parameter("trust.threshold", "P", 0.85),)),
    Progress("running", 3, 10, 1, 1, 2.5, 2),
    Result("sweep", "Sweep", (1, 2), 300, "0.1.0", (FIGURE,), (CLAIM,), ("runs.csv",), 4, "motewarden experiment"),
]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda m: type(m).__name__)
def test_messages_survive_json(message):
    text = json.dumps(to_json(message), allow_nan=False)
    assert from_json(json.loads(text)) == message


def test_nan_travels_as_null():
    data = to_json(Progress("starting", total=4, seconds_left=nan))
    assert data["seconds_left"] is None
    assert isnan(from_json(data).seconds_left)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: d.update(kind="riddle"),
        lambda d: d.pop("kind"),
        lambda d: d.pop("text"),
        lambda d: d.update(more=1),
        lambda d: d.update(verdict="perhaps"),
        lambda d: d.update(ours=3),
    ],
)
def test_what_is_no_message_is_refused(spoil):
    data = to_json(CLAIM)
    spoil(data)
    with pytest.raises(ValueError, match=r"fields|type"):
        from_json(data)
