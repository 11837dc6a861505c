"""Networks that no engine made, for trying the widgets."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.readmodel.codes import PacketKind, Role, Vertex
from engine.readmodel.detail import PaletteEntry
from engine.readmodel.snapshot import GroundTruth, HopTrace, NetworkSnapshot, Totals, frozen

ATTACKS = ("blackhole", "greyhole", "damage", "sinkhole", "liar")
NO_HOPS = HopTrace(*(np.empty(0, t) for t in ("i4", "i4", "f4", "f4", "u1", "u1")))


def fake_palette() -> tuple[PaletteEntry, ...]:
    return (
        PaletteEntry("node:mote", "Nodes", "Mote", "Battery sensor node"),
        PaletteEntry("node:router", "Nodes", "Router", "Mains-powered relay"),
        PaletteEntry("station", "Base stations", "Base station", "Collects the readings"),
        *(PaletteEntry(f"attack:{a}", "Attacks", a.capitalize(), f"Drop on a node: {a}") for a in ATTACKS),
    )


def _pairs(xy: np.ndarray, reach: float) -> np.ndarray:
    """In-range pairs by a grid of cells, without SciPy."""
    cell = np.floor(xy / reach).astype(int)
    buckets: dict[tuple[int, int], list[int]] = {}
    for row, key in enumerate(map(tuple, cell.tolist())):
        buckets.setdefault(key, []).append(row)
    out = []
    for (cx, cy), rows in buckets.items():
        near = [r for dx in (-1, 0, 1) for dy in (-1, 0, 1) for r in buckets.get((cx + dx, cy + dy), ())]
        a, b = np.array(rows), np.array(near)
        close = ((xy[a, None] - xy[None, b]) ** 2).sum(2) <= reach**2
        i, j = np.nonzero(close)
        out.append(np.stack([a[i], b[j]], 1))
    pairs = np.concatenate(out) if out else np.empty((0, 2), int)
    return pairs[pairs[:, 0] < pairs[:, 1]].astype(np.int32)


def _towards_station(xy: np.ndarray, links: np.ndarray, stations: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    m = len(xy)
    hops, nxt = np.full(m, -1, np.int16), np.full(m, -1, np.int32)
    hops[stations] = 0
    both = np.concatenate([links, links[:, ::-1]])
    for k in range(m):
        reach = (hops[both[:, 1]] == k) & (hops[both[:, 0]] < 0)
        if not reach.any():
            break
        nxt[both[reach, 0]] = both[reach, 1]
        hops[both[reach, 0]] = k + 1
    return hops, nxt


def _trace(rng: np.random.Generator, nxt: np.ndarray, heads: np.ndarray, bad: np.ndarray) -> HopTrace:
    rows = np.flatnonzero(nxt >= 0)
    source, target = rows, nxt[rows]
    kind = np.where(heads[rows], PacketKind.AGGREGATE, PacketKind.READING)
    kind[rng.random(len(rows)) < 0.12] = PacketKind.CONTROL
    kind[rng.random(len(rows)) < 0.08] = PacketKind.REPUTATION
    start = np.sort(rng.random(len(rows)) * 0.8)
    end = start + 0.05 + 0.1 * rng.random(len(rows))
    fate = np.where(rng.random(len(rows)) < 0.04, 1, np.where(bad[target], 2, 0))
    fate[(fate == 0) & (rng.random(len(rows)) < 0.03)] = 3
    kinds = (("i4", source), ("i4", target), ("f4", start), ("f4", end), ("u1", kind), ("u1", fate))
    return HopTrace(*(frozen(np.asarray(v, t)) for t, v in kinds))


def _clusters(rng: np.random.Generator, xy: np.ndarray, n: int, share: float) -> tuple[np.ndarray, np.ndarray]:
    heads = np.zeros(len(xy), bool)
    heads[rng.choice(n, max(1, round(share * n)), replace=False)] = True
    which = np.flatnonzero(heads)
    cluster = np.full(len(xy), -1, np.int32)
    for rows in np.array_split(np.arange(n), max(1, n // 1000)):
        far = ((xy[rows, None] - xy[None, which]) ** 2).sum(2)
        cluster[rows] = which[far.argmin(1)]
    return heads, cluster


def fake_snapshot(
    n: int = 100,
    *,
    seed: int = 1,
    seq: int = 0,
    stations: int = 1,
    attackers: float = 0.06,
    heads: float = 0.06,
    dead: float = 0.03,
    trust: bool = True,
    hops: bool = True,
    spread_m: float = 20.0,
    range_m: float = 30.0,
) -> NetworkSnapshot:
    """A random network of ``n`` sensors at the papers' density, with clusters, attackers and transfers."""
    rng = np.random.default_rng(seed)
    side = spread_m * max(n, 1) ** 0.5
    m = n + stations
    xy = np.concatenate(
        [rng.random((n, 2)) * side, side * (0.5 + 0.25 * rng.standard_normal((stations, 2)) * (stations > 1))]
    )
    xy = xy.clip(0, side).astype(np.float32)
    vertex = np.where(np.arange(m) < n, Vertex.SENSOR, Vertex.STATION).astype(np.uint8)
    alive = np.ones(m, bool)
    alive[:n] = rng.random(n) >= dead
    links = _pairs(xy, range_m)
    links = links[alive[links].all(1)]
    to_station, nxt = _towards_station(xy, links, np.arange(n, m))
    is_head, cluster = _clusters(rng, xy, n, heads) if n and heads else (np.zeros(m, bool), np.full(m, -1, np.int32))
    is_head &= alive
    cluster[~alive] = -1
    near = (cluster >= 0) & (((xy - xy[cluster]) ** 2).sum(1) <= range_m**2) & ~is_head & (np.arange(m) < n)
    nxt[near & (nxt >= 0)] = cluster[near & (nxt >= 0)]
    cluster[~near & ~is_head] = -1
    bad = np.zeros(m, bool)
    if n and attackers:
        bad[rng.choice(n, max(1, round(attackers * n)), replace=False)] = True
    distrusted = np.where(bad, rng.uniform(0.1, 1.0, m), rng.beta(1, 14, m)).astype(np.float32)
    mean = np.where(bad, rng.uniform(0.05, 0.55, m), rng.beta(12, 3, m)).astype(np.float32)
    mean[n:] = np.nan
    mean[rng.random(m) < 0.03] = np.nan
    energy = rng.beta(3, 1.4, m).astype(np.float32)
    energy[n:] = 1.0
    energy[~alive] = 0.0
    believed = rng.random((len(links), 2)) >= np.maximum(0.02, np.where(bad[links], distrusted[links], 0.0))
    return NetworkSnapshot(
        run_id="fake", seq=seq, round=12, wave=0, time_s=12.0, phase="between", width_m=side, height_m=side,
        range_m=range_m, trust_enabled=trust, threshold=0.5,
        ids=frozen(np.arange(1, m + 1, dtype=np.int32)),
        xy=frozen(xy), vertex=frozen(vertex),
        role=frozen(np.where(vertex == 1, Role.STATION, np.where(is_head, Role.HEAD, Role.MEMBER)).astype(np.uint8)),
        alive=frozen(alive), energy=frozen(energy),
        claimed_energy=frozen(np.where(bad & (rng.random(m) < 0.3), 1.0, energy).astype(np.float32)),
        cluster=frozen(cluster),
        next_hop=frozen(np.where(alive, nxt, -1).astype(np.int32)),
        hops_to_station=frozen(to_station), reachable=frozen((to_station >= 0) | ~alive), trust=frozen(mean),
        distrusted=frozen(distrusted if trust else np.zeros(m, np.float32)),
        dropped=frozen(np.where(bad, rng.integers(0, 60, m), 0).astype(np.int32)), links=frozen(links),
        link_trust=frozen((believed[:, 0] + 2 * believed[:, 1]).astype(np.uint8)),
        hops=_trace(rng, nxt, is_head, bad) if hops else NO_HOPS,
        totals=Totals(generated=1200, delivered=1100, lost=80, in_flight=20),
        truth=GroundTruth(
            attack_names=ATTACKS,
            attack=frozen(np.where(bad, rng.integers(0, len(ATTACKS), m), -1).astype(np.int16)),
            active=frozen(bad & (rng.random(m) < 0.7)),
        ),
        rounds_per_s=0.0,
    )  # fmt: skip


def empty_snapshot() -> NetworkSnapshot:
    """A field without anything on it."""
    snap = fake_snapshot(4, stations=1)
    none = {
        k: frozen(getattr(snap, k)[:0])
        for k in (
            "ids", "xy", "vertex", "role", "alive", "energy", "claimed_energy", "cluster", "next_hop",
            "hops_to_station", "reachable", "trust", "distrusted", "dropped", "links", "link_trust",
        )
    }  # fmt: skip
    truth = GroundTruth((), np.empty(0, np.int16), np.empty(0, bool))
    return replace(snap, **none, hops=NO_HOPS, truth=truth, width_m=200.0, height_m=200.0)


def stirred(snap: NetworkSnapshot, frame: int, step_m: float = 1.0) -> NetworkSnapshot:
    """The same network with every place, trust and energy a little different."""
    rng = np.random.default_rng(frame)
    angle = frame * 0.1 + np.arange(len(snap.ids))
    xy = snap.xy + step_m * np.stack([np.sin(angle), np.cos(angle)], 1)
    shake = rng.normal(0, 0.05, len(snap.ids))
    return replace(
        snap,
        seq=snap.seq + frame,
        xy=frozen(xy.astype(np.float32)),
        trust=frozen((snap.trust + shake).clip(0, 1).astype(np.float32)),
        energy=frozen((snap.energy + shake).clip(0.05, 1).astype(np.float32)),
    )
