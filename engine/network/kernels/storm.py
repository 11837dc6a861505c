"""Needless traffic: frames that drain neighbours (energy depletion) and service messages that others repeat (rush).

Whoever has the sender off its list does not listen to it: that is all the protection there is. Unasked frames count
as interactions that were not relayed, which is how a watchdog sees them (docs/decisions/0006-trust-readings.md).

A flood takes its share of the channel from everyone within range, listening or not. What a drainer sends does so
under CSMA only, where all frames contend: its aim are batteries, and S3 measures it by them.
"""

from __future__ import annotations

import numpy as np

from engine.network.kernels.columns import CONTROL as CONTROL_COUNT
from engine.network.kernels.columns import Array, Behaviour, Belief, Books, Links, Nodes, Physics, Routes, Watch
from engine.network.kernels.compile import compiled, inlined
from engine.network.kernels.contention import PHY_HEADER_BITS, air
from engine.network.kernels.energy import CONTROL, RECEIVE, TRANSMIT, count_more, hear_cost, send_cost, spend
from engine.network.kernels.hearing import Heard

ASKED_FOR = 1.0
"""Frames a round from one neighbour that nobody takes amiss."""


@inlined
def note_unasked(e: int, frames: float, watch: Watch) -> None:
    """What the observer of edge ``e`` writes down about ``frames`` that it did not ask for."""
    watch[e].heard += np.float32(frames)
    watch[e].r += np.float32(max(frames - ASKED_FOR, 0.0))
    watch[e].seen = 1


@compiled
def drain(
    nodes: Nodes,
    behaviour: Behaviour,
    links: Links,
    watch: Watch,
    belief: Belief,
    books: Books,
    physics: Physics,
    heard: Heard,
) -> None:
    """Energy depletion (S3-27): every neighbour that has the attacker on its list receives all its frames.

    Args:
        nodes: Energy is spent: by the attacker to send, by its neighbours to receive.
        behaviour: ``spam``, frames a round.
        links: Who is in range; without a radio range there are none, and everybody hears.
        watch: Unasked frames are noted.
        belief: Lists.
        books: The log.
        physics: Costs.
        heard: Written where somebody heeds.
    """
    for i in range(nodes.shape[0]):
        frames = behaviour[i].spam
        if frames <= 0 or not nodes[i].alive:
            continue
        bits = frames * physics.data_bits
        if not spend(i, send_cost(i, bits, physics.shout2, nodes, physics), TRANSMIT, nodes, books, physics.round_s):
            continue
        air(i, frames, physics.data_bits, nodes, physics)
        if heard.shape[0] > 0:
            heard[i].frames += np.float32(frames)
        if physics.range2 == np.inf:
            for p in range(nodes.shape[0]):
                if p != i and nodes[p].alive:
                    spend(p, hear_cost(p, bits, nodes), RECEIVE, nodes, books, physics.round_s)
            continue
        for e in range(nodes[i].first, nodes[i].last):
            p = links[e].target
            if not links[e].near or not belief[e].trusted or not nodes[p].alive or nodes[p].station:
                continue
            if physics.watching:
                note_unasked(e, frames, watch)
            spend(p, hear_cost(p, bits, nodes), RECEIVE, nodes, books, physics.round_s)
            count_more(frames, books)


@compiled
def flood(
    nodes: Nodes,
    routes: Routes,
    behaviour: Behaviour,
    links: Links,
    watch: Watch,
    belief: Belief,
    books: Books,
    physics: Physics,
    heard: Heard,
) -> None:
    """Rush (S3-26): service messages of routing that every node within ``reach`` hops hears and repeats.

    Args:
        nodes: Energy is spent; ``storm_bits`` is added to.
        routes: ``queue`` and ``ties`` are scratch: the order in which nodes hear, and the hops that it took.
        behaviour: ``storm``, messages a round, and ``reach``, hops.
        links: Who is in range; without a radio range everybody hears the attacker, and nobody repeats.
        watch: The attacker's neighbours note messages that they did not ask for.
        belief: Lists: a message from a node off the list is neither heard nor repeated.
        books: Messages sent are counted as control packets.
        physics: Costs.
        heard: Written where somebody heeds.
    """
    bits = max(physics.control_bits, 1.0)
    for origin in range(nodes.shape[0]):
        messages = behaviour[origin].storm
        if messages <= 0 or not nodes[origin].alive:
            continue
        if physics.range2 == np.inf:
            _shout(origin, messages, send_cost(origin, bits, physics.shout2, nodes, physics), nodes, books, physics)
            _note_storm(origin, messages, heard)
            for p in range(nodes.shape[0]):
                nodes[p].storm_bits += messages * (bits + PHY_HEADER_BITS) * (p != origin)
                if p != origin and nodes[p].alive:
                    spend(p, messages * hear_cost(p, bits, nodes), CONTROL, nodes, books, physics.round_s)
            continue
        routes["ties"][:] = -1
        routes[origin].ties = 0
        routes[0].queue = origin
        front, tail = 0, 1
        while front < tail:
            u = routes[front].queue
            front += 1
            if routes[u].ties >= behaviour[origin].reach or nodes[u].station:
                continue
            if not _shout(u, messages, send_cost(u, bits, physics.shout2, nodes, physics), nodes, books, physics):
                continue
            if u == origin:
                _note_storm(origin, messages, heard)
            for e in range(nodes[u].first, nodes[u].last):
                p = links[e].target
                if not links[e].near or not nodes[p].alive:
                    continue
                nodes[p].storm_bits += messages * (bits + PHY_HEADER_BITS)
                if not belief[e].trusted or p == origin:
                    continue
                if u == origin and physics.watching and not nodes[p].station:
                    note_unasked(e, messages, watch)
                spend(p, messages * hear_cost(p, bits, nodes), CONTROL, nodes, books, physics.round_s)
                count_more(messages, books)
                if routes[p].ties < 0:
                    routes[p].ties = routes[u].ties + 1
                    routes[tail].queue = p
                    tail += 1


@inlined
def _note_storm(origin: int, messages: float, heard: Heard) -> None:
    """Who hears ``origin`` itself counts what it began; who repeats it is not to blame."""
    if heard.shape[0] > 0:
        heard[origin].control += np.float32(messages)


@inlined
def _shout(u: int, messages: float, cost: float, nodes: Nodes, books: Books, physics: Physics) -> bool:
    """Node ``u`` sends ``messages`` service messages; returns whether it could pay."""
    if not spend(u, messages * cost, CONTROL, nodes, books, physics.round_s):
        return False
    books.counts[CONTROL_COUNT] += np.int64(messages)
    return True


def sent(behaviour: Behaviour, alive: Array) -> Array:
    """int32[M]: needless frames and messages that each live node sends in a round."""
    return np.where(alive, behaviour["spam"] + behaviour["storm"], 0).astype(np.int32)
