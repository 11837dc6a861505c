"""Ready-made documents: the papers' networks, built from a seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from engine.base.errors import ScenarioError, UnknownNameError
from engine.scenario.model import (
    Area,
    Energy,
    Mobility,
    Node,
    Obstacle,
    Radio,
    Routing,
    Scenario,
    Station,
    Trust,
)
from engine.scenario.placing import TemplateInfo, place_random
from engine.scenario.templates_bench import BENCH_BUILDERS, BENCH_INFOS
from engine.scenario.templates_cases import CASE_BUILDERS, CASE_INFOS
from engine.scenario.templates_detection import DETECTION_BUILDERS, DETECTION_INFOS
from engine.scenario.templates_s2 import CITY_BUILDERS, CITY_INFOS

_STATION_NAME = "Base station"

_INFOS = (
    TemplateInfo("empty", "Empty field", "200 × 200 m with a base station in the centre and no nodes"),
    TemplateInfo("s3-reference", "S3, reference", "The network of paper S3: 100 mobile nodes, 25 m range"),
    TemplateInfo("s3-connected", "S3, connected", "The same with 33 m range, which connects nearly all nodes"),
    TemplateInfo(
        "s3-obstacles", "S3, obstacles", "S3, connected, with a wood, a hill, a house and a wall on the field"
    ),
    TemplateInfo(
        "s3-motes", "S3, motes", "S3's network of CC2420 motes: shadowed links, collisions, listening and sleep"
    ),
    TemplateInfo("s3-hierarchy", "S3, hierarchy", "Four tiers: 100 sensors, heads, a mesh of routers, a gateway"),
    *CITY_INFOS,
    *BENCH_INFOS,
    *CASE_INFOS,
    *DETECTION_INFOS,
    TemplateInfo("leach-hicss", "LEACH, HICSS 2000", "100 nodes on 50 × 50 m, base station far outside"),
    TemplateInfo("leach-100", "LEACH, 100 × 100 m", "100 nodes, base station in the centre, two-slope amplifier"),
    TemplateInfo("sep-100", "SEP, 100 × 100 m", "A fifth of the nodes has twice the energy and heads twice as often"),
    TemplateInfo("teen-100", "TEEN, 100 × 100 m", "Nodes that report only from 21 °C on, and changes of half a degree"),
    TemplateInfo("pegasis-50", "PEGASIS, 50 × 50 m", "100 nodes in a chain, base station far outside"),
    TemplateInfo("intel-lab", "Intel Berkeley lab", "54 motes where they hung in the laboratory in 2004"),
)

_REFERENCE_NOTES = (
    "The reference network of paper S3: 100 mobile nodes on 200 × 200 m around one base station.\n"
    "At a range of 25 m many seeds are disconnected: on average about 0.70 of the nodes have a path to the "
    "base station. Nodes without a path count as unreachable; their readings are not lost packets."
)
_CONNECTED_NOTES = (
    "The reference network of paper S3 with a range of 33 m instead of 25 m: "
    "on average 0.98 of the nodes have a path to the base station."
)
_OBSTACLE_NOTES = (
    "The connected network of paper S3 on a field with natural obstacles, as its reference 8 places nodes among. "
    "About 0.9 of the nodes have a path to the base station. "
    "A signal that passes an obstacle is weaker by so many dB: its range shrinks by the factor 10^(−dB/24). "
    "Sizes and attenuations are examples; the paper gives none."
)
_MOTES_NOTES = (
    "The network of paper S3 as if built of CC2420 motes at −10 dBm: log-distance path loss with shadowing, a mean "
    "range of 27 m, CSMA/CA with collisions and three retries, datasheet energy with a duty cycle of 1 %. "
    "The paper names no radio; these figures are typical of IEEE 802.15.4 at 2.4 GHz."
)
_HIERARCHY_NOTES = (
    "The hierarchical network of Fig. 1 of paper S3: sensors gather around cluster heads, heads send to the nearest "
    "router, 25 routers on the mains form a mesh with links of 40 m, and the gateway stands at the edge of the field. "
    "The paper gives no figures for its tiers; these are examples."
)
_HICSS_NOTES = (
    "LEACH as in Heinzelman, Chandrakasan and Balakrishnan, HICSS 2000: 100 nodes on 50 × 50 m, base station "
    "at (25, −100), 2000-bit packets, amplifier 100 pJ/bit/m² at every distance, p = 0.05, 0.5 J per node. "
    "Control traffic is free, links lose nothing, every node reaches every other in one hop."
)
_LEACH_NOTES = (
    "LEACH on 100 × 100 m with the base station in the centre: 4000-bit packets, two-slope amplifier "
    "(10 pJ/bit/m², 0.0013 pJ/bit/m⁴), p = 0.05, 0.5 J per node. Control traffic is free, links lose nothing."
)
_PEGASIS_NOTES = (
    "PEGASIS as in Lindsey and Raghavendra 2002: 100 nodes on 50 × 50 m, base station at (25, 150), 2000-bit packets, "
    "amplifier 100 pJ/bit/m² at every distance, 0.5 J per node. Control traffic is free, links lose nothing."
)
_SEP_NOTES = (
    "SEP as in Smaragdakis, Matta and Bestavros (2004): the LEACH network on 100 × 100 m with p = 0.1, in which every "
    "fifth node has twice the energy (m = 0.2, a = 1)."
)
_TEEN_NOTES = (
    "TEEN as in Manjeshwar and Agrawal (2001) on the LEACH network on 100 × 100 m. A round is a minute, so that the "
    "day's wave of temperature passes in 1,440 rounds. Hard threshold 21 °C, soft threshold 0.5 °C: our choice, for "
    "the paper's field is another one."
)
_INTEL_NOTES = (
    "Positions of the 54 motes of the Intel Berkeley Research Lab, 2004, in metres. The base station stands "
    "in the middle of the floor, where no mote hangs: the survey does not name the gateway's place. "
    "At a range of 10 m all motes have a path to it."
)
_INTEL_POSITIONS = "intel-lab.csv"


def names() -> tuple[TemplateInfo, ...]:
    """The templates of this installation; one whose data file is not installed is left out."""
    return tuple(i for i in _INFOS if i.name != "intel-lab" or _resource(_INTEL_POSITIONS).is_file())


def template(name: str, seed: int | None = None) -> Scenario:
    """A fresh document.

    Args:
        name: One of `names`.
        seed: Seed of the document and of the placement; None takes 1.

    Raises:
        UnknownNameError: There is no such template; near names are offered.
        ScenarioError: Its data file is not installed or is damaged.
    """
    build = _BUILDERS.get(name)
    if build is None:
        known = [i.name for i in names()]
        near = get_close_matches(name, known, n=1)
        mend = f"did you mean {near[0]!r}?" if near else f"choose one of: {', '.join(known)}"
        raise UnknownNameError(f"there is no template called {name!r}", mend=mend)
    return build(1 if seed is None else seed)


def read_positions(text: str, where: str) -> tuple[Node, ...]:
    """Nodes from lines of ``id x y`` (blanks or commas between; ``#`` starts a remark; a heading may lead).

    Raises:
        ScenarioError: A line is something else, or an id comes twice.
    """
    nodes: dict[int, Node] = {}
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        row = line.partition("#")[0].replace(",", " ").split()
        if not row or (not nodes and row == ["id", "x", "y"]):
            continue
        place = f"{where}: line {number}"
        try:
            key, x, y = row
            node = Node(id=int(key), x=float(x), y=float(y))
        except ValueError:
            raise ScenarioError("is not a position", where=place, mend="write: id x y, in metres") from None
        if nodes.setdefault(node.id, node) is not node:
            raise ScenarioError(f"the id {node.id} comes twice", where=place, mend="give it another id")
    return tuple(nodes.values())


def intel_lab(positions: str, seed: int = 1, where: str = _INTEL_POSITIONS) -> Scenario:
    """The laboratory's network from the text of its position survey; see `read_positions` for the format.

    Raises:
        ScenarioError: The text is not a list of positions.
    """
    return Scenario(
        name="Intel Berkeley lab",
        notes=_INTEL_NOTES,
        seed=seed,
        area=Area(width_m=42.0, height_m=33.0),
        stations=(_station(21.0, 16.5),),
        nodes=read_positions(positions, where),
        radio=Radio(range_m=10.0),
        mobility=Mobility(enabled=False),
    )


def _resource(file: str) -> Traversable:
    return files("resources").joinpath("scenarios", file)


def _station(x: float, y: float) -> Station:
    return Station(id=0, x=x, y=y, name=_STATION_NAME)


def _empty(seed: int) -> Scenario:
    area = Area()
    return Scenario(seed=seed, area=area, stations=(_station(area.width_m / 2, area.height_m / 2),))


def _s3(seed: int, name: str, notes: str, range_m: float) -> Scenario:
    area = Area(width_m=200.0, height_m=200.0)
    return Scenario(
        name=name,
        notes=notes,
        seed=seed,
        area=area,
        stations=(_station(100.0, 100.0),),
        nodes=place_random(100, area, seed, 1),
        radio=Radio(range_m=range_m),
        mobility=Mobility(step_m=2.0),
    )


def _s3_reference(seed: int) -> Scenario:
    return _s3(seed, "S3, reference", _REFERENCE_NOTES, 25.0)


def _s3_connected(seed: int) -> Scenario:
    return _s3(seed, "S3, connected", _CONNECTED_NOTES, 33.0)


def _s3_obstacles(seed: int) -> Scenario:
    obstacles = (
        Obstacle(id=101, x=45.0, y=150.0, width_m=60.0, height_m=40.0, turn_deg=20.0, loss_db=5.0, name="Wood"),
        Obstacle(id=102, x=150.0, y=55.0, width_m=50.0, height_m=30.0, turn_deg=-25.0, loss_db=20.0, name="Hill"),
        Obstacle(id=103, x=140.0, y=145.0, width_m=24.0, height_m=16.0, loss_db=14.0, name="House"),
        Obstacle(id=104, x=65.0, y=70.0, width_m=60.0, height_m=2.0, turn_deg=60.0, loss_db=10.0, name="Wall"),
    )
    return _s3(seed, "S3, obstacles", _OBSTACLE_NOTES, 33.0).replace(obstacles=obstacles)


def _s3_motes(seed: int) -> Scenario:
    scenario = _s3(seed, "S3, motes", _MOTES_NOTES, 33.0)
    radio = Radio(model="shadowing", range_m=None, tx_dbm=-10.0, link_loss=0.0, mac="csma")
    return scenario.replace(radio=radio, energy=Energy(model="datasheet", initial_j=20.0))


def _s3_hierarchy(seed: int) -> Scenario:
    like = _s3(seed, "S3, hierarchy", _HIERARCHY_NOTES, 41.0)
    spots = [(20.0 + 40.0 * column, 20.0 + 40.0 * row) for row in range(5) for column in range(5)]
    routers = (Node(id=201 + k, x=x, y=y, kind="router", name=f"Router {k + 1}") for k, (x, y) in enumerate(spots))
    return like.replace(
        nodes=(*like.nodes, *routers),
        stations=(Station(id=0, x=200.0, y=100.0, name="Gateway"),),
        routing=Routing(protocol="hierarchical"),
    )


def _leach(seed: int, like: Scenario, data_bits: int) -> Scenario:
    """What both LEACH networks share: one hop, free control traffic, no loss, nothing moves, no trust."""
    return like.replace(
        seed=seed,
        nodes=place_random(100, like.area, seed, 1),
        radio=Radio(range_m=None, data_bits=data_bits, control_bits=0, ack_bits=0, link_loss=0.0),
        mobility=Mobility(enabled=False),
        routing=Routing(protocol="leach", params={"head_share": 0.05}),
        trust=Trust(enabled=False),
    )


def _leach_hicss(seed: int) -> Scenario:
    like = Scenario(
        name="LEACH, HICSS 2000",
        notes=_HICSS_NOTES,
        area=Area(width_m=50.0, height_m=50.0),
        stations=(_station(25.0, -100.0),),
        energy=Energy(initial_j=0.5, amp_fs_pj=100.0, amp_mp_pj=0.0, sense_nj_per_bit=0.0),
    )
    return _leach(seed, like, 2000)


def _leach_100(seed: int) -> Scenario:
    like = Scenario(
        name="LEACH, 100 × 100 m",
        notes=_LEACH_NOTES,
        area=Area(width_m=100.0, height_m=100.0),
        stations=(_station(50.0, 50.0),),
        energy=Energy(initial_j=0.5, amp_fs_pj=10.0, amp_mp_pj=0.0013, sense_nj_per_bit=0.0),
    )
    return _leach(seed, like, 4000)


def _sep_100(seed: int) -> Scenario:
    like = _leach_100(seed)
    nodes = tuple(n.model_copy(update={"energy_j": 1.0}) if n.id % 5 == 0 else n for n in like.nodes)
    routing = Routing(protocol="sep", params={"head_share": 0.1})
    return like.replace(name="SEP, 100 × 100 m", notes=_SEP_NOTES, nodes=nodes, routing=routing)


def _teen_100(seed: int) -> Scenario:
    routing = Routing(protocol="teen", params={"head_share": 0.05, "hard": 21.0, "soft": 0.5})
    return _leach_100(seed).replace(name="TEEN, 100 × 100 m", notes=_TEEN_NOTES, round_s=60.0, routing=routing)


def _pegasis_50(seed: int) -> Scenario:
    scenario = _leach_hicss(seed)
    return scenario.replace(
        name="PEGASIS, 50 × 50 m",
        notes=_PEGASIS_NOTES,
        stations=(_station(25.0, 150.0),),
        routing=Routing(protocol="pegasis"),
    )


def _intel(seed: int) -> Scenario:
    file = _resource(_INTEL_POSITIONS)
    if not file.is_file():
        what = "the positions of the laboratory's motes are not installed"
        mend = f"put them there as lines of id, x, y: resources/scenarios/{_INTEL_POSITIONS}"
        raise ScenarioError(what, where="template intel-lab", mend=mend)
    return intel_lab(file.read_text(encoding="utf-8"), seed)


_BUILDERS: Mapping[str, Callable[[int], Scenario]] = MappingProxyType(
    {
        "empty": _empty,
        "s3-reference": _s3_reference,
        "s3-connected": _s3_connected,
        "s3-obstacles": _s3_obstacles,
        "s3-motes": _s3_motes,
        "s3-hierarchy": _s3_hierarchy,
        "leach-hicss": _leach_hicss,
        "leach-100": _leach_100,
        "sep-100": _sep_100,
        "teen-100": _teen_100,
        "pegasis-50": _pegasis_50,
        **CITY_BUILDERS,
        **BENCH_BUILDERS,
        **CASE_BUILDERS,
        **DETECTION_BUILDERS,
        "intel-lab": _intel,
    }
)
