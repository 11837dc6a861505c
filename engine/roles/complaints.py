"""Holders of roles whom few trust: their neighbours ask the controller for others."""

from __future__ import annotations

import numpy as np

from engine.network.network import Network
from engine.readmodel.codes import Duty
from engine.roles import decision
from engine.roles.letters import Kind, Letter
from engine.roles.society import Society

ASK_AGAIN = 60
"""Rounds after which a holder that nobody could relieve asks again, or somebody for another holder."""


def complaints(network: Network, society: Society) -> list[Letter]:
    """Of the neighbours that shun a holder of whom most in range think likewise, the one with the lowest id asks."""
    if not network.watching:
        return []
    members = society.members(network)
    holds = members & ((network.duties["roles"] & ~np.uint8(Duty.COLLECTOR)) != 0) & decision.outcasts(network)
    asked, ids, out = society.ledger.asked, network.nodes["id"], []
    for row in np.flatnonzero(holds).tolist():
        edges = slice(int(network.nodes["first"][row]), int(network.nodes["last"][row]))
        links, listed = network.links[edges], network.belief["trusted"][edges]
        shun = links["target"][(links["near"] == 1) & (listed == 0)]
        shun = shun[members[shun] & ~holds[shun] & ((asked[shun] < 0) | (asked[shun] + ASK_AGAIN <= network.round))]
        if len(shun):
            by = int(shun[np.argmin(ids[shun])])
            cause = "a node cannot fulfil its role: few trust it"
            out.append(Letter(Kind.REQUEST, by, int(ids[by]), relieve=False, cause=cause))
    return out
