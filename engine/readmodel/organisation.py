"""A network that organises itself by roles (paper S2): its state graphs, and how it stands now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from engine.readmodel.codes import Duty, NetworkState, NodeState


@dataclass(frozen=True, slots=True)
class Arc:
    """A transition of a state graph: taken when the guard holds, with the action."""

    source: int
    target: int
    guard: str
    action: str
    printed: bool = True
    """Stands in the paper; others complete it, see docs/decisions."""


_S = NetworkState
NETWORK_ARCS: tuple[Arc, ...] = (
    Arc(_S.S0, _S.S1, "a controller is there and all reachable members hold its table", "normal functioning"),
    Arc(_S.S1, _S.SS2, "a new unregistered node was noticed", "tell the controller"),
    Arc(_S.SS2, _S.SS3, "the notice reached the controller", "wait for the node's request"),
    Arc(_S.SS3, _S.SS4, "the request to join arrived", "put the node on the active set"),
    Arc(_S.SS4, _S.SS5, "the node is on the active set, unconfirmed", "ask the node to confirm"),
    Arc(_S.SS5, _S.SS4, "the node confirmed, or the wait is over", "note it"),
    Arc(_S.SS4, _S.SS6, "the inclusion is confirmed", "compare the newcomer with the holders of roles"),
    Arc(_S.SS6, _S.S1, "the comparison is done", "give the default role, or ask for a redistribution"),
    Arc(_S.S1, _S.SD2, "a node cannot fulfil its role, or the number of nodes changed", "request redistribution"),
    Arc(_S.SD2, _S.SD3, "the request was received and processed", "open the redistribution"),
    Arc(_S.SD3, _S.SD4, "figures of the nodes are wanted", "ask for role, resources and readiness"),
    Arc(_S.SD4, _S.SD3, "the reports are in, or the wait is over", "assign roles"),
    Arc(_S.SD3, _S.SD5, "roles are assigned", "broadcast them"),
    Arc(_S.SD5, _S.SD3, "the broadcast is out", "wait for confirmation"),
    Arc(_S.SD3, _S.SD6, "new holders have yet to confirm", "wait for their confirmation"),
    Arc(_S.SD6, _S.SD3, "they confirmed, or the wait is over", "close the redistribution"),
    Arc(_S.SD3, _S.SD7, "all is confirmed", "every node updates its table and its role"),
    Arc(_S.SD7, _S.S1, "the tables are equal", "normal functioning"),
    Arc(_S.SS2, _S.S1, "the notice did not reach the controller in time", "notice it again", printed=False),
    Arc(_S.SS3, _S.S1, "no request came in time, or it was refused", "forget the node", printed=False),
    Arc(_S.SS4, _S.S1, "the node did not confirm", "take it off the active set", printed=False),
    Arc(_S.SD2, _S.S1, "the request was refused: too many, or not from a member", "note it", printed=False),
    Arc(_S.SD3, _S.S1, "whoever asked ended it incorrectly, or nobody confirms", "old roles stay", printed=False),
    *(
        Arc(s, _S.S0, "the controller was lost", "elect another cooperatively", printed=False)
        for s in NetworkState
        if s is not _S.S0
    ),
)
"""S2 Fig. 2, with what its text needs besides (S2-09, S2-131)."""

_N = NodeState
NODE_ARCS: tuple[Arc, ...] = (
    Arc(_N.S0, _N.COLL, "the node is initialised", "collect, the default role"),
    *(
        Arc(a, b, "a redistribution assigned it", "carry out the new role without a restart")
        for a in (_N.COLL, _N.PROC, _N.KEEP, _N.CONTROL)
        for b in (_N.COLL, _N.PROC, _N.KEEP, _N.CONTROL)
        if a is not b
    ),
    *(
        Arc(a, _N.S0, "the node is initialised anew", "forget its role", printed=False)
        for a in (_N.COLL, _N.PROC, _N.KEEP, _N.CONTROL)
    ),
)
"""S2 Fig. 3: any to any between the four after S0."""


def network_state_label(state: int) -> str:
    """``S0``, ``S1``, ``Ss2`` … ``Sd7``, as the paper writes them."""
    name = NetworkState(state).name
    return name if len(name) == 2 else f"S{name[1].lower()}{name[2]}"


def node_state_label(state: int) -> str:
    """``S0``, ``Scoll``, ``Sproc``, ``Skeep``, ``Scontrol``."""
    state = NodeState(state)
    return "S0" if state is NodeState.S0 else f"S{state.name.lower()}"


def duty_names(bits: int) -> tuple[str, ...]:
    """Names of the roles in ``bits``, as documents spell them."""
    return tuple(d.name.lower() for d in Duty if bits & d and d.name)


@dataclass(frozen=True, slots=True)
class TableRow:
    """One entry of the role table: who holds a role besides collector, as the controller's table has it."""

    id: int
    roles: int
    """`Duty` bits."""


SILENT_AFTER = 10
"""Rounds without a reading after which a member counts as one whose readings no longer arrive."""


def no_systems() -> np.ndarray:
    """No subnets."""
    return np.empty(0, np.int32)


@dataclass(frozen=True, slots=True)
class Assets:
    """How each subnet stands, by what arrives: a system of an infrastructure, with its assets (S0-75).

    Columns have a row for each of `Organisation.subnets`.
    """

    members: np.ndarray = field(default_factory=no_systems)
    """int32[S]: sensing nodes that are members, the dead among them."""
    alive: np.ndarray = field(default_factory=no_systems)
    """int32[S]: of these, who lives."""
    heard: np.ndarray = field(default_factory=no_systems)
    """int32[S]: of these, whose readings arrive: not more than `SILENT_AFTER` rounds ago."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """How the network organises itself now; columns have a row for each row of the snapshot."""

    state: int
    """`NetworkState`."""
    since: int
    """Round in which it came into this state."""
    cause: str
    """Why, in words."""
    visits: tuple[int, ...]
    """How often each `NetworkState` was entered."""
    arcs: tuple[int, ...]
    """How often each of `NETWORK_ARCS` was taken."""
    controller: int | None
    """Its id; None while there is none."""
    version: int
    """Of the role configuration."""
    agreed: float
    """Share of live members that hold this version with an equal hash."""
    table: tuple[TableRow, ...]
    """The controller's role table, collectors left out; may name nodes that nobody has ever met."""
    redistributions: int
    aborted: int
    joins: int
    leaves: int
    roles: np.ndarray
    """uint8[M]: `Duty` bits that the row carries out."""
    node_state: np.ndarray
    """uint8[M]: `NodeState`."""
    membership: np.ndarray
    """uint8[M]: `Membership`."""
    versions: np.ndarray
    """int32[M]: version of the role configuration that the row holds, -1: none."""
    cpu: np.ndarray
    """float32[M]: share of its computing time used in the last round."""
    memory: np.ndarray
    """float32[M]: share of its RAM in use."""
    storage: np.ndarray
    """float32[M]: share of its storage in use."""
    signal_dbm: np.ndarray
    """float32[M]: mean level of what it receives; NaN where it hears nobody."""
    software: np.ndarray
    """uint32[M]: checksum of its control program."""
    subnet: np.ndarray
    """int16[M]: index into `subnets`."""
    subnets: tuple[str, ...] = ("",)
    refusals: Mapping[str, int] = field(default_factory=dict)
    """Evidence of hardening so far: field of `Hardening` → what its check has turned away."""
    services: tuple[str, ...] = ()
    """Service of each row, empty without; () where nobody has one."""
    assets: Assets = field(default_factory=Assets)
    """How the subnets stand, as operators see it."""


@dataclass(frozen=True, slots=True)
class RoleScore:
    """How well a node suits one role (S2-168)."""

    role: str
    score: float
    communication: float
    computing: float
    energy: float
    storage: float
    readiness: float
    best: float
    """Score of the present holder, or of the best candidate."""


@dataclass(frozen=True, slots=True)
class NodeDuties:
    """The inspector's page on one node's roles."""

    roles: tuple[str, ...]
    state: str
    """S2 Fig. 3, see `node_state_label`."""
    membership: str
    visits: Mapping[str, int]
    """How often the node was in each state."""
    scores: tuple[RoleScore, ...]
    cpu_hz: float
    cpu_share: float
    ram_bytes: float
    ram_used: float
    storage_bytes: float
    stored_bytes: float
    readings_kept: int
    processed: int
    service_messages: int
    signal_dbm: float | None
    software: str
    """Checksum of the control program, hexadecimal."""
    sessions: int
    """Sessions opened."""
    uptime: int
    """Rounds since its program started; role changes leave it."""
    version: int
    digest: str
    """Hash of the role configuration that it holds."""
    costs: Mapping[str, float] = field(default_factory=dict)
    """Joules spent by duty: collect, keep, process, control, detect, service."""


@dataclass(frozen=True, slots=True)
class ConfigurationFile:
    """The role configuration that one node holds (S2-125), as it lies on that node."""

    node: int
    version: int
    digest: str
    text: str
    """Canonical JSON: node id, sensor types, update frequency, other nodes' addresses with roles."""
    equal: int
    """Members that hold a file with the same hash for the whole network."""
    members: int
