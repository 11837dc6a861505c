"""The state graphs of S2, Fig. 2 and Fig. 3, laid out: where states stand and how arcs bend."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from engine.readmodel.codes import NetworkState, NodeState
from engine.readmodel.organisation import NETWORK_ARCS, NODE_ARCS, Arc, network_state_label, node_state_label
from widgets.common.states import network_state_words, node_state_words


@dataclass(frozen=True)
class Figure:
    """A state graph as it is drawn."""

    states: tuple[int, ...]
    label: Callable[[int], str]
    words: Callable[[int], str]
    places: Mapping[int, tuple[float, float]]
    """Middles of the states, 0 … 1 from the upper left."""
    arcs: tuple[Arc, ...]
    bends: Mapping[tuple[int, int], float] = field(default_factory=dict)
    """How far arcs bow to their left, in shares of their length; others bow when there is one the other way."""
    sink: int = -1
    """State to which an arc leads from every other: drawn as one stub, and singly where it was taken."""
    aspect: float = 1.1
    """Height by width."""
    loop: tuple[int, ...] = ()
    """States around which a counter turns."""

    def near(self, index: int) -> bool:
        """The arc is drawn in any case."""
        return self.arcs[index].target != self.sink or self.arcs[index].printed


_N = NetworkState
FIG_2 = Figure(
    states=tuple(int(s) for s in NetworkState),
    label=network_state_label,
    words=network_state_words,
    places={
        _N.S0: (0.5, 0.0),
        _N.S1: (0.5, 0.22),
        _N.SS2: (0.05, 0.32),
        _N.SS3: (0.0, 0.6),
        _N.SS4: (0.0, 0.88),
        _N.SS5: (0.29, 1.0),
        _N.SS6: (0.3, 0.62),
        _N.SD2: (0.95, 0.32),
        _N.SD3: (0.72, 0.68),
        _N.SD4: (1.0, 0.6),
        _N.SD5: (1.0, 0.88),
        _N.SD6: (0.66, 1.0),
        _N.SD7: (0.52, 0.5),
    },
    arcs=NETWORK_ARCS,
    bends={
        (_N.S1, _N.SS2): 0.0,
        (_N.SS3, _N.S1): 0.06,
        (_N.SS4, _N.S1): -0.12,
        (_N.SS4, _N.SS6): 0.06,
        (_N.S1, _N.SD2): 0.08,
        (_N.SD2, _N.S1): 0.16,
        (_N.SD3, _N.S1): 0.05,
        (_N.SD2, _N.SD3): 0.02,
    },
    sink=_N.S0,
    aspect=1.12,
    loop=(_N.S1, _N.SD2, _N.SD3),
)
"""The network: S0, S1, self-organisation at the left, decentralisation at the right."""

_M = NodeState
FIG_3 = Figure(
    states=tuple(int(s) for s in NodeState),
    label=node_state_label,
    words=node_state_words,
    places={
        _M.S0: (0.0, 0.0),
        _M.COLL: (0.08, 0.45),
        _M.PROC: (0.92, 0.45),
        _M.KEEP: (0.08, 1.0),
        _M.CONTROL: (0.92, 1.0),
    },
    arcs=NODE_ARCS,
    sink=_M.S0,
    aspect=0.62,
)
"""A node: from S0 to collector, then any to any."""
