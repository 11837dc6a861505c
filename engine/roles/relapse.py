"""Old role configurations sent once more (S2-45): members that take them for new fall back to them until the next."""

from __future__ import annotations

import numpy as np

from engine.network.network import Network
from engine.roles.configuration import Table
from engine.roles.society import Society


class Relapse:
    """What attackers that replay have recorded of the network's tables: the first that it had."""

    def __init__(self) -> None:
        self.recorded: Table | None = None

    def begin(self, network: Network, society: Society) -> None:
        """Nodes that an old table was sent to take it, unless it is what they hold."""
        if self.recorded is None:
            self.recorded = society.table()
        sent, old = network.disturbances.relapsed, self.recorded
        if old is None or not sent.any():
            return
        rows = np.flatnonzero(sent & society.members(network) & (network.duties["version"] != old.version))
        sent[:] = False
        if not len(rows):
            return
        rows = rows[old.names(network.nodes["id"][rows])]
        at = next((k for k, table in enumerate(society.tables) if table is old), len(society.tables))
        if at == len(society.tables):
            society.tables.append(old)
        society.adopt(network, rows, at)
