"""The datasheet energy model by hand: powers of the radios of TI SWRS041B and of S2, Table 7, over 250 kbit/s."""

import numpy as np
import pytest

from engine.readmodel.codes import EnergyCause, label
from engine.runtime.compose import recompose
from engine.scenario.model import Energy, Node, Trust
from tests.worlds import STRATEGIES, after, assert_books_balance, heads, quiet, start, world

NO_HEADS = heads(0.0001)
DATASHEET = Energy(model="datasheet", duty_cycle=0.0)
FRAME_S = 2000 / 250_000
TX_W, RX_W, SLEEP_W = 57.42e-3, 62e-3, 1.4e-3
"""CC2420 at 0 dBm."""
XBEE_TX_W, XBEE_RX_W, XBEE_SLEEP_W = 3.3 * 35e-3, 3.3 * 50e-3, 3.3 * 10e-6


def chain(profiles=("mote", "mote"), energy=DATASHEET, **changes):
    """Station – 30 m – node 1 – 30 m – node 2: two hops, no heads."""
    options = {"radio": quiet(range_m=33.0), "routing": NO_HEADS, "energy": energy, **changes}
    scenario = world([(30, 0), (60, 0)], **options)
    nodes = (n.model_copy(update={"profile": p}) for n, p in zip(scenario.nodes, profiles, strict=True))
    return scenario.replace(nodes=tuple(nodes))


def spent(scenario, rounds=1):
    table = after(scenario, rounds).network.nodes["spent"][: len(scenario.nodes)]
    return {label(c): table[:, c] for c in EnergyCause}


def test_a_frame_costs_power_times_time_whatever_the_distance():
    near, far = (spent(world([(d, 0)], radio=quiet(range_m=None), energy=DATASHEET)) for d in (1, 500))
    assert near["transmit"] == pytest.approx([TX_W * FRAME_S])
    assert far["transmit"] == near["transmit"]


def test_each_node_pays_for_its_own_radio():
    got = spent(chain(("xbee-s2", "mote")))
    assert got["transmit"] == pytest.approx([2 * XBEE_TX_W * FRAME_S, TX_W * FRAME_S])
    assert got["receive"] == pytest.approx([XBEE_RX_W * FRAME_S, 0])


def test_output_power_sets_the_price_of_sending():
    got = spent(chain(radio=quiet(range_m=33.0, tx_dbm=-11.0)))
    assert got["transmit"] == pytest.approx([2 * 36.3e-3 * FRAME_S, 36.3e-3 * FRAME_S]), "the step of −10 dBm"


def test_in_the_first_order_model_all_radios_cost_the_same():
    got = [spent(chain(profiles, Energy())) for profiles in (("mote", "mote"), ("xbee-s2", "esp32-wroom-32e"))]
    for cause in map(label, EnergyCause):
        assert np.array_equal(got[0][cause], got[1][cause])
    assert not got[0]["listen"].any()
    assert not got[0]["sleep"].any()


def test_a_radio_without_frames_listens_for_its_share_and_sleeps_for_the_rest():
    got = spent(world([(30, 0)], (), energy=Energy(model="datasheet", duty_cycle=0.25), round_s=8.0), rounds=3)
    assert got["listen"] == pytest.approx([3 * 8 * 0.25 * RX_W])
    assert got["sleep"] == pytest.approx([3 * 8 * 0.75 * SLEEP_W])


def test_frames_fit_into_the_time_awake_and_lengthen_it_when_they_do_not():
    relay_s = (2 * TX_W / RX_W + 1) * FRAME_S  # two frames sent and one received, in time at the listening power
    wide = spent(chain(energy=Energy(model="datasheet", duty_cycle=0.5)), rounds=2)
    assert wide["listen"][0] == pytest.approx(2 * (0.5 - relay_s) * RX_W)
    assert wide["sleep"][0] == pytest.approx(2 * 0.5 * SLEEP_W)
    narrow = spent(chain(energy=Energy(model="datasheet", duty_cycle=0.01)), rounds=2)
    assert narrow["listen"][0] == 0
    assert narrow["sleep"][0] == pytest.approx(2 * (1 - relay_s) * SLEEP_W)


def test_stations_do_not_idle_and_the_dead_pay_nothing():
    network = after(chain(energy=Energy(model="datasheet", initial_j=1e-3)), 5).network
    assert not network.nodes["alive"][:2].any()
    assert network.nodes["spent"][:2].sum(axis=1) == pytest.approx([1e-3, 1e-3])
    assert not network.nodes["spent"][2].any()
    assert_books_balance(network)


def test_watchdogs_reports_adverts_and_acknowledgements_cost_the_time_of_the_radio_too():
    radio = quiet(range_m=33.0, control_bits=200, ack_bits=100)
    got = spent(chain(radio=radio, trust=Trust(exchange_every=1, listen_bits=128)))
    bit_tx, bit_rx = TX_W / 250_000, RX_W / 250_000
    assert got["control"] == pytest.approx([200 * (bit_tx + 2 * bit_rx), 200 * (bit_tx + bit_rx)])
    assert got["acknowledge"] == pytest.approx([100 * (bit_tx + 2 * bit_rx), 100 * bit_rx])
    assert got["overhear"] == pytest.approx([0, 2 * 128 * bit_rx])
    assert got["reputation"] == pytest.approx([(200 + 24) * (bit_tx + bit_rx)] * 2)


def test_another_profile_in_mid_run_costs_from_the_next_round_on():
    parts = start(chain())
    parts.network.run_round()
    before = parts.network.nodes["spent"].copy()
    parts = recompose(parts, chain(("xbee-s2", "mote")), STRATEGIES)
    parts.network.run_round()
    more = parts.network.nodes["spent"] - before
    assert more[0, EnergyCause.RECEIVE] == pytest.approx(XBEE_RX_W * FRAME_S)
    assert more[1, EnergyCause.TRANSMIT] == pytest.approx(TX_W * FRAME_S)


def test_the_time_of_frames_counts_from_the_switch_to_the_datasheet_model():
    parts = start(chain(energy=Energy()))
    for _ in range(50):
        parts.network.run_round()
    parts = recompose(parts, chain(), STRATEGIES)
    assert not parts.network.nodes["spent"][:2, EnergyCause.SLEEP].any()
    parts.network.run_round()
    member_s = TX_W / RX_W * FRAME_S
    assert parts.network.nodes["spent"][1, EnergyCause.SLEEP] == pytest.approx((1 - member_s) * SLEEP_W)


def test_a_profile_without_radio_figures_counts_as_a_mote():
    got = spent(world([(30, 0)], energy=DATASHEET).replace(nodes=(Node(id=1, x=30, y=0, profile="lpc55s3x"),)))
    assert got["transmit"] == pytest.approx([TX_W * FRAME_S])
