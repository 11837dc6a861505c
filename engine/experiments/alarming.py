"""The live detector at work: what it says of each window, its alarms, whom they name; and the profile by itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.detection.dataset import DetectionError
from engine.detection.live.detector import Live
from engine.detection.live.installed import installed
from engine.detection.recording.labels import NEITHER, Labeller
from engine.detection.recording.script import RunSpec, scenario_for
from engine.detection.watcher import Watcher
from engine.experiments.measure import Values
from engine.readmodel.laboratory import Specification
from engine.runtime.compose import compose
from engine.runtime.strategies import Strategies
from engine.scenario.model import Scenario
from engine.scenario.validate import validated

if TYPE_CHECKING:
    from engine.network.network import Network
    from engine.readmodel.detection import Alarm

SILENT, NOBODY = -1, -2
"""In place of the first suspect: no alarm lasts; an alarm without suspects."""
_HOUR_S = 3600.0


class Both(Watcher):
    """The detector of a document, and beside it the profile alone, which knows no attack; both see the same.

    Args:
        scenario: The document, with its module.
    """

    def __init__(self, scenario: Scenario) -> None:
        alone = {"model": "", "rules": False, "heuristics": False, "profile": True}
        self.whole = Live(scenario)
        self.profile = Live(scenario.replace(detection=scenario.detection.model_copy(update=alone)))

    def push(self, round_: int, detector: int, records: np.ndarray, events: np.ndarray) -> float:
        """Looks at one interval; returns the cycles of the whole detector."""
        self.profile.push(round_, detector, records, events)
        return self.whole.push(round_, detector, records, events)

    def keep(self, detectors: tuple[int, ...]) -> None:
        """Forgets detectors that gave the work up."""
        self.whole.keep(detectors)
        self.profile.keep(detectors)

    def take_fresh(self) -> tuple[Alarm, ...]:
        """Alarms of the whole detector since the last call."""
        self.profile.take_fresh()
        return self.whole.take_fresh()


def watched(spec: Specification, run: RunSpec, base: Scenario, strategies: Strategies, path: Path) -> Values:
    """One run with the live detector and the modules at ``path``.

    Returns:
        ``told quiet`` and ``told attack`` float64[c] (what the classifier says of windows without and under attack,
        by class), and the figures of `Diary.values`.

    Raises:
        DetectionError, ScenarioError: The document or the module cannot be used.
    """
    scenario = scenario_for(spec, base, run)
    detection = scenario.detection.model_copy(update={"model": str(path.resolve())})
    scenario = validated(scenario.replace(detection=detection))
    classes = installed(detection.model)["classifier"].module.classes
    if run.kind and run.label not in classes:
        raise DetectionError(f"the module does not know {run.label}", where=str(path), mend="train it again")
    both = Both(scenario)
    parts = compose(scenario, strategies, watcher=both)
    if parts.detection is None:
        raise DetectionError("nobody collects", where="scenario", mend="switch roles and detection on")
    labeller = Labeller(scenario, classes.index(run.label) if run.kind else 0)
    diary = Diary(classes, spec.rounds)
    for k in range(spec.rounds):
        parts.network.run_round()
        parts.network.take_records()
        diary.enter(k, labeller.network(parts.network), both, parts.network)
    return diary.values(labeller.starts(), scenario.round_s)


class Diary:
    """What was true and what was said, round after round.

    Args:
        classes: Of the module.
        rounds: Of the run.
    """

    def __init__(self, classes: tuple[str, ...], rounds: int) -> None:
        self._classes = classes
        self.true = np.full(rounds, NEITHER)
        """Index of the true class."""
        self.told = np.zeros(rounds, int)
        """Index of the class that the classifier names."""
        self.raised = np.zeros((2, rounds), int)
        """Alarms raised in a round: by the whole detector, by the profile alone."""
        self.suspect = np.full(rounds, SILENT)
        """Id of the node behind the first suspect of the alarm that lasts."""
        self.refused = np.zeros(rounds, bool)
        """The detector node cannot bear the module."""
        self._before = np.zeros(2, int)

    def enter(self, k: int, label: int, both: Both, network: Network) -> None:
        """The end of one round."""
        self.true[k] = label
        mind = both.whole.leading
        if mind is not None and mind.classes:
            self.told[k] = self._classes.index(max(mind.classes, key=mind.classes.__getitem__))
        now = np.array([both.whole.book.raised, both.profile.book.raised])
        self.raised[:, k], self._before = now - self._before, now
        self.suspect[k] = _behind(both.whole.book.lasting, network)
        self.refused[k] = not all(verdict.fits for verdict in both.whole.verdicts.values())

    def values(self, bursts: tuple[tuple[int, int, tuple[int, ...]], ...], round_s: float) -> Values:
        """The figures of the run.

        Args:
            bursts: First round, last round and attackers of each attack.
            round_s: s.

        Returns:
            ``bursts``; ``found`` (an alarm was raised within the burst: one that has lasted since before does not
            count), ``delay`` (s, mean, to the end of the round of the alarm), ``named`` (a true attacker is first among
            the suspects at the end of the burst, or of the alarm) and ``named at once`` (as it is raised), ``profile
            found``; ``alarms`` and ``profile alarms``: false ones an hour; ``refused``: share of rounds.
        """
        found = [self._burst(first, last, nodes) for first, last, nodes in bursts]
        hits = [one for one in found if one is not None]
        alone = sum(int(self.raised[1, first - 1 : last].any()) for first, last, _ in bursts)
        quiet = self.true == 0
        hours = max(quiet.sum() * round_s, 1.0) / _HOUR_S
        false = self.raised[:, quiet].sum(axis=1) / hours
        c = len(self._classes)
        return {
            "told quiet": np.bincount(self.told[quiet], minlength=c).astype(float),
            "told attack": np.bincount(self.told[self.true > 0], minlength=c).astype(float),
            "bursts": np.float64(len(found)),
            "found": np.float64(len(hits)),
            "delay": np.float64(np.mean([rounds * round_s for rounds, _, _ in hits]) if hits else np.nan),
            "named": np.float64(sum(named for _, named, _ in hits)),
            "named at once": np.float64(sum(at_once for _, _, at_once in hits)),
            "profile found": np.float64(alone),
            "alarms": np.float64(false[0]),
            "profile alarms": np.float64(false[1]),
            "refused": np.float64(self.refused.mean()),
        }

    def _burst(self, first: int, last: int, attackers: tuple[int, ...]) -> tuple[int, bool, bool] | None:
        """Rounds until the alarm, whether it names an attacker in the end, and at once; None: it was missed."""
        hits = np.flatnonzero(self.raised[0, first - 1 : last])
        if not len(hits):
            return None
        seen = self.suspect[first - 1 + hits[0] : last]
        named = np.isin(seen[seen != SILENT], attackers)
        return int(hits[0]) + 1, bool(named[-1:].any()), bool(named[:1].any())


def _behind(alarm: Alarm | None, network: Network) -> int:
    """Id of the first suspect; of a feigned identity the id of the node that feigns it."""
    if alarm is None:
        return SILENT
    if not alarm.suspects:
        return NOBODY
    rows = np.flatnonzero(network.nodes["id"] == alarm.suspects[0].id)
    if not len(rows):
        return alarm.suspects[0].id
    master = int(network.nodes["master"][rows[0]])
    return int(network.nodes["id"][master if master >= 0 else rows[0]])
