"""Datasets as CSV or Parquet: the features, and ``label``, ``run``, ``time``, ``node``, `SET` as far as there are."""

from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np

from engine.detection.dataset import Dataset, DetectionError
from engine.scenario.storage import file_error, write_whole

SET = "feature_set"
"""Column that tells in every row by which definition its features were worked out."""
SUFFIXES = (".csv", ".parquet")


def write_table(data: Dataset, path: str | os.PathLike[str]) -> None:
    """Writes a table whole, or leaves what was there; rows without a class have an empty label.

    Raises:
        DetectionError: The name is neither ``*.csv`` nor ``*.parquet``, or it cannot be written.
    """
    import pyarrow as pa
    from pyarrow import csv, parquet

    where = os.fspath(path)
    suffix = Path(where).suffix.lower()
    if suffix not in SUFFIXES:
        raise DetectionError("is neither a CSV nor a Parquet name", where=where, mend="end it in .csv or .parquet")
    columns: dict[str, object] = {name: data.values[:, i] for i, name in enumerate(data.features)}
    names = np.array([*data.classes, None], object)
    extra = {"label": pa.array(names[data.label], pa.string())}
    extra |= {
        name: values for name, values in (("run", data.group), ("time", data.time), ("node", data.node)) if values.size
    }
    if data.feature_set:
        extra[SET] = pa.array([data.feature_set] * len(data.values), pa.string())
    table = pa.table(columns | {_free(name, data.features): values for name, values in extra.items()})
    out = io.BytesIO()
    if suffix == ".csv":
        csv.write_csv(table, out)
    else:
        parquet.write_table(table, out)
    try:
        write_whole(Path(where), out.getvalue())
    except (OSError, ValueError) as error:
        told = file_error(error, where)
        raise DetectionError(told.what, where=told.where, mend=told.mend) from None


def _free(name: str, taken: tuple[str, ...]) -> str:
    while name in taken:
        name = f"{name}_"
    return name
