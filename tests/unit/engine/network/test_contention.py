"""Channel load, collisions and retransmissions by hand, and each lost frame booked under its cause."""

from math import exp

import numpy as np
import pytest

from engine.network.kernels.contention import HIDDEN, PHY_HEADER_BITS, collision_rate, expected_attempts, given_up
from engine.readmodel.codes import EnergyCause
from engine.scenario.model import Trust
from tests.worlds import after, assert_books_balance, column, heads, on_nodes, quiet, rows_of, some_nodes, start, world

NO_HEADS = heads(0.0001)
FRAME = 2000 + 48
ELEC = 2000 * 50e-9
TO_30_M = 2000 * (50e-9 + 10e-12 * 30**2)


def chain(*, trust=None, **radio):
    """Station – 30 m – node 1 – 30 m – node 2: two hops, no heads."""
    options = {"radio": quiet(range_m=33.0, **{"mac": "csma", **radio}), "routing": NO_HEADS}
    return world([(30, 0), (60, 0)], **options, **({"trust": trust} if trust else {}))


class Storm:
    """A hook that fills a share of every node's channel with needless traffic."""

    def __init__(self, share):
        self.share = share

    def begin_round(self, network):
        network.contend(storm=True)
        network.nodes["storm_bits"] += self.share * network.scenario.radio.bit_rate * network.round_s

    def end_round(self, network):
        pass


def stormy(scenario, share):
    network = start(scenario).network
    network.hooks = (*network.hooks, Storm(share))
    return network


def collides(bits, hidden, radio):
    load = bits / (radio.bit_rate * 1.0)
    return 1 - exp(-2 * load * (hidden + (1 - hidden) * 48 / FRAME))


def test_hidden_share_is_the_part_of_a_disk_outside_another():
    rng = np.random.default_rng(7)

    def points():
        angle = rng.uniform(0, 2 * np.pi, 200_000)
        return np.sqrt(rng.random(200_000)) * np.exp(1j * angle)

    assert (np.abs(points() - points()) > 1).mean() == pytest.approx(HIDDEN, abs=0.004)


def test_attempts_by_hand():
    assert expected_attempts(0.5, 3) == pytest.approx(1 + 0.5 + 0.25 + 0.125)
    assert given_up(0.5, 3) == pytest.approx(0.5**4)
    assert expected_attempts(1.0, 3) == 4
    assert (expected_attempts(0.3, 0), given_up(0.3, 0)) == (1.0, 0.3)


def test_no_load_no_collision_and_hidden_senders_collide_most():
    assert collision_rate(0.0, HIDDEN, 2048.0) == 0
    assert collision_rate(0.1, 1.0, 2048.0) > 5 * collision_rate(0.1, 0.0, 2048.0)


def test_busy_follows_from_what_the_neighbours_sent_in_the_round_before():
    network = start(chain()).network
    network.run_round()
    assert not network.nodes["busy"].any(), "nobody sent before"
    assert network.nodes["aired"].tolist() == [2 * FRAME, FRAME, 0]
    network.run_round()
    radio = network.scenario.radio
    expected = [collides(bits, HIDDEN, radio) for bits in (FRAME, 2 * FRAME, 2 * FRAME)]
    assert network.nodes["busy"] == pytest.approx(expected, rel=1e-5)


def test_where_all_hear_all_nobody_is_hidden():
    radio = quiet(range_m=None, mac="csma", bit_rate=20_000)
    network = after(world(some_nodes(5, 3), radio=radio, routing=NO_HEADS), 2).network
    expected = [collides(4 * FRAME, 0.0, radio)] * 5 + [collides(5 * FRAME, 0.0, radio)]
    assert network.nodes["busy"] == pytest.approx(expected, rel=1e-3)


def test_every_kind_of_frame_takes_airtime():
    network = start(chain(retries=0, control_bits=200, ack_bits=88, trust=Trust(exchange_every=1))).network
    header = PHY_HEADER_BITS
    report, ack, adverts = 200 + 24 + header, 88 + header, 248
    network.run_round()
    aired = [2 * FRAME + ack + report, FRAME + report, 2 * ack]
    assert network.nodes["aired"] == pytest.approx(aired)
    network.run_round()  # adverts of this round come on top of the frames of the last
    expected = [collides(bits + heard * adverts, HIDDEN, network.scenario.radio) for bits, heard in busy_of(aired)]
    assert network.nodes["busy"] == pytest.approx(expected, rel=1e-5)


def busy_of(aired):
    """What each vertex of the chain hears: bits sent in the round before, and how many adverts of this one."""
    return ((aired[1] + aired[2], 1), (aired[0], 1), (aired[0], 1))


def test_adverts_and_joins_of_a_one_hop_network_take_airtime():
    radio = quiet(range_m=None, mac="csma", control_bits=200)
    force = on_nodes("sinkhole", 1, claim=1.0, drop=0.0)  # makes node 1 the head, and does nothing else
    network = after(world([(10, 0), (20, 0)], radio=radio, routing=NO_HEADS, attacks=(force,)), 1).network
    expected = [collides(bits, 0.0, radio) for bits in (248, 248, 2 * 248)]
    assert network.nodes["busy"] == pytest.approx(expected, rel=1e-3)


def test_nothing_is_counted_without_contention():
    network = after(chain(mac="ideal", control_bits=200, ack_bits=88), 3).network
    for name in ("aired", "busy", "storm_bits"):
        assert not network.nodes[name].any()


@pytest.mark.parametrize("seed", [1, 2])
def test_both_ends_pay_for_the_expected_attempts(seed):
    network = after(chain(link_loss=0.5, retries=3).replace(seed=seed), 1).network
    spent = network.nodes["spent"]
    relayed = network.nodes["forwarded"][0]
    assert spent[1, EnergyCause.TRANSMIT] == pytest.approx(1.875 * TO_30_M)
    assert spent[0, EnergyCause.TRANSMIT] == pytest.approx((1 + relayed) * 1.875 * TO_30_M)
    assert spent[0, EnergyCause.RECEIVE] == pytest.approx(1.875 * ELEC), "whether the frame came through or not"


def share_lost(network, rounds):
    rows = rows_of(network, rounds)
    hops = column(rows, "hops").sum()
    assert_books_balance(network)
    return (column(rows, "lost_link").sum() / hops, column(rows, "lost_collision").sum() / hops)


def test_retransmissions_leave_the_power_of_the_loss():
    star = world(some_nodes(25, 5, 20.0), radio=quiet(range_m=None, mac="csma", link_loss=0.4, retries=1), seed=3)
    star = star.replace(routing=NO_HEADS, radio=star.radio.model_copy(update={"bit_rate": 1e9}))
    link, collision = share_lost(start(star).network, 400)
    assert link == pytest.approx(0.16, abs=0.012)
    assert collision < 1e-3


def test_collisions_and_link_losses_are_told_apart():
    star = world(some_nodes(25, 5, 20.0), radio=quiet(range_m=None, link_loss=0.1), routing=NO_HEADS, seed=3)
    link, collision = share_lost(stormy(star, 0.4), 400)
    assert collision == pytest.approx(0.4, abs=0.015)
    assert link == pytest.approx(0.6 * 0.1, abs=0.008)


def test_a_full_channel_loses_all_and_more_than_full_is_no_more():
    for share in (1.0, 3.0):
        network = stormy(chain(mac="ideal"), share)
        assert column(rows_of(network, 5), "lost_collision").tolist() == [2, 2, 2, 2, 2]
        assert network.nodes["busy"].tolist() == [1, 1, 1]


def test_a_storm_takes_its_share_under_csma_too_and_retries_help():
    ideal, csma = (share_lost(stormy(chain(mac=mac), 0.5), 400)[1] for mac in ("ideal", "csma"))
    assert ideal == pytest.approx(0.5, abs=0.05)
    assert csma == pytest.approx(0.5**4, abs=0.03)


def test_a_storm_drowns_reports():
    trust = Trust(exchange_every=1)
    network = stormy(chain(mac="ideal", trust=trust), 1.0)
    network.run_round()
    assert not network.belief["got"].any()
    calm = after(chain(mac="ideal", trust=trust), 1).network
    assert calm.belief["got"].any()


def test_a_storm_of_nothing_changes_nothing_and_leaves_no_mark():
    scenario = chain(mac="ideal", link_loss=0.25)
    calm = start(scenario).network
    network = stormy(scenario, 0.0)
    assert np.array_equal(rows_of(calm, 30), rows_of(network, 30), equal_nan=True)
    network = stormy(scenario, 0.7)
    network.run_round()
    assert network.nodes["busy"].all()
    network.contend(storm=False)
    assert not network.nodes["busy"].any()
