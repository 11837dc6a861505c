"""Records, metrics and details that no engine made, for trying the panels."""

from __future__ import annotations

import numpy as np

from engine.readmodel.codes import EnergyCause, LossCause, Rec, label
from engine.readmodel.detail import (
    Counter,
    MetricTerm,
    NeighbourRow,
    NodeDetail,
    ReportTerm,
    TrustExplanation,
)
from engine.readmodel.metrics import COLUMN, METRIC_COLUMNS
from engine.readmodel.records import RECORD


def one(round_: int, kind: int, a: int = -1, b: int = -1, c: int = 0, v: float = 0.0) -> np.ndarray:
    return np.array([(round_, kind, float(round_), a, b, c, v)], RECORD)


def some_records(n: int = 1000) -> np.ndarray:
    rng = np.random.default_rng(3)
    r = np.zeros(n, RECORD)
    r["round"] = np.arange(n) // 10
    r["t"] = np.arange(n) / 10
    r["kind"] = rng.choice([Rec.TRANSFER, Rec.LOST, Rec.HEAD, Rec.EXCLUDED], n)
    r["a"], r["b"], r["c"] = rng.integers(0, 50, n), rng.integers(0, 50, n), rng.integers(0, 2, n)
    return r


def some_rows(n: int = 300, loss: float = 0.05) -> np.ndarray:
    rows = np.zeros((n, len(METRIC_COLUMNS)))
    rows[:, COLUMN["round"]] = np.arange(n)
    rows[:, COLUMN["alive"]] = np.linspace(100, 0, n).round()
    rows[:, COLUMN["generated"]] = 100
    rows[:, COLUMN["lost"]] = rows[:, COLUMN[f"lost_{label(LossCause.ATTACK)}"]] = 100 * loss
    rows[:, COLUMN["delivered"]] = 100 * (1 - loss)
    rows[:, COLUMN["trust_mean"]] = 0.93
    rows[:, COLUMN[f"spent_{label(EnergyCause.TRANSMIT)}_j"]] = 0.1
    return rows


def node_detail(node: int = 42, *, attacks: tuple[str, ...] = ("black hole",)) -> NodeDetail:
    near = tuple(NeighbourRow(i, float(i), True, 0.9, None, 0.9 if i != 17 else 0.4, i != 17, True) for i in (3, 17))
    spent = {"transmit": 0.3, "receive": 0.2}
    return NodeDetail(
        node, 9, False, "", "mote", 10.0, 20.0, "member", True, 2.0, 1.5, 1.9, spent, 3, 3, 2, 1, 9, 8, 1, 4,
        0, 21.5, near, attacks,
    )  # fmt: skip


def explanation(p: int = 42, q: int = 17) -> TrustExplanation:
    terms = tuple(
        MetricTerm(f"m{i}", f"metric {i}", i < 7, "a / b", "1 / 2", 0.5, 0.1, 0.05, "a note" if i == 1 else "")
        for i in range(1, 12)
    )
    return TrustExplanation(
        p, q, 9, 12.0, True,
        (Counter("N", 3, "packets"),), terms, 0.55, (ReportTerm(3, 0.9, 0.4, 0.36),), 0.4, 5,
        0.2, 0.43, "D = C·z/r + R·(1 − z/r)", "= 0.43", 0.85, 0.05, False, ("as printed",),
    )  # fmt: skip
