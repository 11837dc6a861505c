"""Columns of metrics about roles: who holds them, whose program is infected, whose clock is off."""

import numpy as np
import pytest

from engine.readmodel.codes import Duty
from engine.readmodel.metrics import COLUMN
from engine.runtime.compose import recompose
from engine.scenario.model import Node
from engine.scenario.templates import template
from tests.worlds import STRATEGIES, column, on_nodes, rows_of, start, world


def test_holders_are_counted_while_they_live():
    network = start(template("role-flood", 1).replace(attacks=())).network
    row = network.run_round()
    held = network.duties["roles"][network.nodes["alive"] == 1]
    for name, duty in (("controllers", Duty.CONTROLLER), ("keepers", Duty.KEEPER), ("processors", Duty.PROCESSOR)):
        assert row[COLUMN[name]] == sum(bool(bits & duty) for bits in held.tolist()) > 0


def test_infections_and_clocks_are_counted_while_they_last_also_when_the_attack_is_taken_out():
    nodes = tuple(Node(id=k, x=20.0 * k, y=0.0) for k in range(1, 7))
    attacks = (on_nodes("injection", 6, chance=1), on_nodes("clockskew", 1))
    scenario = world(((0.0, 0.0),), attacks=attacks).replace(nodes=nodes)
    parts = start(scenario)
    for rounds, edited in ((2, scenario), (2, scenario.replace(attacks=()))):
        parts = recompose(parts, edited, STRATEGIES)
        for row in rows_of(parts.network, rounds):
            last = row
        duties = parts.network.duties[:6]
        assert column(last, "infected") == duties["infected"].sum() > 0
        assert column(last, "clock_error") == pytest.approx(np.abs(duties["clock"]).mean()) != 0


def test_a_calm_network_has_neither():
    row = rows_of(start(world(((20.0, 0.0),))).network, 1)[0]
    assert column(row, "infected") == column(row, "clock_error") == 0
