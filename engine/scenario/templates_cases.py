"""Applications that paper S2 names: patients, a slope that slides, and infrastructure under a viral threat (S0)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from engine.base.streams import stream
from engine.scenario.model import Area, Attack, Mobility, Node, Radio, Scenario, Station
from engine.scenario.organisation import Incident, Roles
from engine.scenario.placing import Box, TemplateInfo, grow
from engine.scenario.templates_base import MINUTE, Group, self_organising, staffed

_WARD_NOTES = (
    "Patient monitoring, an application of paper S2: patients wear motes and are moved between rooms, nodes at the "
    "walls keep and process their vital signs, a patient comes and another goes home. An example; the paper gives "
    "no figures."
)
_SLOPE_NOTES = (
    "Landslide and vibration monitoring with a drone, after the applications of paper S2: accelerometers on a slope "
    "send through each other, a drone flies in and takes over where the slide has torn a node away. An example; the "
    "paper gives no figures."
)
_ASSET_NOTES = (
    "Critical infrastructure under a viral threat (S0): power, transport, a chemical plant and national security, four "
    "systems that joining nodes connect in a ring. Malicious code gets in at the power supply and spreads from system "
    "to system. Damage to assets is the share of a system's nodes that are infected or out of order."
)


def _ward(seed: int) -> Scenario:
    groups = (
        Group("infrastructure", 6, "fixed", "Wall node"),
        Group("medical", 4, "carried", "Nurse", "mote"),
        Group("patient", 14, "carried", "Patient", "mote"),
    )
    area = Area(width_m=90.0, height_m=50.0)
    places = grow(stream(seed, "placement"), Box(4.0, 4.0, 86.0, 46.0), 24, ((45.0, 25.0),), 7.0, 20.0)
    incidents = (
        Incident(id="a patient is admitted", kind="join", at=2 * MINUTE, node=24),
        Incident(id="a patient goes home", kind="leave", at=6 * MINUTE, node=12),
        Incident(id="a wall node fails", kind="kill", at=9 * MINUTE, node=1),
    )
    station = Station(id=0, x=45.0, y=25.0, name="Nurses' room")
    nodes = tuple(staffed(groups, places, 1))
    start = self_organising(seed, "Patient monitoring", _WARD_NOTES, area, stations=(station,), nodes=nodes)
    return start.replace(radio=Radio(range_m=25.0, data_bits=800), incidents=incidents)


def _slope(seed: int) -> Scenario:
    groups = (Group("infrastructure", 26, "fixed", "Accelerometer"), Group("drone", 2, "", "Drone", energy_j=120.0))
    area = Area(width_m=260.0, height_m=320.0)
    places = grow(stream(seed, "placement"), Box(10.0, 10.0, 250.0, 310.0), 28, ((130.0, 12.0),), 26.0, 56.0)
    incidents = (
        Incident(id="a drone flies in", kind="join", at=2 * MINUTE, node=28),
        Incident(id="the slide tears a node away", kind="kill", at=6 * MINUTE, node=9),
        Incident(id="it tears the keeper away", kind="kill", at=6 * MINUTE + 10, role="keeper"),
    )
    station = Station(id=0, x=130.0, y=12.0, name="Valley station")
    nodes = tuple(staffed(groups, places, 1))
    start = self_organising(seed, "Landslide", _SLOPE_NOTES, area, stations=(station,), nodes=nodes)
    return start.replace(incidents=incidents, mobility=Mobility(step_m=4.0))


_SYSTEMS = (
    ("power", "Power node", Box(15.0, 15.0, 150.0, 150.0)),
    ("transport", "Signal", Box(250.0, 15.0, 385.0, 150.0)),
    ("chemical", "Valve", Box(15.0, 250.0, 150.0, 385.0)),
    ("security", "Alarm", Box(250.0, 250.0, 385.0, 385.0)),
)
_JOINTS = (
    ("power", 172.0, 90.0),
    ("transport", 228.0, 90.0),
    ("transport", 310.0, 172.0),
    ("security", 310.0, 228.0),
    ("security", 228.0, 310.0),
    ("chemical", 172.0, 310.0),
    ("chemical", 90.0, 228.0),
    ("power", 90.0, 172.0),
)
_ASSETS = 9
"""Nodes of a system besides its two joints."""


def _infrastructure(seed: int) -> Scenario:
    nodes = [
        Node(id=key, x=x, y=y, name=f"Joint {key}", subnet=system, service=system, motion="fixed", profile="xbee-s2")
        for key, (system, x, y) in enumerate(_JOINTS, 1)
    ]
    for system, name, box in _SYSTEMS:
        gates = tuple((x, y) for own, x, y in _JOINTS if own == system)
        places = grow(stream(seed, f"placement:{system}"), box, _ASSETS, gates, 24.0, 58.0)
        nodes += staffed((Group(system, _ASSETS, "fixed", name),), places, len(nodes) + 1, system)
    attack = Attack(id="virus", type="domino", nodes=(len(_JOINTS) + 1,), start=2 * MINUTE, variation="exploiting")
    station = Station(id=0, x=200.0, y=200.0, name="Control room")
    area = Area(width_m=400.0, height_m=400.0)
    start = self_organising(seed, "Infrastructure", _ASSET_NOTES, area, stations=(station,), nodes=tuple(nodes))
    roles = Roles(enabled=True, keepers=4, processors=4)
    return start.replace(roles=roles, mobility=Mobility(enabled=False), attacks=(attack,))


CASE_INFOS = (
    TemplateInfo("patients", "S2, patient monitoring", "Patients with motes in a ward; one is admitted, one goes home"),
    TemplateInfo("landslide", "S2, landslide", "Accelerometers on a slope; a drone flies in, a slide tears nodes away"),
    TemplateInfo("infrastructure", "S0, viral threat", "Four critical systems in a ring, code that spreads among them"),
)
CASE_BUILDERS: Mapping[str, Callable[[int], Scenario]] = MappingProxyType(
    {"patients": _ward, "landslide": _slope, "infrastructure": _infrastructure}
)
