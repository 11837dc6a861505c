"""Every protocol and every attack over every kind of radio: books balance, and the same seed gives the same run."""

import numpy as np
import pytest

from engine.scenario.model import Attack, Routing
from engine.scenario.templates import template
from tests.worlds import STRATEGIES, assert_books_balance, column, rows_of, start

RADIOS = {
    "motes": lambda: template("s3-motes", 6),
    "obstacles": lambda: template("s3-obstacles", 6),
    "weak": lambda: with_radio(curve="fsk", min_reception=0.3, tx_dbm=-2.0, retries=1),
}


def with_radio(**changes):
    scenario = template("s3-motes", 6)
    return scenario.replace(radio=scenario.radio.model_copy(update=changes))


def trace(scenario):
    network = start(scenario).network
    rows = rows_of(network, 12)
    assert_books_balance(network)
    return rows


@pytest.mark.parametrize("radio", RADIOS)
@pytest.mark.parametrize("protocol", list(STRATEGIES.routing.items()))
def test_protocols_run_over_every_radio(protocol, radio):
    scenario = RADIOS[radio]().replace(routing=Routing(protocol=protocol))
    rows = trace(scenario)
    assert np.array_equal(rows, trace(scenario), equal_nan=True)
    assert column(rows, "delivered").sum() > 0.3 * column(rows, "generated").sum()


@pytest.mark.parametrize("radio", RADIOS)
@pytest.mark.parametrize("kind", list(STRATEGIES.attacks.items()))
def test_attacks_run_over_every_radio(kind, radio):
    attack = Attack(id=kind, type=kind, count=6, start=3)
    scenario = RADIOS[radio]().replace(attacks=(attack,))
    assert np.array_equal(trace(scenario), trace(scenario), equal_nan=True)
