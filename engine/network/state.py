"""Allocation of the state columns from a scenario."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from engine.network.kernels.columns import (
    BEHAVIOUR,
    BELIEVED,
    CARRIED,
    CAUSES,
    CONSTANT,
    DRIVES,
    DUTY,
    IDLE,
    LINK,
    NODE,
    PACKET,
    RESTS,
    ROUTE,
    TRAVEL,
    WANDERS,
    WATCHED,
    Array,
    Behaviour,
    Belief,
    Duties,
    Idle,
    Links,
    Nodes,
    Packets,
    Physics,
    Routes,
    Watch,
)
from engine.network.kernels.hearing import HEARD, Heard
from engine.scenario.hardware import resources_of, transceiver_of
from engine.scenario.model import Item, Node, Scenario

if TYPE_CHECKING:
    from engine.network.medium import Medium

SKIN_M = 8.0
"""How far beyond its range a moving node keeps what it knows of a neighbour: walking out and in launders nothing."""


LAID_OUT_FROM = 500
"""Nodes from which on rows follow places rather than the document, so that neighbours lie near each other in memory."""


def laid_out(scenario: Scenario) -> tuple[Item, ...]:
    """What stands in each row: sensor nodes, then stations. Large networks are cut into strips one range wide."""
    if len(scenario.nodes) < LAID_OUT_FROM:
        return scenario.items()
    strip = scenario.radio.range_m or scenario.area.height_m
    nodes = sorted(scenario.nodes, key=lambda n: (n.y // strip, n.x, n.id))
    return (*nodes, *scenario.stations)


def new_nodes(scenario: Scenario, ghosts: Sequence[int] = ()) -> Nodes:
    """Nodes and stations in the rows of `laid_out`, at their places and with full batteries; ghosts between them.

    A router without a battery of its own draws on the mains: its joules are 0 and stay so.

    Args:
        scenario: The document.
        ghosts: Ids of the nodes that can show a false identity, one entry an identity.
    """
    things = laid_out(scenario)
    n, first_station = len(scenario.nodes), len(scenario.nodes) + len(ghosts)
    nodes = np.zeros(len(things) + len(ghosts), NODE)
    real = np.r_[0:n, first_station : len(nodes)]
    for name in ("id", "x", "y"):
        nodes[name][real] = [getattr(t, name) for t in things]
    nodes["initial"] = np.inf
    joules = [getattr(t, "energy_j", None) for t in things[:n]]
    routers = np.array([getattr(t, "kind", "") == "router" for t in things[:n]], bool)
    ends = zip(joules, np.where(routers, 0.0, scenario.energy.initial_j), strict=True)
    nodes["initial"][:n] = [otherwise if j is None else j for j, otherwise in ends]
    nodes["energy"] = nodes["initial"]
    nodes["sensor"][:n] = ~routers
    nodes["station"][first_station:] = nodes["sink"][first_station:] = 1
    nodes["stride"] = 1.0
    nodes["stride"][:n] = [getattr(t, "motion", "") != "fixed" for t in things[:n]]
    nodes["mains"] = powered(nodes)
    nodes["alive"] = 1
    nodes["authenticated"][real] = [getattr(t, "authenticated", True) for t in things]
    nodes["blocked"][:n] = np.isin(nodes["id"][:n], scenario.trust.blocked)
    nodes["claimed"], nodes["reading"] = 1.0, np.nan
    nodes["claimed_hops"] = nodes["master"] = nodes["room"] = -1
    nodes["tx"] = nodes["rx"] = scenario.energy.elec_nj_per_bit * 1e-9
    if scenario.energy.model == "datasheet":
        radios = [transceiver_of(getattr(t, "profile", "mote")) for t in things]
        nodes["tx"][real] = [r.transmits_w(scenario.radio.tx_dbm) / scenario.radio.bit_rate for r in radios]
        nodes["rx"][real] = [r.receive_w / scenario.radio.bit_rate for r in radios]
    _add_ghosts(nodes, scenario, ghosts)
    return nodes


def new_travel(scenario: Scenario, nodes: Nodes) -> Array:
    """How each node moves by the document; nobody is on its way yet."""
    travel = np.zeros(len(nodes), TRAVEL)
    travel["heading"] = RESTS
    kinds = {"carried": CARRIED, "vehicle": DRIVES}
    ways = [kinds.get(getattr(t, "motion", ""), WANDERS) for t in laid_out(scenario)]
    travel["kind"][nodes["master"] < 0] = ways
    return travel


def carried_travel(before: Array, fresh: Array, stay: np.ndarray, where: np.ndarray) -> Array:
    """``fresh`` with the ways on which the rows ``stay`` were at ``where`` before, as far as they still move so."""
    same = before["kind"][where] == fresh["kind"][stay]
    fresh[np.flatnonzero(stay)[same]] = before[where[same]]
    return fresh


def new_idle(scenario: Scenario) -> Idle:
    """What the radios in the rows of sensor nodes draw without frames; no rows where that costs nothing."""
    if scenario.energy.model != "datasheet":
        return np.zeros(0, IDLE)
    idle = np.zeros(len(scenario.nodes), IDLE)
    radios = [transceiver_of(t.profile) for t in laid_out(scenario) if isinstance(t, Node)]
    idle["listen_w"], idle["sleep_w"] = [r.receive_w for r in radios], [r.sleep_w for r in radios]
    return idle


def _add_ghosts(nodes: Nodes, scenario: Scenario, ghosts: Sequence[int]) -> None:
    """Rows of false identities: asleep, where their masters are, with ids above all others and no proof of identity.

    Their energy is their master's: `Deceptions.settle` sends it the bill, so that their own never ends. There is but
    one radio that listens and sleeps: the master's.
    """
    n = len(scenario.nodes)
    row_of = {int(i): row for row, i in enumerate(nodes["id"][:n])}
    above = 10 ** len(str(scenario.next_id())) + 1
    for k, master in enumerate(ghosts):
        ghost, shows = nodes[n + k], nodes[row_of[master]]
        ghost["id"], ghost["master"], ghost["alive"] = above + k, row_of[master], 0
        ghost["initial"] = ghost["energy"] = _ENDLESS_J
        for name in ("x", "y", "tx", "rx", "blocked"):
            ghost[name] = shows[name]


_ENDLESS_J = 1e30


def powered(nodes: Nodes) -> np.ndarray:
    """bool[M]: draws on the mains by its nature: base stations, and routers without a battery."""
    endless: np.ndarray = (nodes["station"] == 1) | (nodes["initial"] == 0)
    return endless


def new_routes(m: int) -> Routes:
    """No heads, no clusters, no routes yet."""
    routes = np.zeros(m, ROUTE)
    for name in ("cluster", "parent", "parent_edge", "uplink", "uplink_edge", "depth", "level", "alternate", "branch"):
        routes[name] = -1
    routes["alternate_edge"] = -1
    return routes


def new_behaviour(m: int) -> Behaviour:
    """Everybody honest."""
    behaviour = np.zeros(m, BEHAVIOUR)
    behaviour["claim"] = behaviour["boast"] = 1.0
    return behaviour


SOUND_SOFTWARE = 0x4D6F7465
"""Checksum of the control program as it was installed."""


def new_duties(scenario: Scenario, nodes: Nodes) -> Duties:
    """Every sensor a collector to be, with the resources of its hardware; nothing kept, nobody's table filled."""
    duties = np.zeros(len(nodes), DUTY)
    for row, thing in zip(np.flatnonzero(nodes["master"] < 0), laid_out(scenario), strict=True):
        duties["subnet"][row] = scenario.subnets.index(getattr(thing, "subnet", ""))
        duties["cpu_hz"][row], duties["ram"][row], duties["storage"][row] = resources_of(
            getattr(thing, "profile", "mote")
        )
    duties["version"], duties["heard_dbm"], duties["software"] = -1, np.nan, SOUND_SOFTWARE
    duties["ready"] = 1.0
    return duties


def new_heard(m: int) -> Heard:
    """Nothing heard of anybody yet."""
    return np.zeros(m, HEARD)


def carried_duties(before: Duties, fresh: Duties, stay: np.ndarray, where: np.ndarray) -> Duties:
    """``fresh`` with all that the rows ``stay`` did at ``where`` before, on the hardware that they have now."""
    for name in before.dtype.names or ():
        if name not in ("cpu_hz", "ram", "storage", "subnet"):
            fresh[name][stay] = before[name][where]
    return fresh


def new_edges(edges: int) -> tuple[Links, Watch, Belief]:
    """Room for an edge list and what is known along it; `kernels.graph.lay_edges` fills it."""
    return np.empty(edges, LINK), np.empty(edges, WATCHED), np.empty(edges, BELIEVED)


def new_packets(m: int, more: int = 0) -> Packets:
    """Room for every reading, and for its copy or the aggregate its node makes, of one round, and for ``more``."""
    return np.zeros(2 * m + 1 + more, PACKET)


FEEDBACK_BITS = 64
"""What verification by feedback adds to a data frame: delay 16, position 32, transmit power 16 (S0-59), bit."""
SIGNATURE_BITS = 64
"""Message authentication code of an advert, bit."""


def physics(scenario: Scenario, medium: Medium, *, logging: bool) -> Physics:
    """The constants of a run in SI units: an array of one record."""
    radio, energy, trust, verify = scenario.radio, scenario.energy, scenario.trust, scenario.routing.verify
    range_m, ranged = medium.range_m, medium.range_m is not None
    amp_fs, amp_mp = (0.0, 0.0) if energy.model == "datasheet" else (energy.amp_fs_pj * 1e-12, energy.amp_mp_pj * 1e-12)
    values = {
        "round_s": scenario.round_s,
        "range2": medium.reach2,
        "shout2": scenario.area.width_m**2 + scenario.area.height_m**2 if range_m is None else range_m**2,
        "data_bits": radio.data_bits + FEEDBACK_BITS * (verify.feedback and ranged),
        "control_bits": radio.control_bits + SIGNATURE_BITS * (verify.authenticated and ranged),
        "ack_bits": radio.ack_bits,
        "bit_rate": radio.bit_rate,
        "link_loss": radio.link_loss,
        "hop_limit": radio.hop_limit,
        "duty": energy.duty_cycle,
        "amp_fs": amp_fs,
        "amp_mp": amp_mp,
        "cross2": amp_fs / amp_mp if amp_mp > 0 else np.inf,
        "aggregate": energy.aggregate_nj_per_bit * 1e-9,
        "sense": energy.sense_nj_per_bit * 1e-9,
        "retries": radio.retries if radio.mac == "csma" else 0,
        "shadowed": medium.shadowed,
        "csma": radio.mac == "csma",
        "contended": radio.mac == "csma",
        "watching": (trust.enabled or verify.feedback) and ranged,
        "feedback": verify.feedback and ranged,
        "located": verify.location and ranged,
        "signed": verify.authenticated and ranged,
        "promiscuous": trust.promiscuous,
        "listen_bits": trust.listen_bits,
        "miss": trust.miss,
        "logging": logging,
    }
    constants = np.zeros(1, CONSTANT)
    for name, value in values.items():
        constants[name] = value
    return constants


class Retired:
    """Energy of nodes and batteries that edits took out of a run: the books go on balancing."""

    def __init__(self) -> None:
        self.initial_j = 0.0
        self.joules = np.zeros(1 + CAUSES)
        """Residual, then spent by cause."""

    @property
    def residual_j(self) -> float:
        """Left in batteries that are gone, J."""
        return float(self.joules[0])

    @property
    def spent_j(self) -> np.ndarray:
        """Spent by nodes that are gone, J, by cause."""
        return self.joules[1:]

    def take(self, nodes: Nodes, rows: np.ndarray) -> None:
        """Adds what the ``rows`` had, and had spent."""
        self.initial_j += float(nodes["initial"][rows].sum())
        self.joules[0] += float(nodes["energy"][rows].sum())
        self.joules[1:] += nodes["spent"][rows].sum(axis=0)
