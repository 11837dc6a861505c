"""The last records of a run in one block of memory, each with a serial number that never changes."""

from __future__ import annotations

import numpy as np

from engine.readmodel.records import RECORD

CAPACITY = 200_000


class RecordRing:
    """A bounded ring of `RECORD`; appending is one or two block copies, whatever the number of rows.

    Args:
        capacity: Records kept; older ones make way.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._block = np.empty(capacity, RECORD)
        self.end = 0
        """Serial number that the next record gets."""

    @property
    def begin(self) -> int:
        """Serial number of the oldest record kept."""
        return max(0, self.end - len(self._block))

    def __len__(self) -> int:
        return self.end - self.begin

    def clear(self) -> None:
        """Forget everything and count from 0 again."""
        self.end = 0

    def append(self, records: np.ndarray) -> None:
        """Add records at the end."""
        size = len(self._block)
        if len(records) > size:
            self.end += len(records) - size
            records = records[-size:]
        at = self.end % size
        first = min(len(records), size - at)
        self._block[at : at + first] = records[:first]
        self._block[: len(records) - first] = records[first:]
        self.end += len(records)

    def take(self, serials: np.ndarray) -> np.ndarray:
        """Copies of the records with these serial numbers."""
        taken: np.ndarray = self._block[np.asarray(serials) % len(self._block)]
        return taken

    def span(self, start: int, stop: int) -> np.ndarray:
        """Copies of the records from serial ``start`` up to, not including, ``stop``."""
        return self.take(np.arange(max(start, self.begin), min(stop, self.end)))
