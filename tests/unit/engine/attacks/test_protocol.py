"""Closed sessions, false time, replayed readings: what is lost, what is paid, what comes back."""

import numpy as np
import pytest

from engine.network.kernels.sessions import GUARD, HANDSHAKE
from engine.readmodel.codes import Rec
from engine.runtime.picture import snapshot
from engine.scenario.model import Hardening
from engine.scenario.organisation import Roles
from tests.worlds import after, assert_books_balance, column, on_nodes, quiet, rows_of, s3, start, world

LINE = [(20.0 * k, 0.0) for k in range(1, 7)]
"""Nodes 1 … 6 in a row, each hears its next neighbours only; the station at the origin hears node 1."""


def line(*attacks, **changes):
    changes = {"radio": quiet(range_m=30.0, control_bits=200), **changes}
    return world(LINE, attacks=attacks, **changes)


def test_closed_sessions_lose_the_reading_and_cost_a_handshake():
    calm, hurt = (start(line(*some)).network for some in ((), (on_nodes("desync", 3, chance=1),)))
    before, rows = rows_of(calm, 8), rows_of(hurt, 8)
    assert column(rows, "lost_session").tolist() == [2] * 8, "nodes 2 and 4"
    assert column(rows, "delivered").tolist() == [4] * 8
    more = column(rows, "control_packets") - column(before, "control_packets")
    assert more.tolist() == [2 * HANDSHAKE] * 8
    assert hurt.duties["sessions"][:6].tolist() == [0, 8, 0, 8, 0, 0]
    assert column(rows, "spent_control_j").sum() > column(before, "spent_control_j").sum()
    assert_books_balance(hurt)


def test_new_sessions_are_in_the_log():
    network = after(line(on_nodes("desync", 6, chance=1)), 3).network
    records = network.take_records()
    sessions = records[records["kind"] == Rec.SESSION]
    assert [(int(r["a"]), int(r["c"])) for r in sessions] == [(5, 1), (5, 2), (5, 3)]


def test_sessions_are_left_alone_when_it_is_over():
    attack = on_nodes("desync", 3, chance=1).model_copy(update={"duration": 3})
    rows = rows_of(start(line(attack)).network, 6)
    assert column(rows, "lost_session").tolist() == [2, 2, 2, 0, 0, 0]


def test_a_share_of_sessions_is_closed():
    rows = rows_of(start(s3(4, "desync:count=3,chance=0.3", trust={"enabled": False})).network, 60)
    network = start(s3(4, "desync:count=3,chance=0.3", trust={"enabled": False})).network
    rows_of(network, 60)
    assert column(rows, "lost_session").sum() == pytest.approx(network.duties["sessions"].sum(), abs=30)
    assert column(rows, "lost_session").mean() > 4


def test_false_time_reaches_neighbours_and_seeps_on():
    network = start(line(on_nodes("clockskew", 1, skew_s=2))).network
    rows = rows_of(network, 40)
    clock = network.duties["clock"][:6]
    assert clock[0] == 0, "the attacker knows the time"
    assert 1 < clock[1] < 2
    assert (np.diff(clock[1:]) < 0).all(), "the farther, the less"
    off = np.abs(clock) > GUARD
    assert column(rows, "lost_session")[-1] == off.sum() > 0
    assert_books_balance(network)


def test_clocks_come_back_when_nobody_lies():
    attack = on_nodes("clockskew", 3).model_copy(update={"duration": 5})
    network = start(line(attack)).network
    rows = rows_of(network, 120)
    assert column(rows, "lost_session")[4] > 0
    assert column(rows, "lost_session")[-20:].sum() == 0
    assert not network.duties["clock"].any()
    assert not network.disturbances.active, "and nothing costs anything any more"


def test_the_picture_shows_clocks_and_victims():
    truth = snapshot(after(line(on_nodes("clockskew", 4)), 2), run_id="x", seq=1).truth
    assert truth.clocks[[2, 4]] == pytest.approx(truth.clocks[2])
    assert truth.victims.tolist() == [[3, 2], [3, 4]]


def test_replayed_readings_are_taken_for_new_and_false_by_now():
    network = start(line(on_nodes("replay", 1, packets=4), round_s=600.0)).network
    rows = rows_of(network, 30)
    assert column(rows, "duplicates")[0] == 0, "there is nothing on record yet"
    assert column(rows, "duplicates")[1:].tolist() == [4] * 29
    assert column(rows, "delivered").tolist() == [6] * 30, "readings themselves all arrive, and count once"
    assert abs(column(rows, "value_error")[-1]) > 0.5, "five hours on it is warmer"
    assert column(rows, "hops")[-1] == column(rows, "hops")[0] + 4
    assert_books_balance(network)


def test_replayed_readings_run_in_clusters_too():
    rows = rows_of(start(s3(4, "replay:count=3", trust={"enabled": False})).network, 40)
    assert column(rows, "duplicates").mean() > 10
    calm = rows_of(start(s3(4, trust={"enabled": False})).network, 40)
    assert column(rows, "generated").tolist() == column(calm, "generated").tolist()


@pytest.mark.parametrize("kind", ["desync", "clockskew", "replay"])
def test_proof_of_the_sender_stops_it(kind):
    network = start(line(on_nodes(kind, 3), hardening=Hardening(authentication=True))).network
    rows = rows_of(network, 20)
    assert column(rows, "lost_session").sum() == column(rows, "duplicates").sum() == 0
    assert column(rows, "delivered").tolist() == [6] * 20
    assert network.disturbances.refusals["authentication"] > 0


@pytest.mark.parametrize("kind", ["desync", "clockskew", "replay"])
def test_works_without_a_radio_range_too(kind):
    network = start(line(on_nodes(kind, 3), radio=quiet(range_m=None, control_bits=200))).network
    rows = rows_of(network, 30)
    assert column(rows, "lost_session").sum() + column(rows, "duplicates").sum() > 0
    assert_books_balance(network)


@pytest.mark.parametrize("kind", ["desync", "clockskew", "replay"])
def test_exploiting_without_roles_is_as_on_any_network(kind):
    common = on_nodes(kind, 3)
    exploiting = common.model_copy(update={"variation": "exploiting"})
    one, other = (rows_of(start(line(a)).network, 20) for a in (common, exploiting))
    assert np.array_equal(one, other, equal_nan=True)


def with_roles(kind, variation, **changes):
    attack = on_nodes(kind, 4).model_copy(update={"variation": variation})
    return line(attack, roles=Roles(enabled=True), **changes)


def test_duplicates_of_the_controllers_session_undo_its_exchanges():
    network = start(with_roles("desync", "exploiting")).network
    rows = rows_of(network, 60)
    control = np.flatnonzero(network.duties["roles"] & 8)
    assert column(rows, "lost_session").sum() == 0, "readings are let pass"
    assert network.duties["sessions"].sum() == network.duties["sessions"][control].sum() > 3


def test_holders_of_roles_tell_the_whole_network_a_false_time():
    network = start(with_roles("clockskew", "exploiting")).network
    network.duties["roles"][3] |= 2
    rows_of(network, 3)
    assert (np.abs(np.delete(network.duties["clock"][:6], 3)) > GUARD).all(), "nodes many hops away as well"


def test_old_tables_go_to_all_unless_they_are_checked():
    network = start(with_roles("replay", "exploiting")).network
    network.run_round()
    assert np.flatnonzero(network.disturbances.relapsed).tolist() == [0, 1, 2, 4, 5]
    checked = start(with_roles("replay", "exploiting", hardening=Hardening(check_frames=True))).network
    checked.run_round()
    assert not checked.disturbances.relapsed.any()
    assert checked.disturbances.refusals["check_frames"] == 5
