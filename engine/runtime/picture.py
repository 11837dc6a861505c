"""Read models of a running network: the snapshot, a node's figures."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.network.kernels import storm, verdict
from engine.network.kernels.columns import (
    DELIVERED,
    GENERATED,
    HONEST_GENERATED,
    HONEST_LOST,
    LOST,
    LOST_BY,
    UNREACHABLE,
)
from engine.network.network import Network
from engine.readmodel.codes import EnergyCause, LossCause, Rec, Role, Vertex, label
from engine.readmodel.detail import NeighbourRow, NodeDetail
from engine.readmodel.records import RECORD
from engine.readmodel.snapshot import GroundTruth, HopTrace, NetworkSnapshot, Totals, frozen
from engine.runtime.compose import Parts

MAX_TRACE = 20_000


def totals(network: Network) -> Totals:
    """The books as they stand, also in the middle of a round."""
    count, n = network.books.counts, len(network.scenario.nodes)
    nodes, retired = network.nodes, network.retired
    spent = nodes["spent"][:n].sum(axis=0) + retired.spent_j
    generated, delivered, lost = (int(count[k]) for k in (GENERATED, DELIVERED, LOST))
    return Totals(
        generated=generated,
        delivered=delivered,
        lost=lost,
        in_flight=network.readings_held(),
        unreachable=int(count[UNREACHABLE]),
        lost_by_cause={label(c): int(count[LOST_BY + c]) for c in LossCause},
        honest_generated=int(count[HONEST_GENERATED]),
        honest_lost=int(count[HONEST_LOST]),
        initial_j=float(nodes["initial"][:n].sum()) + retired.initial_j,
        residual_j=float(nodes["energy"][:n].sum()) + retired.residual_j,
        spent_by_cause={label(c): float(spent[c]) for c in EnergyCause},
    )


def hop_trace(records: np.ndarray, network: Network) -> HopTrace:
    """The transfers among ``records`` of the present round, with rows in place of ids."""
    hops = records[(records["kind"] == Rec.TRANSFER) & (records["round"] == network.round)][:MAX_TRACE]
    ids = network.nodes["id"]
    order = np.argsort(ids, kind="stable")
    round_s = float(network.round_s)
    begin = (network.round - 1) * round_s

    def rows(column: str) -> np.ndarray:
        found = np.minimum(np.searchsorted(ids[order], hops[column]), len(ids) - 1)
        return np.asarray(order[found], np.int32)

    return HopTrace(
        source=frozen(rows("a")),
        target=frozen(rows("b")),
        start=frozen(((hops["t"] - begin) / round_s).astype(np.float32)),
        end=frozen((hops["v"] / round_s).astype(np.float32)),
        kind=frozen((hops["c"] & 15).astype(np.uint8)),
        fate=frozen((hops["c"] >> 4).astype(np.uint8)),
    )


def _truth(parts: Parts, m: int) -> GroundTruth:
    names = tuple(p.attack.id for p in parts.schedule.planned)
    attack, active = np.full(m, -1, np.int16), np.zeros(m, bool)
    row_of = {int(i): row for row, i in enumerate(parts.network.nodes["id"])}
    several: dict[int, tuple[int, ...]] = {}
    for index, plan in enumerate(parts.schedule.planned):
        on = plan.active_in(max(parts.network.round, 1))
        for node in plan.node_ids:
            row = row_of.get(node)
            if row is None:
                continue
            if attack[row] < 0:
                attack[row] = index
            else:
                several[row] = (*several.get(row, (int(attack[row]),)), index)
            active[row] |= on
    network = parts.network
    storm_ = storm.sent(network.behaviour, network.nodes["alive"]) if network.needless else np.empty(0, np.int32)
    return GroundTruth(names, frozen(attack), frozen(active), several, storm=frozen(storm_))


def _phase(network: Network) -> str:
    if network.in_round:
        return "steady" if network.wave else "set-up"
    return "between" if network.round else "ready"


def snapshot(
    parts: Parts, *, run_id: str, seq: int, records: Sequence[np.ndarray] = (), rounds_per_s: float = 0.0
) -> NetworkSnapshot:
    """A picture of the network now.

    Args:
        parts: The run.
        run_id: Which run.
        seq: Rises with every picture.
        records: Log blocks of the present round, for the hop trace.
        rounds_per_s: Measured speed.
    """
    net, scenario = parts.network, parts.scenario
    nodes, routes, links = net.nodes, net.routes, net.links
    m, station = len(nodes), nodes["station"].astype(bool)
    share, mean = np.full(m, np.nan, np.float32), np.full(m, np.nan, np.float32)
    if net.watching:
        verdict.distrust(nodes, links, net.belief, net.everyone, share, mean)
    if not net.round:
        net.preview_routes()
    alive = nodes["alive"].astype(bool)
    up = links["near"].astype(bool) & (links["source"] < links["target"])
    up &= alive[links["source"]] & alive[links["target"]]
    pair = links[up]
    trust_bits = net.belief["trusted"][pair["back"]] + 2 * net.belief["trusted"][np.flatnonzero(up)]
    with np.errstate(invalid="ignore"):  # inf / inf of stations
        energy = np.where(station, 1.0, nodes["energy"] / nodes["initial"]).astype(np.float32)
    role = np.where(station, Role.STATION, np.where(routes["head"], Role.HEAD, Role.MEMBER)).astype(np.uint8)
    log = np.concatenate(records) if records else np.empty(0, RECORD)
    return NetworkSnapshot(
        run_id=run_id,
        seq=seq,
        round=net.round,
        wave=net.wave,
        time_s=(net.round - (0.5 if net.in_round else 0.0)) * float(net.round_s),
        phase=_phase(net),
        width_m=scenario.area.width_m,
        height_m=scenario.area.height_m,
        range_m=scenario.radio.range_m,
        trust_enabled=scenario.trust.enabled,
        threshold=scenario.trust.threshold,
        ids=frozen(nodes["id"]),
        xy=frozen(np.stack([nodes["x"], nodes["y"]], axis=1)),
        vertex=frozen(np.where(station, Vertex.STATION, Vertex.SENSOR).astype(np.uint8)),
        role=frozen(role),
        alive=frozen(alive),
        energy=frozen(energy),
        claimed_energy=frozen(nodes["claimed"]),
        cluster=frozen(routes["cluster"]),
        next_hop=frozen(np.where(routes["parent"] >= 0, routes["parent"], routes["uplink"])),
        hops_to_station=frozen(routes["level"].astype(np.int16)),
        reachable=frozen(routes["reachable"].astype(bool)),
        trust=frozen(mean),
        distrusted=frozen(np.nan_to_num(share)),
        dropped=frozen(nodes["swallowed"].astype(np.int32)),
        links=frozen(np.stack([pair["source"], pair["target"]], axis=1)),
        link_trust=frozen(trust_bits.astype(np.uint8)),
        hops=hop_trace(log, net),
        totals=totals(net),
        truth=_truth(parts, m),
        rounds_per_s=rounds_per_s,
    )


def node_detail(parts: Parts, node_id: int) -> NodeDetail | None:
    """Everything the inspector shows of one node or station; None when there is none of that id."""
    net, scenario = parts.network, parts.scenario
    found = np.flatnonzero(net.nodes["id"] == node_id)
    if not len(found):
        return None
    row = int(found[0])
    node, route = net.nodes[row], net.routes[row]
    is_station = bool(node["station"])
    thing = scenario.station_by_id.get(node_id) or scenario.node_by_id[node_id]
    role = "base station" if is_station else "cluster head" if route["head"] else "member"
    ids = net.nodes["id"]
    next_row = int(route["parent"] if route["parent"] >= 0 else route["uplink"])
    return NodeDetail(
        id=node_id,
        round=net.round,
        is_station=is_station,
        name=thing.name,
        profile=getattr(thing, "profile", "base station"),
        x=float(node["x"]),
        y=float(node["y"]),
        role=role,
        alive=bool(node["alive"]),
        initial_j=float(node["initial"]),
        residual_j=float(node["energy"]),
        claimed_j=float(node["claimed"] * node["initial"]),
        spent_by_cause={label(c): float(node["spent"][c]) for c in EnergyCause},
        head=int(ids[route["cluster"]]) if route["cluster"] >= 0 else None,
        next_hop=int(ids[next_row]) if next_row >= 0 else None,
        hops_to_station=int(route["level"]) if route["level"] >= 0 else None,
        times_head=int(route["times_head"]),
        generated=int(node["generated"]),
        delivered=int(node["delivered"]),
        lost=int(node["lost"]),
        forwarded=int(node["forwarded"]),
        dropped=int(node["swallowed"]),
        reading=None if np.isnan(node["reading"]) else float(node["reading"]),
        neighbours=_neighbours(net, row),
        attacks=tuple(p.attack.id for p in parts.schedule.planned if node_id in p.node_ids),
    )


def _neighbours(net: Network, row: int) -> tuple[NeighbourRow, ...]:
    """What the node (p) thinks of each neighbour (q), nearest first."""
    rows = []
    for e in range(int(net.nodes["first"][row]), int(net.nodes["last"][row])):
        link = net.links[e]
        other, mine = int(link["target"]), int(link["back"])
        if net.nodes["station"][other] or not net.nodes["alive"][other]:
            continue
        belief = net.belief[mine]
        rows.append(
            NeighbourRow(
                id=int(net.nodes["id"][other]),
                distance_m=float(np.sqrt(link["d2"])),
                in_range=bool(link["near"]),
                own_trust=float(belief["own"]),
                reputation=None if np.isnan(belief["reputation"]) else float(belief["reputation"]),
                trust=float(belief["trust"]),
                trusted=bool(belief["trusted"]),
                trusts_me=bool(net.belief["trusted"][e]),
            )
        )
    return tuple(sorted(rows, key=lambda n: n.distance_m))
