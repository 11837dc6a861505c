"""What a detector has in store: bounded by age and by bytes (S2-80, S2-81, S2-84)."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from engine.detection.collection.records import RECORD, RECORD_BYTES, to_lines

_WORDS = RECORD.itemsize // 4
"""Of 32 bit in a record. Of a quiet network most are 0, and take one bit each in the memory of this computer."""


class Purged(NamedTuple):
    """Records that a purge threw away."""

    old: int
    """For their age."""
    beyond: int
    """For want of room."""


class _Block(NamedTuple):
    time: float
    number: int
    mask: np.ndarray
    """uint8: a bit for each word that is not 0, packed."""
    words: np.ndarray
    """uint32: these words."""


class Store:
    """Records of one detector, oldest first.

    Args:
        keep_s: Records of this age and older are purged, s of network time.
    """

    def __init__(self, keep_s: float) -> None:
        self.keep_s = keep_s
        self._blocks: deque[_Block] = deque()
        self.records = self.purged = 0

    @property
    def bytes(self) -> int:
        """Size of the records as the node writes them."""
        return self.records * RECORD_BYTES

    @property
    def oldest(self) -> float:
        """Time of the oldest record, s; NaN without any."""
        return self._blocks[0].time if self._blocks else float("nan")

    def save(self, time: float, records: np.ndarray) -> None:
        """Appends the records of one interval, `RECORD`[n], taken at ``time`` s."""
        if len(records):
            words = np.ascontiguousarray(records).view(np.uint32)
            some = words != 0
            self._blocks.append(_Block(time, len(records), np.packbits(some), words[some]))
            self.records += len(records)

    def purge(self, now: float, limit_bytes: float) -> Purged:
        """Throws away what is too old at ``now`` s, then the oldest intervals beyond ``limit_bytes``."""
        old = beyond = 0
        while self._blocks and now - self._blocks[0].time >= self.keep_s:
            old += self._drop()
        while self._blocks and self.bytes > limit_bytes:
            beyond += self._drop()
        self.purged += old + beyond
        return Purged(old, beyond)

    def _drop(self) -> int:
        block = self._blocks.popleft()
        self.records -= block.number
        return block.number

    def intervals(self) -> Iterator[tuple[float, np.ndarray]]:
        """Time and `RECORD`[n] of every interval in store, oldest first."""
        for block in self._blocks:
            words = np.zeros(block.number * _WORDS, np.uint32)
            words[np.unpackbits(block.mask, count=len(words)).astype(bool)] = block.words
            yield block.time, words.view(RECORD)

    def to_json(self) -> Iterator[str]:
        """JSON lines, one string an interval; together `bytes` long."""
        for _, records in self.intervals():
            yield to_lines(records)
