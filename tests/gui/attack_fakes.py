"""Attacks, tiers and obstacles put into networks that no engine made."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.readmodel.codes import Role, Vertex
from engine.readmodel.snapshot import GroundTruth, HopTrace, NetworkSnapshot, frozen
from tests.gui.fakes import fake_snapshot


def quiet(n: int = 100, **more) -> NetworkSnapshot:
    """A network in which nobody attacks, moves, is distrusted or dies."""
    snap = fake_snapshot(n, attackers=0, dead=0, hops=more.pop("hops", False), **more)
    m = len(snap.ids)
    calm = {"distrusted": np.zeros(m, np.float32), "trust": np.full(m, 0.9, np.float32)}
    steady = {"energy": np.full(m, 0.8, np.float32), "claimed_energy": np.full(m, 0.8, np.float32)}
    both = {k: frozen(v) for k, v in {**calm, **steady}.items()}
    return replace(snap, **both, link_trust=frozen(np.full(len(snap.links), 3, np.uint8)))


def middle_rows(snap: NetworkSnapshot, number: int) -> list[int]:
    """Sensors well inside the field, far from one another."""
    xy = snap.xy / (snap.width_m, snap.height_m)
    inside = np.flatnonzero((np.abs(xy - 0.5).max(axis=1) < 0.36) & (snap.vertex == Vertex.SENSOR))
    out = [int(inside[0])]
    while len(out) < number:
        gap = np.linalg.norm(xy[inside, None] - xy[out][None], axis=2).min(axis=1)
        out.append(int(inside[gap.argmax()]))
    return out


def attacked(snap: NetworkSnapshot, name: str, rows: list[int], *, active: bool = True, **truth) -> NetworkSnapshot:
    """The network with an attack of that name on some rows."""
    m = len(snap.ids)
    attack, on = np.full(m, -1, np.int16), np.zeros(m, bool)
    attack[rows], on[rows] = 0, active
    columns = {k: frozen(np.asarray(v, np.int32)) for k, v in truth.items()}
    return replace(snap, truth=GroundTruth((name,), frozen(attack), frozen(on), **columns))


def _column(snap: NetworkSnapshot, rows: list[int], value: int) -> np.ndarray:
    out = np.zeros(len(snap.ids), np.int32)
    out[rows] = value
    return out


def wormhole(snap: NetworkSnapshot) -> NetworkSnapshot:
    """Two ends far apart, and neighbours of each that take those of the other for neighbours."""
    a, b = middle_rows(snap, 2)
    gap = np.linalg.norm(snap.xy[:, None] - snap.xy[[a, b]][None], axis=2)
    left, right = (np.argsort(gap[:, k])[1:4] for k in (0, 1))
    false = np.sort(np.array([(x, y) for x in left for y in right], np.int32), axis=1)
    links = np.concatenate([snap.links, false])
    bits = np.concatenate([snap.link_trust, np.full(len(false), 3, np.uint8)])
    wide = replace(snap, links=frozen(links), link_trust=frozen(bits))
    return attacked(wide, "wormhole-1", [a, b], tunnels=[(a, b)], false_links=false)


def sybil(snap: NetworkSnapshot, number: int = 5) -> NetworkSnapshot:
    """One node that shows several identities."""
    rows = middle_rows(snap, 1)
    return attacked(snap, "sybil-1", rows, identities=_column(snap, rows, number))


def loop(snap: NetworkSnapshot) -> NetworkSnapshot:
    """One node that sends back what a neighbour gives it."""
    row = middle_rows(snap, 1)[0]
    links = snap.links[(snap.links == row).any(axis=1)]
    gap = np.linalg.norm(snap.xy[links[:, 0]] - snap.xy[links[:, 1]], axis=1)
    other = int(links[gap.argmax()][links[gap.argmax()] != row][0])
    return attacked(snap, "loop-1", [row], bends=[(row, other)])


def storm(snap: NetworkSnapshot, name: str = "rush", number: int = 24) -> NetworkSnapshot:
    """One node that sends far too much."""
    rows = middle_rows(snap, 1)
    return attacked(snap, f"{name}-1", rows, storm=_column(snap, rows, number))


def greyhole(snap: NetworkSnapshot) -> NetworkSnapshot:
    """One node that swallows two of the five packets it gets."""
    row = middle_rows(snap, 1)[0]
    links = snap.links[(snap.links == row).any(axis=1)]
    others = links[links != row][:5].astype(np.int32)
    k = len(others)
    fate = np.zeros(k, np.uint8)
    fate[:2] = 2
    start = np.linspace(0.1, 0.5, k, dtype=np.float32)
    to = np.full(k, row, np.int32)
    hops = HopTrace(*(frozen(v) for v in (others, to, start, start + np.float32(0.2), np.zeros(k, np.uint8), fate)))
    return replace(attacked(snap, "greyhole-1", [row]), hops=hops)


def tiered(snap: NetworkSnapshot, routers: int = 9) -> NetworkSnapshot:
    """Sensors, heads, routers and a gateway: S3, Fig. 1."""
    side, n = snap.width_m, len(snap.ids) - 1
    grid = np.array([(x, y) for y in (0.2, 0.5, 0.8) for x in (0.2, 0.5, 0.8)])[:routers] * side
    rows = np.arange(routers)
    xy, vertex, role = snap.xy.copy(), snap.vertex.copy(), snap.role.copy()
    xy[rows], vertex[rows], role[rows] = grid, Vertex.ROUTER, Role.ROUTER
    xy[n] = (0.97 * side, 0.5 * side)
    mesh = [(a, b) for a in rows for b in rows if a < b and np.linalg.norm(grid[a] - grid[b]) < 0.4 * side]
    mesh += [(5, n), (2, n), (8, n)]
    links = np.array([p for p in snap.links.tolist() if min(p) >= routers and max(p) < n] + mesh, np.int32)
    nxt, cluster = snap.next_hop.copy(), snap.cluster.copy()
    gap = np.linalg.norm(xy[:, None] - xy[rows][None], axis=2)
    heads = np.flatnonzero(role == Role.HEAD)
    nxt[heads] = gap[heads].argmin(axis=1)
    nearest = np.linalg.norm(xy[:, None] - xy[heads][None], axis=2).argmin(axis=1)
    members = np.flatnonzero((vertex == Vertex.SENSOR) & (role == Role.MEMBER))
    cluster[members] = nxt[members] = heads[nearest[members]]
    cluster[rows] = -1
    nxt[rows] = [1, 2, n, 4, 5, n, 7, 8, n][:routers]
    return replace(
        snap, xy=frozen(xy), vertex=frozen(vertex), role=frozen(role), links=frozen(links),
        link_trust=frozen(np.full(len(links), 3, np.uint8)), next_hop=frozen(nxt), cluster=frozen(cluster),
        protocol="hierarchical",
    )  # fmt: skip


def chain(snap: NetworkSnapshot) -> NetworkSnapshot:
    """PEGASIS: from both ends to a leader in the middle, greedily."""
    n = len(snap.ids) - 1
    order, left = [0], set(range(1, n))
    while left:
        here = snap.xy[order[-1]]
        order.append(min(left, key=lambda k: float(np.linalg.norm(snap.xy[k] - here))))
        left.remove(order[-1])
    leader = n // 2
    nxt = snap.next_hop.copy()
    for at, row in enumerate(order):
        nxt[row] = n if at == leader else order[at + 1 if at < leader else at - 1]
    role = np.full(n + 1, Role.MEMBER, np.uint8)
    role[order[leader]], role[n] = Role.HEAD, Role.STATION
    cluster = np.full(n + 1, order[leader], np.int32)
    cluster[n] = -1
    return replace(snap, next_hop=frozen(nxt), role=frozen(role), cluster=frozen(cluster), protocol="pegasis")


def multipath(snap: NetworkSnapshot) -> NetworkSnapshot:
    """No heads; where there is a second way, it is known."""
    none = np.full(len(snap.ids), -1, np.int32)
    second = none.copy()
    for row in range(len(snap.ids) - 1):
        links = snap.links[(snap.links == row).any(axis=1)]
        others = links[links != row]
        nearer = others[(others != snap.next_hop[row]) & (snap.hops_to_station[others] < snap.hops_to_station[row])]
        second[row] = nearer[0] if len(nearer) else -1
    role = np.where(snap.vertex == Vertex.STATION, Role.STATION, Role.MEMBER).astype(np.uint8)
    return replace(snap, alternate=frozen(second), cluster=frozen(none), role=frozen(role), protocol="multipath")


def walled(snap: NetworkSnapshot) -> NetworkSnapshot:
    """Two obstacles, one of them turned; their ids follow those of nodes and stations."""
    first, side = int(snap.ids.max()) + 1, snap.width_m
    boxes = [
        (first, 0.3 * side, 0.6 * side, 0.3 * side, 0.08 * side, 30.0, 12.0),
        (first + 1, 0.75 * side, 0.3 * side, 0.1 * side, 0.25 * side, 0.0, 6.0),
    ]
    return replace(snap, obstacles=frozen(np.array(boxes)))
