"""What the window shows of experiments: presets, plans, progress, figures, claims, results; as JSON both ways."""

from __future__ import annotations

import types
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from math import isnan, nan
from typing import Any, Literal, get_args, get_origin, get_type_hints

from engine.readmodel.detail import Parameter

Verdict = Literal["holds", "fails", "undecided"]
State = Literal["idle", "starting", "running", "concluding", "done", "cancelled", "failed"]
Shape = Literal["lines", "bars", "stack"]


@dataclass(frozen=True, slots=True)
class Axis:
    """What is varied: the values that one path of the document takes in turn."""

    path: str
    """``"attacks.0.count"``, ``"trust.enabled"``."""
    values: tuple[object, ...]
    """Plain JSON values."""
    label: str = ""
    """As on the axis of a figure; the path when empty."""


@dataclass(frozen=True, slots=True)
class Change:
    """One value set in every run."""

    path: str
    value: object


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured in every run: a column of metrics, a figure of the summary, or arithmetic on them."""

    name: str
    expression: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Preset:
    """An experiment that is ready to start."""

    name: str
    title: str
    source: str
    """Where it comes from: ``"S3, Fig. 3"``."""
    paper: str
    """What the paper claims, in a sentence."""
    scenario: str
    """The document it starts from: ``"template:s3-connected"``."""
    seeds: int
    """How many seeds it takes when not told."""
    rounds: int
    """Rounds of a run when not told."""
    axes: tuple[Axis, ...]
    """What it varies; the values of these may be exchanged."""
    parameters: tuple[Parameter, ...]
    """Values of the document that matter here, as form rows; keys are paths."""
    free: bool = False
    """Takes any axes and measures (the free sweep)."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One experiment as ordered. The engine completes what is left empty and counts the runs."""

    experiment: str
    """Name of the preset."""
    seeds: tuple[int, ...]
    rounds: int = 0
    """Rounds of a run; 0 takes the preset's."""
    scenario: str = ""
    """``"template:NAME"`` or a file; empty takes the preset's."""
    axes: tuple[Axis, ...] = ()
    changes: tuple[Change, ...] = ()
    measures: tuple[Measure, ...] = ()
    runs: int = 0
    """Counted by the engine."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an experiment is."""

    state: State
    done: int = 0
    """Finished runs, those kept from an earlier start included."""
    total: int = 0
    kept: int = 0
    """Runs taken over from an earlier start."""
    redone: int = 0
    """Runs done again because their worker died."""
    seconds_left: float = nan
    """Estimated from the runs so far; NaN before the first."""
    workers: int = 0
    message: str = ""
    """The error, when ``state`` is ``"failed"``."""


@dataclass(frozen=True, slots=True)
class Series:
    """One curve: means over seeds and their 95 % bands (Student's t). NaN where there is nothing to tell."""

    name: str
    x: tuple[float, ...]
    mean: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    n: int
    """Seeds behind each mean."""
    unit: str = ""
    key: str = ""
    """Chooses colour and stroke; series with the same key look the same in every figure."""


@dataclass(frozen=True, slots=True)
class Marker:
    """A vertical mark at ``x``, e.g. the time by which half of the attackers were excluded."""

    x: float
    label: str
    series: str = ""
    """Name of the series whose colour it takes."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One chart."""

    name: str
    """Name of its files, without ending."""
    title: str
    x_label: str
    y_label: str
    """With the unit in brackets."""
    series: tuple[Series, ...]
    markers: tuple[Marker, ...] = ()
    shape: Shape = "lines"
    ticks: tuple[str, ...] = ()
    """Names of x = 0, 1, 2, … when x stands for words; else empty."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement about the result that the data decide."""

    id: str
    text: str
    verdict: Verdict
    ours: str
    """What we measured, in words and figures."""
    paper: str
    """What the paper says, or where the band comes from."""


@dataclass(frozen=True, slots=True)
class Result:
    """A finished experiment."""

    experiment: str
    title: str
    seeds: tuple[int, ...]
    rounds: int
    version: str
    figures: tuple[Figure, ...]
    claims: tuple[Claim, ...]
    files: tuple[str, ...] = ()
    """Paths of what was written."""
    runs: int = 0
    command: str = ""
    """The command line that makes it again."""


Message = Preset | Plan | Progress | Figure | Claim | Result

_KINDS: dict[str, type[Any]] = {c.__name__.lower(): c for c in (Preset, Plan, Progress, Figure, Claim, Result)}


def to_json(thing: Message) -> dict[str, Any]:
    """The value as plain JSON, with its tag under ``"kind"``; NaN becomes null."""
    return {"kind": type(thing).__name__.lower(), **_plain(thing)}


def from_json(data: dict[str, Any]) -> Message:
    """The value that `to_json` wrote.

    Raises:
        ValueError: Unknown kind, unknown or missing fields, or a value of another type.
    """
    values = dict(data)
    kind = _KINDS.get(str(values.pop("kind", "")))
    if kind is None:
        raise ValueError(f"no experiment message has these fields: {sorted(data)}")
    thing: Message = _built(kind, values)
    return thing


def _plain(value: object) -> Any:  # noqa: ANN401 - any JSON value
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, (tuple, list)):
        return [_plain(v) for v in value]
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    return None if isinstance(value, float) and isnan(value) else value


@cache
def _all_hints() -> dict[str, dict[str, Any]]:
    kinds = (*_KINDS.values(), Axis, Change, Measure, Parameter, Series, Marker)
    return {kind.__name__: get_type_hints(kind) for kind in kinds}


def _built(kind: type[Any], data: object) -> Any:  # noqa: ANN401 - an instance of ``kind``
    hints = _all_hints()[kind.__name__]
    if not isinstance(data, dict) or set(data) != set(hints):
        raise ValueError(f"not the fields of {kind.__name__}: {data!r:.80}")
    return kind(**{name: _typed(hint, data[name]) for name, hint in hints.items()})


def _typed(hint: Any, value: Any) -> Any:  # noqa: ANN401 - any type, any JSON value
    if hint is object:
        return tuple(_typed(object, v) for v in value) if isinstance(value, list) else value
    if is_dataclass(hint):
        return _built(hint, value)  # type: ignore[arg-type]
    origin, parts = get_origin(hint), get_args(hint)
    if origin is tuple and isinstance(value, list):
        return tuple(_typed(parts[0], v) for v in value)
    if origin is types.UnionType and type(None) in parts:
        return None if value is None else _typed(next(p for p in parts if p is not type(None)), value)
    if hint is float and (value is None or (isinstance(value, (int, float)) and not isinstance(value, bool))):
        return nan if value is None else float(value)
    if origin is Literal and value in parts:
        return value
    if isinstance(hint, type) and type(value) is hint:
        return value
    raise ValueError(f"{value!r:.40} is not of type {hint}")
