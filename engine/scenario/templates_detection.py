"""A network to learn attacks on: all that detectors can see happens in it (paper S2, sections 5 to 7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from engine.scenario.detection import Detection
from engine.scenario.model import Area, Node, Scenario, Station, Trust
from engine.scenario.organisation import Roles
from engine.scenario.placing import TemplateInfo
from engine.scenario.templates_base import self_organising
from engine.scenario.templates_s2 import districts

_NOTES = (
    "Where detectors learn: the two districts of the smart city with a detector node that asks all members for their "
    "data every second. Reputation is exchanged, so that one can see who lies, but nobody is taken off a list: attacks "
    "shall go on for as long as they are recorded. Nothing happens by itself; recordings add attacks, and honest "
    "comings and goings. Batteries are those of the test-bench, large."
)
_ENERGY_J = 600.0
_AREA = Area(width_m=480.0, height_m=240.0)


def _detection_bench(seed: int) -> Scenario:
    nodes = tuple(_charged(n) for n in districts(seed) if n.id <= _LAST)
    station = Station(id=0, x=240.0, y=225.0, name="Environment office")
    start = self_organising(seed, "Detection bench", _NOTES, _AREA, stations=(station,), nodes=nodes)
    return start.replace(
        roles=Roles(enabled=True, keepers=4, processors=2, detectors=1),
        trust=Trust(enabled=True, threshold=-1.0),
        detection=Detection(enabled=True),
    )


_LAST = 40
"""The newcomers of the smart city are left out: recordings bring their own."""


def _charged(node: Node) -> Node:
    return node.model_copy(update={"energy_j": _ENERGY_J})


DETECTION_INFOS = (
    TemplateInfo("detection-bench", "S2, detection bench", "Two districts with a detector, to record attacks on"),
)
DETECTION_BUILDERS: Mapping[str, Callable[[int], Scenario]] = MappingProxyType({"detection-bench": _detection_bench})
