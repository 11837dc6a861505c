"""What is worked out of the records of one node in one window: the columns that all features are made of (Table 6)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Column(NamedTuple):
    """One figure of a node in a window. No id, no time, no place: only counts, shares, distances and moves."""

    name: str
    title: str
    text: str
    unit: str
    type: str
    """Type of data of Table 5."""
    classes: tuple[int, ...] = ()
    """Rows of Table 6."""


_RATE = "1/s"
_HEARD = (
    Column("handed", "Packets to pass on", "packets handed to the node to pass on", _RATE, "routes"),
    Column("returned", "Passed back", "packets passed back or away from where they go", _RATE, "routes"),
    Column("spoiled", "Spoiled", "packets passed on with a checksum that does not fit", _RATE, "routes"),
    Column("altered", "Altered", "messages passed on otherwise than handed over", _RATE, "routes"),
    Column("frames", "Data frames", "data frames that the node made itself", _RATE, "routes"),
    Column("control", "Control frames", "hello and routing frames beyond those of the set-up", _RATE, "routes"),
    Column("service", "Service messages", "service messages that the node made", _RATE, "routes"),
    Column("wakes", "Wake-ups", "frames and polls that ask for an answer at once", _RATE, "routes"),
    Column("closes", "Sessions closed", "frames that closed a session of somebody else", _RATE, "routes"),
    Column("times", "Time told", "messages that told the time", _RATE, "routes"),
    Column("stale", "Old numbers", "frames with a number that was used before", _RATE, "routes"),
    Column("refused", "Refused", "frames and requests of the node that a check refused", _RATE, "routes"),
    Column("routes", "Routes through it", "members whose readings pass through the node", "", "routes", (1,)),
    Column("hops", "Hops too few", "hops to a sink that the node says too few", "", "routes"),
    Column(
        "asked", "Redistributions asked", "redistributions that it asked for", _RATE, "redistributions", (1, 2, 3, 4)
    ),
    Column("aborted", "Redistributions aborted", "of these, ended incorrectly", _RATE, "redistributions", (4,)),
    Column(
        "claims",
        "False resources",
        "greatest claimed resource over what the hardware can have",
        "",
        "redistributions",
        (1, 2),
    ),
    Column("names", "Unheard names", "nodes that it names and nobody has ever heard", _RATE, "redistributions"),
    Column("poses", "False role", "says that it holds a role that the table does not give it", "", "redistributions"),
    Column("told", "Trust told", "reports of trust that it gave", _RATE, "redistributions"),
    Column("wrong", "False trust", "of these, at odds with what their receivers saw", _RATE, "redistributions"),
    Column("arrived", "Readings arrived", "readings of it that a sink took", _RATE, "readings", (2, 3)),
    Column("twice", "Taken twice", "of these, taken twice", _RATE, "readings"),
    Column("error", "Error on the way", "by how much values arrived otherwise than sent", "°C", "readings"),
    Column("latency", "Latency", "mean latency of its readings that arrived", "s", "readings"),
    Column("odd", "Unlike neighbours", "by how much it reports otherwise than its neighbours", "°C", "readings"),
    Column(
        "oversize", "Oversized frame", "by how much its largest frame exceeds the protocol's", "bit", "payload", (2,)
    ),
    Column("awake", "Kept awake", "time for which others kept it awake", "s/s", "resources", (3,)),
    Column(
        "far", "Impossible neighbours", "neighbours that say they are beyond radio range", "", "geolocation", (1, 3, 5)
    ),
    Column("close", "Same place", "other identities that say they are where it is", "", "geolocation", (1, 3, 5)),
    Column("knocks", "Requests to join", "requests to join that came from its place", _RATE, "membership", (3, 4)),
    Column("noise", "Noise", "share of frames to it that drowned", "", "signal", (5,)),
    Column("clock", "Clock error", "by how much the time in its messages is off the receivers'", "s", "checksums"),
)
_DERIVED = (
    Column("dropped", "Not passed on", "packets handed to the node and not heard passed on", _RATE, "routes"),
    Column("dropped_share", "Share not passed on", "of the packets handed to it, those not passed on", "", "routes"),
    Column("altered_share", "Share altered", "of what it passed on, altered or spoiled", "", "routes"),
    Column("next_to", "Next hop of", "nodes that name it as their next hop", "", "routes", (1,)),
    Column("rerouted", "New next hop", "1: another next hop than in the window before", "", "routes", (1,)),
    Column(
        "aborted_share",
        "Share aborted",
        "of the redistributions it asked for, those ended incorrectly",
        "",
        "redistributions",
        (4,),
    ),
    Column("behind", "Versions behind", "versions by which its role configuration is behind", "", "redistributions"),
    Column("taken", "Readings taken", "readings that the node took", _RATE, "readings", (2, 3)),
    Column("missing", "Readings missing", "of the readings it took, those that no sink took", "", "readings"),
    Column(
        "foreign",
        "Foreign checksum",
        "1: the checksum of its control program is not the network's",
        "",
        "checksums",
        (2,),
    ),
    Column("bytes", "Payload", "size of its largest payload", "B", "payload", (2,)),
    Column("cpu", "Computing load", "share of computing time in use", "", "resources", (3,)),
    Column("ram", "Memory in use", "share of memory in use", "", "resources", (1, 3)),
    Column("storage", "Storage in use", "share of storage in use", "", "resources", (1, 3)),
    Column("draw", "Energy drawn", "share of the battery drawn", _RATE, "resources", (1, 3)),
    Column("sessions", "New sessions", "sessions that it had to open anew", _RATE, "resources"),
    Column("moved", "Moved", "distance from where it said it was before", "m/s", "geolocation", (1, 3, 5)),
    Column("roles", "Roles held", "number of roles that it holds", "", "membership", (1, 2)),
    Column("silent", "No answer", "1: did not answer the request for data", "", "membership", (5,)),
    Column("dbm", "Signal level", "level at which it is heard", "dBm", "signal", (5,)),
    Column("links", "Links", "nodes that it hears", "", "signal", (5,)),
)

COLUMNS: tuple[Column, ...] = (*_HEARD, *_DERIVED)
"""Columns of a node in a window, in order."""
AT: Mapping[str, int] = MappingProxyType({c.name: k for k, c in enumerate(COLUMNS)})
"""Index of each column."""
RATES = tuple(c.name for c in _HEARD if c.unit in {_RATE, "s/s"})
"""Columns that are counts of records, divided by the length of the window."""
PEAKS = ("hops", "claims", "poses", "error", "odd", "oversize", "far", "close", "noise", "clock")
"""Columns of which the greatest of the window counts."""
SLOW = (
    "dropped",
    "altered",
    "spoiled",
    "returned",
    "asked",
    "aborted",
    "claims",
    "names",
    "poses",
    "wrong",
    "error",
    "knocks",
    "closes",
    "twice",
    "service",
    "dropped_share",
    "missing",
    "noise",
)
"""Columns of what attackers may do so seldom that 30 windows are needed."""
SHARED = (
    "dropped",
    "altered",
    "spoiled",
    "returned",
    "frames",
    "control",
    "service",
    "wakes",
    "closes",
    "times",
    "stale",
    "refused",
    "routes",
    "asked",
    "aborted",
    "names",
    "wrong",
    "error",
    "knocks",
    "odd",
    "oversize",
    "noise",
    "next_to",
    "draw",
    "far",
    "close",
    "claims",
    "poses",
)
"""Columns that are set against all nodes together: the node's part of the sum."""
LEVELS = ("routes", "latency", "bytes", "cpu", "ram", "storage", "roles", "dbm", "links", "next_to")
"""Columns that say how much there is, not how much happens."""
