"""What the subnets of a network have come to: systems of an infrastructure under attack (S0-75)."""

from __future__ import annotations

import numpy as np

from engine.network.network import Network
from engine.readmodel.codes import Membership
from engine.readmodel.organisation import SILENT_AFTER, Assets
from engine.readmodel.snapshot import frozen, no_counts
from engine.runtime.compose import Parts


def assets(parts: Parts) -> Assets:
    """What operators can see: who is a member, who lives, whose readings arrive. Empty without roles."""
    arrive = _arrives(parts)
    if arrive is None:
        return Assets()
    members, alive = _members(parts.network), parts.network.nodes["alive"] == 1
    some = (members, members & alive, members & alive & arrive)
    return Assets(*(_by_subnet(parts, which) for which in some))


def damage(parts: Parts) -> tuple[np.ndarray, np.ndarray]:
    """The truth: int32[S] members that are infected, dead or not heard of, and int32[S] the infected; or int32[0]."""
    arrive = _arrives(parts)
    if arrive is None:
        return no_counts(), no_counts()
    members, alive = _members(parts.network), parts.network.nodes["alive"] == 1
    ill = members & (parts.network.duties["infected"] == 1)
    return _by_subnet(parts, members & (ill | ~alive | ~arrive)), _by_subnet(parts, ill)


def _members(network: Network) -> np.ndarray:
    """bool[M]: sensing nodes that belong to the network, alive or dead; false identities are none."""
    nodes = network.nodes
    out: np.ndarray = (nodes["sensor"] == 1) & (nodes["station"] == 0) & (nodes["master"] < 0)
    out &= network.duties["member"] == Membership.MEMBER
    return out


def _arrives(parts: Parts) -> np.ndarray | None:
    """bool[M]: a reading of the row arrived lately; None without roles."""
    if parts.roles is None or parts.roles.society is None:
        return None
    out: np.ndarray = parts.network.round - parts.roles.society.ledger.arrived <= SILENT_AFTER
    return out


def _by_subnet(parts: Parts, rows: np.ndarray) -> np.ndarray:
    subnets = len(parts.scenario.subnets)
    return frozen(np.bincount(parts.network.duties["subnet"][rows], minlength=subnets).astype(np.int32))
