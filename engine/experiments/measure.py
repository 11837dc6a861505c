"""The names that a measure may use, and their values in one run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from engine.experiments.expression import Expression, Names, Value
from engine.readmodel.codes import EnergyCause, LossCause, label
from engine.readmodel.experiment import Measure
from engine.readmodel.metrics import COLUMN, METRIC_COLUMNS

Values = dict[str, Value]
"""By name of the measure: float64[rounds] or one number."""

_PER_RUN = ("rounds", "nodes", "attackers", "honest_nodes", "fnd", "hnd", "lnd", "false_exclusions")
_ORGANISED = ("version", "agreed", "joins", "leaves", "redistributions", "aborted", "elections", "controllers")
_LOSSES = ("generated", "delivered", "lost", "loss_ratio")

CURVES = (*METRIC_COLUMNS, "found", "wronged")
"""Names with one value per round: the columns of metrics; ``found`` and ``wronged`` are the shares of attackers and of
honest nodes that have been off most neighbours' lists at some time up to the end of the round."""

FIGURES = (
    *_PER_RUN,
    *(f"packets.{name}" for name in ("generated", "delivered", "lost", "in_flight", "unreachable")),
    *(f"packets.lost_by_cause.{label(c)}" for c in LossCause),
    *(f"honest.{name}" for name in _LOSSES),
    *(f"honest.lost_by_cause.{label(c)}" for c in LossCause),
    *(f"energy.{name}" for name in ("initial_j", "residual_j", "spent_j")),
    *(f"energy.spent_by_cause.{label(c)}" for c in EnergyCause),
    *(f"organisation.{name}" for name in _ORGANISED),
)
"""Names with one value per run: figures of ``summary.json``; ``fnd``, ``hnd``, ``lnd`` are NaN where not reached, those
of the organisation where there are no roles."""

KNOWN = (*CURVES, *FIGURES)

_STAYS = ("residual_j", "excluded")
"""Columns that keep their last value when a run ends early because all nodes are dead; all others fall to 0."""


def compiled(measures: Iterable[Measure]) -> dict[str, Expression]:
    """The expression of each measure; those without one are given by a stage.

    Raises:
        ScenarioError: One is no expression over `KNOWN`.
    """
    return {m.name: Expression(m.expression, KNOWN) for m in measures if m.expression}


def made_up(rounds: int) -> Names:
    """Names with values of the right shapes, for trying an expression out."""
    return {name: np.ones(rounds) if name in CURVES else np.float64(1) for name in KNOWN}


class RunNames(Mapping[str, Value]):
    """The names of one finished run, worked out when asked for.

    Args:
        rows: float64[done, len(METRIC_COLUMNS)]; fewer than ``rounds`` when all nodes died.
        rounds: Rounds asked for.
        summary: The summary of the run.
    """

    def __init__(self, rows: np.ndarray, rounds: int, summary: Mapping[str, Any]) -> None:
        self._rows, self._rounds, self._summary = rows, rounds, summary

    def __getitem__(self, name: str) -> Value:
        if name in COLUMN:
            return self._column(name)
        if name in ("found", "wronged"):
            return self._ever_excluded(name)
        return self._figure(name)

    def __iter__(self) -> Iterator[str]:
        return iter(KNOWN)

    def __len__(self) -> int:
        return len(KNOWN)

    def _column(self, name: str) -> np.ndarray:
        column: np.ndarray = self._rows[:, COLUMN[name]]
        short = self._rounds - len(column)
        if short <= 0:
            return column
        if name == "round":
            return np.arange(1.0, self._rounds + 1)
        rest = column[-1] if name in _STAYS and len(column) else 0.0
        return np.concatenate([column, np.full(short, np.nan if name == "trust_mean" else rest)])

    def _ever_excluded(self, name: str) -> np.ndarray:
        summary = self._summary
        attackers = dict.fromkeys(summary["attackers"])
        first = {int(i): r for i, r in summary["excluded"].items()}
        group = len(attackers) if name == "found" else summary["nodes"] - len(attackers)
        hit = np.array([r for i, r in first.items() if (i in attackers) == (name == "found")], int)
        per_round = np.bincount(np.clip(hit, 1, self._rounds), minlength=self._rounds + 1)[1:]
        return np.asarray(np.cumsum(per_round) / group if group else np.full(self._rounds, np.nan))

    def _figure(self, name: str) -> np.float64:
        summary = self._summary
        if name == "attackers":
            return np.float64(len(summary["attackers"]))
        if name == "honest_nodes":
            return np.float64(summary["nodes"] - len(summary["attackers"]))
        if name == "false_exclusions":
            return np.float64(len(summary[name]))
        if name == "rounds":
            return np.float64(self._rounds)
        here: Any = summary
        for part in name.split("."):
            here = here.get(part) if here is not None else None
        return np.float64(np.nan if here is None else here)
