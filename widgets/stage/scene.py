"""A snapshot made ready for painting: what does not depend on zoom is worked out once, in whole arrays."""

from __future__ import annotations

import numpy as np

from engine.readmodel.codes import Membership, Role, Vertex
from engine.readmodel.snapshot import NetworkSnapshot
from widgets.stage.boxes import Boxes
from widgets.stage.duties import Duties, membership_of, organisation_of
from widgets.stage.truth import Truth

TRUST_STEPS = 24
"""Shades of the trust fill; one more stands for "nobody holds an opinion"."""
ENERGY_STEPS = 20
SUSPECTED_FROM = 0.25
EXCLUDED_FROM = 0.5
CHAINS = ("pegasis",)
"""Protocols whose routes are one chain to a leader."""
MEMBER, HEAD, ROUTER = range(3)
"""Shapes of nodes."""
HULL_SIDES = 20
_DRAWN = (
    "xy", "links", "link_trust", "cluster", "next_hop", "hops_to_station", "alive", "role", "vertex", "alternate",
    "protocol",
)  # fmt: skip
"""Columns of the snapshot on which the picture of links and routes depends."""

_ANGLES = 2 * np.pi * np.arange(HULL_SIDES) / HULL_SIDES
_DIRECTIONS = np.stack([np.cos(_ANGLES), np.sin(_ANGLES)])


def cross(values: np.ndarray) -> np.ndarray:
    """Z component of the cross product with each group's next row; corner points of support lines."""
    following = np.roll(values, -1, axis=1)
    after = np.roll(_DIRECTIONS, -1, axis=1)
    sine = np.sin(2 * np.pi / HULL_SIDES)
    x = (values * after[1] - following * _DIRECTIONS[1]) / sine
    y = (following * _DIRECTIONS[0] - values * after[0]) / sine
    return np.stack([x, y], axis=2)


def support(points: np.ndarray, pad_m: float) -> np.ndarray:
    """float[`HULL_SIDES`, 2]: corners of a rounded hull around ``points``, float[n, 2], with room of ``pad_m``."""
    return cross((points @ _DIRECTIONS).max(axis=0)[None] + pad_m)[0]


class Scene:
    """Columns for the painters; its versions grow whenever what they stand for is other than before.

    Args:
        snap: The snapshot.
        before: The scene it replaces, from which whatever is unchanged is taken over.
        hold_truth: Show the attacks as they were before, though nodes have moved: for runs so fast that what
            attackers do would flicker.
    """

    def __init__(self, snap: NetworkSnapshot, before: Scene | None = None, *, hold_truth: bool = False) -> None:
        self.snap, self.n = snap, len(snap.ids)
        self.xy = np.asarray(snap.xy, float).reshape(-1, 2)
        self.station = snap.vertex == Vertex.STATION
        self.router = (snap.vertex == Vertex.ROUTER) | (snap.role == Role.ROUTER)
        self.head = (snap.role == Role.HEAD) & ~self.station & ~self.router
        self.shape = np.where(self.router, ROUTER, np.where(self.head, HEAD, MEMBER))
        self.tiered = bool(self.router.any())
        """Sensors, heads, routers and gateway: the four tiers of S3, Fig. 1."""
        self.chain = snap.protocol in CHAINS
        self.boxes = Boxes(snap.obstacles)
        org = organisation_of(snap)
        self.duties = Duties(org, snap, self.station) if org is not None else None
        """Roles; None where the network has none."""
        self.member = self.duties.member if self.duties is not None else membership_of(snap)
        self.gone = ~snap.alive & (self.member != Membership.MEMBER) & ~self.station
        """Not there: not yet, no more, or not let in; never to be taken for out of energy."""
        self.dead = ~snap.alive & ~self.gone
        self.battery = snap.alive & ~self.station & ~(self.router & (snap.energy >= 1.0))
        """A router on the mains has no battery to show."""
        self._judge()
        self._weigh()
        same_ids = before is not None and np.array_equal(before.snap.ids, snap.ids)
        self.row_of: dict[int, int] = before.row_of if same_ids and before else self._rows()
        self.spacing_m = self._spacing()
        self.links_version = self._version(
            before, ("xy", "links", "link_trust", "vertex"), "links_version", same=same_ids
        )
        self.version = self._version(before, _DRAWN, "version", same=same_ids)
        self._support: tuple[np.ndarray, np.ndarray, np.ndarray] | None = None
        held = hold_truth and same_ids and before and before.snap.truth.attack_names == snap.truth.attack_names
        self._truth: Truth | None = before.truth if held and before else None
        self._mesh: np.ndarray | None = None

    def _judge(self) -> None:
        """What neighbours think of each row."""
        snap = self.snap
        if snap.trust_enabled:
            share = np.where(self.station | ~snap.alive, 0.0, snap.distrusted)
            known = ~np.isnan(snap.trust)
        else:
            share, known = np.zeros(self.n, np.float32), np.zeros(self.n, bool)
        self.excluded = share >= EXCLUDED_FROM
        self.suspected = (share >= SUSPECTED_FROM) & ~self.excluded
        self.unreachable = ~snap.reachable & snap.alive & ~self.station
        d = np.clip(np.where(known, snap.trust, 0.0), 0.0, 1.0)
        step = np.minimum((d * TRUST_STEPS).astype(np.int32), TRUST_STEPS - 1)
        self.trust_step = np.where(known, step, TRUST_STEPS)

    def _weigh(self) -> None:
        """Energy left and energy claimed, in steps."""
        snap = self.snap
        self.energy_step = np.clip(np.rint(snap.energy * ENERGY_STEPS), 0, ENERGY_STEPS).astype(np.int32)
        self.energy_step[(self.energy_step == 0) & snap.alive] = 1
        self.claim_step = np.clip(np.rint(snap.claimed_energy * ENERGY_STEPS), 0, ENERGY_STEPS).astype(np.int32)
        self.claims = (np.abs(snap.claimed_energy - snap.energy) > 0.01) & snap.alive & ~self.station

    def _rows(self) -> dict[int, int]:
        return {int(i): row for row, i in enumerate(self.snap.ids)}

    def _spacing(self) -> float:
        area = max(self.snap.width_m * self.snap.height_m, 1e-6)
        return float(np.sqrt(area / max(self.n, 4)))

    def _version(self, before: Scene | None, names: tuple[str, ...], which: str, *, same: bool) -> int:
        if before is None:
            return 0
        a, b = before.snap, self.snap
        pairs = ((getattr(a, k), getattr(b, k)) for k in names)
        kept = same and all(p is q or np.array_equal(p, q) for p, q in pairs)
        field = (a.width_m, a.height_m) == (b.width_m, b.height_m)
        kept = kept and (which != "version" or _roles_key(before) == _roles_key(self))
        version: int = getattr(before, which)
        return version if kept and field and a.trust_enabled == b.trust_enabled else version + 1

    @property
    def truth(self) -> Truth:
        """Who attacks, and how."""
        if self._truth is None:
            self._truth = Truth(self.snap)
        return self._truth

    @property
    def mesh(self) -> np.ndarray:
        """int32[k, 2]: links between routers and gateways."""
        if self._mesh is None:
            links, upper = self.snap.links, self.router | self.station
            self._mesh = links[upper[links].all(axis=1)] if self.tiered and len(links) else links[:0]
        return self._mesh

    def alternates(self) -> tuple[np.ndarray, np.ndarray]:
        """Rows that know a second, disjoint route, and the rows it leads to."""
        second = self.snap.alternate
        if len(second) != self.n:
            return np.empty(0, np.int64), np.empty(0, np.int64)
        rows = np.flatnonzero((second >= 0) & self.snap.alive)
        return rows, second[rows]

    def rows(self, ids: tuple[int, ...]) -> np.ndarray:
        """Rows of those ``ids`` that exist."""
        return np.array([self.row_of[i] for i in ids if i in self.row_of], np.int64)

    def _supports(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        if self._support is None:
            inside = np.flatnonzero((self.snap.cluster >= 0) & self.snap.alive & ~self.station)
            heads, group, size = np.unique(self.snap.cluster[inside], return_inverse=True, return_counts=True)
            if not len(heads):
                self._support = (np.empty((0, HULL_SIDES)), heads, size)
            else:
                order = np.argsort(group, kind="stable")
                starts = np.concatenate([[0], np.cumsum(size)[:-1]])
                reach = np.maximum.reduceat(self.xy[inside[order]] @ _DIRECTIONS, starts, axis=0)
                self._support = (reach, heads, size)
        return self._support

    def hulls(self, pad_m: float) -> tuple[np.ndarray, np.ndarray]:
        """Rounded hulls of clusters of two and more.

        Args:
            pad_m: Room between the outermost nodes and the hull.

        Returns:
            Corners float[k, `HULL_SIDES`, 2] in metres, and the rows of the heads.
        """
        reach, heads, size = self._supports()
        many = size > 1
        return cross(reach[many] + pad_m), heads[many]

    def here(self) -> np.ndarray:
        """bool[n]: nodes that are there, dead or alive; no stations."""
        out: np.ndarray = ~self.station & ~self.gone
        return out

    def routes(self) -> tuple[np.ndarray, np.ndarray]:
        """Rows that send on, and the rows they send to."""
        rows = np.flatnonzero((self.snap.next_hop >= 0) & self.snap.alive)
        return rows, self.snap.next_hop[rows]


def _roles_key(scene: Scene) -> object:
    return scene.duties.key() if scene.duties is not None else None
