"""The first-order radio model by hand, and each Joule booked under its cause.

2000 bit, Eelec 50 nJ/bit, εfs 10 pJ/bit/m², εmp 0.0013 pJ/bit/m⁴, EDA 5 nJ/bit and signal; d0 = 87.7 m.
"""

import numpy as np
import pytest

from engine.readmodel.codes import EnergyCause, label
from engine.scenario.model import Energy, Trust
from engine.scenario.templates import template
from tests.worlds import after, column, heads, on_nodes, quiet, rows_of, start, world

ONE_HOP = quiet(range_m=None)
NO_HEADS = heads(0.0001)
RECEIVE = 2000 * 50e-9
TO_30_M = 2000 * (50e-9 + 10e-12 * 30**2)


def spent(scenario, rounds=1):
    """J by cause for each node: ``spent(…)["transmit"][row]``."""
    table = after(scenario, rounds).network.nodes["spent"][: len(scenario.nodes)]
    return {label(c): table[:, c] for c in EnergyCause}


@pytest.mark.parametrize(
    ("metres", "joules"),
    [
        (50, 1.5e-4),  # 2000·(50 nJ + 10 pJ·2500) below d0
        (100, 3.6e-4),  # 2000·(50 nJ + 0.0013 pJ·10⁸) above d0
        (87.7, 2000 * (50e-9 + 10e-12 * 87.7**2)),  # the laws meet at d0
        (87.8, 2000 * (50e-9 + 0.0013e-12 * 87.8**4)),
    ],
)
def test_one_hop_below_and_above_d0(metres, joules):
    got = spent(world([(metres, 0)], radio=ONE_HOP, routing=NO_HEADS))
    assert got["transmit"][0] == pytest.approx(joules, rel=1e-6)
    assert sum(v.sum() for v in got.values()) == pytest.approx(joules, rel=1e-6)


def test_without_multi_path_amplifier_the_free_space_law_holds_at_every_distance():
    scenario = world([(100, 0)], radio=ONE_HOP, routing=NO_HEADS, energy=Energy(amp_mp_pj=0, amp_fs_pj=100))
    assert spent(scenario)["transmit"][0] == pytest.approx(2000 * (50e-9 + 100e-12 * 1e4))


def chain(**changes):
    """Station – 30 m – node 1 – 30 m – node 2: two hops, no heads."""
    options = {"radio": quiet(range_m=33.0), "routing": NO_HEADS, **changes}
    return world([(30, 0), (60, 0)], **options)


def test_relay_pays_for_receiving_and_sending():
    got = spent(chain())
    assert got["transmit"] == pytest.approx([2 * TO_30_M, TO_30_M], rel=1e-6)
    assert got["receive"] == pytest.approx([RECEIVE, 0], rel=1e-6)
    assert sum(v.sum() for v in got.values()) == pytest.approx(3 * TO_30_M + RECEIVE, rel=1e-6)


def test_head_pays_for_aggregation_and_sends_once():
    force = on_nodes("sinkhole", 1, claim=1.0, drop=0.0)  # makes node 1 the head, and does nothing else
    got = spent(chain(attacks=(force,)))
    assert got["aggregate"] == pytest.approx([2 * 2000 * 5e-9, 0])
    assert got["transmit"] == pytest.approx([TO_30_M, TO_30_M], rel=1e-6)


def test_acknowledgements_are_paid_for_by_both_ends_but_not_by_stations():
    got = spent(chain(radio=quiet(range_m=33.0, ack_bits=100)))
    send, hear = 100 * (50e-9 + 10e-12 * 900), 100 * 50e-9
    assert got["acknowledge"] == pytest.approx([send + 2 * hear, hear], rel=1e-6)


def test_control_traffic_is_a_shout_to_the_range_and_hearing_each_neighbour():
    got = spent(chain(radio=quiet(range_m=33.0, control_bits=200)))
    shout, hear = 200 * (50e-9 + 10e-12 * 33**2), 200 * 50e-9
    assert got["control"] == pytest.approx([shout + 2 * hear, shout + hear], rel=1e-6)


def test_watchdogs_pay_for_the_bits_they_listen_to():
    listening = spent(chain(trust=Trust(exchange_every=0, listen_bits=128)))
    hear = 128 * 50e-9  # node 2 hears two frames of node 1, which is itself the addressee of the one of node 2
    assert listening["overhear"] == pytest.approx([0, 2 * hear])
    own = spent(chain(trust=Trust(exchange_every=0, promiscuous=False, listen_bits=128)))
    assert own["overhear"] == pytest.approx([0, hear])  # only to what became of its own packet


def test_sensing_is_paid_for_by_the_bit():
    got = spent(chain(energy=Energy(sense_nj_per_bit=1.0)), rounds=3)
    assert got["sense"] == pytest.approx([3 * 2000e-9] * 2)


def test_node_that_cannot_pay_gives_what_it_has_and_dies():
    scenario = world([(50, 0)], radio=ONE_HOP, routing=NO_HEADS, energy=Energy(initial_j=4e-4))
    network = start(scenario).network
    rows = rows_of(network, 4)  # two packets at 1.5e-4 J, then 1e-4 J are left
    assert column(rows, "alive").tolist() == [1, 1, 0, 0]
    assert column(rows, "delivered").tolist() == [1, 1, 0, 0]
    assert column(rows, "lost_no_energy").tolist() == [0, 0, 1, 0]
    assert network.nodes["energy"][0] == 0
    assert network.nodes["spent"][0].sum() == pytest.approx(4e-4, abs=1e-15)


def lives(rows):
    alive = column(rows, "alive")
    return np.array([np.argmax(alive <= most) + 1 for most in (99, 50, 0)], float)


def hicss(joules=0.5, bits=2000):
    s = template("leach-hicss", 2)
    radio = s.radio.model_copy(update={"data_bits": bits})
    return s.replace(energy=s.energy.model_copy(update={"initial_j": joules}), radio=radio)


def test_lifetime_is_proportional_to_energy_and_inverse_to_packet_length():
    base = lives(rows_of(start(hicss()).network, 1700))
    double = lives(rows_of(start(hicss(joules=1.0)).network, 3200))
    long = lives(rows_of(start(hicss(bits=4000)).network, 900))
    assert double / base == pytest.approx([2, 2, 2], rel=0.06)
    assert long / base == pytest.approx([0.5, 0.5, 0.5], rel=0.06)
    assert double[1] / base[1] == pytest.approx(2, rel=0.03), "the median varies least"


def test_last_node_dies_within_the_energy_bound():
    rows = rows_of(start(hicss()).network, 1700)
    last = int(np.argmax(column(rows, "alive") == 0)) + 1
    per_round = -np.diff(column(rows, "residual_j"), prepend=50.0)[:last]
    assert last <= 50.0 / per_round[: last - 1].min()
    assert last <= 0.5 / (2000 * 50e-9), "a node sends every round, and a bit costs Eelec at least"


def test_operations_count_what_nodes_paid_for():
    """One hop to the station, no control, no acknowledgement: a node sends, and nobody else pays."""
    network = start(world([(10, 0), (20, 0)], radio=quiet(range_m=30.0), routing=heads(0.0001))).network
    assert column(rows_of(network, 4), "operations").tolist() == [2, 2, 2, 2]
    chain = start(world([(25, 0), (50, 0)], radio=quiet(range_m=30.0), routing=heads(0.0001))).network
    # the far one sends; the near one hears, sends that on, and sends its own
    assert column(rows_of(chain, 3), "operations").tolist() == [4, 4, 4]
