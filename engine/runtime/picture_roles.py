"""Read models of a network that organises itself by roles."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.network.kernels.columns import ABORTED, JOINED, LEFT, REDISTRIBUTED, Duties
from engine.network.state import subnets_of
from engine.readmodel.codes import Duty
from engine.readmodel.organisation import Organisation, TableRow
from engine.runtime.compose import Parts

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
    rows: tuple[TableRow, ...] = ()
    if table is not None:
        some = np.flatnonzero(table.roles & ~np.uint8(Duty.COLLECTOR))
        rows = tuple(TableRow(int(table.ids[k]), int(table.roles[k])) for k in some)
    nodes = parts.scenario.node_by_id
    services = tuple(getattr(nodes.get(int(i)), "service", "") for i in column(network.nodes["id"]))
    return Organisation(
        state=int(machine.state),
        since=machine.since,
        cause=machine.cause,
        visits=tuple(machine.visits),
        arcs=tuple(machine.taken),
        controller=None if society.main is None else society.main.controller,
        version=-1 if table is None else table.version,
        agreed=society.agreed(network),
        table=rows,
        redistributions=int(counts[REDISTRIBUTED]),
        aborted=int(counts[ABORTED]),
        joins=int(counts[JOINED]),
        leaves=int(counts[LEFT]),
        roles=column(duties["roles"]),
        node_state=column(duties["state"]),
        membership=column(duties["member"]),
        versions=column(duties["version"]),
        **_resources(duties, column),
        subnets=subnets_of(parts.scenario),
        refusals=dict(parts.roles.admission.refusals),
        services=services if any(services) else (),
    )


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
