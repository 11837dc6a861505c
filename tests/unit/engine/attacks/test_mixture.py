"""Random attacks: one drawn for each node, by seed and id."""

import pytest

from engine.base.errors import ScenarioError, UnknownNameError
from engine.runtime.strategies import plan_attacks
from tests.worlds import STRATEGIES, after, on_nodes, s3


def planned(seed=1, text="random:count=40,start=5", **changes):
    return plan_attacks(s3(seed, text, **changes), STRATEGIES)


def by_node(plans):
    return {node: plan.attack.type for plan in plans for node in plan.node_ids}


def test_every_attacker_draws_one_attack_and_all_kinds_come_up():
    plans = planned()
    assert sum(len(p.node_ids) for p in plans) == 40 == len(by_node(plans))
    assert set(by_node(plans).values()) == {"blackhole", "greyhole", "damage", "sinkhole"}
    assert [p.attack.id for p in plans] == [f"random-1:{p.attack.type}" for p in plans]
    assert {p.attack.start for p in plans} == {5}


def test_same_seed_draws_the_same_and_another_node_changes_nothing():
    assert by_node(planned(3)) == by_node(planned(3)) != by_node(planned(4))
    few, more = (by_node(planned(3, f"random:count={n}")) for n in (20, 21))
    assert len(more) == 21
    assert few.items() <= more.items()


def test_kinds_can_be_chosen():
    assert set(by_node(planned(1, "random:count=30,kinds=blackhole")).values()) == {"blackhole"}


@pytest.mark.parametrize(
    ("kinds", "error", "words"),
    [
        ("blackhole, greyhol", UnknownNameError, "did you mean 'greyhole'"),
        ("random", ScenarioError, "draws lots itself"),
        (" , ", ScenarioError, "names no attack"),
    ],
)
def test_wrong_kinds_are_told(kinds, error, words):
    scenario = s3(1).replace(attacks=(on_nodes("random", 3, kinds=kinds),))
    with pytest.raises(error, match=words) as caught:
        plan_attacks(scenario, STRATEGIES)
    assert caught.value.where == "attacks[0].params.kinds"


def test_the_attacks_drawn_are_carried_out():
    behaviour = after(s3(1, "random:count=40,start=1"), 1).network.behaviour
    kinds = by_node(planned(1, "random:count=40,start=1"))
    for node, kind in kinds.items():
        row = behaviour[node - 1]
        assert (row["drop"] > 0, row["corrupt"] > 0, bool(row["force_head"])) == {
            "blackhole": (True, False, False),
            "greyhole": (True, False, False),
            "damage": (False, True, False),
            "sinkhole": (True, False, True),
        }[kind]
