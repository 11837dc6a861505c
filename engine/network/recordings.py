"""What replaying attackers have recorded (S2-45)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.network import state
from engine.network.kernels import replay
from engine.network.kernels.columns import Behaviour

if TYPE_CHECKING:
    from engine.network.network import Network


@dataclass(slots=True)
class Record:
    """Readings that one attacker overheard when it began."""

    origins: np.ndarray
    """int32[R]: rows of the nodes that made them."""
    values: np.ndarray
    """float32[R]: what they said, °C."""
    next: int = 0
    """Which is sent next."""


class Recordings:
    """Who replays how much of what. One for each network."""

    def __init__(self) -> None:
        self.active = False
        self._rows = np.empty(0, np.intp)
        self._records: dict[int, Record] = {}

    def moved(self, place: np.ndarray) -> Recordings:
        """The same after an edit; ``place``: int[M'], where each row is now, -1: gone."""
        out = Recordings()
        for row, record in self._records.items():
            origins = place[record.origins]
            if place[row] >= 0 and (origins >= 0).all():
                out._records[int(place[row])] = Record(origins.astype(np.int32), record.values, record.next)
        return out

    def take(self, network: Network, behaviour: Behaviour) -> None:
        """Looks at who replays from now on, and makes room for the packets."""
        self._rows = np.flatnonzero(behaviour["replay"] >= 1)
        self.active = bool(len(self._rows))
        self._records = {row: record for row, record in self._records.items() if behaviour["replay"][row] >= 1}
        room = int(behaviour["replay"][self._rows].sum())
        if 2 * len(network.nodes) + 1 + room > len(network.packets):
            network.packets = state.new_packets(len(network.nodes), room)

    def replay(self, network: Network, hit: np.ndarray) -> int:
        """Sends recorded readings; attackers without any record some first. Returns how many were refused."""
        refused, signed = 0, network.scenario.hardening.authentication
        for row in self._rows[network.nodes["alive"][self._rows] == 1].tolist():
            record = self._records.get(row)
            if record is None:
                self._record(network, row)
                continue
            count, messages = len(record.origins), int(network.behaviour["replay"][row])
            known = (network.nodes, network.routes, network.packets, network.books, network.physics, network.heard)
            given = (record.origins, record.values, signed, *known)
            refused += int(replay.replay(row, messages, count, record.next, *given))
            record.next = (record.next + messages) % count
            taker = max(int(network.routes["parent"][row]), int(network.routes["uplink"][row]))
            if taker >= 0 and not signed:
                hit[taker] = row
        return refused

    def _record(self, network: Network, row: int) -> None:
        origins, values = np.empty(replay.RECORD, np.int32), np.empty(replay.RECORD, np.float32)
        kept = int(replay.listen_to(row, network.nodes, network.links, network.ranged, origins, values))
        if kept:
            self._records[row] = Record(origins[:kept].copy(), values[:kept].copy())
