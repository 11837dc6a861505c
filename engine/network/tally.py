"""The metrics of a round: closes the running totals, counts who is excluded and who is cut off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.network.kernels import verdict
from engine.network.kernels.columns import (
    ABORTED,
    CONTROL,
    DELIVERED,
    DISCARDED,
    DUPLICATES,
    FALSIFIED,
    GENERATED,
    HONEST_DELIVERED,
    HONEST_GENERATED,
    HONEST_LOST,
    HONEST_LOST_BY,
    HOPS,
    JOINED,
    LEAKED,
    LEFT,
    LOST,
    LOST_BY,
    OPERATIONS,
    REDISTRIBUTED,
    REPUTATION,
    SERVICE,
    UNREACHABLE,
)
from engine.readmodel.codes import Duty, LossCause, Membership, label
from engine.readmodel.metrics import COLUMN, METRIC_COLUMNS

if TYPE_CHECKING:
    from engine.network.network import Network

_FLOWS = {
    "unreachable": UNREACHABLE,
    "generated": GENERATED,
    "delivered": DELIVERED,
    "lost": LOST,
    "honest_generated": HONEST_GENERATED,
    "honest_delivered": HONEST_DELIVERED,
    "honest_lost": HONEST_LOST,
    "control_packets": CONTROL,
    "reputation_packets": REPUTATION,
    "hops": HOPS,
    "operations": OPERATIONS,
    **{f"lost_{label(c)}": LOST_BY + c for c in LossCause},
    **{f"honest_lost_{label(c)}": HONEST_LOST_BY + c for c in LossCause},
    "service_packets": SERVICE,
    "leaked": LEAKED,
    "falsified": FALSIFIED,
    "duplicates": DUPLICATES,
    "joined": JOINED,
    "left": LEFT,
    "redistributions": REDISTRIBUTED,
    "aborted": ABORTED,
    "discarded": DISCARDED,
}
_FLOW_COLUMNS = np.array([(COLUMN[name], total) for name, total in _FLOWS.items()])
_STOCKS = ("round", "alive", "honest_alive", "heads", "residual_j", "spent_transmit_j")
_STOCK_COLUMNS = np.array([COLUMN[name] for name in _STOCKS])
_TRUST_MEAN, _EXCLUDED, _VALUE_ERROR = COLUMN["trust_mean"], COLUMN["excluded"], COLUMN["value_error"]
_AWAY = COLUMN["away"]
_INFECTED, _CLOCK = COLUMN["infected"], COLUMN["clock_error"]
_HOLDERS = {
    COLUMN["controllers"]: int(Duty.CONTROLLER),
    COLUMN["keepers"]: int(Duty.KEEPER),
    COLUMN["processors"]: int(Duty.PROCESSOR),
}


def close(network: Network) -> np.ndarray:
    """The row of `METRIC_COLUMNS` for the round just closed; notes who was excluded and who was cut off."""
    nodes, books = network.nodes, network.books
    row = np.zeros(len(METRIC_COLUMNS))
    verdict.close_row(
        nodes,
        network.routes,
        books,
        _FLOW_COLUMNS,
        network.counts_before,
        network.spent_before,
        network.retired.joules,
        network.honest,
        _STOCK_COLUMNS,
        row,
    )
    row[_TRUST_MEAN], row[_VALUE_ERROR] = np.nan, abs(network.value_error)
    network.ensure_log(2 * len(nodes))
    if not network.watching:
        network.excluded[:] = 0
    else:
        row[_TRUST_MEAN] = verdict.distrust(
            nodes, network.links, network.belief, network.honest, network.share, network.mean_trust
        )
    if network.ranged:
        row[_EXCLUDED] = verdict.note_changes(
            nodes,
            network.routes,
            network.share,
            network.excluded,
            network.first_excluded,
            network.cut,
            books,
            network.round_s,
        )
    _organisation(network, row)
    return row


def _organisation(network: Network, row: np.ndarray) -> None:
    """Who is away, who holds roles, whose program is infected, whose clock is off; counted where somebody can be."""
    nodes, duties, scenario = network.nodes, network.duties, network.scenario
    if network.presence.busy:
        elsewhere = (network.presence.senses == 1) & (duties["member"] != Membership.MEMBER)
        row[_AWAY] = np.count_nonzero(elsewhere & ((nodes["energy"] > 0) | (nodes["mains"] == 1)))
    if scenario.roles.enabled:
        held = duties["roles"][nodes["alive"] == 1]
        for column, duty in _HOLDERS.items():
            row[column] = np.count_nonzero(held & duty)
    if network.disturbances.active:  # also of an attack that an edit took out
        live = (nodes["alive"] == 1) & (nodes["station"] == 0) & (nodes["master"] < 0)
        row[_INFECTED] = np.count_nonzero(duties["infected"][live])
        row[_CLOCK] = float(np.abs(duties["clock"][live]).mean()) if live.any() else 0.0
