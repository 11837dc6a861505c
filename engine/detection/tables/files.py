"""CSV and Parquet files as Arrow tables, within bounds; and what a file is that is neither."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, TypeAlias

from engine.detection.dataset import DetectionError
from engine.scenario.storage import file_error

Arrow: TypeAlias = Any
"""A pyarrow.Table: the library has no types."""

MAX_BYTES = 2_000_000_000
MAX_COLUMNS = 2_000
MAX_CELLS = 400_000_000
_MEND = "choose a CSV or Parquet file"
_MAGIC = b"PAR1"
ROW = "(row)"
"""A first column without a name: the number of the row, as other programs write it; never a feature."""


def read_table(path: str | os.PathLike[str]) -> Arrow:
    """The table in a CSV file (with a line of names; comma, semicolon or tab between values) or a Parquet file.

    Raises:
        DetectionError: It cannot be read, is not such a file, is too large, or has no rows or no names.
    """
    where = os.fspath(path)
    head = _head(where)
    import pyarrow as pa

    try:
        table = _parquet(where) if head[:4] == _MAGIC else _csv(where, head)
    except DetectionError:
        raise
    except (pa.ArrowException, OSError, ValueError, MemoryError, UnicodeError) as error:
        kind = "Parquet" if head[:4] == _MAGIC else "CSV"
        what = f"is no whole {kind} file ({_short(error)})"
        raise DetectionError(what, where=where, mend=_MEND) from None
    names = table.column_names
    empty = [i for i, name in enumerate(names, 1) if not name.strip()]
    if empty and len(names) > 1 and empty == [1]:
        table = table.rename_columns([ROW, *names[1:]])
    elif empty:
        raise DetectionError(f"column {empty[0]} has no name", where=where, mend="name all columns in the first line")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise DetectionError(f"two columns are called {twice[0][:60]}", where=where, mend="rename one of them")
    if table.num_rows == 0:
        raise DetectionError("has no rows", where=where, mend=_MEND)
    return table


def _head(where: str) -> bytes:
    try:
        if not Path(where).is_file() and Path(where).exists():
            kind = "a folder" if Path(where).is_dir() else "no ordinary file"
            raise DetectionError(f"is {kind}", where=where, mend=_MEND)
        size = Path(where).stat().st_size
        with Path(where).open("rb") as file:
            head = file.read(65536)
    except (OSError, ValueError) as error:
        told = file_error(error, where)
        raise DetectionError(told.what, where=told.where, mend=told.mend) from None
    if not head:
        raise DetectionError("is empty", where=where, mend=_MEND)
    if size > MAX_BYTES:
        what = f"is too large ({size / 1e9:.1f} GB, at most {MAX_BYTES / 1e9:g} GB)"
        raise DetectionError(what, where=where, mend="take a part of its rows")
    return head


def _parquet(where: str) -> Arrow:
    from pyarrow import parquet

    with parquet.ParquetFile(where) as file:
        _bounded(file.metadata.num_rows, file.metadata.num_columns, where)
        return file.read()


def _csv(where: str, head: bytes) -> Arrow:
    from pyarrow import csv

    if b"\0" in head:
        raise DetectionError("is no CSV or Parquet file", where=where, mend=_MEND)
    first = head.splitlines()[0].decode("utf-8", "replace")
    delimiter = max(",;\t", key=first.count)
    if first.count(delimiter) == 0:
        raise DetectionError("has one column only, so it is no CSV table", where=where, mend=_MEND)
    if first.count(delimiter) >= MAX_COLUMNS:
        raise DetectionError(f"has over {MAX_COLUMNS} columns", where=where, mend="leave out columns")
    table = csv.read_csv(
        where,
        parse_options=csv.ParseOptions(delimiter=delimiter),
        convert_options=csv.ConvertOptions(strings_can_be_null=True),
    )
    table = table.rename_columns([name.strip() for name in table.column_names])
    _bounded(table.num_rows, table.num_columns, where)
    return table


def _bounded(rows: int, columns: int, where: str) -> None:
    if columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        what = f"is too large ({rows} rows of {columns} columns)"
        raise DetectionError(what, where=where, mend="take a part of its rows or columns")


def _short(error: BaseException) -> str:
    return " ".join(str(error).split())[:140] or type(error).__name__
