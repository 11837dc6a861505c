"""Trust sees what a node can observe, and nothing else: the ground truth never reaches it."""

import importlib
import inspect
import pkgutil
import re

import numpy as np
import pytest

from engine import defence
from engine.network.kernels.columns import BEHAVIOUR, CURSOR_ROUND
from engine.network.trust_view import TrustView
from engine.readmodel.codes import EnergyCause
from engine.scenario.model import Attack
from tests.worlds import STRATEGIES, after, s3, start

TRUTH = set(BEHAVIOUR.names)
NAMED = "blackhole:nodes=3+17+40,start=2"
COUNTERS = ("heard", "r", "relayed", "intact", "own", "confirmed", "z", "z_ok", "crc", "seen")
MODULES = [
    importlib.import_module(found.name)
    for found in pkgutil.walk_packages(defence.__path__, "engine.defence.")
    if not found.ispkg
]
each_model = pytest.mark.parametrize("model", list(STRATEGIES.trust.items()))


def beliefs(network):
    return network.belief.copy(), network.watch.copy()


def same(one, other):
    pairs = [(a[name], b[name]) for a, b in zip(one, other, strict=True) for name in a.dtype.names]
    return all(np.array_equal(a, b, equal_nan=True) for a, b in pairs)


def test_no_kernel_of_the_defence_is_handed_behaviour_or_a_column_of_it():
    kernels = [
        (module, name, function)
        for module in MODULES
        for name, function in inspect.getmembers(module, lambda f: hasattr(f, "py_func"))
        if function.py_func.__module__ == module.__name__
    ]
    assert len(kernels) > 8
    for module, name, function in kernels:
        asked = set(inspect.signature(function.py_func).parameters)
        assert not asked & {"behaviour", *TRUTH}, f"{module.__name__}.{name}"


def test_code_of_the_defence_names_no_column_of_the_truth():
    assert len(MODULES) > 6
    for module in MODULES:
        text = inspect.getsource(module)
        for column in TRUTH | {"behaviour"}:
            assert not re.search(rf"[.\"']{column}\b", text), f"{module.__name__} reads {column}"


def test_what_a_model_is_handed_offers_no_way_to_the_truth():
    offered = {name for name in dir(TrustView) if not name.startswith("_")}
    assert offered == {
        "nodes", "links", "watch", "belief", "books", "physics", "round", "rounds", "in_round",
        "broadcast", "collect", "announce", "forget_reports",
    }  # fmt: skip


@each_model
def test_who_is_marked_as_attacker_changes_nothing_that_anybody_believes(model):
    marked, plain = (start(s3(4, trust={"exchange_every": 2, "model": model})) for _ in range(2))
    for _ in range(12):
        plain.network.run_round()
        marked.network.begin_round()
        marked.network.behaviour["attacker"] = 1 - marked.network.behaviour["attacker"]
        marked.network.run_round()
    assert same(beliefs(plain.network), beliefs(marked.network))
    assert plain.network.books.counts[0] == marked.network.books.counts[0]


@each_model
def test_names_of_attacks_do_not_matter_only_what_they_do(model):
    plain = s3(4, NAMED, trust={"model": model})
    renamed = plain.replace(
        attacks=(
            Attack(id="harmless", type="greyhole", nodes=(3, 17, 40), start=2, params={"share": 1.0}),
            Attack(id="idle", type="damage", nodes=(50, 60), start=2, params={"share": 0.0}),
        )
    )
    assert same(beliefs(after(plain, 15).network), beliefs(after(renamed, 15).network))


@each_model
@pytest.mark.parametrize("column", ["generated", "delivered", "lost", "forwarded", "swallowed", "reading"])
def test_trust_does_not_read_the_columns_of_the_books(column, model):
    parts, other = (after(s3(4, NAMED, trust={"model": model}), 9) for _ in range(2))
    for p in (parts, other):
        p.network.books.cursor[CURSOR_ROUND] = 10
    other.network.nodes[column][::3] += 1000
    other.network.nodes["spent"][::2, EnergyCause.SENSE] += 1.0
    for p in (parts, other):
        p.trust.end_round(p.network)
    assert same(beliefs(parts.network), beliefs(other.network))


@each_model
def test_trust_does_follow_what_is_observed(model):
    parts, other = (after(s3(4, trust={"model": model}), 8) for _ in range(2))
    other.network.watch["relayed"] *= 0.1
    other.network.watch["intact"] *= 0.1
    for p in (parts, other):
        p.trust.end_round(p.network)
    assert other.network.belief["own"].mean() < parts.network.belief["own"].mean() - 0.1


def test_every_counter_is_an_observation_of_one_pair():
    assert set(COUNTERS) == set(start(s3(4)).network.watch.dtype.names)
