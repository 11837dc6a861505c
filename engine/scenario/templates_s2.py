"""Networks of paper S2 that organise themselves by roles: the crisis of Fig. 1 and the smart city of Fig. 4."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from engine.base.streams import stream
from engine.scenario.model import Area, Attack, Mobility, Node, Scenario, Station
from engine.scenario.organisation import Incident, Roles
from engine.scenario.placing import Box, TemplateInfo, grow
from engine.scenario.templates_base import MINUTE, Group, self_organising, staffed

_CRISIS_NOTES = (
    "A network in a disaster zone, after Fig. 1 of paper S2: nodes of six emergency services and drones, told apart by "
    "their shapes. It searches for people and watches hazardous substances. Vehicles carry a Raspberry Pi with XBee "
    "radio, people wear motes. Rescuers arrive and leave, a vehicle fails; the network reorganises by itself, and the "
    "operations centre only receives results. The paper gives no figures for this network: places, numbers and "
    "energies are examples."
)
_CITY_NOTES = (
    "Air monitoring in a smart city, after Fig. 4a of paper S2: two subnets that exactly two nodes join. Nodes sit on "
    "lamp posts and houses, on vehicles that drive along streets, and in separate devices that are taken elsewhere at "
    "times. Over the hour nodes join and leave, a keeper's battery runs down and the controller is lost: every state "
    "of both graphs of the paper occurs. Places, numbers and energies are examples; the paper gives none."
)
_ATTACKED_NOTES = (
    "The smart city under the two attacks of Fig. 4b of paper S2. Wormhole (red): two foreign nodes join, one in each "
    "district, and what passes between the districts goes through their tunnel. Sinkhole (blue): a node of the "
    "network, taken over, makes all routes of its district lead to it. Both exploit joining and roles."
)


# -- Fig. 1 ------------------------------------------------------------------------------------------------------------

_CREWS = (
    Group("fire", 6, "carried", "Fire fighter", "mote"),
    Group("fire", 2, "vehicle", "Fire engine", energy_j=120.0),
    Group("medical", 4, "carried", "Paramedic", "mote"),
    Group("medical", 2, "vehicle", "Ambulance", energy_j=120.0),
    Group("police", 4, "vehicle", "Patrol car", energy_j=120.0),
    Group("rescue", 6, "carried", "Rescuer", "mote"),
    Group("hazmat", 4, "fixed", "Gas detector"),
    Group("civil", 2, "fixed", "Command post", energy_j=120.0),
    Group("drone", 4, "", "Drone"),
    Group("rescue", 1, "carried", "Rescuer", "mote", first=7),
    Group("drone", 1, "", "Drone", first=5),
)
_CRISIS = Area(width_m=360.0, height_m=260.0)


def _crisis(seed: int) -> Scenario:
    count = sum(g.count for g in _CREWS)
    centre, box = (40.0, 40.0), Box(15.0, 15.0, 345.0, 245.0)
    places = grow(stream(seed, "placement"), box, count, (centre,), apart=22.0, reach=60.0)
    nodes = tuple(staffed(_CREWS, places, 1))
    by_name = {n.name: n.id for n in nodes}
    incidents = (
        Incident(id="rescuers arrive", kind="join", at=2 * MINUTE, node=by_name["Rescuer 7"]),
        Incident(id="a drone takes off", kind="join", at=4 * MINUTE, node=by_name["Drone 5"]),
        Incident(id="an ambulance drives away", kind="leave", at=7 * MINUTE, node=by_name["Ambulance 2"]),
        Incident(id="a gas detector fails", kind="fail", at=9 * MINUTE, node=by_name["Gas detector 1"]),
        Incident(id="a patrol car is lost", kind="kill", at=12 * MINUTE, node=by_name["Patrol car 1"]),
    )
    station = Station(id=0, x=centre[0], y=centre[1], name="Operations centre")
    roles = Roles(enabled=True, keepers=4, processors=2)
    start = self_organising(seed, "Crisis response", _CRISIS_NOTES, _CRISIS, stations=(station,), nodes=nodes)
    return start.replace(roles=roles, incidents=incidents, mobility=Mobility(step_m=3.0))


# -- Fig. 4 ------------------------------------------------------------------------------------------------------------

WEST, EAST = "west", "east"
GATEWAYS = (39, 40)
"""The nodes that join the subnets, in west and east."""
JOINING = (41, 42)
"""Come later, in west and east."""
FOREIGN = (43, 44)
"""The two foreign nodes of Fig. 4b, in west and east."""
_CITY = Area(width_m=480.0, height_m=240.0)
_DISTRICT = (
    Group("infrastructure", 9, "fixed", "Lamp post"),
    Group("vehicle", 5, "vehicle", "Bus", energy_j=120.0),
    Group("device", 5, "carried", "Device", "mote"),
)
_SIZE = 19
"""Nodes of a district besides its gateway."""


def _gateways() -> tuple[Node, Node]:
    west, east = (
        Node(
            id=key,
            x=x,
            y=120.0,
            name=f"Gateway {subnet}",
            subnet=subnet,
            service="infrastructure",
            motion="fixed",
            profile="xbee-s2",
            energy_j=120.0,
        )
        for key, x, subnet in ((GATEWAYS[0], 205.0, WEST), (GATEWAYS[1], 275.0, EAST))
    )
    return west, east


def districts(seed: int) -> tuple[Node, ...]:
    """Two subnets of which only the two gateways hear each other, and a node in each that comes later."""
    nodes: list[Node] = []
    gates = _gateways()
    # Vehicles drive about, others' places keep away from the other subnet by more than the radio range.
    for subnet, box, gate, late in (
        (WEST, Box(15.0, 15.0, 185.0, 225.0), gates[0], JOINING[0]),
        (EAST, Box(295.0, 15.0, 465.0, 225.0), gates[1], JOINING[1]),
    ):
        rng = stream(seed, f"placement:{subnet}")
        places = grow(rng, box, _SIZE + 1, ((gate.x, gate.y),), apart=20.0, reach=58.0)
        nodes += staffed(_DISTRICT, places[:_SIZE], 1 if subnet == WEST else 1 + _SIZE, subnet)
        x, y = places[_SIZE]
        newcomer = Node(id=late, x=x, y=y, name=f"New device {subnet}", subnet=subnet, service="device")
        nodes.append(newcomer.model_copy(update={"profile": "xbee-s2", "motion": "carried", "energy_j": 120.0}))
    return tuple(sorted((*nodes, *gates), key=lambda n: n.id))


def _city(seed: int) -> Scenario:
    incidents = (
        Incident(id="a device is added in the west", kind="join", at=5 * MINUTE, node=JOINING[0]),
        Incident(id="a bus leaves", kind="leave", at=12 * MINUTE, node=10),
        Incident(id="a keeper's battery runs down", kind="drain", at=20 * MINUTE, role="keeper", to=0.15),
        Incident(id="a device is added in the east", kind="join", at=28 * MINUTE, node=JOINING[1]),
        Incident(id="the controller is lost", kind="kill", at=38 * MINUTE, role="controller"),
        Incident(id="a device repairs itself", kind="fail", at=48 * MINUTE, node=16),
    )
    station = Station(id=0, x=240.0, y=225.0, name="Environment office")
    start = self_organising(seed, "Smart city", _CITY_NOTES, _CITY, stations=(station,), nodes=districts(seed))
    return start.replace(roles=Roles(enabled=True, keepers=4, processors=2), incidents=incidents)


def _city_attacked(seed: int) -> Scenario:
    start = _city(seed)
    foreign = tuple(
        Node(id=key, x=x, y=y, name=f"Foreign device {subnet}", subnet=subnet, service="device", motion="fixed")
        for key, x, y, subnet in ((FOREIGN[0], 120.0, 122.0, WEST), (FOREIGN[1], 360.0, 118.0, EAST))
    )
    foreign = tuple(n.model_copy(update={"profile": "xbee-s2", "energy_j": 120.0}) for n in foreign)
    attacks = (
        Attack(
            id="wormhole",
            type="wormhole",
            nodes=FOREIGN,
            start=MINUTE,
            variation="exploiting",
            origin="outsider",
        ),
        Attack(id="sinkhole", type="sinkhole", nodes=(1 + _SIZE,), start=2 * MINUTE, variation="exploiting"),
    )
    return start.replace(
        name="Smart city, attacked", notes=_ATTACKED_NOTES, nodes=(*start.nodes, *foreign), attacks=attacks
    )


CITY_INFOS = (
    TemplateInfo("crisis", "S2, crisis response", "Six emergency services and drones in a disaster zone (Fig. 1)"),
    TemplateInfo("smart-city", "S2, smart city", "Air monitoring: two subnets joined by two nodes, vehicles (Fig. 4a)"),
    TemplateInfo(
        "smart-city-attacked", "S2, smart city attacked", "Wormhole of two new nodes, and a sinkhole (Fig. 4b)"
    ),
)
CITY_BUILDERS: Mapping[str, Callable[[int], Scenario]] = MappingProxyType(
    {"crisis": _crisis, "smart-city": _city, "smart-city-attacked": _city_attacked}
)
