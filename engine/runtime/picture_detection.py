"""What a picture shows of detectors at work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from engine.readmodel.detection import Alarm, AlarmTruth, DetectionView
from engine.readmodel.snapshot import frozen
from engine.runtime.compose import Parts
from engine.scenario.model import Attack

LINGER_S = 30.0
"""For how long after its end an attack may account for an alarm: what it has left behind still shows."""


def detection(parts: Parts, column: Callable[[np.ndarray], np.ndarray]) -> DetectionView | None:
    """Detectors as they are now; None where nobody detects.

    Args:
        parts: The run.
        column: Takes a column of the network to one of the picture.
    """
    if parts.detection is None:
        return None
    shown = parts.detection.view(parts.network)
    values, sigmas = frozen(shown.values), frozen(shown.sigmas)
    suspicion = column(shown.suspicion) if len(shown.suspicion) else shown.suspicion
    truth = tuple(_truth(parts, alarm) for alarm in shown.alarms)
    return replace(shown, values=values, sigmas=sigmas, suspicion=suspicion, truth=truth)


def _truth(parts: Parts, alarm: Alarm) -> AlarmTruth:
    """What an alarm was about: the attack that was on, or had ended just before; of several that of the suspect."""
    planned, round_s = parts.schedule.planned, parts.network.round_s
    linger = round(LINGER_S / round_s)
    likely = [k for k, p in enumerate(planned) if _around(p.attack, alarm.raised, linger)]
    if not likely:
        return AlarmTruth(alarm.id, -1, float("nan"), found=False)
    suspect = alarm.suspects[0].id if alarm.suspects else -1
    best = max(likely, key=lambda k: (suspect in planned[k].node_ids, planned[k].attack.start, -k))
    delay = (alarm.raised - max(planned[best].attack.start, 1) + 1) * round_s
    return AlarmTruth(alarm.id, best, delay, found=suspect in planned[best].node_ids)


def _around(attack: Attack, round_: int, linger: int) -> bool:
    """Whether the attack is on in ``round_``, or ended up to ``linger`` rounds before."""
    start = max(attack.start, 1)
    return round_ >= start and (attack.duration is None or round_ < start + attack.duration + linger)
