"""SEP: nodes with more energy stand for head in proportion, which keeps the weak ones alive for longer."""

import numpy as np
import pytest

from engine.routing.sep import epochs
from engine.scenario.model import Node, Routing
from engine.scenario.templates import template
from tests.worlds import column, quiet, rows_of, start, world


def unequal(weak, strong, energy=2.0, factor=3.0, share=0.1, **changes):
    """``strong`` nodes with ``factor`` times the energy of the others."""
    nodes = tuple(
        Node(id=k + 1, x=5.0 * (k % 10), y=5.0 * (k // 10), energy_j=energy * factor if k < strong else energy)
        for k in range(weak + strong)
    )
    routing = Routing(protocol="sep", params={"head_share": share})
    return world([], ((25, 60),), routing=routing, radio=quiet(range_m=None), **changes).replace(nodes=nodes)


def test_epochs_are_those_of_the_paper():
    # m = 0.2, a = 3, p = 0.1: p_nrm = 0.1/1.6 = 1/16, p_adv = 4 · p_nrm = 1/4
    network = start(unequal(80, 20, factor=4.0)).network
    assert epochs(network.nodes, 0.1)[:100].tolist() == [4] * 20 + [16] * 80


def test_each_node_heads_once_in_each_epoch_of_its_own():
    network = start(unequal(80, 20, factor=4.0)).network
    rows = rows_of(network, 48)
    assert network.routes["times_head"][:100].tolist() == [12] * 20 + [3] * 80
    assert column(rows, "heads").mean() == pytest.approx(10.0), "pN heads on average"


def test_with_equal_batteries_it_is_leach():
    leach = template("s3-connected", 4)
    one, other = (
        start(leach.replace(routing=Routing(protocol=p, params={"head_share": 0.1}))).network for p in ("leach", "sep")
    )
    assert np.array_equal(rows_of(one, 40), rows_of(other, 40), equal_nan=True)


def first_death(protocol, seed):
    base = template("leach-100", seed)
    nodes = tuple(n.model_copy(update={"energy_j": 0.1 if n.id % 5 == 0 else 0.05}) for n in base.nodes)
    routing = Routing(protocol=protocol, params={"head_share": 0.1})
    rows = rows_of(start(base.replace(nodes=nodes, routing=routing)).network, 140)
    dead = np.flatnonzero(column(rows, "alive") < 100)
    assert len(dead)
    return int(dead[0])


def test_stable_period_is_longer_than_leachs_with_a_fifth_of_advanced_nodes():
    leach, sep = (np.mean([first_death(p, seed) for seed in range(6)]) for p in ("leach", "sep"))
    assert sep > 1.03 * leach
