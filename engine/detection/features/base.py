"""What is worked out of one record: the quantities that all features are made of.

Each says of a node how it stands out, whoever and wherever it is: no identity, no time, no place enters, only
comparisons (with what was handed over, with what its hardware can have, with its neighbours, with itself before).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from engine.detection.collection.records import FIGURES, RECORD
from engine.scenario.detection import DataType


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity of one node in one interval."""

    name: str
    title: str
    text: str
    unit: str
    scale: float
    """A difference that means something: below it deviations are noise. Ours."""
    classes: tuple[int, ...] = ()
    """Rows of Table 6 that name it."""
    types: tuple[DataType, ...] = ("routes",)
    telling: bool = False
    """Honest nodes have (almost) none of it, whatever comes and goes: the profile of normal behaviour watches it."""


def _q(name: str, title: str, unit: str, scale: float, text: str, **more: object) -> Quantity:
    return Quantity(name, title, text, unit, scale, **more)  # type: ignore[arg-type]


_ROLES: Final = {"types": ("redistributions",), "classes": (1, 2, 4), "telling": True}
QUANTITIES: Final = (
    _q("routes", "routes through it", "share", 0.2, "Unique routes through the node, of all members.", classes=(1,)),
    _q("rerouted", "routes it gained", "share", 0.2, "Change of that share since the interval before.", classes=(1,)),
    _q("handed", "packets to pass on", "packets", 3.0, "Handed to it to pass on.", classes=(1,)),
    _q("dropped", "packets not passed on", "packets", 2.0, "Handed to it and not heard passed on.", telling=True),
    _q("drop_share", "share not passed on", "share", 0.4, "Of the packets handed to it in 10 windows.", telling=True),
    _q("returned", "packets sent back", "packets", 1.0, "Passed on away from where they go.", telling=True),
    _q("spoiled", "packets spoiled", "packets", 1.0, "Passed on with a checksum that does not fit.", telling=True),
    _q("altered", "packets altered", "packets", 1.0, "Passed on otherwise, the checksum fits.", telling=True),
    _q("surplus", "frames beyond its readings", "frames", 2.0, "Data frames made beyond readings.", telling=True),
    _q("control", "control frames", "frames", 2.0, "Hello and routing frames beyond the set-up.", telling=True),
    _q("service", "service messages", "messages", 4.0, "Service messages that it made.", classes=(3, 4)),
    _q("wakes", "calls that wake others", "frames", 1.0, "Frames and polls that want an answer.", telling=True),
    _q("closes", "sessions closed", "frames", 1.0, "Frames that closed somebody's session.", telling=True),
    _q("times", "times told", "messages", 1.0, "Messages that tell the time.", telling=True),
    _q("stale", "numbers used again", "frames", 1.0, "Frames with a number used before.", telling=True),
    _q("refused", "refused by checks", "frames", 1.0, "Frames and requests that a check refused."),
    _q("hops", "hops that cannot be", "hops", 1.0, "Says it is nearer to a sink than can be.", telling=True),
    _q("boast", "energy beyond its battery", "ratio", 0.5, "Says that it has more than can be.", telling=True),
    _q("asked", "redistributions asked for", "requests", 1.0, "Requests to redistribute roles.", **_ROLES),
    _q("aborted", "redistributions aborted", "requests", 0.5, "Its requests that ended incorrectly.", **_ROLES),
    _q("claims", "claims beyond hardware", "ratio", 0.5, "Claimed resources over possible ones, less 1.", **_ROLES),
    _q("names", "unheard nodes named", "nodes", 0.5, "Nodes named by it that nobody hears.", **_ROLES),
    _q("poses", "roles it does not hold", "roles", 0.5, "Says it holds a role against the table.", **_ROLES),
    _q("slander", "speaks ill of others", "share", 0.3, "Reports of trust below what others saw.", telling=True),
    _q("praise", "speaks too well of others", "share", 0.3, "Reports of trust above what others saw.", telling=True),
    _q("missing", "readings not arrived", "readings", 1.0, "Taken and not arrived at a sink.", types=("readings",)),
    _q("frequency", "readings taken", "readings", 0.5, "Readings that it took.", types=("readings",), classes=(2, 3)),
    _q("twice", "taken twice", "readings", 0.5, "Readings that came twice.", types=("readings",), telling=True),
    _q("error", "values changed", "°C", 0.5, "Values arrived otherwise than sent.", types=("readings",), telling=True),
    _q(
        "odd",
        "differs from neighbours",
        "°C",
        3.0,
        "Against neighbours' values.",
        types=("readings",),
        telling=True,
    ),
    _q("latency", "time on the way", "s", 0.2, "Mean time of its readings on the way.", types=("readings",)),
    _q(
        "foreign",
        "foreign program",
        "",
        0.5,
        "Its program has another checksum.",
        types=("checksums",),
        classes=(2,),
        telling=True,
    ),
    _q("clock", "clock off", "s", 0.1, "Time in its messages against others'.", types=("checksums",), telling=True),
    _q(
        "oversize",
        "oversized frames",
        "bit",
        256.0,
        "Largest frame beyond the protocol's.",
        types=("payload",),
        classes=(2,),
        telling=True,
    ),
    _q("bytes", "payload", "bytes", 40.0, "Its largest payload.", types=("payload",), classes=(2,)),
    _q("cpu", "computing load", "share", 0.05, "Share of its computing time.", types=("resources",), classes=(3,)),
    _q("ram", "memory used", "share", 0.1, "Share of its memory.", types=("resources",), classes=(1, 3)),
    _q("storage", "storage used", "share", 0.1, "Share of its storage.", types=("resources",), classes=(1, 3)),
    _q(
        "spent",
        "energy spent",
        "share",
        0.0005,
        "Share of its battery since before.",
        types=("resources",),
        classes=(1, 3),
    ),
    _q("sessions", "failed sessions", "sessions", 1.0, "Opened anew.", types=("resources",), classes=(4,)),
    _q("awake", "kept awake", "s", 0.2, "Time for which others kept it awake.", types=("resources",), telling=True),
    _q(
        "far",
        "neighbours out of range",
        "nodes",
        1.0,
        "Neighbours that say to be out of range.",
        types=("geolocation",),
        classes=(1, 3, 5),
        telling=True,
    ),
    _q(
        "close",
        "identities in its place",
        "nodes",
        1.0,
        "Other identities that say to be there.",
        types=("geolocation",),
        classes=(1, 3),
        telling=True,
    ),
    _q("moved", "distance moved", "m", 20.0, "Since the interval before.", types=("geolocation",), classes=(1, 3, 5)),
    _q("knocks", "requests to join", "requests", 0.5, "From its place.", types=("membership",), classes=(1, 3, 4)),
    _q("new", "new in the network", "", 0.5, "Came less than a minute ago.", types=("membership",), classes=(1, 3)),
    _q("led", "leading roles", "roles", 0.5, "Holds a role besides collector.", types=("membership",)),
    _q(
        "silent",
        "did not answer",
        "",
        0.5,
        "The detector's request had no answer.",
        types=("membership",),
        classes=(5,),
    ),
    _q("noise", "frames drowned", "share", 0.2, "Of the frames to it.", types=("signal",), classes=(5,), telling=True),
    _q("level", "change of level", "dBm", 6.0, "Level received, against before.", types=("signal",), classes=(5,)),
    _q("links", "neighbours lost", "share", 0.3, "Neighbours lost since before.", types=("signal",), classes=(5,)),
)
NAMES: Final = tuple(q.name for q in QUANTITIES)
INDEX: Final[Mapping[str, int]] = MappingProxyType({name: k for k, name in enumerate(NAMES)})
SCALES: Final = np.array([q.scale for q in QUANTITIES], np.float32)

_PLAIN = (
    "returned", "spoiled", "altered", "control", "service", "wakes", "closes", "times", "stale", "refused", "hops",
    "asked", "aborted", "names", "poses", "twice", "error", "odd", "latency", "foreign", "clock", "oversize", "bytes",
    "cpu", "ram", "storage", "sessions", "awake", "far", "close", "knocks", "noise",
)  # fmt: skip
"""Taken from the record as they are."""
_GATHERED: Final = (*FIGURES, "answered")
_PLAIN_TO: Final = np.array([INDEX[name] for name in _PLAIN])
_PLAIN_FROM: Final = np.array([_GATHERED.index(name) for name in _PLAIN])
_WORDS: Final = RECORD.itemsize // 4
_FIRST: Final = (RECORD.itemsize - 4 * len(FIGURES)) // 4
"""Words of a record, and the first of its figures: they stand one after the other, float32 each."""
_NEW_S = 60.0
_TRUE = 1.0
_LED_BITS = 2 + 4 + 8


def gathered(records: np.ndarray) -> np.ndarray:
    """float32[len(FIGURES) + 1, n]: figures of `RECORD`[n], a row each, and last whether the node answered."""
    words = np.ascontiguousarray(records).view(np.float32).reshape(len(records), _WORDS)
    out = np.empty((len(FIGURES) + 1, len(records)), np.float32)
    out[:-1] = words[:, _FIRST : _FIRST + len(FIGURES)].T
    out[-1] = records["answered"]
    return out


def quantities(now: np.ndarray, before: np.ndarray) -> np.ndarray:
    """float32[q, n]: the quantities of each record, a row each, but for ``drop_share``, which takes several of them.

    Args:
        now: float32[f, n] as `gathered`.
        before: The same of these nodes one interval earlier; a node's own figures where it is new.
    """
    out = np.zeros((len(NAMES), now.shape[1]), np.float32)
    out[_PLAIN_TO] = now[_PLAIN_FROM]

    def put(name: str, values: np.ndarray) -> None:
        out[INDEX[name]] = values

    new, old = _rows(now), _rows(before)
    members = max(now.shape[1], 1)
    put("routes", new["routes"] / members)
    put("rerouted", np.abs(new["routes"] - old["routes"]) / members)
    put("dropped", np.maximum(new["handed"] - new["relayed"], 0.0))
    put("surplus", np.maximum(new["frames"] - np.maximum(new["taken"], 1.0), 0.0))
    put("claims", np.log2(np.maximum(new["claims"], _TRUE)))
    put("slander", new["ill"] / (new["told"] + 2.0))
    put("praise", np.maximum(new["wrong"] - new["ill"], 0.0) / (new["told"] + 2.0))
    put("boast", np.log2(np.maximum(new["energy"], _TRUE)))
    put("handed", new["handed"])
    put("missing", np.maximum(new["taken"] - new["arrived"], 0.0))
    put("frequency", new["taken"])
    put("spent", np.maximum(old["energy"] - new["energy"], 0.0))
    both = (new["answered"] == 1) & (old["answered"] == 1)
    put("moved", np.where(both, np.hypot(new["x"] - old["x"], new["y"] - old["y"]), 0.0))
    put("new", new["uptime"] < _NEW_S)
    put("led", np.bitwise_count((new["roles"].astype(np.int64) & _LED_BITS).astype(np.uint8)))
    put("silent", new["answered"] == 0)
    put("level", np.where(both, new["dbm"] - old["dbm"], 0.0))
    put("links", np.maximum(old["links"] - new["links"], 0.0) / np.maximum(old["links"], 1.0))
    return out


def _rows(figures: np.ndarray) -> Mapping[str, np.ndarray]:
    return dict(zip(_GATHERED, figures, strict=True))
