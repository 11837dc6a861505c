"""Subnets of a document and which of them no node joins to another, as nodes stand at the start."""

from __future__ import annotations

from math import hypot

from engine.scenario.model import Node, Scenario

_MOST = 5000
"""Nodes up to which it is looked for on every edit."""


def cut_off(scenario: Scenario) -> tuple[tuple[str, ...], ...]:
    """Groups of subnets that hang together but with no other subnet; empty when all are joined, or are less than two.

    Links reach as far as ``radio.range_m``; obstacles and shadowing, which only weaken them, are left aside.
    """
    subnets = list(dict.fromkeys(n.subnet for n in scenario.nodes if n.subnet))
    if len(subnets) < 2 or scenario.radio.range_m is None or len(scenario.nodes) > _MOST:
        return ()
    part = _parts(scenario.nodes, scenario.radio.range_m)
    touched: dict[int, set[str]] = {}
    for node, k in zip(scenario.nodes, part, strict=True):
        if node.subnet:
            touched.setdefault(k, set()).add(node.subnet)
    group = {name: {name} for name in subnets}
    for names in touched.values():
        together = set().union(*(group[n] for n in names))
        for name in together:
            group[name] = together
    found = dict.fromkeys(tuple(s for s in subnets if s in group[name]) for name in subnets)
    return tuple(found) if len(found) > 1 else ()


def _parts(nodes: tuple[Node, ...], reach: float) -> list[int]:
    """Number of the connected part of each node."""
    cells: dict[tuple[int, int], list[int]] = {}
    for index, node in enumerate(nodes):
        cells.setdefault((int(node.x // reach), int(node.y // reach)), []).append(index)
    part, count = [-1] * len(nodes), 0
    for start in range(len(nodes)):
        if part[start] >= 0:
            continue
        waiting = [start]
        while waiting:
            index = waiting.pop()
            part[index] = count
            waiting += _taken(cells, nodes, nodes[index], reach)
        count += 1
    return part


def _taken(cells: dict[tuple[int, int], list[int]], nodes: tuple[Node, ...], by: Node, reach: float) -> list[int]:
    """Takes those out of the cells whom ``by`` reaches, so that nobody comes upon them again."""
    out: list[int] = []
    column, row = int(by.x // reach), int(by.y // reach)
    for cell in [(column + dx, row + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]:
        there = cells.pop(cell, [])
        near = [hypot(nodes[k].x - by.x, nodes[k].y - by.y) <= reach for k in there]
        out += [k for k, close in zip(there, near, strict=True) if close]
        left = [k for k, close in zip(there, near, strict=True) if not close]
        if left:
            cells[cell] = left
    return out
