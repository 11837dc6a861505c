"""How far signals carry: the radio model of a document, and the neighbour list that follows from it.

``disk``: two nodes hear each other within the radio range, and every link loses the same share of frames.

``shadowing``: they are neighbours while the reception rate of a data frame is at least ``min_reception``; a link loses
what the rate leaves. The range is then where the mean path loss, without shadowing, gives just that rate. Shadowing may
carry further: neighbours are sought as far as `WIDEST` σ in a link's favour reach, and no further than ``range_m``.
"""

from __future__ import annotations

from math import inf, radians
from typing import Any

import numpy as np

from engine.base.streams import kernel_state
from engine.network.kernels import graph, reception
from engine.network.kernels.columns import Array, Links, Nodes
from engine.network.kernels.obstruction import BOX, measure_obstructed
from engine.scenario.model import Obstacle, Radio, Scenario

CURVES = {"oqpsk": reception.OQPSK, "tossim": reception.TOSSIM, "fsk": reception.FSK}
_LEAST_DB, _MOST_DB = -40.0, 60.0
_SMALLEST_M = 0.01
_NEGLIGIBLE = 1e-9


class Medium:
    """The air between the nodes of a scenario.

    Args:
        scenario: A valid document.
    """

    def __init__(self, scenario: Scenario) -> None:
        radio = scenario.radio
        self.boxes = boxes_of(scenario.obstacles)
        self.shadowed = radio.model == "shadowing"
        self.link_loss = radio.link_loss
        self._exponent = radio.exponent
        self._shade = np.empty(0, np.float32)
        self.range_m, self.reach_m = radio.range_m, radio.range_m
        """Radio range without obstacles, m, and where the longest link may end; None: everybody reaches everybody."""
        if self.shadowed:
            self._word = kernel_state(scenario.seed, "shadowing")[0]
            self._air = propagation(radio)[0]
            cap = inf if radio.range_m is None else radio.range_m
            spare = self._air["budget"] - self._air["usable"] - radio.pl0_db
            widest = reception.WIDEST * radio.sigma_db
            self.range_m = min(distance(spare, radio.exponent), cap)
            self.reach_m = min(distance(spare + widest, radio.exponent), cap)
        self.reach2 = inf if self.reach_m is None else self.reach_m**2

    def edges(self, nodes: Nodes, skin: float) -> tuple[Array, Array, Array, Array]:
        """Rows as of `graph.edges_within` for all pairs that are neighbours, now or when they are ``skin`` m nearer.

        Raises:
            ValueError: There is no radio range.
        """
        if self.reach_m is None:
            raise ValueError("without a radio range there is no neighbour list")
        found = graph.edges_within(nodes["x"].copy(), nodes["y"].copy(), self.reach_m + skin)
        start, source, target, back = found
        if not self.shadowed:
            return start, source, target, back
        start, source, target, back = reception.audible(
            start, target, back, self._word, _radios(nodes), nodes, skin, self._air
        )
        return start, source, target, back

    def take(self, nodes: Nodes, links: Links) -> None:
        """Makes ready to measure a fresh edge list; ``loss`` is written as of links without shadowing."""
        links["loss"] = self.link_loss
        if self.shadowed:
            self._shade = np.empty(len(links), np.float32)
            reception.cast_shadows(self._word, _radios(nodes), links, self._air["sigma"], self._shade)

    def measure(self, nodes: Nodes, links: Links) -> None:
        """Writes the length of every edge, whether its ends hear each other now, and what share of frames it loses."""
        if self.shadowed:
            reception.measure_shadowed(nodes, links, self._shade, self.boxes, self._air)
        elif len(self.boxes):
            measure_obstructed(nodes, links, self.reach2, self._exponent, self.boxes)
        else:
            graph.measure(nodes, links, self.reach2)


def _radios(nodes: Nodes) -> Array:
    """int64[M]: whose radio each row uses, by id: false identities their master's."""
    return np.where(nodes["master"] < 0, nodes["id"], nodes["id"][nodes["master"]]).astype(np.int64)


def propagation(radio: Radio) -> Array:
    """The constants of the shadowing model: PROPAGATION[1]."""
    air = np.zeros(1, reception.PROPAGATION)
    curve = CURVES[radio.curve]
    values: dict[str, Any] = {
        "pl0": radio.pl0_db,
        "exponent": radio.exponent,
        "sigma": radio.sigma_db,
        "budget": radio.tx_dbm - radio.noise_dbm,
        "usable": snr_for(curve, radio.min_reception, radio.data_bits),
        "sure": snr_for(curve, 1.0 - _NEGLIGIBLE, radio.data_bits),
        "cap2": inf if radio.range_m is None else radio.range_m**2,
        "bits": radio.data_bits,
        "link_loss": radio.link_loss,
        "curve": curve,
    }
    for name, value in values.items():
        air[name] = value
    return air


def snr_for(curve: int, rate: float, bits: float) -> float:
    """The least signal-to-noise ratio, dB, at which frames of ``bits`` are received with probability ``rate``."""
    low, high = _LEAST_DB, _MOST_DB
    for _ in range(60):
        middle = 0.5 * (low + high)
        if reception.reception_rate(curve, middle, float(bits)) >= rate:
            high = middle
        else:
            low = middle
    return high


def distance(spare_db: float, exponent: float) -> float:
    """Where the path loss has grown by ``spare_db`` beyond PL0, m; within the first metre it does not grow."""
    return float(10.0 ** (spare_db / (10.0 * exponent))) if spare_db >= 0 else _SMALLEST_M


def boxes_of(obstacles: tuple[Obstacle, ...]) -> Array:
    """Obstacles as kernels take them: BOX[K]."""
    boxes = np.zeros(len(obstacles), BOX)
    for box, o in zip(boxes, obstacles, strict=True):
        turn = radians(o.turn_deg)
        box["x"], box["y"], box["half_w"], box["half_h"] = o.x, o.y, o.width_m / 2, o.height_m / 2
        box["cos"], box["sin"], box["loss_db"] = np.cos(turn), np.sin(turn), o.loss_db
    return boxes
