"""Tables, their hashes and files, and versions that no two controllers share."""

from __future__ import annotations

import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.readmodel.codes import Duty
from engine.roles.configuration import ROW_BITS, Versions, node_file, table
from tests.worlds import world

COLLECTOR, KEEPER = int(Duty.COLLECTOR), int(Duty.COLLECTOR | Duty.KEEPER)


def test_a_table_names_its_members_in_order_of_id():
    made = table(1000, 7, {9: KEEPER, 7: COLLECTOR})
    assert made.ids.tolist() == [7, 9]
    assert made.roles_of(np.array([9, 8, 7])).tolist() == [KEEPER, 0, COLLECTOR]
    assert made.names(np.array([9, 8, 100])).tolist() == [True, False, False]
    assert made.holders(Duty.KEEPER).tolist() == [9]


def test_only_equal_tables_have_equal_hashes():
    one = table(1000, 7, {7: COLLECTOR, 9: KEEPER})
    assert one.digest == table(1000, 7, {9: KEEPER, 7: COLLECTOR}).digest
    for other in (
        table(2000, 7, {7: COLLECTOR, 9: KEEPER}),
        table(1000, 9, {7: COLLECTOR, 9: KEEPER}),
        table(1000, 7, {7: KEEPER, 9: KEEPER}),
        table(1000, 7, {7: COLLECTOR}),
    ):
        assert other.digest != one.digest


def test_a_broadcast_carries_holders_and_the_file_everybody():
    made = table(1000, 7, {7: COLLECTOR, 8: COLLECTOR, 9: KEEPER})
    assert (made.bits, made.file_bits) == (ROW_BITS, 3 * ROW_BITS)


def test_an_empty_table_names_nobody():
    made = table(1000, 7, {})
    assert not made.names(np.array([1])).any()
    assert not made.roles_of(np.array([1])).any()


def test_the_file_is_canonical_json():
    scenario = world([(0.0, 0.0), (1.0, 0.0)])
    text = node_file(scenario, 2, table(1000, 1, {1: KEEPER, 2: COLLECTOR}))
    told = json.loads(text)
    assert json.dumps(told, sort_keys=True, separators=(",", ":")) == text
    assert told == {
        "node": 2,
        "sensors": ["temperature"],
        "shared": {"controller": 1, "nodes": [[1, ["collector", "keeper"]], [2, ["collector"]]], "version": 1000},
        "update_s": 1.0,
    }


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 60)), min_size=2, max_size=60))
def test_versions_rise_and_no_two_controllers_give_the_same(steps):
    versions, by, given_out = Versions(), {}, 0
    for known, controller in steps:
        version = versions.above(known, controller)
        assert version > known
        assert by.setdefault(version, controller) == controller
        given_out += 1
    assert given_out == len(steps)
