"""Collection of data and detection of attacks by the detector role (paper S2, sections 5 and 6), for the document."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from engine.scenario.parts import Ids, Part, Share

DataType = Literal[
    "routes", "redistributions", "readings", "checksums", "payload", "resources", "geolocation", "membership", "signal"
]
"""The nine types of data of S2 Table 5, in its order."""

DATA_TYPES: tuple[DataType, ...] = (
    "routes",
    "redistributions",
    "readings",
    "checksums",
    "payload",
    "resources",
    "geolocation",
    "membership",
    "signal",
)
Seconds = Annotated[float, Field(gt=0, le=3600)]
HOUR = 3600.0
GIGABYTES_10 = 10_000_000_000


def _listed(value: object) -> object:
    """Words written as text (``routes, signal``) or as a list, as a tuple; everything else as it came."""
    if isinstance(value, str):
        return tuple(value.replace(",", " ").split())
    return tuple(value) if isinstance(value, list) else value


class Detection(Part):
    """What nodes with the detector role collect, for how long they keep it, and how they look for attacks."""

    enabled: bool = False
    """Detectors collect and look for attacks; needs roles, and at least one detector."""
    interval_s: Seconds = 1.0
    """Time between two requests for data (S2 step 1)."""
    wait_s: Seconds = 5.0
    """How long an answer is waited for before the node is asked again (S2 Algorithm 1)."""
    types: Annotated[tuple[DataType, ...], Field(min_length=1, max_length=9), BeforeValidator(_listed)] = DATA_TYPES
    """Types of data asked for (S2 Table 5)."""
    sources: Annotated[Ids, Field(max_length=20_000)] = ()
    """Nodes asked; none named: all members, as they come and go."""
    keep_s: Annotated[float, Field(ge=1, le=HOUR)] = HOUR
    """Data older than this are purged: at most an hour of network time (S2-84)."""
    keep_bytes: Annotated[int, Field(ge=10_000, le=GIGABYTES_10)] = GIGABYTES_10
    """The oldest data beyond this are purged: at most 10 GB (S2-84), and never more than the detector has room for."""
    window_s: Seconds = 1.0
    """Span over which features are worked out."""
    hop_s: Seconds = 1.0
    """Time from one window to the next."""
    rules: bool = True
    """Every node checks its own and its neighbours' readings against a range (S2-91)."""
    lowest: Annotated[float, Field(ge=-1000, le=10_000)] = -40.0
    """°C below which a reading is impossible."""
    highest: Annotated[float, Field(ge=-1000, le=10_000)] = 85.0
    """°C above which a reading is impossible."""
    heuristics: bool = True
    """Statistics of failed sessions, joins and requests for each unit of time (S2-92)."""
    profile: bool = True
    """A profile of normal behaviour, for attacks that nobody has seen before (S2-93)."""
    learn_s: Annotated[float, Field(ge=10, le=HOUR)] = 60.0
    """How long the profile learns before it may raise an alarm."""
    model: Annotated[str, Field(max_length=1000)] = ""
    """Detector module in force: ``builtin:NAME``, or a file; empty: no classifiers."""
    confidence: Share = 0.6
    """Fused confidence from which an alarm is raised."""
    persistence: Annotated[int, Field(ge=1, le=100)] = 2
    """Windows of the last three times as many in which the votes must agree before an alarm is raised; strong votes
    need one."""
    quorum: Annotated[int, Field(ge=1, le=100)] = 1
    """Detector nodes that must agree, where there are several."""
    cpu_budget: Share = 0.2
    """Share by which the node's computing load may grow (S2-134); a costlier module is refused."""
