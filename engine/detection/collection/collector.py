"""The collection algorithm on one detector node, step by step (S2 Algorithm 1).

The printed loop leaves the check and the appending outside ``while``, and compares a timestamp with a span; we read it
as the text does: every answer is checked, and the age is compared (checklist, n:S2-82).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from engine.detection.collection import observing
from engine.detection.collection.records import (
    BITS_A_FIGURE,
    FIGURES,
    OWN_COLUMNS,
    RECORD,
    RECORD_BYTES,
    columns_of,
    logged_of,
)
from engine.detection.collection.store import Purged, Store
from engine.network.kernels.labour import READING_BYTES
from engine.readmodel.codes import Duty, Membership
from engine.readmodel.detection import Collection, Step, StepRun

if TYPE_CHECKING:
    from engine.detection.collection.observing import Ear
    from engine.network.network import Network
    from engine.network.service import ServicePlane
    from engine.scenario.detection import Detection

REQUEST_BITS = 96.0
"""Interval, types and time asked for."""
HEADER_BITS = 64.0
ANSWER_CYCLES, TAKE_CYCLES = 3_000.0, 6_000.0
"""To put an answer together; to check, unify and store one. Ours, on the scale of `kernels.labour`."""
WARPED = 8.0
"""By how much the figures of an answer that was changed on the way are off."""
SLACK_M = 1000.0
"""How far beyond the field a node may say to be."""
HOTTEST = 10_000.0
"""°C that no sensor can report."""
_SHARES = ("cpu", "ram", "storage")
_COUNTS = ("taken", "served", "sessions", "bytes", "uptime")


@dataclass(frozen=True, slots=True)
class _Sample:
    """One answer on its way into the store."""

    raw: dict[str, float] = field(default_factory=dict)
    prepared: np.ndarray = field(default_factory=lambda: np.empty(0, RECORD))
    unified: np.ndarray = field(default_factory=lambda: np.empty(0, RECORD))

    def texts(self, columns: tuple[str, ...]) -> tuple[str, str, str]:
        """In JSON: as it came, preprocessed, unified; empty where there is none."""
        prepared, unified = (_sample(r[0], columns) if len(r) else "" for r in (self.prepared, self.unified))
        return json.dumps(self.raw) if self.raw else "", prepared, unified


class _Did(NamedTuple):
    """What the steps of one collection did."""

    asked: int
    heard: int
    answers: int
    thrown: int
    good: int
    stored: int
    gone: Purged
    sample: _Sample


class Collector:
    """Collects for one detector.

    Args:
        detector: Id of its node.
        settings: What to collect.
        authenticated: Answers carry proof: what was changed on the way is thrown away.
    """

    def __init__(self, detector: int, settings: Detection, *, authenticated: bool) -> None:
        self.detector, self._settings, self._authenticated = detector, settings, authenticated
        self.columns = columns_of(settings.types)
        self.store = Store(settings.keep_s)
        self.requests = self.responses = self.missing = self.refused = 0
        self._did: _Did | None = None
        self.asked: tuple[int, ...] = ()
        self.round, self.limit = 0, float(settings.keep_bytes)
        self._said = np.zeros(0, RECORD)
        self._ids = np.zeros(0, np.int32)
        self._kinds = logged_of(settings.types)
        self._log: list[np.ndarray] = []
        self._told = False
        """The controller's answer came in the last collection, and its log with it."""
        self._occupied = 0
        self._due: dict[int, float] = {}
        """Id → time, s, at which a node that owes an answer is asked again."""

    # -- one collection -----------------------------------------------------------------------------------------------

    def collect(self, network: Network, plane: ServicePlane, ear: Ear) -> tuple[np.ndarray, np.ndarray]:
        """Asks, waits, checks, unifies, stores and purges.

        Returns:
            `RECORD`[K] of everybody who can be heard, and `float64[M]` cycles that it took of each row.
        """
        self._align(network)
        row = int(np.flatnonzero(network.nodes["id"] == self.detector)[0])
        now = network.round * network.round_s
        rows = self._request_list(network, row, now)
        heard, came = self._ask(network, plane, row, rows)
        own = observing.own_figures(network, ear)
        refused = self._check(network, own, came[1]) & came[0]
        answered = came[0] & ~refused
        answered[row] = True
        self._note_missing(network, rows, came[0], now)
        self._said[answered] = own[answered]
        self._told = bool((answered & (network.duties["roles"] & int(Duty.CONTROLLER) > 0)).any())
        records = observing.merged(network, ear, self._said, observing.present(network), answered)
        kept = self._kept_columns(records)
        self.store.save(now, kept)
        self.limit = min(float(self._settings.keep_bytes), self._free(network, row))
        gone = self.store.purge(now, self.limit)
        self.occupy(network, row, self.store.bytes)
        self.round = network.round
        self.refused += int(refused.sum())
        good = np.flatnonzero(came[0] & ~refused)
        counts = (len(rows), int(heard[rows].sum()), int(came[0].sum()), int(refused.sum()), len(good), len(kept))
        self._did = _Did(*counts, gone, self._follow(network, good, own, kept))
        cycles = ANSWER_CYCLES * came[0].astype(float)
        cycles[row] += TAKE_CYCLES * len(kept)
        return kept, cycles

    def hear_log(self, events: np.ndarray) -> np.ndarray:
        """What the controller logged in the interval comes with its answer, else with the next one that arrives.

        Args:
            events: `EVENT`[E].

        Returns:
            `EVENT`[F]: what has come now, of the types asked for.
        """
        chosen = events[np.isin(events["kind"], self._kinds)]
        if len(chosen):
            self._log.append(chosen)
        if not self._told or not self._log:
            return events[:0]
        come = np.concatenate(self._log)
        self._log = []
        return come

    def _align(self, network: Network) -> None:
        """Rows may have changed by an edit: what nodes said last goes with their ids."""
        ids = network.nodes["id"]
        if len(ids) == len(self._ids) and np.array_equal(ids, self._ids):
            return
        said = np.zeros(len(ids), RECORD)
        place = {int(i): k for k, i in enumerate(self._ids)}
        for k, i in enumerate(ids.tolist()):
            if i in place:
                said[k] = self._said[place[i]]
        self._said, self._ids = said, ids.copy()

    def _request_list(self, network: Network, row: int, now: float) -> np.ndarray:
        """Rows to ask: members as they are now, or those named; not who owes an answer that may yet come."""
        nodes, duties = network.nodes, network.duties
        there = (duties["member"] == Membership.MEMBER) & (nodes["station"] == 0)  # who is dead does not answer
        if self._settings.sources:
            there &= np.isin(nodes["id"], self._settings.sources)
        there[row] = False
        self._due = {i: t for i, t in self._due.items() if t > now}
        if self._due:
            there &= ~np.isin(nodes["id"], list(self._due))
        return np.flatnonzero(there)

    def _ask(
        self, network: Network, plane: ServicePlane, row: int, rows: np.ndarray
    ) -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray]]:
        """One request to all, and the answers of those on the list who heard it.

        Returns:
            bool[M]: who heard the request; bool[M]: whose answer came, bool[M]: changed on the way.
        """
        m = len(network.nodes)
        heeding, network.heeding = network.heeding, False  # a detector knows its own messages
        try:
            plane.span(network, row)
            heard = plane.broadcast(network, REQUEST_BITS).arrived
            answering = rows[heard[rows] & (network.nodes["alive"][rows] == 1)]
            fares = plane.report(network, answering, HEADER_BITS + BITS_A_FIGURE * len(self.columns))
        finally:
            network.heeding = heeding
        came = np.zeros(m, bool)
        came[answering] = fares.arrived[answering]
        return heard, (came, came & (fares.changed >= 0))

    def _check(self, network: Network, own: np.ndarray, changed: np.ndarray) -> np.ndarray:
        """bool[M]: answers that cannot be; figures changed on the way are off, and found out where they are absurd."""
        for name in (*_SHARES, "energy"):
            own[name][changed] *= WARPED
        area, slack = network.scenario.area, SLACK_M
        figures = np.stack([own[name] for name in OWN_COLUMNS])
        wrong = ~np.isfinite(figures).all(axis=0)
        wrong |= np.any([(own[name] < 0) | (own[name] > 1.5) for name in _SHARES], axis=0)
        wrong |= np.any([own[name] < 0 for name in _COUNTS], axis=0) | (np.abs(own["value"]) > HOTTEST)
        wrong |= (own["energy"] < 0) | (own["x"] < -slack) | (own["y"] < -slack)
        wrong |= (own["x"] > area.width_m + slack) | (own["y"] > area.height_m + slack)
        return np.asarray(wrong | (changed & self._authenticated))

    def _note_missing(self, network: Network, rows: np.ndarray, came: np.ndarray, now: float) -> None:
        owing = rows[~came[rows]]
        for i in network.nodes["id"][owing].tolist():
            self._due[i] = now + self._settings.wait_s
        self.missing += len(owing)
        self.asked = tuple(network.nodes["id"][rows].tolist())
        self.requests += len(rows)
        self.responses += int(came.sum())

    def _kept_columns(self, records: np.ndarray) -> np.ndarray:
        """Unification: one schema; figures of types that nobody asked for stay 0."""
        for name in FIGURES:
            if name not in self.columns:
                records[name] = 0.0
        return records

    def occupy(self, network: Network, row: int, bytes_: int) -> None:
        """The store takes ``bytes_`` of the storage of its node from now on."""
        ballast = network.presence.ballast
        ballast[row] = max(float(ballast[row]) + bytes_ - self._occupied, 0.0)
        self._occupied = bytes_

    def _free(self, network: Network, row: int) -> float:
        """Bytes of its node's storage that nothing but the store takes."""
        readings = READING_BYTES * float(network.duties["kept"][row])
        others = float(network.presence.ballast[row]) - self._occupied
        return max(float(network.duties["storage"][row]) - readings - max(others, 0.0), 0.0)

    # -- telling ------------------------------------------------------------------------------------------------------

    def _follow(self, network: Network, good: np.ndarray, own: np.ndarray, kept: np.ndarray) -> _Sample:
        """The first good answer (``good``: int[G], rows), before and after each step that alters it."""
        if not len(good):
            return _Sample()
        row = int(good[0])
        return _Sample(observing.raw_answer(network, row), own[[row]], kept[kept["id"] == network.nodes["id"][row]])

    @property
    def steps(self) -> tuple[StepRun, ...]:
        """What each step did the last time, in words, with one answer followed through them; none before the first."""
        did, settings = self._did, self._settings
        if did is None:
            return ()
        types, lost = len(settings.types), did.asked - did.answers
        raw, prepared, unified = did.sample.texts(self.columns)
        waits = f"; asked again after {settings.wait_s:g} s" if lost else ""
        size = f"{did.stored * RECORD_BYTES:,} B written, {self.store.bytes:,} of {self.limit:,.0f} B taken"
        aged = f"{did.gone.old} too old, {did.gone.beyond} beyond the room"
        return (
            StepRun(Step.CONFIGURE, types, f"{_many(types, 'type')} of data every {settings.interval_s:g} s"),
            StepRun(Step.REQUEST, did.asked, f"{_many(did.asked, 'node')} asked, {did.heard} heard it"),
            StepRun(Step.WAIT, did.answers, f"{did.answers} answered, {lost} did not{waits}"),
            StepRun(Step.CHECK, did.thrown, f"{_many(did.thrown, 'answer')} thrown away: such figures cannot be"),
            StepRun(Step.PREPROCESS, did.good, "Counts since the last time, shares of the whole", raw, prepared),
            StepRun(Step.UNIFY, did.stored, f"{_many(did.stored, 'record')} of one schema", prepared, unified),
            StepRun(Step.STORE, did.stored, size),
            StepRun(Step.PURGE, sum(did.gone), aged),
        )

    def view(self, now: float) -> Collection:
        """As the window shows it."""
        kinds: tuple[str, ...] = self._settings.types
        oldest = self.store.oldest
        return Collection(
            detector=self.detector,
            round=self.round,
            steps=self.steps,
            requests=self.requests,
            responses=self.responses,
            missing=self.missing,
            refused=self.refused,
            by_type=dict.fromkeys(kinds, self.store.records),
            records=self.store.records,
            bytes=self.store.bytes,
            limit_bytes=int(self.limit),
            oldest_s=0.0 if np.isnan(oldest) else now - oldest,
            limit_s=self._settings.keep_s,
            purged=self.store.purged,
            asked=self.asked,
        )


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"


def _sample(record: np.void, columns: tuple[str, ...]) -> str:
    """A record in JSON, what is 0 left out."""
    shown = {name: round(float(record[name]), 4) for name in columns if record[name]}
    return json.dumps(shown)
