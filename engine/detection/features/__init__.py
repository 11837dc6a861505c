"""Features of S2 Table 6, and ours, worked out of what detectors have collected.

The way in: `NetworkWindows`, `NETWORK_FEATURES`, `NODE_FEATURES`, `FEATURE_SET`.
"""

from engine.detection.features.catalogue import (
    FEATURE_SET,
    NETWORK_FEATURES,
    NETWORK_NAMES,
    NODE_FEATURES,
    NODE_NAMES,
    TABLE_6,
)
from engine.detection.features.windows import NetworkWindows

__all__ = [
    "FEATURE_SET",
    "NETWORK_FEATURES",
    "NETWORK_NAMES",
    "NODE_FEATURES",
    "NODE_NAMES",
    "TABLE_6",
    "NetworkWindows",
]
