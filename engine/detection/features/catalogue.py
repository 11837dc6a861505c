"""Names and words of all features: Table 6 of S2, and ours."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from engine.detection.features.columns import COLUMNS, SHARED, SLOW, Column
from engine.readmodel.laboratory import FeatureInfo

SHORT, LONG = 10, 30
"""Windows of the two memories."""
_REQUESTS = (1, 2, 3, 4)
_Words = tuple[str, str, str, str, tuple[int, ...], str]
_EVENTS: tuple[_Words, ...] = (
    ("joins_begun", "Requests to join", "requests to join in the log", "1/s", (3, 4), "membership"),
    ("joins", "Nodes added", "nodes added by the log", "1/s", (3, 4), "membership"),
    ("joins_failed", "Joins refused", "joins refused, aborted or timed out", "1/s", (), "membership"),
    ("leaves", "Nodes that left", "nodes that left with a word", "1/s", (5,), "membership"),
    ("lost", "Nodes missed", "nodes that left without a word", "1/s", (5,), "membership"),
    ("requests", "Redistributions begun", "redistributions begun", "1/s", _REQUESTS, "redistributions"),
    ("completed", "Redistributions completed", "redistributions completed", "1/s", (4,), "redistributions"),
    ("failed", "Redistributions failed", "redistributions aborted or timed out", "1/s", (4,), "redistributions"),
    ("turned_down", "Redistributions refused", "redistributions refused", "1/s", (4,), "redistributions"),
    ("given", "Roles given", "roles given", "1/s", (3,), "redistributions"),
    ("withdrawn", "Roles taken away", "roles taken away", "1/s", (3,), "redistributions"),
    ("denied", "Roles denied", "requests for a role denied by measured suitability", "1/s", (), "redistributions"),
    ("given_nobody", "Roles of nobody", "roles given to nodes that nobody hears", "1/s", (), "redistributions"),
    ("elections", "Controllers changed", "controllers lost or elected", "1/s", (), "redistributions"),
    ("versions", "Configurations", "new role configurations", "1/s", (), "redistributions"),
    (
        "initiator",
        "Most requests by one",
        "redistributions begun by the same node",
        "1/s",
        _REQUESTS,
        "redistributions",
    ),
)
_ATTRIBUTES: tuple[tuple[str, str, str, str, tuple[int, ...]], ...] = (
    (
        "request_storage",
        "Initiator's free storage",
        "greatest free storage of an initiator, less the median",
        "",
        (1, 2),
    ),
    ("request_energy", "Initiator's energy", "greatest remaining energy of an initiator, less the median", "", (1, 2)),
    ("join_storage", "Newcomer's free storage", "greatest free storage of a newcomer, less the median", "", (1,)),
    ("join_energy", "Newcomer's energy", "greatest remaining energy of a newcomer, less the median", "", (1,)),
    ("join_near", "Newcomer's place", "1 / (1 + m to the nearest other node) of newcomers", "", (1, 3, 5)),
    ("failed_share", "Share failed", "of the redistributions begun in 30 windows, those that failed", "", (4,)),
    ("join_failed_share", "Share of joins failed", "of the joins begun in 30 windows, those that failed", "", (4,)),
)
EVENT_NAMES: tuple[str, ...] = tuple(e[0] for e in _EVENTS)
ATTRIBUTE_NAMES: tuple[str, ...] = tuple(a[0] for a in _ATTRIBUTES)
_SPAN = {SHORT: "mean of the last 10 windows", LONG: "mean of the last 30 windows"}


def _of(column: Column, suffix: str, title: str, how: str) -> FeatureInfo:
    return FeatureInfo(
        name=column.name + suffix,
        title=column.title + title,
        text=f"{column.text[:1].upper()}{column.text[1:]}: {how}.",
        unit=column.unit,
        classes=column.classes,
        types=(column.type,),
    )


def _network() -> Iterator[FeatureInfo]:
    for suffix, title, how in (("", ", mean", "mean over nodes"), ("_most", ", most", "greatest of all nodes")):
        yield from (_of(c, suffix, title, how) for c in COLUMNS)
    for windows, columns in ((SHORT, COLUMNS), (LONG, tuple(c for c in COLUMNS if c.name in SLOW))):
        how = f"each node's {_SPAN[windows]}, the greatest of all nodes"
        yield from (_of(c, f"_most_{windows}", f", most in {windows}", how) for c in columns)
    how = "second greatest of all nodes"
    yield from (_of(c, "_second", ", second", how) for c in COLUMNS if c.name in SHARED)
    for suffix, extra in (("", ""), *((f"_{w}", f", {_SPAN[w]}") for w in (SHORT, LONG))):
        for name, title, text, unit, classes, kind in _EVENTS:
            words = f"{text[:1].upper()}{text[1:]} for each second{extra}."
            yield FeatureInfo(name + suffix, title + suffix.replace("_", " over "), words, unit, classes, (kind,))
    for name, title, text, unit, classes in _ATTRIBUTES:
        kind = "membership" if name.startswith("join") else "redistributions"
        yield FeatureInfo(name, title, f"{text[:1].upper()}{text[1:]}.", unit, classes, (kind, "resources"))


def _nodes() -> Iterator[FeatureInfo]:
    yield from (_of(c, "", "", "in the window") for c in COLUMNS)
    yield from (_of(c, f"_{SHORT}", ", in 10", _SPAN[SHORT]) for c in COLUMNS)
    yield from (_of(c, f"_{LONG}", ", in 30", _SPAN[LONG]) for c in COLUMNS if c.name in SLOW)
    how = "the node's part of the sum over all nodes, in the last 10 windows"
    yield from (_of(c, "_part", ", part of all", how) for c in COLUMNS if c.name in SHARED)


NETWORK_FEATURES: tuple[FeatureInfo, ...] = tuple(_network())
"""Features of the whole network in a window; the columns of `NetworkWindows.push`."""
NODE_FEATURES: tuple[FeatureInfo, ...] = tuple(_nodes())
"""Features of one node in a window; the columns of `NetworkWindows.node_matrix`."""
NETWORK_NAMES: tuple[str, ...] = tuple(f.name for f in NETWORK_FEATURES)
NODE_NAMES: tuple[str, ...] = tuple(f.name for f in NODE_FEATURES)
_WORDS = "\n".join(f"{f.name}|{f.text}|{f.unit}" for f in (*NETWORK_FEATURES, *NODE_FEATURES))
FEATURE_SET = f"table6-{hashlib.sha256(_WORDS.encode()).hexdigest()[:10]}"
"""Version of the definitions: of their names, words and units. Modules trained on another one are refused."""

TABLE_6: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "S2-95": ("handed", "rerouted"),
        "S2-96": ("routes_most", "next_to_most"),
        "S2-97": ("requests", "initiator", "request_storage", "request_energy"),
        "S2-98": ("join_near", "join_storage", "join_energy"),
        "S2-99": ("taken",),
        "S2-100": ("foreign", "foreign_most"),
        "S2-101": ("bytes", "bytes_most"),
        "S2-102": ("requests", "initiator", "request_storage", "request_energy"),
        "S2-103": ("requests_10", "given_10"),
        "S2-104": ("cpu", "ram", "storage", "draw"),
        "S2-105": ("moved", "moved_most", "close_most", "far_most"),
        "S2-106": ("joins", "joins_begun"),
        "S2-107": ("taken", "arrived"),
        "S2-108": ("requests", "completed", "failed", "turned_down"),
        "S2-109": ("joins", "joins_begun"),
        "S2-110": ("dbm", "noise"),
        "S2-111": ("moved", "far_most"),
        "S2-112": ("leaves", "lost"),
    }
)
"""Row of the checklist (a feature of Table 6, class by class) → our features for it."""
