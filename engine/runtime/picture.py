"""Read models of a running network: the snapshot, a node's figures."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

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
from engine.network.state import powered
from engine.readmodel.codes import EnergyCause, LossCause, Membership, Rec, Refusal, Role, Vertex, label
from engine.readmodel.detail import NeighbourRow, NodeDetail
from engine.readmodel.records import RECORD
from engine.readmodel.snapshot import GroundTruth, HopTrace, NetworkSnapshot, Totals, frozen, no_counts
from engine.runtime.compose import Parts
from engine.runtime.picture_assets import damage
from engine.runtime.picture_detection import detection
from engine.runtime.picture_harm import harm
from engine.runtime.picture_roles import floods, node_duties, organisation, phantoms
from engine.scenario.model import Scenario

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


class _Shown:
    """Rows as a picture has them: false identities of a Sybil attacker are drawn at the node that shows them.

    Args:
        network: The network.
    """

    def __init__(self, network: Network) -> None:
        master = network.nodes["master"]
        self.real = np.flatnonzero(master < 0)
        """int[S]: row of the network of each row of the picture."""
        self.all_real = len(self.real) == len(master)
        self._place = np.cumsum(master < 0, dtype=np.int32) - 1
        ghosts = np.flatnonzero(master >= 0)
        self._place[ghosts] = self._place[master[ghosts]]

    def column(self, values: np.ndarray) -> np.ndarray:
        """A column of the network with one entry for each row of the picture, read only."""
        return frozen(values if self.all_real else values[self.real])

    def told(self, values: np.ndarray) -> np.ndarray:
        """As `column`; an empty column stays empty."""
        return self.column(values) if len(values) else frozen(values)

    def places(self, rows: np.ndarray) -> np.ndarray:
        """Rows of the picture for rows of the network; -1 stays."""
        return rows if self.all_real else np.where(rows >= 0, self._place[rows], -1).astype(rows.dtype)

    def identities(self, network: Network) -> np.ndarray:
        """int32[S]: false identities shown at each row now; int32[0] where nobody can show any."""
        if self.all_real:
            return frozen(np.empty(0, np.int32))
        up = (network.nodes["master"] >= 0) & (network.nodes["alive"] == 1)
        return frozen(np.bincount(self._place[up], minlength=len(self.real)).astype(np.int32))


def _hop_trace(records: np.ndarray, network: Network, shown: _Shown) -> HopTrace:
    """The transfers among ``records`` of the present round, with rows in place of ids."""
    hops = records[(records["kind"] == Rec.TRANSFER) & (records["round"] == network.round)][:MAX_TRACE]
    ids = network.nodes["id"] if len(hops) else network.nodes["id"][:0]
    order = np.argsort(ids, kind="stable")
    round_s = float(network.round_s)
    begin = (network.round - 1) * round_s

    def rows(column: str) -> np.ndarray:
        found = np.minimum(np.searchsorted(ids[order], hops[column]), len(ids) - 1)
        return shown.places(np.asarray(order[found], np.int32))

    return HopTrace(
        source=frozen(rows("a")),
        target=frozen(rows("b")),
        start=frozen(((hops["t"] - begin) / round_s).astype(np.float32)),
        end=frozen((hops["v"] / round_s).astype(np.float32)),
        kind=frozen((hops["c"] & 15).astype(np.uint8)),
        fate=frozen((hops["c"] >> 4).astype(np.uint8)),
    )


def _truth(parts: Parts, shown: _Shown, pairs: np.ndarray) -> GroundTruth:
    """Who attacks and what is feigned; ``pairs`` are the edges of the picture's links."""
    m, network = len(parts.network.nodes), parts.network
    names = tuple(p.attack.id for p in parts.schedule.planned)
    attack, active = np.full(m, -1, np.int16), np.zeros(m, bool)
    several: dict[int, tuple[int, ...]] = {}
    for index, plan in enumerate(parts.schedule.planned):
        on = plan.acts_in(max(parts.network.round, 1))
        for row in np.flatnonzero(np.isin(network.nodes["id"], plan.node_ids)).tolist():
            if attack[row] < 0:
                attack[row] = index
            else:
                several[row] = (*several.get(row, (int(attack[row]),)), index)
            active[row] |= on
    feigned, bent = network.deceptions, network.deceptions.bent
    storm_ = storm.sent(network.behaviour, network.nodes["alive"]) if network.disturbances.needless else None
    tunnels = [(a, b) for ends in feigned.ends for a, b in combinations(ends, 2)]
    false = np.flatnonzero(network.links["via"][pairs] != -1) if feigned.ends else np.empty(0, np.int64)
    bends = np.flatnonzero(bent >= 0)
    ends = network.links[pairs[false]]
    done, (damaged, ill) = harm(network), damage(parts)
    return GroundTruth(
        names,
        shown.column(attack),
        shown.column(active),
        {int(shown.places(np.array([row]))[0]): which for row, which in several.items()},
        tunnels=_pairs(shown, np.array(tunnels, np.int32).reshape(-1, 2)),
        false_links=_pairs(shown, np.stack([ends["source"], ends["target"]], axis=1)),
        bends=_pairs(shown, np.stack([bends, bent[bends]], axis=1)),
        identities=shown.identities(network),
        storm=frozen(np.empty(0, np.int32)) if storm_ is None else shown.column(storm_),
        exploiting=tuple(p.exploiting for p in parts.schedule.planned),
        phantoms=phantoms(parts),
        floods=floods(parts, shown.places),
        outsiders=tuple(p.attack.origin == "outsider" for p in parts.schedule.planned),
        victims=_pairs(shown, done.victims),
        reach=shown.told(done.reach),
        infected=shown.told(done.infected),
        off=shown.told(done.off),
        clocks=shown.told(done.clocks),
        damaged=damaged,
        ill=ill,
    )


def _boxes(scenario: Scenario) -> np.ndarray:
    rows = [(o.id, o.x, o.y, o.width_m, o.height_m, o.turn_deg, o.loss_db) for o in scenario.obstacles]
    return frozen(np.array(rows, float).reshape(-1, 7))


def _pairs(shown: _Shown, rows: np.ndarray) -> np.ndarray:
    return frozen(shown.places(rows.astype(np.int32)))


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
    nodes, routes, shown = net.nodes, net.routes, _Shown(net)
    m, station = len(nodes), nodes["station"].astype(bool)
    share, mean = np.full(m, np.nan, np.float32), np.full(m, np.nan, np.float32)
    if net.watching:
        verdict.distrust(nodes, net.links, net.belief, net.everyone, share, mean)
    if not net.round:
        net.preview_routes()
    column = shown.column
    pairs = _live_pairs(net, shown)
    links = net.links[pairs]
    trust_bits = net.belief["trusted"][links["back"]] + 2 * net.belief["trusted"][pairs]
    with np.errstate(invalid="ignore"):  # inf / inf of stations
        energy = np.where(powered(nodes), 1.0, nodes["energy"] / nodes["initial"]).astype(np.float32)
    router = ~station & (net.presence.senses == 0)
    role = np.select([station, router, routes["head"] == 1], [Role.STATION, Role.ROUTER, Role.HEAD], Role.MEMBER)
    vertex = np.select([station, router], [Vertex.STATION, Vertex.ROUTER], Vertex.SENSOR)
    several = bool((routes["alternate"] >= 0).any())
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
        range_m=net.medium.range_m,
        trust_enabled=scenario.trust.enabled,
        threshold=parts.trust.model.limits()[0] if parts.trust is not None else scenario.trust.threshold,
        ids=column(nodes["id"]),
        xy=column(np.stack([nodes["x"], nodes["y"]], axis=1)),
        vertex=column(vertex.astype(np.uint8)),
        role=column(role.astype(np.uint8)),
        alive=column(nodes["alive"].astype(bool)),
        energy=column(energy),
        claimed_energy=column(np.minimum(energy * net.behaviour["claim"], np.float32(1.0))),
        cluster=column(shown.places(routes["cluster"])),
        next_hop=column(shown.places(np.where(routes["parent"] >= 0, routes["parent"], routes["uplink"]))),
        hops_to_station=column(routes["level"].astype(np.int16)),
        reachable=column(routes["reachable"].astype(bool)),
        trust=column(mean),
        distrusted=column(np.nan_to_num(share)),
        dropped=column(nodes["swallowed"].astype(np.int32)),
        links=_pairs(shown, np.stack([links["source"], links["target"]], axis=1)),
        link_trust=frozen(trust_bits.astype(np.uint8)),
        hops=_hop_trace(log, net, shown),
        totals=totals(net),
        truth=_truth(parts, shown, pairs),
        rounds_per_s=rounds_per_s,
        protocol=scenario.routing.protocol,
        obstacles=_boxes(scenario),
        times_head=column(routes["times_head"]),
        alternate=column(shown.places(routes["alternate"])) if several else no_counts(),
        membership=column(net.duties["member"]) if net.duties["member"].any() else no_counts(),
        organisation=organisation(parts, column),
        detection=detection(parts, column),
    )


def _live_pairs(net: Network, shown: _Shown) -> np.ndarray:
    """Edges that stand for the pairs of live vertices in range, one a pair; false identities are left out."""
    links, alive = net.links, net.nodes["alive"].astype(bool)
    up = links["near"].astype(bool) & (links["source"] < links["target"])
    up &= alive[links["source"]] & alive[links["target"]]
    if not shown.all_real:
        real = net.nodes["master"] < 0
        up &= real[links["source"]] & real[links["target"]]
    return np.flatnonzero(up)


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
    kinds = {"base station": is_station, "router": not net.presence.senses[row], "cluster head": route["head"]}
    role = next((kind for kind, it_is in kinds.items() if it_is), "member")
    endless = bool(powered(net.nodes[[row]])[0])
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
        initial_j=np.inf if endless else float(node["initial"]),
        residual_j=np.inf if endless else float(node["energy"]),
        claimed_j=np.inf if endless else float(node["claimed"] * node["initial"]),
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
        trust_terms=parts.trust.model.terms if parts.trust is not None else None,
        duties=node_duties(parts, row),
        membership=label(Membership(int(net.duties["member"][row]))),
        clock_s=float(net.duties["clock"][row]),
        infected=bool(net.duties["infected"][row]),
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
                refused=label(Refusal(int(net.links["refused"][mine]) - 1)) if net.links["refused"][mine] else "",
            )
        )
    return tuple(sorted(rows, key=lambda n: n.distance_m))
