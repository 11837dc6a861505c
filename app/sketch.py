"""A document as the cards of the start page draw it."""

from __future__ import annotations

import numpy as np

from engine.scenario.model import Node, Scenario
from widgets.stage.boxes import corners_of
from widgets.start.card import NEWCOMER, Sketch

_WEIGHTY = ("controller", "processor", "keeper", "detector")
"""Roles with a shape of their own, the weightiest first."""


def sketch(scenario: Scenario) -> Sketch:
    """Nodes with their marks, stations and obstacles."""
    bad = {i for attack in scenario.attacks for i in attack.nodes}
    new = {i.node for i in scenario.incidents if i.kind == "join"}
    boxes = [corners_of(o.x, o.y, o.width_m, o.height_m, o.turn_deg) for o in scenario.obstacles]
    return Sketch(
        np.array([(n.x, n.y) for n in scenario.nodes], float).reshape(-1, 2),
        np.array([(s.x, s.y) for s in scenario.stations], float).reshape(-1, 2),
        tuple(_mark(n, bad=n.id in bad, new=n.id in new) for n in scenario.nodes),
        np.array(boxes, float).reshape(-1, 4, 2),
    )


def _mark(node: Node, *, bad: bool, new: bool) -> str:
    role = next((r for r in _WEIGHTY if r in node.roles), "")
    return "attacker" if bad else NEWCOMER if new else node.kind if node.kind == "router" else role
