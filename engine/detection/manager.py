"""Detectors around the rounds of a network: who collects, what it costs, and who looks at what was collected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.detection.collection import observing
from engine.detection.collection.collector import Collector
from engine.detection.modules.budget import allowed_load
from engine.network.service import ServicePlane
from engine.readmodel.codes import Duty, Membership, Rec
from engine.readmodel.detection import Budget, DetectionView

if TYPE_CHECKING:
    from engine.detection.watcher import Watcher
    from engine.network.network import Network
    from engine.scenario.model import Scenario

LEAST_STORAGE = 1_000_000.0
"""Bytes that a detector needs to be free before it takes the work up. Ours."""
TAKEN_UP, REFUSED, GIVEN_UP = 1, 2, 0
COUNTED = ("requests", "responses", "missing", "refused")


@dataclass(slots=True)
class Load:
    """What collection and detection take of a detector's computing time."""

    own: float = 0.0
    """Share used by detection in the last interval, a round's mean."""
    total: float = 0.0
    """Load of the node with it."""


class DetectionManager:
    """Runs the collection on every node that has the detector's role (S2-10, S2-76 to S2-83).

    Args:
        scenario: The document; roles and detection are enabled.
        watcher: Looks at what was collected; None: nobody does.
    """

    def __init__(self, scenario: Scenario, watcher: Watcher | None = None) -> None:
        self.scenario, self.settings, self.watcher = scenario, scenario.detection, watcher
        self.collectors: dict[int, Collector] = {}
        """By id of the detector."""
        self.loads: dict[int, Load] = {}
        self._unfit: dict[int, int] = {}
        """Detectors that refused, and the round in which they did."""
        self._ear: observing.Ear | None = None
        self._plane: ServicePlane | None = None
        self._cycles = np.zeros(0)
        self._past = dict.fromkeys((*COUNTED, "purged"), 0)
        """Of detectors that gave the work up."""
        self._every = max(1, round(self.settings.interval_s / scenario.round_s))

    def begin_round(self, network: Network) -> None:
        """Books the computing time of the last collection; who is new to the role takes it up."""
        if not network.heeding or self._ear is None or len(self._ear.heard) != len(network.nodes):
            network.heed(on=True)
            network.tap(on=True)
            self._ear, self._plane = observing.Ear(network), ServicePlane(network)
            self._cycles = np.zeros(len(network.nodes))
        network.duties["cpu"] += self._cycles.astype(np.float32)
        self._cycles[:] = 0.0
        self._staff(network)

    def end_round(self, network: Network) -> None:
        """Listens, and every so often collects."""
        ear, plane = self._ear, self._plane
        if ear is None or plane is None:
            return
        ear.listen(network)
        if network.round % self._every:
            return
        events = observing.events(network, ear)
        for detector, collector in sorted(self.collectors.items()):
            records, cycles = collector.collect(network, plane, ear)
            log = collector.hear_log(events)
            if self.watcher is not None:
                row = self._row(network, detector)
                cycles[row] += self.watcher.push(network.round, detector, records, log)
            self._weigh(network, detector, cycles)
            self._cycles += cycles * self._effort(network)
        ear.forget(network)
        self._record_alarms(network)

    def _record_alarms(self, network: Network) -> None:
        """What was raised in this interval goes into the log."""
        for alarm in self.watcher.take_fresh() if self.watcher is not None else ():
            suspect = alarm.suspects[0].id if alarm.suspects else -1
            network.note(Rec.ALARM, suspect, alarm.detectors[0], int(alarm.alarm_class), alarm.confidence)

    # -- who --------------------------------------------------------------------------------------------------------

    def _staff(self, network: Network) -> None:
        """Detectors come and go with the table of roles."""
        duties, nodes = network.duties, network.nodes
        here = (duties["roles"] & int(Duty.DETECTOR) > 0) & (nodes["alive"] == 1)
        here &= duties["member"] == Membership.MEMBER
        wanted = set(nodes["id"][here].tolist())
        for gone in sorted(self.collectors.keys() - wanted):
            self._dismiss(network, gone)
            network.note(Rec.DETECTOR, gone, c=GIVEN_UP)
        if self.watcher is not None:
            self.watcher.keep(tuple(sorted(wanted & self.collectors.keys())))
        self._unfit = {i: r for i, r in self._unfit.items() if i in wanted}
        for new in sorted(wanted - self.collectors.keys()):
            row = self._row(network, new)
            if duties["storage"][row] - duties["stored"][row] < LEAST_STORAGE:
                if new not in self._unfit:
                    self._unfit[new] = network.round
                    network.note(Rec.DETECTOR, new, c=REFUSED)
                continue
            authenticated = self.scenario.hardening.authentication
            self.collectors[new] = Collector(new, self.settings, authenticated=authenticated)
            self._unfit.pop(new, None)
            network.note(Rec.DETECTOR, new, c=TAKEN_UP)

    def _dismiss(self, network: Network, detector: int) -> None:
        """What it had in store is gone, and its room is free; what it did still counts."""
        collector = self.collectors.pop(detector)
        for name in COUNTED:
            self._past[name] += int(getattr(collector, name))
        self._past["purged"] += collector.store.purged
        self.loads.pop(detector, None)
        row = np.flatnonzero(network.nodes["id"] == detector)
        if len(row):
            collector.occupy(network, int(row[0]), 0)

    @property
    def unfit(self) -> tuple[int, ...]:
        """Ids of nodes that have the role and no room for it."""
        return tuple(sorted(self._unfit))

    # -- costs --------------------------------------------------------------------------------------------------------

    def _weigh(self, network: Network, detector: int, cycles: np.ndarray) -> None:
        row = self._row(network, detector)
        own = float(cycles[row] * self._effort(network)[row])
        rate = float(network.duties["cpu_hz"][row]) * network.round_s * self._every
        self.loads[detector] = Load(own / rate if rate else 0.0, float(network.duties["load"][row]))

    @staticmethod
    def _effort(network: Network) -> np.ndarray:
        return np.asarray(network.labour.labour["effort"] if network.labour is not None else 1.0)

    @staticmethod
    def _row(network: Network, node: int) -> int:
        return int(np.flatnonzero(network.nodes["id"] == node)[0])

    # -- edits --------------------------------------------------------------------------------------------------------

    def take_over(self, before: DetectionManager, network: Network) -> None:
        """Goes on after an edit with what the manager ``before`` had collected, where the settings are the same."""
        here = set(network.nodes["id"].tolist())
        for detector in sorted(before.collectors):
            if before.settings != self.settings or detector not in here:
                before._dismiss(network, detector)
        self.collectors, self.loads, self._past = before.collectors, before.loads, before._past
        if self.watcher is not None and before.watcher is not None:
            self.watcher.take_over(before.watcher)
        self._unfit = {i: r for i, r in before._unfit.items() if i in here}

    # -- views --------------------------------------------------------------------------------------------------------

    def view(self, network: Network) -> DetectionView:
        """Detectors as they are now."""
        now = network.round * network.round_s
        plain = DetectionView(
            collections=tuple(c.view(now) for _, c in sorted(self.collectors.items())),
            votes=(),
            alarms=(),
            raised=0,
            budgets=tuple(self._budget(network, i) for i in sorted(self.loads)),
            module="",
            learning=0.0,
        )
        return plain if self.watcher is None else self.watcher.show(plain, network.nodes["id"])

    def _budget(self, network: Network, detector: int) -> Budget:
        load, duty = self.loads[detector], network.duties[self._row(network, detector)]
        before = max(load.total - load.own, 0.0)
        return Budget(
            node=detector,
            module="",
            load_before=before,
            load_with=load.total,
            allowed=allowed_load(before, self.settings.cpu_budget),
            ram_bytes=0,
            ram_free=int(max(float(duty["ram"]) - float(duty["ram_used"]), 0.0)),
        )

    def summary(self, network: Network) -> dict[str, Any]:
        """What ``summary.json`` holds of detection: counts of the whole run, and what is in store at its end."""
        shown = self.view(network)
        some = shown.collections
        first = min((a.raised for a in shown.alarms), default=None)
        return {
            "detectors": [c.detector for c in some],
            "refused_work": list(self.unfit),
            **{name: self._past[name] + sum(getattr(c, name) for c in some) for name in (*COUNTED, "purged")},
            "records": sum(c.records for c in some),
            "bytes": sum(c.bytes for c in some),
            "load_with": max((b.load_with for b in shown.budgets), default=0.0),
            "load_of_detection": max((self.loads[b.node].own for b in shown.budgets), default=0.0),
            "alarms": shown.raised,
            "first_alarm": first,
            "first_alarm_s": None if first is None else first * network.round_s,
        }


def release(network: Network) -> None:
    """Nobody collects any more."""
    network.heed(on=False)
    network.tap(on=False)
