"""What every registered attack must keep to, whoever wrote it."""

import pickle
from itertools import combinations

import numpy as np
import pytest

from engine.base.errors import ScenarioError
from engine.network.kernels.columns import LIE_PRAISE, LIE_SMEAR, LIE_VICTIMS
from engine.network.state import new_behaviour
from engine.network.strategies import AttackStrategy, Exploiting, MixtureStrategy, Params
from engine.readmodel.metrics import COLUMN
from engine.scenario.model import Attack, Trust
from engine.scenario.validate import validated
from tests.worlds import CHEAP, STRATEGIES, after, assert_books_balance, quiet, rows_of, s3, some_nodes, start, world

ATTACKS = list(STRATEGIES.attacks)
SINGLE = [a for a in ATTACKS if not isinstance(a, MixtureStrategy)]
EXPLOITING = [a for a in SINGLE if isinstance(a, Exploiting)]
each = pytest.mark.parametrize("attack", ATTACKS, ids=lambda a: a.name)
SHARES = ("drop", "pose_drop", "corrupt", "ghost_drop", "rewrite", "distort", "infect", "desync", "noise", "mangle")
FLAGS = ("attacker", "force_head", "ally", "victim", "mains", "loop", "forge", "listens_in", "tampered", "enrols")
FLAGS += ("catches",)
AMOUNTS = ("claim", "spam", "storm", "reach", "tunnel", "latency", "identities", "boast", "churn", "joins", "phantoms")
AMOUNTS += ("hello", "hello_m", "awaken", "replay", "noise_m", "requests")
BITS = ("lie", "covets", "usurps", "fields", "poses", "infect_by", "role_traffic")
EXPLOITING = [a for a in SINGLE if isinstance(a, Exploiting)]
VARIATIONS = [(a, "common") for a in SINGLE] + [(a, "exploiting") for a in EXPLOITING]


def perturbed(*attacks, rows=(2, 5), m=9):
    """What attacks (or pairs of an attack and its variation) write together."""
    behaviour = new_behaviour(m)
    for given in attacks:
        attack, variation = given if isinstance(given, tuple) else (given, "common")
        act = attack.exploit if variation == "exploiting" else attack.perturb
        act(behaviour, np.array(rows, np.intp), attack.params_type())
    return behaviour


def label(pair):
    return f"{pair[0].name}-{pair[1]}"


def equal(one, other):
    return all(np.allclose(one[name], other[name]) for name in one.dtype.names)


@each
def test_has_a_name_texts_and_default_parameters(attack):
    assert isinstance(attack, AttackStrategy)
    assert attack.name == attack.name.lower()
    assert attack.title
    assert attack.tip.endswith(".")
    assert issubclass(attack.params_type, Params)
    for name, field in attack.params_type.model_fields.items():
        assert field.description, f"{name} has no docstring, which is its tip in the window"


@each
def test_perturbs_the_attackers_rows_only(attack):
    if isinstance(attack, MixtureStrategy):
        assert set(attack.kinds(attack.params_type())) <= {a.name for a in SINGLE}
        return
    behaviour, honest = perturbed(attack), new_behaviour(9)
    others = [row for row in range(9) if row not in (2, 5)]
    assert equal(behaviour[others], honest[others])
    assert not equal(behaviour[[2, 5]], honest[[2, 5]]), "it does something"
    assert not behaviour["attacker"].any(), "who is an attacker is the schedule's to mark"
    assert equal(perturbed(attack, rows=()), honest)


@each
def test_leaves_probabilities_and_flags_in_their_ranges(attack):
    behaviour = perturbed(attack, attack)
    for name in SHARES:
        assert ((behaviour[name] >= 0) & (behaviour[name] <= 1)).all()
    for name in FLAGS:
        assert set(behaviour[name]) <= {0, 1}
    assert (behaviour["lie"] <= LIE_PRAISE | LIE_SMEAR | LIE_VICTIMS).all()
    assert (behaviour["claim"] >= 1).all()


@pytest.mark.parametrize("pair", list(combinations(VARIATIONS, 2)), ids=lambda p: f"{label(p[0])}+{label(p[1])}")
def test_attacks_compose_in_any_order_and_none_weakens_another(pair):
    one, other = pair
    both = perturbed(one, other)
    assert equal(both, perturbed(other, one))
    for alone in (perturbed(one), perturbed(other)):
        for name in (*SHARES, *FLAGS, *AMOUNTS):
            assert (both[name] >= alone[name] - 1e-6).all()
        for name in BITS:
            assert (both[name] & alone[name] == alone[name]).all()


@pytest.mark.parametrize("attack", EXPLOITING, ids=lambda a: a.name)
def test_exploits_in_the_attackers_rows_only_and_otherwise_than_in_common(attack):
    behaviour, honest = perturbed((attack, "exploiting")), new_behaviour(9)
    others = [row for row in range(9) if row not in (2, 5)]
    assert equal(behaviour[others], honest[others])
    assert not equal(behaviour[[2, 5]], perturbed(attack)[[2, 5]])
    assert equal(perturbed((attack, "exploiting"), rows=()), honest)
    for name in SHARES:
        assert ((behaviour[name] >= 0) & (behaviour[name] <= 1)).all()


@pytest.mark.parametrize("attack", EXPLOITING, ids=lambda a: a.name)
def test_without_roles_an_exploiting_attack_is_a_common_one(attack):
    one = after(attacked(attack, variation="exploiting"), 4).network
    other = after(attacked(attack), 4).network
    assert equal(one.behaviour, other.behaviour)


def attacked(attack, **changes):
    return s3(3).replace(attacks=(Attack(id="x", type=attack.name, nodes=(5, 60, 71), **changes),))


@each
def test_has_no_effect_before_it_starts(attack):
    with_, without = start(attacked(attack, start=12)).network, start(s3(3)).network
    observable = [i for name, i in COLUMN.items() if "honest" not in name and name not in ("trust_mean", "excluded")]
    assert np.array_equal(rows_of(with_, 11)[:, observable], rows_of(without, 11)[:, observable])


@each
def test_behaves_honestly_again_when_its_duration_is_over(attack):
    network = start(attacked(attack, start=3, duration=4)).network
    real = network.nodes["master"] < 0
    honest = new_behaviour(101)
    honest["attacker"][[4, 59, 70]] = 1
    acting = []
    for _ in range(9):
        network.run_round()
        sound = real & (network.duties["infected"] == 0)  # who caught malicious code goes on
        acting.append(not equal(network.behaviour[sound], honest[sound[real]]))
    assert acting == [False, False, True, True, True, True, False, False, False]


@each
def test_books_balance_under_attack(attack):
    network = after(attacked(attack, start=1), 30).network
    assert_books_balance(network)


@each
def test_base_station_cannot_be_attacked(attack):
    named = s3(3).replace(attacks=(Attack(id="x", type=attack.name, nodes=(0,)),))
    with pytest.raises(ScenarioError, match="base stations cannot be attacked"):
        validated(named)
    everybody = s3(3).replace(attacks=(Attack(id="x", type=attack.name, count=100),))
    network = after(everybody, 1).network
    assert network.behaviour["attacker"][network.nodes["master"] < 0].tolist() == [1] * 100 + [0]
    assert equal(network.behaviour[-1:], new_behaviour(1))


@each
@pytest.mark.parametrize("range_m", [33.0, None])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_survives_few_nodes(attack, range_m, count):
    places = [(10.0 * k, 0.0) for k in range(1, count + 1)]
    nodes = tuple(range(1, count + 1))
    trust = Trust(enabled=range_m is not None)
    radio = quiet(range_m=range_m, control_bits=200)
    scenario = world(
        places, radio=radio, trust=trust, attacks=(Attack(id="x", type=attack.name, nodes=nodes, start=2),)
    )
    assert_books_balance(after(scenario, 12).network)


@each
@pytest.mark.parametrize("range_m", [60.0, None])
def test_survives_the_death_of_all_honest_nodes(attack, range_m):
    radio, trust = quiet(range_m=range_m, control_bits=200), Trust(enabled=range_m is not None)
    attacks = (Attack(id="x", type=attack.name, nodes=(2, 7), start=2),)
    scenario = world(some_nodes(15, 2), ((50, 50),), energy=CHEAP, radio=radio, trust=trust, attacks=attacks)
    network = after(scenario, 80).network
    spared = network.routes["reachable"][:15] == 0  # who is cut off by noise has nobody to send to
    assert not np.delete(network.nodes["alive"][:15] & ~spared, [1, 6]).any()
    assert_books_balance(network)


@each
def test_same_seed_same_trace_and_parameters_are_left_alone(attack):
    scenario = attacked(attack, start=2)
    before = scenario.model_dump_json()
    one, other = (start(scenario).network for _ in range(2))
    assert np.array_equal(rows_of(one, 20), rows_of(other, 20), equal_nan=True)
    assert scenario.model_dump_json() == before


@each
def test_pickles(attack):
    assert pickle.loads(pickle.dumps(type(attack)())).name == attack.name  # noqa: S301 - our own bytes
