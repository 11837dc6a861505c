"""What a detector keeps: an hour at most, as many bytes as it has room for, each record as long as the next."""

import json

import numpy as np
import pytest

from engine.detection.collection.records import FIGURES, RECORD, RECORD_BYTES, to_lines
from engine.detection.collection.store import Purged, Store


def _records(n, time=0.0):
    out = np.zeros(n, RECORD)
    out["id"], out["time"] = np.arange(1, n + 1), time
    out["energy"], out["value"], out["handed"] = 0.731, -21.5, np.arange(n)
    return out


def test_every_record_is_as_long_as_the_others_and_reads_as_json():
    records = _records(3)
    records["id"][1], records["time"][1] = 2_000_000_000, 3_600_000
    for name in FIGURES:
        records[name][1] = -3.4e38
    lines = to_lines(records).splitlines(keepends=True)
    assert [len(line.encode()) for line in lines] == [RECORD_BYTES] * 3
    read = [json.loads(line) for line in lines]
    assert [r["id"] for r in read] == [1, 2_000_000_000, 3]
    assert read[2]["value"] == -21.5
    assert read[2]["handed"] == 2
    assert set(FIGURES) < set(read[0])


def test_after_more_than_an_hour_exactly_the_last_hour_is_there():
    store = Store(3600.0)
    for second in range(1, 4001):
        store.save(float(second), _records(2, second))
        store.purge(float(second), 1e12)
    times = [t for t, _ in store.intervals()]
    assert (times[0], times[-1], len(times)) == (401.0, 4000.0, 3600)
    assert (store.records, store.purged) == (7200, 800)
    assert store.oldest == 401.0


@pytest.mark.parametrize("limit", [0, RECORD_BYTES * 6 - 1, RECORD_BYTES * 6, RECORD_BYTES * 7])
def test_the_oldest_go_where_there_is_no_room(limit):
    store = Store(3600.0)
    for second in range(1, 11):
        store.save(float(second), _records(3, second))
    gone = store.purge(10.0, limit)
    kept = limit // (3 * RECORD_BYTES)
    assert gone == Purged(0, 30 - 3 * kept)
    assert store.bytes == 3 * kept * RECORD_BYTES <= limit
    assert [t for t, _ in store.intervals()] == [float(s) for s in range(11 - kept, 11)]


def test_the_size_is_known_before_anything_is_written():
    store = Store(60.0)
    for second in range(1, 6):
        store.save(float(second), _records(second, second))
    written = "".join(store.to_json())
    assert len(written.encode()) == store.bytes == 15 * RECORD_BYTES
    assert len(written.splitlines()) == store.records == 15


def test_what_comes_out_is_what_went_in():
    store, records = Store(60.0), _records(5, 1.0)
    store.save(1.0, records)
    ((time, again),) = store.intervals()
    assert time == 1.0
    assert np.array_equal(again, records)
