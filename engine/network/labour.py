"""Labour: what the duties of a network that organises itself take of its nodes, and what keepers hold in store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.network import state
from engine.network.kernels import labour as kernels
from engine.network.kernels.columns import LEAKED
from engine.network.service import ServicePlane
from engine.readmodel.codes import Duty, Membership
from engine.scenario.hardware import computing_of

if TYPE_CHECKING:
    from engine.network.network import Network

LEVELS_EVERY = 5
"""Rounds between two measurements of how well nodes hear one another."""


class Labour:
    """Accounts of computing time, memory, storage and their energy; only where roles are enabled.

    Args:
        network: The network as it is built; its rows are laid out.
        before: The accounts before an edit, and where each row was then (int32[M], -1: new).
    """

    def __init__(self, network: Network, before: tuple[Labour, np.ndarray] | None = None) -> None:
        m = len(network.nodes)
        self.ring = np.zeros((m, kernels.BLOCKS), np.int32)
        """int32[M, BLOCKS]: readings in store, by the time at which they came."""
        self.labour = np.zeros(m, kernels.LABOUR)
        self.plane = ServicePlane(network)
        things = state.laid_out(network.scenario)
        for row, thing in zip(np.flatnonzero(network.nodes["master"] < 0), things, strict=True):
            made = computing_of(getattr(thing, "profile", "mote"))
            entry = self.labour[row]
            entry["cycle_j"], entry["effort"], entry["system"] = made.cycle_j, made.effort, made.system_bytes
            entry["write_j"] = made.write_byte_j * kernels.READING_BYTES
            entry["read_j"] = made.read_byte_j * kernels.READING_BYTES
        self.labour["forwarded"], self.labour["served"] = network.nodes["forwarded"], network.duties["served"]
        if before is not None:
            old, rows = before
            self.ring[rows >= 0] = old.ring[rows[rows >= 0]]
        keep = network.scenario.roles.keep_rounds
        self._span = -(-keep // kernels.BLOCKS)
        self._blocks = -(-keep // self._span)

    def begin(self, network: Network) -> None:
        """Before anybody does anything in a round: nothing has been computed or sent."""
        network.duties["cpu"] = network.duties["payload"] = 0.0

    def trouble(self, network: Network, messages: np.ndarray) -> None:
        """Unasked messages, float[M] a row, are looked at and answered."""
        network.duties["cpu"] += (self.labour["effort"] * messages * kernels.HELLO_CYCLES).astype(np.float32)

    def fetch(self, network: Network) -> None:
        """Every so often each processor asks a keeper for historical data and tells a base station its results."""
        every = network.scenario.roles.history_every
        if every == 0 or network.round % every:
            return
        duties, nodes = network.duties, network.nodes
        there = (nodes["alive"] == 1) & (duties["member"] == Membership.MEMBER)
        for row in np.flatnonzero(there & (duties["roles"] & int(Duty.PROCESSOR) > 0)).tolist():
            keepers = there & (duties["roles"] & int(Duty.KEEPER) > 0)
            self._work_on_history(network, row, keepers)

    def _work_on_history(self, network: Network, row: int, keepers: np.ndarray) -> None:
        """The processor in ``row`` gets what the nearest keeper holds; it may be itself."""
        self.plane.span(network, row)
        depth, ids = self.plane.tree["depth"], network.nodes["id"]
        keeper = self._nearest(depth, ids, keepers)
        if keeper >= 0:
            count = int(min(network.scenario.roles.history_readings, network.duties["kept"][keeper]))
            if keeper == row or self._asked(network, keeper, count):
                self.labour["fetched"][keeper] += count
                self.labour["read"][row] += count
                self.labour["results"][row] += 1
                network.duties["processed"][row] += count
        station = self._nearest(depth, ids, network.nodes["station"] == 1)
        if station >= 0:
            self.plane.command(network, np.array([station]), float(network.physics["data_bits"]))

    def _asked(self, network: Network, keeper: int, count: int) -> bool:
        """Request to a keeper and its reply over the tree; who listens in on the way, or asks, learns the readings."""
        plane, rows = self.plane, np.array([keeper])
        request = max(float(network.scenario.radio.control_bits), 1.0)
        if count == 0 or not plane.command(network, rows, request).arrived[keeper]:
            return False
        if not plane.report(network, rows, count * kernels.READING_BITS).arrived[keeper]:
            return False
        at = int(plane.tree["parent"][keeper])
        while at >= 0:
            if network.behaviour["listens_in"][at]:
                network.books.counts[LEAKED] += count
                break
            at = int(plane.tree["parent"][at])
        return True

    @staticmethod
    def _nearest(depth: np.ndarray, ids: np.ndarray, chosen: np.ndarray) -> int:
        """Of the ``chosen`` rows that the tree reaches the one fewest hops away, then with the lowest id; -1."""
        rows = np.flatnonzero(chosen & (depth >= 0))
        return int(rows[np.lexsort((ids[rows], depth[rows]))[0]]) if len(rows) else -1

    def close(self, network: Network, ballast: np.ndarray) -> None:
        """At the end of a round: what it took of everybody.

        Args:
            network: Packets are settled.
            ballast: float64[M]: bytes of storage taken by other things than readings.
        """
        number, place = divmod(network.round, self._span)
        network.ensure_log(2 * len(network.nodes))
        kernels.close_labour(
            number % self._blocks,
            place == 0,
            self.ring,
            ballast,
            self.labour,
            network.nodes,
            network.duties,
            network.packets,
            network.books,
            network.physics,
        )
        network.duties["reports"] = network.nodes["reading"] + network.behaviour["bias"]
        if network.ranged and (network.round % LEVELS_EVERY == 1 or network.disturbances.noisy):
            radio, known = network.scenario.radio, (network.nodes, network.links, network.duties)
            kernels.hear_levels(radio.tx_dbm, radio.pl0_db, radio.exponent, *known)
