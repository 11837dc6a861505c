"""What duties take of nodes: computing time, memory, storage, joules; and historical data. Roles are dealt by hand."""

import numpy as np
import pytest

from engine.network.kernels import labour as rates
from engine.network.network import Network
from engine.readmodel.codes import Duty, EnergyCause
from engine.readmodel.metrics import COLUMN
from engine.routing.roles import Roles, RolesParams
from engine.runtime.compose import recompose
from engine.scenario.hardware import MOTE_COMPUTING, PI_COMPUTING, resources_of
from engine.scenario.model import Node
from engine.scenario.organisation import Incident
from engine.scenario.organisation import Roles as Policy
from tests.worlds import STRATEGIES, assert_books_balance, column, quiet, rows_of, start, world

COLL, KEEP, PROC = int(Duty.COLLECTOR), int(Duty.KEEPER), int(Duty.PROCESSOR)
LINE = [(10.0 * k, 0.0) for k in range(1, 6)]
"""Nodes 1 … 5 in a row, each hearing its neighbours alone; the station hears node 1."""


def network_of(roles, *incidents, places=LINE, profile="mote", **policy):
    policy = Policy(**{"enabled": True, "history_every": 0, **policy})
    scenario = world(places, radio=quiet(range_m=12.0), roles=policy, incidents=incidents)
    scenario = scenario.replace(nodes=tuple(n.model_copy(update={"profile": profile}) for n in scenario.nodes))
    network = Network(scenario, Roles(), RolesParams())
    network.duties["roles"][: len(places)] = COLL
    for node, bits in roles.items():
        network.duties["roles"][node - 1] |= bits
    return network


def test_a_keeper_has_the_readings_that_reached_it_in_store():
    network = network_of({3: KEEP, 5: PROC})
    rows_of(network, 4)
    duties = network.duties
    assert duties["kept"].tolist() == [0, 0, 16, 0, 0, 0], "four readings a round: the processor's own does not travel"
    assert duties["stored"][2] == 16 * rates.READING_BYTES
    assert duties["processed"].tolist() == [0, 0, 0, 0, 20, 0]
    assert_books_balance(network)


def test_a_processor_that_keeps_stores_what_it_gets():
    network = network_of({3: KEEP | PROC})
    rows_of(network, 2)
    assert network.duties["kept"][2] == 10


def test_a_full_keeper_loses_readings_for_want_of_room():
    network = network_of({3: KEEP, 5: PROC})
    network.duties["storage"][2] = 6 * rates.READING_BYTES + 1
    rows = rows_of(network, 3)
    assert column(rows, "lost_storage").tolist() == [0, 2, 4]
    assert column(rows, "delivered").tolist() == [5, 3, 1]
    assert network.duties["kept"][2] == 6
    assert_books_balance(network)


def test_other_things_take_storage_too():
    network = network_of({3: KEEP, 5: PROC}, Incident(id="f", kind="fill", at=2, node=3, to=0.0))
    rows = rows_of(network, 3)
    assert column(rows, "lost_storage").tolist() == [0, 4, 4]
    assert network.duties["stored"][2] == pytest.approx(network.duties["storage"][2])


@pytest.mark.parametrize("keep", [3, 100])
def test_readings_are_discarded_when_they_are_old(keep):
    network = network_of({3: KEEP, 5: PROC}, keep_rounds=keep)
    most = []
    for _ in range(2 * keep + 10):
        network.run_round()
        most.append(int(network.duties["kept"][2]) // 4)
    block = -(-keep // rates.BLOCKS)
    assert keep - block <= min(most[keep:]) <= max(most) <= keep
    network.duties["roles"][2] = COLL
    rows_of(network, keep + 2)
    assert network.duties["kept"][2] == 0, "a former keeper's store empties with time"


def test_who_does_more_computes_more():
    network = network_of({3: KEEP, 5: PROC})
    rows_of(network, 2)
    cpu, duties = network.duties["cpu"], network.duties
    house = rates.HOUSEKEEPING * 8e6
    assert cpu[0] == pytest.approx(house + rates.FRAME_CYCLES + rates.COLLECT_CYCLES)
    relays = rates.FRAME_CYCLES * 3 + rates.COLLECT_CYCLES
    assert cpu[1] == pytest.approx(house + relays), "its own frame, and one received and passed on"
    # node 3: frames of three others received and one sent, four readings fused and stored
    keeps = 4 * rates.FRAME_CYCLES + 4 * (rates.FUSE_CYCLES + rates.WRITE_CYCLES) + rates.COLLECT_CYCLES
    assert cpu[2] == pytest.approx(house + keeps)
    # node 5: one frame received, two packets worked on, its own reading and the aggregate, with five readings in all
    works = rates.FRAME_CYCLES + rates.COLLECT_CYCLES + 2 * rates.PROCESS_CYCLES + 5 * rates.READ_CYCLES
    assert cpu[4] == pytest.approx(house + works)
    assert duties["load"][2] == pytest.approx(cpu[2] / 8e6)
    assert cpu[5] == 0, "a base station"


def test_computing_and_storing_are_paid():
    network = network_of({3: KEEP, 5: PROC})
    row = network.run_round()
    spent = network.nodes["spent"]
    cycles = network.duties["cpu"][2] - rates.HOUSEKEEPING * 8e6
    assert spent[2, EnergyCause.COMPUTE] == pytest.approx(cycles * MOTE_COMPUTING.cycle_j)
    assert spent[2, EnergyCause.STORE] == pytest.approx(4 * rates.READING_BYTES * MOTE_COMPUTING.write_byte_j)
    assert not spent[0, EnergyCause.STORE]
    assert row[COLUMN["spent_compute_j"]] == pytest.approx(spent[:5, EnergyCause.COMPUTE].sum())
    assert_books_balance(network)


def test_a_small_computer_with_python_works_harder_and_has_more_of_everything():
    mote, pi = (network_of({3: KEEP, 5: PROC}, profile=p) for p in ("mote", "xbee-s2"))
    for network in (mote, pi):
        rows_of(network, 2)
    idle = [rates.HOUSEKEEPING * resources_of(p)[0] for p in ("mote", "xbee-s2")]
    work = [n.duties["cpu"][2] - i for n, i in zip((mote, pi), idle, strict=True)]
    assert work[1] == pytest.approx(work[0] * PI_COMPUTING.effort, rel=1e-3)
    assert pi.duties["load"][2] < mote.duties["load"][2]
    assert pi.duties["storage"][2] == 10e9
    assert PI_COMPUTING.system_bytes < pi.duties["ram_used"][2] < pi.duties["ram"][2]


def test_uptime_counts_through_changes_of_role_and_ends_with_the_program():
    network = network_of({3: KEEP, 5: PROC}, Incident(id="f", kind="fail", at=4, node=2))
    rows_of(network, 3)
    network.duties["roles"][0] |= KEEP
    rows_of(network, 5)
    assert network.duties["uptime"][:5].tolist() == [8, 2, 8, 8, 8], "node 2 hung and was restarted in round 7"


def test_levels_follow_path_loss():
    network = network_of({1: PROC}, places=[(10.0, 0.0), (20.0, 0.0)])
    network.run_round()
    radio = network.scenario.radio
    loss = radio.pl0_db + 10 * radio.exponent * np.log10(10.0)
    assert network.duties["heard_dbm"][1] == pytest.approx(radio.tx_dbm - loss, abs=1e-3)
    lonely = network_of({1: PROC}, places=[(10.0, 0.0), (90.0, 0.0)])
    lonely.run_round()
    assert np.isnan(lonely.duties["heard_dbm"][1])


def test_processors_ask_keepers_for_historical_data_and_pay_for_it():
    network = network_of({3: KEEP, 5: PROC}, history_every=3, history_readings=8)
    rows = rows_of(network, 2)
    assert not column(rows, "service_packets").any()
    row = network.run_round()
    assert column(row, "service_packets") == 2 + 2 + 5, "request, reply, and a word on the results to the station"
    assert row[COLUMN["spent_service_j"]] > 0
    assert network.duties["processed"][4] == 15 + 8
    assert network.nodes["spent"][2, EnergyCause.STORE] > 12 * rates.READING_BYTES * MOTE_COMPUTING.write_byte_j
    assert_books_balance(network)


def test_a_keeper_that_processes_reads_its_own_store():
    network = network_of({1: KEEP | PROC}, history_every=2, history_readings=4)
    rows = rows_of(network, 2)
    assert column(rows, "service_packets")[-1] == 1, "the results alone"
    assert network.duties["processed"][0] == 10 + 4


def test_historical_data_leak_to_a_processor_that_listens_in():
    network = network_of({3: KEEP, 5: PROC}, history_every=3, history_readings=8)
    network.behaviour["listens_in"][4] = 1
    rows = rows_of(network, 3)
    assert column(rows, "leaked").tolist() == [4, 4, 4 + 8], "all but what it measures itself; then history"


def test_accounts_go_on_through_edits():
    parts = start(network_of({}).scenario)
    parts.network.duties["roles"][2] |= KEEP
    kept = parts.network.duties["kept"]
    kept[2] = 9
    parts.network.labour.ring[2, 0] = 9
    scenario = parts.scenario.replace(nodes=(Node(id=9, x=1, y=1), *parts.scenario.nodes))
    network = recompose(parts, scenario, STRATEGIES).network
    assert network.labour.ring[3, 0] == network.duties["kept"][3] == 9
    off = recompose(parts, scenario.replace(roles=Policy()), STRATEGIES).network
    assert off.labour is None
    off.run_round()


def test_networks_without_roles_keep_no_accounts():
    network = start(world(LINE)).network
    assert network.labour is None
    network.run_round()
    assert not network.duties["cpu"].any()
    assert not network.nodes["spent"][:, [EnergyCause.COMPUTE, EnergyCause.STORE]].any()


def test_the_largest_payload_and_what_is_reported_are_kept():
    network = network_of({3: KEEP, 5: PROC}, history_every=2, history_readings=40)
    network.behaviour["bias"][1] = 2.5
    network.run_round()
    sent = float(network.physics["data_bits"])
    assert network.duties["payload"][:5].tolist() == [sent, sent, sent, sent, 0], "the processor sends nothing"
    rows_of(network, 4)
    assert network.duties["payload"][4] == 0
    network.run_round()
    assert network.duties["payload"][2] == 20 * rates.READING_BITS > sent, "its reply with all it has in store"
    off = network.duties["reports"] - network.nodes["reading"]
    assert off[:5].tolist() == pytest.approx([0, 2.5, 0, 0, 0], abs=1e-5)
