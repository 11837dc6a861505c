"""Which attack is on when, and on whom."""

import numpy as np
import pytest

from engine.attacks.schedule import Planned, attackers_of
from engine.readmodel.codes import Rec
from engine.runtime.compose import recompose
from engine.scenario.model import Attack, Node
from tests.worlds import STRATEGIES, on_nodes, s3, start

NOISY = Attack(id="noisy", type="greyhole", count=7, start=4, duration=5)


def planned(**fields):
    attack = Attack(id="x", type="blackhole", nodes=(1,), **fields)
    return Planned(attack, STRATEGIES.attacks.get("blackhole"), None, (1,))


@pytest.mark.parametrize(
    ("fields", "rounds"),
    [
        ({"start": 3, "duration": 2}, [3, 4]),
        ({"start": 8}, [8, 9, 10]),
        ({"start": 0, "duration": 3}, [1, 2, 3]),
        ({"start": 99}, []),
    ],
)
def test_attack_is_on_from_its_first_round_for_its_duration(fields, rounds):
    plan = planned(**fields)
    assert [r for r in range(1, 11) if plan.active_in(r)] == rounds


def test_random_attackers_are_as_many_as_asked_for_and_different():
    for seed in range(20):
        chosen = attackers_of(NOISY, s3(seed))
        assert len(set(chosen)) == 7
        assert set(chosen) <= set(range(1, 101))


def test_named_attackers_are_taken_as_named():
    assert attackers_of(Attack(id="x", type="blackhole", nodes=(9, 3), count=50), s3()) == (9, 3)


def test_random_attackers_depend_on_seed_and_attack_id_only():
    plain = s3(4)
    chosen = attackers_of(NOISY, plain)
    others = plain.replace(
        attacks=(on_nodes("damage", 3), NOISY),
        trust=plain.trust.model_copy(update={"enabled": False}),
        radio=plain.radio.model_copy(update={"link_loss": 0.3}),
    )
    assert attackers_of(NOISY, others) == chosen
    assert attackers_of(NOISY.model_copy(update={"start": 9, "type": "liar"}), plain) == chosen
    assert attackers_of(NOISY, s3(5)) != chosen
    assert attackers_of(NOISY.model_copy(update={"id": "other"}), plain) != chosen


def records(network, kind):
    log = network.take_records()
    return [(int(r["round"]), int(r["a"])) for r in log[log["kind"] == kind]]


def test_start_and_end_are_logged_once_for_each_attacker():
    network = start(s3(4).replace(attacks=(NOISY,))).network
    for _ in range(12):
        network.run_round()
    log = network.take_records()
    starts, ends = (log[log["kind"] == kind] for kind in (Rec.ATTACK_START, Rec.ATTACK_END))
    assert sorted(starts["a"]) == sorted(ends["a"]) == list(attackers_of(NOISY, s3(4)))
    assert set(starts["round"]) == {4}
    assert set(ends["round"]) == {9}


def test_edit_does_not_announce_a_running_attack_again():
    scenario = s3(4).replace(attacks=(on_nodes("blackhole", 3, 7, start_round=2),))
    parts = start(scenario)
    for _ in range(4):
        parts.network.run_round()
    assert records(parts.network, Rec.ATTACK_START) == [(2, 3), (2, 7)]
    parts = recompose(parts, scenario.replace(name="renamed"), STRATEGIES)
    parts.network.run_round()
    assert records(parts.network, Rec.ATTACK_START) == []
    assert parts.network.behaviour["drop"][[2, 6]].tolist() == [1, 1], "and it goes on"


def test_removing_a_running_attack_ends_it():
    scenario = s3(4).replace(attacks=(on_nodes("blackhole", 3, start_round=2),))
    parts = start(scenario)
    for _ in range(4):
        parts.network.run_round()
    parts.network.take_records()
    parts = recompose(parts, scenario.replace(attacks=()), STRATEGIES)
    parts.network.run_round()
    assert not parts.network.behaviour["drop"].any()


@pytest.mark.parametrize("change", ["add", "remove"])
def test_random_attackers_stay_the_same_when_other_nodes_come_or_go(change):
    scenario = s3(4).replace(attacks=(NOISY,))
    chosen = attackers_of(NOISY, scenario)
    honest = next(n.id for n in scenario.nodes if n.id not in chosen)
    more = (*scenario.nodes, Node(id=500, x=100, y=90))
    fewer = tuple(n for n in scenario.nodes if n.id != honest)
    edited = scenario.replace(nodes=more if change == "add" else fewer)
    parts = start(scenario)
    parts.network.run_round()
    assert set(recompose(parts, edited, STRATEGIES).schedule.planned[0].node_ids) == set(chosen)


def test_attackers_are_marked_from_the_first_round_so_that_honest_packets_can_be_told_apart():
    network = start(s3(4).replace(attacks=(on_nodes("blackhole", 3, start_round=50),))).network
    network.run_round()
    assert np.flatnonzero(network.behaviour["attacker"]).tolist() == [2]
    assert np.flatnonzero(network.honest == 0).tolist() == [2]
