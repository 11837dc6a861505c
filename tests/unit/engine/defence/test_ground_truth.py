"""Trust sees what a node can observe, and nothing else: the ground truth never reaches it."""

import inspect
import re

import numpy as np
import pytest

from engine.defence.trust import explain, kernel, manager
from engine.network.kernels.columns import BEHAVIOUR
from engine.readmodel.codes import EnergyCause
from engine.scenario.model import Attack
from tests.worlds import after, s3, start

TRUTH = set(BEHAVIOUR.names)
NAMED = "blackhole:nodes=3+17+40,start=2"
COUNTERS = ("heard", "r", "relayed", "intact", "own", "confirmed", "z", "z_ok", "crc", "seen")


def beliefs(network):
    return network.belief.copy(), network.watch.copy()


def same(one, other):
    pairs = [(a[name], b[name]) for a, b in zip(one, other, strict=True) for name in a.dtype.names]
    return all(np.array_equal(a, b, equal_nan=True) for a, b in pairs)


def test_trust_kernels_are_not_handed_the_behaviour_array():
    for name, function in inspect.getmembers(kernel, lambda f: hasattr(f, "py_func")):
        asked = set(inspect.signature(function.py_func).parameters)
        assert "behaviour" not in asked, name
        # Liars speak where reports are sent; nowhere else may a perturbation be named.
        assert not asked & TRUTH or (name == "exchange" and asked & TRUTH == {"lie", "ally"}), name


def test_trust_code_names_no_column_of_the_truth_but_what_liars_tell():
    for module in (kernel, manager, explain):
        text = inspect.getsource(module)
        for column in TRUTH - {"lie", "ally"}:
            assert not re.search(rf"[.\"']{column}\b", text), f"{module.__name__} reads {column}"


def test_who_is_marked_as_attacker_changes_nothing_that_anybody_believes():
    marked, plain = start(s3(4, trust={"exchange_every": 2})), start(s3(4, trust={"exchange_every": 2}))
    for _ in range(12):
        plain.network.run_round()
        marked.network.begin_round()
        marked.network.behaviour["attacker"] = 1 - marked.network.behaviour["attacker"]
        marked.network.run_round()
    assert same(beliefs(plain.network), beliefs(marked.network))
    assert plain.network.books.counts[0] == marked.network.books.counts[0]


def test_names_of_attacks_do_not_matter_only_what_they_do():
    plain = s3(4, NAMED)
    renamed = plain.replace(
        attacks=(
            Attack(id="harmless", type="greyhole", nodes=(3, 17, 40), start=2, params={"share": 1.0}),
            Attack(id="idle", type="damage", nodes=(50, 60), start=2, params={"share": 0.0}),
        )
    )
    assert same(beliefs(after(plain, 15).network), beliefs(after(renamed, 15).network))


@pytest.mark.parametrize("column", ["generated", "delivered", "lost", "forwarded", "swallowed", "reading"])
def test_trust_does_not_read_the_columns_of_the_books(column):
    parts, other = after(s3(4, NAMED), 8), after(s3(4, NAMED), 8)
    other.network.nodes[column][::3] += 1000
    other.network.nodes["spent"][::2, EnergyCause.SENSE] += 1.0
    for p in (parts, other):
        p.trust.end_round(p.network)
    assert same(beliefs(parts.network), beliefs(other.network))


def test_trust_does_follow_what_is_observed():
    parts, other = after(s3(4), 8), after(s3(4), 8)
    other.network.watch["relayed"] *= 0.1
    for p in (parts, other):
        p.trust.end_round(p.network)
    assert other.network.belief["own"].mean() < parts.network.belief["own"].mean() - 0.1


def test_every_counter_is_an_observation_of_one_pair():
    assert set(COUNTERS) == set(start(s3(4)).network.watch.dtype.names)
