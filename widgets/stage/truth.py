"""The ground truth of a snapshot made ready for painting, worked out once; only *Reveal* shows it."""

from __future__ import annotations

import numpy as np

from engine.readmodel.codes import PacketKind, Vertex
from engine.readmodel.snapshot import NetworkSnapshot
from widgets.stage.attack_kinds import ATTACK_KINDS, attack_kind
from widgets.stage.harm import Harm

_NONE = np.empty(0, np.int64)
_ALL_PAIRS = 10
"""Up to so many colluders are joined each with each, more in a ring."""
_LOST, _DROPPED = 1, 2
"""Fates of a hop, see `HopTrace`."""
ACTIVE, EXPLOITING, OUTSIDER, LOOKS = 1, 2, 4, 8
"""Bits of how an attack goes on, and how many looks each kind has."""


def _counts(column: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows with a count above zero, and the counts; a column of another length counts nothing."""
    if len(column) != n:
        return _NONE, _NONE
    rows = np.flatnonzero(column > 0)
    return rows, np.asarray(column)[rows].astype(np.int64)


def _flags(flags: tuple[bool, ...], names: tuple[str, ...]) -> np.ndarray:
    """One truth value by attack, False where nothing is said; never empty."""
    out = np.zeros(len(names) + 1, bool)
    out[: len(flags)] = flags[: len(names)]
    return out


def _pairs(pairs: np.ndarray, n: int) -> np.ndarray:
    """Pairs of two different rows that exist."""
    pairs = np.asarray(pairs, np.int64).reshape(-1, 2)
    good = ((pairs >= 0) & (pairs < n)).all(axis=1) & (pairs[:, 0] != pairs[:, 1])
    return pairs[good]


class Truth:
    """Columns of the attacks.

    Args:
        snap: The snapshot.
    """

    def __init__(self, snap: NetworkSnapshot) -> None:
        truth, n = snap.truth, len(snap.ids)
        self.rows = np.flatnonzero(truth.attack >= 0)
        """Rows of attackers."""
        kinds = np.array([ATTACK_KINDS.index(attack_kind(name)) for name in truth.attack_names], np.int64)
        self.kind = kinds[truth.attack[self.rows]] if len(kinds) else np.zeros(len(self.rows), np.int64)
        """Index into `ATTACK_KINDS` by attacker."""
        self.active = truth.active[self.rows].astype(np.int64)
        which = truth.attack[self.rows]
        self.exploiting = _flags(truth.exploiting, truth.attack_names)[which]
        """bool by attacker: exploits self-organisation and roles."""
        self.outsider = _flags(truth.outsiders, truth.attack_names)[which]
        """bool by attacker: a foreign node."""
        self.looks = LOOKS * self.kind + ACTIVE * self.active
        """Which picture each attacker has: ``LOOKS × kind`` and the bits `ACTIVE`, `EXPLOITING`, `OUTSIDER`."""
        self.looks += EXPLOITING * self.exploiting + OUTSIDER * self.outsider
        self.met, self.swallowed = self._fates(snap)
        self.tunnels = _pairs(truth.tunnels, n)
        self.false_links = _pairs(truth.false_links, n)
        self.bends = _pairs(truth.bends, n)
        self.sybils, self.identities = self._false_identities(snap)
        self.storms, self.messages = _counts(truth.storm, n)
        draining = np.array([self._drains(snap, row) for row in self.storms.tolist()], bool).reshape(-1)
        self.drains = draining
        """bool: the storm is frames that neighbours must receive, not service messages."""
        self.victims = self._victims(snap, self.storms[draining])
        """int64[V, 2]: who drains whom."""
        self.pacts = self._pacts(snap)
        """int64[P, 2]: colluders of one attack."""
        self.harm = self._harm(snap)
        """What is done to others."""

    def _false_identities(self, snap: NetworkSnapshot) -> tuple[np.ndarray, np.ndarray]:
        """Rows that show some, and how many; those of an inventor of phantoms are none of its own."""
        rows, number = _counts(snap.truth.identities, len(snap.ids))
        own = ~np.isin(rows, self.rows[self.kind == ATTACK_KINDS.index("phantom")])
        return rows[own], number[own]

    def _harm(self, snap: NetworkSnapshot) -> Harm:
        n = len(snap.ids)
        kind, exploiting, outsider = np.full(n, -1, np.int64), np.zeros(n, bool), np.zeros(n, bool)
        on = self.active == 1
        kind[self.rows[on]] = self.kind[on]
        exploiting[self.rows] = self.exploiting
        outsider[self.rows] = self.outsider
        return Harm(snap, kind, exploiting, outsider)

    def _fates(self, snap: NetworkSnapshot) -> tuple[np.ndarray, np.ndarray]:
        """By attacker: data packets that reached it in the round shown, and how many of them it swallowed."""
        hops = snap.hops
        came = (hops.kind <= PacketKind.DIRECT) & (hops.fate != _LOST)
        came &= (hops.target >= 0) & (hops.target < len(snap.ids))
        some = len(snap.ids) if len(hops.target) and len(self.rows) else 0
        met = np.bincount(hops.target[came], minlength=some)
        gone = np.bincount(hops.target[came & (hops.fate == _DROPPED)], minlength=some)
        none = np.zeros(len(self.rows), np.int64)
        return (met[self.rows], gone[self.rows]) if some else (none, none)

    @staticmethod
    def _drains(snap: NetworkSnapshot, row: int) -> bool:
        """Whether a row with a storm depletes its neighbours rather than floods the network."""
        truth = snap.truth
        which = truth.extra.get(row, (int(truth.attack[row]),))
        return any(k >= 0 and attack_kind(truth.attack_names[k]) == "depletion" for k in which)

    @staticmethod
    def _victims(snap: NetworkSnapshot, sources: np.ndarray) -> np.ndarray:
        if not len(sources) or not len(snap.links):
            return np.empty((0, 2), np.int64)
        hit = np.zeros(len(snap.ids), bool)
        hit[sources] = True
        links = snap.links.astype(np.int64)
        both = np.concatenate([links[hit[links[:, 0]]], links[hit[links[:, 1]]][:, ::-1]])
        return both[snap.vertex[both[:, 1]] != Vertex.STATION]

    def _pacts(self, snap: NetworkSnapshot) -> np.ndarray:
        out = [np.empty((0, 2), np.int64)]
        colluders = self.rows_of("collusion")
        for attack in np.unique(snap.truth.attack[colluders]).tolist():
            rows = colluders[snap.truth.attack[colluders] == attack]
            a, b = np.triu_indices(len(rows), 1) if len(rows) <= _ALL_PAIRS else (np.arange(len(rows)), None)
            out.append(np.stack([rows[a], np.roll(rows, -1) if b is None else rows[b]], axis=1))
        return np.concatenate(out)

    def rows_of(self, kind: str) -> np.ndarray:
        """Rows that carry out this kind of attack now."""
        return self.rows[(self.kind == ATTACK_KINDS.index(kind)) & (self.active == 1)]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of attack that there are, in the order of `ATTACK_KINDS`."""
        return tuple(ATTACK_KINDS[k] for k in np.unique(self.kind).tolist())
