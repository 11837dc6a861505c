"""How far signals carry: the radio model of a document, and the neighbour list that follows from it."""

from __future__ import annotations

from math import inf, radians

import numpy as np

from engine.network.kernels import graph
from engine.network.kernels.columns import Array, Links, Nodes
from engine.network.kernels.obstruction import BOX, measure_obstructed
from engine.scenario.model import Obstacle, Scenario


class Medium:
    """The air between the nodes of a scenario.

    Args:
        scenario: A valid document.
    """

    def __init__(self, scenario: Scenario) -> None:
        radio = scenario.radio
        self.range_m = radio.range_m
        """Radio range without obstacles, m; None where every node reaches every other in one hop."""
        self.boxes = boxes_of(scenario.obstacles)
        self._exponent = radio.exponent
        self._range2 = inf if radio.range_m is None else radio.range_m**2

    def edges(self, nodes: Nodes, skin: float) -> tuple[Array, Array, Array, Array]:
        """Rows of `graph.edges_within` for all pairs that are neighbours now or ``skin`` metres nearer to each other.

        Raises:
            ValueError: There is no radio range.
        """
        if self.range_m is None:
            raise ValueError("without a radio range there is no neighbour list")
        start, source, target, back = graph.edges_within(nodes["x"].copy(), nodes["y"].copy(), self.range_m + skin)
        return start, source, target, back

    def measure(self, nodes: Nodes, links: Links) -> None:
        """Writes the length of every edge, and whether its ends hear each other now."""
        if len(self.boxes):
            measure_obstructed(nodes, links, self._range2, self._exponent, self.boxes)
        else:
            graph.measure(nodes, links, self._range2)


def boxes_of(obstacles: tuple[Obstacle, ...]) -> Array:
    """Obstacles as kernels take them: BOX[K]."""
    boxes = np.zeros(len(obstacles), BOX)
    for box, o in zip(boxes, obstacles, strict=True):
        turn = radians(o.turn_deg)
        box["x"], box["y"], box["half_w"], box["half_h"] = o.x, o.y, o.width_m / 2, o.height_m / 2
        box["cos"], box["sin"], box["loss_db"] = np.cos(turn), np.sin(turn), o.loss_db
    return boxes
