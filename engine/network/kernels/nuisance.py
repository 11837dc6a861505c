"""Messages that make others work or keep them awake: hello floods (S2-41) and denial of sleep (S2-42).

A neighbour that has the sender off its list does not answer it. Unasked messages count as in `kernels.storm`.
"""

from __future__ import annotations

import numpy as np

from engine.network.kernels.columns import CONTROL as CONTROL_COUNT
from engine.network.kernels.columns import Array, Behaviour, Belief, Books, Idle, Links, Nodes, Physics, Watch
from engine.network.kernels.compile import compiled, inlined
from engine.network.kernels.contention import PHY_HEADER_BITS, air
from engine.network.kernels.energy import CONTROL, count_more, hear_cost, send_cost, spend
from engine.network.kernels.hearing import Heard
from engine.network.kernels.storm import note_unasked

LINGER_S = 0.1
"""How long a radio stays on after a frame that woke it, waiting for another, s."""


@inlined
def _shun(
    i: int, messages: float, nodes: Nodes, links: Links, watch: Watch, belief: Belief, watching: bool, shunned: Array
) -> None:
    """Marks the neighbours that do not listen to ``i``; the others note what they did not ask for."""
    for e in range(nodes[i].first, nodes[i].last):
        p = links[e].target
        if not links[e].near:
            continue
        if not belief[e].trusted:
            shunned[p] = 1
        elif watching and nodes[p].alive and not nodes[p].station:
            note_unasked(e, messages, watch)


@inlined
def _ask(
    i: int,
    messages: float,
    reach2: float,
    answered: bool,
    nodes: Nodes,
    books: Books,
    physics: Physics,
    shunned: Array,
    hit: Array,
) -> None:
    """Everybody within ``reach2`` m² receives the messages of ``i``; who listens to it answers each."""
    bits = max(physics.control_bits, 1.0)
    for p in range(nodes.shape[0]):
        dx, dy = nodes[p].x - nodes[i].x, nodes[p].y - nodes[i].y
        if p == i or dx * dx + dy * dy > reach2:
            continue
        nodes[p].storm_bits += messages * (bits + PHY_HEADER_BITS)
        if shunned[p] or not nodes[p].alive or nodes[p].station or nodes[p].master >= 0:
            continue
        hit[p] = i
        heard = spend(p, messages * hear_cost(p, bits, nodes), CONTROL, nodes, books, physics.round_s)
        count_more(messages, books)
        if not heard or not answered:
            continue
        cost = messages * send_cost(p, bits, physics.shout2, nodes, physics)
        if spend(p, cost, CONTROL, nodes, books, physics.round_s):
            air(p, messages, bits, nodes, physics)
            count_more(messages, books)
            books.counts[CONTROL_COUNT] += int(messages)


@inlined
def _call(
    i: int,
    messages: float,
    reach2: float,
    answered: bool,
    nodes: Nodes,
    links: Links,
    watch: Watch,
    belief: Belief,
    books: Books,
    physics: Physics,
    shunned: Array,
    hit: Array,
) -> bool:
    """Node ``i`` sends messages that carry ``reach2`` m² to all who are there; returns whether it can pay for them."""
    bits = max(physics.control_bits, 1.0)
    cost = messages * send_cost(i, bits, reach2, nodes, physics)
    if not spend(i, cost, CONTROL, nodes, books, physics.round_s):
        return False
    air(i, messages, bits, nodes, physics)
    books.counts[CONTROL_COUNT] += int(messages)
    _shun(i, messages, nodes, links, watch, belief, physics.watching, shunned)
    _ask(i, messages, reach2, answered, nodes, books, physics, shunned, hit)
    for e in range(nodes[i].first, nodes[i].last):
        shunned[links[e].target] = 0
    return True


@compiled
def greet(
    hello: Array,
    answered: Array,
    nodes: Nodes,
    behaviour: Behaviour,
    links: Links,
    watch: Watch,
    belief: Belief,
    books: Books,
    physics: Physics,
    shunned: Array,
    hit: Array,
    heard: Heard,
) -> None:
    """Hello flood: whoever hears the greetings takes the sender into its tables and answers each of them.

    Args:
        hello: float32[M]: greetings a round.
        answered: uint8[M]: 0 for senders that nobody takes for one of the network; they are heard, not answered.
        nodes: Energy is spent; ``storm_bits`` is added to.
        behaviour: ``hello_m``: how far greetings carry; no less than the radio range.
        links: Who is in range.
        watch: Neighbours note what they did not ask for.
        belief: Lists.
        books: Messages count as control packets.
        physics: Costs.
        shunned: uint8[M], scratch, all 0.
        hit: int32[M]: of each row that was greeted, by whom.
        heard: Written where somebody heeds.
    """
    for i in range(nodes.shape[0]):
        messages = hello[i]
        if messages <= 0 or not nodes[i].alive:
            continue
        reach2 = max(behaviour[i].hello_m * behaviour[i].hello_m, physics.shout2)
        on = answered[i] > 0
        sent = _call(i, messages, reach2, on, nodes, links, watch, belief, books, physics, shunned, hit)
        if sent and heard.shape[0] > 0:
            heard[i].control += np.float32(messages)


@compiled
def keep_awake(
    frames: Array,
    answered: Array,
    nodes: Nodes,
    idle: Idle,
    links: Links,
    watch: Watch,
    belief: Belief,
    books: Books,
    physics: Physics,
    shunned: Array,
    hit: Array,
    heard: Heard,
) -> None:
    """Denial of sleep: requests that neighbours answer, and after each of which their radios stay on for a while.

    Args:
        frames: float32[M]: requests a round.
        answered: As of `greet`.
        nodes: Energy is spent.
        idle: ``awake_s`` is written where listening costs.
        links: Who is in range; without a radio range everybody.
        watch: Neighbours note what they did not ask for.
        belief: Lists.
        books: Messages count as control packets.
        physics: Costs.
        shunned: uint8[M], scratch, all 0.
        hit: int32[M]: of each victim, whose it is.
        heard: Written where somebody heeds.
    """
    for i in range(nodes.shape[0]):
        messages = frames[i]
        if messages <= 0 or not nodes[i].alive:
            continue
        sent = _call(
            i, messages, physics.shout2, answered[i] > 0, nodes, links, watch, belief, books, physics, shunned, hit
        )
        if sent and heard.shape[0] > 0:
            heard[i].wakes += np.float32(messages)
        if not sent or not answered[i]:  # what is not answered is no reason to wait for more
            continue
        for p in range(idle.shape[0]):
            if hit[p] == i:
                idle[p].awake_s += messages * LINGER_S
