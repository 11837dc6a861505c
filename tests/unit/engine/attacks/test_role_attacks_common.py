"""Attacks on roles where there is nothing to exploit; what S2's sinkhole and wormhole learn and change."""

import numpy as np
import pytest

from engine.readmodel.codes import Duty
from engine.scenario.model import Attack, Radio, Routing
from engine.scenario.organisation import Roles
from tests.worlds import after, column, on_nodes, rows_of, s3, some_nodes, start, world

CHAIN = [(10.0 * k, 0.0) for k in range(1, 5)]


def chain(*attacks):
    """4 → 3 → 2 → 1 → station, all direct neighbours only."""
    radio = Radio(range_m=12.0, link_loss=0.0, control_bits=0, ack_bits=0)
    return world(CHAIN, radio=radio, routing=Routing(protocol="flat"), attacks=attacks)


def of(rows, *names):
    return tuple(float(column(rows, name).sum()) for name in names)


def test_thief_learns_what_passes_and_loses_none_of_it():
    quiet, spied = (rows_of(start(chain(*a)).network, 5) for a in ((), (on_nodes("roletheft", 2, start_round=3),)))
    assert of(quiet, "leaked", "delivered") == (0.0, 20.0)
    assert column(spied, "leaked").tolist() == [0, 0, 2, 2, 2], "readings of 3 and 4, from round 3 on"
    assert of(spied, "delivered", "falsified") == (20.0, 0.0)


def test_field_tamper_changes_readings_with_a_right_checksum():
    rows = rows_of(start(chain(on_nodes("fieldtamper", 1, share=1.0, shift=4.0))).network, 5)
    assert of(rows, "falsified", "lost", "delivered") == (15.0, 0.0, 20.0), "its own reading it leaves alone"
    assert column(rows, "value_error") == pytest.approx([3.0] * 5)


def test_requests_that_mean_nothing_cost_everybody_on_their_way():
    calm, flooded = (after(chain(*a), 10).network for a in ((), (on_nodes("roleflood", 4, requests=10),)))
    more = flooded.nodes["spent"].sum(axis=1) - calm.nodes["spent"].sum(axis=1)
    assert flooded.pleas.arrived == 100
    assert flooded.duties["served"][:4].tolist() == [200, 200, 200, 100], "to the station and back, 4 only asks"
    assert (more[:3] > 0).all()
    assert calm.pleas.arrived == 0


def test_requests_come_in_runs():
    rows = rows_of(start(chain(on_nodes("roleflood", 4, requests=1, on_rounds=2, off_rounds=3))).network, 10)
    assert (column(rows, "service_packets") > 0).tolist() == [True, True, False, False, False] * 2


def test_phantom_next_hops_lose_what_they_are_sent():
    calm, named = (rows_of(start(s3(3, *a)).network, 20) for a in ((), ("phantom:count=4",)))
    assert of(named, "lost_attack")[0] > of(calm, "lost_attack")[0] == 0


def test_sinkhole_and_wormhole_learn_and_change_only_when_told_to():
    for kind in ("sinkhole:count=4,drop=0", "wormhole:count=4,drop=0"):
        plain = rows_of(start(s3(3, kind)).network, 20)
        reads = rows_of(start(s3(3, f"{kind},listens=true,rewrite=1")).network, 20)
        assert of(plain, "leaked", "falsified") == (0.0, 0.0)
        assert min(of(reads, "leaked", "falsified")) > 0


def roles_world(*attacks, keepers=2):
    return world(
        some_nodes(60, 2, 150.0),
        ((75.0, 75.0),),
        radio=Radio(range_m=35.0, link_loss=0.0),
        roles=Roles(enabled=True, keepers=keepers, processors=1),
        routing=Routing(protocol="roles"),
        attacks=attacks,
    )


def test_wormhole_is_faster_than_the_legitimate_copy_which_is_discarded():
    ends = Attack(id="w", type="wormhole", nodes=(5, 9, 20, 30), start=4, variation="exploiting")
    calm, caught = (start(roles_world(*a)).network for a in ((), (ends,)))
    before, rows = rows_of(calm, 3), rows_of(caught, 3)
    assert np.array_equal(column(before, "hops"), column(rows, "hops"))
    assert of(rows, "discarded", "leaked") == (0.0, 0.0)
    rows = rows_of(caught, 20)
    discarded, leaked, falsified = of(rows, "discarded", "leaked", "falsified")
    assert leaked >= discarded > 20
    assert 0 < falsified < leaked
    assert not (caught.links["via"] != -1).any(), "it feigns no neighbours"
    assert len(caught.deceptions.ends) == 1
    assert of(rows_of(calm, 20), "discarded") == (0.0,)


def test_false_keeper_is_believed_by_those_near_it():
    network = start(roles_world(keepers=1)).network
    network.run_round()
    poser = int(np.flatnonzero((network.duties["roles"] == Duty.COLLECTOR) & (network.routes["depth"] >= 3))[0])
    network.duties["poses"][poser] = Duty.KEEPER
    network.routing.set_up(network)
    assert network.routes["head"][poser]
    assert (network.routes["cluster"] == poser).sum() > 1
