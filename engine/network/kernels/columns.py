"""The state of a network as structured arrays: which columns there are, and who writes them.

Rows are *vertices*: sensor nodes (in document order, in large networks by place), then base stations; M of them.
Directed edges are stored by *subject*: row q of the edge list names the nodes p that can see q, so that an entry holds
what observer p = links[e].target knows of subject q = links[e].source, and "p may send to q" is read where q's row is
walked.

Structured arrays rather than one array a column: a compiled call then takes a handful of arguments, which at a hundred
nodes is what a round costs, and all that concerns an edge or a node lies together.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numpy as np

from engine.readmodel.codes import EnergyCause, LossCause

Array: TypeAlias = np.ndarray[Any, Any]
Nodes: TypeAlias = Array
Idle: TypeAlias = Array
Routes: TypeAlias = Array
Kept: TypeAlias = Array
Behaviour: TypeAlias = Array
Duties: TypeAlias = Array
Strain: TypeAlias = Array
Links: TypeAlias = Array
Watch: TypeAlias = Array
Belief: TypeAlias = Array
Packets: TypeAlias = Array
Physics: TypeAlias = Any
"""The structured arrays below, for annotations; ``nodes[i].energy`` is one value, ``nodes["energy"]`` a column."""

CAUSES = len(EnergyCause)


def _columns(*fields: tuple[str, ...] | tuple[str, str, tuple[int, ...]]) -> np.dtype[np.void]:
    return np.dtype(list(fields), align=True)


NODE = _columns(
    ("energy", "f8"),  # J; infinite for stations
    ("tx", "f8"),  # J/bit to send, without the amplifier
    ("rx", "f8"),  # J/bit to receive
    ("first", "i4"),  # edges first … last - 1 have this vertex as their subject
    ("last", "i4"),
    ("x", "f4"),  # m
    ("y", "f4"),
    ("overheard", "i4"),  # frames overheard in this round, paid for at its end
    ("id", "i4"),
    ("claimed", "f4"),  # residual / initial as the node says it
    ("alive", "u1"),
    ("station", "u1"),
    ("mains", "u1"),  # energy without end
    ("sink", "u1"),  # what arrives here is delivered: stations, under roles the data processors
    ("claimed_x", "f4"),  # m, where the node says it is
    ("claimed_y", "f4"),
    ("claimed_hops", "i4"),  # hops to a station that the node says without proof, -1
    ("master", "i4"),  # of a false identity the row that shows it, else -1
    ("authenticated", "u1"),  # has proved who it is
    ("blocked", "u1"),  # on the operator's block list: on nobody's list, and with an empty list of its own
    ("sensor", "u1"),  # senses and may head a cluster; neither a station nor a router
    ("hindered", "u1"),  # 1 + `LossCause` for which its readings of this round are lost at once, 0: none
    ("reading", "f4"),  # last sensed value
    ("initial", "f8"),  # J; 0 for routers on the mains
    ("spent", "f8", (CAUSES,)),  # J, by EnergyCause
    ("generated", "i4"),  # readings
    ("delivered", "i4"),
    ("lost", "i4"),
    ("forwarded", "i4"),  # frames relayed
    ("swallowed", "i4"),  # packets that vanished here by an attack
    ("x0", "f4"),  # m, at the last neighbour search
    ("y0", "f4"),
    ("busy", "f4"),  # probability that a frame to the node meets another one on the air in this round
    ("aired", "f4"),  # bits that the node put on the air in this round, headers included; counted under CSMA
    ("storm_bits", "f4"),  # bits of needless traffic that reach the node in this round; see Network.contend
    ("noise", "f4"),  # probability that a frame to the node drowns in noise; written by `Disturbances`
    ("stride", "f4"),  # its steps as a multiple of the scenario's, 0: stands still
    ("room", "i4"),  # readings for which a data keeper has room, -1: keeps nothing
)
"""One entry a vertex: sensor nodes, false identities of Sybil attackers, base stations. Written by the kernels."""

IDLE = _columns(
    ("listen_w", "f8"),  # W, awake without a frame
    ("sleep_w", "f8"),  # W, asleep
    ("frames_j", "f8"),  # J spent on frames up to the end of the round before
    ("awake_s", "f8"),  # s of this round for which others keep it awake
)
"""One entry a vertex in the datasheet energy model, none in the first-order model. Written by `kernels.energy`."""

ROUTE = _columns(
    ("cluster", "i4"),  # row of the head, -1
    ("parent", "i4"),  # next row towards the head, -1
    ("parent_edge", "i4"),  # edge of the parent's row that stands for this child, -1
    ("uplink", "i4"),  # next row towards the station, -1
    ("uplink_edge", "i4"),
    ("depth", "i4"),  # hops to the head, -1
    ("level", "i4"),  # hops to the station by trusted routes, -1
    ("times_head", "i4"),
    ("ties", "i4"),  # scratch
    ("queue", "i4"),  # scratch
    ("head", "u1"),
    ("reachable", "u1"),  # a physical path exists
    ("served", "u1"),  # has been head in this epoch
    ("silent", "u1"),  # has nothing to report in this round
    ("fuse", "u1"),  # fuses what its children send with its own reading, also when it is no head
    ("alternate", "i4"),  # next row of a second route to the station, -1
    ("alternate_edge", "i4"),
    ("branch", "i4"),  # the second route ends where another branch of the routing tree begins
    ("held", "i4"),  # scratch of the steady state: first packet that the node holds to fuse, -1
)
"""Who heads and where to send. Written by the routing strategy (through kernels), but for scratch.

A reading follows ``parent`` to its head, all else ``uplink`` to a station. A node that fuses is reached in one hop from
each of its children, which have one ``depth`` more.
"""

KEPT = _columns(
    ("height", "f8"),  # falls with every hop towards a station; infinite without a route
    ("hop", "i4"),  # row of the next hop, -1
    ("told", "i4"),  # row of the next hop that the log knows of, -1
)
"""What a routing strategy remembers from round to round where routes are kept up. Written by `kernels.upkeep`."""

BEHAVIOUR = _columns(
    # what kernels read of everybody in every round stands first, in one line of the cache
    ("drop", "f4"),  # probability to swallow a packet handed over
    ("corrupt", "f4"),  # probability to damage a packet relayed
    ("rewrite", "f4"),  # probability to change a packet relayed so that its checksum is right
    ("distort", "f4"),  # probability to change an aggregate or a result that it makes itself
    ("shift", "f4"),  # °C by which it changes each reading that it rewrites or distorts
    ("bias", "f4"),  # °C by which its own sensor is off
    ("claim", "f4"),  # claimed energy as a multiple of the true one
    ("attacker", "u1"),  # named by any attack of the scenario, at whatever time
    ("force_head", "u1"),  # announces itself head every round
    ("rule", "u1"),  # which packets `drop` is for: RULE_*
    ("listens_in", "u1"),  # learns every reading that passes
    ("forge", "u1"),  # says that it is a gateway
    ("lie", "u1"),  # LIE_*: how it lies where trust is told
    ("ally", "u1"),  # is praised by liars, and never smeared
    ("victim", "u1"),  # is smeared by those who choose their victims
    ("spam", "f4"),  # needless data frames a round, for all neighbours
    ("storm", "f4"),  # needless service messages a round, which others repeat
    ("reach", "i4"),  # hops that these messages travel
    ("mains", "u1"),  # its energy does not end
    ("loop", "u1"),  # sends packets back instead of on
    ("tunnel", "i4"),  # number of the wormhole whose end it is, from 1; 0: none
    ("latency", "f4"),  # of that tunnel, s
    ("identities", "i4"),  # false identities that it shows
    ("ghost_drop", "f4"),  # probability that these swallow a packet handed over
    ("coded", "f4"),  # °C of these that its control program, changed, is to blame for
    ("tampered", "u1"),  # its control program was changed: its checksum is another
    ("infect", "f4"),  # probability a round to pass malicious code on to each neighbour
    ("infect_by", "u1"),  # INFECT_*: how code travels
    ("code_drop", "f4"),  # probability that a node that runs the code swallows a packet handed over
    ("code_bias", "f4"),  # °C by which the sensor of such a node is off
    ("hello", "f4"),  # hello frames a round
    ("hello_m", "f4"),  # m, how far they carry
    ("awaken", "f4"),  # frames a round to each victim that keep it from sleeping
    ("polls", "i4"),  # polls of all members for their readiness a round
    ("desync", "f4"),  # probability a round to close the session of each neighbour
    ("skew", "f4"),  # s, false time that it spreads
    ("replay", "f4"),  # recorded packets sent again a round
    ("noise", "f4"),  # probability that a frame near it drowns in its noise
    ("noise_m", "f4"),  # m, how far its noise reaches
    ("burst", "i4"),  # rounds of noise, then
    ("pause", "i4"),  # rounds without, in turn; 0: without a pause
    ("covets", "u1"),  # `Duty` bits of the roles that it asks for
    ("boast", "f4"),  # claimed storage, computing power and energy as a multiple of the true ones
    ("churn", "f4"),  # redistributions of roles that it asks for and aborts
    ("joins", "f4"),  # requests to join a round, each under a new identity
    ("phantoms", "i4"),  # nodes that do not exist and that it names for roles
    ("usurps", "u1"),  # `Duty` bits that it writes into role commands passing through it
    ("mangle", "f4"),  # probability to change a service message passing through it
    ("role_traffic", "u1"),  # HIT_*: whom an exploiting attack on the channel or on sleep is aimed at
    ("outsider", "u1"),  # no node of the network by right
    ("arrives", "i4"),  # round in which an outsider appears, 0: is there
    ("departs", "i4"),  # round from which on it is gone, 0: stays
    ("requests", "f4"),  # service requests a round that mean nothing
    ("fields", "u1"),  # FIELD_*: what it changes in service messages that it does not garble
    ("poses", "u1"),  # `Duty` bits of the roles that it says it holds, against the table
    ("pose_drop", "f4"),  # probability to swallow a packet while it is believed
    ("enrols", "u1"),  # its false identities ask to join
    ("catches", "u1"),  # passes on through its tunnel what it overhears, and is faster than the legitimate way
)
"""What attacks perturb: the ground truth. Trust and detectors are never handed this array."""

RULE_ALL, RULE_AGGREGATES, RULE_READINGS = range(3)
LIE_PRAISE, LIE_SMEAR, LIE_VICTIMS = 1, 2, 4
"""Bits of ``lie``: says 1 of allies; says 0 of all but allies; says 0 of victims."""

INFECT_FRAMES, INFECT_COMMANDS, INFECT_JOINS = 1, 2, 4
"""Bits of ``infect_by``: malicious code in frames to neighbours, in role commands, through nodes of another subnet."""
FIELD_FIGURES, FIELD_STATUS, FIELD_VERSION = 1, 2, 4
"""Bits of ``fields``: the figures of reports, the status of confirmations, the version of the role table."""
HIT_ANY, HIT_ROLES, HIT_CONTROLLER, HIT_SYNC, HIT_POLLS, HIT_SESSIONS, HIT_TABLES = 0, 1, 2, 4, 8, 16, 32
"""Bits of ``role_traffic``: noise for whoever holds a role besides collector, for the controller; false time, polls,
duplicates of the controller's session and old role tables by way of service messages."""

DUTY = _columns(
    ("roles", "u1"),  # `Duty` bits that it carries out
    ("state", "u1"),  # `NodeState`
    ("member", "u1"),  # `Membership`
    ("subnet", "i2"),  # index into `Scenario.subnets`
    ("version", "i4"),  # of the role configuration that it holds, -1: none
    ("ready", "f4"),  # readiness to take a role, 0 … 1
    ("cpu_hz", "f4"),  # cycles a second that its processors have
    ("cpu", "f4"),  # cycles used in this round
    ("load", "f4"),  # share of its computing time used in the round before
    ("ram", "f4"),  # bytes it has
    ("ram_used", "f4"),
    ("storage", "f4"),  # bytes it has
    ("stored", "f4"),  # bytes used
    ("kept", "i4"),  # readings in store
    ("processed", "i4"),  # readings that it processed
    ("served", "i4"),  # service messages that it sent or passed on
    ("payload", "f4"),  # bit, largest payload that it sent in this round
    ("heard_dbm", "f4"),  # mean level of what it receives, dBm
    ("software", "u4"),  # checksum of its control program
    ("infected", "u1"),  # runs malicious code; ground truth, as Behaviour
    ("clock", "f4"),  # s by which its clock is off; ground truth
    ("sessions", "i4"),  # sessions opened
    ("reports", "f4"),  # °C that it reports: reading, and what is wrong with it
    ("joined", "i4"),  # round in which it became a member, 0: at the start
    ("uptime", "i4"),  # rounds since its program started
    ("poses", "u1"),  # `Duty` bits of roles that others believe it holds, against the table
)
"""One entry a vertex: what it does for the network as a whole, and what that takes. Written by `engine.roles` (roles,
state, member, version, ready), by `kernels.labour` and by `Disturbances`; nothing costs where roles are off.
"""

STRAIN = _columns(
    ("infect", "f4"),  # as of `BEHAVIOUR`, taken from whoever infected it
    ("infect_by", "u1"),
    ("code_drop", "f4"),
    ("code_bias", "f4"),
    ("since", "i4"),  # round of the infection
)
"""One entry a vertex: the malicious code that it runs, where `DUTY.infected` says that it runs some."""

LINK = _columns(
    ("source", "i4"),  # subject q
    ("target", "i4"),  # observer p
    ("back", "i4"),  # the same pair the other way round
    ("d2", "f4"),  # m²
    ("near", "u1"),  # within radio range now
    ("refused", "u1"),  # 1 + `Refusal` of the check that q failed with p, 0: passed, or not checked
    ("delay", "f4"),  # measured delay beyond the frame's own time, s
    ("loss", "f4"),  # probability that a data frame on this edge is lost, collisions apart
    ("via", "i4"),  # of a false pair the tunnel end that the observer really hears, else -1
)
"""Directed edges in rows by subject. Written by `kernels.graph`."""

WATCHED = _columns(
    ("heard", "f4"),  # N, frames of q that p heard
    ("r", "f4"),  # interactions: hand-overs to q, own and overheard
    ("relayed", "f4"),  # r*: of these, seen relayed
    ("intact", "f4"),  # r**: of these, relayed unchanged
    ("own", "f4"),  # part of r* that p itself handed over
    ("confirmed", "f4"),  # r+: part of `own` whose next hop acknowledged
    ("z", "f4"),  # reputation messages received from q
    ("z_ok", "f4"),  # z*: of these, in agreement with p's own trust
    ("crc", "u1"),  # 1 while CRC = CRC* in the last relay seen
    ("seen", "u1"),  # p has ever observed q
)
"""What observer p counted about subject q (S3-55). Written by `kernels.watch`.

The counters are fading windows: multiplied by the trust parameter *memory* at the start of a round.
"""

BELIEVED = _columns(
    ("own", "f4"),  # C, equation (1)
    ("before", "f4"),  # T(i-1): C of the previous round, for m7 and m8
    ("reputation", "f4"),  # R, equation (2); NaN where nobody reported
    ("told_mean", "f4"),  # mean of the reports about q in the last exchange; NaN
    ("shared", "f4"),  # C at the time of the last exchange
    ("told", "f4"),  # what p told about q in the last exchange; NaN
    ("told_n", "f4"),  # interactions that p said stand behind it, for models that weigh them
    ("backing", "f4"),  # evidence behind R, in interactions, for models that count it
    ("trust", "f4"),  # D, equation (3)
    ("trusted", "u1"),  # q is on p's trusted list
    ("listed", "u1"),  # q was on p's trusted list at the last exchange
    ("got", "u1"),  # p received q's last reputation message
)
"""What p thinks of q. Written by the trust model alone; C, R and D are S3's, other models say what they put there."""

SCRATCH = _columns(
    ("heard", "f4"),  # 1 when the observer got this reporter's message, else 0
    ("listed", "f4"),  # 1 when the reporter belongs to L, else 0
    ("weight", "f4"),  # the observer's trust in the reporter
    ("gap", "f4"),  # sum of differences between its reports and the observer's own trust
    ("common", "f4"),  # reports compared
    ("good", "f4"),  # satisfactory interactions that the observer had with this reporter
    ("bad", "f4"),  # unsatisfactory ones
    ("value", "f4"),  # k-th entry: the k-th smallest report about one subject
    ("mass", "f4"),  # k-th entry: its weight
)
"""One entry a vertex, while the reports to one observer are put together. Written by trust models."""

PACKET = _columns(
    ("data", "u8"),  # data field: node and reading, or a fold of what an aggregate carries
    ("origin", "i4"),  # row
    ("at", "i4"),  # row that holds it
    ("prev", "i4"),  # row that handed it over, -1
    ("edge", "i4"),  # edge with subject `at` and observer `prev`, -1
    ("n", "i2"),  # readings carried
    ("honest", "i2"),  # of these, from nodes that never attack
    ("hops", "i2"),
    ("leaked", "i2"),  # of the readings carried, those that an attacker has learned
    ("carrier", "i4"),  # the aggregate that carries this reading, -1
    ("chain", "i4"),  # of an aggregate the first reading that it carries, of a reading the next one, -1
    ("active", "i4"),  # k-th entry: index of the k-th packet in flight
    ("time", "f4"),  # s within the round
    ("kind", "u1"),  # PacketKind
    ("way", "u1"),  # WAY_*
    ("crc", "u2"),  # checksum of the data field, written by whoever made the packet
    ("swallow", "u1"),  # the holder will not pass it on
    ("spoil", "u1"),  # the head will damage this aggregate
    ("noticed", "u1"),  # the giver saw that the head took this reading into its aggregate
    ("fate", "u1"),  # FATE_*
    ("twin", "i4"),  # the other copy of the same reading, -1
    ("shift", "f4"),  # °C by which each reading carried is off: at the sensor, or changed with a right checksum
)
"""Packets of the round under way, one to a line of the cache; counts stay below the greatest number of nodes.

Of two copies of a reading one carries it (``n`` is 1), the other spares it (``n`` is 0): the books count it once.
"""

CONSTANT = _columns(
    ("round_s", "f8"),
    ("range2", "f8"),  # m², the longest link there may be; infinite without a limit
    ("shout2", "f8"),  # m², how far a broadcast is meant to carry: the range, without one the area's diagonal
    ("data_bits", "f8"),
    ("control_bits", "f8"),
    ("ack_bits", "f8"),
    ("bit_rate", "f8"),
    ("link_loss", "f8"),  # the same on all links, but with shadowing, where each has its own
    ("duty", "f8"),  # share of a round in which radios are awake
    ("amp_fs", "f8"),  # J/bit/m²
    ("amp_mp", "f8"),  # J/bit/m⁴, 0: free-space law everywhere
    ("cross2", "f8"),  # m²: d0², where the laws meet
    ("aggregate", "f8"),  # J/bit
    ("sense", "f8"),  # J/bit
    ("listen_bits", "f8"),
    ("miss", "f8"),
    ("hop_limit", "i8"),
    ("retries", "i8"),  # of a frame, under CSMA
    ("shadowed", "u1"),  # `loss` of links counts
    ("csma", "u1"),  # frames collide and are sent again
    ("contended", "u1"),  # `busy` counts: under CSMA, or while a storm goes on
    ("watching", "u1"),  # watchdogs run
    ("feedback", "u1"),  # frames carry delay, position and power, and hops are verified by them
    ("located", "u1"),  # claimed positions are verified
    ("signed", "u1"),  # adverts are authenticated
    ("promiscuous", "u1"),
    ("logging", "u1"),  # packet-level records
)
"""Constants of a run in SI units; kernels get the one record of the array."""


class Books(NamedTuple):
    """Running totals and the log. Written by kernels, read by the network."""

    counts: Array  # int64[COUNTS]
    cursor: Array  # int64[CURSORS]
    log: Array  # records.RECORD


WAY_UP, WAY_IN, WAY_ASIDE = range(3)
"""A packet follows ``uplink``, follows ``parent`` to a head, or follows ``alternate`` until it is in another branch."""

FATE_FLYING, FATE_AT_HEAD, FATE_CARRIED, FATE_DELIVERED, FATE_LOST = 0, 1, 2, 3, 4

GENERATED, DELIVERED, LOST, HONEST_GENERATED, HONEST_DELIVERED, HONEST_LOST = range(6)
HOPS, CONTROL, REPUTATION, UNREACHABLE, OPERATIONS = range(6, 11)
LOST_BY = 11
HONEST_LOST_BY = LOST_BY + len(LossCause)
SERVICE = HONEST_LOST_BY + len(LossCause)
LEAKED, FALSIFIED, DUPLICATES, JOINED, LEFT, REDISTRIBUTED, ABORTED, DISCARDED = range(SERVICE + 1, SERVICE + 9)
COUNTS = SERVICE + 9
"""From ``SERVICE`` on, of a network that organises itself: service messages, readings learned by attackers, readings
delivered with a false value, replayed readings taken for new, nodes that joined and left, redistributions of roles
completed and given up, legitimate copies discarded because a wormhole was faster."""

CURSOR_LOG, CURSOR_PACKETS, CURSOR_ACTIVE, CURSOR_ROUND, CURSOR_WAVE, CURSOR_LAYER, CURSOR_FUSING, CURSORS = range(8)
"""``CURSOR_LAYER``: depths at which packets have yet to be fused; ``CURSOR_FUSING``: not only heads fuse."""

WANDERS, CARRIED, DRIVES = range(3)
"""How a node moves; who stands still has a stride of 0."""
RESTS, TO_STREET = 4, 5
"""Values of ``heading`` besides 0 east, 1 north, 2 west, 3 south."""
TRAVEL = _columns(("x", "f4"), ("y", "f4"), ("kind", "u1"), ("heading", "u1"))
"""One entry a vertex: where it is going, m, how it moves, and whither it drives."""
