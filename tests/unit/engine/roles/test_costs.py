"""Joules are booked on the duty that a node had when it spent them."""

from __future__ import annotations

import numpy as np
import pytest

from engine.readmodel.codes import Duty, EnergyCause
from engine.roles.costs import Costs
from tests.worlds import start, world


def spend(network, row, cause, joules):
    network.nodes["spent"][row, cause] += joules


def test_each_cause_goes_to_the_duty_held_then():
    network = start(world([(0.0, 0.0), (5.0, 0.0)])).network
    costs, roles = Costs(len(network.nodes)), network.duties["roles"]
    roles[0] = Duty.COLLECTOR | Duty.KEEPER
    spend(network, 0, EnergyCause.TRANSMIT, 1.0)
    spend(network, 0, EnergyCause.SERVICE, 0.5)
    costs.book(network)
    roles[0] = Duty.COLLECTOR | Duty.PROCESSOR | Duty.CONTROLLER | Duty.DETECTOR
    spend(network, 0, EnergyCause.COMPUTE, 2.0)
    spend(network, 0, EnergyCause.SERVICE, 0.25)
    spend(network, 0, EnergyCause.OVERHEAR, 0.125)
    spend(network, 0, EnergyCause.INCIDENT, 4.0)
    assert costs.of(network, 0) == pytest.approx(
        {"collect": 0.0, "keep": 1.0, "process": 2.0, "control": 0.25, "detect": 0.125, "service": 0.5}
    )
    assert not any(costs.of(network, 1).values())


def test_accounts_follow_their_rows():
    network = start(world([(0.0, 0.0), (5.0, 0.0)])).network
    costs = Costs(len(network.nodes))
    spend(network, 1, EnergyCause.SENSE, 1.0)
    costs.book(network)
    moved = costs.carried(np.array([1, -1, 2]))
    assert moved.joules[0].sum() == pytest.approx(1.0)
    assert not moved.joules[1:].any()
