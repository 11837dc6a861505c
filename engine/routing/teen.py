"""TEEN (Manjeshwar and Agrawal, IPDPS 2001): LEACH's clusters, in which nodes report only what matters.

Its known hole: a node that has nothing to report cannot be told from a dead one, nor from one whose head drops its
packets. Watchdogs and metrics see what is sent, so that little traffic also means little to judge by.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from pydantic import Field

from engine.network.strategies import Params
from engine.routing.base import Clusters, HeadShare, set_up_time

if TYPE_CHECKING:
    from engine.network.network import Network

_Value = Annotated[float, Field(ge=-1e9, le=1e9, allow_inf_nan=False)]


class TeenParams(HeadShare):
    """Parameters of TEEN."""

    hard: _Value = 20.0
    """Hard threshold: the least value worth a report."""
    soft: Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)] = 0.3
    """Soft threshold: the least change since a node's last report that is worth another."""


class Teen:
    """A node reports when its reading reaches the hard threshold and has changed by the soft one since the last report.

    Heads with nothing to fuse send nothing.
    """

    name = "teen"
    title = "TEEN"
    mobile = True
    params_type: type[Params] = TeenParams

    def reset(self, network: Network, params: Any) -> None:
        """Thresholds; nodes that are still there remember their last report."""
        from engine.network.kernels.election import elect
        from engine.network.kernels.thresholds import hush

        self._elect, self._hush = elect, hush
        self._hard, self._soft = float(params.hard), float(params.soft)
        self._clusters = Clusters(network, getattr(self, "_clusters", None))
        self._epoch = max(1, round(1 / params.head_share))
        before = self._last_report()
        self._ids = network.nodes["id"].tolist()
        self._reported = np.array([before.get(i, np.nan) for i in self._ids], np.float32)

    def _last_report(self) -> dict[int, float]:
        """Value that each node last reported, by id; NaN before the first."""
        ids, values = getattr(self, "_ids", []), getattr(self, "_reported", np.empty(0))
        return dict(zip(ids, values.tolist(), strict=True))

    def set_up(self, network: Network) -> None:
        """Routes to stations, election, clusters, the price of the adverts; who has something to report."""
        nodes, routes, books, rng = network.nodes, network.routes, network.books, network.rng["routing"]
        clusters = self._clusters
        clusters.seek(network)
        place = (network.round - 1) % self._epoch
        self._elect(place, self._epoch, nodes, routes, network.behaviour, books, set_up_time(network), rng)
        clusters.join(network)
        self._hush(self._hard, self._soft, self._reported, nodes, routes)
