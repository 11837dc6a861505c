"""Where the nodes of templates stand: at random, and so that a network is connected; all from the seed."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.base.errors import ScenarioError
from engine.base.streams import stream
from engine.scenario.model import MAX_NODES, Area, Node

_MILLIMETRES = 3
_TRIES = 400


class TemplateInfo(NamedTuple):
    """A template as lists show it."""

    name: str
    title: str
    summary: str


def place_random(count: int, area: Area, seed: int, first_id: int, name: str = "placement") -> tuple[Node, ...]:
    """Nodes at uniformly random places, to the millimetre.

    Args:
        count: How many.
        area: Where.
        seed: Seed of the document.
        first_id: Id of the first; the others follow.
        name: Name of the random stream; another name gives other places.

    Raises:
        ScenarioError: More nodes than a document holds.
    """
    if not 0 <= count <= MAX_NODES:
        what = f"{count:,} nodes are not possible"
        raise ScenarioError(what, where="nodes", mend=f"choose 0 to {MAX_NODES:,}")
    places = stream(seed, name).random((count, 2)) * (area.width_m, area.height_m)
    rows: list[list[float]] = places.round(_MILLIMETRES).tolist()
    return tuple(
        Node(id=first_id + k, x=min(x, area.width_m), y=min(y, area.height_m)) for k, (x, y) in enumerate(rows)
    )


class Box(NamedTuple):
    """A rectangle by its corners, m."""

    left: float
    bottom: float
    right: float
    top: float


def grow(
    rng: np.random.Generator,
    box: Box,
    count: int,
    first: tuple[tuple[float, float], ...],
    apart: float,
    reach: float,
) -> tuple[tuple[float, float], ...]:
    """Places of a connected network: each is at most ``reach`` from one before it, and ``apart`` from all.

    Args:
        rng: The stream of the placement.
        box: Where.
        count: How many.
        first: Places that are taken already, at least one within ``reach`` of the box; not among the answer.
        apart: Least distance, m; it shrinks where there is no room.
        reach: Longest distance from the network so far, m.
    """
    spots = [*first]
    low, size = np.array(box[:2]), np.array(box[2:]) - box[:2]
    while len(spots) < len(first) + count:
        for place in (low + rng.random((_TRIES, 2)) * size).round(_MILLIMETRES).tolist():
            far = np.hypot(*(np.array(spots) - place).T)
            if far.min() >= apart and far.min() <= reach:
                spots.append((place[0], place[1]))
                break
        else:
            apart *= 0.9
    return tuple(spots[len(first) :])
