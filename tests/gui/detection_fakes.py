"""Detectors at work that no engine made."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.readmodel.detection import (
    Alarm,
    AlarmClass,
    AlarmTruth,
    Budget,
    Collection,
    DetectionView,
    Deviation,
    Gauge,
    Step,
    StepRun,
    Suspect,
    Vote,
)
from engine.readmodel.snapshot import NetworkSnapshot, frozen
from tests.gui.role_fakes import role_snapshot

TYPES = (
    "routes", "redistributions", "readings", "checksums", "payload", "resources", "geolocation", "membership", "signal",
)  # fmt: skip
FEATURES = ("join_rate", "failed_sessions", "routes_per_node", "reading_rate", "signal_mean")
DEVIATIONS = (
    Deviation("failed_sessions", "Failed sessions", 14.0, 0.4, 9.6, "1/s"),
    Deviation("routes_per_node", "Routes through a node", 31.0, 6.0, 4.2, ""),
    Deviation("signal_mean", "Mean signal", -88.0, -61.0, -3.4, "dBm"),
)
VOTES = (
    Vote("rules", "normal", 0.0, "no reading out of range"),
    Vote("heuristics", "channel", 0.9, "failed sessions 14 of at most 3 a second"),
    Vote("profile", "unknown", 0.8, "Failed sessions are 9.6 σ from the usual"),
    Vote("classifier", "sinkhole:exploiting", 0.93, "58 of 60 trees"),
    Vote("integral", "sinkhole", 0.88, "all features together"),
)
WORDS = (
    "interval 1 s, nine types, 59 members", "59 asked", "57 answered, 2 timed out", "1 refused: no checksum",
    "56 brought to one unit", "56 in one schema", "56 stored", "3 older than 3600 s purged",
)  # fmt: skip


def alarm(number: int = 1, **changes: object) -> Alarm:
    """An alarm about a sinkhole at node 17."""
    made = Alarm(
        id=number, kind="sinkhole", variation="exploiting", alarm_class=AlarmClass.CHANNEL,
        title="Sinkhole, exploiting roles", raised=10 * number, ended=None, confidence=0.93,
        suspects=(Suspect(17, 0.91, "its routes rose from 6 to 31"), Suspect(4, 0.42, "next to it")),
        deviations=DEVIATIONS, votes=VOTES, detectors=(5,),
    )  # fmt: skip
    return replace(made, **changes)


def collection(**changes: object) -> Collection:
    """The collection of detector 5."""
    steps = tuple(StepRun(step, 59 - int(step), WORDS[step]) for step in Step)
    samples = {Step.PREPROCESS: ('{"t": "12,5"}', '{"t": 12.5}'), Step.UNIFY: ('{"t": 12.5}', '{"reading": 12.5}')}
    steps = tuple(replace(s, before=samples[s.step][0], after=samples[s.step][1]) if s.step in samples else s
                  for s in steps)  # fmt: skip
    made = Collection(
        detector=5, round=12, steps=steps, requests=708, responses=690, missing=18, refused=4,
        by_type={name: 70 - 3 * k for k, name in enumerate(TYPES)}, records=522, bytes=125_280, limit_bytes=4_000_000,
        oldest_s=12.0, limit_s=3600.0, purged=3, asked=tuple(range(1, 60)),
    )  # fmt: skip
    return replace(made, **changes)


def budget(**changes: object) -> Budget:
    """A module that fits."""
    made = Budget(5, "builtin:all", 0.20, 0.22, 0.24, 300_000, 4_000_000)
    return replace(made, **changes)


def detection(**changes: object) -> DetectionView:
    """One detector that has raised two alarms, the second of which lasts."""
    made = DetectionView(
        collections=(collection(),), votes=VOTES, alarms=(alarm(1, ended=16), alarm(2)), raised=2, budgets=(budget(),),
        module="builtin:all", learning=1.0, features=FEATURES,
        values=frozen(np.array([0.1, 14.0, 31.0, 1.0, -88.0], np.float32)),
        sigmas=frozen(np.array([0.2, 9.6, 4.2, -0.1, -3.4], np.float32)),
        gauges=(Gauge("sessions", "Failed sessions", 14.0, 3.0, "1/s"), Gauge("joins", "Joins", 0.0, 2.0, "1/s")),
        truth=(AlarmTruth(1, 0, 0.8, found=True), AlarmTruth(2, -1, float("nan"), found=False)),
    )  # fmt: skip
    return replace(made, **changes)


def detector_snapshot(n: int = 60, **changes: object) -> NetworkSnapshot:
    """A network with roles and a detector that suspects two nodes."""
    snap = role_snapshot(n)
    suspicion = np.zeros(len(snap.ids), np.float32)
    suspicion[[16, 3]] = 0.91, 0.42
    return replace(snap, detection=detection(suspicion=frozen(suspicion), **changes))
