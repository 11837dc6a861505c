"""LEACH on plain Python objects."""

from __future__ import annotations

import random

from tests.bench.peers.workload import (
    AGGREGATE,
    EPOCH,
    INITIAL_J,
    RECEIVE,
    Clock,
    near_station,
    places,
    send,
    squared,
    threshold,
)


class _Node:
    __slots__ = ("energy", "is_head", "members", "served", "x", "y")

    def __init__(self, place: tuple[float, float]) -> None:
        self.x, self.y = place
        self.energy, self.served, self.is_head, self.members = INITIAL_J, False, False, 0


def _elect(nodes: list[_Node], round_: int, draw: random.Random) -> list[_Node]:
    chance, new_epoch = threshold(round_), round_ % EPOCH == 0
    heads = []
    for node in nodes:
        if new_epoch:
            node.served = False
        node.members = 0
        node.is_head = not node.served and draw.random() < chance
        if node.is_head:
            node.served = True
            heads.append(node)
    return heads


def run(count: int, clock: Clock) -> None:
    """Runs until the clock says stop."""
    draw = random.Random(8)  # noqa: S311 - a simulation, no secret
    nodes, round_ = [_Node(place) for place in places(count)], 0
    clock.start()
    while True:
        heads = _elect(nodes, round_, draw)
        for node in nodes:
            if node.is_head:
                continue
            best, nearest = None, near_station(node.x, node.y) if not heads else float("inf")
            for head in heads:
                d2 = squared(node.x, node.y, head.x, head.y)
                if d2 < nearest:
                    best, nearest = head, d2
            node.energy -= send(nearest)
            if best is not None:
                best.energy -= RECEIVE
                best.members += 1
        for head in heads:
            head.energy -= AGGREGATE * (head.members + 1) + send(near_station(head.x, head.y))
        hops = len(nodes)
        nodes = [node for node in nodes if node.energy > 0]
        round_ += 1
        if not clock.round_done(len(nodes), hops):
            return
