"""What the rows of the catalogue are made of."""

from __future__ import annotations

from engine.readmodel.attack_model import AttackTuple, CatalogueEntry

DATA, SOFTWARE = "data transmitted", "software of nodes"
PHYSICAL, PROTOCOL, CHANNEL = "physical part of nodes", "network and transport protocol", "physical channel"
IMPACTS = (DATA, SOFTWARE, PHYSICAL, PROTOCOL, CHANNEL)
"""Type_impact (S2-32): what the attack acts upon. The physical part of nodes comes from Table 4."""

JOINS, REASSIGNS, ELIGIBLE = "limit_joins", "limit_reassignments", "check_eligibility"
FRAMES, KEYS = "check_frames", "authentication"

BOTH = (True, True)
_KEYED = ("sinkhole", "wormhole", "blackhole", "roletheft", "roleflood", "phantom", "sleepdenial")
"""Attacks that a member carries out in its own name: it has keys."""


def entry(
    head: tuple[str, str, int],
    what: tuple[str, str, str],
    uses: tuple[bool, bool],
    ways: tuple[str, str],
    sign: str,
    *,
    influence: str = "simplified",
    stopped_by: tuple[str, ...] = (),
    source: str = "S2",
) -> CatalogueEntry:
    """An attack in both variations.

    Args:
        head: Kind, title, number of the class.
        what: Impact, attack, target.
        uses: Whether it exploits self-organisation, and decentralisation.
        ways: How it works in common networks, and exploiting.
        sign: By what one sees it work.
        influence: What self-organisation and decentralisation do to it. S2 says it of sinkhole, DoS and replay; of
            others it follows from the "expanded capabilities" and "possibilities" of Table 4.
        stopped_by: Fields of `Hardening`.
        source: Paper.
    """
    common = AttackTuple(*what, self_organisation=False, decentralisation=False)
    exploiting, keyed = AttackTuple(*what, *uses), head[0] in _KEYED
    return CatalogueEntry(*head, common, exploiting, *ways, influence, sign, stopped_by, source, keyed)
