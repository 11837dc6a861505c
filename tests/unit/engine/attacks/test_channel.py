"""Jamming: who loses frames, who drops out of the network, whose battery is spared."""

import numpy as np
import pytest

from engine.network.kernels.noise import DEAF
from engine.readmodel.codes import EnergyCause, Rec
from engine.runtime.compose import recompose
from engine.runtime.picture import snapshot
from tests.worlds import STRATEGIES, after, assert_books_balance, column, on_nodes, quiet, rows_of, s3, start, world

LINE = [(20.0 * k, 0.0) for k in range(1, 7)]
"""Nodes 1 … 6 in a row, each hears its next neighbours only; the station at the origin hears node 1."""


def line(*attacks, **changes):
    changes = {"radio": quiet(range_m=30.0, control_bits=200), **changes}
    return world(LINE, attacks=attacks, **changes)


def test_noise_weakens_with_distance_and_ends_at_its_reach():
    noise = after(line(on_nodes("jamming", 4, noise=0.8, noise_m=50)), 1).network.nodes["noise"]
    share = {k: 1 - (abs(20 * (k - 4)) / 50) ** 4 for k in range(1, 7)}
    assert noise[:6] == pytest.approx([0.8 * max(share[k], 0) for k in range(1, 7)], abs=1e-6)
    assert noise[6] == 0, "the station is 80 m away"


def test_two_jammers_drown_what_either_does():
    attacks = (on_nodes("jamming", 3, noise=0.5, noise_m=1), on_nodes("jamming", 3, noise=0.5, noise_m=1))
    one, other = (a.model_copy(update={"id": f"j{k}"}) for k, a in enumerate(attacks))
    assert after(line(one, other), 1).network.nodes["noise"][2] == pytest.approx(0.75)


def test_frames_drown_and_are_counted_as_lost_to_noise():
    calm, noisy = (
        rows_of(start(line(*some)).network, 400) for some in ((), (on_nodes("jamming", 1, noise=0.5, noise_m=10),))
    )
    assert column(calm, "lost").sum() == 0
    assert column(noisy, "lost_noise").sum() == column(noisy, "lost").sum() > 0
    # nodes 2 … 6 send through node 1, where half of the frames drown; its own reading goes to a quiet station
    assert column(noisy, "delivered").mean() / column(noisy, "generated").mean() == pytest.approx(1 / 6 + 5 / 12, 0.1)


def test_nodes_that_hear_nothing_but_noise_drop_out_and_come_back():
    jam = on_nodes("jamming", 3, noise=1.0, noise_m=10).model_copy(update={"start": 3, "duration": 4})
    network = start(line(jam), logging=True).network
    reachable = [column(rows_of(network, 1), "unreachable")[0] for _ in range(9)]
    assert reachable == [0, 0, 4, 4, 4, 4, 0, 0, 0], "node 3 is deaf, and nodes 4 … 6 are cut off behind it"
    kinds = [int(r["kind"]) for r in network.take_records() if r["a"] == 5]
    assert kinds.index(Rec.NO_PATH) < kinds.index(Rec.PATH_BACK)
    assert not network.nodes["noise"].any()


def test_noise_is_gone_when_an_edit_takes_the_attack_out():
    parts = after(line(on_nodes("jamming", 3, noise=1.0, noise_m=10)), 2)
    assert parts.network.nodes["noise"][2] > DEAF
    parts = recompose(parts, line(), STRATEGIES)
    rows = rows_of(parts.network, 2)
    assert not parts.network.nodes["noise"].any()
    assert column(rows, "delivered").tolist() == [6, 6]
    assert not parts.network.disturbances.active


def test_a_jammer_off_the_mains_pays_until_it_is_silent():
    network = start(line(on_nodes("jamming", 6, mains=False))).network
    bits = 0.98 * network.physics["bit_rate"]
    rows_of(network, 1)
    carrier = bits * (50e-9 + 10e-12 * 45**2)
    assert network.nodes["spent"][5, int(EnergyCause.TRANSMIT)] >= carrier
    rows_of(network, int(2.0 / carrier) + 1)
    assert not network.nodes["alive"][5]
    rows_of(network, 1)
    assert not network.nodes["noise"].any(), "and silent it is"
    assert_books_balance(network)


def test_jamming_takes_readings_from_a_field_of_hundred_nodes():
    calm, jammed = (
        rows_of(start(s3(4, *some, trust={"enabled": False})).network, 40) for some in ((), ("jamming:count=2",))
    )
    assert column(jammed, "delivered").mean() < column(calm, "delivered").mean() - 10
    assert column(jammed, "unreachable").mean() > column(calm, "unreachable").mean() + 5
    assert column(jammed, "lost_noise").sum() > 0


def test_noise_works_without_a_radio_range_and_under_csma():
    for radio in (quiet(range_m=None), quiet(range_m=30.0, mac="csma")):
        network = start(line(on_nodes("jamming", 1, noise=0.6, noise_m=30), radio=radio)).network
        assert column(rows_of(network, 60), "lost_noise").sum() > 0
        assert_books_balance(network)


def test_exploiting_without_roles_jams_as_on_any_network():
    common = on_nodes("jamming", 3)
    exploiting = common.model_copy(update={"variation": "exploiting"})
    one, other = (rows_of(start(line(a)).network, 60) for a in (common, exploiting))
    assert np.array_equal(one, other, equal_nan=True)


def test_the_picture_shows_how_far_it_reaches():
    parts = after(line(on_nodes("jamming", 4, noise_m=50)), 2)
    truth = snapshot(parts, run_id="x", seq=1).truth
    assert truth.reach.tolist() == [0, 0, 0, 50, 0, 0, 0]
    assert truth.exploiting == (False,)
    assert len(truth.infected) == len(truth.off) == len(truth.clocks) == len(truth.victims) == 0
