"""Attacks as the command line writes them."""

import pytest

from engine import api
from engine.base.errors import MotewardenError
from engine.network.strategies import Exploiting, MixtureStrategy
from tests.worlds import STRATEGIES, s3


def parsed(*texts):
    scenario = s3(1)
    for text in texts:
        scenario = api.parse_attack(text, scenario)
    return scenario.attacks


def test_schedule_and_parameters_are_told_apart():
    (attack,) = parsed("greyhole:count=10,start=20,duration=5,share=0.25")
    assert (attack.type, attack.count, attack.nodes, attack.start, attack.duration) == ("greyhole", 10, (), 20, 5)
    assert attack.params == {"share": 0.25}


def test_nodes_are_joined_by_plus():
    (attack,) = parsed(" blackhole : nodes = 3+17 ")
    assert attack.nodes == (3, 17)


def test_without_nodes_or_count_one_random_node_attacks_at_once():
    (attack,) = parsed("liar")
    assert (attack.count, attack.start, attack.duration) == (1, 0, None)


def test_each_attack_gets_its_own_id():
    assert [a.id for a in parsed("blackhole", "blackhole", "liar")] == ["blackhole-1", "blackhole-2", "liar-1"]


@pytest.mark.parametrize("strategy", list(STRATEGIES.attacks), ids=lambda a: a.name)
def test_the_exploiting_variation_is_taken_where_there_is_one_and_refused_elsewhere(strategy):
    text = f"{strategy.name}:count=1,variation=exploiting,origin=outsider"
    if isinstance(strategy, Exploiting | MixtureStrategy):
        (attack,) = parsed(text)
        assert (attack.variation, attack.origin) == ("exploiting", "outsider")
    else:
        with pytest.raises(MotewardenError, match=f"{strategy.name} has no variation that exploits"):
            parsed(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("blackhoel:count=1", "did you mean 'blackhole'"),
        ("", "there is no attack called ''"),
        ("blackhole:count", "'count' is not key=value"),
        ("blackhole:count=ten", "count is a whole number, not 'ten'"),
        ("blackhole:count=-1", "count is a whole number, not '-1'"),
        ("blackhole:count=101", "101 attackers, but the scenario has 100 nodes"),
        ("blackhole:count=0", "neither nodes nor a count"),
        ("blackhole:nodes=1+x", "each node is a whole number"),
        ("blackhole:nodes=0", "base stations cannot be attacked"),
        ("blackhole:nodes=999", "unknown nodes: 999"),
        ("blackhole:count=1,duration=0", "duration"),
        ("blackhole:count=1,start=99999999999999999999", "start"),
        ("greyhole:count=1,variation=covert", "variation"),
        ("greyhole:count=1,origin=moon", "origin"),
        ("greyhole:count=1,share=2", "share"),
        ("greyhole:count=1,share=NaN", "share"),
        ("greyhole:count=1,share=some", "share"),
        ("greyhole:count=1,colour=red", "colour"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_option_in_one_line(text, says):
    with pytest.raises(MotewardenError) as error:
        api.parse_attack(text, s3(1))
    line = str(error.value)
    assert says in line
    assert "\n" not in line
    assert "pydantic" not in line
    assert "--attack" in line or "attacks[0]" in line
