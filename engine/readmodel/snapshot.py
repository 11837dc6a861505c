"""What the network looks like at one moment: read-only column copies, one row per node, stations last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from engine.readmodel.detection import DetectionView
from engine.readmodel.organisation import Organisation


def frozen(array: np.ndarray) -> np.ndarray:
    """A read-only copy."""
    copy = np.array(array)
    copy.flags.writeable = False
    return copy


def no_pairs() -> np.ndarray:
    """No pairs of rows."""
    return frozen(np.empty((0, 2), np.int32))


def no_counts() -> np.ndarray:
    """No counts: a column that nobody fills."""
    return frozen(np.empty(0, np.int32))


def no_boxes() -> np.ndarray:
    """No obstacles."""
    return frozen(np.empty((0, 7)))


@dataclass(frozen=True, slots=True)
class Totals:
    """The books of the run so far: ``generated == delivered + lost + in_flight`` always holds."""

    generated: int = 0
    delivered: int = 0
    lost: int = 0
    in_flight: int = 0
    unreachable: int = 0
    lost_by_cause: Mapping[str, int] = field(default_factory=dict)
    honest_generated: int = 0
    honest_lost: int = 0
    initial_j: float = 0.0
    residual_j: float = 0.0
    spent_by_cause: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FloodRun:
    """Where the script of a flood by redistribution of roles stands (S2 Fig. 11)."""

    row: int
    """The attacker's."""
    step: int
    """`FloodStep`."""
    loops: int
    """Redistributions that it has had begun and ended incorrectly."""
    refused: int
    """Requests that were refused."""


@dataclass(frozen=True, slots=True)
class GroundTruth:
    """Who really attacks. Never an input to trust or detectors; the window shows it only on *Reveal*."""

    attack_names: tuple[str, ...]
    """Names of the scenario's attacks, in the order of the document."""
    attack: np.ndarray
    """int16[M]: index into `attack_names` of the row's (first) attack, -1 for honest nodes."""
    active: np.ndarray
    """bool[M]: the attack is going on now."""
    extra: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    """Rows with several attacks: row → all indices."""
    tunnels: np.ndarray = field(default_factory=no_pairs)
    """int32[T, 2]: rows of the two ends of each wormhole tunnel that is open now."""
    false_links: np.ndarray = field(default_factory=no_pairs)
    """int32[F, 2]: pairs of `NetworkSnapshot.links` that are neighbours through a tunnel only."""
    bends: np.ndarray = field(default_factory=no_pairs)
    """int32[B, 2]: (row, next row) where a loop attacker sends packets back instead of on."""
    identities: np.ndarray = field(default_factory=no_counts)
    """int32[M]: false identities that a Sybil attacker shows now; int32[0] while nobody shows any."""
    storm: np.ndarray = field(default_factory=no_counts)
    """int32[M]: needless service messages (rush) or frames (depletion) that the row sent in this round; or int32[0]."""
    victims: np.ndarray = field(default_factory=no_pairs)
    """int32[V, 2]: (attacker, victim) rows of what is being done to others now: kept awake, greeted, desynchronised,
    told a false time, replayed to, infected, commanded."""
    reach: np.ndarray = field(default_factory=no_counts)
    """float32[M]: metres that the row's noise or high-power hello reaches now, 0: none; or int32[0]."""
    infected: np.ndarray = field(default_factory=no_counts)
    """uint8[M]: runs malicious code; or int32[0] while nobody does."""
    off: np.ndarray = field(default_factory=no_counts)
    """float32[M]: °C by which what the row reports differs from what stands at its sensor; or int32[0]."""
    clocks: np.ndarray = field(default_factory=no_counts)
    """float32[M]: seconds by which the row's clock is off; or int32[0]."""
    phantoms: tuple[int, ...] = ()
    """Ids in the role table that belong to no node."""
    floods: tuple[FloodRun, ...] = ()
    """Scripts of floods by redistribution of roles that are under way."""
    exploiting: tuple[bool, ...] = ()
    """For each attack of the scenario whether it is the variation that exploits self-organisation and roles."""
    outsiders: tuple[bool, ...] = ()
    """For each attack of the scenario whether foreign nodes carry it out, not compromised ones (S2-165)."""
    damaged: np.ndarray = field(default_factory=no_counts)
    """int32[S]: for each of `Organisation.subnets` its members that are infected, dead, or whose readings no longer
    arrive (S0-75); or int32[0] without roles."""
    ill: np.ndarray = field(default_factory=no_counts)
    """int32[S]: those of them that are infected; or int32[0]."""


@dataclass(frozen=True, slots=True)
class HopTrace:
    """The transfers of the round just simulated, wave by wave, for moving dots; empty when it was not recorded."""

    source: np.ndarray
    """int32[H]: row that sent."""
    target: np.ndarray
    """int32[H]: row that should receive."""
    start: np.ndarray
    """float32[H]: start within the round, 0 … 1 of the round's duration."""
    end: np.ndarray
    """float32[H]: arrival within the round, 0 … 1."""
    kind: np.ndarray
    """uint8[H]: `PacketKind`."""
    fate: np.ndarray
    """uint8[H]: 0 arrived intact, 1 lost on the link, 2 arrived and then dropped by an attacker, 3 arrived damaged."""


@dataclass(frozen=True, slots=True)
class NetworkSnapshot:
    """One picture of the network. M rows: sensor nodes, then base stations; `ids` says which."""

    run_id: str
    seq: int
    round: int
    """Rounds completed."""
    wave: int
    """Hop waves completed within the round under way; 0 between rounds."""
    time_s: float
    phase: str
    """``"ready"`` before the first round, ``"set-up"``, ``"steady"``, ``"between"`` rounds, ``"ended"``."""
    width_m: float
    height_m: float
    range_m: float | None
    """Radio range; None when every node reaches every other."""
    trust_enabled: bool
    threshold: float
    """P: a neighbour is trusted while D > P."""
    ids: np.ndarray
    """int32[M]."""
    xy: np.ndarray
    """float32[M, 2], metres."""
    vertex: np.ndarray
    """uint8[M]: `Vertex`."""
    role: np.ndarray
    """uint8[M]: `Role`."""
    alive: np.ndarray
    """bool[M]."""
    energy: np.ndarray
    """float32[M]: residual / initial, 0 … 1; 1 for stations."""
    claimed_energy: np.ndarray
    """float32[M]: what the node says of its energy; a liar's exceeds `energy`."""
    cluster: np.ndarray
    """int32[M]: row of the cluster head, the node itself for a head, -1 without a cluster."""
    next_hop: np.ndarray
    """int32[M]: row to which the node sends next, -1 without a route."""
    hops_to_station: np.ndarray
    """int16[M]: hops on the trusted route to the nearest station, -1 without one, 0 for stations."""
    reachable: np.ndarray
    """bool[M]: a physical path to a station exists, trusted or not."""
    trust: np.ndarray
    """float32[M]: mean D that in-range neighbours hold of the row; NaN where nobody holds one."""
    distrusted: np.ndarray
    """float32[M]: share of in-range neighbours that have the row off their trusted list, 0 … 1."""
    dropped: np.ndarray
    """int32[M]: packets that vanished at the row so far (dropped by an attack there)."""
    links: np.ndarray
    """int32[L, 2]: in-range pairs of live rows, first < second."""
    link_trust: np.ndarray
    """uint8[L]: bit 0 the first trusts the second, bit 1 the second trusts the first."""
    hops: HopTrace
    totals: Totals
    truth: GroundTruth
    rounds_per_s: float = 0.0
    """Measured speed of the engine, rounds per wall second, 0 when it stands still."""
    protocol: str = ""
    """Registered name of the routing protocol."""
    alternate: np.ndarray = field(default_factory=no_counts)
    """int32[M]: row of the second, disjoint next hop (multipath), -1 without; int32[0] where there are none."""
    times_head: np.ndarray = field(default_factory=no_counts)
    """int32[M]: rounds in which the row was cluster head so far; or int32[0]."""
    membership: np.ndarray = field(default_factory=no_counts)
    """uint8[M]: `Membership`; or int32[0] while all are members. Who is absent or has left is not alive, nor dead."""
    organisation: Organisation | None = None
    """Roles, states and resources of a network that organises itself; None elsewhere."""
    detection: DetectionView | None = None
    """Detectors at work; None while none is."""
    obstacles: np.ndarray = field(default_factory=no_boxes)
    """float64[K, 7]: id, centre x, y, width, height (m), turn (degrees, counter-clockwise), attenuation (dB)."""
