"""Every attack in every variation, in a network of roles under the protocols ``roles`` and ``leach`` (S2-53)."""

import numpy as np
import pytest

from engine.network.strategies import Exploiting, MixtureStrategy
from engine.readmodel.metrics import COLUMN
from engine.readmodel.organisation import NETWORK_ARCS
from engine.scenario.model import Attack, Node, Radio, Routing
from engine.scenario.organisation import Roles
from tests.worlds import STRATEGIES, assert_books_balance, rows_of, some_nodes, start, world

SINGLE = [a.name for a in STRATEGIES.attacks if not isinstance(a, MixtureStrategy)]
CASES = [(name, "common") for name in SINGLE]
CASES += [(a.name, "exploiting") for a in STRATEGIES.attacks if isinstance(a, Exploiting)]
START = 6
SEEN = [k for name, k in COLUMN.items() if "honest" not in name and name not in ("trust_mean", "excluded")]


def organised(protocol, *attacks):
    """40 nodes in two subnets, with everything that attacks may act upon."""
    places = some_nodes(40, 4, 120.0)
    nodes = tuple(Node(id=k, x=x, y=y, subnet="ab"[x > 60]) for k, (x, y) in enumerate(places, 1))
    return world(
        places,
        ((60.0, 60.0),),
        radio=Radio(range_m=35.0),
        roles=Roles(enabled=True, pace=4),
        routing=Routing(protocol=protocol),
        attacks=attacks,
    ).replace(nodes=nodes)


def attack(kind, variation, origin="insider"):
    return Attack(id="x", type=kind, nodes=(5, 17), start=START, duration=14, variation=variation, origin=origin)


@pytest.fixture(scope="module")
def calm():
    return {protocol: rows_of(start(organised(protocol)).network, START - 1) for protocol in ("roles", "leach")}


@pytest.mark.parametrize("protocol", ["roles", "leach"])
@pytest.mark.parametrize(("kind", "variation"), CASES, ids=lambda v: v)
def test_runs_acts_and_ends(kind, variation, protocol, calm):
    parts = start(organised(protocol, attack(kind, variation)))
    network = parts.network
    before = rows_of(network, START - 1)
    assert np.array_equal(before[:, SEEN], calm[protocol][:, SEEN], equal_nan=True), "nothing before it starts"
    rows_of(network, 1)
    honest = np.zeros(1, network.behaviour.dtype)
    honest["claim"] = honest["boast"] = honest["attacker"] = 1
    assert (network.behaviour[[4, 16]] != honest).all()
    rows_of(network, 24)
    assert_books_balance(network)
    society = parts.roles.running
    assert sum(society.machine.taken) + 1 == sum(society.machine.visits)
    assert len(society.machine.taken) == len(NETWORK_ARCS)
    versions = [d.controller for d in society.domains()]
    assert len(set(versions)) == len(versions)


@pytest.mark.parametrize(("kind", "variation"), CASES, ids=lambda v: v)
def test_outsiders_carry_out_every_attack(kind, variation):
    parts = start(organised("roles", attack(kind, variation, "outsider")))
    network = parts.network
    rows_of(network, START - 1)
    assert network.nodes["alive"][[4, 16]].tolist() == [0, 0]
    rows_of(network, 25)
    assert_books_balance(network)
    assert network.nodes["alive"][[4, 16]].tolist() == [0, 0], "they left when their attack ended"
