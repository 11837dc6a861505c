"""What a headless run takes and gives; light to import."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from engine.base.errors import MotewardenError

DEFAULT_ROUNDS = 300
SPEED = ("rounds_per_s", "packet_hops_per_s")
Progress = Callable[[int, int], bool]
"""Called with (rounds done, rounds asked for); returns False to stop the run."""


class OutputError(MotewardenError):
    """Results cannot be written."""


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a headless run gives."""

    rows: np.ndarray
    """float64[rounds, len(METRIC_COLUMNS)]."""
    summary: dict[str, Any]
    files: tuple[Path, ...] = ()


def without_speed(summary: dict[str, Any]) -> dict[str, Any]:
    """The summary less the figures that depend on the machine: equal for equal runs."""
    return {k: v for k, v in summary.items() if k not in SPEED}
