"""What the charts keep of a run: stocks as they are, flows as running sums; any window costs two look-ups."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.readmodel.codes import EnergyCause, LossCause, label
from engine.readmodel.metrics import COLUMN

LOSSES = tuple(label(c) for c in LossCause)
COSTS = tuple(label(c) for c in EnergyCause)
_STOCKS = ("round", "alive", "excluded", "trust_mean", "away")
ROLE_FLOWS = ("service_packets", "redistributions", "aborted", "joined", "left")
"""What a network that organises itself does."""
HARM_FLOWS = ("leaked", "falsified", "duplicates")
"""What attacks do to data besides losing them: ground truth."""
_FLOWS = (
    "delivered", *(f"lost_{c}" for c in LOSSES), *(f"spent_{c}_j" for c in COSTS), *ROLE_FLOWS, *HARM_FLOWS,
)  # fmt: skip
_STOCK_AT = {name: i for i, name in enumerate(_STOCKS)}
_FLOW_AT = {name: i for i, name in enumerate(_FLOWS)}
_STOCK_COLUMNS = [COLUMN[n] for n in _STOCKS]
_FLOW_COLUMNS = [COLUMN[n] for n in _FLOWS]
POINTS = 240
"""Points of a curve at most; a longer run is thinned out."""

Series = dict[str, np.ndarray]


class MetricStore:
    """Rows of metrics, appended in blocks; grows by doubling."""

    def __init__(self) -> None:
        self._stocks = np.empty((256, len(_STOCKS)))
        self._sums = np.zeros((257, len(_FLOWS)))
        self.size = 0

    def clear(self) -> None:
        """Forget everything."""
        self.size = 0

    def append(self, rows: np.ndarray) -> None:
        """Add rows of ``METRIC_COLUMNS``."""
        need = self.size + len(rows)
        if need > len(self._stocks):
            room = max(need, 2 * len(self._stocks))
            self._stocks = np.concatenate([self._stocks[: self.size], np.empty((room - self.size, len(_STOCKS)))])
            grown = np.zeros((room + 1, len(_FLOWS)))
            grown[: self.size + 1] = self._sums[: self.size + 1]
            self._sums = grown
        self._stocks[self.size : need] = rows[:, _STOCK_COLUMNS]
        flows = np.cumsum(np.nan_to_num(rows[:, _FLOW_COLUMNS]), axis=0)
        self._sums[self.size + 1 : need + 1] = self._sums[self.size] + flows
        self.size = need

    def picks(self, points: int = POINTS) -> np.ndarray:
        """Rows to draw: all of a short run, evenly spread over a long one, the last one always."""
        if self.size <= points:
            return np.arange(self.size)
        return np.linspace(0, self.size - 1, points).round().astype(np.int64)

    def stock(self, name: str, at: np.ndarray) -> np.ndarray:
        """A stock at the end of rounds."""
        return self._stocks[at, _STOCK_AT[name]]

    def total(self, name: str, at: np.ndarray) -> np.ndarray:
        """A flow summed from the beginning."""
        return self._sums[at + 1, _FLOW_AT[name]]

    def windowed(self, name: str, at: np.ndarray, window: int) -> np.ndarray:
        """A flow summed over the last ``window`` rounds."""
        column = _FLOW_AT[name]
        return self._sums[at + 1, column] - self._sums[np.maximum(at + 1 - window, 0), column]

    def any(self, names: tuple[str, ...]) -> bool:
        """Whether one of these flows is above zero so far."""
        return any(self._sums[self.size, _FLOW_AT[name]] > 0 for name in names)

    def first_dead(self, limit: float) -> float | None:
        """Round at whose end fewer nodes than ``limit`` had not died, wherever they were; None so far."""
        living = self._stocks[: self.size, _STOCK_AT["alive"]] + self._stocks[: self.size, _STOCK_AT["away"]]
        below = np.flatnonzero(living < limit)
        return float(self._stocks[below[0], 0]) if len(below) else None

    def first_alive(self) -> float:
        """Live nodes at the beginning, those not there yet among them."""
        stocks = self._stocks[: self.size]
        return float((stocks[:, 1] + stocks[:, _STOCK_AT["away"]]).max()) if self.size else 0.0


def deaths(store: MetricStore) -> Mapping[str, float]:
    """Rounds of the first, half and last node dead, those that were reached (S3-72)."""
    full = store.first_alive()
    limits = {"FND": full, "HND": full / 2 + 1e-9, "LND": 0.5}
    found = {name: store.first_dead(limit) for name, limit in limits.items()} if full else {}
    return {name: at for name, at in found.items() if at is not None}


def alive_series(store: MetricStore, at: np.ndarray) -> Series:
    """Live nodes."""
    return {"alive": store.stock("alive", at)}


def flow_series(store: MetricStore, at: np.ndarray, window: int) -> Series:
    """Percentages of the readings settled in a window: delivered, and lost by cause."""
    flows = {"delivered": store.windowed("delivered", at, window)}
    flows |= {cause: store.windowed(f"lost_{cause}", at, window) for cause in LOSSES}
    settled = np.maximum(sum(flows.values()), 1e-12)
    return {name: 100 * flow / settled for name, flow in flows.items()}


def energy_series(store: MetricStore, at: np.ndarray) -> Series:
    """Energy spent so far, J, by cause."""
    return {cause: store.total(f"spent_{cause}_j", at) for cause in COSTS}


def roles_series(store: MetricStore, at: np.ndarray, window: int) -> Series:
    """Service messages in a round, averaged over a window; redistributions, joins and leaves so far."""
    rounds = np.minimum(at + 1, window)
    flows = {"service_packets": store.windowed("service_packets", at, window) / rounds}
    return flows | {name: store.total(name, at) for name in ROLE_FLOWS[1:]}


def harm_series(store: MetricStore, at: np.ndarray) -> Series:
    """Readings leaked, falsified and replayed so far."""
    return {name: store.total(name, at) for name in HARM_FLOWS}


def trust_series(store: MetricStore, at: np.ndarray) -> Series:
    """Mean trust D, and nodes excluded by most of their neighbours."""
    return {"trust": store.stock("trust_mean", at), "excluded": store.stock("excluded", at)}
