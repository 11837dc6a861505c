"""Small integer codes shared by kernels, snapshots, logs and drawings."""

from __future__ import annotations

from enum import IntEnum, IntFlag


class Vertex(IntEnum):
    """What a row of the network is."""

    SENSOR = 0
    STATION = 1
    """Base station or gateway."""
    ROUTER = 2
    """Relays for others in a mesh, senses nothing (S3 Fig. 1)."""


class Role(IntEnum):
    """What a node does in the present round."""

    MEMBER = 0
    HEAD = 1
    STATION = 2
    ROUTER = 3


class PacketKind(IntEnum):
    """What a frame on the air carries."""

    READING = 0
    """One reading on its way to the cluster head."""
    AGGREGATE = 1
    """A head's aggregate on its way to the base station."""
    DIRECT = 2
    """One reading on its way to the base station without a head."""
    REPUTATION = 3
    CONTROL = 4


class LossCause(IntEnum):
    """Why a packet was lost. The order is the order of columns in metrics."""

    LINK = 0
    ATTACK = 1
    NO_TRUSTED_ROUTE = 2
    NO_ENERGY = 3
    HOP_LIMIT = 4
    COLLISION = 5
    """The channel was taken by other frames, in every attempt or in the last one."""
    NOISE = 6
    """Drowned in noise (jamming)."""
    SESSION = 7
    """Sent in a session that was closed, or at a time that the receiver did not expect."""
    STORAGE = 8
    """The keeper had no room for it."""


class EnergyCause(IntEnum):
    """What energy was spent on. The order is the order of columns in metrics."""

    TRANSMIT = 0
    RECEIVE = 1
    AGGREGATE = 2
    SENSE = 3
    CONTROL = 4
    ACKNOWLEDGE = 5
    OVERHEAR = 6
    REPUTATION = 7
    LISTEN = 8
    """Awake without a frame to send or to receive."""
    SLEEP = 9
    COMPUTE = 10
    """Computing for the duties of a role."""
    STORE = 11
    """Writing to and reading from storage."""
    SERVICE = 12
    """Service messages of the role-based network."""
    INCIDENT = 13
    """Taken at once by an incident of the document, which drained the battery."""


class Duty(IntFlag):
    """Roles of S2, R = {r_coll, r_keep, r_proc, r_control}, and the detector (S2-10): bits, a node may hold several."""

    COLLECTOR = 1
    KEEPER = 2
    PROCESSOR = 4
    CONTROLLER = 8
    DETECTOR = 16


class NetworkState(IntEnum):
    """S2 Fig. 2: S = {S0, S1, Ss2 … Ss6, Sd2 … Sd7}; s: self-organisation, d: decentralisation."""

    S0 = 0
    """Initialisation."""
    S1 = 1
    """Normal functioning."""
    SS2 = 2
    """Adding a new node."""
    SS3 = 3
    """Waiting for its request."""
    SS4 = 4
    """Changing the set of active nodes."""
    SS5 = 5
    """Waiting for confirmation of inclusion."""
    SS6 = 6
    """Redistribution of roles after a newcomer."""
    SD2 = 7
    """Requesting redistribution."""
    SD3 = 8
    """Changing roles."""
    SD4 = 9
    """Updating the current distribution: reports."""
    SD5 = 10
    """Notifying nodes."""
    SD6 = 11
    """Waiting for confirmation of new roles."""
    SD7 = 12
    """Updating role tables."""


class NodeState(IntEnum):
    """S2 Fig. 3: S_node = {S0, S_coll, S_proc, S_keep, S_control}."""

    S0 = 0
    COLL = 1
    PROC = 2
    KEEP = 3
    CONTROL = 4


class Membership(IntEnum):
    """Whether a node belongs to the network."""

    MEMBER = 0
    ABSENT = 1
    """Not there yet."""
    JOINING = 2
    """There, and not yet of the active set."""
    LEFT = 3
    """Gone, with a word or without."""
    REFUSED = 4
    """Its request to join was refused."""


class ServiceStatus(IntEnum):
    """Status of an entry of the event log (S2 Fig. 9)."""

    INITIATED = 0
    COMPLETED = 1
    ABORTED = 2
    REFUSED = 3
    TIMED_OUT = 4


class FloodStep(IntEnum):
    """The script of S2 Fig. 11 (S2-131): the flood by redistribution of roles."""

    LEARN = 0
    """Overhear the network's identifier (PAN id)."""
    JOIN = 1
    """Connect to the network as a member."""
    REQUEST = 2
    """Ask for a redistribution of roles."""
    WAIT = 3
    """Wait until the others have confirmed that they are ready."""
    ABORT = 4
    """End the redistribution incorrectly."""
    RETURN = 5
    """Wait until the network has come back to its original state."""


class Refusal(IntEnum):
    """Which check of secure routing (S0-54 to S0-56) a neighbour failed."""

    DELAY = 0
    """The link's measured delay is too long for one hop."""
    POSITION = 1
    """The claimed position does not fit the distance measured from the received power."""
    HOPS = 2
    """So near to a station as it says it cannot be, from where it is."""
    ENERGY = 3
    """It claims more energy than what it was heard to send leaves."""
    UNSIGNED = 4
    """Its advert bears no valid signature."""


class Rec(IntEnum):
    """Kinds of log records. Codes from `NOTABLE_FROM` on are always kept; others only when packets are recorded."""

    DATA = 0
    """a: node that sensed; v: the reading."""
    TRANSFER = 1
    """a: sender, b: receiver, c: PacketKind + 16 · fate of the hop (see HopTrace); v: arrival within the round, s."""
    DELIVERED = 2
    """a: last hop, b: station, c: readings carried."""
    LOST = 3
    """a: where, b: origin, c: LossCause; v: readings carried."""
    REPUTATION = 4
    """a: reporter; c: neighbours that heard it."""
    ROUTE_FOUND = 5
    """a: node that found a route to a station, b: its next hop, c: hops."""
    ROUTE_REPAIRED = 6
    """a: node whose next hop was lost to it, b: the new one, c: hops."""
    ROUTE_LOST = 7
    """a: node without a route since, b: its former next hop."""
    HEAD = 20
    """a: node that became cluster head."""
    EXCLUDED = 21
    """a: observer p, b: subject q, v: D."""
    READMITTED = 22
    """a: observer p, b: subject q, v: D."""
    MAJORITY_EXCLUDED = 23
    """a: node that at least half of its in-range neighbours took off their lists; v: that share."""
    MAJORITY_READMITTED = 24
    DIED = 25
    """a: node; c: EnergyCause of the last draw."""
    ATTACK_START = 26
    """a: attacker; c: index into the run's attack names."""
    ATTACK_END = 27
    NO_PATH = 28
    """a: node that has no path to any base station."""
    PATH_BACK = 29
    EDIT = 30
    """An edit took effect; c: how many nodes the network now has."""
    TRUST_START = 31
    """a: node that listed its one-hop neighbours as trusted (step 1 of S3); c: how many."""
    LINK_REFUSED = 32
    """a: node that refuses b as next hop, c: `Refusal`."""
    TUNNEL = 33
    """a, b: wormhole ends between which packets pass out of band; c: pairs that take each other for neighbours now."""
    BENT = 34
    """a: loop attacker, b: node to which it sends packets back."""
    STATE = 35
    """The network's state changed; a: node that brought it about, -1; c: 16 · from + to, as `NetworkState`."""
    NODE_STATE = 36
    """a: node; c: 16 · from + to, as `NodeState`."""
    JOIN = 37
    """a: node that wants to join, b: controller; c: `ServiceStatus`."""
    LEAVE = 38
    """a: node; c: `ServiceStatus`: completed when it said so, timed out when it was missed."""
    REDISTRIBUTION = 39
    """a: node that asked for it, b: controller; c: `ServiceStatus`; v: redistributions so far."""
    ROLE_GIVEN = 40
    """a: node (or an id that nobody has), b: controller; c: `Duty`; v: its suitability."""
    ROLE_TAKEN = 41
    """a: node, b: controller; c: `Duty`."""
    ROLE_REFUSED = 42
    """a: node whose request for a role was refused; c: `Duty`; v: its measured suitability."""
    CONTROLLER_LOST = 43
    """a: former controller; c: nodes that noticed."""
    ELECTED = 44
    """a: new controller, b: whom its voters followed before, -1: nobody; c: votes; v: rounds since they missed it."""
    CONFIGURED = 45
    """The role configuration has a new version; a: controller; c: version; v: share of nodes that hold it."""
    CONFIRMED = 46
    """All members hold the version; c: version."""
    REPAIRED = 47
    """a: node that noticed a fault of its own and mended it (S2-167)."""
    INCIDENT = 48
    """a: node; c: index of the incident in the document."""
    FRAME_REFUSED = 49
    """a: node that refused a frame from b for its content."""
    SOFTWARE = 50
    """a: node whose control program has another checksum than before."""
    SESSION = 51
    """a: node that had to open a new session with b; c: sessions so far."""
    ALARM = 52
    """a: node suspected first, -1: nobody; b: detector; c: class (`AlarmClass`); v: confidence."""
    DETECTOR = 53
    """a: node that took up (c 1), gave up (c 0) or refused (c 2) the detector's work, for its resources."""


NOTABLE_FROM = Rec.HEAD


def label(code: IntEnum) -> str:
    """``LossCause.NO_TRUSTED_ROUTE`` → ``"no_trusted_route"``: the spelling of files and filters."""
    return code.name.lower()
