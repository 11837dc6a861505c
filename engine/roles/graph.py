"""The state graphs of S2 Fig. 2 and Fig. 3 as machines over their tables of arcs: what is no arc cannot happen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.readmodel.codes import NetworkState, NodeState
from engine.readmodel.organisation import NETWORK_ARCS, NODE_ARCS, Arc, network_state_label, node_state_label


class IllegalTransitionError(RuntimeError):
    """Code wanted to take an arc that the graph has not: a fault of the program, never of the user."""


class Machine:
    """The network's state (S2 Fig. 2), how it came there and how often each state and arc was met.

    Args:
        arcs: The graph; no other transition is possible.
    """

    def __init__(self, arcs: Sequence[Arc] = NETWORK_ARCS) -> None:
        self.arcs = tuple(arcs)
        self._index = {(arc.source, arc.target): k for k, arc in enumerate(self.arcs)}
        self.state, self.since, self.cause = NetworkState.S0, 0, "initialisation"
        self.visits = [0] * len(NetworkState)
        self.visits[self.state] = 1
        self.taken = [0] * len(self.arcs)

    def go(self, target: NetworkState, round_: int, cause: str) -> int:
        """Takes the arc to ``target``.

        Args:
            target: The next state.
            round_: The present round.
            cause: Why, in words; the arc's guard when empty.

        Returns:
            16 · from + to, as `Rec.STATE` holds it.

        Raises:
            IllegalTransitionError: There is no such arc.
        """
        source = self.state
        arc = self._index.get((source, target))
        if arc is None:
            raise IllegalTransitionError(f"{network_state_label(source)} → {network_state_label(target)} is no arc")
        self.state, self.since, self.cause = target, round_, cause or self.arcs[arc].guard
        self.visits[target] += 1
        self.taken[arc] += 1
        return 16 * int(source) + int(target)


def _legal() -> np.ndarray:
    allowed = np.zeros((len(NodeState), len(NodeState)), bool)
    for arc in NODE_ARCS:
        allowed[arc.source, arc.target] = True
    return allowed


LEGAL = _legal()
"""bool[from, to]: S2 Fig. 3."""


def check_node_moves(before: np.ndarray, after: np.ndarray) -> None:
    """Raises `IllegalTransitionError` unless every node that changes follows an arc of Fig. 3."""
    wrong = (before != after) & ~LEGAL[before, after]
    if wrong.any():
        k = int(np.flatnonzero(wrong)[0])
        raise IllegalTransitionError(f"{node_state_label(before[k])} → {node_state_label(after[k])} is no arc")
