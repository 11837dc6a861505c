"""The log of a network: room for records, records written from Python, records taken out."""

from __future__ import annotations

import numpy as np

from engine.network.kernels.columns import COUNTS, CURSOR_LOG, CURSOR_ROUND, CURSORS, Books, Physics
from engine.readmodel.codes import Rec
from engine.readmodel.records import RECORD

_ROOM = 4096


class Logbook:
    """Running totals and the log; kernels write into both.

    Attributes:
        books: Totals, cursors and log.
        in_round: A round is under way.
        round_s: Duration of a round, s.
        physics: Constants; whether packets are recorded stands in ``logging``.
        tapped: What was noted since it was last taken, while somebody taps the log; None while nobody does.
    """

    books: Books
    in_round: bool
    round_s: float
    physics: Physics
    tapped: list[tuple[Rec, float, int, int]] | None = None

    def open_books(self) -> None:
        """Nothing counted, nothing recorded; no round is under way."""
        self.books = Books(np.zeros(COUNTS, np.int64), np.zeros(CURSORS, np.int64), np.empty(_ROOM, RECORD))
        self.in_round = False

    @property
    def round(self) -> int:
        """The round under way, or the last one completed; 0 before the first."""
        return int(self.books.cursor[CURSOR_ROUND])

    def ensure_log(self, room: int) -> None:
        """Makes room for ``room`` more records."""
        need = int(self.books.cursor[CURSOR_LOG]) + room
        if need > len(self.books.log):
            log = np.empty(max(need, 2 * len(self.books.log)), RECORD)
            log[: len(self.books.log)] = self.books.log
            self.books = self.books._replace(log=log)

    def note(self, kind: Rec, a: int, b: int = -1, c: int = 0, v: float = 0.0) -> None:
        """Writes one record from Python code, at the present end of time."""
        self.ensure_log(1)
        k = int(self.books.cursor[CURSOR_LOG])
        now = (self.round - (1.0 if self.in_round else 0.0)) * self.round_s
        self.books.log[k] = (self.round, int(kind), max(now, 0.0), a, b, c, v)
        self.books.cursor[CURSOR_LOG] += 1
        if self.tapped is not None:
            self.tapped.append((kind, max(now, 0.0), a, c))

    def tap(self, *, on: bool) -> None:
        """Keeps a copy of what is noted from Python, for `take_tapped`; whoever takes records away leaves it alone."""
        self.tapped = [] if on else None

    def take_tapped(self) -> list[tuple[Rec, float, int, int]]:
        """Kind, time in s, ``a`` and ``c`` of what was noted since the last call, while tapped."""
        taken, self.tapped = self.tapped or [], [] if self.tapped is not None else None
        return taken

    def take_records(self) -> np.ndarray:
        """The records since the last call, in the order in which they were written."""
        taken: np.ndarray = self.books.log[: self.books.cursor[CURSOR_LOG]].copy()
        self.books.cursor[CURSOR_LOG] = 0
        return taken

    def set_logging(self, *, on: bool) -> None:
        """Switches packet-level records on or off."""
        self.physics["logging"] = on
