"""One schema for all that a detector collects: the nine types of data of S2 Table 5, and the controller's log."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import numpy as np

from engine.readmodel.codes import Rec
from engine.scenario.detection import DataType

_HEARD: Final[Mapping[DataType, tuple[str, ...]]] = MappingProxyType(
    {
        "routes": (
            "routes",
            "hops",
            "handed",
            "relayed",
            "returned",
            "spoiled",
            "altered",
            "frames",
            "control",
            "service",
            "wakes",
            "closes",
            "times",
            "stale",
            "refused",
        ),
        "redistributions": ("asked", "aborted", "claims", "names", "poses", "told", "wrong", "ill"),
        "readings": ("arrived", "twice", "error", "latency", "odd"),
        "checksums": (),
        "payload": ("oversize",),
        "resources": ("awake",),
        "geolocation": ("far", "close"),
        "membership": ("knocks",),
        "signal": ("noise",),
    }
)
"""Columns of `HEARD` by the type of data that they belong to: what others say of the node."""

OWN: Final[Mapping[DataType, tuple[str, ...]]] = MappingProxyType(
    {
        "routes": ("next_hop", "served"),
        "redistributions": ("version",),
        "readings": ("taken", "value"),
        "checksums": ("foreign", "clock"),
        "payload": ("bytes",),
        "resources": ("cpu", "ram", "storage", "energy", "sessions"),
        "geolocation": ("x", "y"),
        "membership": ("roles", "role_count", "uptime"),
        "signal": ("dbm", "links"),
    }
)
"""What a node says of itself, by type of data. ``foreign``: 1 where the checksum of its control program is not the
network's; ``served``, ``sessions``, ``taken``: since the last answer; ``bytes``: of its largest payload."""

_CLOCKED = ("clock",)
HEARD_COLUMNS: Final = tuple(name for names in _HEARD.values() for name in names) + _CLOCKED
OWN_COLUMNS: Final = tuple(name for names in OWN.values() for name in names if name not in _CLOCKED)
FIGURES: Final = (*HEARD_COLUMNS, *OWN_COLUMNS)
"""All columns of a record that are float32."""

RECORD: Final = np.dtype(
    [("id", "i4"), ("time", "f4"), ("answered", "u1"), ("keeps", "u1"), *((name, "f4") for name in FIGURES)],
    align=True,
)
"""What is known of one node after one interval. ``answered``: it answered this time (else what it says of itself is
what it said last); ``keeps``: it keeps or processes data for others, or controls, by the controller's table."""

LARGEST: Final = frozenset(("oversize", "claims", "poses", "far", "close", "hops", "error", "clock", "odd", "noise"))
"""Columns of `HEARD` of which the greatest value of an interval counts; all others add up."""
LATEST: Final = frozenset(("routes", "latency"))
"""Columns of which the last value counts."""

EVENT: Final = np.dtype(
    [
        ("time", "f4"),
        ("kind", "i4"),  # `Rec`
        ("status", "i4"),  # `ServiceStatus`, or what else the log says in ``c``
        ("node", "i4"),  # whom it concerns
        ("storage", "f4"),  # share of free storage that the node claims, NaN: unknown
        ("energy", "f4"),  # residual energy that the node claims, as a share, NaN: unknown
        ("x", "f4"),  # where it says it is, m, NaN: unknown
        ("y", "f4"),
    ],
    align=True,
)
"""One entry of the controller's service log, with the attributes of its initiator (S2 Table 6)."""

_LOG: Final[Mapping[DataType, tuple[Rec, ...]]] = MappingProxyType(
    {
        "redistributions": (
            Rec.REDISTRIBUTION,
            Rec.ROLE_GIVEN,
            Rec.ROLE_TAKEN,
            Rec.ROLE_REFUSED,
            Rec.CONTROLLER_LOST,
            Rec.ELECTED,
            Rec.CONFIGURED,
        ),
        "membership": (Rec.JOIN, Rec.LEAVE),
    }
)
LOGGED: Final = tuple(kind for kinds in _LOG.values() for kind in kinds)
"""Kinds of records that the controller's log has."""


def logged_of(types: tuple[DataType, ...]) -> tuple[int, ...]:
    """Kinds of entries of the controller's log that belong to the chosen types of data."""
    return tuple(int(kind) for name in types for kind in _LOG.get(name, ()))


def columns_of(types: tuple[DataType, ...]) -> tuple[str, ...]:
    """Figures that belong to the chosen types of data; those of others stay 0 in records."""
    chosen = [name for kind in types for name in (*_HEARD[kind], *OWN[kind])]
    return tuple(name for name in FIGURES if name in chosen)


BITS_A_FIGURE: Final = 16
"""A figure in an answer: two bytes, scaled."""
_ID, _TIME, _FIGURE = 10, 12, 13
_TEMPLATE = (
    f'{{"id":%{_ID}d,"time":%{_TIME}.3f,"answered":%1d,"keeps":%1d,'
    + ",".join(f'"{name}":%{_FIGURE}.5e' for name in FIGURES)
    + "}\n"
)
RECORD_BYTES: Final = len(_TEMPLATE % (0, 0.0, 0, 0, *(0.0 for _ in FIGURES)))
"""Bytes of one record in store: JSON of fixed width, so that the size of a store is known without writing it."""


def to_lines(records: np.ndarray) -> str:
    """`RECORD`[n] as JSON lines of `RECORD_BYTES` bytes each."""
    return "".join(_TEMPLATE % tuple(record) for record in records.tolist())
