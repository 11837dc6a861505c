"""Emergency services and carriers to which nodes belong (S2 Fig. 1): title, purpose; shapes are the window's."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Service(NamedTuple):
    """What a node belongs to or is carried by."""

    name: str
    """As `Node.service` spells it."""
    title: str
    meaning: str
    kind: str
    """``"service"``: an emergency service; ``"carrier"``: what bears the node; ``"asset"``: what it watches over."""


_ALL = (
    Service("fire", "Fire brigade", "fights fires, measures heat and smoke", "service"),
    Service("medical", "Ambulance", "treats and carries the injured, measures their vital signs", "service"),
    Service("police", "Police", "closes roads and secures the area", "service"),
    Service("rescue", "Search and rescue", "looks for people under debris and in water", "service"),
    Service("hazmat", "Hazardous substances", "finds and contains chemicals, gas and radiation", "service"),
    Service("civil", "Civil protection", "leads the operation, warns and moves people to safety", "service"),
    Service("drone", "Drone", "flies over the area, sees what others cannot reach", "carrier"),
    Service("vehicle", "Vehicle", "drives along streets with a node on board", "carrier"),
    Service("infrastructure", "City infrastructure", "lamp posts, houses and bridges with a node on them", "carrier"),
    Service("device", "Separate device", "stands somewhere and is taken elsewhere now and then", "carrier"),
    Service("patient", "Patient", "wears a node that measures vital signs", "carrier"),
    Service("power", "Power supply", "transformers and lines", "asset"),
    Service("transport", "Transport", "signals and points", "asset"),
    Service("chemical", "Chemical plant", "tanks, valves and reactors", "asset"),
    Service("security", "National security", "guarded sites and their alarms", "asset"),
)

SERVICES: Mapping[str, Service] = MappingProxyType({s.name: s for s in _ALL})
"""By name, in the order of legends; S2 names no services: these are ours."""
