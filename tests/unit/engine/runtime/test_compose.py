"""From a document to a network: strategies by name, third parties' included, and streams that do not mix."""

from typing import Any, ClassVar

import numpy as np

from engine.network.kernels import routes
from engine.network.strategies import Params
from engine.runtime.compose import compose
from engine.runtime.strategies import Strategies
from engine.scenario.model import Attack, Routing
from tests.worlds import column, quiet, rows_of, s3, start, world


class Straight:
    """A third party's protocol: no heads, everybody sends towards the station."""

    name = "straight"
    title = "Straight"
    mobile = False
    params_type: ClassVar[type[Params]] = Params

    def reset(self, network: Any, params: Any) -> None:
        pass

    def set_up(self, network: Any) -> None:
        rng = network.rng["routing"]
        routes.routes_to_stations(network.routes, network.nodes, network.links, network.belief, rng)


class Fool:
    """A third party's attack."""

    name = "fool"
    title = "Fool"
    tip = "Drops every other packet."
    params_type: ClassVar[type[Params]] = Params

    def perturb(self, behaviour: Any, rows: np.ndarray, params: Any) -> None:
        behaviour["drop"][rows] = 0.5


def test_third_parties_strategies_run_without_any_change_to_the_kernel():
    strategies = Strategies.load()
    strategies.routing.add(Straight())
    strategies.attacks.add(Fool())
    scenario = world(
        [(30, 0), (60, 0)],
        radio=quiet(),
        routing=Routing(protocol="straight"),
        attacks=(Attack(id="f", type="fool", nodes=(1,)),),
    )
    rows = rows_of(compose(scenario, strategies).network, 400)
    assert not column(rows, "heads").any()
    assert 150 < column(rows, "lost_attack").sum() < 250


def test_document_decides_whether_there_is_a_defence():
    assert start(s3(1)).trust is not None
    assert start(s3(1, trust={"enabled": False})).trust is None


def test_each_network_has_its_own_strategy_object():
    one, other = start(s3(1)).network, start(s3(1)).network
    assert one.routing is not other.routing


def test_movement_does_not_depend_on_what_else_is_drawn():
    def places(scenario):
        network = start(scenario).network
        rows_of(network, 10)
        return network.nodes[["x", "y"]][:100].tolist()

    plain = s3(4)
    noisy = s3(4, "blackhole:count=20", trust={"enabled": False}, radio=quiet(range_m=33.0, link_loss=0.4))
    assert places(plain) == places(noisy)
    assert places(plain) != places(s3(5))


def test_run_depends_on_the_documents_seed_not_on_the_process():
    np.random.default_rng(0).random(100)
    first = rows_of(start(s3(4)).network, 5)
    np.random.seed(3)  # noqa: NPY002 - to show that nobody listens to it
    assert np.array_equal(first, rows_of(start(s3(4)).network, 5), equal_nan=True)
