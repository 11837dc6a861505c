"""What every registered trust model must keep to, whoever wrote it."""

import pickle

import numpy as np
import pytest

from engine.defence.explain import explain
from engine.network.kernels.columns import BELIEVED, CURSOR_ROUND, REPUTATION
from engine.network.strategies import Params, TrustModel
from engine.readmodel.codes import EnergyCause, Rec
from engine.runtime.compose import recompose
from engine.scenario.model import Trust
from tests.worlds import (
    CHEAP,
    STRATEGIES,
    after,
    assert_books_balance,
    column,
    quiet,
    rows_of,
    s3,
    some_nodes,
    start,
    world,
)

MODELS = list(STRATEGIES.trust)
pytestmark = pytest.mark.parametrize("model", MODELS, ids=lambda m: m.name)

STREAMS = ("mobility", "sensing", "routing", "radio", "service", "disturbance")
ATTACKED = ("greyhole:count=8,start=3", "collusion:count=4,start=5")
EVERY = 5
"""Rounds between two exchanges."""


def by(model, scenario):
    return scenario.replace(trust=scenario.trust.model_copy(update={"model": model.name}))


def same(one, other):
    return all(np.array_equal(one[n], other[n], equal_nan=one[n].dtype.kind == "f") for n in one.dtype.names)


def test_has_a_name_texts_and_default_parameters(model):
    assert isinstance(model, TrustModel)
    assert model.name == model.name.lower()
    assert model.title
    assert model.tip.endswith(".")
    assert all(model.terms)
    assert issubclass(model.params_type, Params)
    model.params_type()
    for name, field in model.params_type.model_fields.items():
        assert field.description, f"{name} has no docstring, which is its tip in the window"


def test_is_built_without_arguments_and_pickles(model):
    assert pickle.loads(pickle.dumps(type(model)())).name == model.name  # noqa: S301 - our own bytes


def test_same_seed_same_trace(model):
    one, other = (start(by(model, s3(5, *ATTACKED))).network for _ in range(2))
    assert np.array_equal(rows_of(one, 25), rows_of(other, 25), equal_nan=True)
    assert same(one.belief, other.belief)


def test_parameters_and_document_are_left_alone(model):
    scenario = by(model, s3(5, *ATTACKED))
    before = scenario.model_dump_json()
    parts = after(scenario, 12)
    assert parts.trust.params == model.params_type()
    assert parts.trust.trust == scenario.trust
    assert scenario.model_dump_json() == before


@pytest.mark.parametrize("places", [[], [(10, 10)], [(10, 10)] * 3], ids=["none", "one", "one place"])
@pytest.mark.parametrize("stations", [(), ((0, 0),)], ids=["no station", "station"])
def test_survives_few_nodes_and_no_station(model, places, stations):
    network = after(by(model, world(places, stations, trust=Trust(exchange_every=2))), 6).network
    assert_books_balance(network)
    assert network.belief["trusted"].all()


def test_survives_the_death_of_all(model):
    scenario = world(some_nodes(20, 2), ((50, 50),), energy=CHEAP, radio=quiet(range_m=60.0), trust=Trust())
    network = start(by(model, scenario)).network
    rows = rows_of(network, 60)
    assert column(rows, "alive")[-1] == 0
    assert column(rows, "reputation_packets")[-1] == 0, "the dead do not talk"
    assert_books_balance(network)


def test_books_balance_under_attack_and_words_are_paid_for(model):
    network = after(by(model, s3(3, *ATTACKED)), 30).network
    assert_books_balance(network)
    assert network.books.counts[REPUTATION] > 0
    assert network.nodes["spent"][:, EnergyCause.REPUTATION].sum() > 0


def judged(model, due):
    """The state before and after a judgement, in a round in which an exchange is due or not."""
    parts = after(by(model, s3(6, *ATTACKED)), 14)
    network = parts.network
    network.ensure_log(10_000)
    network.watch["relayed"] *= 0.8
    network.watch["intact"] *= 0.8
    network.books.cursor[CURSOR_ROUND] = 3 * EVERY if due else 3 * EVERY + 1
    parts_of = ("nodes", "routes", "links", "watch", "belief", "behaviour", "packets")
    before = {name: getattr(network, name).copy() for name in parts_of}
    streams = {name: state.copy() for name, state in network.rng.items()}
    parts.trust.end_round(network)
    return before, {name: getattr(network, name) for name in parts_of}, streams, network.rng


@pytest.mark.parametrize("due", [True, False], ids=["exchange", "no exchange"])
def test_writes_the_columns_it_names_and_pays_energy_but_nothing_else(model, due):
    before, now, _, _ = judged(model, due)
    allowed = {
        "belief": set(model.columns),
        "watch": {"z", "z_ok"} if due else set(),
        "nodes": {"energy", "spent", "alive"} if due else set(),
    }
    assert set(model.columns) <= set(BELIEVED.names)
    for name, was in before.items():
        kept = [c for c in was.dtype.names if c not in allowed.get(name, ())]
        assert same(was[kept], now[name][kept]), name
    assert not same(before["belief"][["own", "trust"]], now["belief"][["own", "trust"]]), "or the test shows nothing"


def test_draws_from_no_random_stream_but_its_own(model):
    _, _, before, now = judged(model, due=True)
    assert all(before[name] == now[name] for name in STREAMS)
    assert set(now) - set(STREAMS) == {"trust"}


def test_the_world_before_the_first_verdict_is_the_same_under_every_model(model):
    quiet_world = s3(4, trust={"exchange_every": 0})
    other, own = (after(by(m, quiet_world), 1).network for m in (MODELS[0], model))
    for name in ("nodes", "routes", "watch", "packets"):
        assert same(getattr(own, name), getattr(other, name)), name
    assert all(own.rng[name] == other.rng[name] for name in STREAMS)


def test_is_blind_to_who_attacks_until_somebody_lies(model):
    plain, marked = (after(by(model, s3(4, "blackhole:count=9,start=2")), 4 * EVERY - 1) for _ in range(2))
    for parts in (plain, marked):
        parts.network.begin_round()
        while not parts.network.run_waves(1000):
            pass
    for name in ("attacker", "corrupt", "force_head", "spam", "storm", "forge", "loop"):
        marked.network.behaviour[name] = 1 - marked.network.behaviour[name]
    marked.network.behaviour["claim"] *= 7
    for parts in (plain, marked):
        parts.network.finish_round()
    assert same(plain.network.belief, marked.network.belief)


def test_lies_are_heard_where_trust_is_told(model):
    truth = after(by(model, s3(4)), 6 * EVERY).network
    lies = after(by(model, s3(4, "liar:count=30")), 6 * EVERY).network
    assert not np.array_equal(truth.belief["reputation"], lies.belief["reputation"], equal_nan=True)


def test_black_holes_go_off_the_lists_and_the_honest_stay(model):
    network = after(by(model, s3(4, "blackhole:count=10,start=5")), 80).network
    attacker = network.behaviour["attacker"][network.links["source"]].astype(bool)
    watched = network.links["near"].astype(bool) & (network.nodes["station"][network.links["target"]] == 0)
    watched &= network.nodes["station"][network.links["source"]] == 0
    off = network.belief["trusted"] == 0
    assert off[watched & attacker].mean() > 0.7
    assert off[watched & ~attacker].mean() < 0.05
    log = network.take_records()
    assert (log["kind"] == Rec.EXCLUDED).sum() > 30


def test_values_stay_within_0_and_1(model):
    network = after(by(model, s3(4, *ATTACKED, "liar:count=10")), 40).network
    for name in ("own", "trust"):
        assert ((network.belief[name] >= 0) & (network.belief[name] <= 1)).all(), name
    said = network.belief["reputation"]
    assert ((said >= 0) & (said <= 1) | np.isnan(said)).all()


@pytest.mark.parametrize("change", [{"name": "renamed"}, {"params": True}, {"model": True}], ids=str)
def test_an_edit_in_mid_run_goes_on_and_is_told(model, change):
    parts = after(by(model, s3(4, "blackhole:count=10,start=5")), 33)
    off = parts.network.belief["trusted"].copy()
    edited = parts.scenario
    if "name" in change:
        edited = edited.replace(**change)
    else:
        other = next(m.name for m in MODELS if m.name != model.name)
        update = {"model": other, "params": {}} if "model" in change else {"report_tolerance": 0.25}
        edited = edited.replace(trust=edited.trust.model_copy(update=update))
    parts = recompose(parts, edited, STRATEGIES)
    assert np.array_equal(parts.network.belief["trusted"], off)
    station, links = parts.network.nodes["station"], parts.network.links
    pair = next((int(e["target"]), int(e["source"])) for e in links if not station[[e["target"], e["source"]]].any())
    shown = explain(parts.network, parts.trust, *pair)
    assert shown.model == model.name, "what stands there was worked out by the model before"
    assert any("Settings have changed" in note for note in shown.notes) == ("name" not in change)
    rows_of(parts.network, 2 * EVERY)
    assert explain(parts.network, parts.trust, *pair).model == parts.trust.model.name
    assert_books_balance(parts.network)


def test_every_pair_is_explained_with_the_numbers_that_stand_there(model):
    parts = after(by(model, s3(4, "blackhole:count=10,start=5")), 32)
    net, seen = parts.network, 0
    for e in range(0, len(net.links), 3):
        p, q = int(net.links["target"][e]), int(net.links["source"][e])
        shown = explain(net, parts.trust, p, q)
        if shown is None:
            continue
        seen += 1
        belief = net.belief[e]
        assert (shown.own_trust, shown.trust) == (float(belief["own"]), float(belief["trust"]))
        assert shown.trusted == bool(belief["trusted"])
        assert (shown.threshold, shown.hysteresis) == parts.trust.model.limits()
        assert shown.counters
        assert shown.combination
        assert shown.notes
        assert shown.combination_values.rstrip().endswith(f"{shown.trust:.3f}") or "nobody" in shown.combination_values
        follows = shown.trusted == (shown.trust > shown.threshold)
        between = shown.threshold < shown.trust <= shown.threshold + shown.hysteresis
        assert follows or between or shown.pending, "the list follows D, or it is said why not"
    assert seen > 200
