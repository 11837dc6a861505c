import time

import numpy as np
import pytest

from engine.detection.features import NETWORK_NAMES, NODE_NAMES, TABLE_6, NetworkWindows
from engine.readmodel.codes import Rec, ServiceStatus
from tests.unit.engine.detection.records_kit import logged, no_events, quiet


def run(windows=40, change=None, n=20, shift=0.0, ids=None, **options):
    maker, vectors = NetworkWindows(**options), []
    for t in range(windows):
        records, events = quiet(t, n), no_events()
        if change is not None:
            records, events = change(t, records, events)
        if ids is not None:
            events["node"] = ids[events["node"]]
            records["id"] = ids[records["id"]]
            records["next_hop"] = ids[records["next_hop"].astype(int)]
        records["time"] += shift
        events["time"] += shift
        vectors.append(maker.push(records, events))
    return maker, vectors


def value(vector, name):
    return float(vector[NETWORK_NAMES.index(name)])


def attack(t, records, events):
    if t >= 20:
        records["relayed"][3] = 0
        records["handed"][3] = 9
        events = np.concatenate(
            [logged(Rec.REDISTRIBUTION, s, 4, t) for s in (ServiceStatus.INITIATED, ServiceStatus.ABORTED)]
        )
    return records, events


def test_names_are_unique_and_all_rows_of_table_6_are_there():
    assert len(set(NETWORK_NAMES)) == len(NETWORK_NAMES)
    assert len(set(NODE_NAMES)) == len(NODE_NAMES)
    assert list(TABLE_6) == [f"S2-{k}" for k in range(95, 113)]
    assert {n for names in TABLE_6.values() for n in names} <= set(NETWORK_NAMES)


def test_vectors_have_the_columns_of_the_catalogue_and_are_finite():
    maker, vectors = run()
    assert all(v.shape == (len(NETWORK_NAMES),) and np.isfinite(v).all() for v in vectors)
    assert maker.node_matrix().shape == (20, len(NODE_NAMES))


def test_what_a_node_drops_and_aborts_shows_in_the_network_and_on_the_node():
    maker, vectors = run(change=attack)
    assert value(vectors[19], "dropped_most") == 0
    assert value(vectors[25], "dropped_most") == 9
    assert value(vectors[39], "dropped_most_10") == pytest.approx(9)
    assert value(vectors[39], "failed_share") == pytest.approx(20 / 21)
    assert value(vectors[39], "initiator") == 1
    matrix = maker.node_matrix()
    assert matrix[:, NODE_NAMES.index("dropped_share")].argmax() == 3
    assert matrix[3, NODE_NAMES.index("dropped_share") :].any()


def test_permuted_ids_and_a_shifted_clock_change_nothing():
    ids = np.r_[0, 1 + np.random.default_rng(3).permutation(20)].astype(np.int32)
    (one, plain), (other, permuted) = run(change=attack), run(change=attack, ids=ids, shift=5000.0)
    for a, b in zip(plain, permuted, strict=True):
        np.testing.assert_array_equal(a, b)
    np.testing.assert_array_equal(one.node_matrix(), other.node_matrix())


def test_a_shifted_map_changes_nothing():
    def moved(t, records, events):
        records["x"] += 512
        return attack(t, records, events)

    for a, b in zip(run(change=attack)[1], run(change=moved)[1], strict=True):
        np.testing.assert_allclose(a, b, atol=1e-4)


def test_rows_in_another_order_are_the_same_nodes():
    def turned(t, records, events):
        records, events = attack(t, records, events)
        return (records[::-1].copy() if t % 3 else records), events

    for a, b in zip(run(change=attack)[1], run(change=turned)[1], strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-6)


def test_windows_of_several_intervals_end_at_their_hop():
    _, vectors = run(20, attack, window_s=4.0, hop_s=2.0)
    assert [v is not None for v in vectors] == [t >= 3 and (t - 3) % 2 == 0 for t in range(20)]
    assert value(vectors[19], "taken") == pytest.approx(1.0)


def test_a_newcomer_has_no_past_and_no_moves():
    def joins(t, records, events):
        return (records if t >= 30 else records[:-1]), events

    vectors = run(change=joins)[1]
    assert value(vectors[30], "moved_most") == 0
    assert value(vectors[30], "dbm_most_10") < -50
    assert all(value(v, "draw_most") < 0.01 for v in vectors)


def test_a_thousand_nodes_take_milliseconds():
    maker = NetworkWindows()
    blocks = [quiet(t, 1000) for t in range(15)]
    spent = []
    for block in blocks:
        start = time.perf_counter()
        maker.push(block, no_events())
        spent.append(time.perf_counter() - start)
    assert np.median(spent) < 0.03  # 2 ms where nothing else runs
