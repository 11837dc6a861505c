"""Who attacks in a recorded run: nodes of the network that others' messages pass through, or foreign ones that come."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import numpy as np

from engine.scenario.model import Node, Scenario

IN_PASSING = ("rolecommand", "fieldtamper")
"""Attacks on what passes: they need a node of the network that others' messages go through."""
ATTACKERS = 2
"""Nodes that attack together: as many as a tunnel has ends."""
_CHOICE = 8
"""Attackers are drawn from so many nodes through which most passes."""
_NEAR, _FAR = 0.3, 0.55
"""Distance of a foreign node from a node of the network, as a share of the radio range."""
_TRIES = 60
_HEARD_BY = 3
"""Nodes of the network that should hear a foreign one."""
_ENERGY_J = 600.0


def foreign(kind: str, variation: str) -> bool:
    """Whether the attackers are nodes that join from outside, and not nodes of the network that were taken over."""
    return variation == "exploiting" and kind not in IN_PASSING


def insiders(scenario: Scenario, rng: np.random.Generator, count: int = ATTACKERS) -> tuple[int, ...]:
    """Ids of nodes to take over: drawn from those that stay in place and that most shortest ways lead through."""
    late = {i.node for i in scenario.incidents if i.kind == "join"}
    able = [n for n in scenario.sensors() if n.id not in late and n.motion in ("", "fixed")]
    able = able or [n for n in scenario.sensors() if n.id not in late]
    there = [n for n in scenario.nodes if n.id not in late]
    passes = dict(zip((n.id for n in there), _between(_neighbours(scenario, there)), strict=True))
    able.sort(key=lambda n: (-passes[n.id], n.id))
    chosen = rng.permutation(min(len(able), max(_CHOICE, count)))[:count]
    return tuple(sorted(able[k].id for k in chosen.tolist()))


def strangers(scenario: Scenario, rng: np.random.Generator, count: int, name: str) -> tuple[Node, ...]:
    """New nodes, each within radio range of some nodes of the network; their ids follow those in use."""
    first = scenario.next_id()
    return tuple(_stranger(scenario, rng, first + k, f"{name} {k + 1}") for k in range(count))


def _stranger(scenario: Scenario, rng: np.random.Generator, key: int, name: str) -> Node:
    reach = scenario.radio.range_m or min(scenario.area.width_m, scenario.area.height_m)
    hosts = [n for n in scenario.sensors() if n.motion in ("", "fixed")] or list(scenario.sensors())
    places = np.array([(n.x, n.y) for n in scenario.nodes])
    best = (-1, hosts[0], 0.0, 0.0)
    for _ in range(_TRIES):
        host = hosts[int(rng.integers(len(hosts)))]
        angle, far = rng.random() * 2 * np.pi, reach * (_NEAR + (_FAR - _NEAR) * rng.random())
        x = float(np.clip(host.x + far * np.cos(angle), 0.0, scenario.area.width_m))
        y = float(np.clip(host.y + far * np.sin(angle), 0.0, scenario.area.height_m))
        heard = int(np.count_nonzero(np.hypot(places[:, 0] - x, places[:, 1] - y) < reach))
        best = max(best, (heard, host, x, y), key=lambda found: found[0])
        if heard >= _HEARD_BY:
            break
    _, host, x, y = best
    return Node(
        id=key,
        x=round(x, 3),
        y=round(y, 3),
        name=name,
        motion="fixed",
        energy_j=_ENERGY_J,
        profile=host.profile,
        subnet=host.subnet,
        service=host.service,
    )


def _neighbours(scenario: Scenario, nodes: Sequence[Node]) -> list[list[int]]:
    """Indices of those within radio range of each."""
    place = np.array([(n.x, n.y) for n in nodes])
    gap = np.hypot(*(place[:, None, :] - place[None, :, :]).transpose(2, 0, 1))
    near = gap < (scenario.radio.range_m or np.inf)
    np.fill_diagonal(near, val=False)
    return [np.flatnonzero(row).tolist() for row in near]


def _between(near: list[list[int]]) -> list[float]:
    """Shortest ways that lead through each node (Brandes 2001)."""
    passes = [0.0] * len(near)
    for source in range(len(near)):
        order, ways, before = _ways(near, source)
        share = [0.0] * len(near)
        for node in reversed(order):
            for last in before[node]:
                share[last] += ways[last] / ways[node] * (1.0 + share[node])
            passes[node] += share[node] if node != source else 0.0
    return passes


def _ways(near: list[list[int]], source: int) -> tuple[list[int], list[float], list[list[int]]]:
    """Nodes by distance from the source, the number of shortest ways to each, and its predecessors on them."""
    ways, depth = [0.0] * len(near), [-1] * len(near)
    before: list[list[int]] = [[] for _ in near]
    ways[source], depth[source] = 1.0, 0
    order, queue = [], deque([source])
    while queue:
        node = queue.popleft()
        order.append(node)
        for other in near[node]:
            if depth[other] < 0:
                depth[other] = depth[node] + 1
                queue.append(other)
            if depth[other] == depth[node] + 1:
                ways[other] += ways[node]
                before[other].append(node)
    return order, ways, before
