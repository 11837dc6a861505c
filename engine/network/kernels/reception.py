"""Path loss with shadowing, and the share of frames that a receiver gets right at a signal-to-noise ratio.

Path loss at d metres, d0 = 1 m: PL(d) = PL0 + 10·n·log10(d/d0) + X, with X from N(0, σ) drawn once for each pair of
nodes: it stands for what lies between two places, so it is the same both ways and in every round.
"""

from __future__ import annotations

from math import cos, erfc, exp, log, log10, pi, sqrt
from typing import Any

import numpy as np

from engine.network.kernels.columns import Array, Links, Nodes
from engine.network.kernels.compile import allocating, compiled, inlined
from engine.network.kernels.obstruction import loss_between

OQPSK, TOSSIM, FSK = range(3)
"""Reception curves."""

WIDEST = 3.0
"""Shadowing is cut at so many σ, which leaves out 0.3 % of a normal distribution, so that no link is endless."""

PROPAGATION = np.dtype(
    [
        ("pl0", "f8"),  # dB at 1 m
        ("exponent", "f8"),  # n
        ("sigma", "f8"),  # dB
        ("budget", "f8"),  # dB: transmitted power less noise
        ("usable", "f8"),  # dB: signal-to-noise ratio from which on two nodes are neighbours
        ("sure", "f8"),  # dB: ratio from which on reception loses nothing worth the reckoning
        ("cap2", "f8"),  # m²: beyond that nobody listens
        ("bits", "f8"),  # of a data frame
        ("link_loss", "f8"),  # share of frames lost for other reasons
        ("curve", "i8"),
    ],
    align=True,
)
"""Constants of the shadowing model; kernels get the one record of the array."""

_GAMMA, _MIX1, _MIX2 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
_UNIT = 1.0 / (1 << 53)


@inlined
def _power(share: float, count: float) -> float:
    """(1 − share)^count, exact for small shares."""
    return exp(count * np.log1p(-share)) if share < 1.0 else 0.0


@inlined
def reception_rate(curve: int, snr_db: float, bits: float) -> float:
    """PRR: probability that a frame of ``bits`` (8·L, L in bytes) is received whole; γ is ``snr_db`` as a ratio.

    ``OQPSK``, IEEE 802.15.4 at 2.4 GHz: BER = 8/15 · 1/16 · Σ_{k=2..16} (−1)^k·C(16,k)·e^{20γ(1/k − 1)},
    PRR = (1 − BER)^{8L}.

    ``TOSSIM``, fit to MicaZ motes: PSE = ½·erfc(1.3687·√(|γ − 0.9187|/2)), PRR = (1 − PSE)^{2L}, two symbols a byte;
    printed for L = 23 with the exponent 46. Below γ = 0.9187 the print would rise again; here PSE stays ½.

    ``FSK``, Zuniga and Krishnamachari 2004, non-coherent, NRZ: PRR = (1 − ½·e^{−γ/1.28})^{8L}.
    """
    ratio = 10.0 ** (snr_db / 10.0)
    if curve == TOSSIM:
        return _power(0.5 * erfc(1.3687 * sqrt(max(ratio - 0.9187, 0.0) / 2.0)), bits / 4.0)
    if curve == FSK:
        return _power(0.5 * exp(-ratio / 1.28), bits)
    total, term = 0.0, -16.0  # (−1)^k·C(16, k), from k = 1 on
    for k in range(2, 17):
        term *= -(17.0 - k) / k
        total += term * exp(20.0 * ratio * (1.0 / k - 1.0))
    return _power(min(max(8.0 / 15.0 / 16.0 * total, 0.0), 0.5), bits)


@inlined
def path_loss(metres: float, pl0: float, exponent: float) -> float:
    """PL(d) = PL0 + 10·n·log10(d/d0) in dB without shadowing; nearer than d0 = 1 m it is PL0."""
    return pl0 + 10.0 * exponent * log10(max(metres, 1.0))


@inlined
def _mix(z: np.uint64) -> np.uint64:
    """The finaliser of SplitMix64."""
    z = (z ^ (z >> _S30)) * _MIX1
    z = (z ^ (z >> _S27)) * _MIX2
    return z ^ (z >> _S31)


@inlined
def _lots(word: np.uint64, one: int, other: int) -> tuple[float, float]:
    """Two draws from [0, 1) that depend on ``word`` and the two ids alone, whichever comes first."""
    low, high = min(one, other), max(one, other)
    z = _mix(_mix(word + np.uint64(low) * _GAMMA) + np.uint64(high) * _GAMMA)
    return float(z >> _S11) * _UNIT, float(_mix(z + _GAMMA) >> _S11) * _UNIT


@inlined
def _normal(first: float, second: float) -> float:
    """A draw from N(0, 1), cut at ± `WIDEST` (Box and Muller 1958)."""
    return min(max(sqrt(-2.0 * log(1.0 - first)) * cos(2.0 * pi * second), -WIDEST), WIDEST)


@inlined
def shadow(word: np.uint64, one: int, other: int) -> float:
    """X/σ of a pair of nodes: a draw from N(0, 1), cut at ± `WIDEST`, by lots from ``word`` and the two ids alone.

    So no other node and no edit changes anything for a pair, and both directions are the same.
    """
    first, second = _lots(word, one, other)
    return _normal(first, second)


@inlined
def _may_hear(metres: float, word: np.uint64, one: int, other: int, air: Any) -> bool:
    """Whether two nodes at this distance are neighbours when nothing stands between them.

    Most pairs are much too far apart. X/σ ≤ −t needs 1 − first ≤ e^{−t²/2}, which is below 1/(1 + t²/2): that spares
    them logarithm and cosine.
    """
    spare = air.budget - path_loss(metres, air.pl0, air.exponent) - air.usable
    if spare >= WIDEST * air.sigma:
        return True
    if spare < -WIDEST * air.sigma:
        return False
    first, second = _lots(word, one, other)
    if spare < 0.0:
        t = spare / air.sigma
        if (1.0 - first) * (1.0 + 0.5 * t * t) > 1.0:
            return False
    return np.float32(air.sigma * _normal(first, second)) <= spare


@allocating
def audible(
    start: Array, target: Array, back: Array, word: np.uint64, ids: Array, nodes: Nodes, skin: float, air: Any
) -> tuple[Array, Array, Array, Array]:
    """Of the pairs of `graph.edges_within` those that are neighbours now, or would be ``skin`` metres nearer.

    Args:
        start: int32[M + 1].
        target: int32[E].
        back: int32[E].
        word: Of the stream; see `shadow`.
        ids: int64[M]: which radio sends; false identities share that of their master.
        nodes: Places.
        skin: How much nearer to each other two nodes may come before the list is made anew, m.
        air: PROPAGATION record.

    Returns:
        start, source, target, back as `graph.edges_within` gives them.
    """
    m = nodes.shape[0]
    kept = np.zeros(target.shape[0], np.uint8)
    starts = np.zeros(m + 1, np.int32)
    for i in range(m):
        for e in range(start[i], start[i + 1]):
            j = target[e]
            if j < i:
                continue
            dx, dy = nodes[i].x - nodes[j].x, nodes[i].y - nodes[j].y
            if _may_hear(sqrt(dx * dx + dy * dy) - skin, word, ids[i], ids[j], air):
                kept[e] = kept[back[e]] = 1
                starts[i + 1] += 1
                starts[j + 1] += 1
    for i in range(m):
        starts[i + 1] += starts[i]
    source, targets = np.empty(starts[m], np.int32), np.empty(starts[m], np.int32)
    backs, at = np.empty(starts[m], np.int32), starts[:-1].copy()
    k = 0
    for i in range(m):  # rows are sorted: row j meets its targets i in this very order
        for e in range(start[i], start[i + 1]):
            if kept[e]:
                source[k], targets[k] = i, target[e]
                backs[at[target[e]]] = k
                at[target[e]] += 1
                k += 1
    return starts, source, targets, backs


@compiled
def cast_shadows(word: np.uint64, ids: Array, links: Links, sigma: float, shade: Array) -> None:
    """Draws the shadowing of every edge of a list.

    Args:
        word: Of the stream; see `shadow`.
        ids: int64[M]: which radio sends.
        links: Who neighbours whom.
        sigma: dB.
        shade: float32[E], written: X in dB.
    """
    for e in range(links.shape[0]):
        if links[e].source < links[e].target:
            x = sigma * shadow(word, ids[links[e].source], ids[links[e].target])
            shade[e] = x
            shade[links[e].back] = x


@compiled
def measure_shadowed(nodes: Nodes, links: Links, shade: Array, boxes: Array, air: Any) -> None:
    """Length of every edge, whether its ends hear each other well enough, and the share of frames that it loses.

    Args:
        nodes: Places.
        links: ``d2``, ``near`` and ``loss`` are written.
        shade: float32[E]: X of each edge, dB.
        boxes: BOX[K]: obstacles; each adds its attenuation.
        air: PROPAGATION record.
    """
    for i in range(nodes.shape[0]):
        x, y = nodes[i].x, nodes[i].y
        for e in range(nodes[i].first, nodes[i].last):
            j, back = links[e].target, links[e].back
            if j < i:
                continue
            dx, dy = x - nodes[j].x, y - nodes[j].y
            d2 = dx * dx + dy * dy
            snr = air.budget - path_loss(sqrt(d2), air.pl0, air.exponent) - shade[e]
            near = snr >= air.usable and d2 <= air.cap2
            if near and boxes.shape[0] > 0:
                snr -= loss_between(i, j, nodes, boxes)
                near = snr >= air.usable
            lost = air.link_loss if near else 1.0
            if near and snr < air.sure:
                lost = 1.0 - (1.0 - lost) * reception_rate(air.curve, snr, air.bits)
            links[e].d2, links[e].near, links[e].loss = d2, near, lost
            links[back].d2, links[back].near, links[back].loss = d2, near, lost
