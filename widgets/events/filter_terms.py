"""What a filter says, as a small tree of terms that are evaluated over whole arrays of records at once."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from engine.readmodel.codes import EnergyCause, LossCause, PacketKind, Rec, label
from widgets.events.phrases import phrases

KINDS: dict[str, tuple[int, ...]] = {label(k): (int(k),) for k in Rec}
"""Kinds of records by the name a filter uses."""

GROUPS: dict[str, tuple[int, ...]] = {
    "alarm": tuple(map(int, (Rec.MAJORITY_EXCLUDED, Rec.NO_PATH, Rec.DIED, Rec.CONTROLLER_LOST, Rec.ALARM))),
    "detection": tuple(map(int, (Rec.ALARM, Rec.DETECTOR))),
    "trust": tuple(
        map(
            int,
            (
                Rec.EXCLUDED,
                Rec.READMITTED,
                Rec.MAJORITY_EXCLUDED,
                Rec.MAJORITY_READMITTED,
                Rec.TRUST_START,
                Rec.REPUTATION,
            ),
        )
    ),
    "route": tuple(
        map(int, (Rec.ROUTE_FOUND, Rec.ROUTE_REPAIRED, Rec.ROUTE_LOST, Rec.NO_PATH, Rec.PATH_BACK, Rec.LINK_REFUSED))
    ),
    "packet": tuple(map(int, (Rec.DATA, Rec.TRANSFER, Rec.DELIVERED, Rec.LOST))),
}
"""Names that stand for several kinds: ``kind==alarm``, of detectors and of all else; ``kind==detection``."""

LOSS_CAUSES = {label(c): int(c) for c in LossCause}
ENERGY_CAUSES = {label(c): int(c) for c in EnergyCause}
PACKETS = {label(p): int(p) for p in PacketKind}

NUMERIC = {"t": "t", "round": "round", "node": "a", "other": "b", "value": "v"}
"""Numeric fields and the column of `RECORD` that each one reads."""

WORDS: dict[str, tuple[str, ...]] = {
    "kind": tuple(dict.fromkeys((*KINDS, *GROUPS))),
    "cause": (*LOSS_CAUSES, *ENERGY_CAUSES),
    "packet": tuple(PACKETS),
}
"""Fields whose values are words, and the words."""

FIELDS = (*NUMERIC, *WORDS, "text")
ALIASES = {"type": "kind", "time": "t"}

COMPARE: dict[str, Callable[[np.ndarray, float], np.ndarray]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}

Mask = np.ndarray
Names = Sequence[str]


class Term(Protocol):
    """A node of the tree."""

    def mask(self, records: np.ndarray, names: Names) -> Mask:
        """bool[n]: which records satisfy the term."""
        ...

    def reasons(self, record: np.ndarray, names: Names) -> frozenset[str]:
        """Fields to which a record (an array of one) owes the truth of the term; empty when it is false."""
        ...


class _Leaf:
    """A term over one field."""

    field: str

    def mask(self, records: np.ndarray, names: Names) -> Mask:
        raise NotImplementedError

    def reasons(self, record: np.ndarray, names: Names) -> frozenset[str]:
        return frozenset({self.field}) if bool(self.mask(record, names)[0]) else frozenset()


@dataclass(frozen=True, slots=True)
class Everything:
    """The empty filter."""

    def mask(self, records: np.ndarray, names: Names) -> Mask:
        """All true."""
        return np.ones(len(records), bool)

    def reasons(self, record: np.ndarray, names: Names) -> frozenset[str]:
        """Nothing in particular."""
        return frozenset()


@dataclass(frozen=True)
class Compare(_Leaf):
    """``t > 120``."""

    field: str
    op: str
    value: float

    def mask(self, records: np.ndarray, names: Names) -> Mask:
        """The comparison on the column; ids below 0 mean *none* and are smaller than nothing."""
        column = records[NUMERIC[self.field]]
        result = COMPARE[self.op](column, self.value)
        if self.field in {"node", "other"} and self.op in {"<", "<="}:
            result &= column >= 0
        return result


@dataclass(frozen=True)
class Member(_Leaf):
    """``node in {3, 17, 20..30}``: closed ranges, a single number being a range of one."""

    field: str
    ranges: tuple[tuple[float, float], ...]

    def mask(self, records: np.ndarray, names: Names) -> Mask:
        """The column lies in one of the ranges."""
        column = records[NUMERIC[self.field]]
        result = np.zeros(len(records), bool)
        for low, high in self.ranges:
            result |= (column >= low) & (column <= high)
        return result


def _codes(words: Sequence[str], table: dict[str, int]) -> list[int]:
    return [table[w] for w in words if w in table]


@dataclass(frozen=True)
class Word(_Leaf):
    """``cause in {attack, link}``: the field has one of these words."""

    field: str
    words: tuple[str, ...]

    def mask(self, records: np.ndarray, names: Names) -> Mask:
        """Codes of the words, of the records that have such a field at all."""
        kind, c = records["kind"], records["c"]
        if self.field == "kind":
            both = KINDS | GROUPS
            return np.isin(kind, [code for w in self.words for code in both.get(w, ())])
        if self.field == "packet":
            return (kind == Rec.TRANSFER) & np.isin(c, _codes(self.words, PACKETS))
        lost = (kind == Rec.LOST) & np.isin(c, _codes(self.words, LOSS_CAUSES))
        died = (kind == Rec.DIED) & np.isin(c, _codes(self.words, ENERGY_CAUSES))
        return lost | died


@dataclass(frozen=True)
class Contains(_Leaf):
    """``text ~ "head"``: the phrase contains it, upper and lower case alike."""

    field: str
    needle: str

    def mask(self, records: np.ndarray, names: Names) -> Mask:
        """Search in the phrases, made for whole kinds at once."""
        if not len(records):
            return np.zeros(0, bool)
        lines = np.strings.lower(phrases(records, names))
        return np.strings.find(lines, self.needle.lower()) >= 0


@dataclass(frozen=True, slots=True)
class Not:
    """``not x``."""

    term: Term
    fields: frozenset[str]

    def mask(self, records: np.ndarray, names: Names) -> Mask:
        """The opposite."""
        return ~self.term.mask(records, names)

    def reasons(self, record: np.ndarray, names: Names) -> frozenset[str]:
        """All fields that the denied term reads."""
        return self.fields if bool(self.mask(record, names)[0]) else frozenset()


@dataclass(frozen=True, slots=True)
class And:
    """``x and y``; later terms see only what earlier ones left over."""

    terms: tuple[Term, ...]

    def mask(self, records: np.ndarray, names: Names) -> Mask:
        """All of the terms."""
        left = np.arange(len(records))
        for term in self.terms:
            left = left[term.mask(records[left], names)]
        result = np.zeros(len(records), bool)
        result[left] = True
        return result

    def reasons(self, record: np.ndarray, names: Names) -> frozenset[str]:
        """Fields of all terms."""
        parts = [t.reasons(record, names) for t in self.terms]
        return frozenset().union(*parts) if bool(self.mask(record, names)[0]) else frozenset()


@dataclass(frozen=True, slots=True)
class Or:
    """``x or y``; later terms see only what earlier ones refused."""

    terms: tuple[Term, ...]

    def mask(self, records: np.ndarray, names: Names) -> Mask:
        """Any of the terms."""
        result = np.zeros(len(records), bool)
        for term in self.terms:
            rest = np.flatnonzero(~result)
            result[rest] = term.mask(records[rest], names)
        return result

    def reasons(self, record: np.ndarray, names: Names) -> frozenset[str]:
        """Fields of the terms that are true."""
        return frozenset().union(*(t.reasons(record, names) for t in self.terms))
