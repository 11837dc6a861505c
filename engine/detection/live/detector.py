"""All detectors of a network together: minds, quorum, alarms, and whether their nodes can bear the modules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Self

import numpy as np

from engine.detection.features.names import NETWORK_FEATURES
from engine.detection.live.alarms import AlarmBook
from engine.detection.live.installed import Installed, installed
from engine.detection.live.mind import Mind, cost_of
from engine.detection.modules.budget import Room, deployment
from engine.detection.watcher import Watcher
from engine.readmodel.detection import Alarm, Budget, DetectionView, Gauge, Vote
from engine.readmodel.laboratory import Deployment
from engine.scenario.hardware import resources_of

if TYPE_CHECKING:
    from engine.scenario.model import Scenario

_TITLES, _UNITS = tuple(f.title for f in NETWORK_FEATURES), tuple(f.unit for f in NETWORK_FEATURES)
NAMES = tuple(f.name for f in NETWORK_FEATURES)
_CALM_SHARE = 0.5


class Live(Watcher):
    """Looks at what detectors collect; the manager of the collection hands it on.

    Args:
        scenario: The document.

    Raises:
        ScenarioError: Its detector module cannot be used.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.settings, self._nodes = scenario.detection, scenario.node_by_id
        self.modules: Mapping[str, Installed] = installed(scenario.detection.model)
        self.minds: dict[int, Mind] = {}
        self.book = AlarmBook()
        self.verdicts: dict[int, Deployment] = {}
        """By detector: whether its node can bear the modules."""
        self.fresh: list[Alarm] = []
        """Alarms raised since they were last taken."""

    @property
    def module(self) -> str:
        """Name of the module in force."""
        main = self.modules.get("classifier")
        return main.info.name if main is not None else ""

    def keep(self, detectors: tuple[int, ...]) -> None:
        """Forgets detectors that gave the work up."""
        for gone in sorted(self.minds.keys() - set(detectors)):
            self.minds.pop(gone)
            self.verdicts.pop(gone, None)

    def push(self, round_: int, detector: int, records: np.ndarray, events: np.ndarray) -> float:
        """Takes what a detector collected in one interval; returns the cycles that it took."""
        if detector not in self.minds:
            self.minds[detector] = Mind(self.settings, self._bearable(detector, records))
        cycles = self.minds[detector].take(records, events)
        if detector == max(self.minds):
            self._judge(round_)
        return cycles

    def _judge(self, round_: int) -> None:
        agreed = [d for d, mind in sorted(self.minds.items()) if mind.alarmed]
        if len(agreed) < min(self.settings.quorum, len(self.minds)):
            agreed = []
        limit = _CALM_SHARE * self.settings.confidence
        quiet = all(mind.confidence < limit for mind in self.minds.values())
        raised = self.book.judge(round_, self.minds, agreed, quiet=quiet)
        if raised is not None:
            self.fresh.append(raised)

    def _bearable(self, detector: int, records: np.ndarray) -> Mapping[str, Installed]:
        """The modules, if the node can bear them all (S2-171); else none, and why not."""
        place, node = np.flatnonzero(records["id"] == detector), self._nodes.get(detector)
        main = self.modules.get("classifier")
        if main is None or not len(place) or node is None:
            return self.modules
        cpu_hz, ram, _ = resources_of(node.profile)
        record = records[place[0]]
        room = Room(detector, cpu_hz, float(record["cpu"]), int(ram * (1.0 - float(record["ram"]))))
        whole = replace(
            main.info,
            cycles=cost_of(self.modules, len(records)),
            size_bytes=sum(m.info.size_bytes for m in self.modules.values()),
        )
        verdict = deployment(whole, room, allowed_growth=self.settings.cpu_budget, hop_s=self.settings.hop_s)
        self.verdicts[detector] = verdict
        return self.modules if verdict.fits else {}

    # -- what is seen -------------------------------------------------------------------------------------------------

    def take_fresh(self) -> tuple[Alarm, ...]:
        """Alarms raised since the last call."""
        taken, self.fresh = tuple(self.fresh), []
        return taken

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        """All alarms, oldest first."""
        return tuple(self.book.alarms)

    @property
    def leading(self) -> Mind | None:
        """The detector that is most alarmed."""
        ranked = sorted(self.minds.items(), key=lambda item: (-item[1].confidence, item[0]))
        return ranked[0][1] if ranked else None

    def votes(self) -> tuple[Vote, ...]:
        """Of the detector that is most alarmed."""
        return self.leading.votes if self.leading is not None else ()

    def gauges(self) -> tuple[Gauge, ...]:
        """Statistics of the same detector against their thresholds."""
        return self.leading.heuristics.gauges if self.leading is not None else ()

    def suspicion(self, ids: np.ndarray) -> np.ndarray:
        """float32[M]: greatest suspicion that any detector has of each of ``ids``."""
        out = np.zeros(len(ids), np.float32)
        for mind in self.minds.values():
            out = np.maximum(out, mind.suspicion.of(ids).astype(np.float32))
        return out

    def show(self, view: DetectionView, ids: np.ndarray) -> DetectionView:
        """Adds votes, alarms and suspicion, and to the budgets what the modules take."""
        mind = self.leading
        learned = mind.profile.learned if mind is not None and self.settings.profile else 0.0
        return replace(
            view,
            votes=self.votes(),
            alarms=self.alarms,
            raised=self.book.raised,
            budgets=tuple(self._with_modules(b) for b in view.budgets),
            module=self.module,
            learning=learned,
            features=NAMES,
            values=mind.values if mind is not None else view.values,
            sigmas=mind.sigmas.astype(np.float32) if mind is not None else view.sigmas,
            suspicion=self.suspicion(ids),
            gauges=self.gauges(),
            titles=_TITLES,
            units=_UNITS,
        )

    def _with_modules(self, budget: Budget) -> Budget:
        verdict = self.verdicts.get(budget.node)
        if verdict is None:
            return budget
        refused = "" if verdict.fits else verdict.reason
        return replace(budget, module=verdict.module, ram_bytes=verdict.ram_bytes, refused=refused)

    def take_over(self, before: Self) -> None:
        """Goes on after an edit where the settings are the same; alarms stay in any case."""
        self.book = before.book
        if before.settings == self.settings:
            self.minds, self.verdicts = before.minds, before.verdicts
