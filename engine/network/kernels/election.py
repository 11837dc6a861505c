"""Election of cluster heads by chance, each node once per epoch (LEACH, SEP)."""

from __future__ import annotations

from engine.network.kernels.columns import Array, Behaviour, Books, Nodes, Routes
from engine.network.kernels.compile import compiled, inlined
from engine.network.kernels.energy import write
from engine.network.kernels.rng import uniform
from engine.readmodel.codes import Rec

_HEAD = int(Rec.HEAD)


@inlined
def _stand(
    i: int, chance: float, nodes: Nodes, routes: Routes, behaviour: Behaviour, books: Books, time: float, rng: Array
) -> None:
    """Node ``i`` becomes head with probability ``chance`` unless it was one in this epoch; a liar always does."""
    routes[i].head = 0
    if not nodes[i].alive or not (nodes[i].sensor or nodes[i].master >= 0):
        return
    stands = not routes[i].served and uniform(rng) < chance
    if (stands or behaviour[i].force_head) and routes[i].uplink >= 0:
        routes[i].head = 1
        routes[i].served = 1
        routes[i].times_head += 1
        write(books, _HEAD, time, nodes[i].id, -1, 0, 0.0)


@compiled
def elect(
    place: int,
    epoch: int,
    nodes: Nodes,
    routes: Routes,
    behaviour: Behaviour,
    books: Books,
    time: float,
    rng: Array,
) -> None:
    """Elects the heads of a round.

    A node that was not head in this epoch becomes one with probability T = p / (1 − p·(r mod 1/p)) = 1 / (1/p − place),
    which is exactly 1 in the last round of the epoch. Only a node with a route to a station stands.

    Args:
        place: r mod 1/p, the place of the round within the epoch.
        epoch: 1/p, rounds.
        nodes: Ids and life.
        routes: ``head``, ``served`` and ``times_head`` are written; ``uplink`` is read.
        behaviour: A liar announces itself every round.
        books: The log.
        time: Simulation time of the set-up, s.
        rng: uint64[1].
    """
    if place == 0:
        routes["served"][:] = 0
    chance = 1.0 / (epoch - place)
    for i in range(nodes.shape[0]):
        _stand(i, chance, nodes, routes, behaviour, books, time, rng)


@compiled
def elect_by_weight(
    done: int,
    epoch: Array,
    nodes: Nodes,
    routes: Routes,
    behaviour: Behaviour,
    books: Books,
    time: float,
    rng: Array,
) -> None:
    """Elects the heads of a round where every node has an epoch of its own (SEP); else as `elect`.

    Args:
        done: r, rounds done.
        epoch: int32[M]: 1/p_i, rounds.
        nodes: Ids and life.
        routes: ``head``, ``served`` and ``times_head`` are written; ``uplink`` is read.
        behaviour: A liar announces itself every round.
        books: The log.
        time: Simulation time of the set-up, s.
        rng: uint64[1].
    """
    for i in range(nodes.shape[0]):
        place = done % epoch[i]
        if place == 0:
            routes[i].served = 0
        _stand(i, 1.0 / (epoch[i] - place), nodes, routes, behaviour, books, time, rng)
