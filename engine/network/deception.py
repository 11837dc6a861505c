"""Attacks that make others see a network that is not there: wormholes, false identities, routes that lead back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.network.kernels import deceit
from engine.network.kernels.columns import Behaviour, Links, Nodes
from engine.readmodel.codes import Rec

if TYPE_CHECKING:
    from engine.network.network import Network

FALSE = -2
"""``via`` of the direction of a false pair in which the tunnel's far end is the observer."""


_OWN = (
    *(
        "identities",
        "tunnel",
        "catches",
        "spam",
        "storm",
        "loop",
        "forge",
        "requests",
        "joins",
        "infect",
        "hello",
        "awaken",
    ),
    *("polls", "desync", "skew", "replay", "noise"),
)
"""What false identities do not do beside their master."""


class Deceptions:
    """What is being feigned now. One for each network; nothing costs anything while nobody deceives.

    Args:
        rows: Vertices of the network, M.
    """

    def __init__(self, rows: int) -> None:
        self.bent = np.full(rows, -1, np.int32)
        """int32[M]: row to which a loop attacker sends packets back, -1."""
        self.ends: tuple[tuple[int, ...], ...] = ()
        """Rows of the ends of each open wormhole."""
        self.ghosts = self.looping = self.active = False
        self.catching = False
        """Ends of a tunnel pass on what they overhear."""
        self._covert = np.zeros(rows, bool)
        self.told: tuple[int, ...] = ()

    def take(self, behaviour: Behaviour, nodes: Nodes) -> bool:
        """Looks at what attackers do from now on; gives false identities their masters' ways.

        Returns:
            Whether other wormholes are open than before: the neighbour list must be made anew.
        """
        ghosts = np.flatnonzero(nodes["master"] >= 0)
        self.ghosts = bool(len(ghosts))
        if self.ghosts:
            masters = nodes["master"][ghosts]
            behaviour[ghosts] = behaviour[masters]
            drop, more = behaviour["drop"][masters], behaviour["ghost_drop"][masters]
            behaviour["drop"][ghosts] = 1 - (1 - drop) * (1 - more)
            for name in _OWN:
                behaviour[name][ghosts] = 0
        self.looping = bool(behaviour["loop"].any())
        if not self.looping:
            self.bent[:] = -1
        self.told = () if not behaviour["tunnel"].any() else self.told
        self.active = self.ghosts or self.looping or bool(behaviour["tunnel"].any())
        self.catching = bool(behaviour["catches"].any())
        self._covert = behaviour["catches"] == 1
        before, number = self.ends, behaviour["tunnel"]
        groups = (np.flatnonzero(number == k) for k in np.unique(number[number > 0]))
        self.ends = tuple(tuple(g.tolist()) for g in groups if len(g) > 1)
        return self.ends != before

    def false_pairs(self, nodes: Nodes, reach: float) -> np.ndarray:
        """Pairs that open wormholes feign: who can hear one end takes every other end for a neighbour.

        Args:
            nodes: Places.
            reach: Radio range plus skin, m.

        Returns:
            int32[P, 3]: far end, who hears the near end, near end. Ends hear each other.
        """
        x, y = nodes["x"], nodes["y"]
        found: list[np.ndarray] = []
        for ends in self.ends:
            if self._covert[list(ends)].all():
                continue  # these catch what others say to one another, and show nobody a neighbour that is none
            for far in ends:
                for near in ends:
                    if near == far:
                        continue
                    hears = np.hypot(x - x[near], y - y[near]) <= reach
                    hears &= np.hypot(x - x[far], y - y[far]) > reach
                    rows = np.flatnonzero(hears)
                    found.append(np.stack([np.full_like(rows, far), rows, np.full_like(rows, near)], axis=1))
        return np.concatenate(found).astype(np.int32) if found else np.empty((0, 3), np.int32)

    def measure(self, network: Network) -> None:
        """Refreshes the false pairs; tells how many there are when a tunnel opened."""
        if not self.ends:
            self.told = ()
            return
        range2, loss = float(network.physics["shout2"]), float(network.physics["link_loss"])
        pairs = int(deceit.measure_false(network.nodes, network.links, network.behaviour, range2, loss))
        for ends in self.ends:
            if ends[0] not in self.told and network.round:
                ids = network.nodes["id"]
                network.note(Rec.TUNNEL, int(ids[ends[0]]), int(ids[ends[-1]]), c=pairs)
        self.told = tuple(ends[0] for ends in self.ends)

    def appear(self, network: Network) -> None:
        """False identities come and go, and walk with their masters; a tunnel lives while its ends live."""
        if self.ghosts:
            deceit.appear(network.nodes, network.behaviour)
        self.measure(network)

    def bend(self, network: Network) -> None:
        """After set-up: loop attackers lead packets back."""
        if self.looping:
            time = (network.round - 1) * network.round_s
            links = network.links if network.ranged else network.links[:0]
            deceit.bend(network.nodes, network.routes, network.behaviour, links, network.books, time, self.bent)

    def catch(self, network: Network) -> None:
        """Before the round is settled: what a tunnel delivered before the legitimate copy came."""
        known = (network.links, network.packets, network.books, network.rng["service"], network.heard)
        deceit.catch(network.nodes, network.routes, network.behaviour, *known)

    def settle(self, network: Network) -> None:
        """Masters pay for their false identities."""
        if self.ghosts:
            deceit.pay_for_ghosts(network.nodes, network.books, network.physics)


def with_false_pairs(
    start: np.ndarray, source: np.ndarray, target: np.ndarray, false: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The edge list of `kernels.graph.edges_within` with the pairs of `Deceptions.false_pairs` in it.

    Args:
        start: int32[M + 1].
        source: int32[E].
        target: int32[E].
        false: int32[P, 3].

    Returns:
        start, source, target, back as `edges_within` gives them, and via: for each edge the row that is really heard,
        `FALSE` the other way round, -1 for true pairs.
    """
    far, hears, near = false.T
    sources, targets = np.concatenate([source, far, hears]), np.concatenate([target, hears, far])
    vias = np.concatenate([np.full(len(source), -1), near, np.full(len(far), FALSE)]).astype(np.int32)
    m = len(start) - 1
    # each pair once: a pair of ends comes from both sides, and the side that names what is heard counts
    order = np.lexsort((-vias, targets, sources))
    key = sources[order].astype(np.int64) * m + targets[order]
    order = order[np.r_[True, key[1:] != key[:-1]]] if len(order) else order
    sources, targets, vias = sources[order], targets[order], vias[order]
    starts = np.searchsorted(sources, np.arange(m + 1)).astype(np.int32)
    key = sources.astype(np.int64) * m + targets
    back = np.searchsorted(key, targets.astype(np.int64) * m + sources).astype(np.int32)
    return starts, sources.astype(np.int32), targets.astype(np.int32), back, vias


def heard_through(links: Links) -> np.ndarray:
    """bool[E]: edges of pairs that take each other for neighbours through a tunnel only."""
    through: np.ndarray = (links["via"] != -1) & (links["near"] == 1)
    return through
