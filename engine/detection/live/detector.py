"""All detectors of a network together: minds, quorum, alarms, and whether their nodes can bear the modules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from engine.detection.features.names import NETWORK_FEATURES
from engine.detection.live.alarms import AlarmBook
from engine.detection.live.installed import Installed, installed
from engine.detection.live.mind import Mind
from engine.detection.modules.budget import Room, allowed_load, deployment
from engine.readmodel.detection import Alarm, Budget, DetectionView, Gauge, Vote
from engine.scenario.hardware import resources_of

if TYPE_CHECKING:
    from engine.scenario.model import Scenario

_TITLES, _UNITS = tuple(f.title for f in NETWORK_FEATURES), tuple(f.unit for f in NETWORK_FEATURES)
NAMES = tuple(f.name for f in NETWORK_FEATURES)
_CALM_SHARE = 0.5


class Live:
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
        self.budgets: dict[int, Budget] = {}
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
            self.budgets.pop(gone, None)

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

    def _bearable(self, detector: int, records: np.ndarray) -> dict[str, Installed]:
        """The modules that the node can bear (S2-171); the budget says why not, where it cannot."""
        main = self.modules.get("classifier")
        place = np.flatnonzero(records["id"] == detector)
        node = self._nodes.get(detector)
        if main is None or not len(place) or node is None:
            return dict(self.modules)
        cpu_hz, ram, _ = resources_of(node.profile)
        record = records[place[0]]
        room = Room(detector, cpu_hz, float(record["cpu"]), int(ram * (1.0 - float(record["ram"]))))
        verdict = deployment(main.info, room, allowed_growth=self.settings.cpu_budget, hop_s=self.settings.hop_s)
        self.budgets[detector] = Budget(
            node=detector,
            module=main.info.name,
            load_before=verdict.load_before,
            load_with=verdict.load_with,
            allowed=allowed_load(room.load, self.settings.cpu_budget),
            ram_bytes=verdict.ram_bytes,
            ram_free=verdict.ram_free,
            refused="" if verdict.fits else verdict.reason,
        )
        return dict(self.modules) if verdict.fits else {}

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

    def titles(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Titles and units of the features."""
        return _TITLES, _UNITS

    def show(self, view: DetectionView, ids: np.ndarray) -> DetectionView:
        """Adds what is seen to a view of the collection; a budget of a module stands in for that of collecting alone.

        Args:
            view: Collections, and a budget for each detector.
            ids: int32[M]: of the rows that suspicion is told of.
        """
        mind = self.leading
        learned = mind.profile.learned if mind is not None and self.settings.profile else 0.0
        return replace(
            view,
            votes=self.votes(),
            alarms=self.alarms,
            raised=self.book.raised,
            budgets=tuple(self.budgets.get(b.node, b) for b in view.budgets),
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

    def take_over(self, before: Live) -> None:
        """Goes on after an edit where the settings are the same; alarms stay in any case."""
        self.book = before.book
        if before.settings == self.settings:
            self.minds, self.budgets = before.minds, before.budgets
