"""What attacks do to others, made ready for painting: pairs, reaches, marks on victims; only *Reveal* shows it."""

from __future__ import annotations

from functools import cache

import numpy as np

from engine.readmodel.snapshot import NetworkSnapshot
from widgets.stage.attack_kinds import ATTACK_KINDS

ON_VICTIM = frozenset({"sleepdenial", "rolecommand"})
"""Kinds whose mark stands on each victim."""
ON_WAY = frozenset({"desync", "replay", "rolecommand", "roleflood", "phantom"})
"""Kinds whose mark stands on the way from attacker to victim."""
ON_HOP = frozenset({"fieldtamper", "distortion"})
"""Kinds that change what the attacker sends on: the mark stands on its next hop."""
_STEPS_MOST = 64
CROWD = 12
"""An attacker with more victims than this at once has them marked, not pointed at."""
_FELT_S = 0.05
"""Clocks that are off by less are left unmarked."""
_NO_ROWS, _NO_PAIRS = np.empty(0, np.int64), np.empty((0, 2), np.int64)


@cache
def kinds_of(names: frozenset[str]) -> np.ndarray:
    """Their places in `ATTACK_KINDS`."""
    return np.array([k for k, kind in enumerate(ATTACK_KINDS) if kind in names], np.int64)


def _column(column: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows where a column is other than zero, and the values there; one of another length says nothing."""
    if len(column) != n:
        return np.empty(0, np.int64), np.empty(0)
    rows = np.flatnonzero(np.asarray(column) != 0)
    return rows, np.asarray(column, float)[rows]


def _pairs(pairs: np.ndarray, n: int) -> np.ndarray:
    pairs = np.asarray(pairs, np.int64).reshape(-1, 2)
    return pairs[((pairs >= 0) & (pairs < n)).all(axis=1) & (pairs[:, 0] != pairs[:, 1])]


class Harm:
    """Columns of what is done to others.

    Args:
        snap: The snapshot.
        kind: int64[M]: index into `ATTACK_KINDS` by row, -1 where nobody attacks now.
        exploiting: bool[M]: by row, whether its attack exploits self-organisation and roles.
        outsider: bool[M]: by row, whether it is a foreign node.
    """

    def __init__(self, snap: NetworkSnapshot, kind: np.ndarray, exploiting: np.ndarray, outsider: np.ndarray) -> None:
        truth, n = snap.truth, len(snap.ids)
        self.kind, self.exploiting = kind, exploiting
        self._by_kind = {k: np.flatnonzero(kind == k) for k in np.unique(kind[kind >= 0]).tolist()}
        self.pairs = _pairs(truth.victims, n)
        """int64[V, 2]: attacker and victim."""
        self.reach, metres = _column(truth.reach, n)
        self.metres = np.maximum(metres, 0.0)
        """float[k]: how far each of the rows in `reach` is heard, m."""
        self.infected = _column(truth.infected, n)[0]
        self.off, self.degrees = _column(truth.off, n)
        self.clocks, self.seconds = _column(truth.clocks, n)
        felt = np.abs(self.seconds) >= _FELT_S
        self.clocks, self.seconds = self.clocks[felt], self.seconds[felt]
        self.crowded = np.bincount(self.pairs[:, 0], minlength=n)[self.pairs[:, 0]] > CROWD
        """bool by pair: one of very many victims of its attacker."""
        self.phantoms = tuple(truth.phantoms)
        self.invented = np.asarray(truth.identities) if len(truth.identities) == n else np.empty(0, np.int32)
        """int32[M]: by row, how many nodes it has invented; or int32[0]."""
        self.outsiders = np.flatnonzero(outsider & snap.alive)
        """Rows of foreign nodes that are there."""
        self.flows = self._flows(snap)
        """int64[F, 2]: hops that end, sooner or later, at a sinkhole."""
        self.onward = self._onward(snap)
        """int64[H, 2]: attacker and next hop where what it sends on is false."""
        self.told = self._told(snap)
        """int64[T, 2]: who sends what it knows to a thief or forger of a role, and that."""
        self.bugs = self._bug_kinds()
        """int64: by place in `infected`, the kind of attack that infected it."""

    def rows_of(self, *kinds: str) -> np.ndarray:
        """Rows that carry out one of these kinds now."""
        some = [self._by_kind[k] for k in kinds_of(frozenset(kinds)).tolist() if k in self._by_kind]
        return np.sort(np.concatenate(some)) if some else _NO_ROWS

    def pairs_of(self, names: frozenset[str], *, crowded: bool | None = None) -> np.ndarray:
        """int64[k, 2]: the pairs whose attacker carries out one of these kinds; with many or with few victims only."""
        some = np.isin(self.kind[self.pairs[:, 0]], kinds_of(names))
        if crowded is not None:
            some &= self.crowded == crowded
        return self.pairs[some]

    def _flows(self, snap: NetworkSnapshot) -> np.ndarray:
        sinks = self.rows_of("sinkhole")
        if not len(sinks):
            return _NO_PAIRS
        met, after, alive = np.zeros(len(snap.ids) + 1, bool), snap.next_hop.astype(np.int64), snap.alive
        met[sinks], number = True, 0
        for _ in range(_STEPS_MOST):
            met[:-1] |= met[after] & (after >= 0) & alive
            if int(met.sum()) == number:
                break
            number = int(met.sum())
        rows = np.flatnonzero(met[:-1] & ~np.isin(np.arange(len(snap.ids)), sinks))
        return np.stack([rows, after[rows]], axis=1)

    def _onward(self, snap: NetworkSnapshot) -> np.ndarray:
        garbling = self.rows_of("rolecommand")
        rows = np.union1d(self.rows_of(*sorted(ON_HOP)), garbling[~self.exploiting[garbling]])
        rows = rows[(snap.next_hop[rows] >= 0) & snap.alive[rows]]
        return np.stack([rows, snap.next_hop[rows].astype(np.int64)], axis=1)

    def _told(self, snap: NetworkSnapshot) -> np.ndarray:
        forgers = self.rows_of("rolecommand")
        thieves = np.union1d(self.rows_of("roletheft"), forgers[self.exploiting[forgers]])
        if not len(thieves):
            return _NO_PAIRS
        rows = np.arange(len(snap.ids))
        ways = [np.stack([rows, to.astype(np.int64)], axis=1) for to in (snap.next_hop, snap.cluster)]
        both = np.concatenate(ways)
        both = both[np.isin(both[:, 1], thieves) & snap.alive[both[:, 0]] & (both[:, 0] != both[:, 1])]
        return np.unique(both, axis=0)

    def _bug_kinds(self) -> np.ndarray:
        spreads = kinds_of(frozenset({"injection", "domino"}))
        here = [k for k in spreads.tolist() if (self.kind == k).any()]
        out = np.full(len(self.kind), here[0] if here else ATTACK_KINDS.index("injection"), np.int64)
        known = np.isin(self.kind[self.pairs[:, 0]], spreads)
        out[self.pairs[known, 1]] = self.kind[self.pairs[known, 0]]
        own = np.isin(self.kind, spreads)
        out[own] = self.kind[own]
        return out[self.infected]
