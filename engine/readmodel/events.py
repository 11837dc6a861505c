"""What the engine tells, in order and without loss: a tagged union, as JSON both ways."""

from __future__ import annotations

import base64
from dataclasses import dataclass, fields
from math import isnan
from typing import Any, ClassVar

import numpy as np

from engine.readmodel.records import RECORD


@dataclass(frozen=True, slots=True)
class RoundsDone:
    """Metrics of rounds completed since the last such event."""

    kind: ClassVar[str] = "rounds_done"
    rows: np.ndarray
    """float64[k, len(METRIC_COLUMNS)]."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """Log records since the last such event; see `records.RECORD`."""

    kind: ClassVar[str] = "recorded"
    records: np.ndarray


@dataclass(frozen=True, slots=True)
class StateChanged:
    """The engine began or ceased to run."""

    kind: ClassVar[str] = "state_changed"
    state: str
    """``"starting"``, ``"paused"``, ``"playing"``, ``"ended"``, ``"stopped"`` (cannot run) or ``"failed"``."""
    round: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RunStarted:
    """A fresh run begins at round 0: forget charts and logs of the one before."""

    kind: ClassVar[str] = "run_started"
    run_id: str
    seed: int
    attack_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AttacksNamed:
    """The run's list of attacks changed; record codes of later attack records index this list."""

    kind: ClassVar[str] = "attacks_named"
    attack_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failed:
    """The engine stopped on an error."""

    kind: ClassVar[str] = "failed"
    message: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A command that the engine could not carry out; the run goes on."""

    kind: ClassVar[str] = "rejected"
    message: str


Event = RoundsDone | Recorded | StateChanged | RunStarted | AttacksNamed | Failed | Rejected

_KINDS: dict[str, type[Any]] = {
    c.kind: c for c in (RoundsDone, Recorded, StateChanged, RunStarted, AttacksNamed, Failed, Rejected)
}


def to_json(event: Event) -> dict[str, Any]:
    """The event as plain JSON values, with its tag under ``"kind"``."""
    out: dict[str, Any] = {"kind": event.kind}
    for f in fields(event):
        value = getattr(event, f.name)
        if isinstance(event, Recorded):
            value = base64.b64encode(np.ascontiguousarray(value).tobytes()).decode()
        elif isinstance(value, np.ndarray):
            value = [[None if isnan(v) else v for v in row] for row in value.tolist()]  # NaN is no JSON
        elif isinstance(value, tuple):
            value = list(value)
        out[f.name] = value
    return out


def from_json(data: dict[str, Any]) -> Event:
    """The event that `to_json` wrote.

    Raises:
        ValueError: Unknown kind, or unknown or missing fields.
    """
    values = dict(data)
    cls = _KINDS.get(values.pop("kind", ""))
    if cls is None or set(values) != {f.name for f in fields(cls)}:
        raise ValueError(f"no event has these fields: {sorted(data)}")
    if cls is RoundsDone:
        values["rows"] = np.asarray(values["rows"], float)
    elif cls is Recorded:
        values["records"] = np.frombuffer(base64.b64decode(values["records"], validate=True), RECORD)
    elif "attack_names" in values:
        values["attack_names"] = tuple(values["attack_names"])
    event: Event = cls(**values)
    return event
