"""Columns of metrics about roles: who holds them, whose program is infected, whose clock is off."""

from engine.network.network import Network
from engine.readmodel.codes import Duty
from engine.readmodel.metrics import COLUMN
from engine.runtime.compose import compose
from engine.runtime.strategies import Strategies
from engine.scenario.model import Attack
from engine.scenario.templates import template


def _network(attacked: bool) -> Network:
    attacks = (Attack(id="a", type="blackhole", nodes=(5,), start=900),) if attacked else ()
    return compose(template("role-flood", 1).replace(attacks=attacks), Strategies.load()).network


def test_holders_are_counted_while_they_live():
    network = _network(attacked=False)
    row = network.run_round()
    held = network.duties["roles"][network.nodes["alive"] == 1]
    for name, duty in (("controllers", Duty.CONTROLLER), ("keepers", Duty.KEEPER), ("processors", Duty.PROCESSOR)):
        assert row[COLUMN[name]] == sum(bool(bits & duty) for bits in held.tolist()) > 0


def test_infections_and_clocks_are_counted_only_where_somebody_attacks():
    for attacked in (True, False):
        network = _network(attacked)
        network.run_round()
        live = [r for r in range(len(network.nodes)) if network.nodes["alive"][r] and not network.nodes["station"][r]]
        network.duties["infected"][live[:2]] = 1
        network.duties["clock"][live[0]] = -6.0
        row = network.run_round()
        assert row[COLUMN["infected"]] == 2 * attacked
        assert abs(row[COLUMN["clock_error"]] - attacked * 6.0 / len(live)) < 1e-6
