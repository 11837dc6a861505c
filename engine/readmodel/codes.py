"""Small integer codes shared by kernels, snapshots, logs and drawings."""

from __future__ import annotations

from enum import IntEnum


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


NOTABLE_FROM = Rec.HEAD


def label(code: IntEnum) -> str:
    """``LossCause.NO_TRUSTED_ROUTE`` → ``"no_trusted_route"``: the spelling of files and filters."""
    return code.name.lower()
