"""Read models of a network that organises itself by roles."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from engine.network.kernels.columns import ABORTED, JOINED, LEFT, REDISTRIBUTED, Duties
from engine.network.network import Network
from engine.readmodel.codes import Duty, Membership, NodeState, label
from engine.readmodel.organisation import (
    ConfigurationFile,
    NodeDuties,
    Organisation,
    RoleScore,
    TableRow,
    duty_names,
    network_state_label,
    node_state_label,
)
from engine.readmodel.snapshot import FloodRun
from engine.roles import suitability
from engine.roles.configuration import Table, node_file
from engine.roles.malice import Malice
from engine.roles.society import Society
from engine.runtime.compose import Parts
from engine.runtime.picture_assets import assets, damage

Column = Callable[[np.ndarray], np.ndarray]
"""A column of the network as a column of the picture."""


def share(used: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """float32[M]: part in use; 0 where there is nothing to use."""
    part: np.ndarray = np.divide(used, whole, out=np.zeros(len(used), np.float32), where=whole > 0)
    return part


def organisation(parts: Parts, column: Column) -> Organisation | None:
    """How the network organises itself now; None where it does not.

    Args:
        parts: The run.
        column: Takes a column of the network to one of the picture.
    """
    if parts.roles is None or parts.roles.society is None:
        return None
    society, network = parts.roles.society, parts.network
    machine, table, duties, counts = society.machine, society.table(), network.duties, network.books.counts
    services = parts.scenario.service_by_id
    return Organisation(
        state=int(machine.state),
        since=machine.since,
        cause=machine.cause,
        visits=tuple(machine.visits),
        arcs=tuple(machine.taken),
        controller=None if society.main is None else society.main.controller,
        version=-1 if table is None else table.version,
        agreed=society.agreed(network),
        table=() if table is None else _entries(table),
        redistributions=int(counts[REDISTRIBUTED]),
        aborted=int(counts[ABORTED]),
        joins=int(counts[JOINED]),
        leaves=int(counts[LEFT]),
        roles=column(duties["roles"]),
        node_state=column(duties["state"]),
        membership=column(duties["member"]),
        versions=column(duties["version"]),
        **_resources(duties, column),
        subnets=parts.scenario.subnets,
        refusals=_refusals(parts.roles.admission.refusals, network.disturbances.refusals),
        services=tuple(services.get(i, "") for i in column(network.nodes["id"]).tolist()) if services else (),
        assets=assets(parts),
    )


def _entries(table: Table) -> tuple[TableRow, ...]:
    """Who holds roles besides collector."""
    some = np.flatnonzero(table.roles & ~np.uint8(Duty.COLLECTOR))
    return tuple(TableRow(int(table.ids[k]), int(table.roles[k])) for k in some)


def phantoms(parts: Parts) -> tuple[int, ...]:
    """Ids in the role table that belong to no node."""
    table = None if parts.roles is None or parts.roles.society is None else parts.roles.society.table()
    if table is None:
        return ()
    foreign = ~np.isin(table.ids, parts.network.nodes["id"])
    return tuple(int(i) for i in table.ids[foreign])


def floods(parts: Parts, places: Callable[[np.ndarray], np.ndarray]) -> tuple[FloodRun, ...]:
    """Where the scripts of floods by redistribution of roles stand; ``places``: rows of the network in the picture."""
    if parts.roles is None:
        return ()
    if not any(s.scripts for s in parts.roles.post.sources if isinstance(s, Malice)):
        return ()
    row_of = {int(i): row for row, i in enumerate(parts.network.nodes["id"])}
    scripts = [s.scripts for s in parts.roles.post.sources if isinstance(s, Malice)]
    running = {row_of[node]: f for some in scripts for node, f in some.items() if node in row_of}
    rows = places(np.array(list(running), np.intp)).tolist()
    return tuple(
        FloodRun(int(row), int(f.step), f.loops, f.refused) for row, f in zip(rows, running.values(), strict=True)
    )


def _refusals(roles: Mapping[str, int], others: Mapping[str, int]) -> dict[str, int]:
    """Evidence of countermeasures, of the organisation's and of the nodes' own checks."""
    return {name: roles.get(name, 0) + others.get(name, 0) for name in {**roles, **others}}


def _resources(duties: Duties, column: Column) -> dict[str, np.ndarray]:
    """Shares of computing time, memory and storage in use, levels heard, checksums, subnets."""
    return {
        "cpu": column(duties["load"]),
        "memory": column(share(duties["ram_used"], duties["ram"])),
        "storage": column(share(duties["stored"], duties["storage"])),
        "signal_dbm": column(duties["heard_dbm"]),
        "software": column(duties["software"]),
        "subnet": column(duties["subnet"]),
    }


def node_duties(parts: Parts, row: int) -> NodeDuties | None:
    """The inspector's page on the roles of the node in ``row``; None where there are none, and for stations."""
    network = parts.network
    if parts.roles is None or parts.roles.society is None or network.nodes["station"][row]:
        return None
    society, duty = parts.roles.society, network.duties[row]
    held, visits = int(society.ledger.held[row]), society.ledger.visits[row]
    return NodeDuties(
        roles=duty_names(int(duty["roles"])),
        state=node_state_label(int(duty["state"])),
        membership=label(Membership(int(duty["member"]))),
        visits={node_state_label(s): int(visits[s]) for s in NodeState},
        scores=_scores(society, parts, row),
        cpu_hz=float(duty["cpu_hz"]),
        cpu_share=float(duty["load"]),
        ram_bytes=float(duty["ram"]),
        ram_used=float(duty["ram_used"]),
        storage_bytes=float(duty["storage"]),
        stored_bytes=float(duty["stored"]),
        readings_kept=int(duty["kept"]),
        processed=int(duty["processed"]),
        service_messages=int(duty["served"]),
        signal_dbm=None if np.isnan(duty["heard_dbm"]) else float(duty["heard_dbm"]),
        software=f"{int(duty['software']):08x}",
        sessions=int(duty["sessions"]),
        uptime=int(duty["uptime"]),
        version=int(duty["version"]),
        digest=society.tables[held].digest if held >= 0 else "",
        costs=society.costs.of(network, row),
    )


def _scores(society: Society, parts: Parts, row: int) -> tuple[RoleScore, ...]:
    """How well the node would suit each role now, by what it says, beside the best of the holders or candidates."""
    network = parts.network
    if parts.roles is None:
        return ()
    there = society.members(network)
    society.span(network, society.controller_row(network))
    told = suitability.said(network, suitability.figures(network, society.plane.tree["depth"]))
    shares = suitability.shares(told, there)
    out = []
    for duty, score in suitability.scores(shares, society.served(network)).items():
        holders = there & ((network.duties["roles"] & int(duty)) != 0)
        among = holders if holders.any() else there
        best = float(score[among].max()) if among.any() else 0.0
        figures = dict(zip(suitability.WEIGHED, map(float, shares[row]), strict=True))
        out.append(RoleScore(role=duty_names(int(duty))[0], score=float(score[row]), best=best, **figures))
    return tuple(out)


def configuration_file(parts: Parts, node: int) -> ConfigurationFile | None:
    """The configuration as it lies on ``node``; None where there is none, or no such node."""
    if parts.roles is None or parts.roles.society is None:
        return None
    society, network = parts.roles.society, parts.network
    row = society.row(network, node)
    held = int(society.ledger.held[row]) if row >= 0 else -1
    if held < 0:
        return None
    table, there = society.tables[held], society.members(network)
    same = np.array([t.digest == table.digest for t in society.tables] + [False])
    return ConfigurationFile(
        node=node,
        version=table.version,
        digest=table.digest,
        text=node_file(parts.scenario, node, table),
        equal=int(same[society.ledger.held[there]].sum()),
        members=int(there.sum()),
    )


def organisation_summary(parts: Parts) -> dict[str, object] | None:
    """What `summary.json` holds of the organisation; None where there is none."""
    shown = organisation(parts, lambda values: values)
    if shown is None or parts.roles is None or parts.roles.society is None:
        return None
    society, network = parts.roles.society, parts.network
    states = range(len(shown.visits))
    return {
        "state": network_state_label(shown.state),
        "visits": {network_state_label(s): shown.visits[s] for s in states},
        "node_state_visits": _node_visits(society, network),
        "controller": shown.controller,
        "controllers": 1 + len(society.others) if society.main is not None else len(society.others),
        "elections": society.elections,
        "redistributions": shown.redistributions,
        "aborted": shown.aborted,
        "joins": shown.joins,
        "leaves": shown.leaves,
        "version": shown.version,
        "agreed": shown.agreed,
        "refusals": dict(shown.refusals),
        "systems": _systems(parts, shown),
    }


def _systems(parts: Parts, shown: Organisation) -> dict[str, dict[str, int]]:
    """How each subnet ended; empty where there is but one."""
    damaged, ill = damage(parts)
    counts = {"members": shown.assets.members, "alive": shown.assets.alive, "heard": shown.assets.heard}
    counts |= {"infected": ill, "damaged": damaged}
    used = np.flatnonzero(shown.assets.members)
    if len(used) < 2:
        return {}
    return {shown.subnets[k]: {name: int(column[k]) for name, column in counts.items()} for k in used.tolist()}


def _node_visits(society: Society, network: Network) -> dict[str, int]:
    total = society.ledger.visits[society.real(network)].sum(axis=0)
    return {node_state_label(s): int(total[s]) for s in NodeState}
