"""A second route for every node, disjoint from its first but for its ends (multipath).

Branch-aware routes as in the N-to-1 multipath discovery of Lou, Liu and Fang (2005): all nodes behind the same last hop
before a station are one branch of the tree of first routes. A neighbour in another branch has a first route that shares
no node with one's own. A node without such a neighbour goes through one that has, if that is not on its first route.
"""

from __future__ import annotations

import numpy as np

from engine.network.kernels.columns import Belief, Links, Nodes, Routes
from engine.network.kernels.compile import compiled, inlined
from engine.network.kernels.upkeep import is_root, usable


@inlined
def _on_first_route(w: int, v: int, nodes: Nodes, routes: Routes) -> bool:
    """Whether the first route of ``v`` leads through ``w``."""
    u = v
    while u >= 0 and not is_root(u, nodes):
        if u == w:
            return True
        u = routes[u].uplink
    return False


@inlined
def _aside(w: int, v: int, nodes: Nodes, routes: Routes) -> int:
    """Hops from ``w`` over second routes until another branch begins; 0 when they touch the first route of ``v``."""
    u, steps = w, 0
    while routes[u].branch == routes[v].branch:
        if routes[u].alternate < 0 or _on_first_route(u, v, nodes, routes):
            return 0
        u = routes[u].alternate
        steps += 1
    return steps


@compiled
def find_branches(nodes: Nodes, routes: Routes) -> None:
    """Writes ``branch``, the last node before a station or believed station, from ``uplink``; -1 without a route."""
    for i in range(nodes.shape[0]):
        routes[i].branch, routes[i].alternate, routes[i].alternate_edge = -1, -1, -1
        if routes[i].level <= 0:
            continue
        v = i
        while not is_root(routes[v].uplink, nodes):
            v = routes[v].uplink
        routes[i].branch = v


@compiled
def find_alternates(nodes: Nodes, routes: Routes, links: Links, belief: Belief) -> None:
    """Second routes: over the neighbour in another branch that is fewest hops from a station, the nearest of equals.

    Whoever sends to a station directly needs none: nobody is between.

    Args:
        nodes: Life.
        routes: First routes and ``branch`` are read; ``alternate`` and ``alternate_edge`` are written.
        links: Who is in range.
        belief: Whom each node trusts.
    """
    for v in range(nodes.shape[0]):
        if routes[v].level < 2 or not nodes[v].alive:
            continue
        low, near = routes.shape[0], np.float32(np.inf)
        for f in range(nodes[v].first, nodes[v].last):
            u, e = links[f].target, links[f].back
            if routes[u].level < 1 or routes[u].branch == routes[v].branch or not usable(e, nodes, links, belief):
                continue
            if routes[u].level < low or (routes[u].level == low and links[e].d2 < near):
                low, near = routes[u].level, links[e].d2
                routes[v].alternate, routes[v].alternate_edge = u, e
    found = True
    while found:
        found = False
        for v in range(nodes.shape[0]):
            if routes[v].level < 2 or not nodes[v].alive or routes[v].alternate >= 0:
                continue
            least = routes.shape[0]
            for f in range(nodes[v].first, nodes[v].last):
                w, e = links[f].target, links[f].back
                if routes[w].branch != routes[v].branch or not usable(e, nodes, links, belief):
                    continue
                steps = _aside(w, v, nodes, routes)
                if 0 < steps < least:
                    least = steps
                    routes[v].alternate, routes[v].alternate_edge = w, e
            found |= least < routes.shape[0]
