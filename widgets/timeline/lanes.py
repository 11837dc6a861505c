"""What the timeline remembers of a run: marks by lane, counted per pixel with NumPy. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from engine.readmodel.codes import Rec


class LaneId(IntEnum):
    """Lanes of marks, from top to bottom; attacks are bars and stand apart."""

    ALARMS = 0
    DEATHS = 1
    EXCLUSIONS = 2
    EDITS = 3
    MEMBERS = 4
    ROLES = 5
    DETECTED = 6


KINDS: dict[LaneId, tuple[int, ...]] = {
    LaneId.ALARMS: (int(Rec.MAJORITY_EXCLUDED), int(Rec.CONTROLLER_LOST)),
    LaneId.DEATHS: (int(Rec.DIED),),
    LaneId.EXCLUSIONS: (int(Rec.EXCLUDED),),
    LaneId.EDITS: (int(Rec.EDIT),),
    LaneId.MEMBERS: (int(Rec.JOIN), int(Rec.LEAVE)),
    LaneId.ROLES: (int(Rec.ROLE_GIVEN), int(Rec.ELECTED)),
    LaneId.DETECTED: (int(Rec.ALARM),),
}


@dataclass(frozen=True, slots=True)
class Bins:
    """Marks of a lane by pixel bin: bin ``k`` holds the marks from ``edges[k]`` up to ``edges[k + 1]``."""

    edges: np.ndarray

    @property
    def counts(self) -> np.ndarray:
        """Marks per bin."""
        return np.diff(self.edges)


class Lane:
    """Rounds and ids of marks, in order of time; grows by doubling."""

    def __init__(self) -> None:
        self._rounds = np.empty(64, np.int32)
        self._ids = np.empty(64, np.int32)
        self.size = 0

    @property
    def rounds(self) -> np.ndarray:
        """int32[size]: never falling."""
        return self._rounds[: self.size]

    @property
    def ids(self) -> np.ndarray:
        """int32[size]: node of each mark, -1 for none."""
        return self._ids[: self.size]

    def append(self, rounds: np.ndarray, ids: np.ndarray) -> None:
        """Add marks at the end."""
        need = self.size + len(rounds)
        if need > len(self._rounds):
            room = max(need, 2 * len(self._rounds))
            self._rounds = np.concatenate([self.rounds, np.empty(room - self.size, np.int32)])
            self._ids = np.concatenate([self.ids, np.empty(room - self.size, np.int32)])
        self._rounds[self.size : need] = rounds
        self._ids[self.size : need] = ids
        self.size = need

    def bins(self, start: float, rounds_per_bin: float, number: int) -> Bins:
        """Count marks in equal bins from round ``start`` on: work grows with the bins, not with the marks."""
        at = start + rounds_per_bin * np.arange(number + 1)
        return Bins(np.searchsorted(self.rounds, at, side="left"))

    def between(self, first: int, last: int, most: int = 200) -> tuple[int, ...]:
        """Ids of the marks ``first`` up to, not including, ``last``; each once, at most so many."""
        found = np.unique(self.ids[first:last])
        return tuple(int(i) for i in found[found >= 0][:most])


@dataclass(frozen=True, slots=True)
class AttackBar:
    """One attack of the schedule."""

    name: str
    start: int
    end: int | None
    """Round before which it ends; None: never."""
    row: int = 0
    """Row within the lane, so that bars that overlap in time stand under one another."""
    who: str = ""
    """Which nodes attack, in words."""


@dataclass(frozen=True, slots=True)
class Detection:
    """From the start of an attack to the first alarm about one of its nodes."""

    attack: int
    start: int
    found: int
    node: int

    @property
    def rounds(self) -> int:
        """How long it took."""
        return self.found - self.start


Planned = tuple[str, int, int | None] | tuple[str, int, int | None, str]
"""Name, first round, round before which it ends or None, and which nodes attack."""


def stacked(attacks: Sequence[Planned], rows: int = 3) -> tuple[AttackBar, ...]:
    """Bars in rows, the first free row each; with more at once than rows they share the last one."""
    until = [float("-inf")] * rows
    bars: list[AttackBar | None] = [None] * len(attacks)
    for index in sorted(range(len(attacks)), key=lambda i: attacks[i][1]):
        name, start, end, *who = attacks[index]
        row = next((r for r in range(rows) if until[r] <= start), rows - 1)
        until[row] = max(until[row], float("inf") if end is None else end)
        bars[index] = AttackBar(name, start, end, row, *who)
    return tuple(bar for bar in bars if bar is not None)


class RunMarks:
    """All marks of a run, filled from the records of the log."""

    def __init__(self) -> None:
        self.lanes = {lane: Lane() for lane in LaneId}
        self.first_alarm: dict[int, list[int]] = {}
        """Rounds of the alarms about a node."""
        self.attackers: dict[int, set[int]] = {}
        """Ground truth: nodes by index of the attack."""
        self.false_pairs: dict[tuple[int, int], int] = {}
        """Ground truth: pairs of nodes that take each other for neighbours, by the ends of the tunnel."""
        self.starts: dict[int, list[int]] = {}
        """Ground truth: rounds in which an attack began, by its index."""
        self.last_round = 0

    def append(self, records: np.ndarray) -> None:
        """Take in a block of records."""
        if not len(records):
            return
        self.last_round = max(self.last_round, int(records["round"].max()))
        notable = records[records["kind"] >= Rec.HEAD]
        for lane, kinds in KINDS.items():
            mine = notable[np.isin(notable["kind"], kinds)]
            if len(mine):
                self.lanes[lane].append(mine["round"], mine["b" if lane is LaneId.EXCLUSIONS else "a"])
        for record in notable[notable["kind"] == Rec.MAJORITY_EXCLUDED]:
            self.first_alarm.setdefault(int(record["a"]), []).append(int(record["round"]))
        for record in notable[notable["kind"] == Rec.ATTACK_START]:
            self.attackers.setdefault(int(record["c"]), set()).add(int(record["a"]))
            begun = self.starts.setdefault(int(record["c"]), [])
            if begun[-1:] != [int(record["round"])]:
                begun.append(int(record["round"]))
        for record in notable[notable["kind"] == Rec.TUNNEL]:
            self.false_pairs[int(record["a"]), int(record["b"])] = int(record["c"])

    def nodes_of(self, index: int, name: str, names: Sequence[str] = ()) -> tuple[int, ...]:
        """Nodes that carried out an attack of the schedule so far.

        Args:
            index: Its place in the schedule.
            name: Its name.
            names: The run's attacks, which records count by; ``"random-1:damage"`` is part of ``"random-1"``.
        """
        whole = [n.partition(":")[0] for n in names]
        mine = (k for k in self.attackers if (whole[k] == name if k < len(whole) else k == index))
        return tuple(sorted({node for k in mine for node in self.attackers[k]}))

    def detections(self, bars: Sequence[AttackBar], names: Sequence[str] = ()) -> tuple[Detection, ...]:
        """For each attack that was found, how long it took.

        Args:
            bars: The schedule.
            names: See `nodes_of`.
        """
        found: list[Detection] = []
        for index, bar in enumerate(bars):
            alarms = (
                (at, node)
                for node in self.nodes_of(index, bar.name, names)
                for at in self.first_alarm.get(node, ())
                if at >= bar.start
            )
            first = min(alarms, default=None)
            if first is not None:
                found.append(Detection(index, bar.start, *first))
        return tuple(found)
