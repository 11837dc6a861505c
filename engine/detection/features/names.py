"""Names of all features in the order of their columns, what they mean, and the version of their definition."""

from __future__ import annotations

import hashlib
from typing import Final

from engine.detection.features.base import NAMES, QUANTITIES
from engine.detection.features.events import EVENT_NAMES, EVENT_TEXTS
from engine.readmodel.laboratory import FeatureInfo

SHORT: Final = 10
"""Windows of the short memory, over which a mean is taken."""
MEMORY: Final = 30
"""Windows of the long memory, of which the greatest counts."""

_PASSING = frozenset(("cpu", "ram", "storage", "routes", "latency", "bytes", "level", "led", "new"))
REMEMBERED: Final = tuple(name for name in NAMES if name not in _PASSING)
"""Quantities of which a single window says too little."""

MEAN: Final = tuple(f"mean_{name}" for name in NAMES)
MOST: Final = tuple(f"max_{name}" for name in NAMES)
NEXT: Final = tuple(f"next_{name}" for name in NAMES)

_OF = {q.name: q for q in QUANTITIES}


def _info(name: str, quantity: str, how: str) -> FeatureInfo:
    q = _OF[quantity]
    return FeatureInfo(name, q.title + how, q.text, q.unit, q.classes, q.types)


NODE_FEATURES: Final = (
    *(_info(name, name, "") for name in NAMES),
    *(_info(f"{name}_10", name, ", mean of 10") for name in REMEMBERED),
    *(_info(f"{name}_most", name, ", most in 30") for name in REMEMBERED),
)
"""Features of one node, in the order of the columns of `Window.nodes`."""


def _of_network() -> tuple[FeatureInfo, ...]:
    spread = [
        *(_info(f"mean_{name}", name, ", mean of nodes") for name in NAMES),
        *(_info(f"max_{name}", name, ", most of a node") for name in NAMES),
        *(_info(f"next_{name}", name, ", second most of a node") for name in NAMES),
        *(_info(f"mean_{name}_10", name, ", mean of nodes and of 10") for name in REMEMBERED),
        *(_info(f"max_{name}_10", name, ", most of a node, mean of 10") for name in REMEMBERED),
        *(_info(f"max_{name}_most", name, ", most of a node in 30") for name in REMEMBERED),
    ]
    for suffix, how in (("", ""), ("_10", ", mean of 10"), ("_30", ", sum of 30")):
        for name, (title, unit, text, classes) in zip(EVENT_NAMES, EVENT_TEXTS, strict=True):
            kind = "membership" if "join" in name or "leave" in name else "redistributions"
            spread.append(FeatureInfo(name + suffix, title + how, text, unit, classes, (kind,)))
    return tuple(spread)


NETWORK_FEATURES: Final = _of_network()
"""Features of the network, in the order of the columns of `Window.network`."""


def _version() -> str:
    text = repr([(f.name, f.text, f.unit) for f in (*NODE_FEATURES, *NETWORK_FEATURES)])
    return "motewarden-" + hashlib.sha256(text.encode()).hexdigest()[:8]


FEATURE_SET: Final = _version()
"""Changes with any definition: a module that was trained on another set is refused by name."""
