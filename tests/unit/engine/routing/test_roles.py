"""Data flow by roles: who keeps, who processes, whom packets pass; roles are dealt by hand."""

import numpy as np
import pytest

from engine.network.kernels.columns import FALSIFIED, LEAKED
from engine.network.network import Network
from engine.readmodel.codes import Duty, LossCause, Membership, Rec, label
from engine.readmodel.metrics import COLUMN
from engine.routing.roles import Roles, RolesParams
from engine.runtime.picture import totals
from engine.scenario.organisation import Roles as Policy
from tests.worlds import assert_books_balance, column, quiet, world

KEEP, PROC = int(Duty.KEEPER), int(Duty.PROCESSOR)
LINE = [(10.0 * k, 0.0) for k in range(1, 7)]
"""Nodes 1 … 6 in a row, each hearing its neighbours alone; the station hears node 1."""


def network_of(places, roles, *, stations=((0.0, 0.0),), reach=12.0, **changes):
    scenario = world(places, stations, radio=quiet(range_m=reach), roles=Policy(enabled=True), **changes)
    network = Network(scenario, Roles(), RolesParams())
    for node, bits in roles.items():
        network.duties["roles"][node - 1] = bits
    return network


def test_collectors_send_to_the_keeper_and_the_keeper_to_the_processor():
    network = network_of(LINE, {3: KEEP, 5: PROC})
    row = network.run_round()
    assert network.routes["parent"][:6].tolist() == [1, 2, -1, 2, 3, 4], "towards node 3, in row 2"
    assert network.routes["uplink"][2] == 3, "the keeper's way goes over node 4"
    assert network.routes["uplink"][4] == -1, "the processor is where the way ends"
    assert network.nodes["sink"].tolist() == [0, 0, 0, 0, 1, 0, 0], "the station is no sink"
    assert column(row, "delivered") == column(row, "generated") == 6
    assert column(row, "hops") == 2 + 1 + 1 + 3 + 2, "own readings of keeper and processor travel not alone"
    assert_books_balance(network)


def test_a_reading_on_its_way_to_a_keeper_passes_through_a_processor():
    network = network_of(LINE[:3], {1: KEEP, 2: PROC})
    row = network.run_round()
    assert column(row, "hops") == 2 + 1, "3 → 2 → 1, and the aggregate 1 → 2"
    assert column(row, "delivered") == 3


def test_who_keeps_and_processes_delivers_at_once():
    network = network_of(LINE, {3: KEEP | PROC})
    row = network.run_round()
    assert column(row, "delivered") == 6
    assert column(row, "hops") == 2 + 1 + 1 + 2 + 3
    assert not row[COLUMN["spent_aggregate_j"]]


def test_without_a_keeper_collectors_send_to_the_processor():
    network = network_of(LINE, {1: PROC})
    row = network.run_round()
    assert not network.routes["head"].any()
    assert column(row, "delivered") == 6


@pytest.mark.parametrize("reach", [12.0, None])
def test_without_a_processor_readings_are_lost(reach):
    network = network_of(LINE, {3: KEEP}, reach=reach)
    row = network.run_round()
    assert column(row, "lost") == column(row, f"lost_{label(LossCause.NO_TRUSTED_ROUTE)}") == 6
    assert_books_balance(network)


def test_the_dead_hold_no_role():
    network = network_of(LINE, {3: KEEP, 5: PROC, 1: PROC})
    network.run_round()
    network.nodes["energy"][4] = network.nodes["initial"][4] = 0.0
    network.nodes["alive"][4] = 0
    row = network.run_round()
    assert column(row, "delivered") == 4, "node 6 is cut off"
    assert network.nodes["sink"][:5].tolist() == [1, 0, 0, 0, 0]


@pytest.mark.parametrize("member", [Membership.JOINING, Membership.REFUSED, Membership.LEFT])
def test_who_is_no_member_relays_nothing(member):
    network = network_of(LINE, {1: PROC | KEEP})
    network.duties["member"][2] = member
    network.nodes["sensor"][2] = 0
    row = network.run_round()
    assert network.routes["level"][:6].tolist() == [0, 1, -1, -1, -1, -1]
    assert network.routes["depth"][:6].tolist() == [0, 1, -1, -1, -1, -1]
    assert column(row, "generated") == column(row, "delivered") == 2
    assert column(row, "unreachable") == 3, "cut off: there is no way over members"


def test_a_false_gateway_draws_the_traffic():
    network = network_of(LINE, {6: PROC})
    network.behaviour["forge"][0] = 1
    network.run_round()
    assert network.routes["uplink"][:4].tolist() == [-1, 0, 1, 4]
    assert totals(network).lost_by_cause[label(LossCause.NO_TRUSTED_ROUTE)] == 3


def test_a_false_keeper_draws_collectors():
    network = network_of(LINE, {5: KEEP | PROC})
    network.behaviour["force_head"][1] = 1
    network.run_round()
    assert network.routes["cluster"][:4].tolist() == [1, 1, 1, 4]


def test_distrust_bends_routes():
    network = network_of([(10, 0), (20, 5), (20, -5), (30, 0)], {4: PROC | KEEP})
    for _ in range(3):
        network.belief["trusted"][network.links["source"] == 1] = 0
        network.run_round()
        assert network.routes["parent"][0] == 2


def test_base_stations_serve_where_no_processor_is_wanted():
    scenario = world(LINE, ((0.0, 0.0),), radio=quiet(range_m=12.0), roles=Policy(enabled=True, processors=0))
    network = Network(scenario, Roles(), RolesParams())
    network.duties["roles"][2] = KEEP
    row = network.run_round()
    assert column(row, "delivered") == 6
    assert network.routes["uplink"][2] == 1


def test_in_one_hop_the_nearest_keeper_and_the_nearest_processor():
    network = network_of([(0, 0), (40, 0), (60, 0), (100, 0), (45, 0)], {1: KEEP, 4: KEEP, 5: PROC}, reach=None)
    row = network.run_round()
    assert network.routes["parent"][:5].tolist() == [-1, 0, 3, -1, 0]
    assert network.routes["uplink"][:5].tolist() == [4, 4, 4, 4, -1]
    assert column(row, "delivered") == 5


def test_adverts_are_paid():
    network = network_of(LINE, {3: KEEP, 5: PROC})
    network.physics["control_bits"] = 200
    row = network.run_round()
    assert column(row, "control_packets") == 6 + 5, "each repeats the advert, five join"
    assert row[COLUMN["spent_control_j"]] > 0


def test_a_swallowing_processor_delivers_nothing():
    network = network_of(LINE, {5: KEEP | PROC})
    network.behaviour["drop"][4] = 1.0
    row = network.run_round()
    assert column(row, "delivered") == 1, "its own"
    assert column(row, f"lost_{label(LossCause.ATTACK)}") == 5


def test_hindered_nodes_lose_their_readings_at_once():
    network = network_of(LINE, {3: KEEP, 5: PROC})
    network.nodes["hindered"][:2] = 1 + LossCause.SESSION
    row = network.run_round()
    assert column(row, "lost_session") == 2
    assert column(row, "delivered") == 4
    assert_books_balance(network)


def test_a_reading_learned_twice_leaks_once():
    network = network_of(LINE, {3: KEEP, 5: PROC})
    network.behaviour["listens_in"][[2, 3, 4]] = 1
    row = network.run_round()
    assert column(row, "leaked") == network.books.counts[LEAKED] == 5, "all but what the processor measures itself"


def test_changed_values_are_counted_and_measured():
    network = network_of(LINE, {3: KEEP, 5: PROC})
    network.behaviour["rewrite"][1], network.behaviour["shift"][1] = 1.0, 3.0
    network.behaviour["bias"][5] = -1.5
    row = network.run_round()
    assert column(row, "delivered") == 6
    assert column(row, "falsified") == network.books.counts[FALSIFIED] == 2, "of node 1, passed on by 2, and of node 6"
    assert column(row, "value_error") == pytest.approx((3.0 - 1.5) / 6)


@pytest.mark.parametrize("who", [3, 5], ids=["keeper", "processor"])
def test_distorted_results_are_off_in_all_they_carry(who):
    network = network_of(LINE, {3: KEEP, 5: PROC})
    network.behaviour["distort"][who - 1], network.behaviour["shift"][who - 1] = 1.0, -2.0
    row = network.run_round()
    assert column(row, "falsified") == (5 if who == 3 else 6)
    assert column(row, "value_error") == pytest.approx(2.0 * column(row, "falsified") / 6)


def test_same_seed_same_run():
    places = [(float(x), float(y)) for x, y in np.random.default_rng(3).uniform(0, 60, (40, 2))]
    rows = []
    for _ in range(2):
        network = network_of(places, {3: KEEP, 9: KEEP, 20: PROC}, reach=20.0)
        rows.append([network.run_round() for _ in range(5)])
    assert np.array_equal(rows[0], rows[1], equal_nan=True)


def test_routes_shown_before_the_first_round_are_those_to_come_and_change_nothing():
    places = [(float(x), float(y)) for x, y in np.random.default_rng(5).uniform(0, 60, (30, 2))]
    plain, shown = (network_of(places, {3: KEEP, 9: KEEP, 20: PROC}, reach=22.0) for _ in range(2))
    shown.preview_routes()
    assert shown.routes["head"][[2, 8]].all()
    ahead = shown.routes.copy()
    assert (ahead["parent"] >= 0).sum() > 20
    assert not shown.books.counts.any()
    assert not len(shown.take_records())
    rows = [n.run_round() for n in (plain, shown)]
    assert np.array_equal(*rows, equal_nan=True)
    assert np.array_equal(shown.routes["uplink"], ahead["uplink"])
    told = [n.take_records() for n in (plain, shown)]
    assert np.array_equal(*told)
    assert (told[0]["kind"] == Rec.HEAD).sum() == 2, "told once, when the first round begins"
    assert shown.routes["times_head"][2] == 1
