"""Finished runs as tables, and series made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from engine.experiments.measure import Values
from engine.experiments.programme import Cell, Programme, Run
from engine.experiments.statistics import Band, band
from engine.readmodel.experiment import Series


class Table:
    """Values of finished runs by cell and seed.

    Args:
        programme: All runs.
        outcomes: Those that are finished.
    """

    def __init__(self, programme: Programme, outcomes: Mapping[Run, Values]) -> None:
        self.programme = programme
        self.outcomes = outcomes

    def cells(self, **key: object) -> list[int]:
        """Indices of cells whose key has these values; dots in names are written ``__``."""
        wanted = {name.replace("__", "."): value for name, value in key.items()}
        return [k for k, cell in enumerate(self.programme.cells) if wanted.items() <= dict(cell.key).items()]

    def cell(self, **key: object) -> int:
        """The one cell with this key.

        Raises:
            LookupError: There is none, or more than one.
        """
        found = self.cells(**key)
        if len(found) != 1:
            raise LookupError(f"{len(found)} cells have {key}")
        return found[0]

    def of(self, cell: int) -> Cell:
        """The cell itself."""
        return self.programme.cells[cell]

    def samples(self, cell: int, measure: str) -> np.ndarray:
        """One row for each finished seed, in order of seeds: float64[seeds] or float64[seeds, rounds]."""
        runs = (Run(cell, seed) for seed in self.programme.seeds)
        values = [self.outcomes[run][measure] for run in runs if run in self.outcomes]
        return np.array(values, float) if values else np.full(1, np.nan)

    def band(self, cell: int, measure: str) -> Band:
        """Means over seeds."""
        return band(self.samples(cell, measure))

    def over_rounds(self, cell: int, measure: str, name: str, *, key: str = "", unit: str = "") -> Series:
        """A measure with one value per round, against rounds 1, 2, …."""
        found = self.band(cell, measure)
        x = np.arange(1.0, np.size(found.mean) + 1)
        return series(name, x, found, key=key, unit=unit)

    def over_cells(
        self, cells: Sequence[int], x: Sequence[float], measure: str, name: str, *, key: str = "", unit: str = ""
    ) -> Series:
        """A measure with one value per run, against ``x``, one for each cell."""
        return series(name, x, self.bands(cells, measure), key=key, unit=unit)

    def bands(self, cells: Sequence[int], measure: str) -> Band:
        """Means of several cells side by side."""
        found = [self.band(cell, measure) for cell in cells]
        return Band(*(np.array([getattr(b, part) for b in found]) for part in ("mean", "low", "high", "n")))


def series(name: str, x: Sequence[float] | np.ndarray, found: Band, *, key: str = "", unit: str = "") -> Series:
    """A band as a curve."""

    def numbers(values: Sequence[float] | np.ndarray) -> tuple[float, ...]:
        return tuple(float(v) for v in np.atleast_1d(values))

    n = int(np.max(found.n, initial=0))
    return Series(name, numbers(x), numbers(found.mean), numbers(found.low), numbers(found.high), n, unit, key or name)
