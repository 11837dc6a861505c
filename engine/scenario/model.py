"""The scenario document as frozen pydantic models: the schema, its units, its ranges.

A document is never changed in place. Edits (`engine.scenario.edits`) give a new one.
"""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Field, model_validator

from engine.scenario.detection import Detection
from engine.scenario.organisation import Hardening, Incident, RoleName, Roles, Step
from engine.scenario.parts import (
    Finite,
    Id,
    Ids,
    Metre,
    NotNegative,
    Part,
    Positive,
    Share,
)

SCHEMA_VERSION: Final = 1
MAX_NODES = 20_000
MAX_STATIONS = 64
MAX_OBSTACLES = 200
MAX_ATTACKS = 200
MAX_INCIDENTS = 1000
MAX_STEPS = 100

METRICS = ("m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9", "m10", "m11")
MANDATORY_METRICS = METRICS[:6]
SELECTIVE_METRICS = METRICS[6:]


class Area(Part):
    """The rectangle in which nodes stand and move; its origin is the lower left corner."""

    width_m: Positive = 200.0
    height_m: Positive = 200.0


class Station(Part):
    """A base station: unlimited energy, cannot be attacked, counts what is delivered (S3-64)."""

    id: Id
    x: Metre
    y: Metre
    name: str = Field(default="", max_length=80)


class Node(Part):
    """A sensor node, or a router that relays for sensors (S3 Fig. 1)."""

    id: Id
    x: Metre
    y: Metre
    kind: Literal["sensor", "router"] = "sensor"
    """A router senses nothing, heads no cluster and does not move."""
    energy_j: Positive | None = None
    """Initial energy, J; None takes the scenario's for a sensor and the mains for a router."""
    profile: str = Field(default="mote", max_length=40)
    """Hardware profile, see `engine.scenario.hardware`; its radio sets the costs of the datasheet energy model."""
    name: str = Field(default="", max_length=80)
    authenticated: bool = True
    """Has proved who it is (metric m9)."""
    subnet: str = Field(default="", max_length=40)
    """System or part of the network to which the node belongs (S2 Fig. 4a)."""
    service: str = Field(default="", max_length=40)
    """Emergency service or carrier, by registered name, see `engine.readmodel.services` (S2 Fig. 1)."""
    motion: Literal["", "fixed", "carried", "vehicle"] = ""
    """How it moves: as the scenario says, not at all, taken elsewhere now and then, or along streets (S2-153)."""
    roles: tuple[RoleName, ...] = Field(default=(), max_length=5)
    """Roles that it is given first, at initialisation (S2-12); none: what suits it."""


class Obstacle(Part):
    """A rectangle on the field that weakens radio waves (S3-80): a wall, a wood, a hill."""

    id: Id
    """Nodes, stations and obstacles share their ids."""
    x: Metre
    """Centre, m."""
    y: Metre
    width_m: Annotated[float, Field(gt=0, le=1e6, allow_inf_nan=False)] = 40.0
    height_m: Annotated[float, Field(gt=0, le=1e6, allow_inf_nan=False)] = 8.0
    turn_deg: Annotated[float, Field(ge=-360, le=360, allow_inf_nan=False)] = 0.0
    """Turn around the centre, degrees counter-clockwise."""
    loss_db: Annotated[float, Field(ge=0, le=200, allow_inf_nan=False)] = 10.0
    """Attenuation of what passes through, however long the way inside, dB."""
    name: str = Field(default="", max_length=80)


Item = Node | Station
"""Whatever stands on the field."""


class Radio(Part):
    """Links and frames."""

    model: Literal["disk", "shadowing"] = "disk"
    """``disk``: everything within the range is heard; ``shadowing``: log-distance path loss with a draw for each pair
    of nodes, and a reception curve."""
    range_m: Positive | None = 33.0
    """Radio range, m; null lets every node reach every other in one hop. With shadowing the longest link that is looked
    for; null looks as far as signals may carry."""
    link_loss: Share = 0.01
    """Probability that a frame is lost on one hop; with shadowing on top of what reception costs."""
    data_bits: Annotated[int, Field(ge=8, le=1_000_000)] = 2000
    """Length of a data packet, bit."""
    control_bits: Annotated[int, Field(ge=0, le=100_000)] = 200
    """Length of an advert or join message, bit; 0 makes control traffic free."""
    ack_bits: Annotated[int, Field(ge=0, le=10_000)] = 88
    """Length of a link acknowledgement, bit; 0 switches them off in the energy books."""
    bit_rate: Positive = 250_000.0
    """bit/s."""
    channel: Annotated[int, Field(ge=11, le=26)] = 11
    """Channel of IEEE 802.15.4 at 2.4 GHz: one of 16, 11 … 26 (S2-122)."""
    pan_id: Annotated[int, Field(ge=0, le=0xFFFF)] = 0x1001
    """Identifier of the network (PAN id), 16 bit: who knows it may ask to join (S2-131)."""
    hop_limit: Annotated[int, Field(ge=1, le=4096)] = 64
    """Hops after which a packet is given up."""
    mac: Literal["ideal", "csma"] = "ideal"
    """``ideal``: frames never meet; ``csma``: IEEE 802.15.4 CSMA/CA, frames collide and are sent again."""
    retries: Annotated[int, Field(ge=0, le=7)] = 3
    """Attempts after the first for a frame that was not acknowledged (csma only)."""
    tx_dbm: Annotated[float, Field(ge=-60, le=60, allow_inf_nan=False)] = 0.0
    """Output power, dBm (shadowing and datasheet energy)."""
    exponent: Annotated[float, Field(ge=1, le=8, allow_inf_nan=False)] = 2.4
    """Path-loss exponent n; under disk only what obstacles of A dB leave of the range, the factor 10^(−A/(10·n))."""
    pl0_db: Annotated[float, Field(ge=0, le=150, allow_inf_nan=False)] = 55.0
    """Path loss at 1 m, dB (shadowing only)."""
    sigma_db: Annotated[float, Field(ge=0, le=20, allow_inf_nan=False)] = 4.0
    """Standard deviation of the shadowing of a pair of nodes, dB (shadowing only)."""
    noise_dbm: Annotated[float, Field(ge=-150, le=0, allow_inf_nan=False)] = -100.0
    """Noise floor, dBm (shadowing only)."""
    curve: Literal["oqpsk", "tossim", "fsk"] = "oqpsk"
    """Reception rate by signal-to-noise ratio: IEEE 802.15.4 in theory, the fit of TOSSIM to MicaZ motes, or
    non-coherent FSK after Zuniga and Krishnamachari (shadowing only)."""
    min_reception: Annotated[float, Field(ge=0.01, le=0.999, allow_inf_nan=False)] = 0.9
    """Reception rate of a data frame below which two nodes are no neighbours (shadowing only)."""


class Energy(Part):
    """What sending, receiving and waiting cost."""

    model: Literal["first-order", "datasheet"] = "first-order"
    """``first-order`` (Heinzelman et al.): electronics and amplifier, waiting is free; ``datasheet``: powers of each
    node's radio times the time on the air whatever the distance, and listening and sleep."""
    initial_j: Positive = 2.0
    """Initial energy of a node, J."""
    duty_cycle: Share = 0.01
    """Share of a round in which a radio is awake; it sleeps for the rest (datasheet only)."""
    elec_nj_per_bit: NotNegative = 50.0
    """Electronics, nJ/bit, sending and receiving (first-order only)."""
    amp_fs_pj: NotNegative = 10.0
    """Free-space amplifier, pJ/bit/m² (first-order only)."""
    amp_mp_pj: NotNegative = 0.0013
    """Multi-path amplifier, pJ/bit/m⁴; 0 uses the free-space law at every distance (first-order only)."""
    aggregate_nj_per_bit: NotNegative = 5.0
    """Aggregation, nJ/bit and signal."""
    sense_nj_per_bit: NotNegative = 0.0
    """Sensing, nJ per bit of data packet."""


class Mobility(Part):
    """Random movement (S3-60)."""

    enabled: bool = True
    step_m: NotNegative = 2.0
    """Radius within which a node moves in one round, m."""
    vehicle_m: NotNegative = 8.0
    """Way of a vehicle in one round, m; a node that is taken elsewhere travels as fast."""
    street_m: Annotated[float, Field(ge=1, le=1e6, allow_inf_nan=False)] = 50.0
    """Distance between two streets of the grid along which vehicles drive, m."""
    carry_every: Annotated[int, Field(ge=1, le=1_000_000)] = 120
    """Rounds, on average, for which a node that is carried stays where it is before it is taken elsewhere."""


class Verification(Part):
    """Secure routing: what nodes check before they take a neighbour as next hop (S0-54 to S0-56); needs a range."""

    feedback: bool = False
    """Frames carry delay, position and power, by which each hop is verified, without encryption; 64 bit a frame."""
    location: bool = False
    """Claimed positions are compared with measured distances, and claimed hops with positions."""
    authenticated: bool = False
    """Adverts are signed: who has no key, or forges hops, is not listened to; 64 bit an advert."""
    slack: Share = 0.1
    """How far a claimed distance may differ from the measured one, as a share of the radio range."""

    @property
    def active(self) -> bool:
        """Something is checked."""
        return self.feedback or self.location or self.authenticated


class Routing(Part):
    """Clustering and routing protocol, by registered name."""

    protocol: str = Field(default="leach", max_length=40)
    params: dict[str, Any] = Field(default_factory=dict)
    """Parameters of the protocol; missing ones take its defaults."""
    verify: Verification = Verification()


DEFAULT_WEIGHTS = {
    "m1": 0.02,
    "m2": 0.40,
    "m3": 0.25,
    "m4": 0.01,
    "m5": 0.03,
    "m6": 0.01,
    "m7": 0.02,
    "m8": 0.08,
    "m9": 0.02,
    "m10": 0.04,
    "m11": 0.12,
}


class Trust(Part):
    """The trusted-node list of S3. What the print leaves open stands here, with our choice as the default."""

    enabled: bool = True
    """Protected (true) or unprotected (false)."""
    model: str = Field(default="s3", max_length=40)
    """Who is trusted, by registered name: ``s3`` the paper's own, or another to compare it with."""
    params: dict[str, Any] = Field(default_factory=dict)
    """Parameters of another model than S3's, whose own stand below; missing ones take its defaults."""
    blocked: Annotated[Ids, Field(max_length=MAX_NODES)] = ()
    """Ids that the operator has blocked: on nobody's list from the start, with or without trust, and never back."""
    threshold: Finite = 0.85
    """P: a neighbour is trusted while D > P."""
    hysteresis: NotNegative = 0.05
    """An excluded neighbour returns when D > P + hysteresis."""
    r_lim: Finite = -0.2
    """R_lim of metric m7."""
    weights: dict[str, NotNegative] = Field(default_factory=lambda: dict(DEFAULT_WEIGHTS))
    """Expert weights w1 … w11 by metric; a selective metric left out is off."""
    normalise_weights: bool = True
    """Divide the weights by their sum, so that C stays within 0 … 1."""
    exchange_every: Annotated[int, Field(ge=0, le=10_000)] = 5
    """Rounds between two reputation broadcasts of a node; 0: no exchange, D = C."""
    exchange_bits: Annotated[int, Field(ge=1, le=100_000)] = 200
    """Header of a reputation broadcast, bit; each neighbour told adds 24 bit."""
    memory: Share = 0.98
    """Factor by which counters fade per round; 1 never forgets, 0 counts the present round only."""
    history: Literal["window", "round"] = "window"
    """``window``: fading counters with one virtual good interaction; ``round``: one round, as printed."""
    empty_value: Literal["hold", "one", "half", "zero"] = "hold"
    """With ``round``: value of a metric whose denominator is 0; ``hold`` keeps the old trust."""
    combination: Literal["printed", "swapped"] = "printed"
    """Equation (3): D = C·z/r + R·(1−z/r) as printed, or with C and R exchanged."""
    m1_form: Literal["printed", "reference"] = "printed"
    """m1 = 1/N, or min(1, N_ref/N)."""
    m1_reference: Positive = 10.0
    """N_ref, packets per round."""
    m7_form: Literal["printed", "absolute"] = "printed"
    """m7 = 1 when C − mean R ≥ R_lim as printed, or when |C − mean R| ≤ |R_lim|."""
    witnesses: Literal["informed", "all"] = "informed"
    """L of equation (2): trusted neighbours that have ever observed q, or every neighbour that reports."""
    promiscuous: bool = True
    """Nodes also judge the hand-overs between others that they overhear."""
    listen_bits: Annotated[int, Field(ge=0, le=1_000_000)] = 128
    """Bits of each overheard frame that a watchdog pays for."""
    miss: Share = 0.05
    """Probability that a watchdog misses a frame it should have overheard."""
    report_tolerance: Share = 0.3
    """A report counts as correct (z*) when it differs from own trust by no more than this, on average."""
    report_rule: Literal["mean", "median", "deviation"] = "mean"
    """How reports are put together: their weighted mean as printed, their weighted median, or the mean of those that
    differ from what the node saw itself by no more than the report tolerance."""

    @model_validator(mode="after")
    def _weights_are_known(self) -> Self:
        unknown = sorted(set(self.weights) - set(METRICS))
        if unknown:
            raise ValueError(f"weights name unknown metrics: {', '.join(unknown)}")
        missing = [m for m in MANDATORY_METRICS if m not in self.weights]
        if missing:
            raise ValueError(f"mandatory metrics need a weight: {', '.join(missing)}")
        if not sum(self.weights.values()) > 0:
            raise ValueError("at least one weight must be above 0")
        return self


class Attack(Part):
    """One attack: a schedule on chosen or random nodes."""

    id: Annotated[str, Field(min_length=1, max_length=60)]
    type: Annotated[str, Field(min_length=1, max_length=40)]
    """Registered name, e.g. ``blackhole``."""
    nodes: tuple[Id, ...] = ()
    """Attackers by id; empty takes `count` random ones."""
    count: Annotated[int, Field(ge=0, le=MAX_NODES)] = 0
    """How many random nodes attack when `nodes` is empty."""
    start: Annotated[int, Field(ge=0, le=10_000_000)] = 0
    """First round of the attack; rounds count from 1, and 0 means 1."""
    duration: Annotated[int, Field(ge=1, le=10_000_000)] | None = None
    """Rounds it lasts; null: to the end."""
    variation: Literal["common", "exploiting"] = "common"
    """As on any network, or by exploiting self-organisation and roles (S2-53)."""
    origin: Literal["insider", "outsider"] = "insider"
    """Nodes of the network that were taken over, or foreign ones that appear when the attack begins (S2-165)."""
    params: dict[str, Any] = Field(default_factory=dict)
    """Parameters of the attack; missing ones take its defaults."""


class Scenario(Part):
    """A whole document."""

    schema_version: Literal[1] = SCHEMA_VERSION
    name: str = Field(default="Untitled", max_length=120)
    notes: str = Field(default="", max_length=20_000)
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 1
    round_s: Positive = 1.0
    """Duration of a round, s."""
    area: Area = Area()
    stations: tuple[Station, ...] = Field(default=(), max_length=MAX_STATIONS)
    nodes: tuple[Node, ...] = Field(default=(), max_length=MAX_NODES)
    obstacles: tuple[Obstacle, ...] = Field(default=(), max_length=MAX_OBSTACLES)
    radio: Radio = Radio()
    energy: Energy = Energy()
    mobility: Mobility = Mobility()
    routing: Routing = Routing()
    trust: Trust = Trust()
    roles: Roles = Roles()
    hardening: Hardening = Hardening()
    detection: Detection = Detection()
    incidents: tuple[Incident, ...] = Field(default=(), max_length=MAX_INCIDENTS)
    attacks: tuple[Attack, ...] = Field(default=(), max_length=MAX_ATTACKS)
    steps: tuple[Step, ...] = Field(default=(), max_length=MAX_STEPS)
    """A guided replay: where to stop, and what to look at there."""

    def replace(self, **changes: Any) -> Self:  # noqa: ANN401 - values of any field
        """A copy with fields exchanged, not validated again (edits validate what they are given)."""
        copy = self.model_copy(update=changes)
        for name in copy.__dict__.keys() - type(self).model_fields.keys():  # what was worked out of the other fields
            del copy.__dict__[name]
        return copy

    @cached_property
    def node_by_id(self) -> dict[int, Node]:
        """Sensor nodes by id."""
        return {n.id: n for n in self.nodes}

    @cached_property
    def station_by_id(self) -> dict[int, Station]:
        """Base stations by id."""
        return {s.id: s for s in self.stations}

    @cached_property
    def obstacle_by_id(self) -> dict[int, Obstacle]:
        """Obstacles by id."""
        return {o.id: o for o in self.obstacles}

    @property
    def follows_roles(self) -> bool:
        """Nodes have roles and readings go as these lead them; else they go to base stations."""
        return self.roles.enabled and self.routing.protocol == "roles"

    @cached_property
    def service_by_id(self) -> dict[int, str]:
        """Services of the nodes that belong to one, by id."""
        return {n.id: n.service for n in self.nodes if n.service}

    @cached_property
    def subnets(self) -> tuple[str, ...]:
        """Names of the subnets, in order of their first node; the nameless one first."""
        return tuple(dict.fromkeys(("", *(n.subnet for n in self.nodes))))

    @cached_property
    def processors_wanted(self) -> int:
        """Data processors: as many as the policy wants or nodes are given the role; 0: base stations take readings."""
        return max(self.roles.processors, sum("processor" in n.roles for n in self.nodes))

    def sensors(self) -> tuple[Node, ...]:
        """Nodes that sense: all but routers."""
        return tuple(n for n in self.nodes if n.kind == "sensor")

    def items(self) -> tuple[Item, ...]:
        """Nodes, then stations."""
        return (*self.nodes, *self.stations)

    def all_ids(self) -> tuple[int, ...]:
        """Ids of nodes, stations and obstacles, in document order."""
        return (*(item.id for item in self.items()), *(obstacle.id for obstacle in self.obstacles))

    def next_id(self) -> int:
        """The smallest id above all ids in use, obstacles' included."""
        return 1 + max((x.id for x in (*self.items(), *self.obstacles)), default=0)
