"""What the window shows of detectors at work: collection step by step, votes, alarms (paper S2, sections 5 and 6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal

import numpy as np


class AlarmClass(IntEnum):
    """What an alarm says: the five classes of S2 Table 4, the attacks of S0 and S3 that it leaves out, the unknown."""

    UNKNOWN = 0
    """Not as usual, and like no attack that the classifiers know."""
    DATA = 1
    SOFTWARE = 2
    NODE = 3
    PROTOCOL = 4
    CHANNEL = 5
    TRUST = 6


class Step(IntEnum):
    """Steps of S2 Algorithm 1, in its order."""

    CONFIGURE = 0
    """Interval, types and sources are checked."""
    REQUEST = 1
    """Each node is asked."""
    WAIT = 2
    """Until all have answered, or the time is up."""
    CHECK = 3
    """Answers that cannot be are thrown away."""
    PREPROCESS = 4
    UNIFY = 5
    """One schema for all nine types."""
    STORE = 6
    PURGE = 7


@dataclass(frozen=True, slots=True)
class StepRun:
    """What one step of the collection did the last time."""

    step: Step
    count: int
    """Nodes asked, answers received, refused, records stored, purged."""
    text: str
    """The same in words, with what was lost and why."""
    before: str = ""
    """A sample record before the step."""
    after: str = ""
    """The same after it."""


@dataclass(frozen=True, slots=True)
class Collection:
    """The collection of one detector node."""

    detector: int
    """Its id."""
    round: int
    """Round of the last collection."""
    steps: tuple[StepRun, ...]
    requests: int
    """So far."""
    responses: int
    missing: int
    """Nodes asked that did not answer in time, so far."""
    refused: int
    """Answers that the check threw away, so far."""
    by_type: Mapping[str, int]
    """Records in store for each type of Table 5."""
    records: int
    """In store."""
    bytes: int
    """In store."""
    limit_bytes: int
    """In force: of the document, or of the node's storage."""
    oldest_s: float
    """Age of the oldest record."""
    limit_s: float
    purged: int
    """Records purged so far."""
    asked: tuple[int, ...]
    """Ids on the request list now."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """A feature that stands out in an alarm."""

    feature: str
    title: str
    value: float
    usual: float
    """Mean while the profile learned."""
    sigma: float
    """Distance in standard deviations."""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Vote:
    """What one method says of the last window."""

    method: Literal["rules", "heuristics", "profile", "classifier", "integral"]
    verdict: str
    """Name of a class, ``"normal"``, ``"unknown"``, ``"learning"``."""
    confidence: float
    """0 … 1."""
    text: str
    """Why, in words."""


@dataclass(frozen=True, slots=True)
class Gauge:
    """A statistic that a heuristic watches, against its threshold (S2-92)."""

    key: str
    title: str
    """In words: ``"Failed sessions"``."""
    value: float
    """In the last window."""
    threshold: float
    """Beyond it the heuristic votes."""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Suspect:
    """A node under suspicion."""

    id: int
    score: float
    """0 … 1."""
    reason: str


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alarm; it stays until the votes fall silent, and in the list for good."""

    id: int
    kind: str
    """Registered name of the attack that the classifiers see; ``"unknown"``."""
    variation: str
    """``"common"``, ``"exploiting"``; empty where the classifiers do not say."""
    alarm_class: AlarmClass
    title: str
    """In words: ``"Sinkhole, exploiting roles"``."""
    raised: int
    """Round."""
    ended: int | None
    """Round; None while it lasts."""
    confidence: float
    """Greatest so far."""
    suspects: tuple[Suspect, ...]
    """The likeliest first; none where nobody stands out."""
    deviations: tuple[Deviation, ...]
    """The three features that deviate most."""
    votes: tuple[Vote, ...]
    """As the alarm was raised."""
    detectors: tuple[int, ...]
    """Ids of the detector nodes that agree."""


@dataclass(frozen=True, slots=True)
class AlarmTruth:
    """What an alarm was about; ground truth, shown on reveal only."""

    alarm: int
    """`Alarm.id`."""
    attack: int
    """Index into `GroundTruth.attack_names`, -1: a false alarm."""
    delay_s: float
    """From the start of the attack to the alarm; NaN for a false one."""
    found: bool
    """The first suspect attacks."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What a detector takes of its node, and what it may take (S2-134, S2-171)."""

    node: int
    module: str
    load_before: float
    """Share of the node's computing time without detection."""
    load_with: float
    allowed: float
    """Greatest load allowed: the load before, and the share on top that the document allows."""
    ram_bytes: int
    ram_free: int
    refused: str = ""
    """Why the module was refused; empty when it works."""


@dataclass(frozen=True, slots=True)
class DetectionView:
    """Detectors as they are now."""

    collections: tuple[Collection, ...]
    """One for each detector node."""
    votes: tuple[Vote, ...]
    """Of the last window, fused over detectors."""
    alarms: tuple[Alarm, ...]
    """All so far, at most the last 200."""
    raised: int
    """Alarms raised so far."""
    budgets: tuple[Budget, ...]
    module: str
    """Name of the module in force; empty without."""
    learning: float
    """How far the profile has learned, 0 … 1."""
    features: tuple[str, ...] = ()
    """Names of the features of the network."""
    values: np.ndarray = field(default_factory=lambda: np.empty(0, np.float32))
    """float32[k]: the last window."""
    sigmas: np.ndarray = field(default_factory=lambda: np.empty(0, np.float32))
    """float32[k]: how far each is from the profile, in standard deviations."""
    suspicion: np.ndarray = field(default_factory=lambda: np.empty(0, np.float32))
    """float32[M]: suspicion of each row, 0 … 1; or empty."""
    gauges: tuple[Gauge, ...] = ()
    """What the heuristics watch, in the last window."""
    titles: tuple[str, ...] = ()
    """The features in words, in the order of `features`; or empty."""
    units: tuple[str, ...] = ()
    """Their units, likewise."""
    truth: tuple[AlarmTruth, ...] = ()
    """Ground truth of the alarms; for *Reveal* alone."""
