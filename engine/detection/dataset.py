"""Labelled tables: rows of features with the class that was true, the run they come from, and when they were taken."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from engine.base.errors import MotewardenError

NORMAL = "normal"
"""Name of the class without an attack; the first one of tables that Motewarden records."""


class DetectionError(MotewardenError):
    """Data, a model or an order of the laboratory that cannot be used."""


def no_numbers() -> np.ndarray:
    """A column that a table does not have."""
    return np.empty(0)


@dataclass(frozen=True, slots=True)
class Dataset:
    """A table to train and evaluate on."""

    features: tuple[str, ...]
    values: np.ndarray
    """float32[n, k], finite; columns as `features`."""
    label: np.ndarray
    """int32[n]: index into `classes`; -1: neither attack nor normal (what an attack has left behind); never trained or
    scored on."""
    classes: tuple[str, ...]
    group: np.ndarray = field(default_factory=no_numbers)
    """int32[n]: number of the run that a row comes from; or empty."""
    time: np.ndarray = field(default_factory=no_numbers)
    """float64[n]: s since the start of the run; or empty. Never a feature."""
    node: np.ndarray = field(default_factory=no_numbers)
    """int32[n]: id of the node that a row is about, in tables by node; or empty. Never a feature."""
    feature_set: str = ""
    """Which definition of features (`engine.detection.features`) made the table; empty for foreign data."""
    source: str = ""
    """In words: file, or scenario and seeds."""
