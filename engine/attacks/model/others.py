"""Attacks of the other papers: of S0 in both variations, of S3 in their one."""

from __future__ import annotations

from engine.attacks.model.rows import BOTH, DATA, ELIGIBLE, FRAMES, KEYS, PHYSICAL, PROTOCOL, SOFTWARE, entry
from engine.readmodel.attack_model import AttackTuple, CatalogueEntry


def _plain(kind: str, title: str, impact: str, target: str, how: str, sign: str) -> CatalogueEntry:
    """An attack of S3, in its one variation."""
    common = AttackTuple(impact, title.lower(), target, self_organisation=False, decentralisation=False)
    return CatalogueEntry(kind, title, 0, common, None, how, "", "", sign, (), "S3")


OTHERS = (
    entry(
        ("falseroute", "False routing information", 0),
        (PROTOCOL, "false routing information", "disruption of routing"),
        BOTH,
        (
            "Says that it is a gateway: routes bend towards it and end there.",
            "Says that it keeps or processes data for the network: collectors send to it instead of to the holder.",
        ),
        "Routes that end at the attacker.",
        stopped_by=(ELIGIBLE, KEYS),
        source="S0",
    ),
    entry(
        ("domino", "Domino spread", 0),
        (SOFTWARE, "domino effect", "spread from one system to all that are connected to it"),
        BOTH,
        (
            "Infects radio neighbours, those across the border of its subnet too.",
            "Lets infected nodes join the other subnet and spread there by role commands.",
        ),
        "Infected nodes by subnet.",
        stopped_by=(FRAMES, KEYS),
        source="S0",
    ),
    _plain(
        "greyhole",
        "Grey hole",
        DATA,
        "violation of availability",
        "Takes a share of the packets that it should pass on.",
        "Packets lost by attack.",
    ),
    _plain(
        "damage",
        "Packet damage",
        DATA,
        "violation of integrity",
        "Passes packets on with a changed data field.",
        "Checksums that do not fit.",
    ),
    _plain(
        "loop",
        "Routing loop",
        PROTOCOL,
        "disruption of routing",
        "Sends packets back towards nodes that route through it.",
        "Packets lost at the hop limit.",
    ),
    _plain(
        "depletion",
        "Energy depletion",
        PHYSICAL,
        "depletion of energy",
        "Sends needless frames to whoever listens.",
        "Energy of the neighbours.",
    ),
    _plain(
        "rush",
        "Rush",
        PROTOCOL,
        "violation of availability",
        "Floods service messages of routing that honest nodes repeat.",
        "Control messages for each reading.",
    ),
    _plain(
        "liar",
        "Lying reporter",
        DATA,
        "distortion of trust",
        "Speaks ill of honest nodes and well of its accomplices.",
        "Trust in honest nodes.",
    ),
    _plain(
        "badmouth",
        "Bad-mouthing",
        DATA,
        "distortion of trust",
        "Speaks ill of honest nodes.",
        "Trust in honest nodes.",
    ),
    _plain(
        "ballot",
        "Ballot stuffing",
        DATA,
        "distortion of trust",
        "Speaks well of its accomplices.",
        "Trust in attackers.",
    ),
    _plain(
        "collusion",
        "Collusion",
        DATA,
        "violation of availability, distortion of trust",
        "Takes packets, and covers for its accomplices.",
        "Packets lost by attack; trust in attackers.",
    ),
    _plain(
        "onoff",
        "On-off attack",
        DATA,
        "violation of availability",
        "Takes packets for some rounds and behaves for some.",
        "Packets lost by attack, in waves.",
    ),
    _plain(
        "random",
        "Random attacks",
        DATA,
        "by lot",
        "Every attacker carries out one attack of a list, drawn by lot.",
        "Those of the attacks drawn.",
    ),
)
