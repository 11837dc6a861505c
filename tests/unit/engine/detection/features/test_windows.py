"""Features: nothing of identities, time and places enters; what is heard and said does."""

import numpy as np
import pytest

from engine.detection.collection.records import EVENT, FIGURES, RECORD
from engine.detection.features.names import NETWORK_FEATURES, NODE_FEATURES
from engine.detection.features.windows import Windows
from engine.readmodel.codes import Rec, ServiceStatus

NODES = [f.name for f in NODE_FEATURES]
NETWORK = [f.name for f in NETWORK_FEATURES]


def _collected(seed, ids, shift_s=0.0, moved=(0.0, 0.0), count=35):
    """Intervals of made-up records, the same for the same seed whatever the nodes are called and wherever they are."""
    rng = np.random.default_rng(seed)
    for k in range(count):
        records = np.zeros(len(ids), RECORD)
        for name in FIGURES:
            records[name] = rng.integers(0, 5, len(ids))
        records["x"] += moved[0]
        records["y"] += moved[1]
        records["id"], records["time"], records["answered"] = ids, shift_s + k, 1
        events = np.zeros(2, EVENT)
        events["kind"], events["status"] = (Rec.JOIN, Rec.REDISTRIBUTION), ServiceStatus.INITIATED
        events["node"], events["time"] = ids[:2], shift_s + k
        events["storage"], events["energy"] = 0.5, 0.25
        events["x"], events["y"] = 3.0 + moved[0], 1.0 + moved[1]
        yield records, events


def _last(collected, **kwargs):
    windows = Windows(**kwargs)
    return [w for records, events in collected if (w := windows.push(records, events)) is not None][-1]


def test_columns_are_those_of_the_names():
    window = _last(_collected(1, [3, 4, 5]))
    assert window.nodes.shape == (3, len(NODES))
    assert window.network.shape == (len(NETWORK),)
    assert len(set(NODES)) == len(NODES)
    assert len(set(NETWORK)) == len(NETWORK)


@pytest.mark.parametrize("changes", [{"shift_s": 7e5}, {"moved": (400.0, -90.0)}])
def test_a_shifted_clock_and_another_place_change_nothing(changes):
    ids = [3, 4, 5, 9]
    plain, other = _last(_collected(1, ids)), _last(_collected(1, ids, **changes))
    np.testing.assert_allclose(plain.nodes, other.nodes, atol=1e-3)
    np.testing.assert_allclose(plain.network, other.network, rtol=1e-4, atol=1e-4)


def test_permuted_identities_permute_rows_and_change_nothing_else():
    ids, others = [3, 4, 5, 9], [50, 7, 61, 2]
    plain, other = _last(_collected(1, ids)), _last(_collected(1, others))
    order = [other.ids.tolist().index(i) for i in others]
    np.testing.assert_array_equal(plain.nodes, other.nodes[order])
    np.testing.assert_allclose(plain.network, other.network, rtol=1e-5)


def test_who_comes_and_goes_keeps_the_past_of_the_others():
    windows = Windows()
    quiet, loud = np.zeros(2, RECORD), np.zeros(3, RECORD)
    quiet["id"], loud["id"] = (2, 8), (2, 5, 8)
    quiet["altered"] = (0, 6)
    none = np.zeros(0, EVENT)
    windows.push(quiet, none)
    window = windows.push(loud, none)
    assert window.nodes[:, NODES.index("altered_most")].tolist() == [0, 0, 6]
    assert window.nodes[:, NODES.index("altered_10")].tolist() == [0, 0, 3]


def test_windows_of_several_intervals_come_at_their_hops():
    windows = Windows(window=4, hop=2)
    came = [windows.push(r, e) is not None for r, e in _collected(2, [1, 2], count=6)]
    assert came == [False, True, False, True, False, True]


def test_attributes_of_initiators_stand_in_the_window():
    window = _last(_collected(1, [3, 4, 5]))
    value = dict(zip(NETWORK, window.network.tolist(), strict=True))
    assert value["initiator_storage"] == 0.5
    assert value["initiator_energy"] == 0.25
    assert value["joins_asked"] == value["redistributions_asked"] == 1
    assert value["joins_asked_30"] == 30


def test_each_row_of_table_6_is_named():
    named = {c for f in (*NODE_FEATURES, *NETWORK_FEATURES) for c in f.classes}
    assert named == {1, 2, 3, 4, 5}
