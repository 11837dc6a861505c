"""What the inspector opens: one node's figures, and one trust value down to formula, values and counters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.readmodel.organisation import NodeDuties


@dataclass(frozen=True, slots=True)
class Counter:
    """A raw counter that an observer keeps about a neighbour (S3-55)."""

    symbol: str
    value: float
    meaning: str


@dataclass(frozen=True, slots=True)
class MetricTerm:
    """One metric of S3 Table 1 and its part in equation (1)."""

    key: str
    """``"m1"`` … ``"m11"``."""
    name: str
    mandatory: bool
    formula: str
    """As printed, e.g. ``"r* / r"``."""
    with_values: str
    """The reading in force with the numbers put in, e.g. ``"(3.92 + 1) / (4.11 + 1)"``."""
    value: float
    weight: float
    """As used in the sum (normalised when the scenario says so)."""
    product: float
    note: str = ""
    """Which reading of an ambiguous print is in force, or why a neutral value stands here."""


@dataclass(frozen=True, slots=True)
class ReportTerm:
    """One neighbour's part in equation (2)."""

    reporter: int
    own_trust: float
    """C_{p,i}."""
    reported: float
    """C_{i,q} as i told it."""
    product: float


@dataclass(frozen=True, slots=True)
class Equation:
    """A formula in symbols, and with the values put in; lines are broken where they should be."""

    symbols: str
    values: str


@dataclass(frozen=True, slots=True)
class TrustExplanation:
    """Everything behind the trust of node ``observer`` (p) in node ``subject`` (q) at the end of ``round``."""

    observer: int
    subject: int
    round: int
    distance_m: float
    in_range: bool
    counters: tuple[Counter, ...]
    metrics: tuple[MetricTerm, ...]
    own_trust: float
    """C_{p,q}, equation (1)."""
    reports: tuple[ReportTerm, ...]
    reputation: float | None
    """R_{p,q}, equation (2); None when nobody reported, then R falls back to C."""
    reputation_round: int | None
    """Round of the exchange from which R stems."""
    ratio: float | None
    """z/r as used in equation (3), clamped to [0, 1]; None in models without it."""
    trust: float
    """D, equation (3)."""
    combination: str
    """Equation (3) in symbols, in the reading in force."""
    combination_values: str
    """The same with values and result."""
    threshold: float
    hysteresis: float
    trusted: bool
    notes: tuple[str, ...] = ()
    """Readings in force where the print is ambiguous or silent."""
    model: str = "s3"
    """Registered name of the trust model; what follows is empty in S3's own."""
    terms: tuple[str, str, str] | None = None
    """What C, R and D are, in words."""
    own_equation: Equation | None = None
    """How C came about; None: the sum over `metrics`."""
    reputation_equation: Equation | None = None
    """How R came about; None: the weighted mean of `reports`."""
    report_heads: tuple[str, str] = ("C_p,i", "C_i,q")
    """What the two columns of a report are called."""
    pending: str = ""
    """Why the list does not follow D now; empty when it does."""


@dataclass(frozen=True, slots=True)
class NeighbourRow:
    """One line of a node's neighbour table."""

    id: int
    distance_m: float
    in_range: bool
    own_trust: float
    reputation: float | None
    trust: float
    trusted: bool
    trusts_me: bool
    """The neighbour has this node on its own list."""
    refused: str = ""
    """Check of secure routing that the neighbour failed with this node (`Refusal`), empty when it passed all."""


@dataclass(frozen=True, slots=True)
class NodeDetail:
    """One node for the inspector."""

    id: int
    round: int
    is_station: bool
    name: str
    profile: str
    x: float
    y: float
    role: str
    alive: bool
    initial_j: float
    residual_j: float
    claimed_j: float
    spent_by_cause: Mapping[str, float]
    head: int | None
    next_hop: int | None
    hops_to_station: int | None
    times_head: int
    generated: int
    delivered: int
    lost: int
    forwarded: int
    dropped: int
    reading: float | None
    neighbours: tuple[NeighbourRow, ...]
    attacks: tuple[str, ...]
    """Ground truth: names of attacks configured on the node."""
    trust_terms: tuple[str, str, str] | None = None
    """What C, R and D of the neighbours are under the trust model in force, in words; None without trust."""
    duties: NodeDuties | None = None
    """Roles and resources in a network that organises itself."""
    membership: str = "member"
    """`Membership` by its spelling in files: who is absent or has left is not alive, nor dead."""
    clock_s: float = 0.0
    """Ground truth: by how much its clock is off, s."""
    infected: bool = False
    """Ground truth: it runs malicious code."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of the problems list."""

    severity: str
    """``"error"`` (cannot run), ``"warning"`` or ``"note"``."""
    what: str
    mend: str
    ids: tuple[int, ...] = ()
    """Nodes or stations concerned, for selecting them on the stage."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One editable value of a strategy or section, from which the window builds a form row."""

    key: str
    label: str
    value: object
    """bool, int, float, str; the present value."""
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    tip: str = ""
    locked: str = ""
    """Why the value cannot be changed; empty where it can."""


@dataclass(frozen=True, slots=True)
class Preset:
    """Several values that go together, to be set at once."""

    title: str
    tip: str
    values: Mapping[str, object]
    """Key of a `Parameter` → value."""


@dataclass(frozen=True, slots=True)
class PaletteEntry:
    """One thing that can be dragged onto the stage."""

    key: str
    """``"node:mote"``, ``"station"``, ``"attack:blackhole"``."""
    group: str
    """``"Nodes"``, ``"Base stations"``, ``"Attacks"``."""
    title: str
    tip: str
