"""Attacks on the physical part of nodes: who answers, who stays awake, who reads wrongly."""

import numpy as np
import pytest

from engine.network.kernels.columns import CONTROL, SERVICE
from engine.network.state import SOUND_SOFTWARE
from engine.readmodel.codes import Duty, EnergyCause
from engine.runtime.picture import snapshot
from engine.scenario.model import Energy, Hardening
from engine.scenario.organisation import Roles
from tests.worlds import after, assert_books_balance, column, on_nodes, quiet, rows_of, s3, start, world

RANGE = 30.0
LINE = [(20.0 * k, 0.0) for k in range(1, 7)]
"""Nodes 1 … 6 in a row, each hears its next neighbours only; the station at the origin hears node 1."""
DATASHEET = Energy(model="datasheet", duty_cycle=0.01)


def line(*attacks, **changes):
    changes = {"radio": quiet(range_m=RANGE, control_bits=200), **changes}
    return world(LINE, attacks=attacks, **changes)


def spent(network, cause):
    return network.nodes["spent"][:6, int(cause)]


def more_control(*attacks):
    calm, disturbed = (after(line(*some), 1).network for some in ((), attacks))
    return spent(disturbed, EnergyCause.CONTROL) - spent(calm, EnergyCause.CONTROL), disturbed, calm


HEAR, ANSWER = 200 * 50e-9, 200 * (50e-9 + 10e-12 * RANGE**2)


def test_hellos_of_a_strong_transmitter_are_answered_as_far_as_they_carry():
    more, flooded, calm = more_control(on_nodes("helloflood", 6, hellos=10, reach_m=65))
    each = 10 * (HEAR + ANSWER)
    assert more[:5] == pytest.approx([0, 0, each, each, each])
    assert flooded.books.counts[CONTROL] - calm.books.counts[CONTROL] == 10 + 3 * 10
    assert flooded.disturbances.victims().tolist() == [[5, 2], [5, 3], [5, 4]]


def test_hellos_of_a_common_transmitter_reach_its_neighbours():
    more, _, _ = more_control(on_nodes("helloflood", 6, hellos=10, high_power=False))
    assert more[:5] == pytest.approx([0, 0, 0, 0, 10 * (HEAR + ANSWER)])


def test_whoever_has_the_flooder_off_its_list_does_not_answer():
    network = start(line(on_nodes("helloflood", 4, high_power=False))).network
    towards = (network.links["source"] == 3) & (network.links["target"] == 2)
    network.belief["trusted"][towards] = 0
    network.run_round()
    assert network.disturbances.victims().tolist() == [[3, 4]]


def test_a_hello_flood_takes_energy_and_airtime_from_a_field():
    calm, flooded = (
        rows_of(start(s3(4, *some, trust={"enabled": False})).network, 40) for some in ((), ("helloflood:count=2",))
    )
    assert column(flooded, "spent_control_j").mean() > 2 * column(calm, "spent_control_j").mean()
    assert column(flooded, "lost_collision").sum() > column(calm, "lost_collision").sum()


def test_denied_sleep_victims_listen_all_round_long():
    calm, woken = (after(line(*some, energy=DATASHEET), 5).network for some in ((), (on_nodes("sleepdenial", 4),)))
    power = woken.idle["listen_w"][0]
    listened = spent(woken, EnergyCause.LISTEN) / power
    assert (listened[[2, 4]] > 4.5).all(), "awake for all of five rounds of a second, but for the time of frames"
    assert spent(calm, EnergyCause.LISTEN)[[2, 4]] / power == pytest.approx(0.05, abs=0.05)
    assert spent(woken, EnergyCause.SLEEP)[[2, 4]] == pytest.approx(0, abs=1e-9)
    assert listened[[0, 1, 5]] == pytest.approx(spent(calm, EnergyCause.LISTEN)[[0, 1, 5]] / power)
    assert_books_balance(woken)


def test_victims_sleep_again_when_the_attack_is_over():
    attack = on_nodes("sleepdenial", 4).model_copy(update={"duration": 2})
    calm, woken = (start(line(*some, energy=DATASHEET)).network for some in ((), (attack,)))
    listened = []
    for network in (calm, woken):
        rows_of(network, 2)
        before = spent(network, EnergyCause.LISTEN).copy()
        rows_of(network, 3)
        listened.append(spent(network, EnergyCause.LISTEN) - before)
    assert listened[1] == pytest.approx(listened[0])


def test_who_cannot_prove_itself_is_heard_and_wakes_nobody_for_long():
    attack = on_nodes("sleepdenial", 4).model_copy(update={"origin": "outsider"})
    network = after(line(attack, energy=DATASHEET, hardening=Hardening(authentication=True)), 2).network
    assert len(network.disturbances.victims()) == 2
    assert not network.idle["awake_s"].any()


def test_few_requests_keep_awake_for_a_part_of_the_round():
    woken = after(line(on_nodes("sleepdenial", 4, frames=3), energy=DATASHEET), 1).network
    assert woken.idle["awake_s"][:6] == pytest.approx([0, 0, 0.3, 0, 0.3, 0])


def test_denied_sleep_costs_requests_and_answers_under_the_first_order_model_too():
    more, _, _ = more_control(on_nodes("sleepdenial", 4, frames=10))
    each = 10 * (HEAR + ANSWER)
    assert np.delete(more, 3) == pytest.approx([0, 0, each, each, 0])


def test_denied_sleep_shortens_lives():
    energy = Energy(model="datasheet", duty_cycle=0.01, initial_j=0.5)
    calm, woken = (
        rows_of(start(line(*some, energy=energy)).network, 30) for some in ((), (on_nodes("sleepdenial", 4),))
    )
    assert column(calm, "alive")[-1] == 6
    assert column(woken, "alive")[-1] == 4


@pytest.mark.parametrize("kind", ["helloflood", "sleepdenial"])
def test_victims_are_shown_and_forgotten_when_it_ends(kind):
    attack = on_nodes(kind, 4, start_round=2).model_copy(update={"duration": 2})
    parts = start(line(attack))
    seen = []
    for _ in range(5):
        parts.network.run_round()
        seen.append(len(snapshot(parts, run_id="x", seq=1).truth.victims) > 0)
    assert seen == [False, True, True, False, False]


@pytest.mark.parametrize("kind", ["helloflood", "sleepdenial"])
def test_exploiting_without_roles_is_as_on_any_network(kind):
    common = on_nodes(kind, 3)
    exploiting = common.model_copy(update={"variation": "exploiting"})
    one, other = (rows_of(start(line(a)).network, 20) for a in (common, exploiting))
    assert np.array_equal(one, other, equal_nan=True)


@pytest.mark.parametrize("what", ["program", "surroundings"])
def test_tampered_sensors_read_wrongly_and_only_programs_tell(what):
    network = start(line(on_nodes("tampering", 3, what=what, bias=8))).network
    rows = rows_of(network, 5)
    assert column(rows, "falsified").tolist() == [1] * 5
    assert column(rows, "value_error") == pytest.approx(np.full(5, 8 / 6))
    assert (network.duties["software"][2] != SOUND_SOFTWARE) == (what == "program")
    assert snapshot(after(line(on_nodes("tampering", 3, what=what)), 1), run_id="x", seq=1).truth.off[2] == 8


@pytest.mark.parametrize("what", ["program", "surroundings"])
def test_software_that_resists_tampering_helps_against_changed_programs(what):
    network = start(line(on_nodes("tampering", 3, what=what), hardening=Hardening(authentication=True))).network
    assert column(rows_of(network, 5), "falsified").sum() == (0 if what == "program" else 5)
    assert network.disturbances.refusals == ({"authentication": 1} if what == "program" else {})


def test_two_ways_of_tampering_add_up():
    attacks = (on_nodes("tampering", 3, what="program", bias=8), on_nodes("tampering", 3, what="surroundings", bias=-3))
    both = [a.model_copy(update={"id": f"t{k}"}) for k, a in enumerate(attacks)]
    for order in (both, both[::-1]):
        network = after(line(*order), 1).network
        assert network.behaviour["bias"][2] == 5
        assert network.behaviour["coded"][2] == 8


def test_exploiting_tamperers_ask_for_roles():
    attack = on_nodes("tampering", 3).model_copy(update={"variation": "exploiting"})
    network = start(line(attack, roles=Roles(enabled=True))).network
    network.run_round()
    assert network.behaviour["covets"][2] == Duty.KEEPER | Duty.PROCESSOR
    assert network.behaviour["boast"][2] > 1


def polled(variation, **changes):
    attack = on_nodes("sleepdenial", 6).model_copy(update={"variation": variation})
    return line(attack, roles=Roles(enabled=True), energy=DATASHEET, **changes)


def test_polls_keep_the_whole_network_awake():
    common, exploiting = (after(polled(v), 5).network for v in ("common", "exploiting"))
    awake = [n.idle["awake_s"][:5] for n in (common, exploiting)]
    assert awake[0].tolist() == [0, 0, 0, 0, 1]
    assert awake[1].tolist() == [1, 1, 1, 1, 1]
    assert spent(exploiting, EnergyCause.SERVICE).sum() > spent(common, EnergyCause.SERVICE).sum()


def newcomers(**hardening):
    attack = on_nodes("helloflood", 6, hellos=10, reach_m=65, newcomers=3).model_copy(
        update={"variation": "exploiting"}
    )
    return line(attack, roles=Roles(enabled=True), hardening=Hardening(**hardening))


def test_greetings_of_newcomers_are_told_to_the_controller_while_anybody_may_join():
    calm, flooded = (after(s, 8).network for s in (line(roles=Roles(enabled=True)), newcomers()))
    full = after(newcomers(limit_joins=True, joins=0), 8).network
    answers = 3 * 10 * 8
    assert flooded.books.counts[CONTROL] - full.books.counts[CONTROL] == answers
    more = [int(n.books.counts[SERVICE] - calm.books.counts[SERVICE]) for n in (flooded, full)]
    assert more[1] < 0.5 * more[0]
