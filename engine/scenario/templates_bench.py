"""The test-bench of paper S2: Fig. 8 as a guided replay, the role flood of Fig. 11, a tour of both state graphs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from engine.base.streams import stream
from engine.scenario.detection import Detection
from engine.scenario.model import Area, Attack, Mobility, Node, Radio, Scenario, Station
from engine.scenario.organisation import Incident, RoleName, Roles, Step
from engine.scenario.placing import Box, TemplateInfo, grow
from engine.scenario.templates_base import MINUTE, Group, self_organising, staffed
from engine.scenario.templates_s2 import districts

_BENCH_NOTES = (
    "The test-bench of paper S2, Fig. 8: Raspberry Pi 3 with Digi XBee S2 (Table 7), energy by the data sheet. Four "
    "steps: (a) a new node appears; (b) it has joined, routes are rebuilt, it collects, the default role; (c) the "
    "keeper is low on battery and storage and tells the controller; (d) the keeper's role passes to another node. "
    "The steps of the replay name the rounds. The paper does not say how many nodes the figure has: ours are eight "
    "and the newcomer."
)
_TOUR_NOTES = (
    "A tour of both state graphs of paper S2 (Fig. 2 and Fig. 3): nodes join and leave, a keeper and a processor run "
    "low, the controller is lost twice, a node repairs itself. Every state of the network and of a node occurs."
)
_FLOOD_NOTES = (
    "The flood attack of paper S2 (Fig. 11) on its test-bench: in 60 minutes four runs of 5 minutes, 20 in all. A "
    "foreign node learns the PAN id, joins, requests a redistribution of roles, waits until the others have confirmed "
    "that they are ready, ends the request incorrectly, lets the network return to its first state, and begins again."
)
_KEEPER, _NEWCOMER = 2, 9
_SPOTS = (
    (60.0, 42.0, "Controller"),
    (42.0, 56.0, "Keeper"),
    (80.0, 56.0, "Processor"),
    (18.0, 24.0, "Collector 1"),
    (22.0, 62.0, "Collector 2"),
    (104.0, 62.0, "Collector 3"),
    (98.0, 26.0, "Collector 4"),
    (62.0, 16.0, "Collector 5"),
    (44.0, 32.0, "New node"),
)
_FIRST_ROLES: dict[int, tuple[RoleName, ...]] = {
    1: ("controller", "collector"),
    2: ("keeper", "collector"),
    3: ("processor", "collector"),
}
_BENCH = Area(width_m=120.0, height_m=80.0)
_RADIO = Radio(range_m=40.0, data_bits=800)
"""An XBee S2 reaches 40 m indoors and 100 m in the open (Digi; S2, Table 7)."""
_STATION = Station(id=0, x=60.0, y=76.0, name="Operator")
_APPEARS, _LOW = 1 * MINUTE, 3 * MINUTE


def _bench(seed: int) -> Scenario:
    """Eight nodes and one that appears; places vary by half a metre with the seed."""
    shake = (stream(seed, "placement").random((len(_SPOTS), 2)) - 0.5).round(3).tolist()
    nodes = tuple(
        Node(
            id=key,
            x=round(x + dx, 3),
            y=round(y + dy, 3),
            name=name,
            service="device",
            motion="fixed",
            profile="xbee-s2",
            energy_j=60.0 if key != _NEWCOMER else 90.0,
            roles=_FIRST_ROLES.get(key, ()),
        )
        for key, ((x, y, name), (dx, dy)) in enumerate(zip(_SPOTS, shake, strict=True), 1)
    )
    incidents = (
        Incident(id="(a) a new node appears", kind="join", at=_APPEARS, node=_NEWCOMER),
        Incident(id="(c) the keeper's battery is low", kind="drain", at=_LOW, node=_KEEPER, to=0.1),
        Incident(id="(c) the keeper's storage is full", kind="fill", at=_LOW, node=_KEEPER, to=0.05),
    )
    start = self_organising(seed, "S2 test-bench", _BENCH_NOTES, _BENCH, stations=(_STATION,), nodes=nodes)
    # With this margin no newcomer takes a role merely by being fresher: it begins as the collector of Fig. 8b.
    return start.replace(
        radio=_RADIO,
        mobility=Mobility(enabled=False),
        roles=Roles(enabled=True, keepers=1, processors=1, margin=0.9),
        incidents=incidents,
        steps=_steps(),
    )


def _steps() -> tuple[Step, ...]:
    return (
        Step(
            at=_APPEARS,
            title="(a) A new node appears",
            text="The network works with its first roles. A node that nobody knows is switched on and noticed.",
            nodes=(_NEWCOMER,),
        ),
        Step(
            at=_APPEARS + 20,
            title="(b) It has joined",
            text="It was asked to confirm, is on the active set, collects, the default role, and routes were rebuilt.",
            nodes=(_NEWCOMER,),
        ),
        Step(
            at=_LOW,
            title="(c) The keeper runs low",
            text="Little battery and little storage are left: the keeper tells the controller that it cannot go on.",
            nodes=(_KEEPER, 1),
        ),
        Step(
            at=_LOW + 20,
            title="(d) Its role has passed on",
            text="Reports, assignment, confirmation, equal tables: another node keeps data now, the old one collects.",
            nodes=(_KEEPER, _NEWCOMER),
        ),
    )


# -- Fig. 11 -----------------------------------------------------------------------------------------------------------

FLOOD_STARTS = (10 * MINUTE, 23 * MINUTE, 36 * MINUTE, 49 * MINUTE)
FLOOD_LASTS = 5 * MINUTE
_FLOODER = 17
_FLOOD_PACE = 8
"""Transitions a second: a message of 25 B is on the air for less than a millisecond. Ours."""


def _flood(seed: int) -> Scenario:
    area = Area(width_m=140.0, height_m=100.0)
    kind = Group("device", _FLOODER, "fixed", "Node")
    places = grow(stream(seed, "placement"), Box(8.0, 8.0, 132.0, 92.0), _FLOODER, ((70.0, 50.0),), 14.0, 34.0)
    nodes = list(staffed((kind,), places, 1))
    nodes[-1] = nodes[-1].model_copy(update={"name": "Foreign node"})
    attacks = tuple(
        Attack(
            id=f"flood {k}",
            type="roleflood",
            nodes=(_FLOODER,),
            start=start,
            duration=FLOOD_LASTS,
            variation="exploiting",
            origin="outsider",
        )
        for k, start in enumerate(FLOOD_STARTS, 1)
    )
    station = Station(id=0, x=70.0, y=96.0, name="Operator")
    start = self_organising(seed, "Role flood", _FLOOD_NOTES, area, stations=(station,), nodes=tuple(nodes))
    roles = start.roles.model_copy(update={"pace": _FLOOD_PACE})
    return start.replace(radio=_RADIO, mobility=Mobility(enabled=False), roles=roles, attacks=attacks)


_DETECTOR_NOTES = (
    "The role flood of paper S2 (Fig. 11) with a node that detects: every second the detector asks all members for the "
    "nine types of data of Table 5, checks them, stores them for an hour, and looks for attacks (section 5, "
    "Algorithm 1). It keeps at most 10 GB. Its module, if one is chosen, says what kind of attack it is."
)


def _detector(seed: int) -> Scenario:
    flood = _flood(seed)
    roles = flood.roles.model_copy(update={"detectors": 1})
    detection = Detection(enabled=True, model="builtin:catalogue")
    return flood.replace(name="Detector", notes=_DETECTOR_NOTES, roles=roles, detection=detection)


# -- all states --------------------------------------------------------------------------------------------------------


def _tour(seed: int) -> Scenario:
    city = districts(seed)
    incidents = (
        Incident(id="a device joins in the west", kind="join", at=60, node=41),
        Incident(id="a device joins in the east", kind="join", at=150, node=42),
        Incident(id="a bus leaves", kind="leave", at=240, node=10),
        Incident(id="a keeper's battery runs down", kind="drain", at=330, role="keeper", to=0.15),
        Incident(id="a keeper's storage is full", kind="fill", at=420, role="keeper", to=0.05),
        Incident(id="the controller is lost", kind="kill", at=510, role="controller"),
        Incident(id="a processor's battery runs down", kind="drain", at=600, role="processor", to=0.15),
        Incident(id="a node fails and repairs itself", kind="fail", at=690, node=16),
        Incident(id="the controller is lost again", kind="kill", at=780, role="controller"),
        Incident(id="another bus leaves", kind="leave", at=870, node=11),
    )
    station = Station(id=0, x=240.0, y=225.0, name="Environment office")
    area = Area(width_m=480.0, height_m=240.0)
    start = self_organising(seed, "Tour of the states", _TOUR_NOTES, area, stations=(station,), nodes=city)
    return start.replace(roles=Roles(enabled=True, keepers=4, processors=2), incidents=incidents)


BENCH_INFOS = (
    TemplateInfo("s2-bench", "S2, test-bench", "A node joins, the keeper runs low, its role passes on (Fig. 8 a–d)"),
    TemplateInfo("roles-tour", "S2, tour of the states", "Joins, leaves and losses that pass through every state"),
    TemplateInfo("role-flood", "S2, role flood", "60 minutes with four floods of five, a foreign node (Fig. 11)"),
    TemplateInfo("s2-detector", "S2, detector", "The role flood, and a node that collects data and detects attacks"),
)
BENCH_BUILDERS: Mapping[str, Callable[[int], Scenario]] = MappingProxyType(
    {"s2-bench": _bench, "roles-tour": _tour, "role-flood": _flood, "s2-detector": _detector}
)
