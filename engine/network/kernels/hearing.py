"""What nodes of a network can hear of one another, round by round: all that detectors build on."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from engine.network.kernels.columns import Array

Heard: TypeAlias = Array

HEARD = np.dtype(
    [
        ("handed", "f4"),  # packets handed to it to pass on
        ("relayed", "f4"),  # of these, heard passed on, or found in store at a keeper or processor
        (
            "returned",
            "f4",
        ),  # of these, passed back, or to a node further from where they go, or to a node that is further from the goal
        ("spoiled", "f4"),  # passed on with a checksum that does not fit
        ("altered", "f4"),  # data or service messages passed on otherwise than handed over, with a right checksum
        ("frames", "f4"),  # data frames that it made itself: readings, and whatever looks like data
        ("control", "f4"),  # control frames that it made beyond those of the set-up: hello, routing
        ("service", "f4"),  # service messages that it made
        ("wakes", "f4"),  # frames and polls that ask for an answer at once
        ("closes", "f4"),  # frames that closed a session of somebody else
        ("times", "f4"),  # messages that told the time
        ("stale", "f4"),  # frames with a number that was used before
        ("oversize", "f4"),  # bit by which its largest frame exceeds what the protocol makes
        ("asked", "f4"),  # redistributions of roles that it asked for
        ("aborted", "f4"),  # redistributions that it asked for and ended incorrectly
        ("knocks", "f4"),  # requests to join that came from its place
        ("claims", "f4"),  # false claims of resources: greatest claimed / possible for its hardware, 1: none
        ("poses", "f4"),  # 1: says that it holds a role that the table does not give it
        ("names", "f4"),  # nodes named by it that nobody has ever heard
        ("told", "f4"),  # reports of trust that it gave
        ("wrong", "f4"),  # of these, at odds with what their receivers saw themselves
        ("ill", "f4"),  # of those, such that speak ill of somebody
        ("far", "f4"),  # neighbours that say they are farther away than the radio carries
        ("close", "f4"),  # other identities that say they are where it is
        ("routes", "f4"),  # members whose readings pass through it by the routing tables
        ("hops", "f4"),  # hops to a sink that it says, less than its own next hop's plus one: by how many
        ("arrived", "f4"),  # readings of it that a sink took
        ("twice", "f4"),  # of these, taken twice
        (
            "error",
            "f4",
        ),  # °C by which a value arrived otherwise than its maker says it sent it; of aggregates: by makers
        ("latency", "f4"),  # s, mean, of its readings that arrived
        ("noise", "f4"),  # share of frames to it that drowned
        ("clock", "f4"),  # s by which the time in its messages is off the receivers'
        ("awake", "f4"),  # s of the round for which others kept it awake
        ("refused", "f4"),  # frames and requests of it that a check refused
        ("odd", "f4"),  # °C by which it reports otherwise than its neighbours do on average
    ],
    align=True,
)
"""One entry a vertex: what others in the network hear of it in the round, summed over all who hear it; what a sink
receives of it; what it says of itself. All of it can be observed by nodes that do not attack: detectors read this
array and never `BEHAVIOUR`. Written by the network, by `Disturbances`, by the service plane and by `engine.roles`;
only where somebody collects (`Network.heeding`)."""
