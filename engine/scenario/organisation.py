"""Self-organisation by roles (paper S2) as parts of the document: policy, hardening, and what is to happen when."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from engine.scenario.parts import Id, Ids, Part, Share

RoleName = Literal["collector", "keeper", "processor", "controller", "detector"]
"""r_coll, r_keep, r_proc, r_control (S2-04), and the attack detector (S2-10)."""

Rounds = Annotated[int, Field(ge=1, le=1_000_000)]
Holders = Annotated[int, Field(ge=0, le=1000)]


class Roles(Part):
    """How the network organises itself (S2 section 3). Readings follow roles under the routing protocol ``roles``."""

    enabled: bool = False
    """Nodes have roles; off: only cluster heads and base stations."""
    decentralised: bool = True
    """Duties are handed over when their holder cannot go on; off: one control node holds them all for good (S2-03)."""
    keepers: Holders = 2
    """Data keepers wanted."""
    processors: Holders = 1
    """Data processors wanted."""
    detectors: Holders = 0
    """Attack detectors wanted (S2-10)."""
    policy: Literal["suitability", "reputation"] = "suitability"
    """Who gets a role: the node with the best resources, or these weighed with how it served before (S2-160)."""
    margin: Share = 0.15
    """By how much a newcomer's suitability must surpass the present holder's to take its role (Ss6)."""
    low_energy: Share = 0.2
    """Share of its battery below which a holder asks to be relieved."""
    low_storage: Share = 0.1
    """Share of free storage below which a keeper asks to be relieved."""
    low_cpu: Share = 0.1
    """Share of free computing time below which a processor asks to be relieved."""
    pace: Annotated[int, Field(ge=1, le=32)] = 1
    """Transitions of the network's state graph in one round: each waits for messages."""
    patience: Rounds = 3
    """Rounds for which an answer is waited for: a request to join, a confirmation, reports."""
    heartbeat_every: Rounds = 2
    """Rounds between two service messages by which the controller shows that it is there."""
    missed: Annotated[int, Field(ge=1, le=100)] = 2
    """Heartbeats missed in a row after which the controller counts as lost (S2-09)."""
    history_every: Annotated[int, Field(ge=0, le=1_000_000)] = 30
    """Rounds between two requests of a processor for historical data; 0: never."""
    history_readings: Annotated[int, Field(ge=1, le=10_000)] = 20
    """Readings that a keeper sends a processor when asked for historical data."""
    keep_rounds: Rounds = 600
    """Rounds after which a keeper discards a reading."""
    unneeded: Annotated[Ids, Field(max_length=20_000)] = ()
    """Ids of nodes whose readings are not needed: the role of collector is taken off them (S2-05)."""


class Hardening(Part):
    """Countermeasures of S2 section 8, each a switch with its parameters."""

    limit_joins: bool = False
    """At most `joins` new nodes in `joins_per` rounds (S2-154)."""
    joins: Annotated[int, Field(ge=0, le=10_000)] = 2
    """New nodes let in during `joins_per` rounds; more are refused."""
    joins_per: Rounds = 60
    """Rounds over which joins are counted."""
    check_frames: bool = False
    """Frames with impossible length, special characters or other wrong content are refused (S2-155)."""
    authentication: bool = False
    """Nodes prove who they are, software resists tampering, PAN id and role list cannot be overheard (S2-156)."""
    limit_reassignments: bool = False
    """At most `reassignments` redistributions of roles in `reassignments_per` rounds (S2-157)."""
    reassignments: Annotated[int, Field(ge=0, le=10_000)] = 2
    """Redistributions opened during `reassignments_per` rounds; further requests are refused."""
    reassignments_per: Rounds = 120
    """Rounds over which redistributions are counted."""
    check_eligibility: bool = False
    """A node is given a role only if it measurably has the storage or computing power for it (S2-158)."""


class Incident(Part):
    """Something that is to happen at a round: a node comes, goes, fails or runs low."""

    id: Annotated[str, Field(min_length=1, max_length=60)]
    kind: Literal["join", "leave", "kill", "drain", "fill", "fail", "mend"]
    """``join``: absent until then; ``leave``: says so and goes; ``kill``: sudden loss; ``drain``: battery down to
    `to`; ``fill``: storage full up to 1 - `to`; ``fail``: a fault that the node notices and repairs itself (S2-167);
    ``mend``: repaired from outside."""
    at: Annotated[int, Field(ge=1, le=10_000_000)]
    """Round."""
    node: Id | None = None
    """Whom it befalls; None: whoever holds `role` then."""
    role: RoleName | None = None
    to: Share = 0.1
    """What is left of the battery (``drain``) or of the free storage (``fill``)."""


class Step(Part):
    """A step of a guided replay: what is to be seen at a round (S2 Fig. 8)."""

    at: Annotated[int, Field(ge=0, le=10_000_000)]
    """Round at whose end it is to be seen; 0: before the first."""
    title: Annotated[str, Field(min_length=1, max_length=80)]
    text: Annotated[str, Field(max_length=1000)] = ""
    nodes: tuple[Id, ...] = Field(default=(), max_length=100)
    """Nodes to look at."""
