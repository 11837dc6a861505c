"""Events go to JSON and back without loss; what is not an event is refused."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.readmodel.events import (
    AttacksNamed,
    Failed,
    Recorded,
    Rejected,
    RoundsDone,
    RunStarted,
    StateChanged,
    from_json,
    to_json,
)
from engine.readmodel.metrics import METRIC_COLUMNS
from engine.readmodel.records import RECORD

TEXT = st.text(max_size=20)
NAMES = st.lists(TEXT, max_size=3).map(tuple)
NUMBER = st.floats(allow_infinity=False, width=64)
ROWS = st.lists(
    st.lists(NUMBER, min_size=len(METRIC_COLUMNS), max_size=len(METRIC_COLUMNS)), min_size=1, max_size=2
).map(np.array)
INT = st.integers(-(2**31), 2**31 - 1)
RECORDS = st.lists(st.tuples(INT, st.integers(0, 31), NUMBER, INT, INT, INT, st.floats(width=32)), max_size=4).map(
    lambda rows: np.array(rows, RECORD)
)
EVENTS = st.one_of(
    st.builds(RoundsDone, ROWS),
    st.builds(Recorded, RECORDS),
    st.builds(StateChanged, TEXT, st.integers(0, 10**9), TEXT),
    st.builds(RunStarted, TEXT, st.integers(0, 2**63 - 1), NAMES),
    st.builds(AttacksNamed, NAMES),
    st.builds(Failed, TEXT, TEXT),
    st.builds(Rejected, TEXT),
)


def equal(one, other):
    if type(one) is not type(other):
        return False
    for name in one.__dataclass_fields__:
        a, b = getattr(one, name), getattr(other, name)
        if isinstance(a, np.ndarray):
            same = a.dtype == b.dtype and a.shape == b.shape
            columns = a.dtype.names or [None]
            for column in columns:
                x, y = (a, b) if column is None else (a[column], b[column])
                same = same and np.array_equal(x, y, equal_nan=x.dtype.kind == "f")
            if not same:
                return False
        elif a != b:
            return False
    return True


@settings(max_examples=150, deadline=None)
@given(EVENTS)
def test_events_survive_json(event):
    text = json.dumps(to_json(event), allow_nan=False)
    assert equal(from_json(json.loads(text)), event)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"kind": "nonsense"},
        {"kind": "rejected"},
        {"kind": "rejected", "message": "m", "extra": 1},
        {"message": "m"},
        {"kind": "recorded", "records": "no base64!"},
        {"kind": "recorded", "records": "AAAA"},
        {"kind": "rounds_done", "rows": "many"},
    ],
)
def test_what_is_no_event_is_refused(data):
    with pytest.raises(ValueError):  # noqa: PT011 - whatever it says
        from_json(data)
