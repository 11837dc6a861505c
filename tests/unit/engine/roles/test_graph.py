"""The state graphs are tables: what is no arc cannot happen."""

from __future__ import annotations

import numpy as np
import pytest

from engine.readmodel.codes import NetworkState, NodeState
from engine.readmodel.organisation import NETWORK_ARCS, NODE_ARCS
from engine.roles.graph import IllegalTransitionError, Machine, check_node_moves


def test_every_arc_can_be_taken_and_is_counted():
    for k, arc in enumerate(NETWORK_ARCS):
        machine = Machine()
        machine.state = NetworkState(arc.source)
        assert machine.go(NetworkState(arc.target), 7, "") == 16 * arc.source + arc.target
        assert (machine.state, machine.since, machine.cause) == (arc.target, 7, arc.guard)
        assert machine.taken[k] == 1
        assert sum(machine.taken) == 1


def test_what_is_no_arc_raises():
    arcs = {(a.source, a.target) for a in NETWORK_ARCS}
    for source in NetworkState:
        for target in NetworkState:
            if (source, target) in arcs:
                continue
            machine = Machine()
            machine.state = source
            with pytest.raises(IllegalTransitionError):
                machine.go(target, 1, "")
            assert machine.state is source


def test_nodes_start_as_collectors_and_then_go_anywhere():
    arcs = {(a.source, a.target) for a in NODE_ARCS}
    for source in NodeState:
        for target in NodeState:
            move = np.array([source], np.uint8), np.array([target], np.uint8)
            if (source, target) in arcs or source is target:
                check_node_moves(*move)
            else:
                with pytest.raises(IllegalTransitionError):
                    check_node_moves(*move)
