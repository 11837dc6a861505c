"""A foreign table as labelled data: columns looked at, then read as told; what cannot be a number is named."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.detection.dataset import Dataset, DetectionError, no_numbers
from engine.detection.tables.files import ROW, Arrow, read_table
from engine.detection.tables.writing import SET
from engine.readmodel.laboratory import TableColumns, TableMapping

SAMPLE_ROWS = 20
MAX_CLASSES = 200
_NAMED = 4
_LABELS = ("label", "class", "attack type", "attack_type", "attack", "target", "category")
_GROUPS = ("run", "group", "scenario", "session")
_TIMES = ("time", "timestamp", "t", "time_s", "seconds")


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What was read."""

    data: Dataset
    warnings: tuple[str, ...]
    dropped: int
    """Rows left out for values that cannot be."""


def read_columns(path: str) -> TableColumns:
    """What is in a file, for the import dialog.

    Raises:
        DetectionError: See `read_table`.
    """
    table = read_table(path)
    names = tuple(table.column_names)
    types = tuple(_type(table.column(name)) for name in names)
    sample = table.slice(0, SAMPLE_ROWS).to_pylist()
    return TableColumns(
        path=path,
        rows=table.num_rows,
        columns=names,
        types=types,
        sample=tuple(tuple("" if row[name] is None else str(row[name]) for name in names) for row in sample),
        missing=tuple(_missing(table.column(name)) for name in names),
        suggested_label=_suggested(names, _LABELS),
        suggested_group=_suggested(names, _GROUPS),
        suggested_time=_suggested(names, _TIMES),
    )


def load_table(mapping: TableMapping) -> Reading:
    """Reads a foreign file.

    Rows with missing or infinite values, or with text where a column holds numbers otherwise, are left out and told of;
    a column of text alone is refused.

    Args:
        mapping: File, label column, and what else columns mean.

    Raises:
        DetectionError: Names the file, the column and the mend.
    """
    table = read_table(mapping.path)
    feature_set = _feature_set(table)
    features = _features(table.column_names, mapping, ("run", "time", "node", SET) if feature_set else ())
    values, faults = _values(table, features, mapping.path)
    label, classes, unlabelled = _label(table.column(mapping.label), mapping)
    keep = np.isfinite(values).all(axis=1) & ~unlabelled
    time = _numbers(table.column(mapping.time)) if mapping.time else no_numbers()
    if mapping.time:
        keep &= np.isfinite(time)
        faults += _fault(mapping.time, int((~np.isfinite(time)).sum()))
    faults += [f"{int(unlabelled.sum())} rows without a label"] if unlabelled.any() else []
    group = _codes(table.column(mapping.group)) if mapping.group else no_numbers()
    known = _known(label[keep], classes, mapping, faults)
    data = Dataset(
        features,
        np.ascontiguousarray(values[keep]),
        np.searchsorted(known, label[keep]).astype(np.int32),
        tuple(classes[i] for i in known),
        group[keep] if group.size else group,
        time[keep] if time.size else time,
        feature_set=feature_set,
        source=mapping.path,
    )
    dropped = int((~keep).sum())
    told = f"{dropped} of {len(keep)} rows left out: {_listed(faults)}"
    return Reading(data, (told,) if dropped else (), dropped)


def _feature_set(table: Arrow) -> str:
    """The definition of features that a recorded table names in every row; empty for foreign ones."""
    named = table.column(SET).unique().to_pylist() if SET in table.column_names else []
    return named[0] if len(named) == 1 and isinstance(named[0], str) else ""


def _features(names: list[str], mapping: TableMapping, none: tuple[str, ...]) -> tuple[str, ...]:
    chosen = [mapping.label, mapping.group, mapping.time, *mapping.leave_out]
    for name in [mapping.label, *filter(None, chosen[1:])]:
        if name not in names:
            near = ", ".join(names[:8]) + (" …" if len(names) > 8 else "")
            raise DetectionError(f"has no column {name[:60]}", where=mapping.path, mend=f"it has {near}")
    features = tuple(name for name in names if name not in (*chosen, *none, ROW))
    if not features:
        raise DetectionError("has no columns left as features", where=mapping.path, mend="leave out fewer columns")
    return features


def _known(label: np.ndarray, classes: tuple[str, ...], mapping: TableMapping, faults: list[str]) -> np.ndarray:
    """Classes that are left, two at least."""
    if not len(label):
        what = f"has no row without gaps: {_listed(faults)}"
        raise DetectionError(what, where=mapping.path, mend="leave these columns out")
    known = np.unique(label)
    if len(known) < 2:
        what = f"column {mapping.label} has one class only ({classes[known[0]][:40]})"
        raise DetectionError(what, where=mapping.path, mend="choose another column, or add rows of another class")
    return known


def _listed(faults: list[str]) -> str:
    more = f" and {len(faults) - _NAMED} more columns" if len(faults) > _NAMED else ""
    return "; ".join(faults[:_NAMED]) + more


def _values(table: Arrow, features: tuple[str, ...], where: str) -> tuple[np.ndarray, list[str]]:
    """float32[n, k], NaN where there is no finite number; and what is amiss by column."""
    values = np.empty((table.num_rows, len(features)), np.float32)
    faults: list[str] = []
    for index, name in enumerate(features):
        column = _numbers(table.column(name))
        with np.errstate(over="ignore"):
            values[:, index] = column
        bad = int((~np.isfinite(values[:, index])).sum())
        if bad == table.num_rows:
            kind = "text" if _type(table.column(name)) == "text" else "no values"
            what = f"column {name[:60]} holds {kind}, no numbers ({bad} rows)"
            raise DetectionError(what, where=where, mend="leave it out, or turn it into numbers")
        faults += _fault(name, bad)
    return values, faults


def _fault(name: str, bad: int) -> list[str]:
    return [f"column {name} ({bad} missing, infinite or text)"] if bad else []


def _label(column: Arrow, mapping: TableMapping) -> tuple[np.ndarray, tuple[str, ...], np.ndarray]:
    """Classes as numbers, their names in order, and which rows have none."""
    import pyarrow as pa

    coded = column.combine_chunks().cast(pa.string()).dictionary_encode()
    names = [str(name).strip() for name in coded.dictionary.to_pylist()]
    if len(set(names)) > MAX_CLASSES:
        what = f"column {mapping.label} has {len(set(names))} different values, too many for classes"
        raise DetectionError(what, where=mapping.path, mend="choose the column that names the class")
    order = tuple(sorted(set(names)))
    place = np.array([order.index(name) for name in names] or [0])
    codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return np.where(codes >= 0, place[codes], 0), order or ("",), codes < 0


def _codes(column: Arrow) -> np.ndarray:
    """int32: a number for each different value, by first appearance."""
    coded = column.combine_chunks().dictionary_encode(null_encoding="encode")
    codes: np.ndarray = coded.indices.to_numpy(zero_copy_only=False).astype(np.int32)
    return codes


def _numbers(column: Arrow) -> np.ndarray:
    """float64; NaN for what is no number. Dates become seconds."""
    import pyarrow as pa

    kind = column.type
    if pa.types.is_temporal(kind):
        if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
            column = column.cast(pa.timestamp("us")).cast(pa.int64())
            seconds: np.ndarray = column.cast(pa.float64(), safe=False).to_numpy() / 1e6
            return seconds
        return np.full(len(column), np.nan)
    if pa.types.is_boolean(kind):
        column = column.cast(pa.int8())
    elif not (pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)):
        return _parsed(column)
    found: np.ndarray = column.cast(pa.float64(), safe=False).to_numpy()
    return found


def _parsed(column: Arrow) -> np.ndarray:
    """Text as numbers, value by value; each different text once."""
    import pyarrow as pa

    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return np.full(len(column), np.nan)
    coded = column.combine_chunks().dictionary_encode()
    words: np.ndarray = np.array([*(_number(word) for word in coded.dictionary.to_pylist()), np.nan])
    found: np.ndarray = words[coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)]
    return found


def _number(word: str | None) -> float:
    try:
        return float(word or "nan")
    except ValueError:
        return float("nan")


def _type(column: Arrow) -> str:
    import pyarrow as pa

    if pa.types.is_temporal(column.type):
        return "time"
    plain = pa.types.is_integer(column.type) or pa.types.is_floating(column.type) or pa.types.is_decimal(column.type)
    return "number" if plain or pa.types.is_boolean(column.type) else "text"


def _missing(column: Arrow) -> int:
    if _type(column) != "number":
        return int(column.null_count)
    return int((~np.isfinite(_numbers(column))).sum())


def _suggested(names: tuple[str, ...], wanted: tuple[str, ...]) -> str:
    low = {name.strip().casefold(): name for name in names}
    return next((low[word] for word in wanted if word in low), "")
