"""Which picture, title and family an attack has, by its name; the pictures themselves are in `attack_shapes`."""

from __future__ import annotations

import re
from functools import lru_cache

from PySide6.QtCore import QCoreApplication

ATTACK_KINDS = (
    "wormhole",
    "sybil",
    "loop",
    "sinkhole",
    "falseroute",
    "blackhole",
    "greyhole",
    "damage",
    "random",
    "liar",
    "badmouth",
    "ballot",
    "onoff",
    "collusion",
    "rush",
    "depletion",
    "helloflood",
    "sleepdenial",
    "injection",
    "distortion",
    "tampering",
    "domino",
    "desync",
    "clockskew",
    "replay",
    "fieldtamper",
    "jamming",
    "roletheft",
    "roleflood",
    "phantom",
    "rolecommand",
    "other",
)
"""Every kind that has a picture of its own, family by family; the last stands for any attack that has none."""

_WORDS = {
    "wormhole": ("worm", "tunnel"),
    "sybil": ("sybil", "sibyl"),
    "loop": ("loop", "circl"),
    "sinkhole": ("sink", "assembly"),
    "falseroute": ("falseroute", "falserouting", "fakeroute", "falseposition", "falselocation"),
    "blackhole": ("black",),
    "greyhole": ("grey", "gray", "selective"),
    "damage": ("damag", "corrupt"),
    "random": ("random", "mixture", "mixed"),
    "badmouth": ("mouth", "slander"),
    "ballot": ("ballot", "praise"),
    "onoff": ("onoff",),
    "collusion": ("collu", "clique"),
    "liar": ("liar", "lying", "reputation"),
    "sleepdenial": ("sleep",),
    "helloflood": ("hello",),
    "roleflood": ("roleflood", "redistribut"),
    "rush": ("rush", "flood"),
    "depletion": ("deplet", "exhaust", "drain"),
    "injection": ("inject", "malware", "maliciouscode"),
    "fieldtamper": ("field",),
    "distortion": ("distort", "aggregat"),
    "tampering": ("tamper",),
    "domino": ("domino",),
    "desync": ("desync", "session"),
    "clockskew": ("clock", "skew"),
    "replay": ("replay",),
    "jamming": ("jam",),
    "roletheft": ("theft", "illegitimate"),
    "rolecommand": ("command",),
    "phantom": ("phantom", "nonexistent"),
}
_FAMILIES = {
    "routing": ("wormhole", "sybil", "loop", "sinkhole", "falseroute"),
    "packets": ("blackhole", "greyhole", "damage", "random"),
    "trust": ("liar", "badmouth", "ballot", "onoff", "collusion"),
    "resources": ("rush", "depletion", "helloflood", "sleepdenial"),
    "software": ("injection", "distortion", "tampering", "domino"),
    "protocol": ("desync", "clockskew", "replay", "fieldtamper"),
    "channel": ("jamming",),
    "roles": ("roletheft", "roleflood", "phantom", "rolecommand"),
}
FAMILIES = (*_FAMILIES, "other")
_NUMBERED = re.compile(r"[-_ ]?\d*$")


def _plain(name: str) -> str:
    return name.lower().replace(" ", "").replace("-", "").replace("_", "")


@lru_cache(maxsize=512)
def attack_kind(name: str) -> str:
    """Which picture belongs to an attack's name; ``"other"`` where none does.

    One drawn by lot is called ``"random-1:blackhole"`` and has the picture of what it does; what an `AttackKey` says
    after the name is left aside.
    """
    low = _plain(name.rpartition(":")[2].partition("/")[0])
    stem = low.rstrip("0123456789")
    if stem in ATTACK_KINDS:
        return stem
    return next((kind for kind, words in _WORDS.items() if any(w in low for w in words)), "other")


def attack_family(name: str) -> str:
    """One of `FAMILIES`: whether it aims at routes, packets, trust, resources, software, protocol, channel or roles."""
    kind = attack_kind(name)
    return next((family for family, kinds in _FAMILIES.items() if kind in kinds), "other")


def kind_title(kind: str) -> str:
    """A kind in words."""
    tr = QCoreApplication.translate
    titles = {
        "wormhole": tr("AttackKinds", "Wormhole"),
        "sybil": tr("AttackKinds", "Sybil"),
        "loop": tr("AttackKinds", "Routing loop"),
        "sinkhole": tr("AttackKinds", "Sinkhole"),
        "falseroute": tr("AttackKinds", "False routing"),
        "blackhole": tr("AttackKinds", "Black hole"),
        "greyhole": tr("AttackKinds", "Grey hole"),
        "damage": tr("AttackKinds", "Packet damage"),
        "random": tr("AttackKinds", "Random attacks"),
        "liar": tr("AttackKinds", "Lying reporter"),
        "badmouth": tr("AttackKinds", "Bad-mouthing"),
        "ballot": tr("AttackKinds", "Ballot stuffing"),
        "onoff": tr("AttackKinds", "On-off"),
        "collusion": tr("AttackKinds", "Collusion"),
        "rush": tr("AttackKinds", "Rush"),
        "depletion": tr("AttackKinds", "Depletion"),
        "helloflood": tr("AttackKinds", "Hello flood"),
        "sleepdenial": tr("AttackKinds", "Denial of sleep"),
        "injection": tr("AttackKinds", "Code injection"),
        "distortion": tr("AttackKinds", "Aggregation distortion"),
        "tampering": tr("AttackKinds", "Node tampering"),
        "domino": tr("AttackKinds", "Domino spread"),
        "desync": tr("AttackKinds", "Desynchronisation"),
        "clockskew": tr("AttackKinds", "Clock skew"),
        "replay": tr("AttackKinds", "Data replay"),
        "fieldtamper": tr("AttackKinds", "Field modification"),
        "jamming": tr("AttackKinds", "Jamming"),
        "roletheft": tr("AttackKinds", "Illegitimate role"),
        "roleflood": tr("AttackKinds", "Role flood"),
        "phantom": tr("AttackKinds", "Non-existent nodes"),
        "rolecommand": tr("AttackKinds", "Modified role command"),
    }
    return titles.get(kind, tr("AttackKinds", "Other attack"))


def attack_title(name: str) -> str:
    """An attack's name as people read it: ``"wormhole-2"`` → ``"Wormhole 2"``; names of the user's own stay."""
    name = name.rpartition(":")[2].partition("/")[0] or name
    number = _NUMBERED.search(name)
    stem = name[: number.start()] if number else name
    if _plain(stem) not in ATTACK_KINDS or stem == "other":
        return name
    tail = name[len(stem) :].strip("-_ ")
    return kind_title(_plain(stem)) + (f" {tail}" if tail and tail != "1" else "")
