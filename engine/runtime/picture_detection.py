"""What a picture shows of detectors at work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from engine.readmodel.detection import DetectionView
from engine.readmodel.snapshot import frozen
from engine.runtime.compose import Parts


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
    return replace(shown, values=values, sigmas=sigmas, suspicion=suspicion)
