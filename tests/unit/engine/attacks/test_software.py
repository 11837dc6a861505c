"""Malicious code and distorted aggregates: who catches it, what it does, what stands in its way."""

import numpy as np
import pytest

from engine.network.kernels.infection import CODE_BITS
from engine.network.state import SOUND_SOFTWARE
from engine.readmodel.codes import EnergyCause, Rec
from engine.runtime.picture import snapshot
from engine.scenario.model import Hardening
from engine.scenario.organisation import Incident, Roles
from tests.worlds import after, assert_books_balance, column, heads, on_nodes, quiet, rows_of, s3, start, world

LINE = [(20.0 * k, 0.0) for k in range(1, 7)]
"""Nodes 1 … 6 in a row, each hears its next neighbours only; the station at the origin hears node 1."""


def line(*attacks, **changes):
    changes = {"radio": quiet(range_m=30.0, control_bits=200), **changes}
    return world(LINE, attacks=attacks, **changes)


def kinds_of(network, kind):
    records = network.take_records()
    return [(int(r["a"]), int(r["b"])) for r in records[records["kind"] == kind]]


def test_code_goes_one_hop_a_round_and_changes_checksums():
    network = start(line(on_nodes("injection", 1, chance=1))).network
    seen = []
    for _ in range(6):
        network.run_round()
        seen.append(np.flatnonzero(network.duties["infected"][:6]).tolist())
    assert seen == [[1], [1, 2], [1, 2, 3], [1, 2, 3, 4], [1, 2, 3, 4, 5], [1, 2, 3, 4, 5]]
    changed = network.duties["software"] != SOUND_SOFTWARE
    assert changed.tolist() == [False, True, True, True, True, True, False]
    assert kinds_of(network, Rec.SOFTWARE) == [(k, -1) for k in range(2, 7)]
    assert network.duties["payload"][1] == network.physics["data_bits"] + CODE_BITS


def test_infected_nodes_read_wrongly_and_swallow_packets():
    calm, ill = (
        rows_of(start(line(*some)).network, 60)
        for some in ((), (on_nodes("injection", 3, chance=1, drop=0.5, bias=4),))
    )
    assert column(calm, "lost_attack").sum() == column(calm, "falsified").sum() == 0
    assert column(ill, "lost_attack").sum() > 60
    assert column(ill, "falsified").sum() > 0
    assert column(ill, "value_error")[20:].mean() > 2


def test_victims_go_on_when_the_attack_is_over_and_spread_it():
    attack = on_nodes("injection", 1, chance=1).model_copy(update={"duration": 2})
    network = start(line(attack)).network
    rows_of(network, 8)
    assert network.duties["infected"][1:6].tolist() == [1, 1, 1, 1, 1]
    assert network.behaviour["bias"][1] == 4


def test_a_mended_node_is_sound_again():
    network = start(line(on_nodes("injection", 6, chance=1).model_copy(update={"duration": 1}))).network
    rows_of(network, 1)
    assert network.behaviour["bias"][4] == 4
    network.duties["infected"][:] = 0
    rows_of(network, 3)
    assert not network.duties["infected"].any()
    assert not network.behaviour["bias"].any()
    assert (network.duties["software"] == SOUND_SOFTWARE).all()


def test_a_repair_from_outside_installs_a_sound_program():
    attack = on_nodes("injection", 6, chance=1).model_copy(update={"duration": 1})
    network = start(line(attack, incidents=(Incident(id="m", kind="mend", at=2, node=5),))).network
    rows_of(network, 1)
    assert network.duties["infected"][4] == 1
    rows_of(network, 2)
    assert not network.duties["infected"].any()
    assert network.duties["software"][4] == SOUND_SOFTWARE
    assert network.nodes["alive"][4] == 1


@pytest.mark.parametrize("check", ["check_frames", "authentication"])
def test_countermeasures_refuse_code(check):
    scenario = line(on_nodes("injection", 3, chance=1), hardening=Hardening(**{check: True}))
    network = start(scenario).network
    rows_of(network, 5)
    assert not network.duties["infected"].any()
    assert network.disturbances.refusals == {check: 10}
    assert kinds_of(network, Rec.FRAME_REFUSED) == [(2, 3), (4, 3)] * 5


def test_whoever_has_the_sender_off_its_list_does_not_run_its_code():
    network = start(line(on_nodes("injection", 3, chance=1))).network
    towards = (network.links["source"] == 2) & (network.links["target"] == 1)
    network.belief["trusted"][towards] = 0
    network.run_round()
    assert np.flatnonzero(network.duties["infected"]).tolist() == [3]


def test_code_costs_whoever_sends_and_hears_it():
    calm, ill = (after(line(*some), 1).network for some in ((), (on_nodes("injection", 6, chance=1),)))
    bits = 2000 + CODE_BITS
    spent = ill.nodes["spent"][:6] - calm.nodes["spent"][:6]
    assert spent[4, int(EnergyCause.RECEIVE)] == pytest.approx(bits * 50e-9)
    assert spent[5, int(EnergyCause.TRANSMIT)] == pytest.approx(bits * (50e-9 + 10e-12 * 900))


def test_domino_infects_a_whole_field_over_the_radio():
    parts = after(s3(4, "domino:count=1,chance=0.3", trust={"enabled": False}), 40)
    assert parts.network.duties["infected"].sum() > 80
    assert snapshot(parts, run_id="x", seq=1).truth.infected.sum() == parts.network.duties["infected"].sum()
    assert_books_balance(parts.network)


def test_exploiting_code_jumps_over_many_hops_by_role_commands():
    attack = on_nodes("injection", 1, chance=1).model_copy(update={"variation": "exploiting"})
    roles = Roles(enabled=True)
    with_, without = (start(line(attack, roles=r)).network for r in (roles, Roles()))
    far = []
    for network in (with_, without):
        rows_of(network, 1)
        far.append(network.duties["infected"][:6].sum())
    rows_of(with_, 12)
    assert with_.duties["infected"][:6].sum() == 5
    assert far[0] >= 1
    assert np.flatnonzero(without.duties["infected"]).tolist() == [1], (
        "without roles it goes from neighbour to neighbour"
    )


@pytest.mark.parametrize("check", ["check_frames", "authentication"])
def test_countermeasures_refuse_code_in_role_commands(check):
    attack = on_nodes("injection", 1, chance=1).model_copy(update={"variation": "exploiting"})
    scenario = line(attack, roles=Roles(enabled=True), hardening=Hardening(**{check: True}))
    network = after(scenario, 6).network
    assert not network.duties["infected"].any()
    assert network.disturbances.refusals[check] > 0


def chain(*attacks, **changes):
    return world([(30, 0), (60, 0)], radio=quiet(), routing=heads(0.0001), attacks=attacks, **changes)


def test_a_head_distorts_what_it_aggregates():
    network = start(chain(on_nodes("sinkhole", 1, drop=0), on_nodes("distortion", 1, shift=6))).network
    rows = rows_of(network, 10)
    assert column(rows, "falsified").tolist() == [2] * 10, "its member's reading and its own are in the aggregate"
    assert column(rows, "value_error") == pytest.approx(np.full(10, 6.0))
    assert column(rows, "lost").sum() == 0, "and the checksum is right"
    assert network.duties["software"][0] != SOUND_SOFTWARE


def test_who_aggregates_nothing_distorts_nothing():
    rows = rows_of(start(chain(on_nodes("sinkhole", 1, drop=0), on_nodes("distortion", 2, shift=6))).network, 10)
    assert column(rows, "falsified").sum() == 0


def test_software_that_resists_tampering_does_not_distort():
    attacks = (on_nodes("sinkhole", 1, drop=0), on_nodes("distortion", 1, shift=6))
    network = start(chain(*attacks, hardening=Hardening(authentication=True))).network
    assert column(rows_of(network, 10), "falsified").sum() == 0
    assert network.disturbances.refusals == {"authentication": 1}


def test_edits_keep_what_code_is_where():
    parts = after(line(on_nodes("injection", 3, chance=1)), 2)
    before = np.flatnonzero(parts.network.duties["infected"]).tolist()
    network = parts.network
    network.reconfigure(parts.scenario, network.routing, network.routing_params, network.hooks)
    parts.schedule.compose(network)
    assert np.flatnonzero(network.duties["infected"]).tolist() == before
    assert (network.behaviour["bias"][before] == 4).all()
    rows_of(network, 2)
    assert network.duties["infected"].sum() > len(before)
