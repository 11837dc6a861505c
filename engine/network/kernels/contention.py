"""Who else is on the air: channel load, collisions and retransmissions as expected values of a round.

Unslotted CSMA/CA of IEEE 802.15.4. A frame to node j is lost when another one reaches j at the same time. Senders that
hear each other defer; they collide only when both start within the turnaround time in which neither can hear. Senders
that do not hear each other (hidden terminals) collide whenever their frames overlap. Let G be the airtime of the frames
that j's neighbours sent since the set-up of the round before, as a share of a round, t the duration of a data frame, τ
the turnaround and h the share of j's neighbours that a sender does not hear. With Poisson arrivals

    P(collision) = 1 − exp(−2·G·(h + (1 − h)·τ/t)).

For places drawn evenly from the disk around j, h = 3√3/4π = 0.41, the part of j's disk outside the sender's; where all
hear all it is 0. A storm of needless traffic defers to nobody: it takes its share of the airtime from every frame,
whatever the access method. Noise (jamming) drowns its share of the frames that come to a node.
"""

from __future__ import annotations

from math import exp, pi, sqrt

from engine.network.kernels.columns import Links, Nodes, Physics
from engine.network.kernels.compile import compiled, inlined

PHY_HEADER_BITS = 48.0
"""Preamble, start of frame and length: 6 B before every frame of IEEE 802.15.4."""
TURNAROUND_BITS = 48.0
"""From receiving to sending: 12 symbols of 4 bit, 192 µs at 250 kbit/s."""
HIDDEN = 3.0 * sqrt(3.0) / (4.0 * pi)
"""h: mean share of a disk that a second disk of the same radius leaves free when its centre is drawn from the first."""


@inlined
def collision_rate(load: float, hidden: float, frame_bits: float) -> float:
    """P(collision) of one attempt under CSMA at a receiver with channel load ``load`` (G), see above."""
    return 1.0 - exp(-2.0 * load * (hidden + (1.0 - hidden) * TURNAROUND_BITS / frame_bits))


@inlined
def failing(loss: float, busy: float) -> float:
    """Probability that an attempt fails: lost on the link, or to other frames."""
    return 1.0 - (1.0 - loss) * (1.0 - busy)


@inlined
def expected_attempts(fails: float, retries: int) -> float:
    """Mean number of attempts for one frame: Σ fails^k, k = 0 … retries."""
    total, power = 1.0, 1.0
    for _ in range(retries):
        power *= fails
        total += power
    return total


@inlined
def given_up(fails: float, retries: int) -> float:
    """Probability that every attempt fails: fails^(retries + 1)."""
    power = fails
    for _ in range(retries):
        power *= fails
    return power


@inlined
def link_loss(edge: int, links: Links, physics: Physics) -> float:
    """Probability that one frame on ``edge`` (-1: to anybody in one hop) is lost on the way, collisions apart."""
    if physics.shadowed and edge >= 0:
        return links[edge].loss
    return physics.link_loss


@inlined
def broadcast_odds(j: int, loss: float, nodes: Nodes, physics: Physics) -> float:
    """Probability that ``j`` misses a frame that nobody acknowledges and so is sent once."""
    if physics.contended:
        return failing(failing(loss, nodes[j].busy), nodes[j].noise)
    return loss


@inlined
def hop_odds(j: int, loss: float, nodes: Nodes, physics: Physics) -> tuple[float, float, float, float]:
    """A frame to ``j`` over a link that loses the share ``loss``.

    Returns:
        Probability that it never arrives, expected attempts, shares of the former that other frames and that noise are
        to blame for.
    """
    if not physics.contended:
        return loss, 1.0, 0.0, 0.0
    busy, noise = nodes[j].busy, nodes[j].noise
    fails = failing(failing(loss, busy), noise)
    blame, drowned = 0.0, 0.0
    if fails > 0:
        blame, drowned = busy * (1.0 - noise) / fails, noise / fails
    return given_up(fails, physics.retries), expected_attempts(fails, physics.retries), blame, drowned


@inlined
def air(i: int, frames: float, bits: float, nodes: Nodes, physics: Physics) -> None:
    """Node ``i`` puts ``frames`` frames of ``bits`` on the air; counted where somebody contends for it."""
    if physics.csma:
        nodes[i].aired += frames * (bits + PHY_HEADER_BITS)


@compiled
def occupy(nodes: Nodes, links: Links, ranged: bool, physics: Physics) -> None:
    """Writes ``busy``, the probability that a frame to a node meets another one, from the frames since the last call.

    Args:
        nodes: ``aired`` is read and begins anew; ``storm_bits`` is read.
        links: Who is in range.
        ranged: False where everybody hears everybody.
        physics: Constants.
    """
    share = 1.0 / (physics.bit_rate * physics.round_s)
    frame, hidden = physics.data_bits + PHY_HEADER_BITS, HIDDEN if ranged else 0.0
    total = 0.0
    for i in range(nodes.shape[0]):
        total += nodes[i].aired
    for j in range(nodes.shape[0]):
        clear = 1.0 - min(1.0, nodes[j].storm_bits * share)
        if physics.csma:
            bits = total - nodes[j].aired
            if ranged:
                bits = 0.0
                for e in range(nodes[j].first, nodes[j].last):
                    if links[e].near:
                        bits += nodes[links[e].target].aired
            clear *= 1.0 - collision_rate(max(bits, 0.0) * share, hidden, frame)
        nodes[j].busy = 1.0 - clear
    for i in range(nodes.shape[0]):
        nodes[i].aired = 0.0
