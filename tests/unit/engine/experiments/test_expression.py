"""Measures are arithmetic on known names and nothing else."""

import numpy as np
import pytest

from engine.base.errors import ScenarioError
from engine.experiments.expression import FUNCTIONS, LONGEST, Expression
from engine.experiments.measure import CURVES, FIGURES, KNOWN, RunNames, made_up
from engine.readmodel.metrics import COLUMN, METRIC_COLUMNS
from engine.runtime.headless import run
from engine.scenario.model import Trust
from tests.worlds import CHEAP, on_nodes, some_nodes, world

NAMES = {"lost": np.array([0.0, 2, 4, 6]), "sent": np.full(4, 10.0), "nodes": np.float64(5), "energy.spent_j": 2.5}


def value(text):
    return Expression(text, tuple(NAMES))(NAMES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sum(lost) / sum(sent)", 0.3),
        ("sum(lost[2:]) / sum(sent[2:])", 0.5),
        ("sum(lost[:2])", 2),
        ("last(lost) - at(lost, 2)", 4),
        ("at(lost, 9)", np.nan),
        ("when(lost >= 4)", 3),
        ("when(lost > 100)", np.nan),
        ("when(lost > 100, nodes)", 5),
        ("when(0 < lost < 4)", 2),
        ("when(lost > 1 and not sent > 10)", 2),
        ("max(lost) + min(lost) * mean(lost)", 6),
        ("-nodes ** 2 % 7 // 2", 1),
        ("energy.spent_j * 2", 5),
        ("sqrt(abs(-nodes - 4)) + log(exp(1))", 4),
        ("nodes / 0", np.nan),
        ("sum(lost[9:])", 0),
        ("mean(lost[9:])", np.nan),
    ],
)
def test_figures(text, expected):
    assert value(text) == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lost / sent", [0, 0.2, 0.4, 0.6]),
        ("cumsum(lost)", [0, 2, 6, 12]),
        ("smooth(lost, 2)", [0, 1, 3, 5]),
        ("lost / lost", [np.nan, 1, 1, 1]),
        ("lost[1:3] + 1", [3, 5]),
    ],
)
def test_curves(text, expected):
    assert value(text) == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "lost.__class__",
        "().__class__.__bases__",
        "open('x')",
        "[x for x in lost]",
        "lambda: 1",
        "'text'",
        "True",
        "lost if nodes else sent",
        "(lost := 3)",
        "lost[nodes]",
        "lost[0]",
        "lost[::2]",
        "lost[:, 1]",
        "sum(*lost)",
        "sum(lost, axis=0)",
        "sum()",
        "smooth(lost)",
        "f'{lost}'",
        "lost; sent",
        "lost & sent",
        "~nodes",
        "lost @ sent",
        "lost is sent",
        "lost in sent",
        "1" * 400,
        "1j",
        "",
        "(" * 240 + "1" + ")" * 240,
        "-" * 60 + "1",
        "1+" * LONGEST + "1",
    ],
)
def test_all_else_is_refused_before_anything_runs(text):
    with pytest.raises(ScenarioError, match="measure"):
        Expression(text, tuple(NAMES))


def test_near_names_are_offered():
    with pytest.raises(ScenarioError, match=r"called 'lsot'; did you mean lost"):
        Expression("sum(lsot)", tuple(NAMES))
    with pytest.raises(ScenarioError, match=r"no function called 'summe'; there is: sum"):
        Expression("summe(lost)", tuple(NAMES))


def test_a_tower_of_powers_ends_at_once():
    assert np.isnan(value("9 ** 9 ** 9 ** 9"))


def test_columns_of_different_lengths_are_found_when_tried_out():
    with pytest.raises(ScenarioError, match="do not fit together"):
        Expression("lost[1:] + sent[:2]", tuple(NAMES)).try_out(NAMES)


def test_every_function_says_how_it_is_called():
    assert all(usage.startswith(f"{name}(") for name, (_, _, _, usage) in FUNCTIONS.items())


@pytest.fixture(scope="module")
def short_life():
    """A run that ends early because all nodes die, with attackers in it."""
    hole = on_nodes("blackhole", 1, 2, 3)
    return run(world(some_nodes(30, 1, 60.0), energy=CHEAP, trust=Trust(), attacks=(hole,)), 400)


def test_every_name_has_a_value_of_its_shape(short_life):
    names = RunNames(short_life.rows, 400, short_life.summary)
    for name in KNOWN:
        assert np.shape(names[name]) == np.shape(made_up(400)[name]) == ((400,) if name in CURVES else ())
    assert set(METRIC_COLUMNS) <= set(CURVES)
    assert len(KNOWN) == len(set(KNOWN)) == len(CURVES) + len(FIGURES)


def test_a_run_that_ends_early_counts_to_its_planned_end(short_life):
    done, summary = len(short_life.rows), short_life.summary
    assert done < 400, "the world of this test must die"
    names = RunNames(short_life.rows, 400, summary)
    assert names["alive"][done:].max() == 0
    assert names["residual_j"][-1] == short_life.rows[-1, COLUMN["residual_j"]]
    assert names["round"].tolist() == list(range(1, 401))
    assert names["lost"].sum() == summary["packets"]["lost"]
    assert names["lnd"] == done


def test_figures_are_those_of_the_summary(short_life):
    names, summary = RunNames(short_life.rows, 400, short_life.summary), short_life.summary
    assert (names["attackers"], names["honest_nodes"]) == (3, 27)
    assert names["energy.spent_by_cause.transmit"] == summary["energy"]["spent_by_cause"]["transmit"]
    assert names["honest.loss_ratio"] == summary["loss_ratio"]
    found = {int(i) for i in summary["excluded"]} & set(summary["attackers"])
    assert names["found"][-1] == pytest.approx(len(found) / 3)
    assert names["wronged"][-1] == pytest.approx(len(summary["false_exclusions"]) / 27)
    assert (np.diff(names["found"]) >= 0).all()
